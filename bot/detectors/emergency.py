"""Danger to life or home, or a repair that cannot wait: it goes to people at once, whatever else the comment says."""

import re
from collections.abc import Iterator

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import NOT_WORDS, is_football, is_idiom, is_praise
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import Tag
from bot.detectors.ways import ways, wordset
from bot.model import Protected

WOKEN_BY = frozenset({Tag.HAZARD})
_HEAT = ways("emergency", "heat")
_NEEDS_COLD = wordset("emergency", "needs_cold")
_NEEDS_TROUBLE = wordset("emergency", "needs_trouble")
SAYINGS = ways("emergency", "sayings")
_OVER = wordset("emergency", "over")
_WEATHER = wordset("emergency", "weather")


_WISHED = re.compile(r" (?:pity|shame|hope|wish|sad|awful) (?:[a-z]+ )*if ")


def dangers(seen: Seen) -> Iterator[Hit]:
    """Every hazard named; heating counts when somebody frail or the cold is spoken of, or when it is out altogether."""
    for at in seen.of(Tag.HAZARD):
        words = " ".join(seen.reading.tokens[at.first : at.last])
        if words in _NEEDS_TROUBLE or is_idiom(seen, at) or is_football(seen, at) or _is_over(seen, at):
            continue
        if words in _NEEDS_COLD and not is_out_in_the_cold(seen):
            continue
        yield Hit(first=at.first, last=at.last, confidence=0.85, because="it names a danger or an urgent repair")
    for at in seen.each(SAYINGS):
        if is_idiom(seen, at) or is_football(seen, at) or _is_over(seen, at) or is_praise(seen, at):
            continue
        if _is_heat(seen, at) and not is_out_in_the_cold(seen):
            continue
        yield Hit(first=at.first, last=at.last, confidence=0.78, because="it names a danger or an urgent repair")


def is_out_in_the_cold(seen: Seen) -> bool:
    """Somebody frail, or bitter cold, is spoken of."""
    return seen.has(Tag.FRAIL, Tag.CHILD) or seen.fact("cold", _speaks_of_cold)


def _speaks_of_cold(seen: Seen) -> bool:
    return any(f" {words} " in seen.reading.folded for words in _WEATHER)


def _is_heat(seen: Seen, at: Mark) -> bool:
    words = seen.words(*at)
    return any(f" {word} " in words for word in _HEAT) and not any(
        f" {w} " in words for w in ("flame", "gas", "smell", "burst", "smoke")
    )


def _is_over(seen: Seen, at: Mark) -> bool:
    """It is past, an exercise or only wished for: "the fire drill", "a pity if it caught fire"."""
    before, near = seen.words(at.first - 10, at.first), seen.words(at.first - 4, at.last + 5)
    if any(f" {word} " in near for word in NOT_WORDS):
        return False
    return any(f" {words} " in near for words in _OVER) or _WISHED.search(before) is not None


EMERGENCY = Reader(
    name="emergency",
    concern=Protected.EMERGENCY,
    look=lambda seen: seen.once(dangers),
    patterns=SAYINGS,
    woken_by=WOKEN_BY,
    examples=Examples(
        finds=(
            "I can smell gas on the landing",
            "Water is pouring through the bathroom ceiling onto the lights",
            "No heating and I've got a newborn",
            "The fire door on the ground floor won't shut",
            "Someone is trapped in the lift",
        ),
        ignores=(
            "Please paint the railings",
            "My kitchen drawer is broken",
            "The fire drill is on Tuesday",
            "Love the new boiler, toasty",
        ),
    ),
)
