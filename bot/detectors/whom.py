"""Whom is meant: our people or somebody else. By this the same words are abuse or third-party rudeness."""

import re
from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

from bot.detectors.base import Seen
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import KNOWN, Tag
from bot.detectors.ways import ways, wordset

_FULL_NAME = re.compile(r"(?<![\w'’])([A-Z][a-z]{1,14}) ((?:Mc|Mac|O['’])?[A-Z][a-z]{2,18})(?![\w])")
_FAMILY = re.compile(r"(?:the|The|them|those) ([A-Z][a-z]{3,15}s)(?![\w'’])")
_FAMILIAR = wordset("whom", "familiar")


PLACES = ways("whom", "places")
ROLES = ways("whom", "roles")


class Whom(Enum):
    """The person that words are aimed at."""

    STAFF = auto()
    THIRD = auto()


def speaks_of_staff(seen: Seen) -> bool:
    """Whether any of our people is spoken of, by role or by name."""
    return seen.has(Tag.STAFF) or seen.says(*ROLES) or names_our_staff(seen) is not None


def names(seen: Seen) -> tuple[Mark, ...]:
    """People named in the comment, by first name with a capital or by first and last name."""
    return people(seen).named


class People(NamedTuple):
    """Everybody a comment speaks of: our people, others, and those it names."""

    staff: tuple[Mark, ...]
    third: tuple[Mark, ...]
    named: tuple[Mark, ...]


def people(seen: Seen) -> People:
    """Everybody a comment speaks of, worked out once."""
    known = seen.known.get("people")
    if isinstance(known, People):
        return known
    everybody = People(
        staff=(*seen.of(Tag.STAFF, Tag.ORG), *seen.each(ROLES)),
        third=(*seen.of(Tag.THIRD, Tag.POLITICIAN), *seen.each(PLACES)),
        named=_named(seen),
    )
    seen.known["people"] = everybody
    return everybody


def _named(seen: Seen) -> tuple[Mark, ...]:
    text, reading = seen.interaction.text, seen.reading
    found = [
        m
        for m in seen.of(Tag.NAME)
        if text[reading.spans[m.first][0]].isupper() and _is_as_written(seen, m) and _is_a_name_here(seen, m)
    ]
    for full in _FULL_NAME.finditer(text):
        first, last = full[1].casefold(), full[2].casefold()
        if first in _FAMILIAR or last in _FAMILIAR or (first in KNOWN and not _listed(seen, first)) or last in KNOWN:
            continue
        at = next((n for n, span in enumerate(reading.spans) if span[0] == full.start(1)), None)
        if at is not None:
            found.append(Mark(at, min(at + 2, len(reading.tokens))))
    for family in _FAMILY.finditer(text):
        at = next((n for n, span in enumerate(reading.spans) if span[0] == family.start(1)), None)
        if at is not None and family[1].casefold() not in KNOWN and family[1].casefold().removesuffix("s") not in KNOWN:
            found.append(Mark(at, at + 1))
    return tuple(sorted(found))


def _listed(seen: Seen, name: str) -> bool:
    return any(seen.reading.tokens[m.first] == name for m in seen.of(Tag.NAME))


def _is_as_written(seen: Seen, m: Mark) -> bool:
    """The name is what was written, not what we made of it: "I'll" holds no Will."""
    start, end = seen.reading.spans[m.first]
    return seen.interaction.text[start:end].casefold().startswith(seen.reading.tokens[m.first])


def _is_a_name_here(seen: Seen, m: Mark) -> bool:
    """A word that is also an everyday word (Will, Mark, June) is a name only inside a sentence."""
    word = seen.reading.tokens[m.first]
    return word not in {
        "will",
        "mark",
        "may",
        "june",
        "april",
        "joy",
        "dean",
        "max",
        "jack",
        "bob",
        "art",
        "ion",
        "mo",
    } or (m.first > 0 and seen.reading.tokens[m.first - 1] not in {".", "!", "?"})


def names_our_staff(seen: Seen) -> Mark | None:
    """Where a name from the policy's list of staff stands, if one does."""
    folded = seen.reading.folded
    for name in seen.policy.staff_names:
        wanted = f" {name.casefold()} "
        at = folded.find(wanted)
        if at >= 0:
            return Mark(*seen.reading.tokens_of(at + 1, at + len(wanted) - 1))
    return None


def names_somebody(seen: Seen) -> bool:
    """Whether the comment names a person."""
    return names_our_staff(seen) is not None or bool(names(seen))


def aimed_at(seen: Seen, at: Mark) -> Whom:
    """Whom words at this place are aimed at: who is named in the sentence, else in the comment, else our people."""
    if names_our_staff(seen):
        return Whom.STAFF
    start, end = seen.sentence(*at)
    here = _verdict(seen, at, start, end)
    return here or _verdict(seen, at, 0, len(seen.reading.tokens), weak=True) or Whom.STAFF


def _verdict(seen: Seen, at: Mark, start: int, end: int, *, weak: bool = False) -> Whom | None:
    """The nearer of our people and others within the range; a bare you or they decides only when nobody is named."""

    def distance(marks: Sequence[Mark]) -> int | None:
        within = [
            m for m in marks if m.first >= start and m.last <= end and not (at.first <= m.first and m.last <= at.last)
        ]
        return min((min(abs(m.last - at.first), abs(m.first - at.last)) for m in within), default=None)

    everybody = people(seen)
    third, staff = distance(everybody.third), distance(everybody.staff)
    named = distance(everybody.named)
    if third is not None and (staff is None or third < staff):
        return Whom.THIRD
    if staff is not None:
        return Whom.STAFF
    if named is not None:
        return Whom.THIRD
    you = distance(seen.of(Tag.YOU))
    return Whom.STAFF if you is not None and not weak else None
