"""Trying a policy on the organisation's own history: the old and the new, side by side; no platform is ever asked."""

import hashlib
import json
import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.decide import decide
from bot.detectors import DETECTORS, detect, detect_listed, what_reads
from bot.in_force import policy_of_version
from bot.model import Abilities, Decision, Finding, Interaction, RuleState
from bot.pipeline import HISTORY, clocks_of
from bot.policy.model import LISTED, Policy
from storage.database import Database
from storage.replay import Part, Replayed, parts, replay

PART = 5000  # interactions; small enough to lose little when it is interrupted
EXAMPLES = 20  # of each sort, for each rule
NOTHING = "nothing"

Can = Callable[[Interaction], Abilities]
CanFactory = Callable[[], Can]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A policy as text, with its lists, and the state in which each rule is to be tried (its own where none is named).

    Plain values, so that it travels to other processes.
    """

    source: str
    files: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)

    def policy(self) -> Policy:
        """The policy, its rules in those states. Raises PolicyInvalid."""
        found = policy_of_version(self.source, self.files)
        return found.armed({rule: RuleState(state) for rule, state in self.states.items()})

    def digest(self) -> str:
        """A hash over all of it."""
        whole = json.dumps([self.source, dict(self.files), dict(self.states)], sort_keys=True)
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be tried on what: two policies, a database, a time."""

    database: str
    old: Source
    new: Source
    since: datetime
    until: datetime

    def digest(self) -> str:
        """A hash over both policies and the time: what makes parts of one run belong together."""
        words = [self.old.digest(), self.new.digest(), self.since.isoformat(), self.until.isoformat()]
        return hashlib.sha256(json.dumps(words).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One interaction about which the two policies differ."""

    rank: str
    ref: str
    url: str
    at: str
    quote: str
    rule: str
    before: str
    after: str
    why: str


@dataclass(slots=True, kw_only=True)
class Tally:
    """What came of a backtest, or of a part of one. Counters are by rule unless they say otherwise.

    A proposal is right if officers upheld the case, wrong if they left it alone or took it back; missed is what they
    upheld and a policy does not propose. Most of what is newly proposed nobody has judged: it is unknown.
    """

    looked_at: int = 0
    old: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    newly: Counter[str] = field(default_factory=Counter)
    no_longer: Counter[str] = field(default_factory=Counter)
    otherwise: Counter[str] = field(default_factory=Counter)
    right_old: Counter[str] = field(default_factory=Counter)
    right_new: Counter[str] = field(default_factory=Counter)
    wrong_old: Counter[str] = field(default_factory=Counter)
    wrong_new: Counter[str] = field(default_factory=Counter)
    missed_old: Counter[str] = field(default_factory=Counter)
    missed_new: Counter[str] = field(default_factory=Counter)
    shadow: Counter[str] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)  # "hide -> nothing"
    accounts_newly: Counter[str] = field(default_factory=Counter)  # by author
    accounts_no_longer: Counter[str] = field(default_factory=Counter)
    days_old: Counter[str] = field(default_factory=Counter)  # by day
    days_new: Counter[str] = field(default_factory=Counter)
    silencing_old: int = 0
    silencing_new: int = 0
    protected_newly: int = 0
    unread: int = 0
    examples: dict[str, list[Example]] = field(default_factory=dict)  # "newly:abuse", "no longer:abuse", …

    def __add__(self, other: "Tally") -> "Tally":
        """Both together; the order does not matter."""
        both = Tally()
        for name in COUNTERS:
            setattr(both, name, getattr(self, name) + getattr(other, name))
        for kind in {*self.examples, *other.examples}:
            found = [*self.examples.get(kind, ()), *other.examples.get(kind, ())]
            both.examples[kind] = sorted(found, key=lambda example: example.rank)[:EXAMPLES]
        return both

    def form(self) -> dict[str, Any]:
        """As JSON values."""
        counts = {name: _plain(getattr(self, name)) for name in COUNTERS}
        kept = {kind: [_example_form(e) for e in found] for kind, found in sorted(self.examples.items())}
        return counts | {"examples": kept}

    @classmethod
    def of(cls, form: Mapping[str, Any]) -> "Tally":
        """The tally that `form` wrote."""
        found = cls()
        for name in COUNTERS:
            setattr(found, name, Counter(form[name]) if isinstance(form[name], dict) else form[name])
        found.examples = {kind: [Example(**one) for one in some] for kind, some in form["examples"].items()}
        return found


COUNTERS = tuple(name for name in Tally.__dataclass_fields__ if name != "examples")


class Reader:
    """A policy, and what determines what detectors find under it."""

    def __init__(self, policy: Policy) -> None:
        self.policy, self.reading = policy, what_reads(policy)
        self._own = self.reading.partition(".")[0]

    def has_read(self, said: Replayed) -> bool:
        """Whether the very detectors that this policy means read it when it was taken in; its lists apart."""
        return said.reading.partition(".")[0] == self._own

    def read(self, said: Replayed, *, again: bool) -> tuple[Finding, ...]:
        """What the detectors find in it, in their order; `again` heeds nothing that was found before."""
        if again:
            return detect(said.interaction, said.history, self.policy)
        if said.reading == self.reading:
            return _in_order(said.found)
        own = [f for f in said.found if not f.detector.startswith(LISTED)]
        return (*_in_order(own), *detect_listed(said.interaction, said.history, self.policy))


_ORDER = {detector.name: n for n, detector in enumerate(DETECTORS)}


def _in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    if len(findings) < 2:
        return tuple(findings)
    return tuple(sorted(findings, key=lambda f: (_ORDER.get(f.detector, len(_ORDER)), f.detector)))


def _nobody_asks(part: int, of: int) -> None:
    del part, of


def backtest(
    asked: Asked,
    folder: Path,
    can: CanFactory,
    *,
    workers: int | None = None,
    done: Callable[[int, int], None] = _nobody_asks,
) -> Tally:
    """Replay everything said from `since` to before `until` through both policies.

    Each part is kept in `folder` as it is done, so that what was interrupted goes on where it stopped; a folder with
    parts of another question is emptied first. `done` is told how many parts of how many are done. Nothing is written
    to the database, and no platform is asked.
    """
    db = Database.read_only(asked.database)
    try:
        whole = parts(db, since=asked.since, until=asked.until, size=PART)
    finally:
        db.engine.dispose()
    _prepare(folder, asked)
    kept = {n: path for n in range(len(whole)) if (path := folder / f"part-{n:05}.json").exists()}
    done(len(kept), len(whole))
    left = [(n, part) for n, part in enumerate(whole) if n not in kept]
    for n, tally in _tried(asked, left, can, workers):
        _write(folder / f"part-{n:05}.json", tally)
        kept[n] = folder / f"part-{n:05}.json"
        done(len(kept), len(whole))
    total = Tally()
    for n in sorted(kept):
        total += Tally.of(json.loads(kept[n].read_text(encoding="utf-8")))
    return total


def try_part(db: Database, part: Part, asked: Asked, old: Reader, new: Reader, can: Can) -> Tally:
    """Replay one part through both policies."""
    tally = Tally()
    clocks = clocks_of(new.policy)
    for said in replay(db, part, since=asked.since, until=asked.until, window=HISTORY, clocks=clocks):
        try:
            before, after = judged_by_both(said, old, new, can)
        except Exception:  # noqa: BLE001 - what can't be judged goes to a person when live; here it is counted
            tally.unread += 1
            continue
        _count(tally, said, before, after)
    return tally


def judged_by_both(said: Replayed, old: Reader, new: Reader, can: Can) -> tuple[Decision | None, Decision | None]:
    """What each policy makes of it; None where nothing was found, which is most of what people say.

    Findings depend on a policy only through its own words, names and figures: where those are the same it is read once,
    and not at all where the very same detectors read it when it was taken in. Where one policy must read it again, both
    do, so that nothing but the policies differs.
    """
    again = not (old.has_read(said) and new.has_read(said))
    first = old.read(said, again=again)
    second = first if old.reading == new.reading else new.read(said, again=again)
    if not first and not second:
        return None, None
    abilities = can(said.interaction)
    return _decided(said, first, old.policy, abilities), _decided(said, second, new.policy, abilities)


def _decided(said: Replayed, findings: Sequence[Finding], policy: Policy, can: Abilities) -> Decision | None:
    if not findings:
        return None
    said_by = said.interaction
    return decide(said_by, findings, said.history, policy, can=can, now=said_by.posted_at)


def _count(tally: Tally, said: Replayed, before: Decision | None, after: Decision | None) -> None:
    tally.looked_at += 1
    old, new = _proposed(before), _proposed(after)
    day = said.interaction.posted_at.date().isoformat()
    if old:
        tally.old[old[0]] += 1
        tally.days_old[day] += 1
        tally.silencing_old += old[2]
    if new:
        tally.new[new[0]] += 1
        tally.days_new[day] += 1
        tally.silencing_new += new[2]
    for shadow in after.shadows if after else ():
        tally.shadow[shadow.rule] += 1
    _count_words(tally, said, old, new)
    if old != new:
        _count_change(tally, said, before, after, old, new)


Proposed = tuple[str, str, bool] | None  # the rule, the action, whether it silences


def _proposed(decision: Decision | None) -> Proposed:
    if decision is None or decision.behaviour is None:
        return None
    proposal = decision.proposal
    return decision.rule, str(proposal.action.kind) if proposal else NOTHING, bool(proposal and proposal.silences)


def _count_words(tally: Tally, said: Replayed, old: Proposed, new: Proposed) -> None:
    """Measure both against what officers made of it."""
    if said.word is None:
        return
    for proposed, right, wrong, missed in (
        (old, tally.right_old, tally.wrong_old, tally.missed_old),
        (new, tally.right_new, tally.wrong_new, tally.missed_new),
    ):
        if proposed:
            (right if said.word.upheld else wrong)[proposed[0]] += 1
        elif said.word.upheld:
            missed[str(said.word.behaviour or NOTHING)] += 1


def _count_change(
    tally: Tally, said: Replayed, before: Decision | None, after: Decision | None, old: Proposed, new: Proposed
) -> None:
    author = said.interaction.author
    who = f"{said.interaction.platform}:{author.id}" if author else "not shown"
    if old is None and new is not None:
        kind = "newly"
        tally.newly[new[0]] += 1
        tally.accounts_newly[who] += 1
        tally.protected_newly += bool(after and after.care)
    elif new is None and old is not None:
        kind = "no longer"
        tally.no_longer[old[0]] += 1
        tally.accounts_no_longer[who] += 1
    else:
        kind = "otherwise"
        tally.otherwise[new[0] if new else NOTHING] += 1
    tally.actions[f"{old[1] if old else NOTHING} -> {new[1] if new else NOTHING}"] += 1
    rule = (new or old or (NOTHING,))[0]
    _keep(tally, f"{kind}:{rule}", said, before, after, old, new)


def _keep(
    tally: Tally,
    kind: str,
    said: Replayed,
    before: Decision | None,
    after: Decision | None,
    old: Proposed,
    new: Proposed,
) -> None:
    """Keep it as an example if it ranks among the first: by a hash of its name, so that any way of parting agrees."""
    interaction, kept = said.interaction, tally.examples.setdefault(kind, [])
    rank = hashlib.sha256(str(interaction.ref).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    if len(kept) >= EXAMPLES and rank >= kept[-1].rank:
        return
    shown = after if new else before
    findings = [f for f in shown.findings if f.concern is shown.behaviour] if shown else []
    passed = [p.why for p in after.passed] if after and not new else []
    kept.append(
        Example(
            rank=rank,
            ref=str(interaction.ref),
            url=interaction.url,
            at=interaction.posted_at.isoformat(),
            quote=findings[0].quote if findings else "",
            rule=(new or old or (NOTHING,))[0],
            before=old[1] if old else NOTHING,
            after=new[1] if new else NOTHING,
            why=passed[0] if passed else (findings[0].because if findings else ""),
        )
    )
    kept.sort(key=lambda example: example.rank)
    del kept[EXAMPLES:]


def _tried(
    asked: Asked, left: Sequence[tuple[int, Part]], can: CanFactory, workers: int | None
) -> Iterator[tuple[int, Tally]]:
    """Each part as it is done, in processes of their own; in this one where there is but one part, or one worker."""
    if len(left) <= 1 or workers == 1:
        _begin(asked, can)
        yield from ((n, _work(part)) for n, part in left)
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn, initializer=_begin, initargs=(asked, can)) as pool:
        waiting = {pool.submit(_work, part): n for n, part in left}
        try:
            for ready in as_completed(waiting):
                yield waiting[ready], ready.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_AT_WORK: list[tuple[Database, Asked, Reader, Reader, Can]] = []
"""What this process works with: set once at its start."""


def _begin(asked: Asked, can: CanFactory) -> None:
    db = Database.read_only(asked.database)
    _AT_WORK[:] = [(db, asked, Reader(asked.old.policy()), Reader(asked.new.policy()), can())]


def _work(part: Part) -> Tally:
    db, asked, old, new, can = _AT_WORK[0]
    return try_part(db, part, asked, old, new, can)


def _prepare(folder: Path, asked: Asked) -> None:
    """Make room for the parts; what another question left there goes."""
    folder.mkdir(parents=True, exist_ok=True)
    mark = {"asked": asked.digest(), "since": asked.since.isoformat(), "until": asked.until.isoformat()}
    place, words = folder / "asked.json", json.dumps(mark)
    if place.exists() and place.read_text(encoding="utf-8") == words:
        return
    for old in folder.glob("part-*.json"):
        old.unlink()
    place.write_text(words, encoding="utf-8")


def was_asked(folder: Path) -> tuple[datetime, datetime] | None:
    """Since when and until when the run in this folder was asked for, so that it can go on; None if there is none."""
    try:
        mark = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
        return datetime.fromisoformat(mark["since"]), datetime.fromisoformat(mark["until"])
    except (OSError, ValueError, KeyError):
        return None


def _write(path: Path, tally: Tally) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(tally.form(), sort_keys=True), encoding="utf-8")
    beside.replace(path)


def _plain(value: object) -> object:
    return dict(sorted(value.items())) if isinstance(value, Counter) else value


def _example_form(example: Example) -> dict[str, str]:
    return {name: getattr(example, name) for name in Example.__dataclass_fields__}


def most(counter: Counter[str], number: int = 10) -> Iterable[tuple[str, int]]:
    """The greatest counts, the names of equals in order."""
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:number]
