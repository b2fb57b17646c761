"""How what we find is going: what share of it officers uphold, now and before, and what we miss."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from bot.learning.examples import Example, Said

SURE = 1.96  # standard deviations: an interval that holds the truth 95 times of 100
ENOUGH = 5  # examples in a period, below which nothing is said of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of so many."""

    right: int = 0
    of: int = 0

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the truth lies, 95 times of 100 (Wilson's interval); anywhere where there is nothing."""
        if not self.of:
            return 0.0, 1.0
        p, n, z2 = self.right / self.of, self.of, SURE * SURE
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = SURE * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        return f"{self.right} of {self.of}" if self.of else "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How one rule, or one signal, is going: what was right of what it found, and how often it was missed."""

    name: str
    now: Share
    before: Share
    missed_now: int = 0
    missed_before: int = 0

    @property
    def has_drifted(self) -> bool:
        """Whether what is right of what it finds differs from before by more than chance explains."""
        if min(self.now.of, self.before.of) < ENOUGH:
            return False
        (low, high), (low_before, high_before) = self.now.interval, self.before.interval
        return high < low_before or high_before < low

    @property
    def told(self) -> str:
        """In plain words what to make of it; empty where nothing is to be said."""
        if self.has_drifted:
            worse = self.now.right * self.before.of < self.before.right * self.now.of
            return (
                "more of what it finds is wrong than before" if worse else "more of what it finds is right than before"
            )
        if self.missed_now > self.missed_before and self.missed_now >= ENOUGH:
            return "more of it is missed than before"
        if self.now.of >= ENOUGH and self.now.interval[1] < 1 / 2:
            return "most of what it finds is wrong"
        return ""


def drifts(found: Iterable[Example], *, since: datetime) -> tuple[Drift, ...]:
    """How every rule and signal is going since then, beside all that was before, by name."""
    right: Counter[tuple[str, bool]] = Counter()
    all_: Counter[tuple[str, bool]] = Counter()
    missed: Counter[tuple[str, bool]] = Counter()
    for example in found:
        now = example.at >= since
        if example.said is Said.MISSED:
            missed.update((str(name), now) for name in _what(example))
            continue
        if example.rule:
            all_[example.rule, now] += 1
            right[example.rule, now] += example.said is Said.UPHELD
        for signal in example.case.decision.care:
            if example.said in {Said.CARED_FOR, Said.NO_SIGNAL} or signal in example.case.dismissed:
                all_[str(signal), now] += 1
                right[str(signal), now] += signal not in example.case.dismissed
    return tuple(
        Drift(
            name=name,
            now=Share(right=right[name, True], of=all_[name, True]),
            before=Share(right=right[name, False], of=all_[name, False]),
            missed_now=missed[name, True],
            missed_before=missed[name, False],
        )
        for name in sorted({name for name, _ in (*all_, *missed)})
    )


def _what(example: Example) -> Iterable[str]:
    """What was missed: the rule that decides about it now, or the signals."""
    return (example.rule,) if example.rule else [str(signal) for signal in example.signals]
