"""Cases: reading them whole, and recording what people decide about them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, insert, or_, select

from bot.errors import NoSuchCase, NoSuchInteraction
from bot.model import ActionKind, Case, CaseState, Choice, Claim, Outcome, OutcomeState, Protected, Verdict
from storage import tables as t
from storage.audit import Line, append, moment, time_of
from storage.database import Database
from storage.forms import DECISION, OUTCOME, VERDICT, interaction_of

COMPLAINT_LOGGED = "complaint_logged"
SIGNAL_DISMISSED = "signal_dismissed"
CARED_FOR = "cared_for"
ADJUSTMENT_CONSIDERED = "adjustment_considered"
CLAIMED = "claimed"
MANAGER_ASKED = "manager_asked"
FINAL = [state for state in OutcomeState if state.is_final and state is not OutcomeState.FAILED]


class Casebook:
    """The store's book of cases."""

    db: Database
    _undone: tuple[object, tuple[int, ...]] = (None, ())  # the newest verdict and outcome, and what they left to do

    def case(self, number: int) -> Case:
        """The case of that number. Raises NoSuchCase."""
        with self.db.reading() as connection:
            return case_of(connection, number)

    def case_about(self, called: str) -> Case | None:
        """The case about what is called so (platform:id, or its address); None if it needed nobody.

        Raises NoSuchInteraction.
        """
        i = t.interactions.c
        platform, _, ref = called.partition(":")
        named = or_(and_(i.platform == platform, i.ref == ref), and_(i.url == called, i.url != ""))
        with self.db.reading() as connection:
            found = load_cases(connection, named, limit=1)
            if not found and connection.execute(select(i.id).where(named)).first() is None:
                raise NoSuchInteraction("nothing that was taken in is called so; give the comment's own address")
        return found[0] if found else None

    def open_cases(self) -> tuple[Case, ...]:
        """Every case in which somebody, or the daemon, still has something to do; the oldest first."""
        with self.db.reading() as connection:
            found = load_cases(connection, _is_open())
        return tuple(case for case in found if case.state.is_open)

    def to_act(self, now: datetime) -> tuple[Case, ...]:
        """The cases whose approved action is due: approved, or put off until a time that has come."""
        with self.db.reading() as connection:
            found = load_cases(connection, t.cases.c.id.in_(self._perhaps_to_act(connection)))
        return tuple(case for case in found if _is_due(case, now))

    def _perhaps_to_act(self, connection: Connection) -> tuple[int, ...]:
        """The decided cases that are not settled; looked for anew only when a verdict or outcome has come since.

        An edit can only take a case away from these, and `Case.state` sees that.
        """
        newest = select(select(func.max(t.verdicts.c.id)).scalar_subquery(), func.max(t.outcomes.c.id))
        mark = tuple(connection.execute(newest).one())
        known, numbers = self._undone
        if known != mark:
            decided = exists().where(t.verdicts.c.case_id == t.cases.c.id)
            numbers = tuple(row.case_id for row in connection.execute(_whole_cases(and_(_is_open(), decided))))
            self._undone = (mark, numbers)
        return numbers

    def over(self, now: datetime) -> tuple[Case, ...]:
        """The cases in which something in force has come to its end by now: a timed hold, a restriction."""
        v = t.verdicts.c
        rounds = t.verdicts.alias("rounds")
        newest = select(func.max(rounds.c.round)).where(rounds.c.case_id == v.case_id).scalar_subquery()
        ended = select(v.case_id).where((v.ends_at <= moment(now)) & (v.round == newest))
        with self.db.reading() as connection:
            found = load_cases(connection, t.cases.c.id.in_(ended))
        return tuple(case for case in found if case.outcome is not None and _in_force(case.outcome.state))

    def to_review(self, now: datetime) -> tuple[Case, ...]:
        """The cases with a restriction in force that is to be looked at again by now (policy 10.4)."""
        v = t.verdicts.c
        due = select(v.case_id).where((v.review_at <= moment(now)) & (v.choice == Choice.ACT))
        with self.db.reading() as connection:
            found = load_cases(connection, t.cases.c.id.in_(due))
        return tuple(case for case in found if case.state is CaseState.DONE and case.verdict is case.upheld)

    def cases(self, *, after: int = 0, limit: int = 500) -> tuple[Case, ...]:
        """Cases by number, whatever their state, from the one after `after`."""
        with self.db.reading() as connection:
            return tuple(load_cases(connection, t.cases.c.id > after, limit=limit))

    def record_verdict(self, number: int, decide: Callable[[Case], Verdict]) -> Case:
        """Record the verdict that `decide` makes of the case as it stands at this very moment, alone.

        Whatever `decide` raises leaves everything as it was. Gives the case with the verdict. Raises NoSuchCase.
        """
        with self.db.writing() as connection:
            verdict = decide(case_of(connection, number))
            connection.execute(insert(t.verdicts), [verdict_row(number, verdict)])
            payload = VERDICT.dump_python(verdict, mode="json")
            append(connection, [_line(verdict.at, verdict.by, "verdict", number, payload)])
            return case_of(connection, number)

    def log_complaint(self, number: int, *, reference: str, by: str, now: datetime) -> Case:
        """Record that the complaint in this case was logged under `reference`. Raises NoSuchCase."""
        return self._mark(number, COMPLAINT_LOGGED, lambda _: (reference, ""), by=by, now=now)

    def dismiss_signal(self, number: int, signal: Protected, *, by: str, why: str, now: datetime) -> Case:
        """Record that a person found a protected signal to be mistaken. Raises NoSuchCase."""
        return self._mark(number, SIGNAL_DISMISSED, lambda _: (str(signal), why), by=by, now=now)

    def consider_adjustment(self, number: int, *, answer: str, by: str, now: datetime) -> Case:
        """Record what a person answered about the adjustment on record. Raises NoSuchCase."""
        return self._mark(number, ADJUSTMENT_CONSIDERED, lambda _: (answer, ""), by=by, now=now)

    def take_care(self, number: int, note: Callable[[Case], str], *, by: str, now: datetime) -> Case:
        """Record that somebody is looking after the people in this case. `note` may refuse. Raises NoSuchCase."""
        return self._mark(number, CARED_FOR, lambda case: (by, note(case)), by=by, now=now)

    def claim(self, number: int, until: Callable[[Case], datetime], *, by: str, now: datetime) -> Case:
        """Record that somebody looks at this case for a while. `until` may refuse. Raises NoSuchCase."""
        return self._mark(number, CLAIMED, lambda case: (moment(until(case)), ""), by=by, now=now)

    def ask_manager(self, number: int, note: Callable[[Case], str], *, by: str, now: datetime) -> Case:
        """Record that a manager is to decide this case, and why. `note` may refuse. Raises NoSuchCase."""
        return self._mark(number, MANAGER_ASKED, lambda case: (by, note(case)), by=by, now=now)

    def _mark(self, number: int, kind: str, say: Callable[[Case], tuple[str, str]], *, by: str, now: datetime) -> Case:
        with self.db.writing() as connection:
            case = case_of(connection, number)
            value, why = say(case)
            row = {"case_id": number, "kind": kind, "value": value, "by": by, "why": why}
            connection.execute(insert(t.marks), [row | {"at": moment(now), "version": case.version}])
            append(connection, [_line(now, by, kind, number, {"value": value, "why": why})])
            return case_of(connection, number)


def verdict_row(number: int, verdict: Verdict) -> dict[str, Any]:
    """A verdict about a case as a row."""
    action = verdict.action
    return {
        "case_id": number,
        "round": verdict.round,
        "seat": verdict.seat,
        "choice": verdict.choice,
        "action_kind": action.kind if action else None,
        "by": verdict.by,
        "at": moment(verdict.at),
        "read_version": verdict.read_version,
        "body": VERDICT.dump_json(verdict).decode(),
        "ends_at": moment(action.until) if action and action.until else None,
        "review_at": moment(action.review_at) if action and action.review_at else None,
    }


def _in_force(state: OutcomeState) -> bool:
    return state.took_effect or state is OutcomeState.REHEARSED


def _line(at: datetime, actor: str, event: str, number: int, payload: dict[str, Any]) -> Line:
    return Line(at=at, actor=actor, event=event, subject=f"case:{number}", payload=payload)


def case_of(connection: Connection, number: int) -> Case:
    """The case of that number, whole. Raises NoSuchCase."""
    found = load_cases(connection, t.cases.c.id == number)
    if not found:
        raise NoSuchCase(f"there is no case {number}; `section11 queue` lists the open ones")
    return found[0]


def _is_due(case: Case, now: datetime) -> bool:
    if case.state is CaseState.APPROVED:
        return True
    outcome = case.outcome
    return case.state is CaseState.LATER and outcome is not None and (outcome.retry_at or now) <= now


def _is_open() -> ColumnElement[bool]:
    """All open cases and perhaps a few closed ones: `Case.state` has the last word."""
    v, o = t.verdicts.c, t.outcomes.c
    decided = exists().where(v.case_id == t.cases.c.id)
    rounds = t.verdicts.alias("rounds")
    in_case = rounds.c.case_id == t.cases.c.id
    newest = select(func.max(rounds.c.round)).where(in_case).correlate(t.cases).scalar_subquery()
    left_alone = exists().where((v.case_id == t.cases.c.id) & (v.round == newest) & (v.choice == Choice.LEAVE_ALONE))
    final = exists().where((o.case_id == t.cases.c.id) & (o.round == newest) & o.state.in_(FINAL))
    by_clock = exists().where(
        (v.case_id == t.cases.c.id) & (v.round == newest) & v.choice.in_([Choice.HOLD, Choice.LAPSE])
    )
    changed = exists().where(
        (v.case_id == t.cases.c.id) & (v.round == newest) & (v.read_version != t.interactions.c.version)
    )
    only_care = and_(t.decisions.c.behaviour.is_(None), t.decisions.c.outcome != "review")
    m = t.marks.c
    cared = exists().where(
        (m.case_id == t.cases.c.id) & (m.kind == CARED_FOR) & (m.version == t.interactions.c.version)
    )
    return or_(and_(~decided, ~and_(only_care, cared)), and_(decided, or_(changed, by_clock, ~or_(left_alone, final))))


def load_cases(connection: Connection, where: ColumnElement[bool], *, limit: int | None = None) -> list[Case]:
    """Cases whole, by number, with all that was decided and done."""
    query = _whole_cases(where).limit(limit)
    rows = connection.execute(query).all()
    numbers = [row.case_id for row in rows]
    verdicts = _by_case(connection, t.verdicts, numbers)
    outcomes = _by_case(connection, t.outcomes, numbers)
    marks = _by_case(connection, t.marks, numbers)
    return [_whole(row, verdicts[row.case_id], outcomes[row.case_id], marks[row.case_id]) for row in rows]


def _whole_cases(where: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            t.interactions,
            t.cases.c.id.label("case_id"),
            t.cases.c.opened_at,
            t.cases.c.people_needed,
            t.decisions.c.body.label("decision"),
        )
        .join(t.interactions, t.interactions.c.id == t.cases.c.interaction_id)
        .join(t.decisions, t.decisions.c.id == t.cases.c.decision_id)
        .where(where)
        .order_by(t.cases.c.id)
    )


def _by_case(connection: Connection, table: Any, numbers: Sequence[int]) -> dict[int, list[Row[Any]]]:  # noqa: ANN401
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for start in range(0, len(numbers), 5000):
        some = numbers[start : start + 5000]
        for row in connection.execute(select(table).where(table.c.case_id.in_(some)).order_by(table.c.id)):
            found[row.case_id].append(row)
    return found


def _whole(row: Row[Any], verdicts: Iterable[Row[Any]], outcomes: Iterable[Row[Any]], marks: list[Row[Any]]) -> Case:
    logged = [m.value for m in marks if m.kind == COMPLAINT_LOGGED]
    cared = [m.by for m in marks if m.kind == CARED_FOR and m.version == row.version]
    considered = [m.value for m in marks if m.kind == ADJUSTMENT_CONSIDERED]
    claims = [Claim(by=m.by, at=time_of(m.at), until=time_of(m.value)) for m in marks if m.kind == CLAIMED]
    managers = [f"{m.by}: {m.why}" for m in marks if m.kind == MANAGER_ASKED]
    dismissed = [Protected(m.value) for m in marks if m.kind == SIGNAL_DISMISSED and m.version == row.version]
    return Case(
        id=row.case_id,
        interaction=interaction_of(row),
        decision=DECISION.validate_json(row.decision),
        account=row.account,
        opened_at=time_of(row.opened_at),
        version=row.version,
        gone_at=time_of(row.gone_at) if row.gone_at else None,
        verdicts=tuple(VERDICT.validate_json(v.body) for v in verdicts),
        outcomes=tuple(_outcome(o) for o in outcomes),
        people_needed={ActionKind(kind): n for kind, n in row.people_needed.items()},
        complaint_logged=logged[-1] if logged else "",
        dismissed=tuple(dict.fromkeys(dismissed)),
        cared_for_by=cared[0] if cared else "",
        adjustment_considered=considered[-1] if considered else "",
        claim=claims[-1] if claims else None,
        manager_asked=managers[-1] if managers else "",
    )


def _outcome(row: Row[Any]) -> Outcome:
    return OUTCOME.validate_json(row.body)
