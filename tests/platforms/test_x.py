"""The X adapter, one answer at a time. Stories over real HTTP are in test_x_town.py, refusals in test_x_errors.py."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import responses

from bot.errors import NotPossible, OutOfCredit, PlatformError, Unreachable
from bot.model import Action, ActionKind, Cursor, Interaction, InteractionKind, PlatformName, Way
from tests.builders import HOUR, MINUTE, NOON, an_account, an_action
from tests.platforms.x_answers import (
    ME,
    NOTHING,
    ROOT,
    a_list,
    a_mention,
    a_partial,
    a_post,
    a_problem,
    an_x,
    asked,
    id_at,
)

OFFER, HAND, NOT_HERE = Way.BY_API, Way.BY_HAND, Way.NOT_HERE


@pytest.fixture
def town() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def sent(town: responses.RequestsMock) -> Any:
    return json.loads(town.calls[0].request.body or b"")


# What can be done.

OURS = {"in_our_thread": True}
CASES = [
    (a_mention(), "reply hide mute restrict_messages", "private_warning block report", ""),
    (a_mention(facts={}), "reply hide mute", "private_warning", ""),
    (a_mention(facts={"mentions_us": False, "replies_to_us": True}), "reply public_warning", "", ""),
    (a_mention(facts={"mentions_us": False, "replies_to_us": False}), "hide", "reply public_warning", ""),
    (a_mention(facts={"mentions_us": False, "replies_to_us": False, "quotes_us": True}), "reply", "", ""),
    (a_mention(facts={"mentions_us": True, "in_our_thread": False}), "reply", "", "hide unhide"),
    (a_mention(facts={**OURS, "mentions_us": True}), "hide unhide", "", ""),
    (a_mention(facts={"wrote_to_us": True}), "private_warning", "", ""),
    (a_mention(author=None), "reply hide", "mute unmute restrict_messages allow_messages private_warning block", ""),
    (a_mention(author=an_account(platform=PlatformName.X, id=ME)), "", "", " ".join(ActionKind)),
    (
        a_mention(kind=InteractionKind.DIRECT_MESSAGE, facts={}),
        "reply private_warning mute restrict_messages",
        "block report",
        "public_warning hide unhide",
    ),
]


@pytest.mark.parametrize(("interaction", "by_api", "by_hand", "not_here"), CASES)
def test_what_can_be_done(interaction: Interaction, by_api: str, by_hand: str, not_here: str) -> None:
    can = an_x().can(interaction, now=NOON)
    assert set(can) == set(ActionKind)
    for kinds, way in ((by_api, OFFER), (by_hand, HAND), (not_here, NOT_HERE)):
        assert {kind: can[ActionKind(kind)].way for kind in kinds.split()} == dict.fromkeys(kinds.split(), way)
    for ability in can.values():
        assert ability.way is OFFER or ability.because.endswith(".")
        assert ability.way is not HAND or ability.link.startswith("https://")


def test_nothing_is_asked_of_x_for_what_it_does_not_offer(town: responses.RequestsMock) -> None:
    with pytest.raises(NotPossible, match="Block or Unblock"):
        an_x().act(an_action(ActionKind.BLOCK), a_mention(), now=NOON)
    assert not town.calls


# Doing it.


@pytest.mark.parametrize(
    "words",
    ["See https://derbyhomes.org/policy", "See www.derbyhomes.org", "See derbyhomes.org.", "on GOV.UK please"],
)
def test_a_reply_with_a_web_address_is_not_sent(town: responses.RequestsMock, words: str) -> None:
    with pytest.raises(NotPossible, match="web address"):
        an_x().act(an_action(ActionKind.REPLY, wording=words), a_mention(), now=NOON)
    assert not town.calls


def test_an_ordinary_full_stop_is_no_web_address(town: responses.RequestsMock) -> None:
    town.post(f"{ROOT}/tweets", status=201, json={"data": {"id": "9100"}})
    words = "Sorry.We will ring you at 5.30, e.g. on Monday. Thanks."
    receipt = an_x().act(an_action(ActionKind.REPLY, wording=words), a_mention(), now=NOON)
    assert receipt.id == "9100"
    assert sent(town) == {"text": words, "reply": {"in_reply_to_tweet_id": "9001"}}


CONFIRMED = [
    (ActionKind.HIDE, "PUT", "tweets/9001/hidden", "hidden", True),
    (ActionKind.UNHIDE, "PUT", "tweets/9001/hidden", "hidden", False),
    (ActionKind.MUTE, "POST", f"users/{ME}/muting", "muting", True),
    (ActionKind.UNMUTE, "DELETE", f"users/{ME}/muting/7001", "muting", False),
    (ActionKind.RESTRICT_MESSAGES, "POST", "users/7001/dm/block", "blocked", True),
    (ActionKind.ALLOW_MESSAGES, "POST", "users/7001/dm/unblock", "blocked", False),
]


@pytest.mark.parametrize(("kind", "method", "path", "name", "wanted"), CONFIRMED)
def test_an_effect_must_be_confirmed(
    town: responses.RequestsMock, kind: ActionKind, method: str, path: str, name: str, *, wanted: bool
) -> None:
    x, action = an_x(), an_action(kind)
    town.add(method, f"{ROOT}/{path}", json={"data": {name: wanted}})
    assert x.act(action, a_mention(), now=NOON).id in ("9001", "7001")
    town.replace(method, f"{ROOT}/{path}", json={"data": {name: not wanted}})
    with pytest.raises(NotPossible):
        x.act(action, a_mention(), now=NOON)
    bodies: tuple[dict[str, Any], ...] = ({"data": {}}, {"data": {name: "yes"}}, {"ok": True})
    for unclear in bodies:
        town.replace(method, f"{ROOT}/{path}", json=unclear)
        with pytest.raises(Unreachable) as lost:
            x.act(action, a_mention(), now=NOON)
        assert lost.value.maybe_done
    assert sum(x.spent.values()) > 0


@pytest.mark.parametrize("id_", ["", "../9", "9001?x=1", "abc"])
def test_what_is_no_id_of_x_is_never_put_into_an_address(town: responses.RequestsMock, id_: str) -> None:
    for kind in (ActionKind.HIDE, ActionKind.REPLY):
        with pytest.raises(NotPossible):
            an_x().act(an_action(kind), a_mention(id=id_, facts={}), now=NOON)
    somebody = a_mention(author=an_account(platform=PlatformName.X, id=id_))
    with pytest.raises(NotPossible):
        an_x().act(an_action(ActionKind.MUTE), somebody, now=NOON)
    assert not town.calls


# Reading back.


def test_our_words_are_found_behind_the_handles_that_x_puts_before_them(town: responses.RequestsMock) -> None:
    reply = a_post(
        id_at(NOON),
        text="@jo Please &amp; thank you",
        author_id=ME,
        created_at="2026-11-23T12:00:00.000Z",
        referenced_tweets=[{"type": "replied_to", "id": "9001"}],
    )
    town.get(f"{ROOT}/tweets", json={"data": [a_post()]})
    town.get(f"{ROOT}/users/{ME}/tweets", json=a_list(reply))
    town.get(f"{ROOT}/tweets/search/recent", json=NOTHING)
    x = an_x()

    def stands(words: str, since: datetime) -> bool | None:
        action = Action(kind=ActionKind.PUBLIC_WARNING, wording=words)
        return x.look_up(a_mention(), action, since=since, now=NOON + MINUTE).took_effect

    assert stands("Please & thank you", NOON) is True
    assert stands("Please & thank you", NOON + MINUTE) is False
    assert stands("Something else", NOON) is False
    assert stands("  ", NOON) is False


def test_our_words_are_found_by_the_search_too(town: responses.RequestsMock) -> None:
    reply = a_post("9100", text="@jo Please", author_id=ME, referenced_tweets=[{"type": "replied_to", "id": "9001"}])
    town.get(f"{ROOT}/tweets", json={"data": [a_post()]})
    town.get(f"{ROOT}/users/{ME}/tweets", json=NOTHING)
    town.get(f"{ROOT}/tweets/search/recent", json=a_list(reply))
    action = Action(kind=ActionKind.REPLY, wording="Please")
    standing = an_x().look_up(a_mention(), action, since=NOON - 2 * HOUR, now=NOON)
    assert standing.took_effect is True
    assert standing.receipt is not None
    assert standing.receipt.id == "9100"
    assert asked(town, "tweets/search/recent")[0]["query"] == "conversation_id:9001 from:DerbyHomes"


def test_the_newest_words_are_looked_up(town: responses.RequestsMock) -> None:
    history = ["9001", "9002"]
    town.get(f"{ROOT}/tweets", json={"data": [a_post(edit_history_tweet_ids=history)]})
    town.get(f"{ROOT}/tweets", json={"data": [a_post("9002", text="new", edit_history_tweet_ids=history)]})
    assert an_x().look_up(a_mention(), now=NOON).text == "new"


def test_silence_about_a_post_does_not_count_as_gone(town: responses.RequestsMock) -> None:
    town.get(f"{ROOT}/tweets", json={"meta": {}})
    with pytest.raises(Unreachable):
        an_x().look_up(a_mention(), now=NOON)


def test_a_mute_is_looked_up_even_when_the_post_has_gone(town: responses.RequestsMock) -> None:
    town.get(f"{ROOT}/tweets", json={"errors": [a_partial("resource-not-found")]})
    town.get(f"{ROOT}/users/{ME}/muting", json=a_list({"id": "1"}, next_token="more"))
    town.get(f"{ROOT}/users/{ME}/muting", json=a_list({"id": "7001"}))
    standing = an_x().look_up(a_mention(), an_action(ActionKind.MUTE), now=NOON)
    assert (standing.exists, standing.took_effect) == (False, True)
    hidden = an_x().look_up(a_mention(), an_action(ActionKind.HIDE), now=NOON)
    assert (hidden.exists, hidden.took_effect) == (False, None)


@pytest.mark.parametrize(
    "body", [{}, {"data": 5}, {"data": [5, {"id": ["9001"]}]}, {"errors": "none"}, {"errors": [7]}]
)
def test_nothing_but_our_own_errors_leaves_a_look_up(town: responses.RequestsMock, body: Any) -> None:
    town.get(f"{ROOT}/tweets", json=body)
    with pytest.raises(PlatformError):
        an_x().look_up(a_mention(), now=NOON)


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(401, "Make new keys"), (402, "Top up"), (429, "Try again after 12:15 UTC"), (500, "Try again later")],
)
def test_a_check_says_what_to_do(town: responses.RequestsMock, status: int, remedy: str) -> None:
    town.get(f"{ROOT}/users/me", status=status, json=a_problem(status))
    account, budget = an_x().check(now=NOON)
    assert (account.ok, budget.ok) == (False, True)
    assert account.remedy.startswith(remedy)


def test_a_day_that_is_spent_is_told(town: responses.RequestsMock) -> None:
    town.get(f"{ROOT}/users/me", json={"data": {"id": ME, "username": "derbyhomes"}})
    town.get(f"{ROOT}/dm_events", status=403, json=a_problem(403, "oauth1-permissions"))
    checks = {check.what: check for check in an_x(daily_budget=Decimal("0.001")).check(now=NOON)}
    assert [what for what, check in checks.items() if not check.ok] == ["direct messages", "budget"]
    assert "rights" in checks["direct messages"].remedy


def test_a_budget_of_nothing_still_answers(town: responses.RequestsMock) -> None:
    town.post(f"{ROOT}/tweets", status=201, json={"data": {"id": "9100"}})
    x = an_x(daily_budget=Decimal(0))
    x.act(an_action(ActionKind.REPLY), a_mention(), now=NOON)
    assert x.spent == {NOON.date(): Decimal("0.010")}
    with pytest.raises(OutOfCredit, match="our own budget"):
        list(x.poll(Cursor(), now=NOON + timedelta(0)))
