"""Laws of the decision: they hold whatever is found, whatever the platform can do and whatever an officer writes."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decide import decide
from bot.decide.gates import OVERRIDES_COMPLAINT, WAITS_FOR_US
from bot.model import (
    RELEASES,
    Abilities,
    Ability,
    ActionKind,
    Behaviour,
    Decision,
    Finding,
    History,
    Identity,
    InteractionKind,
    PlatformName,
    Proposal,
    Protected,
    RuleState,
    Upheld,
    Way,
)
from bot.policy.load import load_policy
from bot.policy.model import HARSHNESS, Hold, Ladder, Policy, Step
from bot.policy.rule import EXACT_LISTS, Conditions
from tests.builders import DAY, NOON, a_finding, an_interaction

POLICY = load_policy(Path(__file__).parents[2] / "policies.yaml")
NEVER = {Protected.EMERGENCY, Protected.SAFEGUARDING, Protected.ADJUSTMENT}


def upheld(days_ago: int) -> Upheld:
    return Upheld(behaviour=Behaviour.ABUSE, at=NOON - days_ago * DAY, case=1, action=ActionKind.PRIVATE_WARNING)


findings = st.lists(
    st.builds(
        lambda concern, confidence, severe, names, exact: a_finding(
            "words",
            concern=concern,
            confidence=confidence,
            severe=severe,
            names_somebody=names,
            detector="listed:staff_data" if exact and concern is Behaviour.PRIVATE_INFO else "any",
        ),
        st.sampled_from([*Behaviour, *Protected]),
        st.floats(0, 1),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    max_size=6,
)
abilities = st.fixed_dictionaries({kind: st.sampled_from([Ability(way=way) for way in Way]) for kind in ActionKind})
histories = st.builds(
    History,
    upheld=st.lists(st.integers(0, 800).map(upheld), max_size=6).map(tuple),
    landlord_late=st.booleans(),
    adjustment_on_record=st.booleans(),
    identity=st.sampled_from(Identity),
)
steps = st.lists(
    st.sampled_from([kind for kind in ActionKind if kind not in RELEASES]), min_size=1, max_size=4, unique=True
).map(lambda kinds: Step(actions=tuple(sorted(kinds, key=lambda kind: -HARSHNESS[kind]))))
ladders = st.lists(steps, min_size=1, max_size=4).map(lambda steps: Ladder(name="any", steps=tuple(steps)))


conditions = st.builds(
    Conditions,
    platforms=st.sampled_from([(), (PlatformName.X,), (PlatformName.FACEBOOK,)]),
    kinds=st.sampled_from([(), tuple(InteractionKind)]),
    links=st.sampled_from([None, True, False]),
    office_hours=st.sampled_from([None, True, False]),
    we_are_late=st.sampled_from([None, True, False]),
    we_have_answered=st.sampled_from([None, True, False]),
    identity=st.sampled_from([(), tuple(Identity)]),
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Any policy that an officer could write: other orders, ladders, thresholds, conditions, states, holds."""
    ladder = draw(ladders)
    rules = tuple(
        replace(
            rule,
            state=draw(st.sampled_from(RuleState)),
            at_least=draw(st.sampled_from([0.1, 0.5, 0.9])),
            when=draw(conditions),
            unless=draw(conditions),
            landlord_late_guard=draw(st.booleans()),
            severity=draw(st.integers(1, 5)),
        )
        for rule in draw(st.permutations(POLICY.behaviours))
    )
    return replace(
        POLICY,
        behaviours=rules,
        ladders=dict.fromkeys(POLICY.ladders, ladder),
        hold=Hold(switched_on=draw(st.booleans()), hours=draw(st.integers(1, 72))),
        own_accounts=draw(st.sampled_from([{}, {PlatformName.FACEBOOK: ("7001",)}])),
        public_figures=draw(st.sampled_from([{}, {PlatformName.FACEBOOK: ("7001",)}])),
    )


@settings(max_examples=300, deadline=None)
@given(findings, abilities, histories, policies())
def test_laws_that_hold_whatever_is_found_and_whatever_the_policy(
    some: list[Finding], can: Abilities, history: History, policy: Policy
) -> None:
    def judged() -> Decision:
        return decide(an_interaction("words"), some, history, policy, can=can, now=NOON)

    decision = judged()
    assert decision == judged()
    the_gates_hold(decision, some, history, policy)
    the_proposal_is_the_steps(decision, can, policy)


def the_gates_hold(decision: Decision, some: list[Finding], history: History, policy: Policy) -> None:
    offered = [*([decision.proposal] if decision.proposal else []), *decision.alternatives]
    signals = {f.concern for f in some if isinstance(f.concern, Protected)}
    assert set(decision.care) == signals
    if signals & NEVER:
        assert not any(offer.silences for offer in offered)
    if Protected.COMPLAINT in signals and not set(decision.behaviours) & {*OVERRIDES_COMPLAINT, Behaviour.ALLEGATION}:
        assert not any(offer.silences for offer in offered)
    if Protected.COMPLAINT in signals:
        assert all(offer.needs_complaint_logged for offer in offered if offer.silences)
    assert decision.behaviour is not None or decision.proposal is None
    assert not policy.own_accounts or (decision.behaviour is None and not offered)
    assert not history.landlord_late or decision.behaviour not in WAITS_FOR_US
    counted = [*decision.findings, *(p.finding for p in decision.passed)]
    assert policy.own_accounts or sorted(map(repr, counted)) == sorted(map(repr, some))
    what_needs_more_has_it(decision, offered, signals, history, policy)


def what_needs_more_has_it(
    decision: Decision, offered: list[Proposal], signals: set[Protected], history: History, policy: Policy
) -> None:
    if decision.behaviour is not None:
        assert decision.rule_state.is_queued
        assert decision.needs_role == ("manager" if policy.public_figures else "")
        assert 1 <= decision.step <= len(next(iter(policy.ladders.values())).steps)
        assert not decision.formal or history.identity is Identity.VERIFIED
        assert all(offer.for_days >= offer.review_days > 0 for offer in offered if offer.action.kind.on_account)
    if decision.hold_hours:
        assert policy.hold.switched_on
        assert not signals
        assert not history.adjustment_on_record
        assert any(f.detector in EXACT_LISTS for f in decision.findings)
        assert decision.rule_state is RuleState.LIVE


def the_proposal_is_the_steps(decision: Decision, can: Abilities, policy: Policy) -> None:
    if decision.proposal is not None and decision.behaviour is not None:
        assert decision.proposal.way is not Way.NOT_HERE
        assert can[decision.proposal.action.kind].way is decision.proposal.way
        step = policy.ladders[policy.rule(decision.behaviour).ladder].steps[decision.step - 1]
        assert HARSHNESS[decision.proposal.action.kind] <= HARSHNESS[step.actions[0]]
        assert bool(decision.proposal.action.wording) is decision.proposal.action.kind.has_wording
