"""The brakes: what is paused, what was dropped to review, and the counts by which the limits are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Row, func, insert, select, update

from bot.model import Behaviour, PlatformName
from storage import tables as t
from storage.audit import Line, append, moment, time_of
from storage.database import Database


class BrakeKind(StrEnum):
    """What a brake does: stop acting, or let a rule propose nothing without a person's reason."""

    PAUSED = "paused"
    ON_REVIEW = "on_review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brake:
    """One brake. `scope` is "everything", "platform:facebook" or "behaviour:" and the name of a rule.

    `ended_at` is None, and the other two are empty, while it is on.
    """

    kind: BrakeKind
    scope: str
    by: str
    why: str
    at: datetime
    ended_by: str = ""
    ended_why: str = ""
    ended_at: datetime | None = None


class Brakes:
    """The store's brakes."""

    db: Database

    def brakes(self) -> tuple[Brake, ...]:
        """The brakes that are on, the oldest first."""
        b = t.brakes.c
        with self.db.reading() as connection:
            rows = connection.execute(select(t.brakes).where(b.ended_at.is_(None)).order_by(b.id)).all()
        return tuple(_brake(row) for row in rows)

    def brake_history(self, limit: int = 100) -> tuple[Brake, ...]:
        """The newest brakes, on or ended, the newest first."""
        with self.db.reading() as connection:
            rows = connection.execute(select(t.brakes).order_by(t.brakes.c.id.desc()).limit(limit)).all()
        return tuple(_brake(row) for row in rows)

    def put_on(self, kind: BrakeKind, scope: str, *, by: str, why: str, now: datetime) -> bool:
        """Put a brake on. False, and nothing changes, if it is on already."""
        with self.db.writing() as connection:
            if connection.execute(select(t.brakes.c.id).where(_is_on(kind, scope))).first() is not None:
                return False
            row = {"kind": kind, "scope": scope, "by": by, "why": why, "at": moment(now)}
            connection.execute(insert(t.brakes), [row])
            payload = {"kind": str(kind), "why": why}
            append(connection, [Line(at=now, actor=by, event="brake_on", subject=scope, payload=payload)])
        return True

    def take_off(self, kind: BrakeKind, scope: str, *, by: str, why: str, now: datetime) -> bool:
        """Take a brake off. False, and nothing changes, if it is not on."""
        with self.db.writing() as connection:
            ended = {"ended_at": moment(now), "ended_by": by, "ended_why": why}
            if not connection.execute(update(t.brakes).where(_is_on(kind, scope)).values(ended)).rowcount:
                return False
            payload = {"kind": str(kind), "why": why}
            append(connection, [Line(at=now, actor=by, event="brake_off", subject=scope, payload=payload)])
        return True

    def effects_since(self, platform: PlatformName, since: datetime) -> Mapping[str, int]:
        """How many actions were asked of a platform since then, by the behaviour of their case; "" where it has none.

        Taking something back is not counted: undoing must never wait for a limit.
        """
        i, v = t.intentions.c, t.verdicts.c
        behaviour = func.coalesce(t.decisions.c.behaviour, "").label("behaviour")
        query = (
            select(behaviour, func.count())
            .select_from(t.intentions)
            .join(t.cases, t.cases.c.id == i.case_id)
            .join(t.decisions, t.decisions.c.id == t.cases.c.decision_id)
            .join(t.verdicts, (v.case_id == i.case_id) & (v.round == i.round) & (v.seat == 1))
            .where((i.platform == platform) & (i.at >= moment(since)) & v.choice.in_(["act", "hold"]))
            .group_by(behaviour)
        )
        with self.db.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def shares_found(self, last: int, *, since: datetime | None = None) -> tuple[Mapping[Behaviour, int], int]:
        """In how many of the `last` newest decisions each behaviour decided, and how many there were (since then)."""
        d = t.decisions.c
        newest = select(d.behaviour).order_by(d.id.desc()).limit(last)
        found = (newest.where(d.at > moment(since)) if since else newest).subquery()
        with self.db.reading() as connection:
            rows = connection.execute(select(found.c.behaviour, func.count()).group_by(found.c.behaviour)).all()
        return {Behaviour(row[0]): row[1] for row in rows if row[0]}, sum(row[1] for row in rows)

    def last_taken_off(self, kind: BrakeKind) -> Mapping[str, datetime]:
        """When a brake of this kind was last taken off, by its scope."""
        b = t.brakes.c
        query = (
            select(b.scope, func.max(b.ended_at)).where((b.kind == kind) & b.ended_at.is_not(None)).group_by(b.scope)
        )
        with self.db.reading() as connection:
            return {row[0]: time_of(row[1]) for row in connection.execute(query)}


def _is_on(kind: BrakeKind, scope: str) -> ColumnElement[bool]:
    b = t.brakes.c
    return (b.kind == kind) & (b.scope == scope) & b.ended_at.is_(None)


def _brake(row: Row[tuple[str, ...]]) -> Brake:
    return Brake(
        kind=BrakeKind(row.kind),
        scope=row.scope,
        by=row.by,
        why=row.why,
        at=time_of(row.at),
        ended_by=row.ended_by or "",
        ended_why=row.ended_why or "",
        ended_at=time_of(row.ended_at) if row.ended_at else None,
    )
