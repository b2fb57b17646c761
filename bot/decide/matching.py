"""Which rules look at what was found, which of them decides, and why a finding is passed over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bot.decide.conditions import applies, plain
from bot.decide.gates import waits_for_us
from bot.model import Behaviour, Finding, History, Interaction, Passed, RuleState
from bot.policy.model import Policy
from bot.policy.rule import BehaviourRule


@dataclass(slots=True)
class Matched:
    """What the rules made of the findings: the one that decides, what counts, and what was passed over and why."""

    rule: BehaviourRule | None = None
    counted: list[Finding] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    shadows: list[tuple[BehaviourRule, list[Finding]]] = field(default_factory=list)
    waited: bool = False


def match_rules(
    found: Sequence[Finding], interaction: Interaction, history: History, policy: Policy, now: datetime
) -> Matched:
    """Try the rules about what was found, in the order of the file."""
    matched = Matched()
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
    matched: Matched,
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
