"""The lexicon: every listed phrase found in one pass over a folded comment, whole words only."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import ahocorasick_rs

from bot.detectors.reading import Reading, read
from bot.detectors.vocabulary import VOCABULARY, Tag


class Mark(NamedTuple):
    """A listed phrase in a comment: tokens `first` to `last` (half-open)."""

    first: int
    last: int


Marks = Mapping[Tag, Sequence[Mark]]

_TAGS: dict[str, frozenset[Tag]] = {}
for _phrase, _tags in VOCABULARY.items():
    _folded = read(_phrase).folded.rstrip(" ")
    _TAGS[_folded] = _TAGS.get(_folded, frozenset()) | _tags
_PHRASES = tuple(phrase for phrase in _TAGS if phrase.strip())
_TAGS_BY_NUMBER: Sequence[tuple[Tag, ...]] = tuple(tuple(sorted(_TAGS[phrase])) for phrase in _PHRASES)
_INNER: Sequence[tuple[tuple[tuple[Tag, ...], int, int], ...]]
_AUTOMATON = ahocorasick_rs.AhoCorasick(
    list(_PHRASES),
    matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
    implementation=ahocorasick_rs.Implementation.ContiguousNFA,
)


def _inner(phrase: str) -> tuple[tuple[tuple[Tag, ...], int, int], ...]:
    """What is listed inside a longer phrase, by token offsets: the longest match must not hide its parts."""
    words = phrase.strip(" ").split(" ")
    found = []
    for first in range(len(words)):
        for last in range(first + 1, len(words) + 1):
            part = " " + " ".join(words[first:last])
            if (last - first) < len(words) and part in _TAGS:
                found.append((tuple(sorted(_TAGS[part])), first, last))
    return tuple(found)


_LENGTHS = tuple(phrase.count(" ") for phrase in _PHRASES)
_INNER = tuple(_inner(phrase) for phrase in _PHRASES)


def mark(reading: Reading) -> Marks:
    """Every listed phrase of the comment, by tag, in order. A longer phrase does not hide the shorter ones in it."""
    marks: dict[Tag, list[Mark]] = {}
    folded = reading.folded
    first = counted = 0
    for phrase, start, end in _AUTOMATON.find_matches_as_indexes(folded):
        if folded[end] != " ":
            continue
        first += folded.count(" ", counted, start)
        counted = start
        last = first + _LENGTHS[phrase]
        for tag in _TAGS_BY_NUMBER[phrase]:
            marks.setdefault(tag, []).append(Mark(first, last))
        for tags, inner_first, inner_last in _INNER[phrase]:
            for tag in tags:
                marks.setdefault(tag, []).append(Mark(first + inner_first, first + inner_last))
    return marks
