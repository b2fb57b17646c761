"""X on a bad day, over real HTTP: nothing is lost, nothing is done twice, and nothing but our errors comes out."""

import contextlib
from collections.abc import Iterator

import pytest

from bot.errors import ActingStopped, PlatformError, RateLimited, Unreachable
from bot.model import Action, ActionKind, Interaction
from platforms.simulator.faults import Fault, FaultKind
from platforms.simulator.server import running
from platforms.simulator.town import Town
from tests.platforms.simulator.x_town import START, Stage
from tests.platforms.x_story import Told

POST = "/2/tweets$"


class BadDay(Told):
    """A story that is told in a whole town, where things can be made to go wrong."""

    def __init__(self, town: Town, address: str) -> None:
        super().__init__(Stage(), address, clock=town.clock.now)
        self.clock, self.world, self.faults = town.clock, town.x, town.faults
        self.world.introduce("ann", handle="AnnOfAllenton", name="Ann")

    def goes_wrong(self, kind: FaultKind, path: str, *, times: int = 1, skip: int = 0, **extra: object) -> None:
        self.faults.add(Fault(kind=kind, path=path, times=times, skip=skip, extra=extra))

    def hears_a_mention(self) -> Interaction:
        self.does("mention", "m", "ann", "damp")
        [mention] = self.polls()
        return mention

    def replies_to(self, mention: Interaction) -> Action:
        self.clock.advance(60)
        action = Action(kind=ActionKind.REPLY, wording="Please ring us.")
        self.x.act(action, mention, now=self.clock.now())
        return action


@pytest.fixture
def day() -> Iterator[BadDay]:
    town = Town(START)
    with running(town) as address:
        yield BadDay(town, address)


def test_a_reply_whose_answer_was_dropped_is_found_by_reading_back(day: BadDay) -> None:
    mention = day.hears_a_mention()
    day.goes_wrong(FaultKind.DROPPED_ANSWER, POST)
    with pytest.raises(Unreachable) as lost:
        day.replies_to(mention)
    assert lost.value.maybe_done
    now, action = day.clock.now(), Action(kind=ActionKind.REPLY, wording="Please ring us.")
    assert day.x.look_up(mention, action, since=now, now=now).took_effect is True
    ours = [post for post in day.world.posts.values() if post.author == day.world.us.id]
    assert len(ours) == 1


@pytest.mark.parametrize("kind", [FaultKind.MALFORMED, FaultKind.HTML, FaultKind.SERVER_ERROR])
def test_a_reply_that_was_not_taken_is_not_found(day: BadDay, kind: FaultKind) -> None:
    mention = day.hears_a_mention()
    day.goes_wrong(kind, POST)
    with pytest.raises(Unreachable) as lost:
        day.replies_to(mention)
    assert lost.value.maybe_done
    now, action = day.clock.now(), Action(kind=ActionKind.REPLY, wording="Please ring us.")
    assert day.x.look_up(mention, action, since=now, now=now).took_effect is False


def test_a_stopped_account_and_a_limit_are_told_apart(day: BadDay) -> None:
    mention = day.hears_a_mention()
    day.goes_wrong(FaultKind.X_ERROR, POST, status=403, detail="Your account is suspended.")
    day.goes_wrong(FaultKind.RATE_LIMITED, POST)
    for kind in (ActingStopped, RateLimited):
        with pytest.raises(kind):
            day.replies_to(mention)
    day.replies_to(mention)


BAD = [FaultKind.SERVER_ERROR, FaultKind.MALFORMED, FaultKind.HTML, FaultKind.DROPPED_ANSWER, FaultKind.RATE_LIMITED]


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("path", ["/2/users/[0-9]+/mentions", "/2/users/[0-9]+/tweets", "/2/tweets/search", "/2/dm_ev"])
def test_whatever_breaks_the_reading_nothing_is_lost_or_heard_twice(day: BadDay, kind: FaultKind, path: str) -> None:
    day.does("post", "lifts", text="Lift repairs this week")
    for n in range(110):
        day.does("mention", f"m{n}", "ann", f"mention {n}")
    for n in range(5):
        day.does("reply", f"r{n}", "bob", f"reply {n}", "lifts")
        day.does("direct_message", f"d{n}", "ann", f"direct {n}")
    day.goes_wrong(kind, path, times=3, skip=1)
    heard: list[str] = []
    for _ in range(4):
        with contextlib.suppress(PlatformError):
            day.polls()
        heard += [i.text for page in day.pages for i in page.interactions]
        day.clock.advance(900)
    assert len(heard) == len(set(heard)) == 120


@pytest.mark.parametrize("kind", [FaultKind.DUPLICATE_PAGE, FaultKind.REORDERED_PAGE])
@pytest.mark.parametrize("skip", [0, 1, 2])
def test_pages_that_come_twice_or_in_disorder(day: BadDay, kind: FaultKind, skip: int) -> None:
    day.polls()
    for n in range(250):
        day.does("mention", f"m{n}", "ann", f"mention {n}")
    day.goes_wrong(kind, "/mentions", skip=skip)
    heard = [i.text for i in day.polls()]
    heard += [i.text for i in day.polls()]
    assert len(heard) == len(set(heard)) == 250
