"""Reading X in the town: real HTTP, signatures checked, everything billed."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from bot.errors import DialectChanged, OutOfCredit, RateLimited
from bot.model import ActionKind, InteractionKind
from platforms.simulator.x_limits import Span
from tests.platforms.simulator.x_town import Stage, running
from tests.platforms.x_story import Told

STAGE = Stage()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(STAGE) as base_url:
        yield base_url


@pytest.fixture
def told(address: str) -> Told:
    return Told(STAGE, address)


def test_mentions_replies_third_parties_and_direct_messages_are_read_once(told: Told) -> None:
    told.does("post", "lifts", text="Lift repairs this week")
    first = told.does("reply", "r1", "ann", "When will ours be mended?", "lifts")
    told.does("reply", "r2", "bob", "you daft cow & liar", "r1", mentions_us=False)
    told.does("mention", "m1", "bob", "my kitchen is damp <again>")
    told.does("direct_message", "d1", "ann", "Please ring me")
    heard = {i.text: i for i in told.polls()}
    assert {text: i.kind for text, i in heard.items()} == {
        "Please ring me": InteractionKind.DIRECT_MESSAGE,
        "@DerbyHomes When will ours be mended?": InteractionKind.COMMENT,
        "@AnnOfAllenton you daft cow & liar": InteractionKind.REPLY,
        "@DerbyHomes my kitchen is damp <again>": InteractionKind.MENTION,
    }
    reply = heard["@AnnOfAllenton you daft cow & liar"]
    assert reply.author is not None
    assert (reply.author.handle, reply.parent, reply.thread) == ("bob_1987", first, told.world.id_of("lifts"))
    assert reply.on == reply.thread
    assert reply.facts["in_our_thread"] is True
    assert [said.text for page in told.pages for said in page.ours] == ["Lift repairs this week"]
    assert told.polls() == []
    told.passes(minutes=30)
    told.does("mention", "m2", "ann", "hello?")
    assert [i.text for i in told.polls()] == ["@DerbyHomes hello?"]


def test_what_the_reading_costs_is_what_the_town_bills(told: Told) -> None:
    told.does("post", "lifts", text="Lift repairs this week")
    for n in range(7):
        told.does("reply", f"r{n}", "ann", f"Flat {n} has no lift", "lifts")
    told.polls()
    told.polls()
    assert sum(told.x.spent.values()) == told.world.spent
    assert Decimal(told.cursor.marks["spent"]["2026-06-01"]) == told.world.spent


def test_a_quiet_poll_costs_nothing(told: Told) -> None:
    told.polls()
    told.passes(hours=7)
    told.polls()
    assert told.world.spent == 0


def test_an_answer_under_an_old_post_of_ours_is_still_seen(told: Told) -> None:
    told.does("post", "old", text="Fire doors")
    told.polls()
    told.passes(days=6, hours=23)
    told.polls()
    told.does("reply", "r1", "ann", "still wedged open", "old")
    told.does("reply", "r2", "bob", "says who", "r1", mentions_us=False)
    assert [i.facts["in_our_thread"] for i in told.polls()] == [True, True]
    told.passes(days=9)
    told.does("reply", "r3", "ann", "and today", "old")
    assert [i.text for i in told.polls()] == ["@DerbyHomes and today"]


def test_many_posts_of_ours_are_searched_in_short_queries(told: Told) -> None:
    for n in range(30):
        told.does("post", f"p{n}", text=f"Notice {n}")
        told.does("reply", f"r{n}", "ann", "first", f"p{n}")
        told.does("reply", f"s{n}", "bob", f"second {n}", f"r{n}", mentions_us=False)
    assert len(told.polls()) == 60
    told.does("reply", "late", "bob", "late", "r3", mentions_us=False)
    assert [i.text for i in told.polls()] == ["@AnnOfAllenton late"]


def test_a_long_list_is_read_to_its_end_before_its_mark_moves(told: Told) -> None:
    for n in range(230):
        told.does("mention", f"m{n}", "ann", f"number {n}")
    assert len(told.polls()) == 230
    assert [len(page.interactions) for page in told.pages if page.interactions] == [100, 100, 30]
    assert [page.cursor is None for page in told.pages][:3] == [True, True, False]


def test_an_edit_is_heard_under_the_first_id(told: Told) -> None:
    first = told.does("mention", "m1", "ann", "my kitchen is damp")
    [before] = told.polls()
    told.passes(minutes=5)
    told.does("edit", "e1", "ann", "your director is a thief", "m1")
    [after] = told.polls()
    assert before.ref.id == after.ref.id == first
    assert after.text == "@DerbyHomes your director is a thief"
    assert after.facts["newest_id"] == told.world.id_of("m1") != first
    assert after.edited_at == told.clock.now()
    assert after.posted_at < after.edited_at


def test_an_edit_and_a_deletion_are_found_by_reading_again(told: Told) -> None:
    told.does("post", "lifts", text="Lift repairs this week")
    told.does("reply", "r1", "ann", "no lift", "lifts")
    told.does("mention", "m1", "bob", "damp")
    [reply, mention] = told.polls()
    told.does("delete", "x1", "ann", on="r1")
    told.polls()
    assert [page.gone for page in told.pages if page.gone] == []
    told.passes(hours=6)
    told.polls()
    assert [page.gone for page in told.pages if page.gone] == [(reply.ref,)]
    told.passes(hours=6)
    told.polls()
    assert [page.gone for page in told.pages if page.gone] == []
    assert told.x.look_up(reply, now=told.clock.now()).exists is False
    standing = told.x.look_up(mention, now=told.clock.now())
    assert (standing.exists, standing.text) == (True, mention.text)


def test_reading_stops_before_the_budget_is_passed_while_acting_goes_on(address: str) -> None:
    told = Told(STAGE, address, daily_budget=Decimal("0.50"))
    for n in range(60):
        told.does("mention", f"m{n}", f"person {n}", f"number {n}")
    with pytest.raises(OutOfCredit, match=r"our own budget for X of 0\.50 US dollars"):
        told.polls()
    heard = [i for page in told.pages for i in page.interactions]
    assert 0 < len(heard) < 60
    assert told.world.spent <= Decimal("0.50")
    assert told.acts(ActionKind.REPLY, heard[0], "Please ring us.")[0] is True
    anew = Told(STAGE, address, daily_budget=Decimal("0.50"))
    anew.cursor = told.cursor
    with pytest.raises(OutOfCredit):
        anew.polls()


def test_what_a_budget_left_unread_is_read_the_next_day(address: str) -> None:
    told = Told(STAGE, address, daily_budget=Decimal("0.30"))
    for n in range(60):
        told.does("mention", f"m{n}", f"person {n}", f"number {n}")
    heard = []
    for _ in range(2):
        with pytest.raises(OutOfCredit):
            told.polls()
        heard += [i.text for page in told.pages for i in page.interactions]
        told.passes(days=1)
    told.does("mention", "new", "ann", "new")
    heard += [i.text for i in told.polls()]
    heard += [i.text for i in told.polls()]
    assert len(heard) == len(set(heard)) == 61


def test_a_list_that_broke_off_is_read_from_the_same_mark(told: Told) -> None:
    told.polls()
    told.does("mention", "m1", "ann", "damp")
    told.world.credits = Decimal(0)
    with pytest.raises(OutOfCredit, match=r"top it up at console\.x\.com"):
        told.polls()
    told.world.credits = Decimal(5)
    assert [i.text for i in told.polls()] == ["@DerbyHomes damp"]


def test_busy_direct_messages_do_not_keep_the_rest_from_being_read(told: Told) -> None:
    told.does("mention", "m1", "ann", "damp")
    told.world.limits.use_up("GET /2/dm_events", Span.USER)
    with pytest.raises(RateLimited):
        told.polls()
    assert [i.text for page in told.pages for i in page.interactions] == ["@DerbyHomes damp"]


def test_a_changed_dialect_stops_the_reading(told: Told) -> None:
    told.polls()
    told.world.dialect = "new"
    told.does("mention", "m1", "ann", "damp")
    with pytest.raises(DialectChanged, match="conversation_id, created_at"):
        told.polls()
