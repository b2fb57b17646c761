"""What a detector is: a value that looks at one comment and carries the examples that prove it."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Protocol, TypeVar, cast

import re2

from bot.detectors.lexicon import Mark, Marks, mark
from bot.detectors.reading import Reading, read
from bot.detectors.vocabulary import Tag
from bot.detectors.ways import Ways, expand
from bot.model import Behaviour, Concern, Finding, History, Interaction
from bot.policy.model import Policy

SENTENCE_ENDS = frozenset(".!?")
LONGEST_SENTENCE = 80
LONGEST_PHRASE = 12
Fact = TypeVar("Fact")
NO_WAYS = Ways(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """What a detector finds and what it leaves alone: at least three of each, and its test.

    `after` is what was said before `finds`, a minute apart: "they: …", "we: …" or, from another
    account, "others: …". `ignores` have no history.
    """

    finds: tuple[str, ...]
    ignores: tuple[str, ...]
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A span of tokens that speaks for a finding, before it is quoted."""

    first: int
    last: int
    confidence: float
    because: str
    severe: bool = False
    names_somebody: bool = False


class PatternBook:
    """Many patterns tried in one linear pass, so that only those that match are looked for one by one."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = tuple(dict.fromkeys(patterns))
        options = re2.Options()
        options.max_mem = 256 << 20
        self._set = re2.Set.SearchSet(options)
        for pattern in self._patterns:
            self._set.Add(expand(pattern))
        self._set.Compile()

    def matching(self, folded: str) -> frozenset[str]:
        """The patterns that match somewhere in the folded text."""
        return frozenset(self._patterns[number] for number in self._set.Match(folded) or ())


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> "re2._Regexp":
    return re2.compile(expand(pattern))


@dataclass(kw_only=True, eq=False)
class Seen:
    """One comment as detectors see it: the reading, its marked phrases, the history and the policy.

    Not a value but a desk: what one detector worked out (`known`, `noted`) is there for the next.
    """

    interaction: Interaction
    history: History
    policy: Policy
    reading: Reading
    marks: Marks
    book: PatternBook
    matching: frozenset[str] = field(default_factory=frozenset)
    sorted_marks: dict[tuple[Tag, ...], list[Mark]] = field(default_factory=dict)
    known: dict[str, object] = field(default_factory=dict)
    noted: "dict[Callable[[Seen], Iterable[Hit]], tuple[Hit, ...]]" = field(default_factory=dict)

    @cached_property
    def stops(self) -> tuple[int, ...]:
        """Which tokens end a sentence."""
        return tuple(n for n, token in enumerate(self.reading.tokens) if token in SENTENCE_ENDS)

    def of(self, *tags: Tag) -> Sequence[Mark]:
        """The phrases marked with any of the tags, in the order of the comment."""
        if len(tags) == 1:
            return self.marks.get(tags[0], ())
        if tags not in self.sorted_marks:
            self.sorted_marks[tags] = sorted(m for tag in tags if tag in self.marks for m in self.marks[tag])
        return self.sorted_marks[tags]

    def has(self, *tags: Tag) -> bool:
        """Whether any of the tags is marked anywhere."""
        return not self.marks.keys().isdisjoint(tags)

    def within(self, low: int, high: int, *tags: Tag) -> Iterator[Mark]:
        """The phrases with any of the tags that lie between two tokens."""
        marks = self.of(*tags)
        for number in range(bisect_left(marks, (low,)), len(marks)):
            found = marks[number]
            if found.first >= high:
                return
            if found.last <= high:
                yield found

    def touching(self, at: tuple[int, int], *tags: Tag) -> Iterator[Mark]:
        """The phrases with any of the tags that share a word with the span."""
        reach = self.within(at[0] - LONGEST_PHRASE, at[1] + LONGEST_PHRASE, *tags)
        return (m for m in reach if m.first < at[1] and at[0] < m.last)

    def sentence(self, first: int, last: int) -> tuple[int, int]:
        """The half-open range of tokens of the sentence around the span, as far as it is near."""
        before, after = bisect_left(self.stops, first), bisect_left(self.stops, last)
        start = self.stops[before - 1] + 1 if before else 0
        end = self.stops[after] + 1 if after < len(self.stops) else len(self.reading.tokens)
        return max(start, first - LONGEST_SENTENCE), min(end, last + LONGEST_SENTENCE)

    def near(
        self, at: tuple[int, int], *tags: Tag, before: int = 8, after: int = 8, across: bool = False
    ) -> Mark | None:
        """The first phrase with one of the tags within so many words of the span, in its sentence unless `across`."""
        if self.marks.keys().isdisjoint(tags):
            return None
        low, high = at[0] - before, at[1] + after
        if not across:
            start, end = self.sentence(*at)
            low, high = max(low, start), min(high, end)
        return next((m for m in self.within(low, high, *tags) if m.last <= at[0] or m.first >= at[1]), None)

    def fact(self, name: str, work_out: "Callable[[Seen], Fact]") -> "Fact":
        """Something about the whole comment, worked out once."""
        if name not in self.known:
            self.known[name] = work_out(self)
        return cast("Fact", self.known[name])

    def once(self, look: "Callable[[Seen], Iterable[Hit]]") -> tuple[Hit, ...]:
        """What a shared reading finds, worked out once for all the detectors that build on it."""
        if look not in self.noted:
            self.noted[look] = tuple(look(self))
        return self.noted[look]

    def each(self, patterns: Ways) -> Sequence[Mark]:
        """Where any of the patterns match, pattern by pattern."""
        if self.matching.isdisjoint(patterns.all):
            return ()
        return [at for pattern in patterns if pattern in self.matching for at in self.spans(pattern)]

    def words(self, first: int, last: int) -> str:
        """The folded words of a span, with a space at both ends."""
        return f" {' '.join(self.reading.tokens[max(first, 0) : last])} "

    def spans(self, pattern: str) -> Iterator[Mark]:
        """Where a pattern of the book matches; nothing when the one pass has not seen it."""
        if pattern not in self.matching:
            return
        for found in _compiled(pattern).finditer(self.reading.folded):
            yield Mark(*self.reading.tokens_of(found.start() + 1, found.end() - 1))

    def says(self, *ways: Ways) -> bool:
        """Whether any of these ways of saying something is there."""
        return any(not self.matching.isdisjoint(way.all) for way in ways)


class Detector(Protocol):
    """Anything that reads a comment and says what it found."""

    @property
    def name(self) -> str:
        """How findings, tests and the record call it."""

    @property
    def concern(self) -> Concern:
        """The behaviour or signal that it finds."""

    @property
    def examples(self) -> Examples:
        """The comments that prove it."""

    @property
    def patterns(self) -> Ways:
        """The patterns that it needs in the book."""

    @property
    def woken_by(self) -> frozenset[Tag] | None:
        """The tags without which, and without any of its patterns, it has nothing to find; None if it always looks."""

    def hits(self, seen: Seen) -> Iterable[Hit]:
        """What speaks for the concern in this comment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Finds what takes more than words: who is meant, what went before, what stands beside it."""

    name: str
    concern: Concern
    look: Callable[[Seen], Iterable[Hit]]
    examples: Examples
    patterns: Ways = NO_WAYS
    woken_by: frozenset[Tag] | None = None

    def hits(self, seen: Seen) -> Iterable[Hit]:
        """What `look` finds."""
        return self.look(seen)


def see(interaction: Interaction, history: History, policy: Policy, book: PatternBook) -> Seen:
    """Reads a comment once, for every detector."""
    reading = read(interaction.text)
    return Seen(
        interaction=interaction,
        history=history,
        policy=policy,
        reading=reading,
        marks=mark(reading),
        book=book,
        matching=book.matching(reading.folded),
    )


def is_awake(detector: Detector, seen: Seen) -> bool:
    """Whether the comment holds anything that the detector could find."""
    if detector.woken_by is None or not seen.marks.keys().isdisjoint(detector.woken_by):
        return True
    return not seen.matching.isdisjoint(detector.patterns.all)


Passes = Callable[[Seen, Behaviour, Hit], bool]


def found(detector: Detector, seen: Seen, passes: Passes | None = None) -> Finding | None:
    """The detector's strongest reading of the comment, quoted; severe or naming if any of its hits is.

    What `passes` lets pass is not counted; protected signals are never let pass.
    """
    hits = tuple(detector.hits(seen)) if is_awake(detector, seen) else ()
    if passes is not None and isinstance(detector.concern, Behaviour):
        hits = tuple(hit for hit in hits if not passes(seen, detector.concern, hit))
    if not hits:
        return None
    best = min(hits, key=lambda h: (-h.confidence, h.first, h.last, h.because))
    start, end = seen.reading.original(best.first, best.last) if seen.reading.tokens else (0, 0)
    return Finding(
        detector=detector.name,
        concern=detector.concern,
        quote=seen.interaction.text[start:end],
        start=start,
        end=end,
        confidence=best.confidence,
        because=best.because,
        severe=any(h.severe for h in hits),
        names_somebody=any(h.names_somebody for h in hits),
    )
