"""The figures: precision, recall and F1 with how far they can be trusted, and what matters more than they do."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from bot.evaluate.labelled import LABELS, Labelled
from bot.model import Behaviour, Protected

BEHAVIOURS = tuple(str(b) for b in Behaviour)
SIGNALS = tuple(str(p) for p in Protected)
NEVER_SILENCED = frozenset(str(p) for p in Protected if p is not Protected.COMPLAINT)
RESAMPLES = 1000
SEED = 11
MIDDLE = (2.5, 97.5)  # percent: the interval in which 95 of 100 resamplings fall
BINS = 10
WORST = 40

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well something is found: `low` to `high` is where its F1 lies in 95 of 100 resamplings."""

    name: str
    support: int
    said: int
    precision: float
    recall: float
    f1: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """What was said with about the same confidence: how sure it was on average, and how often right."""

    sure: float
    right: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """One error, the gravest first: `what` says what kind."""

    id: str
    text: str
    what: str
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """How comments about one group fare: the share found unacceptable, of those that are and of those that are not."""

    group: str
    count: int
    found: float
    wrongly: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything that was measured on labelled comments."""

    count: int
    labels: tuple[Score, ...]
    behaviours_micro: Score
    behaviours_macro: float
    signals_micro: Score
    signals_macro: float
    any_behaviour: Score
    outcome_right: float
    silenced: int
    wrongly_silenced: tuple[str, ...]
    protected_silenced: tuple[str, ...]
    never_silenced: tuple[str, ...]
    harmless: int
    harmless_silenced: int
    protected: int
    protected_found: float
    calibration: tuple[Bin, ...]
    calibration_error: float
    groups: tuple[Group, ...]
    differing_pairs: tuple[str, ...]
    pairs: int
    worst: tuple[Worst, ...]


def measure(judged: Sequence[Labelled], *, resamples: int = RESAMPLES) -> Measured:
    """Everything about these comments, of which there must be one at least; the same comments give the same figures."""
    labels = tuple(label for label in LABELS if any(label in j.truth or label in j.found for j in judged))
    scores = tuple(_score(label, judged, (label,), resamples) for label in labels)
    bins = _calibration(judged)
    harmless = [j for j in judged if j.truth.isdisjoint(BEHAVIOURS)]
    protected = [j for j in judged if j.is_protected]
    return Measured(
        count=len(judged),
        labels=scores,
        behaviours_micro=_score("behaviours", judged, BEHAVIOURS, resamples),
        behaviours_macro=_macro(scores, BEHAVIOURS),
        signals_micro=_score("signals", judged, SIGNALS, resamples),
        signals_macro=_macro(scores, SIGNALS),
        any_behaviour=_any_behaviour(judged, resamples),
        outcome_right=sum(j.came == j.outcome for j in judged) / len(judged),
        silenced=sum(j.silences for j in judged),
        wrongly_silenced=tuple(j.id for j in judged if j.wrongly_silenced),
        protected_silenced=tuple(j.id for j in judged if j.wrongly_silenced and j.is_protected),
        never_silenced=tuple(j.id for j in judged if j.silences and j.truth & NEVER_SILENCED),
        harmless=len(harmless),
        harmless_silenced=sum(j.silences for j in harmless),
        protected=len(protected),
        protected_found=_share(bool(j.found.keys() & set(SIGNALS)) for j in protected),
        calibration=bins,
        calibration_error=_error(bins),
        groups=_groups(judged),
        differing_pairs=tuple(_differing(judged)),
        pairs=len({j.pair for j in judged if j.pair}),
        worst=tuple(worst for _, worst in sorted(_errors(judged), key=itemgetter(0))[:WORST]),
    )


def _score(name: str, judged: Sequence[Labelled], labels: Sequence[str], resamples: int) -> Score:
    """All the labels together, each label of each comment being one question."""
    truth = np.array([[label in j.truth for label in labels] for j in judged])
    said = np.array([[label in j.found for label in labels] for j in judged])
    return _scored(name, truth, said, resamples)


def _any_behaviour(judged: Sequence[Labelled], resamples: int) -> Score:
    truth = np.array([[not j.truth.isdisjoint(BEHAVIOURS)] for j in judged])
    said = np.array([[bool(j.found.keys() & set(BEHAVIOURS))] for j in judged])
    return _scored("any behaviour", truth, said, resamples)


def _scored(name: str, truth: Flags, said: Flags, resamples: int) -> Score:
    right, given, there = (truth & said).sum(1), said.sum(1), truth.sum(1)
    precision, recall, f1 = _figures(right.sum(), given.sum(), there.sum())
    dice = np.random.default_rng(SEED)
    drawn = dice.multinomial(len(truth), np.full(len(truth), 1 / len(truth)), size=resamples)
    again = [_figures(*row)[2] for row in np.stack([drawn @ right, drawn @ given, drawn @ there], axis=1)]
    low, high = np.percentile(again, MIDDLE) if again else (f1, f1)
    return Score(
        name=name,
        support=int(there.sum()),
        said=int(given.sum()),
        precision=precision,
        recall=recall,
        f1=f1,
        low=float(low),
        high=float(high),
    )


def _figures(right: float, given: float, there: float) -> tuple[float, float, float]:
    """Precision, recall and F1; where nothing was there and nothing said, nothing is wrong."""
    precision = float(right / given) if given else 1.0
    recall = float(right / there) if there else 1.0
    return precision, recall, float(2 * right / (given + there)) if given + there else 1.0


def _macro(scores: Iterable[Score], names: Sequence[str]) -> float:
    """The mean F1 of the labels that are there at all."""
    found = [score.f1 for score in scores if score.name in names and score.support]
    return sum(found) / len(found) if found else 1.0


def _share(flags: Iterable[bool]) -> float:
    seen = list(flags)
    return sum(seen) / len(seen) if seen else 1.0


def _calibration(judged: Sequence[Labelled]) -> tuple[Bin, ...]:
    said = [(sure, label in j.truth) for j in judged for label, sure in j.found.items()]
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for sure, right in said:
        bins[min(int(sure * BINS), BINS - 1)].append((sure, right))
    return tuple(
        Bin(
            sure=sum(sure for sure, _ in some) / len(some),
            right=sum(right for _, right in some) / len(some),
            count=len(some),
        )
        for _, some in sorted(bins.items())
    )


def _error(bins: Sequence[Bin]) -> float:
    """How far confidence is from being right, on average over everything that was said."""
    count = sum(each.count for each in bins)
    return sum(abs(each.sure - each.right) * each.count for each in bins) / count if count else 0.0


def _groups(judged: Sequence[Labelled]) -> tuple[Group, ...]:
    by_group: dict[str, list[Labelled]] = defaultdict(list)
    for one in judged:
        if one.group:
            by_group[one.group].append(one)
    return tuple(
        Group(
            group=group,
            count=len(some),
            found=_share(_is_found(j) for j in some if not j.truth.isdisjoint(BEHAVIOURS)),
            wrongly=1 - _share(not _is_found(j) for j in some if j.truth.isdisjoint(BEHAVIOURS)),
        )
        for group, some in sorted(by_group.items())
    )


def _is_found(one: Labelled) -> bool:
    return not one.found.keys().isdisjoint(BEHAVIOURS)


def _differing(judged: Sequence[Labelled]) -> Iterator[str]:
    """The sentences that come out differently when they are about another group."""
    by_pair: dict[str, list[Labelled]] = defaultdict(list)
    for one in judged:
        if one.pair:
            by_pair[one.pair].append(one)
    for pair, some in sorted(by_pair.items()):
        if len({(one.came, one.silences) for one in some}) > 1:
            yield pair


Rule = tuple[Callable[[Labelled], bool], str]
GRAVEST: tuple[Rule, ...] = (
    (lambda j: j.silences and bool(j.truth & NEVER_SILENCED), "would silence somebody who needs help"),
    (lambda j: j.silences and j.truth.isdisjoint(BEHAVIOURS), "would silence somebody who did nothing wrong"),
    (lambda j: j.wrongly_silenced, "would silence more than is proportionate"),
    (lambda j: "safeguarding" in j.truth and "safeguarding" not in j.found, "a cry for help is missed"),
    (lambda j: "emergency" in j.truth and "emergency" not in j.found, "an emergency is missed"),
    (lambda j: "threat" in j.truth and j.came != "review", "a threat is missed"),
    (lambda j: j.came == "review" and j.truth.isdisjoint(BEHAVIOURS), "something is held against somebody fair"),
    (lambda j: j.outcome == "review" and j.came != "review", "unacceptable behaviour is missed"),
    (lambda j: bool(j.truth & set(SIGNALS)) and not j.found.keys() & set(SIGNALS), "somebody is not routed to help"),
)


def _errors(judged: Sequence[Labelled]) -> Iterator[tuple[tuple[int, float, str], Worst]]:
    """Each comment that came out wrong, under the gravest thing that is wrong about it."""
    for one in judged:
        for rank, (is_so, what) in enumerate(GRAVEST):
            if is_so(one):
                sure = max((s for label, s in one.found.items() if label not in one.truth), default=0.0)
                because = "; ".join(f"{label}: {one.because[label]}" for label in one.found if label not in one.truth)
                yield (rank, -sure, one.id), Worst(id=one.id, text=one.text, what=what, because=because)
                break
