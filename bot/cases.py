"""What a person may do with a case; the rules are here, so that every channel asks the same."""

from dataclasses import dataclass
from datetime import datetime

from bot.decide import may_silence
from bot.errors import AlreadyDecided, NotApproved
from bot.model import (
    INVERSE,
    Action,
    ActionKind,
    Behaviour,
    Case,
    CaseState,
    Choice,
    Outcome,
    OutcomeState,
    Proposal,
    Protected,
    Verdict,
    Way,
)
from bot.policy.model import Policy
from storage.store import Store

REOPENED = {CaseState.CHANGED, CaseState.FAILED}
DECIDABLE = {CaseState.WAITING, CaseState.NEEDS_SECOND, CaseState.CARED_FOR} | REOPENED


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A person who may decide, by the name that goes on the record."""

    name: str
    role: str = "officer"


def approve(
    store: Store,
    number: int,
    *,
    by: Officer,
    policy: Policy,
    now: datetime,
    kind: ActionKind | None = None,
    wording: str | None = None,
    why: str = "",
) -> Case:
    """Approve what is proposed, or another action (`kind`), or other words; the first verdict stands.

    Raises AlreadyDecided with who was first, NotApproved when the policy asks for something more, NoSuchCase.
    """

    def decide(case: Case) -> Verdict:
        _still_open(case)
        action = _action(case, kind, wording, policy)
        _may(case, action)
        seat = _seat(case, by, action)
        return _verdict(case, Choice.ACT, action, by=by, why=why, now=now, seat=seat)

    return store.record_verdict(number, decide)


def leave_alone(store: Store, number: int, *, by: Officer, why: str, now: datetime) -> Case:
    """Decide that nothing is to be done to anybody, with the reason. Raises AlreadyDecided, NotApproved, NoSuchCase."""
    if not why.strip():
        raise NotApproved("leaving a case alone needs a reason: say --why")

    def decide(case: Case) -> Verdict:
        _still_open(case)
        seat = 1 + len(_given(case)) if case.state is CaseState.NEEDS_SECOND else 1
        return _verdict(case, Choice.LEAVE_ALONE, None, by=by, why=why, now=now, seat=seat)

    return store.record_verdict(number, decide)


def undo(store: Store, number: int, *, by: Officer, why: str, now: datetime) -> Case:
    """Take back what was done, where it has an inverse. Raises NotApproved when it can't be, NoSuchCase."""

    def decide(case: Case) -> Verdict:
        outcome, verdict = case.outcome, case.verdict
        if outcome is None or verdict is None or verdict.action is None or not _took_effect(outcome.state):
            raise NotApproved(f"case {case.id} is {_plain(case.state)}: nothing was done that could be undone")
        if verdict.choice is Choice.UNDO:
            raise AlreadyDecided(
                f"{verdict.by} has undone case {case.id} already", by=verdict.by, choice="undo", at=verdict.at
            )
        inverse = INVERSE.get(verdict.action.kind)
        if inverse is None:
            raise NotApproved(f"a {_plain(verdict.action.kind)} can't be taken back; nothing is ever deleted")
        action = Action(kind=inverse)
        return _verdict(case, Choice.UNDO, action, by=by, why=why, now=now, round_=case.round + 1)

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


def by_hand(store: Store, number: int, *, by: Officer, did: bool, why: str, now: datetime) -> Case:
    """Record that a person did, or could not do, what the platform has no API for. Raises NotApproved, NoSuchCase."""
    if not did and not why.strip():
        raise NotApproved("say why it could not be done: --why")

    def tell(case: Case) -> Outcome:
        if case.state is not CaseState.BY_HAND:
            raise NotApproved(f"case {case.id} is {_plain(case.state)}: nothing waits to be done by hand")
        state = OutcomeState.DONE_BY_HAND if did else OutcomeState.FAILED
        words = why.strip() or "has done it"
        return Outcome(state=state, detail=f"{by.name}: {words}", at=now, round=case.round)

    return store.settle_by_hand(number, tell, actor=by.name)


def _still_open(case: Case) -> None:
    if case.state in DECIDABLE:
        return
    first = case.verdict or _given(case)[0]
    chose = "left it alone" if first.choice is Choice.LEAVE_ALONE else f"decided: {_plain(first.action)}"
    at = f"{first.at:%d %b %Y %H:%M} UTC"
    because = f" ({first.why})" if first.why else ""
    raise AlreadyDecided(
        f"{first.by} was first with case {case.id}: {chose}{because}, {at}; it is now {_plain(case.state)}",
        by=first.by,
        choice=str(first.choice),
        at=first.at,
    )


def _given(case: Case) -> list[Verdict]:
    return [v for v in case.verdicts if v.round == case.round]


def _action(case: Case, kind: ActionKind | None, wording: str | None, policy: Policy) -> Action:
    """The action that the person means, with its words: theirs, the first approver's or the proposal's."""
    first = _given(case)[0].action if case.state is CaseState.NEEDS_SECOND else None
    offers = _offers(case)
    proposal = case.decision.proposal
    wanted = kind or (first.kind if first else None) or (proposal.action.kind if proposal else None)
    if wanted is None:
        raise NotApproved(f"nothing is proposed for case {case.id}: choose an action with --as, or leave it alone")
    offered = offers.get(wanted)
    if offered is not None and offered.way is Way.NOT_HERE:
        raise NotApproved(f"{_plain(wanted)} isn't possible here: {offered.because}")
    said = wording if wording is not None else (first.wording if first and first.kind is wanted else "")
    if not said and offered is not None:
        said = offered.action.wording
    return Action(kind=wanted, wording=_worded(wanted, said, case, policy))


def _offers(case: Case) -> dict[ActionKind, Proposal]:
    proposal = case.decision.proposal
    return {p.action.kind: p for p in (*case.decision.alternatives, *([proposal] if proposal else []))}


def _worded(kind: ActionKind, said: str, case: Case, policy: Policy) -> str:
    if not kind.has_wording:
        return ""
    wording = said.strip()
    longest = policy.longest_wording(case.interaction.platform, kind)
    if not wording:
        raise NotApproved(f"a {_plain(kind)} needs words: say --wording")
    if len(wording) > longest:
        raise NotApproved(f"these words have {len(wording)} characters; {case.interaction.platform} takes {longest}")
    if "{" in wording or "}" in wording:
        raise NotApproved("these words still hold a placeholder in curly brackets; fill it in")
    return wording


def _may(case: Case, action: Action) -> None:
    if not action.kind.silences:
        return
    names_somebody = any(f.names_somebody for f in case.decision.findings if f.concern is Behaviour.ALLEGATION)
    refusal = may_silence(
        case.decision.behaviours,
        case.protected,
        names_somebody=names_somebody,
        complaint_logged=bool(case.complaint_logged),
    )
    if refusal is not None:
        raise NotApproved(f"{_plain(action.kind)} is not open for case {case.id}: {refusal}")


def _seat(case: Case, by: Officer, action: Action) -> int:
    if case.state is not CaseState.NEEDS_SECOND:
        return 1
    given = _given(case)
    if any(v.by == by.name for v in given):
        raise NotApproved(f"case {case.id} needs a second person; {by.name} has approved it already")
    if given[0].action != action:
        raise NotApproved(
            f"{given[0].by} approved {_plain(given[0].action)}; approve just that, or leave the case alone"
        )
    return len(given) + 1


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
        round=round_ or (case.round + 1 if case.state in REOPENED else case.round),
        seat=seat,
        read_version=case.version,
    )


def _took_effect(state: OutcomeState) -> bool:
    return state.took_effect or state is OutcomeState.REHEARSED


def _plain(word: Action | ActionKind | CaseState | None) -> str:
    kind = word.kind if isinstance(word, Action) else word
    return str(kind).replace("_", " ")
