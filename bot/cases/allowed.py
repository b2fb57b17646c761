"""Who may do what with a case: gates, roles, and the second person."""

from dataclasses import dataclass
from datetime import datetime

from bot.decide import may_silence
from bot.errors import NotApproved
from bot.model import Action, ActionKind, Behaviour, Case, CaseState, RuleState
from bot.policy.model import Policy

RANK = {"officer": 0, "manager": 1, "executive": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A person who may decide, by the name that goes on the record."""

    name: str
    role: str = "officer"


def may_be_done(case: Case, action: Action) -> None:
    """Refuse what silences where a protected signal gates it. Raises NotApproved."""
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
        raise NotApproved(f"{plain(action.kind)} is not open for case {case.id}: {refusal}")


def adjustment_considered(case: Case, action: Action) -> None:
    """Refuse while an adjustment on record has not been considered (policy 9.2). Raises NotApproved."""
    if case.decision.adjustment_on_record and not case.adjustment_considered and action.kind is not ActionKind.REPLY:
        raise NotApproved(
            f"whoever wrote case {case.id} has asked us for an adjustment; say first whether it explains this and what "
            f"we have tried: section11 consider {case.id} (9.2)"
        )


def trusted(case: Case, action: Action, seat: int, by: Officer, why: str, policy: Policy) -> None:
    """Refuse what these people may not approve: a rule on review asks why, some actions ask for a role.

    Raises NotApproved.
    """
    if case.decision.rule_state is RuleState.REVIEW and not why.strip():
        raise NotApproved(f"the rule {case.decision.rule!r} is on review, so say why: --why")
    needed = max(case.people_needed.get(action.kind, 1), policy.approvals.get(action.kind, 1))
    asked = "manager" if case.manager_asked else ""
    roles = {policy.roles.get(action.kind, ""), case.decision.needs_role, asked} - {""}
    there = {by.role, *(v.role for v in case.given)}
    for role in sorted(roles):
        if seat >= needed and not any(RANK[held] >= RANK[role] for held in there if held in RANK):
            raise NotApproved(f"{plain(action)} in case {case.id} needs a {role} among those who approve it")


def seat_of(case: Case, by: Officer, action: Action) -> int:
    """Which of the people needed this one is, from 1; two different people approve the very same.

    Raises NotApproved.
    """
    if case.state is not CaseState.NEEDS_SECOND:
        return 1
    given = case.given
    if any(v.by == by.name for v in given):
        raise NotApproved(f"case {case.id} needs a second person; {by.name} has approved it already")
    if given[0].action != action:
        raise NotApproved(
            f"{given[0].by} approved {plain(given[0].action)}; approve just that, or leave the case alone"
        )
    return len(given) + 1


def free_for(case: Case, by: Officer, now: datetime) -> None:
    """Refuse while somebody else is looking at the case, unless a manager steps in. Raises NotApproved."""
    claim = case.claimed(now)
    if claim is not None and any(verdict.by == claim.by for verdict in case.given):
        return  # they have decided, and somebody else must too
    if claim is None or claim.by == by.name or RANK.get(by.role, 0) > 0:
        return
    raise NotApproved(f"{claim.by} is looking at case {case.id} until {claim.until:%H:%M} UTC; ask them, or wait")


def for_a_manager(case: Case, by: Officer) -> None:
    """Refuse an officer where a manager was asked to decide. Raises NotApproved."""
    if case.manager_asked and RANK.get(by.role, 0) < RANK["manager"]:
        raise NotApproved(f"case {case.id} waits for a manager ({case.manager_asked})")


def plain(word: Action | ActionKind | CaseState | None) -> str:
    """An action or a state as somebody would say it."""
    kind = word.kind if isinstance(word, Action) else word
    return str(kind).replace("_", " ")
