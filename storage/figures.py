"""How much there is of what: figures for status, summaries and reports; no names, no words."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, FromClause, distinct, func, select

from bot.model import Choice
from storage import tables as t
from storage.casebook import CARED_FOR, COMPLAINT_LOGGED
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts over the whole store. `outcomes` maps (action, state) to how many ended so."""

    interactions: dict[str, int]
    edited: int
    gone: int
    cases: int
    care_routed: int
    cared_for: int
    complaints_logged: int
    approvals: int
    left_alone: int
    undone: int
    outcomes: dict[tuple[str, str], int]
    entries: int


class Counting:
    """The store's figures."""

    db: Database

    def figures(self) -> Figures:
        """Count everything, in one unchanging state."""
        with self.db.reading() as c:
            return Figures(
                interactions=_by_platform(c),
                edited=_count(c, t.versions, t.versions.c.version > 1),
                gone=_count(c, t.interactions, t.interactions.c.gone_at.is_not(None)),
                cases=_count(c, t.cases),
                care_routed=_with_care(c),
                cared_for=_cases_marked(c, CARED_FOR),
                complaints_logged=_cases_marked(c, COMPLAINT_LOGGED),
                approvals=_count(c, t.verdicts, t.verdicts.c.choice == Choice.ACT),
                left_alone=_count(c, t.verdicts, t.verdicts.c.choice == Choice.LEAVE_ALONE),
                undone=_count(c, t.verdicts, t.verdicts.c.choice == Choice.UNDO),
                outcomes=_outcomes(c),
                entries=c.execute(select(func.max(t.audit.c.seq))).scalar() or 0,
            )


def _count(connection: Connection, table: FromClause, where: ColumnElement[bool] | None = None) -> int:
    query = select(func.count()).select_from(table)
    return connection.execute(query if where is None else query.where(where)).scalar_one()


def _by_platform(connection: Connection) -> dict[str, int]:
    query = select(t.interactions.c.platform, func.count()).group_by(t.interactions.c.platform)
    return {row[0]: row[1] for row in connection.execute(query)}


def _cases_marked(connection: Connection, kind: str) -> int:
    query = select(func.count(distinct(t.marks.c.case_id))).where(t.marks.c.kind == kind)
    return connection.execute(query).scalar_one()


def _with_care(connection: Connection) -> int:
    query = select(func.count()).select_from(t.cases).join(t.decisions, t.decisions.c.id == t.cases.c.decision_id)
    return connection.execute(query.where(t.decisions.c.care != "")).scalar_one()


def _outcomes(connection: Connection) -> dict[tuple[str, str], int]:
    """The last outcome of each case and round, by action."""
    o, v = t.outcomes.c, t.verdicts.c
    last = select(func.max(o.id)).group_by(o.case_id, o.round)
    query = (
        select(v.action_kind, o.state, func.count())
        .select_from(t.outcomes)
        .join(t.verdicts, (v.case_id == o.case_id) & (v.round == o.round) & (v.seat == 1))
        .where(o.id.in_(last))
        .group_by(v.action_kind, o.state)
    )
    return {(row[0], row[1]): row[2] for row in connection.execute(query)}
