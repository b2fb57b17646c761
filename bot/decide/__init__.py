"""From findings to a decision: pure, the same input always giving the same answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from bot.decide.climb import step_of
from bot.decide.gates import is_only_suspected, is_ours, may_silence, role_needed
from bot.decide.matching import Matched, match_rules
from bot.decide.propose import Proposed, help_offered, left_to_a_person, propose
from bot.model import (
    Abilities,
    ActionKind,
    Decision,
    Finding,
    History,
    Identity,
    Interaction,
    Proposal,
    Protected,
    RuleState,
    Shadowed,
    Way,
)
from bot.policy.model import Policy, Step
from bot.policy.rule import EXACT_LISTS, BehaviourRule
from bot.text.language import is_foreign, name_of

__all__ = ["decide", "may_silence"]

ONLY_SUSPECTED = "It is only suspected, so nothing is proposed: a person looks, and chooses."
ADJUSTMENT_FIRST = " They have asked us for an adjustment before, which must be considered first (9.2)."


def decide(
    interaction: Interaction,
    findings: Sequence[Finding],
    history: History,
    policy: Policy,
    *,
    can: Abilities,
    now: datetime,
) -> Decision:
    """What the policy makes of it: at most one proposal, what else is possible, and who should care.

    The first rule in the file that matches decides; findings of other rules that match stand beside it, and what rules
    in shadow would have proposed is only noted. Protected signals always route to people; they gate what silences
    exactly as `may_silence` says, doubtful ones too.
    """
    care, signals = _care(findings), _signals(findings)
    found = sorted(findings, key=attrgetter("confidence"), reverse=True)
    if is_ours(interaction, policy):
        return _nothing(found, care, (), Matched(), policy, now, "This is one of our own accounts.")
    matched = match_rules(found, interaction, history, policy, now)
    counted = tuple(f for f in found if isinstance(f.concern, Protected) or f in matched.counted)
    shadows = tuple(_shadow(m, care, signals, interaction, history, policy, can, now) for m in matched.shadows)
    if matched.rule is None:
        return _against_nobody(counted, care, matched, shadows, interaction, policy, can, now)
    rule = matched.rule
    weighed = _weigh(rule, counted, care, signals, interaction, history, policy, can, now)
    role = role_needed(interaction, policy)
    return Decision(
        findings=counted,
        behaviour=rule.behaviour,
        clause=", ".join(rule.clauses),
        step=weighed.step,
        proposal=weighed.proposed.proposal,
        alternatives=weighed.proposed.alternatives,
        care=care,
        policy_version=policy.version,
        at=now,
        because=_because(rule, history, suspected=weighed.suspected),
        rule=rule.name or str(rule.behaviour),
        rule_state=rule.state,
        passed=tuple(matched.passed),
        shadows=shadows,
        gates=_gates(weighed, matched, history, role=role),
        step_because=weighed.step_because,
        adjustment_on_record=history.adjustment_on_record,
        needs_role=role,
        formal=weighed.rung.formal if history.identity is Identity.VERIFIED else (),
        hold_hours=_hold(rule, counted, signals, history, policy, can, role=role),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """What a rule comes to here: the step and why, what is proposed there, and whether it is only suspected."""

    step: int
    step_because: str
    rung: Step
    proposed: Proposed
    suspected: bool


def _weigh(
    rule: BehaviourRule,
    findings: Sequence[Finding],
    care: Sequence[Protected],
    signals: Sequence[Protected],
    interaction: Interaction,
    history: History,
    policy: Policy,
    can: Abilities,
    now: datetime,
) -> _Weighed:
    step, because = step_of(rule, findings, history, policy, now)
    rung = policy.ladders[rule.ladder].steps[step - 1]
    proposed = propose(rung, findings, care, interaction, policy, can, signals=signals)
    suspected = is_only_suspected(rule, findings)
    if suspected:
        proposed = left_to_a_person(proposed)
    return _Weighed(step=step, step_because=because, rung=rung, proposed=proposed, suspected=suspected)


def _shadow(
    matched: tuple[BehaviourRule, list[Finding]],
    care: Sequence[Protected],
    signals: Sequence[Protected],
    interaction: Interaction,
    history: History,
    policy: Policy,
    can: Abilities,
    now: datetime,
) -> Shadowed:
    rule, findings = matched
    weighed = _weigh(rule, findings, care, signals, interaction, history, policy, can, now)
    proposal = weighed.proposed.proposal
    kind = proposal.action.kind if proposal else None
    return Shadowed(rule=rule.name or str(rule.behaviour), behaviour=rule.behaviour, step=weighed.step, action=kind)


def _because(rule: BehaviourRule, history: History, *, suspected: bool) -> str:
    clauses, title = ", ".join(rule.clauses), _uncapped(rule.title)
    words = f"Our policy ({clauses}) doesn't accept this: {title}."
    if suspected:
        words = f"This may be something that our policy ({clauses}) doesn't accept: {title}. A person will decide."
    return words + (ADJUSTMENT_FIRST if history.adjustment_on_record else "")


def _uncapped(title: str) -> str:
    return title[:1].lower() + title[1:].rstrip(".")


def _care(findings: Iterable[Finding]) -> tuple[Protected, ...]:
    return _signals(f for f in findings if not f.doubtful)


def _signals(findings: Iterable[Finding]) -> tuple[Protected, ...]:
    found = {f.concern for f in findings}
    return tuple(signal for signal in Protected if signal in found)


def _hold(
    rule: BehaviourRule,
    counted: Iterable[Finding],
    care: Sequence[Protected],
    history: History,
    policy: Policy,
    can: Abilities,
    *,
    role: str,
) -> int:
    """For how many hours it may be hidden at once: only what is listed exactly, and only where no gate speaks."""
    if not policy.hold.switched_on or rule.state is not RuleState.LIVE or care or role:
        return 0
    if history.adjustment_on_record or not any(f.detector in EXACT_LISTS for f in counted):
        return 0
    ability = can.get(ActionKind.HIDE)
    return policy.hold.hours if ability is not None and ability.way is Way.BY_API else 0


def _gates(weighed: _Weighed, matched: Matched, history: History, *, role: str) -> tuple[str, ...]:
    said, refused = [], weighed.proposed.refused
    if weighed.suspected:
        said.append(ONLY_SUSPECTED)
    if refused is not None:
        said.append(f"Nothing that silences is proposed: {refused}.")
    if matched.waited:
        said.append("Some of what was found is not held against them while we are late ourselves.")
    if history.adjustment_on_record:
        said.append("An adjustment is on record: it must be considered, and answered, before anything is done (9.2).")
    if role:
        said.append(f"An elected member or journalist: a {role} must approve.")
    if history.identity is not Identity.VERIFIED:
        said.append("We don't know for certain who they are: only what the platform offers is open (11.4, 11.6).")
    return tuple(said)


def _why_nothing(care: Iterable[Protected], policy: Policy, *, waited: bool) -> str:
    if waited:
        return "We have not answered yet, or are late ourselves, so asking again is nothing we hold against anybody."
    needs = "; ".join(_uncapped(policy.protections[signal].title) for signal in care)
    if needs:
        return f"Somebody should be helped here ({needs}); nothing is held against anybody."
    return "Nothing here is against our policy."


def _against_nobody(
    counted: Sequence[Finding],
    care: tuple[Protected, ...],
    matched: Matched,
    shadows: tuple[Shadowed, ...],
    interaction: Interaction,
    policy: Policy,
    can: Abilities,
    now: datetime,
) -> Decision:
    """Where no rule decides: help is offered to whoever needs it, and what we can't judge goes to a person."""
    foreign = is_foreign(interaction.text)
    because = _foreign(foreign) if foreign else _why_nothing(care, policy, waited=matched.waited)
    offers = (help_offered(care, interaction, policy, can),) if care else ()
    decision = _nothing(counted, care, offers, matched, policy, now, because, shadows)
    return replace(decision, unread=bool(foreign), language=foreign)


def _foreign(language: str) -> str:
    return f"It is in {name_of(language)}, which we can't judge automatically, so a person will read it."


def _nothing(
    findings: Sequence[Finding],
    care: tuple[Protected, ...],
    offers: tuple[Proposal, ...],
    matched: Matched,
    policy: Policy,
    now: datetime,
    because: str,
    shadows: tuple[Shadowed, ...] = (),
) -> Decision:
    """A decision against nobody."""
    return Decision(
        findings=tuple(findings),
        behaviour=None,
        clause="",
        step=0,
        proposal=None,
        alternatives=offers,
        care=care,
        policy_version=policy.version,
        at=now,
        because=because,
        passed=tuple(matched.passed),
        shadows=shadows,
    )
