"""How far each rule is armed: as far as its file says, as two people have signed, and as no brake holds it back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.model import RuleState
from bot.policy.model import Policy
from bot.policy.rule import BehaviourRule
from storage.brakes import Brake, BrakeKind
from storage.signatures import Signature

FIRST_START = "section11 (first start)"
"""Who signs for the policy that a landlord begins with: whoever set it up answers for all of it."""
PEOPLE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Armed:
    """One rule: what its file asks for, what holds, and why it is less, in words for an officer."""

    rule: str
    asked: RuleState
    state: RuleState
    why: str = ""


def armed(policy: Policy, signatures: Sequence[Signature], brakes: Iterable[Brake]) -> tuple[Armed, ...]:
    """How far each rule of the policy is armed, in the order of the file.

    A rule does what two people have signed for it, as it stands. One that was changed since works on review until a
    second person has signed; one that nobody ever signed stays in shadow. A brake takes it further down.
    """
    held = {(brake.kind, brake.scope): brake for brake in brakes}
    return tuple(_armed(rule, signatures, held) for rule in policy.behaviours)


def in_states(policy: Policy, rules: Iterable[Armed]) -> Policy:
    """The policy with each rule armed only so far."""
    return policy.armed({one.rule: one.state for one in rules})


def confirmed(signatures: Iterable[Signature], rule: str, digest: str) -> RuleState | None:
    """The highest state for which enough people have signed this rule as it stands; None if there is none."""
    signed: dict[RuleState, set[str]] = {}
    for s in signatures:
        if s.rule == rule and s.digest == digest:
            for state in RuleState:
                if state.rank <= RuleState(s.state).rank:
                    signed.setdefault(state, set()).add(s.by)
    enough = [state for state, people in signed.items() if len(people) >= PEOPLE or FIRST_START in people]
    return max(enough, key=lambda state: state.rank, default=None)


def _armed(rule: BehaviourRule, signatures: Sequence[Signature], held: Mapping[tuple[BrakeKind, str], Brake]) -> Armed:
    state, why = rule.state, ""
    limit = _limit(rule, signatures)
    if state.rank > limit.rank:
        state, why = limit, f"a second person must sign: section11 policy promote {rule.name} --to {rule.state}"
    for kind, most in ((BrakeKind.ON_REVIEW, RuleState.REVIEW), (BrakeKind.PAUSED, RuleState.SHADOW)):
        brake = held.get((kind, f"behaviour:{rule.name}"))
        if brake is not None and state.rank > most.rank:
            state, why = most, f"{brake.why} ({brake.by}); section11 resume --behaviour {rule.name}"
    return Armed(rule=rule.name, asked=rule.state, state=state, why=why)


def _limit(rule: BehaviourRule, signatures: Sequence[Signature]) -> RuleState:
    as_it_stands = confirmed(signatures, rule.name, rule.digest) or RuleState.DRAFT
    earlier = {s.digest for s in signatures if s.rule == rule.name}
    was_queued = any((confirmed(signatures, rule.name, digest) or RuleState.DRAFT).is_queued for digest in earlier)
    floor = RuleState.REVIEW if was_queued else RuleState.SHADOW
    return max(as_it_stands, floor, key=lambda state: state.rank)
