"""What can be wrong with the words that rules look for: phrases, lists, topics and patterns."""

import re
from collections.abc import Iterator

import re2

from bot.policy.likely import unknown
from bot.policy.lists import SCAM_LINKS, STAFF_DATA, phrase_amiss
from bot.policy.shapes import PolicyShape
from bot.yaml_lines import Path_

Found = Iterator[tuple[Path_, str, str]]
ALWAYS_THERE = frozenset({SCAM_LINKS, STAFF_DATA})
TOO_SHORT = ("", " ", "a", "e", "1")
"""What no pattern should be content with."""
NOT_LETTERS = re.compile(r"\\[pP]\{\^?\w+\}|\\.|\(\?P?<\w+>|\[:\w+:\]|\(\?[imsU]+[:)]")
"""What may hold a capital letter that stands for something else."""


def topics_and_lists_are_there(policy: PolicyShape) -> Found:
    """A rule can look only at topics and lists that the file has."""
    for n, rule in enumerate(policy.behaviours):
        for side in ("when", "unless"):
            for m, topic in enumerate(getattr(rule, side).topics):
                if topic not in policy.topics:
                    yield ("behaviours", n, side, "topics", m), *unknown("topic", topic, list(policy.topics))
        for m, name in enumerate(rule.lists):
            if name in ALWAYS_THERE:
                told = f"the list {name!r} is looked at by itself, exactly and not as words"
                yield ("behaviours", n, "lists", m), told, "take it out here"
            elif name not in policy.lists:
                yield (
                    ("behaviours", n, "lists", m),
                    *unknown("list", name, [known for known in policy.lists if known not in ALWAYS_THERE]),
                )


def topics_and_lists_are_used(policy: PolicyShape) -> Found:
    """A list that no rule looks at does nothing."""
    topics = {t for rule in policy.behaviours for c in (rule.when, rule.unless) for t in c.topics}
    lists = {name for rule in policy.behaviours for name in rule.lists} | ALWAYS_THERE
    for kind, given, used in (("topic", policy.topics, topics), ("list", policy.lists, lists)):
        for name in given:
            if name not in used:
                yield (f"{kind}s", name), f"no rule looks at the {kind} {name!r}", "take it out, or use it"


def phrases_can_be_found(policy: PolicyShape) -> Found:
    """A phrase must hold a word, be narrow enough, and not stand among those in which nothing is found."""
    never = {(rule.behaviour, phrase.casefold()) for rule in policy.behaviours for phrase in rule.never}
    for n, rule in enumerate(policy.behaviours):
        for kind in ("words", "never"):
            for m, phrase in enumerate(getattr(rule, kind)):
                if wrong := phrase_amiss(phrase):
                    yield ("behaviours", n, kind, m), *wrong
        for m, phrase in enumerate(rule.words):
            if (rule.behaviour, phrase.casefold()) in never:
                yield ("behaviours", n, "words", m), f"{phrase!r} stands under 'never' too", "keep one of them"


def topics_hold_words(policy: PolicyShape) -> Found:
    """A topic is known by whole words: one that holds none would be seen in every post, and a * is never seen."""
    for name, topic in policy.topics.items():
        for m, phrase in enumerate(topic.words):
            if not any(letter.isalnum() for letter in phrase):
                yield ("topics", name, "words", m), f"{phrase!r} holds no word", "take it out"
            elif "*" in phrase:
                told = f"{phrase!r} holds a *, which means nothing in a topic"
                yield ("topics", name, "words", m), told, "write each form of the word"


def patterns_can_be_read(policy: PolicyShape) -> Found:
    """Patterns are RE2: matched in time that grows with the comment only, whatever the pattern."""
    for n, rule in enumerate(policy.behaviours):
        for m, pattern in enumerate(rule.patterns):
            if wrong := _pattern_amiss(pattern):
                yield ("behaviours", n, "patterns", m), *wrong


def _pattern_amiss(pattern: str) -> tuple[str, str] | None:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as wrong:
        words = wrong.args[0].decode("utf-8", "replace") if isinstance(wrong.args[0], bytes) else str(wrong.args[0])
        return f"the pattern can't be read: {words}", "mend it, or list words instead"
    if any(compiled.search(text) for text in TOO_SHORT):
        return "the pattern matches almost anything", "ask for a word at least"
    if "(?i" not in pattern and any(letter.isupper() for letter in NOT_LETTERS.sub("", pattern)):
        return "the pattern asks for a capital letter, but comments are read in small ones", "write it in small letters"
    return None


WORDS_CHECKS = (
    topics_and_lists_are_there,
    phrases_can_be_found,
    topics_hold_words,
    patterns_can_be_read,
)
"""What is there must be right."""
