"""Discrimination: slurs, and scorn for people because of what they are (policy 4.4)."""

import re
from collections.abc import Iterator

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import NOT_WORDS, is_counter_speech, is_football, is_quoted, is_reported_speech
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import Tag
from bot.detectors.ways import ways, wordset
from bot.model import Behaviour

WOKEN_BY = frozenset({Tag.SLUR, Tag.GROUP})
_DOUBLE = wordset("discrimination", "double")
_WIDE = wordset("discrimination", "wide")
_PERSONS = wordset("discrimination", "persons")
_HARD = wordset("discrimination", "hard")
_SUFFERED = frozenset({"rob", "robbing", "robs", "robbed", "steal", "stealing", "nick", "scorn", "thieving"})
_PLAIN_COMPLAINT = re.compile(r" (?:i am|we are|my (?:son|daughter|wife|husband|mum|dad|nan|partner)) ")
SAYINGS = ways("discrimination", "sayings")


def slights(seen: Seen) -> Iterator[Hit]:
    """Every slur and every scornful word beside a group of people, unless it is reported, denied or opposed."""
    for at in seen.of(Tag.SLUR):
        word = " ".join(seen.reading.tokens[at.first : at.last])
        if not _excused(seen, at) and (word not in _DOUBLE or _is_meant(seen, at)):
            yield Hit(first=at.first, last=at.last, confidence=0.9, because="it uses a slur", severe=True)
    for group in seen.of(Tag.GROUP):
        scorn = seen.near(group, Tag.SCORN, before=9, after=11)
        if scorn is None or _excused(seen, group) or _is_denied(seen, scorn) or _is_own(seen, group):
            continue
        if scorn.last <= group.first and not _SUFFERED.isdisjoint(seen.reading.tokens[scorn.first : scorn.last]):
            continue
        wide = _is_wide(seen, group)
        hard = any(word in _HARD for word in seen.reading.tokens[scorn.first : scorn.last])
        if wide and len(_scorns(seen, group)) < 2 and not hard:
            continue
        first, last = min(group.first, scorn.first), max(group.last, scorn.last)
        sure = 0.62 if wide else 0.8
        yield Hit(first=first, last=last, confidence=sure, because="it scorns people for what they are", severe=hard)
    for at in seen.each(SAYINGS):
        if not _excused(seen, at):
            yield Hit(first=at.first, last=at.last, confidence=0.75, because="it scorns people for what they are")


def _is_wide(seen: Seen, group: Mark) -> bool:
    """The word means much else too (gay, Polish, black), and does not stand before people here, as in "Polish lot"."""
    word = " ".join(seen.reading.tokens[group.first : group.last])
    return word in _WIDE and _PERSONS.isdisjoint(seen.reading.tokens[group.last : group.last + 1])


def _excused(seen: Seen, at: Mark) -> bool:
    return any(excuse(seen, at) for excuse in (is_quoted, is_reported_speech, is_counter_speech, is_football))


def _is_denied(seen: Seen, at: Mark) -> bool:
    """The scorn itself is denied: "they do not steal"; "can not speak a word of" denies nothing."""
    return not NOT_WORDS.isdisjoint(seen.reading.tokens[max(at.first - 2, 0) : at.first])


def _is_own(seen: Seen, at: Mark) -> bool:
    """The speaker is one of them: "I am disabled and your letter…"."""
    return _PLAIN_COMPLAINT.search(seen.words(at.first - 5, at.first)) is not None


def _scorns(seen: Seen, at: Mark) -> set[tuple[int, int]]:
    start, end = seen.sentence(*at)
    return {(m.first, m.last) for m in seen.within(start, end, Tag.SCORN) if m != at}


def _is_meant(seen: Seen, at: Mark) -> bool:
    """A word with two meanings is meant as a slur when scorn or an insult stands beside it."""
    return seen.near(at, Tag.SCORN, Tag.INSULT, Tag.SWEAR, Tag.RUDE, before=8, after=8, across=True) is not None


DISCRIMINATION = Reader(
    name="discrimination",
    concern=Behaviour.DISCRIMINATION,
    look=lambda seen: seen.once(slights),
    patterns=SAYINGS,
    woken_by=WOKEN_BY,
    examples=Examples(
        finds=(
            "Immigrants jump the queue while locals wait",
            "Get back to the kitchen and let a man answer",
            "Bloody pikeys on the field again",
            "Send them back where they came from",
        ),
        ignores=(
            "Someone sprayed a slur on the Somali family's door, please clean it off",
            "I am disabled and the lift is dirty",
            "Polish families on our landing are lovely people",
            "Could I have the letter in Romanian?",
            "Tired of hearing that refugees steal our flats, it's simply not so",
        ),
    ),
)
