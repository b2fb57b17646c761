"""Laws of the decision: they hold whatever is found, whatever the platform can do and whatever an officer writes."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.decide import OVERRIDES_COMPLAINT, decide
from bot.model import (
    RELEASES,
    Abilities,
    Ability,
    ActionKind,
    Behaviour,
    Decision,
    Finding,
    History,
    Protected,
    Upheld,
    Way,
)
from bot.policy.load import load_policy
from bot.policy.model import HARSHNESS, BehaviourRule, Ladder, Step
from tests.builders import DAY, NOON, a_finding, an_interaction

POLICY = load_policy(Path(__file__).parents[2] / "policies.yaml")
NEVER = {Protected.EMERGENCY, Protected.SAFEGUARDING, Protected.ADJUSTMENT}


def upheld(days_ago: int) -> Upheld:
    return Upheld(behaviour=Behaviour.ABUSE, at=NOON - days_ago * DAY, case=1, action=ActionKind.PRIVATE_WARNING)


findings = st.lists(
    st.builds(
        lambda concern, confidence, severe, names: a_finding(
            "words", concern=concern, confidence=confidence, severe=severe, names_somebody=names
        ),
        st.sampled_from([*Behaviour, *Protected]),
        st.floats(0, 1),
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
)
steps = st.lists(
    st.sampled_from([kind for kind in ActionKind if kind not in RELEASES]), min_size=1, max_size=4, unique=True
).map(lambda kinds: Step(actions=tuple(sorted(kinds, key=lambda kind: -HARSHNESS[kind]))))
ladders = st.lists(steps, min_size=1, max_size=4).map(lambda steps: Ladder(name="any", steps=tuple(steps)))


@given(findings, abilities, histories, ladders, st.permutations(POLICY.behaviours))
def test_laws_that_hold_whatever_is_found_and_whatever_the_policy(
    some: list[Finding], can: Abilities, history: History, ladder: Ladder, rules: list[BehaviourRule]
) -> None:
    policy = replace(POLICY, behaviours=tuple(rules), ladders=dict.fromkeys(POLICY.ladders, ladder))

    def judged() -> Decision:
        return decide(an_interaction("words"), some, history, policy, can=can, now=NOON)

    decision = judged()
    assert decision == judged()
    offered = [*([decision.proposal] if decision.proposal else []), *decision.alternatives]
    signals = {f.concern for f in some if isinstance(f.concern, Protected)}
    assert set(decision.care) == signals
    if signals & NEVER:
        assert not any(offer.silences for offer in offered)
    if Protected.COMPLAINT in signals and not set(decision.behaviours) & {*OVERRIDES_COMPLAINT, Behaviour.ALLEGATION}:
        assert not any(offer.silences for offer in offered)
    if Protected.COMPLAINT in signals:
        assert all(offer.needs_complaint_logged for offer in offered if offer.silences)
    if decision.behaviour is None:
        assert decision.proposal is None
    if decision.proposal is not None:
        assert decision.proposal.way is not Way.NOT_HERE
        assert can[decision.proposal.action.kind].way is decision.proposal.way
        step = ladder.steps[decision.step - 1]
        assert HARSHNESS[decision.proposal.action.kind] <= HARSHNESS[step.actions[0]]
        assert bool(decision.proposal.action.wording) is decision.proposal.action.kind.has_wording
