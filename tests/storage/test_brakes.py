"""Brakes as they are kept, and the counts behind the limits: what was asked of a platform, what was found lately."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from bot.model import (
    ActionKind,
    Behaviour,
    Choice,
    Decision,
    History,
    Interaction,
    OutcomeState,
    Page,
    PlatformName,
    Protected,
    Ref,
)
from storage.brakes import Brake, BrakeKind
from storage.store import Store
from tests.builders import HOUR, MINUTE, NOON, a_decision, a_verdict, an_action, an_interaction, an_outcome

FACEBOOK, X = PlatformName.FACEBOOK, PlatformName.X
PAUSED, ON_REVIEW = BrakeKind.PAUSED, BrakeKind.ON_REVIEW
ABUSE, THREAT = Behaviour.ABUSE, Behaviour.THREAT
SCOPES = ("everything", "platform:facebook", "behaviour:abuse")


def put_on(store: Store, scope: str = "everything", *, kind: BrakeKind = PAUSED, at: datetime = NOON) -> bool:
    return store.put_on(kind, scope, by="Priya", why="too many", now=at)


def take_off(store: Store, scope: str = "everything", *, kind: BrakeKind = PAUSED, at: datetime = NOON) -> bool:
    return store.take_off(kind, scope, by="Tom", why="looked at", now=at)


def lines(store: Store) -> list[tuple[str, str, str]]:
    return [(one.entry.event, one.entry.subject, one.entry.actor) for one in store.recorded()]


def test_no_brake_is_on_in_an_empty_store(store: Store) -> None:
    assert store.brakes() == store.brake_history() == ()
    assert store.last_taken_off(PAUSED) == {}
    assert not take_off(store)
    assert store.length() == 0


@pytest.mark.parametrize("scope", SCOPES)
def test_a_brake_is_on_until_it_is_taken_off_and_both_go_on_the_record(scope: str, store: Store) -> None:
    assert put_on(store, scope)
    assert store.brakes() == (Brake(kind=PAUSED, scope=scope, by="Priya", why="too many", at=NOON),)
    assert take_off(store, scope, at=NOON + HOUR)
    assert store.brakes() == ()
    assert lines(store) == [("brake_on", scope, "Priya"), ("brake_off", scope, "Tom")]
    assert [one.body for one in store.recorded()] == [
        '{"kind":"paused","why":"too many"}',
        '{"kind":"paused","why":"looked at"}',
    ]
    assert list(store.verify()) == []


def test_doing_it_twice_changes_nothing(store: Store) -> None:
    assert put_on(store)
    assert not store.put_on(PAUSED, "everything", by="Tom", why="me too", now=NOON + HOUR)
    assert [brake.by for brake in store.brakes()] == ["Priya"]
    assert take_off(store)
    assert not take_off(store)
    assert store.length() == 2


def test_brakes_of_another_kind_or_scope_are_left_alone(store: Store) -> None:
    for scope in SCOPES:
        for kind in BrakeKind:
            assert put_on(store, scope, kind=kind)
    assert take_off(store, "behaviour:abuse", kind=ON_REVIEW)
    assert [(brake.scope, brake.kind) for brake in store.brakes()] == [
        ("everything", PAUSED),
        ("everything", ON_REVIEW),
        ("platform:facebook", PAUSED),
        ("platform:facebook", ON_REVIEW),
        ("behaviour:abuse", PAUSED),
    ]


def test_the_history_tells_of_every_brake_the_newest_first(store: Store) -> None:
    put_on(store)
    take_off(store, at=NOON + HOUR)
    put_on(store, at=NOON + 2 * HOUR)
    newest, oldest = store.brake_history()
    assert newest == store.brakes()[0]
    assert (newest.at, newest.ended_at, newest.ended_by) == (NOON + 2 * HOUR, None, "")
    assert (oldest.at, oldest.ended_at, oldest.ended_by, oldest.ended_why) == (NOON, NOON + HOUR, "Tom", "looked at")
    assert store.brake_history(limit=1) == (newest,)


def test_when_each_scope_was_last_resumed(store: Store) -> None:
    for hours in (0, 2):
        put_on(store, "behaviour:abuse", kind=ON_REVIEW, at=NOON + hours * HOUR)
        take_off(store, "behaviour:abuse", kind=ON_REVIEW, at=NOON + (hours + 1) * HOUR)
    put_on(store, "behaviour:threat", kind=ON_REVIEW)
    assert store.last_taken_off(ON_REVIEW) == {"behaviour:abuse": NOON + 3 * HOUR}
    assert store.last_taken_off(PAUSED) == {}


def test_a_brake_that_many_put_on_at_once_is_put_on_once(store: Store) -> None:
    people = 6
    ready = Barrier(people)

    def brake(_: int) -> bool:
        ready.wait()
        return put_on(store)

    with ThreadPoolExecutor(people) as pool:
        assert sorted(pool.map(brake, range(people))) == [False] * (people - 1) + [True]
    assert (len(store.brake_history()), store.length()) == (1, 1)


BY_WORD = {"abuse": ABUSE, "threat": THREAT}


def judge(interaction: Interaction, _: History) -> Decision:
    """A plain judge: what is said is the name of a behaviour, "gas" an emergency, all else is fine."""
    behaviour = BY_WORD.get(interaction.text)
    proposed = {} if behaviour else {"findings": (), "clause": "", "proposal": None}
    care = (Protected.EMERGENCY,) if interaction.text == "gas" else ()
    return a_decision(behaviour=behaviour, care=care, at=interaction.posted_at, **proposed)


def hear(store: Store, *texts: str, platform: PlatformName = FACEBOOK, at: datetime = NOON) -> list[int]:
    """Everything said is new; gives the numbers of the cases that it opened."""
    start = sum(store.figures().interactions.values())
    said = tuple(
        an_interaction(text, ref=Ref(platform=platform, id=f"c{start + n}"), platform=platform, posted_at=at)
        for n, text in enumerate(texts)
    )
    taken = store.take_in(
        Page(interactions=said, cursor=None),
        platform=platform,
        account="page",
        judge=judge,
        people_needed={},
        window=timedelta(days=28),
        now=at,
    )
    return list(taken.cases)


def act(store: Store, number: int, *, at: datetime = NOON, choice: Choice = Choice.ACT) -> None:
    """What a person chose is asked of the platform, and it answers."""
    kind = ActionKind.UNHIDE if choice is Choice.UNDO else ActionKind.HIDE
    again = 1 if choice is Choice.UNDO else 0
    case = store.record_verdict(
        number,
        lambda case: a_verdict(kind, choice=choice, read_version=case.version, round=case.round + again, at=at),
    )
    intention = store.intend(case, an_action(kind), now=at)
    store.settle(case, an_outcome(OutcomeState.DONE, round=case.round, at=at), intention=intention)


def test_nothing_was_asked_of_a_platform_in_an_empty_store(store: Store) -> None:
    assert store.effects_since(FACEBOOK, NOON) == {}
    assert store.shares_found(20) == ({}, 0)


def test_what_was_asked_of_a_platform_is_counted_by_behaviour(store: Store) -> None:
    for number in hear(store, "abuse", "abuse", "threat", "gas", "thank you"):
        act(store, number)
    for number in hear(store, "abuse", platform=X):
        act(store, number)
    assert store.effects_since(FACEBOOK, NOON - HOUR) == {"abuse": 2, "threat": 1, "": 1}
    assert store.effects_since(X, NOON - HOUR) == {"abuse": 1}
    assert store.effects_since(PlatformName.INSTAGRAM, NOON - HOUR) == {}


def test_what_was_asked_before_is_not_counted_and_what_was_asked_at_that_moment_is(store: Store) -> None:
    early, late = hear(store, "abuse", "threat")
    act(store, early, at=NOON)
    act(store, late, at=NOON + MINUTE)
    assert store.effects_since(FACEBOOK, NOON) == {"abuse": 1, "threat": 1}
    assert store.effects_since(FACEBOOK, NOON + timedelta(microseconds=1)) == {"threat": 1}


def test_giving_back_is_not_counted(store: Store) -> None:
    (number,) = hear(store, "abuse")
    act(store, number)
    act(store, number, at=NOON + MINUTE, choice=Choice.UNDO)
    assert store.effects_since(FACEBOOK, NOON - HOUR) == {"abuse": 1}


@pytest.mark.parametrize(
    ("last", "found", "looked_at"),
    [
        (0, {}, 0),
        (1, {}, 1),
        (3, {THREAT: 1, ABUSE: 1}, 3),
        (5, {THREAT: 1, ABUSE: 3}, 5),
        (50, {THREAT: 1, ABUSE: 3}, 6),
    ],
)
def test_what_share_of_the_newest_decisions_each_behaviour_has(
    last: int, found: Mapping[Behaviour, int], looked_at: int, store: Store
) -> None:
    hear(store, "thank you", "abuse", "abuse")
    hear(store, "abuse", platform=X)
    hear(store, "threat", "thank you")
    assert store.shares_found(last) == (found, looked_at)


def test_only_what_came_after_a_moment_counts_where_one_is_given(store: Store) -> None:
    hear(store, "abuse", "abuse")
    hear(store, "threat", "thank you", at=NOON + HOUR)
    assert store.shares_found(20, since=NOON) == ({THREAT: 1}, 2)
    assert store.shares_found(20, since=NOON - MINUTE) == ({ABUSE: 2, THREAT: 1}, 4)
