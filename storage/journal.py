"""The journal of acting: an intention before, an outcome after, and what a crash left between the two."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from bot.errors import AlreadyDecided
from bot.model import Action, Case, Outcome
from storage import tables as t
from storage.audit import Line, append, moment, time_of
from storage.casebook import case_of, load_cases
from storage.database import Database
from storage.forms import ACTION, OUTCOME
from storage.opened import DAEMON


@dataclass(frozen=True, slots=True, kw_only=True)
class Intention:
    """That an action is about to be asked of a platform, recorded before it is."""

    id: int
    case: Case
    action: Action
    at: datetime
    attempt: int
    round: int


class Journal:
    """The store's journal of what was meant to be done and what came of it."""

    db: Database

    def intend(self, case: Case, action: Action, *, now: datetime) -> Intention:
        """Record, durably, that `action` is about to be done. Raises AlreadyDecided if that is under way or settled."""
        with self.db.writing() as connection:
            self._refuse_if_under_way(connection, case)
            i = t.intentions.c
            where = (i.case_id == case.id) & (i.round == case.round)
            attempt = (connection.execute(select(func.max(i.attempt)).where(where)).scalar() or 0) + 1
            row = {
                "case_id": case.id,
                "round": case.round,
                "attempt": attempt,
                "platform": case.interaction.platform,
                "action": ACTION.dump_json(action).decode(),
                "at": moment(now),
            }
            number = connection.execute(insert(t.intentions).returning(i.id), [row]).scalar_one()
            payload = {
                "intention": number,
                "attempt": attempt,
                "interaction": str(case.interaction.ref),
                "action": ACTION.dump_python(action, mode="json"),
            }
            append(connection, [_line(now, "intention", case, payload)])
        return Intention(id=number, case=case, action=action, at=now, attempt=attempt, round=case.round)

    @staticmethod
    def _refuse_if_under_way(connection: Connection, case: Case) -> None:
        now_stands = case_of(connection, case.id)
        open_ones = (
            select(t.intentions.c.id)
            .outerjoin(t.outcomes, t.outcomes.c.intention_id == t.intentions.c.id)
            .where((t.intentions.c.case_id == case.id) & t.outcomes.c.id.is_(None))
        )
        under_way = connection.execute(open_ones).first() is not None
        if under_way or now_stands.state is not case.state or now_stands.round != case.round:
            raise AlreadyDecided(
                f"case {case.id} has moved on meanwhile", by=DAEMON, choice=str(now_stands.state), at=case.opened_at
            )

    def unsettled(self) -> tuple[Intention, ...]:
        """Intentions without an outcome: a crash, or an answer that never came. They must be read back."""
        i = t.intentions.c
        query = (
            select(t.intentions)
            .outerjoin(t.outcomes, t.outcomes.c.intention_id == i.id)
            .where(t.outcomes.c.id.is_(None))
            .order_by(i.id)
        )
        with self.db.reading() as connection:
            rows = connection.execute(query).all()
            cases = {c.id: c for c in load_cases(connection, t.cases.c.id.in_([row.case_id for row in rows]))}
        return tuple(
            Intention(
                id=row.id,
                case=cases[row.case_id],
                action=ACTION.validate_json(row.action),
                at=time_of(row.at),
                attempt=row.attempt,
                round=row.round,
            )
            for row in rows
        )

    def attempts(self, case: Case) -> int:
        """How often this round's action has been tried."""
        i = t.intentions.c
        where = (i.case_id == case.id) & (i.round == case.round)
        with self.db.reading() as connection:
            return connection.execute(select(func.count()).select_from(t.intentions).where(where)).scalar_one()

    def settle(self, case: Case, outcome: Outcome, *, intention: Intention | None = None) -> None:
        """Record what came of it; with the intention that it settles, if one was written."""
        with self.db.writing() as connection:
            _write(connection, case, outcome, intention=intention.id if intention else None, actor=DAEMON)

    def settle_by_hand(self, number: int, tell: Callable[[Case], Outcome], *, actor: str) -> Case:
        """Record the outcome that `tell` makes of the case as it stands at this very moment, alone.

        Whatever `tell` raises leaves everything as it was. Raises NoSuchCase.
        """
        with self.db.writing() as connection:
            case = case_of(connection, number)
            _write(connection, case, tell(case), intention=None, actor=actor)
            return case_of(connection, number)


def _write(connection: Connection, case: Case, outcome: Outcome, *, intention: int | None, actor: str) -> None:
    row = {
        "case_id": case.id,
        "round": outcome.round,
        "intention_id": intention,
        "state": outcome.state,
        "at": moment(outcome.at),
        "retry_at": moment(outcome.retry_at) if outcome.retry_at else None,
        "body": OUTCOME.dump_json(outcome).decode(),
    }
    payload = OUTCOME.dump_python(outcome, mode="json") | {"intention": intention}
    connection.execute(insert(t.outcomes), [row])
    append(connection, [_line(outcome.at, "outcome", case, payload, actor)])


def _line(at: datetime, event: str, case: Case, payload: dict[str, object], actor: str = DAEMON) -> Line:
    return Line(at=at, actor=actor, event=event, subject=f"case:{case.id}", payload=payload)
