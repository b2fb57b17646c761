"""The brakes: what is paused waits, limits hold, giving back goes on, a rule that finds too much drops to review."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import cases
from bot.brakes import drop_to_review, limits_reached
from bot.cases import Officer
from bot.model import CaseState, PlatformName, RuleState
from bot.pipeline import settle, take_in
from bot.policy.load import load_policy
from bot.policy.model import Limits
from platforms.memory import MemoryPlatform
from storage.brakes import BrakeKind
from storage.store import Store
from tests.builders import HOUR, MINUTE, NOON, an_account, an_interaction

POLICY = load_policy(Path(__file__).parents[2] / "policies.yaml")
PRIYA = Officer(name="Priya")
INSULT = "You lot are pathetic idiots"
THREAT = "I know where you live and I'm coming to break your legs"


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store("sqlite://")
    yield opened
    opened.close()


def approved(store: Store, *texts: str) -> MemoryPlatform:
    """A platform where each text was said by somebody else, and what is proposed about each was approved."""
    platform = MemoryPlatform()
    for n, text in enumerate(texts):
        author = an_account(id=f"p{n}")
        platform.hear(an_interaction(text, id=f"c{n}", author=author, posted_at=NOON - HOUR + n * MINUTE))
    take_in(platform, store, POLICY, now=NOON)
    for case in store.open_cases():
        cases.approve(store, case.id, by=PRIYA, policy=POLICY, now=NOON)
    return platform


def run(store: Store, platform: MemoryPlatform, limits: Limits, after: timedelta = timedelta(0)) -> int:
    settle({(platform.name, platform.account): platform}, store, limits, now=NOON + after)
    return len(platform.done)


@pytest.mark.parametrize("scope", ["everything", "platform:facebook", "behaviour:abuse"])
def test_what_is_paused_waits_and_goes_on_when_it_is_resumed(scope: str, store: Store) -> None:
    platform = approved(store, INSULT)
    store.put_on(BrakeKind.PAUSED, scope, by="Priya", why="something is wrong", now=NOON)
    assert run(store, platform, Limits()) == 0
    assert store.case(1).state is CaseState.APPROVED
    store.take_off(BrakeKind.PAUSED, scope, by="Priya", why="looked at", now=NOON)
    assert run(store, platform, Limits()) == 1
    assert [one.entry.event for one in store.recorded(subject=scope)] == ["brake_on", "brake_off"]


@pytest.mark.parametrize("scope", ["platform:x", "behaviour:threat"])
def test_what_is_not_paused_goes_on(scope: str, store: Store) -> None:
    platform = approved(store, INSULT)
    store.put_on(BrakeKind.PAUSED, scope, by="Priya", why="something is wrong", now=NOON)
    assert run(store, platform, Limits()) == 1


def test_giving_back_is_never_held_up(store: Store) -> None:
    platform = approved(store, THREAT)
    assert run(store, platform, Limits()) == 1
    store.put_on(BrakeKind.PAUSED, "everything", by="Priya", why="something is wrong", now=NOON)
    cases.undo(store, 1, by=PRIYA, why="overturned", now=NOON + MINUTE)
    assert run(store, platform, Limits(actions_per_hour={PlatformName.FACEBOOK: 1}), MINUTE) == 2
    assert store.case(1).state is CaseState.UNDONE


def test_no_more_than_so_many_actions_an_hour_on_a_platform(store: Store) -> None:
    platform = approved(store, INSULT, INSULT, INSULT, THREAT)
    limits = Limits(actions_per_hour={PlatformName.FACEBOOK: 2})
    assert run(store, platform, limits) == 2
    assert run(store, platform, limits, 30 * MINUTE) == 2
    assert limits_reached(store, limits, now=NOON + 30 * MINUTE) == (
        "2 actions on facebook within the hour; 2 are the most, the rest waits",
    )
    assert run(store, platform, limits, 61 * MINUTE) == 4


def test_no_more_than_so_many_actions_an_hour_about_a_behaviour(store: Store) -> None:
    platform = approved(store, INSULT, INSULT, INSULT, THREAT)
    limits = Limits(actions_per_hour_each_behaviour=1)
    assert run(store, platform, limits) == 2
    assert run(store, platform, limits, 61 * MINUTE) == 3


def test_a_live_rule_that_finds_too_much_drops_to_review_until_a_person_resumes_it(store: Store) -> None:
    policy = replace(POLICY, limits=Limits(share_percent=40, share_of_last=20))
    platform = approved(store, *[INSULT] * 8, *["Thank you all"] * 12)
    assert drop_to_review(store, policy, now=NOON) == ()
    for n in range(10):
        platform.hear(an_interaction(INSULT, id=f"more{n}", author=an_account(id=f"q{n}")))
    take_in(platform, store, policy, now=NOON + MINUTE)
    assert drop_to_review(store, policy, now=NOON + MINUTE) == ("abuse",)
    (brake,) = store.brakes()
    assert (brake.kind, brake.scope, brake.by) == (BrakeKind.ON_REVIEW, "behaviour:abuse", "section11")
    assert brake.why == "it decided in 10 of the newest 20 interactions, more than 40 in a hundred"
    assert drop_to_review(store, policy, now=NOON + MINUTE) == ()
    store.take_off(BrakeKind.ON_REVIEW, "behaviour:abuse", by="Priya", why="a bad Monday", now=NOON + 2 * MINUTE)
    assert drop_to_review(store, policy, now=NOON + 3 * MINUTE) == ()


def test_a_rule_that_is_not_live_need_not_drop(store: Store) -> None:
    policy = replace(
        POLICY,
        limits=Limits(share_percent=10, share_of_last=20),
        behaviours=tuple(replace(rule, state=RuleState.REVIEW) for rule in POLICY.behaviours),
    )
    approved(store, *[INSULT] * 20)
    assert drop_to_review(store, policy, now=NOON) == ()
