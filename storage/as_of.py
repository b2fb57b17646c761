"""What held at each time: the words of what was edited, marks on the ladder, our own clocks, adjustments asked for."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, select

from bot.model import Case, Decision, Protected, Upheld
from storage import tables as t
from storage.audit import time_of
from storage.casebook import CARED_FOR, SIGNAL_DISMISSED
from storage.forms import DECISION
from storage.history import Clocks, Promise
from storage.upheld import upheld_by

V = TypeVar("V")
Rows = Sequence[Any]  # rows of a query, by the names of its columns
AT_ONCE = 5000  # numbers in one query; SQLite takes some 30,000


class Held(Generic[V]):
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


def _of_those(connection: Connection, query: Select[Any], column: ColumnElement[int], numbers: Sequence[int]) -> Rows:
    """The rows of a query about those numbers, whatever their number."""
    found: list[Any] = []
    for start in range(0, len(numbers), AT_ONCE):
        found += connection.execute(query.where(column.in_(numbers[start : start + AT_ONCE])))
    return found


def edits(connection: Connection, edited: Sequence[int]) -> dict[int, Held[str]]:
    """The words that each edited interaction had, by when we read them."""
    v = t.versions.c
    query = select(v.interaction_id, v.seen_at, v.text).order_by(v.interaction_id, v.version)
    read = groupby(_of_those(connection, query, v.interaction_id, edited), key=lambda row: row[0])
    return {number: Held([(time_of(row[1]), row[2]) for row in rows]) for number, rows in read}


Asked = dict[str, tuple[datetime, datetime]]
Promised = dict[str, list[Held[Promise | None]]]


def in_need(connection: Connection, whose: ColumnElement[bool], clocks: Clocks) -> tuple[Asked, Promised]:
    """When each author's first request for an adjustment was judged and said, and our own clocks on their matters."""
    i, d = t.interactions.c, t.decisions.c
    query = (
        select(i.id, i.author, d.at, i.posted_at, d.care)
        .join(t.decisions, d.interaction_id == i.id)
        .where(whose & (d.care != ""))
        .order_by(d.at.desc(), i.posted_at.desc())
    )
    rows = connection.execute(query).all()
    adjusted = {row.author: (time_of(row[2]), time_of(row[3])) for row in rows if Protected.ADJUSTMENT in row.care}
    return adjusted, _promised(connection, sorted({row.id for row in rows}), clocks)


def _promised(connection: Connection, in_need: Sequence[int], clocks: Clocks) -> Promised:
    """Our own clocks on those interactions, as they stood at each time: as `storage.history.promises` has them."""
    i, c, d, m = t.interactions.c, t.cases.c, t.decisions.c, t.marks.c
    query = (
        select(i.author, c.id, c.opened_at, d.at, d.care)
        .join(t.interactions, i.id == c.interaction_id)
        .join(t.decisions, d.interaction_id == i.id)
        .order_by(c.id, d.id)
    )
    rows = _of_those(connection, query, c.interaction_id, in_need)
    marks = select(t.marks).where(m.kind.in_([CARED_FOR, SIGNAL_DISMISSED])).order_by(m.id)
    marked: dict[int, list[Any]] = defaultdict(list)
    for mark in _of_those(connection, marks, m.case_id, sorted({row.id for row in rows})):
        marked[mark.case_id].append(mark)
    found: Promised = defaultdict(list)
    for (author, number), judged in groupby(rows, key=lambda row: (row.author, row.id)):
        found[author].append(_promise(list(judged), marked[number], clocks))
    return found


def _promise(judged: Rows, marks: Rows, clocks: Clocks) -> Held[Promise | None]:
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
    return Held(changes)


Judged = tuple[datetime, int, Decision]  # when, which version of the words, and what was decided


def earlier(connection: Connection, edited: Sequence[int]) -> dict[int, list[Judged]]:
    """Everything that was decided about the interactions of those cases, which have been edited."""
    d, c = t.decisions.c, t.cases.c
    query = select(c.id, d.at, d.version, d.body).join(t.decisions, d.interaction_id == c.interaction_id).order_by(d.id)
    found: dict[int, list[Judged]] = defaultdict(list)
    for number, at, version, body in _of_those(connection, query, c.id, edited):
        found[number].append((time_of(at), version, DECISION.validate_json(body)))
    return found


def mark(one: Case, judged: Sequence[Judged]) -> Held[Upheld | None]:
    """The mark that a case left, as it stood at each time: a verdict may be taken back, and words be edited."""
    times = {v.at for v in one.verdicts} | {o.at for o in one.outcomes} | {at for at, _, _ in judged}
    return Held([(at, upheld_by(_as_of(one, judged, at))) for at in sorted(times)])


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
