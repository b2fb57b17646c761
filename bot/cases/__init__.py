"""What a person may do with a case; the rules are here, so that every channel asks the same."""

from datetime import datetime, timedelta

from bot.cases.allowed import (
    Officer,
    adjustment_considered,
    for_a_manager,
    free_for,
    may_be_done,
    plain,
    seat_of,
    trusted,
)
from bot.cases.meant import meant
from bot.errors import AlreadyDecided, NotApproved
from bot.model import (
    INVERSE,
    Action,
    ActionKind,
    Case,
    CaseState,
    Choice,
    Outcome,
    OutcomeState,
    Protected,
    Verdict,
)
from bot.policy.model import Policy
from storage.store import Store

__all__ = [
    "Officer",
    "approve",
    "ask_manager",
    "by_hand",
    "claim",
    "consider_adjustment",
    "dismiss_signal",
    "lapse",
    "leave_alone",
    "log_complaint",
    "release",
    "take_care",
    "undo",
]

DAEMON = Officer(name="section11", role="")
DECIDABLE = {
    CaseState.WAITING,
    CaseState.HELD,
    CaseState.NEEDS_SECOND,
    CaseState.CARED_FOR,
    CaseState.CHANGED,
    CaseState.FAILED,
}


def approve(
    store: Store,
    number: int,
    *,
    by: Officer,
    policy: Policy,
    now: datetime,
    kind: ActionKind | None = None,
    wording: str | None = None,
    variant: str = "",
    why: str = "",
) -> Case:
    """Approve what is proposed, or another action (`kind`), or other words; the first verdict stands.

    `variant` asks for the same words in another form: "easy_read", or a language.

    Raises AlreadyDecided with who was first, NotApproved when the policy asks for something more, NoSuchCase.
    """

    def decide(case: Case) -> Verdict:
        _still_open(case)
        free_for(case, by, now)
        action = meant(case, kind, wording, policy, now, variant=variant)
        may_be_done(case, action)
        adjustment_considered(case, action)
        seat = seat_of(case, by, action)
        trusted(case, action, seat, by, why, policy)
        return _verdict(case, Choice.ACT, action, by=by, why=why, now=now, seat=seat)

    return store.record_verdict(number, decide)


def leave_alone(store: Store, number: int, *, by: Officer, why: str, now: datetime) -> Case:
    """Decide that nothing is to be done to anybody, with the reason; what was held is shown again.

    Raises AlreadyDecided, NotApproved, NoSuchCase.
    """
    if not why.strip():
        raise NotApproved("leaving a case alone needs a reason: say --why")

    def decide(case: Case) -> Verdict:
        _still_open(case)
        free_for(case, by, now)
        for_a_manager(case, by)
        if case.state is CaseState.HELD:
            return _verdict(case, Choice.UNDO, Action(kind=ActionKind.UNHIDE), by=by, why=why, now=now)
        seat = 1 + len(case.given) if case.state is CaseState.NEEDS_SECOND else 1
        return _verdict(case, Choice.LEAVE_ALONE, None, by=by, why=why, now=now, seat=seat)

    return store.record_verdict(number, decide)


def undo(store: Store, number: int, *, by: Officer, why: str, now: datetime) -> Case:
    """Take back what was done, where it has an inverse. Raises NotApproved when it can't be, NoSuchCase."""

    def decide(case: Case) -> Verdict:
        outcome, verdict = case.outcome, case.verdict
        if outcome is None or verdict is None or verdict.action is None or not _took_effect(outcome.state):
            raise NotApproved(f"case {case.id} is {plain(case.state)}: nothing was done that could be undone")
        if verdict.choice in {Choice.UNDO, Choice.LAPSE}:
            raise AlreadyDecided(
                f"{verdict.by} has undone case {case.id} already", by=verdict.by, choice="undo", at=verdict.at
            )
        inverse = INVERSE.get(verdict.action.kind)
        if inverse is None:
            raise NotApproved(f"a {plain(verdict.action.kind)} can't be taken back; nothing is ever deleted")
        action = Action(kind=inverse)
        return _verdict(case, Choice.UNDO, action, by=by, why=why, now=now, round_=case.round + 1)

    return store.record_verdict(number, decide)


def lapse(store: Store, number: int, *, now: datetime) -> Case:
    """Take back what has come to its end: a hold that nobody confirmed, a restriction whose time is over (policy 10.4).

    Raises NotApproved when that is no longer so, NoSuchCase.
    """

    def decide(case: Case) -> Verdict:
        verdict, outcome = case.given[0] if case.given else None, case.outcome
        if verdict is None or verdict.action is None or outcome is None or not _took_effect(outcome.state):
            raise NotApproved(f"case {case.id} has nothing in force")
        until, inverse = verdict.action.until, INVERSE.get(verdict.action.kind)
        if until is None or until > now or inverse is None or verdict.choice not in {Choice.ACT, Choice.HOLD}:
            raise NotApproved(f"nothing has come to its end in case {case.id}")
        why = "nobody confirmed the hold in time" if verdict.choice is Choice.HOLD else "its time is over"
        return _verdict(case, Choice.LAPSE, Action(kind=inverse), by=DAEMON, why=why, now=now)

    return store.record_verdict(number, decide)


def log_complaint(store: Store, number: int, *, reference: str, by: Officer, now: datetime) -> Case:
    """Record under which reference the complaint in this case was logged. Raises NotApproved, NoSuchCase."""
    if not reference.strip():
        raise NotApproved("say under which reference the complaint was logged")
    return store.log_complaint(number, reference=reference.strip(), by=by.name, now=now)


def dismiss_signal(store: Store, number: int, signal: Protected, *, by: Officer, why: str, now: datetime) -> Case:
    """Record that the machine was wrong about a protected signal. Raises NotApproved without a reason, NoSuchCase."""
    case = store.case(number)
    if signal not in case.protected:
        raise NotApproved(f"case {number} carries no {signal} signal")
    if not why.strip():
        raise NotApproved("dismissing a signal needs a reason: say --why")
    return store.dismiss_signal(number, signal, by=by.name, why=why, now=now)


def consider_adjustment(store: Store, number: int, *, explains: bool, tried: str, by: Officer, now: datetime) -> Case:
    """Answer, before anything is done, whether the adjustment on record explains this and what we have tried (9.2).

    Raises NotApproved without an answer, or where no adjustment is on record; NoSuchCase.
    """
    case = store.case(number)
    if not case.decision.adjustment_on_record:
        raise NotApproved(f"no adjustment is on record for whoever wrote case {number}")
    if not tried.strip():
        raise NotApproved("say what we have tried: --tried")
    answer = "it explains the behaviour" if explains else "it does not explain the behaviour"
    return store.consider_adjustment(number, answer=f"{answer}; tried: {tried.strip()}", by=by.name, now=now)


def take_care(store: Store, number: int, *, by: Officer, why: str, now: datetime) -> Case:
    """Say "I have it": this person looks after whoever needs help here. Raises AlreadyDecided, NotApproved."""

    def note(case: Case) -> str:
        if not case.decision.care:
            raise NotApproved(f"nobody in case {case.id} was found to need help")
        if case.cared_for_by:
            words = f"{case.cared_for_by} has case {case.id} already"
            raise AlreadyDecided(words, by=case.cared_for_by, choice="care", at=now)
        return why

    return store.take_care(number, note, by=by.name, now=now)


def claim(store: Store, number: int, *, by: Officer, lasting: timedelta, now: datetime) -> Case:
    """Say "I am looking at it", for so long; others are told, and a manager may step in. Raises NotApproved."""

    def until(case: Case) -> datetime:
        _still_open(case)
        free_for(case, by, now)
        return now + lasting

    return store.claim(number, until, by=by.name, now=now)


def release(store: Store, number: int, *, by: Officer, now: datetime) -> Case:
    """Let go of a case that this person was looking at. Raises NotApproved where they were not."""

    def until(case: Case) -> datetime:
        held = case.claimed(now)
        if held is None or held.by != by.name:
            raise NotApproved(f"{by.name} is not looking at case {case.id}")
        return now

    return store.claim(number, until, by=by.name, now=now)


def ask_manager(store: Store, number: int, *, by: Officer, why: str, now: datetime) -> Case:
    """Ask that a manager decides this case. Raises AlreadyDecided, NotApproved without a reason."""
    if not why.strip():
        raise NotApproved("say why a manager should decide: --why")

    def note(case: Case) -> str:
        _still_open(case)
        return why.strip()

    return store.ask_manager(number, note, by=by.name, now=now)


def by_hand(store: Store, number: int, *, by: Officer, did: bool, why: str, now: datetime) -> Case:
    """Record that a person did, or could not do, what the platform has no API for. Raises NotApproved, NoSuchCase."""
    if not did and not why.strip():
        raise NotApproved("say why it could not be done: --why")

    def tell(case: Case) -> Outcome:
        if case.state is not CaseState.BY_HAND:
            raise NotApproved(f"case {case.id} is {plain(case.state)}: nothing waits to be done by hand")
        state = OutcomeState.DONE_BY_HAND if did else OutcomeState.FAILED
        words = why.strip() or "has done it"
        return Outcome(state=state, detail=f"{by.name}: {words}", at=now, round=case.round)

    return store.settle_by_hand(number, tell, actor=by.name)


def _still_open(case: Case) -> None:
    if case.state in DECIDABLE:
        return
    first = case.verdict or case.given[0]
    chose = "left it alone" if first.choice is Choice.LEAVE_ALONE else f"decided: {plain(first.action)}"
    at = f"{first.at:%d %b %Y %H:%M} UTC"
    because = f" ({first.why})" if first.why else ""
    raise AlreadyDecided(
        f"{first.by} was first with case {case.id}: {chose}{because}, {at}; it is now {plain(case.state)}",
        by=first.by,
        choice=str(first.choice),
        at=first.at,
    )


def _verdict(
    case: Case,
    choice: Choice,
    action: Action | None,
    *,
    by: Officer,
    why: str,
    now: datetime,
    seat: int = 1,
    round_: int | None = None,
) -> Verdict:
    return Verdict(
        choice=choice,
        action=action,
        by=by.name,
        why=why.strip(),
        at=now,
        round=round_ or (case.round + 1 if case.given and case.state is not CaseState.NEEDS_SECOND else case.round),
        seat=seat,
        read_version=case.version,
        role=by.role,
    )


def _took_effect(state: OutcomeState) -> bool:
    return state.took_effect or state is OutcomeState.REHEARSED
