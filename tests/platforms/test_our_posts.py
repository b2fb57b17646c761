"""The words of our own posts: read along with what is said under them, at no extra cost, and never as an answer."""

import re
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.errors import PlatformError
from bot.judge import HISTORY
from bot.model import Cursor, Decision, History, Interaction, Page, PlatformName, Said
from platforms.base import Platform
from platforms.memory import MemoryPlatform
from platforms.simulator.faults import FaultKind
from platforms.simulator.town import Town
from storage.store import Store
from tests.builders import DAY, HOUR, MINUTE, NOON, a_decision, an_interaction
from tests.platforms.stages import QUICK, TownStage, heard, read, words

SECOND = timedelta(seconds=1)
LIFT = "Lift repairs this week"  # what the post says that stands there from the start


@pytest.fixture
def on_x(served: tuple[Town, str]) -> TownStage:
    return TownStage(*served, PlatformName.X)


@pytest.fixture
def store() -> Store:
    return Store("sqlite://")


class Judge:
    """Judges nothing, and keeps what it was shown of each author."""

    def __init__(self) -> None:
        self.shown: dict[str, History] = {}

    def __call__(self, interaction: Interaction, history: History) -> Decision:
        self.shown[words(interaction.text)] = history
        return a_decision(findings=(), behaviour=None, proposal=None)

    @property
    def posts(self) -> dict[str, str]:
        return {text: history.post for text, history in self.shown.items()}

    def answers_before(self, text: str) -> list[str]:
        return [words(line.text) for line in self.shown[text].said if line.ours]


def take_in(store: Store, adapter: Platform, pages: list[Page], judge: Judge) -> None:
    for page in pages:
        store.take_in(
            page,
            platform=adapter.name,
            account=adapter.account,
            judge=judge,
            people_needed={},
            window=HISTORY,
            now=NOON,
        )


def polled(stage: TownStage, store: Store) -> tuple[list[Page], Judge]:
    """Everything new is read and taken in, from where reading stopped before."""
    stage.passes(SECOND)
    adapter, judge = stage.adapter(), Judge()
    pages, _ = read(adapter, store.cursor(adapter.name, adapter.account), now=stage.now)
    take_in(store, adapter, pages, judge)
    return pages, judge


def our_posts(pages: list[Page]) -> list[Said]:
    return [said for page in pages for said in page.ours if not said.parent]


def test_a_post_is_read_with_what_is_said_under_it_and_answers_nobody(over_http: TownStage, store: Store) -> None:
    over_http.says("asked", "Which lift?")
    pages, judge = polled(over_http, store)
    [comment] = heard(pages)
    [post] = our_posts(pages)
    assert (post.text, post.ours, post.at, post.parent) == (LIFT, True, NOON, "")
    assert post.ref is not None
    assert post.ref.platform is over_http.platform
    assert comment.on
    assert (post.ref.id, post.thread, post.on) == (comment.on, comment.on, comment.on)
    assert judge.posts == {"Which lift?": LIFT}
    assert judge.answers_before("Which lift?") == []


def test_each_sees_the_post_that_it_stands_under_however_deep(over_http: TownStage, store: Store) -> None:
    over_http.happens("post", "rents", text="Rents go up in April")
    over_http.passes(SECOND)
    over_http.says("lift", "Which lift?", who="ann")
    over_http.says("rent", "By how much?", who="bob", on="" if over_http.platform is not PlatformName.X else "rents")
    under = "comment" if over_http.platform is not PlatformName.X else "reply"
    over_http.happens(under, "rent-2", who="cat", text="Again?", on="rents")
    over_http.says("deep", "The one on the left", who="cat", on="lift")
    _, judge = polled(over_http, store)
    expected = {"Which lift?": LIFT, "Again?": "Rents go up in April", "The one on the left": LIFT}
    assert judge.posts.items() >= expected.items()


def test_a_comment_that_comes_days_later_sees_the_post_too(over_http: TownStage, store: Store) -> None:
    over_http.says("one", "Which lift?")
    polled(over_http, store)
    over_http.passes(5 * DAY)
    over_http.says("two", "It is still broken", who="bob")
    _, judge = polled(over_http, store)
    assert judge.posts == {"It is still broken": LIFT}


def test_somebody_who_insists_sees_our_answer_and_not_our_post_as_one(over_http: TownStage, store: Store) -> None:
    over_http.says("one", "Which lift?")
    polled(over_http, store)
    over_http.passes(HOUR)
    over_http.says("two", "I asked which lift", on="one", who="ann")
    _, judge = polled(over_http, store)
    assert judge.answers_before("I asked which lift") == []
    over_http.we_answer("ours", "The one on the left.", on="one")
    over_http.passes(MINUTE)
    over_http.says("three", "Thank you", on="one", who="ann")
    _, judge = polled(over_http, store)
    assert judge.answers_before("Thank you") == ["The one on the left."]
    assert judge.posts == {"Thank you": LIFT}


def test_what_does_not_stand_under_a_post_of_ours_has_none(on_meta: TownStage, store: Store) -> None:
    on_meta.happens("tag", "tagged", who="bob", text="Look at this")
    if on_meta.platform is PlatformName.FACEBOOK:
        on_meta.happens("visitor_post", "visit", who="bob", text="Your office was closed")
        on_meta.says("below", "Mine too", on="visit")
    _, judge = polled(on_meta, store)
    assert judge.posts
    assert set(judge.posts.values()) == {""}


def test_the_words_come_too_when_reading_breaks_off_among_the_comments(on_meta: TownStage, store: Store) -> None:
    for n in range(60):
        on_meta.says(f"c{n}", f"comment {n} about the lift")
        on_meta.passes(SECOND)
    adapter, judge = on_meta.adapter(), Judge()
    parts = [until_it_breaks_off(on_meta, after=requests) for requests in range(5)]
    for pages in parts:
        assert {said.on for said in our_posts(pages)} == {i.on for i in heard(pages)}
        take_in(store, adapter, pages, judge)
    assert any(0 < len(heard(pages)) < 60 for pages in parts)
    assert set(judge.posts.values()) == {LIFT}


def until_it_breaks_off(stage: TownStage, *, after: int) -> list[Page]:
    """What a first reading gives if the platform is out of order after so many requests."""
    stage.town.faults.clear()
    stage.lays(FaultKind.SERVER_ERROR, times=QUICK.attempts, skip=after)
    pages: list[Page] = []
    with suppress(PlatformError):
        for page in stage.adapter().poll(Cursor(), now=stage.now):
            pages.append(page)  # noqa: PERF402 - what came before the trouble counts
    return pages


# What is special about X.


def test_what_goes_on_from_our_own_post_on_x_answers_nobody(on_x: TownStage, store: Store) -> None:
    on_x.happens("our_reply", "more", text="Block B comes first.", on="our-post")
    on_x.passes(SECOND)
    on_x.says("asked", "Which lift?")
    pages, judge = polled(on_x, store)
    assert [re.sub(r"^@\w+ ", "", said.text) for said in our_posts(pages)] == [LIFT, "Block B comes first."]
    assert judge.posts == {"Which lift?": LIFT}
    assert judge.answers_before("Which lift?") == []


def test_a_mention_on_x_stands_under_no_post_of_ours(on_x: TownStage, store: Store) -> None:
    on_x.begins("mention", "the lift is broken")
    _, judge = polled(on_x, store)
    assert set(judge.posts.values()) == {""}


# The platform in memory.


def test_in_memory_we_can_post_and_it_is_known_to_whoever_judges(store: Store) -> None:
    memory, judge = MemoryPlatform(), Judge()
    memory.publish("5001", LIFT, at=NOON - DAY)
    memory.hear(an_interaction("Which lift?"), an_interaction("And the stairs?", id="9002", on="5002"))
    take_in(store, memory, list(memory.poll(Cursor(), now=NOON)), judge)
    assert judge.posts == {"Which lift?": LIFT, "And the stairs?": ""}
    assert not any(line.ours for history in judge.shown.values() for line in history.said)
