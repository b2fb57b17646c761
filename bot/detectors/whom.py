"""Whom is meant: our people, somebody else, or the speaker. The same words are abuse or third-party rudeness by this."""

import re
from enum import Enum, auto

from bot.detectors.base import Seen
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import KNOWN, Tag

_FULL_NAME = re.compile(r"(?<![\w'’])([A-Z][a-z]{1,14}) ((?:Mc|Mac|O['’])?[A-Z][a-z]{2,18})(?![\w])")
_FAMILIAR = frozenset({"derby", "homes", "housing", "council", "street", "road", "county", "park", "happy", "merry"})


class Whom(Enum):
    """The person that words are aimed at."""

    STAFF = auto()
    THIRD = auto()


def names(seen: Seen) -> tuple[Mark, ...]:
    """People named in the comment: by the policy's staff names, by first name with a capital, by first and last name."""
    text, reading = seen.interaction.text, seen.reading
    found = [m for m in seen.of(Tag.NAME) if text[reading.spans[m.first][0]].isupper() and _is_a_name_here(seen, m)]
    for full in _FULL_NAME.finditer(text):
        first, last = full[1].casefold(), full[2].casefold()
        if first in _FAMILIAR or last in _FAMILIAR or (first in KNOWN and not _listed(seen, first)) or last in KNOWN:
            continue
        at = next((n for n, span in enumerate(reading.spans) if span[0] == full.start(1)), None)
        if at is not None:
            found.append(Mark(at, min(at + 2, len(reading.tokens))))
    return tuple(sorted(found))


def _listed(seen: Seen, name: str) -> bool:
    return any(seen.reading.tokens[m.first] == name for m in seen.of(Tag.NAME))


def _is_a_name_here(seen: Seen, m: Mark) -> bool:
    """A word that is also an everyday word (Will, Mark, June) is a name only inside a sentence."""
    word = seen.reading.tokens[m.first]
    return word not in {"will", "mark", "may", "june", "april", "joy", "dean", "max", "jack", "bob", "art", "ion", "mo"} or (
        m.first > 0 and seen.reading.tokens[m.first - 1] not in {".", "!", "?"}
    )


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
    def distance(marks: list[Mark]) -> int | None:
        within = [m for m in marks if m.first >= start and m.last <= end and not (at.first <= m.first and m.last <= at.last)]
        return min((min(abs(m.last - at.first), abs(m.first - at.last)) for m in within), default=None)

    third = distance(list(seen.of(Tag.THIRD, Tag.POLITICIAN)))
    staff = distance(list(seen.of(Tag.STAFF, Tag.ORG)))
    named = distance(list(names(seen)))
    if third is not None and (staff is None or third < staff):
        return Whom.THIRD
    if staff is not None:
        return Whom.STAFF
    if named is not None:
        return Whom.THIRD
    you = distance(list(seen.of(Tag.YOU)))
    return Whom.STAFF if you is not None and not weak else None
