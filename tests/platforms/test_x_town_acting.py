"""Acting on X in the town, over real HTTP, and what the account is told when it cannot."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.errors import Gone, NotPermitted, NotPossible, RateLimited, TokenDead
from bot.model import ActionKind, Way
from platforms.simulator.x_limits import Span
from tests.builders import an_action
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


def test_a_used_up_day_is_waited_for_though_the_quarter_looks_healthy(told: Told) -> None:
    told.does("mention", "m1", "ann", "damp")
    [mention] = told.polls()
    told.world.limits.use_up("POST /2/users/{id}/dm/block", Span.USER_DAY)
    with pytest.raises(RateLimited) as waits:
        told.x.act(an_action(ActionKind.RESTRICT_MESSAGES), mention, now=told.clock.now())
    assert waits.value.retry_at == told.clock.now() + timedelta(hours=24)


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
    told = Told(STAGE, address, user_id="999", handle="DerbyHomesOld")
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
