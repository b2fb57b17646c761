"""The decision: which behaviour, which step, what is proposed, and what no rule may do."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decide import decide, may_silence
from bot.model import (
    NO_HISTORY,
    Abilities,
    Ability,
    ActionKind,
    Behaviour,
    Decision,
    Finding,
    History,
    Protected,
    Said,
    Upheld,
    Way,
)
from bot.policy.load import load_policy
from bot.policy.model import HARSHNESS
from tests.builders import DAY, NOON, a_finding, an_account, an_interaction

POLICY = load_policy(Path(__file__).parents[2] / "policies.yaml")
ALL: Abilities = {kind: Ability(way=Way.BY_API) for kind in ActionKind}
NEVER = (Protected.EMERGENCY, Protected.SAFEGUARDING, Protected.ADJUSTMENT)
B, P = Behaviour, Protected


def found(concern: Behaviour | Protected, **given: object) -> Finding:
    return a_finding("words", concern=concern, **given)


def decided(*findings: Finding, history: History = NO_HISTORY, can: Abilities = ALL, **said: object) -> Decision:
    return decide(an_interaction("words", **said), findings, history, POLICY, can=can, now=NOON)


def proposed(decision: Decision) -> ActionKind | None:
    return decision.proposal.action.kind if decision.proposal else None


FIRST_PROPOSALS = {
    "nothing found": ((), None, "none"),
    "a threat is hidden": ((found(B.THREAT),), ActionKind.HIDE, "review"),
    "a published address is hidden": ((found(B.PRIVATE_INFO),), ActionKind.HIDE, "review"),
    "a published recording is hidden": ((found(B.RECORDING),), ActionKind.HIDE, "review"),
    "discrimination is hidden": ((found(B.DISCRIMINATION),), ActionKind.HIDE, "review"),
    "a mild insult is warned about": ((found(B.ABUSE),), ActionKind.PRIVATE_WARNING, "review"),
    "a vicious one is hidden": ((found(B.ABUSE, severe=True),), ActionKind.HIDE, "review"),
    "an allegation against nobody named is answered": ((found(B.ALLEGATION),), ActionKind.PUBLIC_WARNING, "review"),
    "one that names somebody is hidden": ((found(B.ALLEGATION, names_somebody=True),), ActionKind.HIDE, "review"),
    "a demand is answered": ((found(B.DEMAND),), ActionKind.PUBLIC_WARNING, "review"),
    "a complaint is only cared for": ((found(P.COMPLAINT),), None, "care"),
    "too unsure counts for nothing": ((found(B.THREAT, confidence=0.2),), None, "none"),
    "vicious abuse in a complaint stays": (
        (found(B.ABUSE, severe=True), found(P.COMPLAINT)),
        ActionKind.PRIVATE_WARNING,
        "review",
    ),
    "a threat in a complaint is hidden": ((found(B.THREAT), found(P.COMPLAINT)), ActionKind.HIDE, "review"),
    "a threat in an emergency stays": ((found(B.THREAT), found(P.EMERGENCY)), ActionKind.PRIVATE_WARNING, "review"),
}  # fmt: skip


@pytest.mark.parametrize("name", FIRST_PROPOSALS)
def test_what_is_proposed_first(name: str) -> None:
    findings, kind, outcome = FIRST_PROPOSALS[name]
    decision = decided(*findings)
    assert (proposed(decision), decision.outcome) == (kind, outcome)


def test_a_threat_in_a_complaint_is_hidden_only_after_the_complaint_is_logged() -> None:
    decision = decided(found(B.THREAT), found(P.COMPLAINT))
    assert decision.proposal is not None
    assert decision.proposal.needs_complaint_logged
    assert decision.care == (P.COMPLAINT,)


def test_the_first_rule_in_the_file_decides_and_the_others_are_kept() -> None:
    decision = decided(found(B.ABUSE, confidence=0.99), found(B.THREAT, confidence=0.6))
    assert (decision.behaviour, set(decision.behaviours)) == (B.THREAT, {B.THREAT, B.ABUSE})
    assert decision.clause == "4.2, 4.6"


def upheld(days_ago: int) -> Upheld:
    return Upheld(behaviour=B.ABUSE, at=NOON - days_ago * DAY, case=1, action=ActionKind.PRIVATE_WARNING)


LADDER = {
    "first": ((), 1, ActionKind.PRIVATE_WARNING),
    "second": ((upheld(10),), 2, ActionKind.PRIVATE_WARNING),
    "third": ((upheld(10), upheld(20)), 3, ActionKind.HIDE),
    "fourth": ((upheld(10), upheld(20), upheld(30)), 4, ActionKind.BLOCK),
    "no further than the top": (tuple(upheld(n) for n in range(1, 9)), 4, ActionKind.BLOCK),
    "what is over a year old is forgotten": ((upheld(400), upheld(500)), 1, ActionKind.PRIVATE_WARNING),
}


@pytest.mark.parametrize("name", LADDER)
def test_the_ladder_is_climbed_by_what_was_upheld(name: str) -> None:
    marks, step, kind = LADDER[name]
    decision = decided(found(B.ABUSE), history=History(upheld=marks))
    assert (decision.step, proposed(decision)) == (step, kind)


def without(*kinds: ActionKind, way: Way = Way.NOT_HERE) -> Abilities:
    return {**ALL, **{kind: Ability(way=way, because="not here", link="https://x.example/1") for kind in kinds}}


def test_what_the_platform_cannot_do_falls_back_to_the_next_best_never_to_something_harsher() -> None:
    assert proposed(decided(found(B.THREAT), can=without(ActionKind.HIDE))) is ActionKind.PRIVATE_WARNING
    gentler = without(ActionKind.PRIVATE_WARNING, ActionKind.PUBLIC_WARNING)
    decision = decided(found(B.ABUSE), can=gentler)
    assert decision.proposal is None
    assert {a.action.kind for a in decision.alternatives} >= {ActionKind.HIDE, ActionKind.REPLY}


def test_what_only_a_person_can_do_is_proposed_with_its_link() -> None:
    by_hand = without(ActionKind.HIDE, ActionKind.PRIVATE_WARNING, way=Way.BY_HAND)
    decision = decided(found(B.THREAT), can=by_hand)
    assert decision.proposal is not None
    assert (decision.proposal.way, decision.proposal.link) == (Way.BY_HAND, "https://x.example/1")


def test_what_is_not_possible_here_says_why() -> None:
    decision = decided(found(B.THREAT), can=without(ActionKind.BLOCK))
    assert [a.because for a in decision.alternatives if a.action.kind is ActionKind.BLOCK] == ["not here"]


LATE = {
    "we never answered": (History(said=(Said(at=NOON - DAY, text="hello?"),)), None),
    "we answered": (
        History(said=(Said(at=NOON - DAY, text="hello?"), Said(at=NOON, text="On it", ours=True))),
        ActionKind.PUBLIC_WARNING,
    ),
    "we are late ourselves": (
        History(said=(Said(at=NOON - DAY, text="hello?"), Said(at=NOON, text="On it", ours=True)), landlord_late=True),
        None,
    ),
}


@pytest.mark.parametrize("name", LATE)
def test_nobody_is_blamed_for_asking_again_while_we_are_late(name: str) -> None:
    history, kind = LATE[name]
    decision = decided(found(B.CONTACT_VOLUME), history=history)
    assert proposed(decision) is kind
    assert (decision.outcome == "none") is (kind is None)


def test_our_own_accounts_are_never_a_target() -> None:
    policy = replace(POLICY, own_accounts={an_interaction().platform: ("7001",)})
    said = an_interaction(author=an_account(id="7001"))
    decision = decide(said, (found(B.THREAT),), NO_HISTORY, policy, can=ALL, now=NOON)
    assert (decision.behaviour, decision.proposal) == (None, None)


WHY_NOT = {
    "a plain insult": ((B.ABUSE,), (), {}, None),
    "an emergency": ((B.THREAT,), (P.EMERGENCY,), {}, "it carries an emergency signal"),
    "somebody at risk": ((B.THREAT,), (P.SAFEGUARDING,), {}, "it carries a safeguarding signal"),
    "an adjustment": ((B.THREAT,), (P.ADJUSTMENT,), {}, "it carries an adjustment signal"),
    "a rude complaint": ((B.ABUSE,), (P.COMPLAINT,), {}, "it is a complaint"),
    "an allegation against nobody named": ((B.ALLEGATION,), (P.COMPLAINT,), {}, "it is a complaint"),
    "one that names somebody": ((B.ALLEGATION,), (P.COMPLAINT,), {"names_somebody": True}, None),
    "a threat in a complaint": ((B.THREAT,), (P.COMPLAINT,), {}, None),
    "… that nobody has logged": ((B.THREAT,), (P.COMPLAINT,), {"complaint_logged": False}, "it holds a complaint"),
}


@pytest.mark.parametrize("name", WHY_NOT)
def test_what_may_be_silenced(name: str) -> None:
    behaviours, protected, more, reason = WHY_NOT[name]
    refusal = may_silence(behaviours, protected, **more)
    assert (refusal or "").startswith(reason or "")
    assert (refusal is None) is (reason is None)


findings = st.lists(
    st.builds(
        lambda concern, confidence, severe, names: found(
            concern, confidence=confidence, severe=severe, names_somebody=names
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


@given(findings, abilities, histories)
def test_laws_that_hold_whatever_is_found(some: list[Finding], can: Abilities, history: History) -> None:
    decision = decided(*some, can=can, history=history)
    assert decision == decided(*some, can=can, history=history)
    offered = [*([decision.proposal] if decision.proposal else []), *decision.alternatives]
    signals = {f.concern for f in some if isinstance(f.concern, Protected)}
    assert set(decision.care) == signals
    if signals & set(NEVER):
        assert not any(offer.silences for offer in offered)
    if P.COMPLAINT in signals:
        assert all(offer.needs_complaint_logged for offer in offered if offer.silences)
    if decision.behaviour is None:
        assert decision.proposal is None
    if decision.proposal is not None:
        assert decision.proposal.way is not Way.NOT_HERE
        step = POLICY.ladders[POLICY.rule(decision.behaviour).ladder].steps[decision.step - 1]
        assert HARSHNESS[decision.proposal.action.kind] <= max(HARSHNESS[kind] for kind in step.actions)
        assert bool(decision.proposal.action.wording) is decision.proposal.action.kind.has_wording


def test_time_moves_the_window() -> None:
    mark = upheld(300)
    later = NOON + timedelta(days=100)
    history = History(upheld=(mark,))
    now_ = decide(an_interaction("words"), (found(B.ABUSE),), history, POLICY, can=ALL, now=NOON)
    then = decide(an_interaction("words"), (found(B.ABUSE),), history, POLICY, can=ALL, now=later)
    assert (now_.step, then.step) == (2, 1)
