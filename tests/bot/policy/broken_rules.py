"""Rules at odds with one another, and words that they could not find: the whole of what is then told."""

from bot.policy.clauses import CLAUSES
from tests.bot.policy.spoilt import Spoilt, another_rule, in_a_rule, spoilt

RULES: dict[str, Spoilt] = {
    "a behaviour twice": spoilt(
        "  - behaviour: private_info\n",
        "  - behaviour: threat\n",
        ("behaviours:", "no rule for the behaviour 'private_info'; add one, with its clause"),
        (
            "behaviour: threat",
            (
                "'threat' can never decide: another rule above it takes all that it would; "
                "put this one first, or take it out"
            ),
        ),
        ("behaviour: threat", "a second rule called 'threat'; give it a name of its own: 'name: …'"),
    ),
    "two rules with a name": another_rule(
        "when: {office_hours: false}",
        (
            "behaviour: threat",
            ("'abuse' can never decide: 'threat' above it takes all that it would; put this one first, or take it out"),
        ),
        ("behaviour: abuse", "a second rule called 'abuse'; give it a name of its own: 'name: …'"),
        name="abuse",
    ),
    "two rules without a name": another_rule(
        "words: [kneecaps]",
        ("behaviour: threat", "a second rule called 'threat'; give it a name of its own: 'name: …'"),
        name="",
    ),
    "a rule behind a wider one": another_rule(
        "when: {office_hours: false}",
        (
            "behaviour: threat",
            (
                "'threat_at_night' can never decide: 'threat' above it takes all that it would; "
                "put this one first, or take it out"
            ),
        ),
    ),
    "a rule behind one that asks for less": another_rule(
        "at_least: 0.9\n    state: review",
        (
            "behaviour: threat",
            (
                "'threat_at_night' can never decide: 'threat' above it takes all that it would; "
                "put this one first, or take it out"
            ),
        ),
    ),
    "a rule that never applies": in_a_rule(
        "when: {platforms: [x]}\nunless: {platforms: [x, facebook]}",
        (
            "platforms:",
            "'threat' never applies: 'when' asks for platforms that 'unless' sets aside; keep one of the two",
        ),
    ),
    "a rule that asks for what it sets aside": in_a_rule(
        "when: {we_are_late: false, copies: 5}\nunless: {we_are_late: false, copies: 3}",
        (
            "we_are_late: false",
            ("'threat' never applies: 'when' asks for we_are_late that 'unless' sets aside; keep one of the two"),
        ),
        ("copies: 3", "'threat' never applies: 'when' asks for copies that 'unless' sets aside; keep one of the two"),
    ),
    "a rule that asks for more than it sets aside": in_a_rule(
        (
            "when: {upheld: {at_least: 3}, contacts: {at_least: 9, minutes: 60}}\n"
            "unless: {upheld: {at_least: 2}, contacts: {at_least: 5, minutes: 90}}"
        ),
        ("upheld:", "'threat' never applies: 'when' asks for upheld that 'unless' sets aside; keep one of the two"),
        ("contacts:", "'threat' never applies: 'when' asks for contacts that 'unless' sets aside; keep one of the two"),
    ),
    "an unknown topic": in_a_rule(
        "unless: {topics: [rents]}", ("rents", "unknown topic 'rents'; add it under 'topics'")
    ),
    "a topic misspelt": in_a_rule(
        "unless: {topics: [rent]}",
        ("rents:", "no rule looks at the topic 'rents'; take it out, or use it"),
        ("rent", "unknown topic 'rent'; did you mean 'rents'?"),
    ).also("topics: {}", "topics: {rents: [rent]}"),
    "an unused topic": spoilt(
        "topics: {}",
        "topics: {rents: [rent]}",
        ("rents:", "no rule looks at the topic 'rents'; take it out, or use it"),
    ),
    "a topic of no words": in_a_rule(
        "unless: {topics: [rents]}",
        ('"?!"', "'?!' holds no word; take it out"),
        ('"arrear*"', "'arrear*' holds a *, which means nothing in a topic; write each form of the word"),
    ).also("topics: {}", 'topics: {rents: [rent, "?!", "arrear*"]}'),
    "an unknown list": in_a_rule("lists: [slurs]", ("slurs", "unknown list 'slurs'; add it under 'lists'")),
    "an unused list": spoilt(
        "lists:\n",
        "lists:\n  slurs: [knobhead]\n",
        ("slurs:", "no rule looks at the list 'slurs'; take it out, or use it"),
    ),
    "a list that is looked at anyway": in_a_rule(
        "lists: [scam_links]",
        ("scam_links", "the list 'scam_links' is looked at by itself, exactly and not as words; take it out here"),
    ),
    "a list whose file is missing": spoilt(
        "  staff_data: []",
        "  staff_data: {file: lists/staff.txt}",
        (
            "file: lists/staff.txt",
            (
                "lists/staff.txt cannot be read (No such file or directory); "
                "put it beside the policy, or take the list out"
            ),
        ),
    ),
    "a list whose file is not UTF-8": spoilt(
        "  staff_data: []",
        "  staff_data: {file: lists/staff.txt}",
        ("file: lists/staff.txt", "lists/staff.txt is not UTF-8 text in line 3; save it with the encoding UTF-8"),
    ).beside("lists/staff.txt", b"one\ntwo\n\xff\xfe\n"),
    "a list with a phrase that is too long": spoilt(
        "  staff_data: []",
        "  staff_data: {file: lists/staff.txt}",
        ("file: lists/staff.txt", "lists/staff.txt line 3: a phrase of 219 characters; 200 are the most"),
    ).beside(
        "lists/staff.txt",
        b"# ours\n14 Elm Street\n" + b"Elm Street " * 20 + b"\n",
    ),
    "a list whose file is too large": spoilt(
        "  staff_data: []",
        "  staff_data: {file: staff.txt}",
        ("file: staff.txt", "staff.txt has 11,000,000 bytes; 10,000,000 are the most"),
    ).beside("staff.txt", b"Elm Street\n" * 1_000_000),
    "a list that is a picture": spoilt(
        "  scam_links: []",
        "  scam_links: {file: links.txt}",
        ("file: links.txt", "links.txt line 1: 'P1' is no address; write it like evil.example/pay"),
        ("file: links.txt", "links.txt line 3: '3 2' is no address; write it like evil.example/pay"),
        ("file: links.txt", "links.txt line 4: '1 0 1' is no address; write it like evil.example/pay"),
        ("file: links.txt", "links.txt line 5: '0 1 0' is no address; write it like evil.example/pay"),
        ("file: links.txt", "links.txt line 6: 'x' is no address; write it like evil.example/pay"),
    ).beside("links.txt", b"P1\n# made by hand\n3 2\n1 0 1\n0 1 0\nx\ny\nz\n"),
    "a list with a phrase that is too wide": in_a_rule(
        "lists: [slurs]",
        ('"kn*"', "'kn*' is too wide; put at least 3 letters before the *"),
        ('"--"', "'--' holds no word; take it out"),
    ).also("lists:\n", 'lists:\n  slurs: [knobhead, "kn*", "--"]\n'),
    "a scam link that is none": spoilt(
        "  scam_links: []",
        "  scam_links: [evil.example/pay, evil example]",
        ("evil example", "'evil example' is no address; write it like evil.example/pay"),
    ),
    "data of staff with a star": spoilt(
        "  staff_data: []",
        '  staff_data: ["14 * Street"]',
        ('"14 * Street"', "a phrase has a * before its end; only the last word of a phrase may be left open"),
    ),
    "an unknown detector": in_a_rule(
        "detectors: {threats: 0.8}", ("threats: 0.8", "unknown detector 'threats'; did you mean 'threat'?")
    ),
    "a detector for something else": in_a_rule(
        "detectors: {abuse: 0.8}", ("abuse: 0.8", "the detector 'abuse' finds 'abuse', not 'threat'; take it out")
    ),
    "a pattern that can't be read": in_a_rule(
        "patterns: ['(kneecap']",
        ("'(kneecap'", "the pattern can't be read: missing ): (kneecap; mend it, or list words instead"),
    ),
    "a pattern that looks ahead": in_a_rule(
        "patterns: ['knee(?=cap)']",
        ("'knee(?=cap)'", "the pattern can't be read: invalid perl operator: (?=; mend it, or list words instead"),
    ),
    "a pattern that matches anything": in_a_rule(
        "patterns: ['(kneecaps)*']", ("'(kneecaps)*'", "the pattern matches almost anything; ask for a word at least")
    ),
    "a pattern of any letter": in_a_rule(
        "patterns: ['[a-z]']", ("'", "the pattern matches almost anything; ask for a word at least")
    ),
    "a pattern in capital letters": in_a_rule(
        "patterns: ['Knee\\W+caps']",
        (
            "'Knee\\W+caps'",
            ("the pattern asks for a capital letter, but comments are read in small ones; write it in small letters"),
        ),
    ),
    "a star that is too wide": in_a_rule(
        'words: ["ki*"]', ('"ki*"', "'ki*' is too wide; put at least 3 letters before the *")
    ),
    "a star in the middle": in_a_rule(
        'words: ["knee* cap"]',
        ('"knee* cap"', "'knee* cap' has a * before its end; only the last word of a phrase may be left open"),
    ),
    "a phrase of no words": in_a_rule('never: ["?!"]', ('"?!"', "'?!' holds no word; take it out")),
    "a phrase that is never found": in_a_rule(
        "words: [break a leg]\nnever: [Break a leg]",
        ("break a leg", "'break a leg' stands under 'never' too; keep one of them"),
    ),
    "a clause that the section doesn't have": spoilt(
        'clauses: ["4.2", "4.6"]',
        'clauses: ["4.2", "4.16"]',
        (
            '"4.16"',
            f"the policy has no clause '4.16'; section 4 has {', '.join(c for c in CLAUSES if c.startswith('4.'))}",
        ),
    ),
    "a clause that doesn't exist": spoilt(
        'clauses: ["4.2", "4.6"]',
        'clauses: ["13.1"]',
        ('"13.1"', "the policy has no clause '13.1'; see docs/clauses.md"),
    ),
}
