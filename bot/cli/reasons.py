"""Why a decision is what it is: step by step for an officer, or in a few words that could be sent to a tenant."""

from collections.abc import Iterator
from typing import Any

from bot.cli.forms import proposal_form
from bot.cli.showing import plain, proposal_words, safe
from bot.model import Decision, Finding, Proposal, Way
from bot.policy.model import Policy


def reasons(decision: Decision, policy: Policy) -> Iterator[tuple[str, str]]:
    """What was looked at and what came of it, in order, as (heading, words)."""
    yield from _what_was_found(decision)
    yield from _what_the_rules_made_of_it(decision)
    for signal in decision.care:
        protection = policy.protections[signal]
        yield "helped by", f"{plain(signal)}: {protection.route}; {policy.channels.get(protection.route, '')}"
    yield "proposed", _proposed(decision)
    for other in decision.alternatives:
        yield ("not here" if other.way is Way.NOT_HERE else "also open"), _offered(other)
    for action in decision.formal:
        yield "formal route", f"{plain(action)} may be considered (policy 10.1)"
    if decision.hold_hours:
        yield "held", f"hidden at once for {decision.hold_hours} hours, unless a person decides before"
    yield "because", decision.because


def _what_was_found(decision: Decision) -> Iterator[tuple[str, str]]:
    for finding in decision.findings:
        yield "found", _found(finding)
    if not decision.findings:
        yield "found", "nothing that counts"
    for passed in decision.passed:
        yield "passed over", f"{plain(passed.finding.concern)} “{_short(passed.finding.quote)}” – {safe(passed.why)}"


def _what_the_rules_made_of_it(decision: Decision) -> Iterator[tuple[str, str]]:
    for shadow in decision.shadows:
        action = plain(shadow.action) if shadow.action else "nothing"
        yield "in shadow", f"{shadow.rule} would have proposed {action}, step {shadow.step}"
    if decision.rule:
        which = f"{decision.rule} ({decision.rule_state}), clause {decision.clause}; the first that matched"
        yield "decided by", which
    if decision.step_because:
        yield "ladder", decision.step_because
    for gate in decision.gates:
        yield "gate", gate


def for_tenant(decision: Decision, policy: Policy) -> str:
    """The reason as it could be sent to whoever wrote it: which clause, never which words, and how to ask again."""
    if decision.behaviour is None:
        if decision.care:
            return "What you told us has gone to the people here who can help. Nothing is held against you."
        return "Nothing that you wrote is against our unacceptable behaviour policy."
    ours = policy.appeals
    return (
        f"{decision.because} A person at {policy.organisation} decides what follows, never a machine alone. "
        f"If you think that we are wrong, you may ask for a review within {ours.within_working_days} working days by "
        f"writing to the {ours.to}; {ours.reviewed_by} answers within {ours.answered_within_working_days} working days."
    )


def reasons_form(decision: Decision) -> dict[str, Any]:
    """The same as JSON values."""
    return {
        "outcome": decision.outcome,
        "rule": decision.rule,
        "rule_state": str(decision.rule_state),
        "behaviour": str(decision.behaviour) if decision.behaviour else None,
        "clause": decision.clause,
        "step": decision.step,
        "step_because": decision.step_because,
        "policy_version": decision.policy_version,
        "findings": [_finding_form(f) for f in decision.findings],
        "passed": [_finding_form(p.finding) | {"why": p.why} for p in decision.passed],
        "shadows": [
            {
                "rule": s.rule,
                "behaviour": str(s.behaviour),
                "step": s.step,
                "action": str(s.action) if s.action else None,
            }
            for s in decision.shadows
        ],
        "gates": list(decision.gates),
        "care": [str(signal) for signal in decision.care],
        "proposal": proposal_form(decision.proposal),
        "alternatives": [proposal_form(other) for other in decision.alternatives],
        "formal": [str(action) for action in decision.formal],
        "needs_role": decision.needs_role,
        "hold_hours": decision.hold_hours,
        "because": decision.because,
    }


def _finding_form(finding: Finding) -> dict[str, Any]:
    return {
        "concern": str(finding.concern),
        "detector": finding.detector,
        "quote": finding.quote,
        "start": finding.start,
        "end": finding.end,
        "confidence": round(finding.confidence, 3),
        "because": finding.because,
        "doubtful": finding.doubtful,
    }


def _found(finding: Finding) -> str:
    words = f"{finding.called} “{_short(finding.quote)}” – {safe(finding.because, lines=False)}"
    return f"{words} ({finding.detector}, {finding.confidence:.0%})"


def _proposed(decision: Decision) -> str:
    words = proposal_words(decision.proposal)
    if decision.proposal is not None and decision.proposal.action.wording:
        words += f": “{decision.proposal.action.wording}”"
    return words + _lasting(decision.proposal)


def _offered(proposal: Proposal) -> str:
    because = f": {proposal.because}" if proposal.because else ""
    return plain(proposal.action.kind) + (" by hand" if proposal.way is Way.BY_HAND else "") + because


def _lasting(proposal: Proposal | None) -> str:
    if proposal is None or not proposal.for_days:
        return ""
    return f", for {proposal.for_days} days, looked at again after {proposal.review_days}"


def _short(text: str) -> str:
    return safe(text if len(text) <= 80 else text[:77] + "…", lines=False)
