"""The Facebook Page, one answer at a time: what can be done, doing it, and reading it back."""

import json
from datetime import timedelta
from typing import Any

import pytest
import responses

from bot.errors import (
    Gone,
    NotPermitted,
    NotPossible,
    PlatformError,
    TokenDead,
    Unreachable,
)
from bot.model import Action, ActionKind, InteractionKind, Way
from tests.builders import DAY, MINUTE, NOON, an_account, an_action, an_interaction
from tests.platforms.graph_answers import PAGE, ROOT, a_comment, a_facebook, an_error, form_of

NOTHING: dict[str, Any] = {"data": []}


API, HAND, NOT = Way.BY_API, Way.BY_HAND, Way.NOT_HERE
ABILITIES = [
    (ActionKind.REPLY, {}, API),
    (ActionKind.REPLY, {"kind": InteractionKind.REVIEW}, HAND),
    (ActionKind.REPLY, {"kind": InteractionKind.TAG}, HAND),
    (ActionKind.REPLY, {"author": an_account(id=PAGE)}, NOT),
    (ActionKind.PUBLIC_WARNING, {"kind": InteractionKind.REPLY}, API),
    (ActionKind.PRIVATE_WARNING, {}, API),
    (ActionKind.PRIVATE_WARNING, {"posted_at": NOON - 7 * DAY}, NOT),
    (ActionKind.PRIVATE_WARNING, {"posted_at": NOON - 7 * DAY + MINUTE}, API),
    (ActionKind.PRIVATE_WARNING, {"facts": {"private_reply": "t_1"}}, NOT),
    (ActionKind.PRIVATE_WARNING, {"facts": {"can_reply_privately": False}}, NOT),
    (ActionKind.PRIVATE_WARNING, {"kind": InteractionKind.REVIEW}, NOT),
    (ActionKind.HIDE, {}, API),
    (ActionKind.HIDE, {"facts": {"can_hide": False}}, NOT),
    (ActionKind.HIDE, {"kind": InteractionKind.TAG}, NOT),
    (ActionKind.UNHIDE, {}, API),
    (ActionKind.BLOCK, {}, API),
    (ActionKind.BLOCK, {"author": None}, HAND),
    (ActionKind.UNBLOCK, {"author": None}, HAND),
    (ActionKind.MUTE, {}, NOT),
    (ActionKind.UNMUTE, {}, NOT),
    (ActionKind.RESTRICT_MESSAGES, {}, NOT),
    (ActionKind.ALLOW_MESSAGES, {}, NOT),
    (ActionKind.REPORT, {}, HAND),
]


@pytest.mark.parametrize(("kind", "about", "way"), ABILITIES)
def test_what_can_be_done(kind: ActionKind, about: dict[str, Any], way: Way) -> None:
    said = an_interaction(**about)
    abilities = a_facebook().can(said, now=NOON)
    assert set(abilities) == set(ActionKind)
    assert abilities[kind].way is way
    assert way is API or abilities[kind].because.endswith(".")
    assert way is not HAND or abilities[kind].link == said.url


def test_the_offer_of_a_private_reply_has_an_end() -> None:
    said = an_interaction()
    assert a_facebook().can(said, now=NOON)[ActionKind.PRIVATE_WARNING].until == said.posted_at + 7 * DAY


def test_nothing_is_asked_of_facebook_that_it_can_not_do(meta: responses.RequestsMock) -> None:
    with pytest.raises(NotPossible):
        a_facebook().act(an_action(ActionKind.REPORT), an_interaction(), now=NOON)
    assert not meta.calls


def test_a_reply_is_posted_under_the_comment_and_read_back(meta: responses.RequestsMock) -> None:
    meta.post(f"{ROOT}/9001/comments", json={"id": "5001_9100"})
    meta.get(f"{ROOT}/5001_9100", json={"id": "5001_9100", "parent": {"id": "5001_9001"}})
    receipt = a_facebook().act(an_action(ActionKind.REPLY, wording="On Tuesday."), an_interaction(), now=NOON)
    assert receipt.id == "5001_9100"
    assert form_of(meta.calls[0].request) == {"message": "On Tuesday."}


@pytest.mark.parametrize("answer", [{"success": True}, {"id": "9001"}, {}, {"id": ["x"]}])
def test_a_reply_that_seems_to_have_edited_a_comment_stops_the_action(
    meta: responses.RequestsMock, answer: dict[str, Any]
) -> None:
    meta.post(f"{ROOT}/9001/comments", json=answer)
    with pytest.raises(NotPermitted) as raised:
        a_facebook().act(an_action(ActionKind.REPLY), an_interaction(), now=NOON)
    assert raised.value.remedy


def test_a_reply_that_landed_elsewhere_stops_the_action(meta: responses.RequestsMock) -> None:
    meta.post(f"{ROOT}/9001/comments", json={"id": "5001_9100"})
    meta.get(f"{ROOT}/5001_9100", json={"id": "5001_9100", "parent": {"id": "5001_4"}})
    with pytest.raises(NotPermitted):
        a_facebook().act(an_action(ActionKind.REPLY), an_interaction(), now=NOON)


def test_a_reply_that_can_not_be_read_back_was_made_all_the_same(meta: responses.RequestsMock) -> None:
    meta.post(f"{ROOT}/9001/comments", json={"id": "5001_9100"})
    meta.get(f"{ROOT}/5001_9100", status=500, body="<html>")
    assert a_facebook().act(an_action(ActionKind.REPLY), an_interaction(), now=NOON).id == "5001_9100"


def test_a_private_reply_names_the_comment(meta: responses.RequestsMock) -> None:
    meta.post(f"{ROOT}/{PAGE}/messages", json={"recipient_id": "7001", "message_id": "m_1"})
    words = an_action(ActionKind.PRIVATE_WARNING, wording="Please stop.")
    assert a_facebook().act(words, an_interaction(), now=NOON).id == "m_1"
    form = form_of(meta.calls[0].request)
    assert json.loads(form["recipient"]) == {"comment_id": "9001"}
    assert json.loads(form["message"]) == {"text": "Please stop."}
    assert form["messaging_type"] == "RESPONSE"


def test_blocking_falls_back_to_the_other_name_for_a_person(meta: responses.RequestsMock) -> None:
    meta.post(f"{ROOT}/{PAGE}/blocked", json=an_error(100), status=400)
    meta.post(f"{ROOT}/{PAGE}/blocked", json={"7001": True})
    receipt = a_facebook().act(an_action(ActionKind.BLOCK), an_interaction(), now=NOON)
    assert receipt.detail == {"named_as": "psid"}
    assert [form_of(c.request) for c in meta.calls] == [{"user": '["7001"]'}, {"psid": '["7001"]'}]


@pytest.mark.parametrize(
    ("answer", "status", "expected"),
    [
        ({"7001": False}, 200, NotPossible),
        ({"success": False}, 200, NotPossible),
        ({}, 200, Unreachable),
        (an_error(3801), 400, NotPossible),
        (an_error(3802), 400, NotPossible),
        (an_error(190, 460), 401, TokenDead),
        (an_error(100, 33), 400, Gone),
    ],
)
def test_a_block_that_did_not_happen_is_told(
    meta: responses.RequestsMock, answer: Any, status: int, expected: type[PlatformError]
) -> None:
    meta.post(f"{ROOT}/{PAGE}/blocked", json=answer, status=status)
    with pytest.raises(expected):
        a_facebook().act(an_action(ActionKind.BLOCK), an_interaction(), now=NOON)
    assert len(meta.calls) == 1


WORDS = an_action(ActionKind.REPLY, wording="We will mend it on Tuesday.")


@pytest.mark.parametrize(
    ("line", "took_effect"),
    [
        ({}, True),
        ({"message": " We will mend  it on Tuesday. "}, True),
        ({"message": "We will mend it."}, False),
        ({"from": {"id": "7001"}}, False),
        ({"from": None}, None),
        ({"created_time": "2026-11-23T11:59:59+0000"}, False),
    ],
)
def test_our_words_are_looked_for_in_the_thread(
    meta: responses.RequestsMock, *, line: dict[str, Any], took_effect: bool | None
) -> None:
    usual = {"from": {"id": PAGE}, "message": WORDS.wording, "created_time": "2026-11-23T12:00:00+0000"}
    meta.get(f"{ROOT}/9001", json=a_comment("9001"))
    meta.get(f"{ROOT}/9001/comments", json={"data": [a_comment("5001_9100", **{**usual, **line})]})
    standing = a_facebook().look_up(
        an_interaction(), WORDS, since=NOON + timedelta(microseconds=400_000), now=NOON + MINUTE
    )
    assert standing.exists
    assert standing.took_effect is took_effect


@pytest.mark.parametrize(
    ("kind", "hidden", "took_effect"),
    [
        (ActionKind.HIDE, True, True),
        (ActionKind.HIDE, False, False),
        (ActionKind.UNHIDE, False, True),
        (ActionKind.HIDE, None, None),
    ],
)
def test_hiding_is_read_back(
    meta: responses.RequestsMock, *, kind: ActionKind, hidden: bool | None, took_effect: bool | None
) -> None:
    meta.get(f"{ROOT}/9001", json=a_comment("9001", is_hidden=hidden))
    assert a_facebook().look_up(an_interaction(), an_action(kind), now=NOON).took_effect is took_effect


@pytest.mark.parametrize(
    ("action", "blocked", "took_effect"),
    [
        (ActionKind.BLOCK, [{"id": "7001", "name": "Jo"}], True),
        (ActionKind.BLOCK, [], False),
        (ActionKind.UNBLOCK, [], True),
    ],
)
def test_a_block_is_read_back(
    meta: responses.RequestsMock, *, action: ActionKind, blocked: list[Any], took_effect: bool
) -> None:
    meta.get(f"{ROOT}/9001", json=an_error(100, 33), status=400)
    meta.get(f"{ROOT}/{PAGE}/blocked", json={"data": blocked})
    standing = a_facebook().look_up(an_interaction(), Action(kind=action), now=NOON)
    assert standing.exists is False
    assert standing.took_effect is took_effect


def test_a_private_reply_is_looked_for_in_its_conversation(meta: responses.RequestsMock) -> None:
    words = an_action(ActionKind.PRIVATE_WARNING, wording="Please stop.")
    meta.get(f"{ROOT}/9001", json=a_comment("9001", private_reply_conversation={"id": "t_1"}))
    line = {"id": "m_1", "message": "Please stop.", "from": {"id": PAGE}, "created_time": "2026-11-23T12:00:00+0000"}
    meta.get(f"{ROOT}/t_1/messages", json={"data": [line]})
    standing = a_facebook().look_up(an_interaction(), words, since=NOON, now=NOON)
    assert standing.took_effect
    assert standing.receipt is not None
    assert standing.receipt.id == "m_1"


def test_without_leave_to_read_conversations_a_private_reply_can_not_be_told(meta: responses.RequestsMock) -> None:
    meta.get(f"{ROOT}/9001", json=a_comment("9001"))
    meta.get(f"{ROOT}/{PAGE}/conversations", json=an_error(200), status=403)
    words = an_action(ActionKind.PRIVATE_WARNING)
    assert a_facebook().look_up(an_interaction(), words, now=NOON).took_effect is None


def test_what_is_gone_does_not_exist(meta: responses.RequestsMock) -> None:
    meta.get(f"{ROOT}/9001", json=an_error(100, 33), status=400)
    assert a_facebook().look_up(an_interaction(), an_action(), now=NOON).exists is False


def test_an_unknown_way_of_naming_people_is_refused() -> None:
    with pytest.raises(ValueError, match="user, psid"):
        a_facebook(block_with="asid")
