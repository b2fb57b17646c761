"""Acting: intention, effect, read-back, outcome; what each refusal of a platform comes to."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import cases
from bot.act import BELIEVE_ABSENCE_AFTER, TRIES, carry_out
from bot.cases import Officer
from bot.errors import (
    ActingStopped,
    DialectChanged,
    Gone,
    NotApproved,
    NotPermitted,
    NotPossible,
    OutOfCredit,
    PlatformError,
    RateLimited,
    TokenDead,
    Unreachable,
)
from bot.model import (
    Abilities,
    Ability,
    Action,
    ActionKind,
    Case,
    CaseState,
    Interaction,
    OutcomeState,
    PlatformName,
    Ref,
    Standing,
    Way,
)
from bot.pipeline import settle, take_in
from bot.policy.load import load_policy
from platforms.memory import MemoryPlatform, Rehearsal
from storage.store import Store
from tests.builders import HOUR, MINUTE, NOON, an_interaction

POLICY = load_policy(Path(__file__).parents[2] / "policies.yaml")
PRIYA = Officer(name="Priya Shah")
THREAT = "I know where you live and I'm coming round to break your legs"
HERE = Ref(platform=PlatformName.FACEBOOK, id="1")
S = OutcomeState


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store("sqlite://")
    yield opened
    opened.close()


@pytest.fixture
def platform() -> MemoryPlatform:
    found = MemoryPlatform()
    found.hear(an_interaction(THREAT, ref=HERE))
    return found


def approved(store: Store, platform: MemoryPlatform, kind: ActionKind | None = None) -> Case:
    take_in(platform, store, POLICY, now=NOON)
    return cases.approve(store, 1, by=PRIYA, policy=POLICY, now=NOON, kind=kind)


def run(store: Store, platform: MemoryPlatform, *, after: timedelta = timedelta(0)) -> Case:
    settle({(platform.name, platform.account): platform}, store, now=NOON + after)
    return store.case(1)


def test_done_and_seen(store: Store, platform: MemoryPlatform) -> None:
    approved(store, platform)
    case = run(store, platform)
    assert case.outcome is not None
    assert (case.state, case.outcome.state, case.outcome.detail) == (
        CaseState.DONE,
        S.DONE,
        "done, and seen on the platform",
    )
    assert [one.entry.event for one in store.recorded()][-3:] == ["verdict", "intention", "outcome"]


def test_nothing_is_carried_out_that_nobody_approved(store: Store, platform: MemoryPlatform) -> None:
    take_in(platform, store, POLICY, now=NOON)
    with pytest.raises(NotApproved, match="nothing approved to carry out"):
        carry_out(store.case(1), platform, store, now=NOON)
    assert platform.done == []


def test_a_second_run_repeats_nothing(store: Store, platform: MemoryPlatform) -> None:
    approved(store, platform)
    for minutes in range(5):
        run(store, platform, after=minutes * MINUTE)
    assert len(platform.done) == 1


REFUSALS: dict[str, tuple[PlatformError, OutcomeState, timedelta | None]] = {
    "throttled until a time": (RateLimited("busy", retry_at=NOON + HOUR), S.LATER, HOUR),
    "the token is dead": (TokenDead("expired", remedy="renew it"), S.LATER, timedelta(minutes=30)),
    "all writing is stopped": (ActingStopped("policy block"), S.LATER, timedelta(minutes=30)),
    "no credit": (OutOfCredit("credits depleted"), S.LATER, timedelta(minutes=30)),
    "not permitted": (NotPermitted("no permission"), S.BY_HAND, None),
    "never possible": (NotPossible("the window is over"), S.BY_HAND, None),
    "an answer of an unknown shape": (DialectChanged("strange"), S.BY_HAND, None),
    "gone": (Gone("deleted"), S.GONE, None),
    "unreachable before anything was sent": (Unreachable("no network"), S.LATER, timedelta(minutes=2)),
    "anything else": (PlatformError("strange"), S.LATER, timedelta(minutes=2)),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_a_refusal_comes_to(store: Store, platform: MemoryPlatform, name: str) -> None:
    error, state, wait = REFUSALS[name]
    approved(store, platform)
    platform.fail("act", error)
    outcome = run(store, platform).outcome
    assert outcome is not None
    assert outcome.state is state
    assert (outcome.retry_at - NOON if outcome.retry_at else None) == wait
    assert platform.done == []


def test_what_must_be_done_by_hand_comes_with_its_link(store: Store) -> None:
    by_hand = Ability(way=Way.BY_HAND, because="only a person can block here", link="https://www.example.org/block")
    platform = MemoryPlatform(abilities={ActionKind.HIDE: by_hand})
    platform.hear(an_interaction(THREAT, ref=HERE))
    approved(store, platform, ActionKind.HIDE)
    case = run(store, platform)
    assert case.outcome is not None
    assert (case.state, case.outcome.link) == (CaseState.BY_HAND, "https://www.example.org/block")
    done = cases.by_hand(store, 1, by=PRIYA, did=True, why="", now=NOON)
    assert (done.state, done.outcome.detail if done.outcome else "") == (CaseState.DONE, "Priya Shah: has done it")


def test_put_off_and_then_done(store: Store, platform: MemoryPlatform) -> None:
    approved(store, platform)
    platform.fail("act", RateLimited("busy", retry_at=NOON + HOUR))
    assert run(store, platform).state is CaseState.LATER
    assert run(store, platform, after=59 * MINUTE).state is CaseState.LATER
    assert run(store, platform, after=HOUR).state is CaseState.DONE
    assert len(platform.done) == 1


def test_an_answer_lost_after_the_effect_is_found_by_reading(store: Store, platform: MemoryPlatform) -> None:
    approved(store, platform)
    platform.fail("act", Unreachable("time-out", maybe_done=True))
    case = run(store, platform)
    assert case.outcome is not None
    assert (case.state, case.outcome.detail) == (CaseState.DONE, "found done on reading back")
    assert len(platform.done) == 1


def test_a_crash_between_intention_and_act_is_tried_again_only_after_a_while(
    store: Store, platform: MemoryPlatform
) -> None:
    case = approved(store, platform)
    assert case.verdict is not None
    assert case.verdict.action is not None
    store.intend(case, case.verdict.action, now=NOON)
    run(store, platform, after=MINUTE)
    assert (len(store.unsettled()), platform.done) == (1, [])
    run(store, platform, after=BELIEVE_ABSENCE_AFTER)
    assert run(store, platform, after=BELIEVE_ABSENCE_AFTER + MINUTE).state is CaseState.DONE
    assert len(platform.done) == 1


class Silent(MemoryPlatform):
    """A platform that never says whether an action stands."""

    def look_up(
        self, interaction: Interaction, action: Action | None = None, *, since: datetime | None = None, now: datetime
    ) -> Standing:
        standing = super().look_up(interaction, action, since=since, now=now)
        return Standing(exists=standing.exists, text=standing.text)


def test_what_reading_cannot_tell_goes_to_a_person(store: Store) -> None:
    platform = Silent()
    platform.hear(an_interaction(THREAT, ref=HERE))
    approved(store, platform)
    platform.fail("act", Unreachable("time-out", maybe_done=True))
    case = run(store, platform)
    assert case.outcome is not None
    assert case.state is CaseState.BY_HAND
    assert "please look, hide by hand" in case.outcome.detail
    run(store, platform, after=HOUR)
    assert len(platform.done) == 1


def test_after_so_many_tries_it_goes_to_a_person(store: Store, platform: MemoryPlatform) -> None:
    approved(store, platform)
    platform.fail("act", Unreachable("no network"), times=20)
    for hours in range(TRIES + 2):
        run(store, platform, after=hours * HOUR)
    case = store.case(1)
    assert case.outcome is not None
    assert (case.state, case.outcome.detail) == (CaseState.BY_HAND, f"tried {TRIES} times: no network")


def test_edited_after_the_approval(store: Store, platform: MemoryPlatform) -> None:
    approved(store, platform)
    platform.edit(HERE, "I'm sorry")
    assert run(store, platform).state is CaseState.LATER
    assert platform.done == []


def test_somebody_else_has_hidden_it_already(store: Store, platform: MemoryPlatform) -> None:
    case = approved(store, platform)
    assert case.verdict is not None
    assert case.verdict.action is not None
    platform.act(case.verdict.action, case.interaction, now=NOON)
    case = run(store, platform)
    assert case.outcome is not None
    assert (case.outcome.state, len(platform.done)) == (S.ALREADY_SO, 1)


def test_a_rehearsal_never_reaches_the_platform(store: Store, platform: MemoryPlatform) -> None:
    approved(store, platform)
    case = run(store, Rehearsal(platform))
    assert case.outcome is not None
    assert (case.outcome.state, platform.done) == (S.REHEARSED, [])


def test_a_comment_that_cannot_be_judged_goes_to_a_person_and_holds_nobody_up(store: Store) -> None:
    class Broken(MemoryPlatform):
        def can(self, interaction: Interaction, *, now: datetime) -> Abilities:
            if interaction.ref == HERE:
                raise RuntimeError("a bug of ours")
            return super().can(interaction, now=now)

    platform = Broken()
    platform.hear(
        an_interaction(THREAT, ref=HERE), an_interaction("lovely", ref=Ref(platform=PlatformName.FACEBOOK, id="2"))
    )
    taken = take_in(platform, store, POLICY, now=NOON)
    assert (taken.new, taken.cases) == (2, (1,))
    assert store.case(1).decision.unread
    assert cases.leave_alone(store, 1, by=PRIYA, why="read it", now=NOON).state is CaseState.LEFT_ALONE
