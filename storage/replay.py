"""Stored history once more: each interaction with what was known of its author when it was judged; it only reads."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, case, exists, func, select

from bot.model import (
    Behaviour,
    Case,
    Choice,
    Decision,
    Finding,
    History,
    Interaction,
    PlatformName,
    Protected,
    Said,
    Upheld,
)
from storage import tables as t
from storage.audit import moment, time_of
from storage.casebook import CARED_FOR, SIGNAL_DISMISSED, load_cases
from storage.database import Database
from storage.forms import DECISION, findings_of, interaction_of
from storage.history import LINES_KEPT, Clocks, Promise, is_late, our_lines, posts, said_of, upheld_by

V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the stored history up to the interaction numbered `newest`, read on one platform.

    It holds some authors, or (no authors) a `share` of those whom the platform does not name: the first of two, say.
    """

    platform: PlatformName
    newest: int
    authors: tuple[str, ...] = ()
    share: tuple[int, int] = (0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficersWord:
    """What officers finally made of a case, its words being what they are now: by which rule, and whether upheld."""

    behaviour: Behaviour | None
    upheld: bool
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One interaction as it stands, what was known of its author when it was judged, and what officers made of it.

    `found` is what the detectors found in it when it was taken in, and `reading` which detectors they were.
    """

    interaction: Interaction
    history: History
    judged_at: datetime
    word: OfficersWord | None
    found: tuple[Finding, ...] = ()
    reading: str = ""


def newest(db: Database) -> int:
    """The number of the interaction that was stored last; 0 where there is none."""
    with db.reading() as connection:
        return connection.execute(select(func.max(t.interactions.c.id))).scalar() or 0


def parts(db: Database, *, since: datetime, until: datetime, size: int, up_to: int | None = None) -> tuple[Part, ...]:
    """The stored history in parts of about `size` interactions (at most some 30,000), no author in two of them.

    The same however much has come after the interaction numbered `up_to`, which is the newest if not given.
    """
    last = newest(db) if up_to is None else up_to
    i = t.interactions.c
    query = select(i.platform, i.author, func.count()).where(_within(since, until) & (i.id <= last))
    with db.reading() as connection:
        rows = [tuple(row) for row in connection.execute(query.group_by(i.platform, i.author))]
    found = []
    for platform, _, count in sorted(row for row in rows if row[1] is None):
        shares = -(-count // size)
        found += [Part(platform=PlatformName(platform), newest=last, share=(n, shares)) for n in range(shares)]
    for platform, theirs in groupby(sorted(row for row in rows if row[1] is not None), key=lambda row: row[0]):
        some = [(author, count) for _, author, count in theirs]
        found += [Part(platform=PlatformName(platform), newest=last, authors=names) for names in _split(some, size)]
    return tuple(found)


def replay(
    db: Database, part: Part, *, since: datetime, until: datetime, window: timedelta, clocks: Clocks
) -> Iterator[Replayed]:
    """Every interaction of a part said from `since` to before `until`, author by author, in the order of time.

    `window` and `clocks` mean what they mean at the intake: how far back lines are known, and within which time each
    signal must have been taken care of. Of what was edited, the newest words are replayed. Lines that were said before
    it are known even where we read them later: a backlog is read in any order.
    """
    with db.reading() as connection:
        rows = _rows(connection, part, since - window, until)
        words, marks = _decided(connection, part)
        judged = _judged(connection, part, since, until)
        told = posts(connection, part.platform, {row.on_post for row in rows if row.on_post})
        known = _Known(connection, part, rows, marks, clocks) if part.authors else None
    start = moment(since)
    for author, theirs in groupby(rows, key=lambda row: row.author):
        lines = list(theirs)
        timeline = _Timeline(lines, known, author, window, part.platform) if known is not None else None
        for number, row in enumerate(lines):
            if row.posted_at < start:
                continue
            at, reading, body = judged.get(row.id, (row.first_seen_at, "", ""))
            post, judged_at = told.get(row.on_post, ""), time_of(at)
            yield Replayed(
                interaction=interaction_of(row),
                history=timeline.before(number, judged_at, post) if timeline is not None else History(post=post),
                judged_at=judged_at,
                word=words.get(row.ref),
                found=findings_of(body) if body else (),
                reading=reading,
            )


class _Held(Generic[V]):
    """What held from which time on."""

    def __init__(self, changes: Sequence[tuple[datetime, V]]) -> None:
        self._times = [at for at, _ in changes]
        self._values = [value for _, value in changes]

    def before(self, at: datetime) -> V | None:
        """What held just before that time; None where nothing had yet begun."""
        place = bisect_left(self._times, at)
        return self._values[place - 1] if place else None

    def at(self, at: datetime) -> V | None:
        """What held at that time, with what began just then."""
        place = bisect_right(self._times, at)
        return self._values[place - 1] if place else None


Marks = Mapping[str, Sequence[_Held[Upheld | None]]]


class _Known:
    """What is known of the authors of a part, read at once."""

    def __init__(
        self, connection: Connection, part: Part, rows: Sequence[Row[Any]], marks: Marks, clocks: Clocks
    ) -> None:
        places: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            places[row.author] |= {row.ref, row.thread}
        ours = our_lines(connection, part.platform, {p for found in places.values() for p in found if p})
        self.ours: dict[str, list[Said]] = {
            author: list({s.ref: s for place in sorted(found) for s in ours.get(place, ())}.values())
            for author, found in places.items()
            if not found.isdisjoint(ours)
        }
        self.marks = marks
        self.edits = _edits(connection, part)
        self.adjusted = _adjusted(connection, part)
        self.promised = _promised(connection, part, clocks)


class _Timeline:
    """One author's lines and ours to them, in order, so that what went before any of them is a slice."""

    def __init__(
        self, lines: Sequence[Row[Any]], known: _Known, author: str, window: timedelta, platform: PlatformName
    ) -> None:
        self._rows, self._window = lines, window
        self._theirs = [said_of(row, platform) for row in lines]
        self._all = sorted([*self._theirs, *known.ours.get(author, ())], key=lambda s: s.at)
        self._times = [s.at for s in self._all]
        self._place = {s.ref: n for n, s in enumerate(self._all) if not s.ours}
        self._edits = {row.ref: known.edits[row.id] for row in lines if row.id in known.edits}
        self._marks = known.marks.get(author, ())
        self._adjusted = known.adjusted.get(author)
        self._promised = known.promised.get(author, ())

    def before(self, number: int, judged_at: datetime, post: str) -> History:
        """What was known when the author's line of that number was judged."""
        at = self._theirs[number].at
        promised = [promise for held in self._promised if (promise := held.before(judged_at)) is not None]
        return History(
            said=tuple(self._said(number, judged_at)),
            upheld=tuple(mark for held in self._marks if (mark := held.before(judged_at)) is not None),
            landlord_late=bool(promised) and is_late(promised, at),
            adjustment_on_record=self._adjusted is not None and self._adjusted < (judged_at, at),
            post=post,
        )

    def _said(self, number: int, judged_at: datetime) -> Sequence[Said]:
        mine, edited = self._theirs[number], self._rows[number].version > 1
        own = self._place[mine.ref]
        low = bisect_left(self._times, (judged_at if edited else mine.at) - self._window)
        high = bisect_right(self._times, mine.at)
        said = [*self._all[low:own], *(s for s in self._all[own + 1 : high] if s.ours or edited)]
        if number > LINES_KEPT:
            oldest = self._theirs[number - LINES_KEPT].at
            said = [s for s in said if s.ours or s.at >= oldest]
        return [self._as_read(s, judged_at) for s in said] if self._edits else said

    def _as_read(self, line: Said, at: datetime) -> Said:
        """A line with the words that it had then."""
        words = self._edits[line.ref.id].at(at) if line.ref is not None and line.ref.id in self._edits else None
        return line if words is None else replace(line, text=words)


def _split(authors: Iterable[tuple[str, int]], size: int) -> Iterator[tuple[str, ...]]:
    some: list[str] = []
    held = 0
    for author, count in authors:
        some.append(author)
        held += count
        if held >= size:
            yield tuple(some)
            some, held = [], 0
    if some:
        yield tuple(some)


def _whose(part: Part) -> ColumnElement[bool]:
    i = t.interactions.c
    number, of = part.share
    theirs = i.author.in_(part.authors) if part.authors else i.author.is_(None) & (i.id % of == number)
    return (i.platform == part.platform) & theirs & (i.id <= part.newest)


def _within(since: datetime, until: datetime) -> ColumnElement[bool]:
    i = t.interactions.c
    return (i.posted_at >= moment(since)) & (i.posted_at < moment(until))


def _rows(connection: Connection, part: Part, since: datetime, until: datetime) -> Sequence[Row[Any]]:
    i = t.interactions.c
    query = select(t.interactions).where(_whose(part) & _within(since, until)).order_by(i.author, i.posted_at, i.ref)
    return connection.execute(query).all()


def _judged(connection: Connection, part: Part, since: datetime, until: datetime) -> dict[int, tuple[str, str, str]]:
    """When each interaction was judged last, what read it, and the decision as kept; empty where nothing was found."""
    i, d = t.interactions.c, t.decisions.c
    nothing = d.body.startswith('{"findings":[],') & d.body.contains('"passed":[],')
    query = (
        select(d.interaction_id, d.at, d.reading, case((nothing, ""), else_=d.body))
        .join(t.interactions, (i.id == d.interaction_id) & (i.version == d.version))
        .where(_whose(part) & _within(since, until))
        .order_by(d.id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(query)}


def _edits(connection: Connection, part: Part) -> dict[int, _Held[str]]:
    """The words that each edited interaction had, by when we read them."""
    i, v = t.interactions.c, t.versions.c
    query = (
        select(v.interaction_id, v.seen_at, v.text)
        .join(t.interactions, i.id == v.interaction_id)
        .where(_whose(part) & (i.version > 1))
        .order_by(v.interaction_id, v.version)
    )
    read = groupby(connection.execute(query).all(), key=lambda row: row[0])
    return {number: _Held([(time_of(row[1]), row[2]) for row in rows]) for number, rows in read}


def _adjusted(connection: Connection, part: Part) -> dict[str, tuple[datetime, datetime]]:
    """When each author's first request for an adjustment was judged, and when it was said."""
    i, d = t.interactions.c, t.decisions.c
    query = (
        select(i.author, d.at, i.posted_at)
        .join(t.decisions, d.interaction_id == i.id)
        .where(_whose(part) & d.care.contains(Protected.ADJUSTMENT))
        .order_by(d.at.desc(), i.posted_at.desc())
    )
    return {row[0]: (time_of(row[1]), time_of(row[2])) for row in connection.execute(query)}


def _promised(connection: Connection, part: Part, clocks: Clocks) -> dict[str, list[_Held[Promise | None]]]:
    """Our own clocks on the authors' matters, as they stood at each time: as `storage.history.promises` has them."""
    i, c, d, m = t.interactions.c, t.cases.c, t.decisions.c, t.marks.c
    cared = t.decisions.alias("cared")
    in_need = exists().where((cared.c.interaction_id == i.id) & (cared.c.care != ""))
    cases = select(c.id).join(t.interactions, i.id == c.interaction_id).where(_whose(part) & in_need)
    marked: dict[int, list[Row[Any]]] = defaultdict(list)
    kinds = m.kind.in_([CARED_FOR, SIGNAL_DISMISSED])
    for mark in connection.execute(select(t.marks).where(m.case_id.in_(cases) & kinds).order_by(m.id)):
        marked[mark.case_id].append(mark)
    query = (
        select(i.author, c.id, c.opened_at, d.at, d.care)
        .join(t.interactions, i.id == c.interaction_id)
        .join(t.decisions, d.interaction_id == i.id)
        .where(c.id.in_(cases))
        .order_by(c.id, d.id)
    )
    found: dict[str, list[_Held[Promise | None]]] = defaultdict(list)
    for (author, number), judged in groupby(connection.execute(query).all(), key=lambda row: (row.author, row.id)):
        found[author].append(_promise(list(judged), marked[number], clocks))
    return found


def _promise(judged: Sequence[Any], marks: Sequence[Row[Any]], clocks: Clocks) -> _Held[Promise | None]:
    kept = next((time_of(m.at) for m in marks if m.kind == CARED_FOR), None)
    dismissals = [m for m in marks if m.kind == SIGNAL_DISMISSED]
    changes: list[tuple[datetime, Promise | None]] = []
    for at in sorted({row.at for row in judged} | {m.at for m in dismissals}):
        care = [row.care for row in judged if row.at <= at][-1:]
        gone = {m.value for m in dismissals if m.at <= at}
        signals = [s for s in ",".join(care).split(",") if s and s not in gone]
        waits = [clocks[Protected(s)] for s in signals if Protected(s) in clocks]
        due = time_of(judged[0].opened_at) + min(waits) if waits else None
        changes.append((time_of(at), Promise(due=due, kept_at=kept) if due is not None else None))
    return _Held(changes)


def _decided(connection: Connection, part: Part) -> tuple[dict[str, OfficersWord], Marks]:
    """What officers made of the part's cases, by interaction, and the marks that they left, by author."""
    i, c, v = t.interactions.c, t.cases.c, t.verdicts.c
    decided = (
        select(c.id)
        .join(t.interactions, i.id == c.interaction_id)
        .join(t.verdicts, v.case_id == c.id)
        .where(_whose(part) & v.choice.in_([Choice.ACT, Choice.LEAVE_ALONE, Choice.UNDO]))
        .distinct()
    )
    earlier = _earlier(connection, part)
    words: dict[str, OfficersWord] = {}
    marks: dict[str, list[_Held[Upheld | None]]] = defaultdict(list)
    for one in load_cases(connection, c.id.in_(decided)):
        word, author = _word(one), one.interaction.author
        if word is not None:
            words[one.interaction.ref.id] = word
        if author is not None and any(verdict.choice is Choice.ACT for verdict in one.verdicts):
            marks[author.id].append(_mark(one, earlier.get(one.interaction.ref.id, ())))
    return words, marks


Judged = tuple[datetime, int, Decision]  # when, which version of the words, and what was decided


def _earlier(connection: Connection, part: Part) -> dict[str, list[Judged]]:
    """Everything that was decided about edited interactions that have a case."""
    i, d, c = t.interactions.c, t.decisions.c, t.cases.c
    query = (
        select(i.ref, d.at, d.version, d.body)
        .join(t.decisions, d.interaction_id == i.id)
        .join(t.cases, c.interaction_id == i.id)
        .where(_whose(part) & (i.version > 1))
        .order_by(d.id)
    )
    found: dict[str, list[Judged]] = defaultdict(list)
    for ref, at, version, body in connection.execute(query):
        found[ref].append((time_of(at), version, DECISION.validate_json(body)))
    return found


def _mark(one: Case, judged: Sequence[Judged]) -> _Held[Upheld | None]:
    """The mark that a case left, as it stood at each time: a verdict may be taken back, and words be edited."""
    times = {v.at for v in one.verdicts} | {o.at for o in one.outcomes} | {at for at, _, _ in judged}
    return _Held([(at, upheld_by(_as_of(one, judged, at))) for at in sorted(times)])


def _as_of(one: Case, judged: Sequence[Judged], at: datetime) -> Case:
    """A case as it stood at that time."""
    known = [(version, decision) for when, version, decision in judged if when <= at]
    version, decision = known[-1] if known else (one.version, one.decision)
    return replace(
        one,
        version=version,
        decision=decision,
        verdicts=tuple(v for v in one.verdicts if v.at <= at),
        outcomes=tuple(o for o in one.outcomes if o.at <= at),
    )


def _word(one: Case) -> OfficersWord | None:
    """What officers finally made of a case; None while they have not, or where the words are not those they read."""
    upheld = upheld_by(one) is not None
    last = one.upheld if upheld else one.verdict
    if last is None or last.read_version != one.version:
        return None
    if not upheld and last.choice not in {Choice.LEAVE_ALONE, Choice.UNDO}:
        return None
    rule = one.decision.rule or str(one.decision.behaviour or "")
    return OfficersWord(behaviour=one.decision.behaviour, upheld=upheld, rule=rule)
