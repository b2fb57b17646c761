"""Timed holds, restrictions with an end, and what must be answered before anything is done."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import cases
from bot.cases import Officer
from bot.errors import AlreadyDecided, NotApproved, NotPossible, RateLimited
from bot.model import (
    Ability,
    ActionKind,
    Case,
    CaseState,
    Choice,
    OutcomeState,
    PlatformName,
    Ref,
    RuleState,
    Way,
)
from bot.pipeline import settle, take_in
from bot.policy.load import load_policy
from bot.policy.model import Hold, Policy, Vocabulary
from platforms.memory import MemoryPlatform
from storage.history import upheld_by
from storage.store import Store
from tests.builders import DAY, HOUR, NOON, an_account, an_interaction

SHIPPED = load_policy(Path(__file__).parents[2] / "policies.yaml")
LISTED = replace(
    SHIPPED.vocabulary, scam_links=frozenset({"evil.example"}), staff_data=("07700 900123", "14 Elm Street")
)
HOLDING = replace(SHIPPED, hold=Hold(switched_on=True, hours=4), vocabulary=LISTED)
PRIYA, TOM, MAYA = Officer(name="Priya"), Officer(name="Tom"), Officer(name="Maya", role="manager")
HERE = Ref(platform=PlatformName.FACEBOOK, id="1")
PHONE = "Ring your housing officer Dawn at home on 07700 900 123"
SCAM = "Get your free voucher at https://www.evil.example/refund today"


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store("sqlite://")
    yield opened
    opened.close()


def heard(store: Store, text: str, policy: Policy = HOLDING, **platform: object) -> MemoryPlatform:
    found = MemoryPlatform(**platform)  # type: ignore[arg-type] # the platform's own names
    found.hear(an_interaction(text, ref=HERE))
    take_in(found, store, policy, now=NOON)
    return found


def run(store: Store, platform: MemoryPlatform, after: timedelta) -> Case:
    settle({(platform.name, platform.account): platform}, store, now=NOON + after)
    return store.case(1)


def kinds(platform: MemoryPlatform) -> list[ActionKind]:
    return [done.action.kind for done in platform.done]


@pytest.mark.parametrize("text", [PHONE, SCAM, "Her address is 14 elm street, go round"])
def test_what_is_listed_exactly_is_held_and_shown_again_unless_confirmed(text: str, store: Store) -> None:
    platform = heard(store, text)
    held = run(store, platform, timedelta(0))
    assert held.state is CaseState.HELD
    assert [case.id for case in store.open_cases()] == [1]
    assert run(store, platform, 3 * HOUR).state is CaseState.HELD
    lapsed = run(store, platform, 4 * HOUR)
    assert kinds(platform) == [ActionKind.HIDE, ActionKind.UNHIDE]
    assert lapsed.state is CaseState.WAITING
    assert [(v.choice, v.by) for v in lapsed.verdicts] == [(Choice.HOLD, "section11"), (Choice.LAPSE, "section11")]
    assert [case.id for case in store.open_cases()] == [1]
    assert upheld_by(lapsed) is None
    run(store, platform, 40 * HOUR)
    assert len(platform.done) == 2
    assert not list(store.verify())


def test_a_person_confirms_a_hold_and_it_stays(store: Store) -> None:
    platform = heard(store, PHONE)
    run(store, platform, timedelta(0))
    cases.approve(store, 1, by=PRIYA, policy=HOLDING, now=NOON + HOUR)
    case = run(store, platform, HOUR)
    assert case.outcome is not None
    assert (case.state, case.outcome.state) == (CaseState.DONE, OutcomeState.ALREADY_SO)
    run(store, platform, 50 * HOUR)
    assert kinds(platform) == [ActionKind.HIDE]
    assert upheld_by(store.case(1)) is not None


def test_a_person_leaves_it_alone_and_it_is_shown_again(store: Store) -> None:
    platform = heard(store, PHONE)
    run(store, platform, timedelta(0))
    cases.leave_alone(store, 1, by=PRIYA, why="it is the out-of-hours number", now=NOON + HOUR)
    case = run(store, platform, HOUR)
    assert kinds(platform) == [ActionKind.HIDE, ActionKind.UNHIDE]
    assert case.state is CaseState.UNDONE
    assert not store.open_cases()
    with pytest.raises(AlreadyDecided):
        cases.approve(store, 1, by=TOM, policy=HOLDING, now=NOON + 2 * HOUR)


def test_a_person_may_decide_before_the_hold_was_carried_out(store: Store) -> None:
    platform = heard(store, PHONE)
    platform.fail("act", RateLimited("busy", retry_at=NOON + 2 * HOUR))
    assert run(store, platform, timedelta(0)).state is CaseState.LATER
    assert run(store, platform, 3 * HOUR).state is CaseState.HELD


def test_a_hold_that_cannot_be_had_simply_waits_for_a_person(store: Store) -> None:
    platform = heard(store, PHONE)
    platform.fail("act", NotPossible("not this one"))
    assert run(store, platform, timedelta(0)).state is CaseState.WAITING
    cases.approve(store, 1, by=PRIYA, policy=HOLDING, now=NOON + HOUR)
    assert run(store, platform, HOUR).state is CaseState.DONE


def test_a_hold_still_ends_when_the_words_were_edited_meanwhile(store: Store) -> None:
    platform = heard(store, PHONE)
    run(store, platform, timedelta(0))
    platform.edit(HERE, "Sorry, wrong page")
    take_in(platform, store, HOLDING, now=NOON + HOUR)
    assert store.case(1).state is CaseState.CHANGED
    run(store, platform, 5 * HOUR)
    assert kinds(platform) == [ActionKind.HIDE, ActionKind.UNHIDE]


NOT_HELD = {
    "it is switched off": (PHONE, {"hold": Hold()}, {}),
    "nothing is listed": (PHONE, {"vocabulary": Vocabulary()}, {}),
    "somebody needs help": (f"{PHONE}, there is a smell of gas in my kitchen", {}, {}),
    "it is a complaint": (f"{PHONE}. Six weeks without heating and nobody cares", {}, {}),
    "the rule is on review": (
        PHONE,
        {"behaviours": tuple(replace(r, state=RuleState.REVIEW) for r in SHIPPED.behaviours)},
        {},
    ),
    "it is an elected member": (PHONE, {"public_figures": {PlatformName.FACEBOOK: ("7001",)}}, {}),
    "it can't be hidden by API": (PHONE, {}, {ActionKind.HIDE: Ability(way=Way.BY_HAND)}),
}


@pytest.mark.parametrize("name", NOT_HELD)
def test_nothing_is_held_when(name: str, store: Store) -> None:
    text, policy, abilities = NOT_HELD[name]
    platform = heard(store, text, replace(HOLDING, **policy), abilities=abilities)
    run(store, platform, timedelta(0))
    assert not platform.done
    assert store.case(1).state is CaseState.WAITING


def test_a_block_ends_by_itself_and_its_mark_on_the_ladder_stays(store: Store) -> None:
    platform = heard(store, "I know where you live and I'm coming to break your legs", SHIPPED)
    for by in (PRIYA, TOM):
        cases.approve(store, 1, by=by, policy=SHIPPED, now=NOON, kind=ActionKind.BLOCK)
    case = run(store, platform, timedelta(0))
    action = case.verdicts[0].action
    assert action is not None
    assert (action.until, action.review_at) == (NOON + 28 * DAY, NOON + 14 * DAY)
    assert store.to_review(NOON + 13 * DAY) == ()
    assert [c.id for c in store.to_review(NOON + 14 * DAY)] == [1]
    assert run(store, platform, 27 * DAY).state is CaseState.DONE
    over = run(store, platform, 28 * DAY)
    assert kinds(platform) == [ActionKind.BLOCK, ActionKind.UNBLOCK]
    assert over.state is CaseState.UNDONE
    assert over.verdicts[-1].why == "its time is over"
    mark = upheld_by(over)
    assert mark is not None
    assert mark.at == NOON
    assert store.to_review(NOON + 60 * DAY) == ()
    with pytest.raises(AlreadyDecided, match="has undone case 1 already"):
        cases.undo(store, 1, by=PRIYA, why="again", now=NOON + 60 * DAY)


def test_an_end_that_cannot_be_had_by_api_goes_to_a_person(store: Store) -> None:
    platform = heard(store, "I know where you live and I'm coming to break your legs", SHIPPED)
    for by in (PRIYA, TOM):
        cases.approve(store, 1, by=by, policy=SHIPPED, now=NOON, kind=ActionKind.BLOCK)
    run(store, platform, timedelta(0))
    platform.fail("act", NotPossible("no unblocking here"))
    assert run(store, platform, 28 * DAY).state is CaseState.BY_HAND
    assert [case.id for case in store.open_cases()] == [1]


def test_a_rule_on_review_asks_why(store: Store) -> None:
    on_review = replace(SHIPPED, behaviours=tuple(replace(r, state=RuleState.REVIEW) for r in SHIPPED.behaviours))
    heard(store, "You lot are pathetic idiots", on_review)
    with pytest.raises(NotApproved, match="the rule 'abuse' is on review, so say why: --why"):
        cases.approve(store, 1, by=PRIYA, policy=on_review, now=NOON)
    cases.approve(store, 1, by=PRIYA, policy=on_review, now=NOON, why="aimed at staff by name")
    assert store.case(1).state is CaseState.APPROVED


def test_what_a_rule_in_shadow_finds_opens_no_case_and_is_on_the_record(store: Store) -> None:
    in_shadow = replace(SHIPPED, behaviours=tuple(replace(r, state=RuleState.SHADOW) for r in SHIPPED.behaviours))
    heard(store, "You lot are pathetic idiots", in_shadow)
    assert not store.open_cases()
    (seen,) = [one for one in store.recorded(subject=str(HERE)) if one.entry.event == "seen"]
    assert seen.body is not None
    assert '"shadows":[{"action":"private_warning","behaviour":"abuse","rule":"abuse","step":1}]' in seen.body


def test_elected_members_and_journalists_need_a_manager(store: Store) -> None:
    policy = replace(SHIPPED, public_figures={PlatformName.FACEBOOK: ("7001",)})
    heard(store, "You lot are pathetic idiots", policy)
    with pytest.raises(NotApproved, match="private warning in case 1 needs a manager among those who approve it"):
        cases.approve(store, 1, by=PRIYA, policy=policy, now=NOON)
    cases.approve(store, 1, by=MAYA, policy=policy, now=NOON)
    assert store.case(1).state is CaseState.APPROVED


def test_one_of_two_must_have_the_role_that_the_policy_asks_for(store: Store) -> None:
    policy = replace(SHIPPED, roles={ActionKind.BLOCK: "manager"})
    heard(store, "I know where you live and I'm coming to break your legs", policy)
    cases.approve(store, 1, by=PRIYA, policy=policy, now=NOON, kind=ActionKind.BLOCK)
    with pytest.raises(NotApproved, match="block in case 1 needs a manager"):
        cases.approve(store, 1, by=TOM, policy=policy, now=NOON)
    cases.approve(store, 1, by=MAYA, policy=policy, now=NOON)
    assert store.case(1).state is CaseState.APPROVED


def test_an_adjustment_on_record_is_considered_and_answered_before_anything_is_done(store: Store) -> None:
    platform = heard(store, "Could you send my letters in large print please, I am partially sighted", SHIPPED)
    platform.hear(an_interaction("You lot are pathetic idiots", id="2", posted_at=NOON))
    take_in(platform, store, SHIPPED, now=NOON)
    with pytest.raises(NotApproved, match="say first whether it explains this and what we have tried"):
        cases.approve(store, 2, by=PRIYA, policy=SHIPPED, now=NOON)
    with pytest.raises(NotApproved, match="say what we have tried"):
        cases.consider_adjustment(store, 2, explains=False, tried=" ", by=PRIYA, now=NOON)
    with pytest.raises(NotApproved, match="no adjustment is on record for whoever wrote case 1"):
        cases.consider_adjustment(store, 1, explains=False, tried="texted", by=PRIYA, now=NOON)
    considered = cases.consider_adjustment(store, 2, explains=False, tried="we text them now", by=PRIYA, now=NOON)
    assert considered.adjustment_considered == "it does not explain the behaviour; tried: we text them now"
    cases.approve(store, 2, by=PRIYA, policy=SHIPPED, now=NOON)
    assert store.case(2).state is CaseState.APPROVED
    assert not list(store.verify())


def test_the_own_page_of_a_colleague_is_never_a_target(store: Store) -> None:
    policy = replace(SHIPPED, own_accounts={PlatformName.FACEBOOK: (an_account().id,)})
    heard(store, "You lot are pathetic idiots", policy)
    assert not store.open_cases()


def test_the_same_words_are_said_in_another_form_where_the_template_has_one(store: Store) -> None:
    reminder = SHIPPED.templates["friendly_reminder"]
    easy = replace(reminder, variants={"easy_read": "Please be kind to our staff."})
    policy = replace(SHIPPED, templates={**SHIPPED.templates, "friendly_reminder": easy})
    heard(store, "You lot are pathetic idiots", policy)
    with pytest.raises(NotApproved, match="these words have no variant 'pl'; there is: easy_read"):
        cases.approve(store, 1, by=PRIYA, policy=policy, now=NOON, variant="pl")
    cases.approve(store, 1, by=PRIYA, policy=policy, now=NOON, variant="easy_read")
    action = store.case(1).verdicts[0].action
    assert action is not None
    assert action.wording == "Please be kind to our staff."
