"""From findings to a decision: pure, the same input always giving the same answer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from operator import attrgetter

from bot.decide.climb import step_of
from bot.decide.conditions import applies, plain
from bot.decide.gates import is_only_suspected, is_ours, may_silence, role_needed, waits_for_us
from bot.decide.propose import Proposed, help_offered, left_to_a_person, propose
from bot.model import (
    Abilities,
    ActionKind,
    Behaviour,
    Decision,
    Finding,
    History,
    Identity,
    Interaction,
    Passed,
    Proposal,
    Protected,
    RuleState,
    Shadowed,
    Way,
)
from bot.policy.model import EXACT_LISTS, BehaviourRule, Policy
from bot.text.language import is_foreign, name_of

__all__ = ["decide", "may_silence"]

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
        return _nothing(found, care, (), _Matched(), policy, now, "This is one of our own accounts.")
    matched = _matched(found, interaction, history, policy, now)
    counted = tuple(f for f in found if isinstance(f.concern, Protected) or f in matched.counted)
    shadows = tuple(_shadow(m, signals, interaction, history, policy, can, now) for m in matched.shadows)
    if matched.rule is None:
        foreign = is_foreign(interaction.text)
        because = _foreign(foreign) if foreign else _why_nothing(care, policy, waited=matched.waited)
        offers = (help_offered(care, interaction, policy, can),) if care else ()
        decision = _nothing(counted, care, offers, matched, policy, now, because, shadows)
        return replace(decision, unread=bool(foreign), language=foreign)
    rule = matched.rule
    step, step_because = step_of(rule, counted, history, policy, now)
    rung = policy.ladders[rule.ladder].steps[step - 1]
    proposed = propose(rung, counted, care, interaction, policy, can, signals=signals)
    suspected = is_only_suspected(rule, counted)
    if suspected:
        proposed = left_to_a_person(proposed)
    role = role_needed(interaction, policy)
    because = _because(rule, suspected=suspected)
    return Decision(
        findings=counted,
        behaviour=rule.behaviour,
        clause=", ".join(rule.clauses),
        step=step,
        proposal=proposed.proposal,
        alternatives=proposed.alternatives,
        care=care,
        policy_version=policy.version,
        at=now,
        because=because + (ADJUSTMENT_FIRST if history.adjustment_on_record else ""),
        rule=rule.name or str(rule.behaviour),
        rule_state=rule.state,
        passed=tuple(matched.passed),
        shadows=shadows,
        gates=_gates(proposed, matched, history, role=role, suspected=suspected),
        step_because=step_because,
        adjustment_on_record=history.adjustment_on_record,
        needs_role=role,
        formal=rung.formal if history.identity is Identity.VERIFIED else (),
        hold_hours=_hold(rule, counted, signals, history, policy, can, role=role),
    )


@dataclass(slots=True)
class _Matched:
    """What the rules made of the findings: the one that decides, what counts, and what was passed over and why."""

    rule: BehaviourRule | None = None
    counted: list[Finding] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    shadows: list[tuple[BehaviourRule, list[Finding]]] = field(default_factory=list)
    waited: bool = False


def _matched(
    found: Sequence[Finding], interaction: Interaction, history: History, policy: Policy, now: datetime
) -> _Matched:
    """Try the rules about what was found, in the order of the file."""
    matched = _Matched()
    by_behaviour: dict[Behaviour, list[Finding]] = {}
    for finding in found:
        if isinstance(finding.concern, Behaviour):
            by_behaviour.setdefault(finding.concern, []).append(finding)
    why: dict[int, Callable[[], str]] = {}
    for rule in policy.rules_about(by_behaviour):
        if rule.state is not RuleState.DRAFT:
            _try(rule, by_behaviour[rule.behaviour], matched, why, interaction, history, policy, now)
    for findings in by_behaviour.values():
        for finding in findings:
            if finding not in matched.counted:
                matched.passed.append(Passed(finding=finding, why=why.get(id(finding), _nobody_looks)()))
    return matched


def _try(
    rule: BehaviourRule,
    findings: Sequence[Finding],
    matched: _Matched,
    why: dict[int, Callable[[], str]],
    interaction: Interaction,
    history: History,
    policy: Policy,
    now: datetime,
) -> None:
    """Let one rule look; what it makes of the findings is noted in `matched`, why it passes one over in `why`."""
    sure = [f for f in findings if rule.counts(f)]
    if len(sure) < len(findings):
        for f in findings:
            why.setdefault(id(f), partial(_told, rule, partial(_unsure, rule, f)))
    if not sure:
        return
    not_here = applies(rule, interaction, history, policy, now)
    late = waits_for_us(rule, history)
    if not_here or late:
        matched.waited |= late is not None and rule.state.is_queued
        reason = partial(_told, rule, partial(str, not_here or late))
        why.update((id(f), reason) for f in sure)
    elif rule.state.is_queued:
        matched.rule = matched.rule or rule
        matched.counted += [f for f in sure if f not in matched.counted]
    else:
        matched.shadows.append((rule, sure))
        reason = partial(_told, rule, partial(str, "in shadow, recorded only"))
        why.update((id(f), reason) for f in sure)


def _told(rule: BehaviourRule, why: Callable[[], str]) -> str:
    return f"{rule.name or rule.behaviour}: {why()}"


def _nobody_looks() -> str:
    return "no rule looks at it"


def _unsure(rule: BehaviourRule, finding: Finding) -> str:
    least = rule.needs(finding.detector)
    if least is None:
        return f"it doesn't listen to the detector {plain(finding.detector)}"
    return f"{finding.confidence:.0%} sure, and the rule asks for {least:.0%}"


def _shadow(
    matched: tuple[BehaviourRule, list[Finding]],
    care: Sequence[Protected],
    interaction: Interaction,
    history: History,
    policy: Policy,
    can: Abilities,
    now: datetime,
) -> Shadowed:
    rule, findings = matched
    step, _ = step_of(rule, findings, history, policy, now)
    rung = policy.ladders[rule.ladder].steps[step - 1]
    proposal = propose(rung, findings, care, interaction, policy, can).proposal
    kind = proposal.action.kind if proposal else None
    return Shadowed(rule=rule.name or str(rule.behaviour), behaviour=rule.behaviour, step=step, action=kind)


def _because(rule: BehaviourRule, *, suspected: bool) -> str:
    clauses, title = ", ".join(rule.clauses), _uncapped(rule.title)
    if suspected:
        return f"This may be something that our policy ({clauses}) doesn't accept: {title}. A person will decide."
    return f"Our policy ({clauses}) doesn't accept this: {title}."


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


def _gates(proposed: Proposed, matched: _Matched, history: History, *, role: str, suspected: bool) -> tuple[str, ...]:
    said = []
    if suspected:
        said.append("Only the trained model takes it for this, so nothing is proposed: a person looks, and chooses.")
    if proposed.refused is not None:
        said.append(f"Nothing that silences is proposed: {proposed.refused}.")
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


def _foreign(language: str) -> str:
    return f"It is in {name_of(language)}, which we can't judge automatically, so a person will read it."


def _nothing(
    findings: Sequence[Finding],
    care: tuple[Protected, ...],
    offers: tuple[Proposal, ...],
    matched: _Matched,
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
