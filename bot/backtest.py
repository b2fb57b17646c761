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
from storage.replay import Part, Replayed, newest, parts, replay

PART = 5000  # interactions; small enough to lose little when it is interrupted
EXAMPLES = 20  # of each sort, for each rule
NOTHING = "nothing"
MARK = "inputs.json"  # what was asked for in a folder, and how far the store then went

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
        """A hash over both policies and the time."""
        words = [self.old.digest(), self.new.digest(), self.since.isoformat(), self.until.isoformat()]
        return hashlib.sha256(json.dumps(words).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One interaction about which the two policies differ; `care` are the signals that it carries, if any."""

    rank: str
    ref: str
    url: str
    at: str
    quote: str
    rule: str
    before: str
    after: str
    why: str
    care: str = ""


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

    Each part is kept in `folder` as it is done, so that what was interrupted goes on where it stopped, and comes to the
    same whatever has been taken in since; parts of another question are thrown away first. `done` is told how many
    parts of how many are done. Nothing is written to the database, and no platform is asked. Raises PolicyInvalid.
    """
    whole = _prepare(folder, asked)
    kept = {n: path for n in range(len(whole)) if (path := folder / f"part-{n:05}.json").exists()}
    done(len(kept), len(whole))
    left = [(n, part) for n, part in enumerate(whole) if n not in kept]
    for n, tally in _tried(asked, left, can, workers):
        _write(folder / f"part-{n:05}.json", tally.form())
        kept[n] = folder / f"part-{n:05}.json"
        done(len(kept), len(whole))
    total = Tally()
    for n in sorted(kept):
        total += Tally.of(json.loads(kept[n].read_text(encoding="utf-8")))
    return total


def try_part(db: Database, part: Part, asked: Asked, old: Reader, new: Reader, can: Can) -> Tally:
    """Replay one part through both policies."""
    tally = Tally()
    for said, then in _replayed(db, part, asked, old, new):
        try:
            before, after = judged_by_both(said, old, new, can, then)
        except Exception:  # noqa: BLE001 - what can't be judged goes to a person when live; here it is counted
            tally.unread += 1
            continue
        _count(tally, said, before, after)
    return tally


def _replayed(db: Database, part: Part, asked: Asked, old: Reader, new: Reader) -> Iterator[tuple[Replayed, Replayed]]:
    """Each interaction as it was known under the old policy and under the new: their clocks say when we are late."""
    clocks = [clocks_of(reader.policy) for reader in (old, new)]
    known = [replay(db, part, since=asked.since, until=asked.until, window=HISTORY, clocks=some) for some in clocks]
    if clocks[0] == clocks[1]:
        return ((said, said) for said in known[0])
    return zip(*known, strict=True)


def judged_by_both(
    said: Replayed, old: Reader, new: Reader, can: Can, then: Replayed | None = None
) -> tuple[Decision | None, Decision | None]:
    """What each policy makes of it; None where nothing was found, which is most of what people say.

    Findings depend on a policy only through its own words, names and figures: where those are the same it is read once,
    and not at all where the very same detectors read it when it was taken in. Where one policy must read it again, both
    do, so that nothing but the policies differs. `then` is what would be known under the new policy, if that differs.
    """
    then = then or said
    same = then.history == said.history
    again = not (same and old.has_read(said) and new.has_read(said))
    first = old.read(said, again=again)
    second = first if same and old.reading == new.reading else new.read(then, again=again)
    if not first and not second:
        return None, None
    abilities = can(said.interaction)
    return _decided(said, first, old.policy, abilities), _decided(then, second, new.policy, abilities)


def _decided(said: Replayed, findings: Sequence[Finding], policy: Policy, can: Abilities) -> Decision | None:
    if not findings:
        return None
    return decide(said.interaction, findings, said.history, policy, can=can, now=said.judged_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proposed:
    """What is proposed, as far as two policies may differ in it: for how long counts, other words do not."""

    rule: str
    action: str
    silences: bool


def _proposed(decision: Decision | None) -> _Proposed | None:
    if decision is None or decision.behaviour is None:
        return None
    proposal = decision.proposal
    action = NOTHING if proposal is None else str(proposal.action.kind)
    if proposal is not None and proposal.for_days:
        action += f" for {proposal.for_days} days"
    if decision.hold_hours:
        action += f", hidden at once for {decision.hold_hours} hours"
    return _Proposed(rule=decision.rule, action=action, silences=proposal is not None and proposal.silences)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """One interaction under both policies."""

    said: Replayed
    before: Decision | None
    after: Decision | None
    old: _Proposed | None
    new: _Proposed | None

    @property
    def kind(self) -> str:
        """How the policies differ about it."""
        if self.old is None:
            return "newly"
        return "no longer" if self.new is None else "otherwise"

    @property
    def actions(self) -> tuple[str, str]:
        """What each would do."""
        return (self.old.action if self.old else NOTHING, self.new.action if self.new else NOTHING)

    @property
    def rule(self) -> str:
        """The rule that proposes it now, else the one that did."""
        proposed = self.new or self.old
        return proposed.rule if proposed else NOTHING

    @property
    def newly_in_need(self) -> str:
        """The signals of somebody who needs help and to whom something would newly be done; else nothing."""
        care = self.after.care if self.after is not None and self.kind == "newly" else ()
        return ", ".join(str(signal).replace("_", " ") for signal in care)


def _count(tally: Tally, said: Replayed, before: Decision | None, after: Decision | None) -> None:
    tally.looked_at += 1
    tried = _Tried(said=said, before=before, after=after, old=_proposed(before), new=_proposed(after))
    day = said.interaction.posted_at.date().isoformat()
    if tried.old:
        tally.old[tried.old.rule] += 1
        tally.days_old[day] += 1
        tally.silencing_old += tried.old.silences
    if tried.new:
        tally.new[tried.new.rule] += 1
        tally.days_new[day] += 1
        tally.silencing_new += tried.new.silences
    for shadow in after.shadows if after else ():
        tally.shadow[shadow.rule] += 1
    _count_words(tally, tried)
    if tried.old != tried.new:
        _count_change(tally, tried)


def _count_words(tally: Tally, tried: _Tried) -> None:
    """Measure both against what officers made of it."""
    word = tried.said.word
    if word is None:
        return
    for proposed, right, wrong, missed in (
        (tried.old, tally.right_old, tally.wrong_old, tally.missed_old),
        (tried.new, tally.right_new, tally.wrong_new, tally.missed_new),
    ):
        if proposed:
            (right if word.upheld else wrong)[proposed.rule] += 1
        elif word.upheld:
            missed[word.rule or NOTHING] += 1


def _count_change(tally: Tally, tried: _Tried) -> None:
    author = tried.said.interaction.author
    who = f"{tried.said.interaction.platform}:{author.id}" if author else "not shown"
    if tried.kind == "newly":
        tally.newly[tried.rule] += 1
        tally.accounts_newly[who] += 1
        tally.protected_newly += bool(tried.newly_in_need)
    elif tried.kind == "no longer":
        tally.no_longer[tried.rule] += 1
        tally.accounts_no_longer[who] += 1
    else:
        tally.otherwise[tried.rule] += 1
    tally.actions[" -> ".join(tried.actions)] += 1
    _keep(tally, tried)


def _keep(tally: Tally, tried: _Tried) -> None:
    """Keep it as an example if it ranks among the first: by a hash of its name, so that any way of parting agrees.

    Whoever needs help comes before everybody else.
    """
    kept = tally.examples.setdefault(f"{tried.kind}:{tried.rule}", [])
    name = hashlib.sha256(str(tried.said.interaction.ref).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    rank = ("0" if tried.newly_in_need else "1") + name
    if len(kept) >= EXAMPLES and rank >= kept[-1].rank:
        return
    kept.append(_example(tried, rank))
    kept.sort(key=lambda example: example.rank)
    del kept[EXAMPLES:]


def _example(tried: _Tried, rank: str) -> Example:
    shown = tried.after if tried.new else tried.before
    concern = shown.behaviour if shown else None
    findings = [f for f in shown.findings if f.concern is concern] if shown else []
    passed = (
        [p.why for p in tried.after.passed if p.finding.concern is concern] if tried.after and not tried.new else []
    )
    because = findings[0].because if findings else ""
    return Example(
        rank=rank,
        ref=str(tried.said.interaction.ref),
        url=tried.said.interaction.url,
        at=tried.said.interaction.posted_at.isoformat(),
        quote=findings[0].quote if findings else "",
        rule=tried.rule,
        before=tried.actions[0],
        after=tried.actions[1],
        why=passed[0] if passed else because,
        care=tried.newly_in_need,
    )


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


def _prepare(folder: Path, asked: Asked) -> tuple[Part, ...]:
    """The parts of what is asked, with room for what comes of them; what another question left there goes.

    What was interrupted keeps to the interactions that were there when it began, or its parts would be others now.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mark = _mark(folder)
    db = Database.read_only(asked.database)
    try:
        words, last = _belonging(asked, db), newest(db)
        goes_on = mark.get("asked") == words and (mark["newest"] == last or _is_unfinished(folder, mark))
        up_to = mark["newest"] if goes_on else last
        whole = parts(db, since=asked.since, until=asked.until, size=PART, up_to=up_to)
    finally:
        db.engine.dispose()
    if not goes_on:
        _begin_anew(folder, asked, {"asked": words, "newest": last, "parts": len(whole)})
    return whole


def _belonging(asked: Asked, db: Database) -> str:
    """A hash over what makes parts of one run belong together: the question, the store, what reads and counts it."""
    shape = [*COUNTERS, *Example.__dataclass_fields__, PART]
    readings = [what_reads(source.policy()) for source in (asked.old, asked.new)]
    words = [asked.digest(), db.engine.url.render_as_string(), readings, shape]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def _begin_anew(folder: Path, asked: Asked, mark: Mapping[str, Any]) -> None:
    (folder / MARK).unlink(missing_ok=True)
    for old in folder.glob("part-*.json"):
        old.unlink()
    _write(folder / MARK, {**mark, "since": asked.since.isoformat(), "until": asked.until.isoformat()})


def _mark(folder: Path) -> dict[str, Any]:
    """What was asked for in this folder; empty if nothing was, or it cannot be read."""
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return mark if isinstance(mark, dict) and {"asked", "newest", "parts", "since", "until"} <= set(mark) else {}


def _is_unfinished(folder: Path, mark: Mapping[str, Any]) -> bool:
    return sum(1 for _ in folder.glob("part-*.json")) < int(mark["parts"])


def was_asked(folder: Path) -> tuple[datetime, datetime] | None:
    """Since when and until when the run in this folder was asked for, if it can go on where it stopped; else None."""
    mark = _mark(folder)
    if not mark or not _is_unfinished(folder, mark):
        return None
    return datetime.fromisoformat(mark["since"]), datetime.fromisoformat(mark["until"])


def _write(path: Path, form: Mapping[str, Any]) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(form, sort_keys=True), encoding="utf-8")
    beside.replace(path)


def _plain(value: object) -> object:
    return dict(sorted(value.items())) if isinstance(value, Counter) else value


def _example_form(example: Example) -> dict[str, str]:
    return {name: getattr(example, name) for name in Example.__dataclass_fields__}


def most(counter: Counter[str], number: int = 10) -> Iterable[tuple[str, int]]:
    """The greatest counts, the names of equals in order."""
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:number]
