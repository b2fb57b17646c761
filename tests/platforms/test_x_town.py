"""The X adapter in the town: real HTTP, signatures checked, everything billed."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.errors import DialectChanged, Gone, NotPermitted, NotPossible, OutOfCredit, RateLimited, TokenDead
from bot.model import Action, ActionKind, Cursor, Interaction, InteractionKind, Page, Way
from platforms.graph_wire import Patience
from platforms.simulator import x_world
from platforms.simulator.x_limits import Span
from platforms.x import X, XCredentials
from tests.builders import an_action
from tests.platforms.simulator.x_town import Stage, Story, running

QUICK = Patience(attempts=2, first_wait=0, longest_wait=0)
STAGE = Stage()
CREDENTIALS = XCredentials(
    consumer_key=x_world.CONSUMER_KEY,
    consumer_secret=x_world.CONSUMER_SECRET,
    access_token=x_world.ACCESS_TOKEN,
    access_secret=x_world.ACCESS_SECRET,
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(STAGE) as base_url:
        yield base_url


class Told(Story):
    """A story with our adapter in it, which remembers how far it has read."""

    def __init__(self, address: str, **given: Any) -> None:
        super().__init__()
        STAGE.put_on(self.world)
        usual = {
            "user_id": x_world.OUR_ID,
            "handle": x_world.OUR_HANDLE,
            "credentials": CREDENTIALS,
            "base_url": address,
            "clock": self.clock.now,
            "pause": lambda _seconds: None,
            "patience": QUICK,
        }
        self.x = X(**{**usual, **given})
        self.cursor = Cursor()
        self.pages: list[Page] = []

    def polls(self) -> list[Interaction]:
        self.pages = []
        for page in self.x.poll(self.cursor, now=self.clock.now()):
            self.pages.append(page)
            self.cursor = page.cursor or self.cursor
        return [i for page in self.pages for i in page.interactions]

    def acts(self, kind: ActionKind, on: Interaction, wording: str = "") -> tuple[bool | None, str]:
        """Does it and reads it back."""
        action = Action(kind=kind, wording=wording)
        since = self.clock.now()
        receipt = self.x.act(action, on, now=since)
        return self.x.look_up(on, action, since=since, now=since).took_effect, receipt.id


@pytest.fixture
def told(address: str) -> Told:
    return Told(address)


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


def test_a_warning_is_posted_and_found_again(told: Told) -> None:
    told.does("mention", "m1", "ann", "your plumber is useless")
    [mention] = told.polls()
    words = "Please keep to our policy & be kind."
    warning = an_action(ActionKind.PUBLIC_WARNING, wording=words)
    assert told.x.look_up(mention, warning, since=told.clock.now(), now=told.clock.now()).took_effect is False
    took_effect, made = told.acts(ActionKind.PUBLIC_WARNING, mention, words)
    assert took_effect is True
    assert told.world.posts[made].text == f"@AnnOfAllenton {words}"
    told.passes(minutes=5)
    told.polls()
    assert [said.parent for page in told.pages for said in page.ours] == [mention.ref.id]
    assert sum(told.x.spent.values()) == told.world.spent
    with pytest.raises(NotPossible, match="same words"):
        told.x.act(warning, mention, now=told.clock.now())


def test_the_newest_version_is_answered_and_hidden(told: Told) -> None:
    told.does("mention", "m1", "ann", "damp")
    told.does("edit", "e1", "ann", "damp and mould", "m1")
    [mention] = told.polls()
    took_effect, made = told.acts(ActionKind.REPLY, mention, "Sorry to hear that.")
    assert took_effect is True
    assert told.world.posts[made].replies_to == told.world.id_of("m1")


def test_a_reply_of_a_third_party_is_a_step_for_a_person_and_can_be_hidden(told: Told) -> None:
    told.does("post", "lifts", text="Lift repairs this week")
    told.does("reply", "r1", "ann", "no lift", "lifts")
    told.does("reply", "r2", "bob", "thick as mince, you", "r1", mentions_us=False)
    [_, reply] = told.polls()
    can = told.x.can(reply, now=told.clock.now())
    assert (can[ActionKind.PUBLIC_WARNING].way, can[ActionKind.HIDE].way) == (Way.BY_HAND, Way.BY_API)
    assert can[ActionKind.PUBLIC_WARNING].link == f"https://x.com/i/status/{reply.ref.id}"
    assert told.acts(ActionKind.HIDE, reply) == (None, reply.ref.id)
    assert told.world.hidden == {reply.ref.id}
    told.acts(ActionKind.UNHIDE, reply)
    assert told.world.hidden == set()


def test_a_reply_to_us_that_left_out_our_name_is_refused_by_x(told: Told) -> None:
    told.does("post", "lifts", text="Lift repairs this week")
    told.does("reply", "r1", "ann", "no lift", "lifts", mentions_us=False)
    [reply] = told.polls()
    with pytest.raises(NotPossible, match="mentioned or quoted us"):
        told.x.act(an_action(ActionKind.REPLY), reply, now=told.clock.now())


def test_a_mention_elsewhere_cannot_be_hidden(told: Told) -> None:
    told.does("mention", "m1", "ann", "your plumber is useless")
    told.does("reply", "r1", "bob", "they all are", "m1")
    for heard in told.polls():
        ability = told.x.can(heard, now=told.clock.now())[ActionKind.HIDE]
        assert (ability.way, ability.because) == (
            Way.NOT_HERE,
            "It is not under a post of ours, and X lets us hide replies only there.",
        )


def test_muting_and_refusing_messages_are_done_and_undone(told: Told) -> None:
    told.does("mention", "m1", "ann", "damp")
    [mention] = told.polls()
    ann = told.id_of("ann")
    assert told.acts(ActionKind.MUTE, mention) == (True, ann)
    assert told.world.muted == {ann}
    assert told.acts(ActionKind.UNMUTE, mention) == (True, ann)
    assert told.world.muted == set()
    assert told.acts(ActionKind.RESTRICT_MESSAGES, mention) == (None, ann)
    assert told.world.dm_blocked == {ann}
    assert told.acts(ActionKind.ALLOW_MESSAGES, mention) == (None, ann)
    assert told.world.dm_blocked == set()
    assert sum(told.x.spent.values()) == told.world.spent


def test_a_private_warning_needs_them_to_have_written_first(told: Told) -> None:
    told.does("mention", "m1", "bob", "thick as mince")
    told.does("direct_message", "d1", "ann", "ring me")
    told.does("mention", "m2", "ann", "ring me or else")
    [direct, bob, ann] = told.polls()
    ways = [told.x.can(i, now=told.clock.now())[ActionKind.PRIVATE_WARNING].way for i in (direct, bob, ann)]
    assert ways == [Way.BY_API, Way.BY_HAND, Way.BY_API]
    assert told.acts(ActionKind.PRIVATE_WARNING, ann, "Please keep to our policy.")[0] is True
    assert told.acts(ActionKind.REPLY, direct, "We will ring you today.")[0] is True
    told.passes(minutes=5)
    told.polls()
    assert [said.text for page in told.pages for said in page.ours] == [
        "Please keep to our policy.",
        "We will ring you today.",
    ]


def test_what_is_gone_cannot_be_hidden(told: Told) -> None:
    told.does("post", "lifts", text="Lift repairs this week")
    told.does("reply", "r1", "ann", "no lift", "lifts")
    [reply] = told.polls()
    told.does("delete", "x1", "ann", on="r1")
    for kind in (ActionKind.HIDE, ActionKind.REPLY):
        with pytest.raises(Gone):
            told.x.act(an_action(kind), reply, now=told.clock.now())


def test_reading_stops_before_the_budget_is_passed_while_acting_goes_on(address: str) -> None:
    told = Told(address, daily_budget=Decimal("0.50"))
    for n in range(60):
        told.does("mention", f"m{n}", f"person {n}", f"number {n}")
    with pytest.raises(OutOfCredit, match=r"our own budget for X of 0\.50 US dollars"):
        told.polls()
    heard = [i for page in told.pages for i in page.interactions]
    assert 0 < len(heard) < 60
    assert told.world.spent <= Decimal("0.50")
    assert told.acts(ActionKind.REPLY, heard[0], "Please ring us.")[0] is True
    anew = Told(address, daily_budget=Decimal("0.50"))
    anew.cursor = told.cursor
    with pytest.raises(OutOfCredit):
        anew.polls()


def test_what_a_budget_left_unread_is_read_the_next_day(address: str) -> None:
    told = Told(address, daily_budget=Decimal("0.30"))
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


def test_a_used_up_day_is_waited_for_though_the_quarter_looks_healthy(told: Told) -> None:
    told.does("mention", "m1", "ann", "damp")
    [mention] = told.polls()
    told.world.limits.use_up("POST /2/users/{id}/dm/block", Span.USER_DAY)
    with pytest.raises(RateLimited) as waits:
        told.x.act(an_action(ActionKind.RESTRICT_MESSAGES), mention, now=told.clock.now())
    assert waits.value.retry_at == told.clock.now() + timedelta(hours=24)


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


def test_a_dead_token_is_told_with_its_remedy(told: Told) -> None:
    told.world.kill_token()
    with pytest.raises(TokenDead) as dead:
        told.polls()
    assert "console.x.com" in dead.value.remedy
    [account, budget] = told.x.check(now=told.clock.now())
    assert (account.ok, account.remedy, budget.ok) == (False, dead.value.remedy, True)


def test_all_is_well(told: Told) -> None:
    assert [(check.what, check.ok) for check in told.x.check(now=told.clock.now())] == [
        ("account", True),
        ("handle", True),
        ("direct messages", True),
        ("budget", True),
    ]


def test_keys_of_another_account_and_an_old_handle_are_noticed(address: str) -> None:
    told = Told(address, user_id="999", handle="DerbyHomesOld")
    assert [(check.what, check.ok) for check in told.x.check(now=told.clock.now())][:2] == [
        ("account", False),
        ("handle", False),
    ]


def test_a_protected_account_counts_as_gone(told: Told) -> None:
    told.does("mention", "m1", "ann", "damp")
    [mention] = told.polls()
    told.world.set_standing("ann", "protected")
    assert told.x.look_up(mention, now=told.clock.now()).exists is False


def test_blocking_and_reporting_are_steps_for_a_person(told: Told) -> None:
    told.does("mention", "m1", "ann", "damp")
    [mention] = told.polls()
    can = told.x.can(mention, now=told.clock.now())
    assert (can[ActionKind.BLOCK].way, can[ActionKind.BLOCK].link) == (Way.BY_HAND, "https://x.com/AnnOfAllenton")
    assert can[ActionKind.REPORT].link == f"https://x.com/i/status/{mention.ref.id}"
    with pytest.raises(NotPossible):
        told.x.act(an_action(ActionKind.BLOCK), mention, now=told.clock.now())
    assert not issubclass(NotPossible, NotPermitted)
