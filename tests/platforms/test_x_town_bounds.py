"""Where X's lists end, what it bills twice, and the other ways to sign in and to write, in the town."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from bot.errors import NotPossible, OutOfCredit, RateLimited, TokenDead
from bot.model import ActionKind
from platforms.simulator import x_world
from platforms.simulator.x_limits import Span
from platforms.x import XUserToken
from tests.builders import an_action
from tests.platforms.simulator.x_town import Stage, running
from tests.platforms.x_story import Told

STAGE = Stage()
SEARCH = "GET /2/tweets/search/recent"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(STAGE) as base_url:
        yield base_url


@pytest.fixture
def told(address: str) -> Told:
    return Told(STAGE, address)


def a_storm(told: Told, number: int) -> None:
    told.world.credits = Decimal(100)
    for n in range(number):
        told.does("mention", f"m{n}", "ann", f"number {n}")


def test_mentions_before_the_newest_800_are_found_by_the_search(told: Told) -> None:
    told.polls()
    a_storm(told, 850)
    assert len({i.ref for i in told.polls()}) == 850
    assert told.polls() == []


def test_a_search_for_the_rest_that_broke_off_goes_on_where_it_did(told: Told) -> None:
    told.polls()
    a_storm(told, 850)
    told.world.limits.use_up(SEARCH, Span.USER)
    with pytest.raises(RateLimited):
        told.polls()
    before = [i.ref for page in told.pages for i in page.interactions]
    assert len(before) == 800
    told.passes(minutes=15)
    after = [i.ref for i in told.polls()]
    assert len(after) == len({*before, *after}) - 800 == 50


def test_the_first_look_at_direct_messages_of_a_day_is_a_short_one(told: Told) -> None:
    for n in range(40):
        told.does("direct_message", f"d{n}", "ann", f"number {n}")
    told.passes(minutes=5)
    assert len(told.polls()) == 40
    told.passes(days=1)
    spent = told.world.spent
    told.does("direct_message", "new", "ann", "anybody there?")
    assert [i.text for i in told.polls()] == ["anybody there?"]
    assert told.world.spent - spent == 10 * Decimal("0.010") + Decimal("0.010"), "ten messages and who wrote them"
    assert sum(told.x.spent.values()) == told.world.spent


def test_a_flood_of_direct_messages_is_read_to_its_end(told: Told) -> None:
    told.does("direct_message", "first", "ann", "hello")
    told.passes(minutes=5)
    told.polls()
    told.passes(minutes=5)
    for n in range(130):
        told.does("direct_message", f"d{n}", "bob", f"number {n}")
    assert len(told.polls()) == 130


def test_a_web_address_in_a_reply_is_sent_only_where_the_settings_say_so(address: str) -> None:
    words = "Our policy: https://www.example.org/policy"
    told = Told(STAGE, address, links_in_replies=True)
    told.does("mention", "m1", "ann", "what policy?")
    [mention] = told.polls()
    took_effect, _ = told.acts(ActionKind.REPLY, mention, words)
    assert took_effect is True
    assert sum(told.x.spent.values()) == told.world.spent > Decimal("0.200")

    usual = Told(STAGE, address)
    with pytest.raises(NotPossible, match="many times as much"):
        usual.x.act(an_action(ActionKind.REPLY, wording=words), mention, now=usual.clock.now())


def test_a_user_token_signs_in_as_well_until_it_dies(address: str) -> None:
    token = XUserToken(token=x_world.USER_BEARER)
    told = Told(STAGE, address, credentials=token)
    told.does("post", "lifts", text="Lift repairs")
    told.does("reply", "r1", "ann", "useless", "lifts")
    [reply] = told.polls()
    told.acts(ActionKind.HIDE, reply)
    assert told.world.hidden == {reply.ref.id}
    assert told.acts(ActionKind.MUTE, reply)[0] is True
    assert x_world.USER_BEARER not in repr(token)

    told.world.kill_token(x_world.USER_BEARER)
    with pytest.raises(TokenDead) as dead:
        told.polls()
    assert x_world.USER_BEARER not in f"{dead.value} {dead.value.remedy}"


def test_no_credit_stops_acting_too_and_nothing_is_done(told: Told) -> None:
    told.does("mention", "m1", "ann", "damp")
    [mention] = told.polls()
    told.world.credits = Decimal(0)
    with pytest.raises(OutOfCredit):
        told.x.act(an_action(ActionKind.MUTE), mention, now=told.clock.now())
    assert told.world.muted == set()
