"""The second reader: a language model that an operator may switch on, asked about what hardly escaped notice.

It is asked only about comments that nobody would look at otherwise, and all that it can do is ask a person to look.
"""
