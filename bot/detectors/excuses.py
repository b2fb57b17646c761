"""Excuses: why words that look like an offence are none. Plain functions named as sentences."""

import re

from bot.detectors.base import Seen
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import Tag
from bot.detectors.ways import wordset

NOT_WORDS = wordset("excuses", "not_words")
THINGS = wordset("excuses", "things")
_LEGAL = re.compile(
    r" (?:court|solicitors?|ombudsman|tribunal|legal(?:ly)?|sue|suing|lawyers?|papers?|press|news|radio derby|watchdog|"
    r"regulator|environmental health|mp|councillor|complaints?|formal|claim|compensation|rent strike|petition) "
)
_ABOUT_ME = re.compile(
    r" (?:i am|i was|i feel|i felt|me|myself|call me|silly|i be|makes me|made me|made us|us|we are)(?: [a-z]+){0,3} $"
)
_DISOWNED = re.compile(
    r" (?:not|never) (?:saying|said|suggesting|accusing|calling|claiming|implying|called|accused)(?: |$)"
)
_NO_PROOF = re.compile(
    r" (?:can not prove|no proof|do not need proof|without proof|have not got proof|no evidence|can not show) "
)
_SELF = frozenset({"i", "we", "me", "us"})


def is_quoted(seen: Seen, at: Mark) -> bool:
    """The words stand between quotation marks."""
    tokens = seen.reading.tokens
    before = tokens[max(0, at.first - 30) : at.first].count('"')
    return before % 2 == 1 and '"' in tokens[at.last : at.last + 30]


def is_reported_speech(seen: Seen, at: Mark) -> bool:
    """Somebody else said it: "your plumber told me to watch my back"."""
    if is_quoted(seen, at):
        return True
    start, _ = seen.sentence(*at)
    before = seen.words(start, at.first)
    nearby = seen.within(max(start, at.first - 14), at.first, Tag.REPORTED)
    return any(at.first - m.last <= 6 and not _is_me_telling(seen, m) for m in nearby) and not re.search(
        r" (?:swear|promise|and i) ", before
    )


def _is_me_telling(seen: Seen, m: Mark) -> bool:
    """The speaker's own words are no report: "I said", "I told"."""
    return seen.words(m.first - 1, m.first).strip() in _SELF or seen.reading.tokens[m.first : m.last][-1] == "i"


def is_negated(seen: Seen, at: Mark) -> bool:
    """It is said not to be so: "not saying he is a liar"."""
    start, _ = seen.sentence(*at)
    if _DISOWNED.search(seen.words(start, at.first)):
        return True
    return any(token in NOT_WORDS for token in seen.reading.tokens[max(start, at.first - 3) : at.first])


def is_about_a_thing(seen: Seen, at: Mark) -> bool:
    """It is about an object or a service, not a person: "this useless boiler"."""
    after = seen.reading.tokens[at.last : at.last + 2]
    if any(word in THINGS for word in after[:1]):
        return True
    things = seen.within(at.last, at.last + 10, Tag.OBJECT, Tag.SERVICE)
    return any(m.first == at.last for m in things) and not seen.near((at.first, at.last), Tag.STAFF, before=1, after=3)


def is_football(seen: Seen, at: Mark) -> bool:
    """It is about a game or the telly: "the ref wants shooting"."""
    return seen.near(at, Tag.FOOTBALL, before=14, after=14, across=True) is not None


def is_praise(seen: Seen, at: Mark) -> bool:
    """It is meant kindly: "that shelter is the dog's bollocks"."""
    return seen.near(at, Tag.PRAISE, before=6, after=6) is not None and not seen.has(Tag.GRIEVANCE)


def is_counter_speech(seen: Seen, at: Mark) -> bool:
    """It stands up for somebody: "stop calling them that"."""
    return seen.near(at, Tag.COUNTER, before=25, after=25, across=True) is not None


def is_idiom(seen: Seen, at: Mark) -> bool:
    """It is a way of speaking: "my knees are killing me"."""
    return any(True for _ in seen.touching((at.first - 1, at.last + 1), Tag.IDIOM))


def is_about_myself(seen: Seen, at: Mark) -> bool:
    """The speaker means themself: "I'm such a wally"."""
    before = seen.words(at.first - 6, at.first)
    mine = _ABOUT_ME.search(before)
    after = seen.words(at.last, at.last + 2)
    return (mine is not None and " you " not in before) or after in {" i am ", " i was ", " i feel ", " am i "}


def is_legal_route(seen: Seen, at: Mark) -> bool:
    """It announces a lawful step: "see you in court"."""
    start, end = seen.sentence(*at)
    return _LEGAL.search(seen.words(start, end)) is not None


def is_kindly_meant(seen: Seen, at: Mark) -> bool:
    """Pity or affection: "the poor sod", "cheeky monkeys"."""
    return seen.words(at.first - 2, at.first).split()[-1:] in (["poor"], ["lucky"], ["cheeky"], ["silly old"])


def points_at_evidence(seen: Seen, at: Mark) -> bool:
    """It points at proof or an official process, and does not disown it in the next breath."""
    if not seen.near(at, Tag.EVIDENCE, before=80, after=80, across=True):
        return False
    return not seen.fact("proof is disowned", _disowns_proof)


def _disowns_proof(seen: Seen) -> bool:
    return _NO_PROOF.search(seen.reading.folded) is not None
