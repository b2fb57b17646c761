"""The decision: which behaviour, which step, what is proposed, and what no rule may do."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

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
from tests.builders import DAY, NOON, a_finding, an_account, an_interaction

POLICY = load_policy(Path(__file__).parents[2] / "policies.yaml")
ALL: Abilities = {kind: Ability(way=Way.BY_API) for kind in ActionKind}
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
    "an insult to somebody by name is still only an insult": (
        (found(B.ABUSE, names_somebody=True),),
        ActionKind.PRIVATE_WARNING,
        "review",
    ),
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


def upheld(days_ago: int, behaviour: B = B.ABUSE) -> Upheld:
    return Upheld(behaviour=behaviour, at=NOON - days_ago * DAY, case=1, action=ActionKind.PRIVATE_WARNING)


LADDER = {
    "first": ((), 1, ActionKind.PRIVATE_WARNING),
    "second": ((upheld(10),), 2, ActionKind.PRIVATE_WARNING),
    "third": ((upheld(10), upheld(20)), 3, ActionKind.HIDE),
    "fourth": ((upheld(10), upheld(20), upheld(30)), 4, ActionKind.BLOCK),
    "no further than the top": (tuple(upheld(n) for n in range(1, 9)), 5, ActionKind.BLOCK),
    "after six months it counts half": ((upheld(200),), 1, ActionKind.PRIVATE_WARNING),
    "two halves are a step": ((upheld(200), upheld(300)), 2, ActionKind.PRIVATE_WARNING),
    "what is graver counts for more": (
        (upheld(10, B.THREAT),),
        3,
        ActionKind.HIDE,
    ),
    "what is lighter counts for less": ((upheld(10, B.DEMAND),), 1, ActionKind.PRIVATE_WARNING),
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
    "we spoke only before they did": (
        History(said=(Said(at=NOON - 2 * DAY, text="Welcome", ours=True), Said(at=NOON - DAY, text="hello?"))),
        None,
    ),
    "they have never written before": (NO_HISTORY, ActionKind.PUBLIC_WARNING),
    "we are late ourselves": (
        History(said=(Said(at=NOON - DAY, text="hello?"), Said(at=NOON, text="On it", ours=True)), landlord_late=True),
        None,
    ),
}


@pytest.mark.parametrize("name", LATE)
def test_nobody_is_blamed_for_asking_again_while_we_are_late(name: str) -> None:
    history, kind = LATE[name]
    for behaviour in (B.DEMAND, B.CONTACT_VOLUME, B.DUPLICATE_CONTENT, B.NON_COOPERATION):
        decision = decided(found(behaviour), history=history)
        assert proposed(decision) is kind
        assert (decision.outcome == "none") is (kind is None)


def test_being_late_excuses_no_threat() -> None:
    decision = decided(found(B.THREAT), found(B.DEMAND), history=History(landlord_late=True))
    assert (decision.behaviours, proposed(decision)) == ((B.THREAT,), ActionKind.HIDE)


BECAUSE = {
    "a behaviour": (
        (found(B.DUPLICATE_CONTENT),),
        NO_HISTORY,
        "Our policy (6.2) doesn't accept this: sending the same words again and again.",
    ),
    "nothing": ((), NO_HISTORY, "Nothing here is against our policy."),
    "people in need": (
        (found(P.ADJUSTMENT), found(P.COMPLAINT)),
        NO_HISTORY,
        (
            "Somebody should be helped here (dissatisfied with our service; asks for a reasonable adjustment); "
            "nothing is held against anybody."
        ),
    ),
    "asking again": (
        (found(B.DEMAND),),
        History(landlord_late=True),
        "We have not answered yet, or are late ourselves, so asking again is nothing we hold against anybody.",
    ),
}


@pytest.mark.parametrize("name", BECAUSE)
def test_why_is_said_in_a_sentence_that_could_be_sent(name: str) -> None:
    findings, history, because = BECAUSE[name]
    assert decided(*findings, history=history).because == because


@pytest.mark.parametrize(
    ("listed", "ours"), [("7001", True), ("@DerbyCC", True), ("derbycc", True), ("7002", False), ("", False)]
)
def test_our_own_accounts_are_never_a_target(listed: str, *, ours: bool) -> None:
    policy = replace(POLICY, own_accounts={an_interaction().platform: (listed,)})
    said = an_interaction(author=an_account(id="7001", handle="derbycc"))
    decision = decide(said, (found(B.THREAT), found(P.EMERGENCY)), NO_HISTORY, policy, can=ALL, now=NOON)
    assert (decision.proposal is None) is ours
    assert (decision.behaviour is None) is ours
    assert decision.care == (P.EMERGENCY,)


def test_nobody_is_ours_for_having_no_handle_and_nobody_for_having_no_author() -> None:
    policy = replace(POLICY, own_accounts={an_interaction().platform: ("@",)})
    for author in (an_account(handle=""), None):
        decision = decide(an_interaction(author=author), (found(B.THREAT),), NO_HISTORY, policy, can=ALL, now=NOON)
        assert decision.behaviour is B.THREAT


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


def test_time_moves_the_window() -> None:
    mark = upheld(170)
    later = NOON + timedelta(days=100)
    history = History(upheld=(mark,))
    now_ = decide(an_interaction("words"), (found(B.ABUSE),), history, POLICY, can=ALL, now=NOON)
    then = decide(an_interaction("words"), (found(B.ABUSE),), history, POLICY, can=ALL, now=later)
    assert (now_.step, then.step) == (2, 1)


def test_an_adjustment_that_was_asked_for_before_is_brought_to_mind() -> None:
    decision = decided(found(B.ABUSE), history=History(adjustment_on_record=True))
    assert decision.because.endswith(
        "They have asked us for an adjustment before, which must be considered first (9.2)."
    )
