"""Whom is meant: our people or somebody else. By this the same words are abuse or third-party rudeness."""

from bisect import bisect_left
from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

from bot.detectors.base import Seen
from bot.detectors.lexicon import Mark
from bot.detectors.reading import read
from bot.detectors.vocabulary import KNOWN, Tag
from bot.detectors.ways import ways, wordset

_FAMILIAR = wordset("whom", "familiar")
_EVERYDAY = wordset("whom", "everyday")
MIN_NAME = 3


PLACES = ways("whom", "places")
ROLES = ways("whom", "roles")


class Whom(Enum):
    """The person that words are aimed at."""

    STAFF = auto()
    THIRD = auto()


def speaks_of_staff(seen: Seen) -> bool:
    """Whether any of our people is spoken of, by role or by name."""
    return seen.has(Tag.STAFF) or seen.says(ROLES) or names_our_staff(seen) is not None or bool(people(seen).roles)


def names(seen: Seen) -> tuple[Mark, ...]:
    """People named in the comment, by first name with a capital or by first and last name."""
    return people(seen).named


class People(NamedTuple):
    """Everybody a comment speaks of: our people, those in a role, others, and those it names."""

    staff: tuple[Mark, ...]
    roles: tuple[Mark, ...]
    third: tuple[Mark, ...]
    named: tuple[Mark, ...]


def people(seen: Seen) -> People:
    """Everybody a comment speaks of, worked out once."""
    return seen.fact("people", _people)


def _people(seen: Seen) -> People:
    named = _named(seen)
    tokens = seen.reading.tokens
    ours = (m for m in named if m.first and tokens[m.first - 1] == "your")
    roles = sorted((*seen.of(Tag.STAFF), *seen.each(ROLES), *ours))
    return People(
        staff=tuple(sorted((*roles, *seen.of(Tag.ORG)))),
        roles=tuple(roles),
        third=tuple(sorted((*seen.of(Tag.THIRD, Tag.POLITICIAN), *seen.each(PLACES)))),
        named=named,
    )


def _named(seen: Seen) -> tuple[Mark, ...]:
    tokens = seen.reading.tokens
    found = [m for m in seen.of(Tag.NAME) if _is_capital(seen, m.first) and _is_a_name_here(seen, m)]
    first_names = {m.first for m in found}
    for n in range(1, len(tokens)):
        before, word = tokens[n - 1], tokens[n]
        if word in KNOWN or word in _FAMILIAR or len(word) < MIN_NAME or not _is_capital(seen, n):
            continue
        family = before in {"the", "them", "those"} and word.endswith("s") and word[:-1] not in KNOWN
        if family or before == "your":
            found.append(Mark(n, n + 1))
        elif n - 1 in first_names or (before not in KNOWN and before not in _FAMILIAR and _is_capital(seen, n - 1)):
            found.append(Mark(n - 1, n + 1))
    return tuple(sorted(found))


def _is_capital(seen: Seen, number: int) -> bool:
    """The word is written with one capital at its start, and is what was written: "I'll" holds no Will."""
    start, end = seen.reading.spans[number]
    written = seen.interaction.text[start:end]
    return written[0].isupper() and not written.isupper() and written[0].casefold() == seen.reading.tokens[number][0]


def _is_a_name_here(seen: Seen, m: Mark) -> bool:
    """A word that is also an everyday word (Will, Mark, June) is a name only inside a sentence."""
    word = seen.reading.tokens[m.first]
    return word not in _EVERYDAY or (m.first > 0 and seen.reading.tokens[m.first - 1] not in {".", "!", "?"})


def _ours(seen: Seen) -> Mark | None:
    folded = seen.reading.folded
    for name in seen.policy.staff_names:
        wanted = read(name).folded
        at = folded.find(wanted) if wanted.strip() else -1
        if at >= 0:
            return Mark(*seen.reading.tokens_of(at + 1, at + len(wanted) - 1))
    return None


def names_our_staff(seen: Seen) -> Mark | None:
    """Where a name from the policy's list of staff stands, if one does."""
    return seen.fact("our named staff", _ours)


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
        about = bisect_left(marks, (at.first,))
        nearest = (m for m in marks[max(about - 3, 0) : about + 3] if m.first >= start and m.last <= end and m != at)
        return min((max(at.first - m.last, m.first - at.last, 0) for m in nearest), default=None)

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
