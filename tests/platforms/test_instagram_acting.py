"""The Instagram account, one answer at a time: what can be done, doing it, and reading it back."""

from typing import Any

import pytest
import responses

from bot.errors import NotPermitted, NotPossible, Unreachable
from bot.model import ActionKind, Interaction, InteractionKind, PlatformName, Way
from tests.builders import DAY, NOON, an_account, an_action, an_interaction
from tests.platforms.graph_answers import EARLIER, PAGE, ROOT, a_batch, an_error, an_instagram, form_of

OURS = "17841405822304914"
API, HAND, NOT = Way.BY_API, Way.BY_HAND, Way.NOT_HERE


def a_comment(id_: str = "1791", *replies: Any, **given: Any) -> dict[str, Any]:
    usual = {
        "id": id_,
        "text": "Lovely garden",
        "timestamp": EARLIER,
        "from": {"id": "8001", "username": "jo.m"},
        "username": "jo.m",
        "hidden": False,
    }
    row = {name: value for name, value in {**usual, **given}.items() if value is not None}
    return {**row, "replies": {"data": list(replies)}} if replies else row


def a_comment_said(**given: Any) -> Interaction:
    author = an_account(platform=PlatformName.INSTAGRAM, id="8001", handle="jo.m", name="")
    return an_interaction("Lovely garden", id="1791", **{"platform": PlatformName.INSTAGRAM, "author": author, **given})


ABILITIES = [
    (ActionKind.REPLY, {}, API),
    (ActionKind.REPLY, {"facts": {"hidden": True}}, NOT),
    (ActionKind.REPLY, {"kind": InteractionKind.TAG}, HAND),
    (ActionKind.PRIVATE_WARNING, {}, API),
    (ActionKind.PRIVATE_WARNING, {"posted_at": NOON - 7 * DAY}, NOT),
    (ActionKind.PRIVATE_WARNING, {"kind": InteractionKind.TAG}, NOT),
    (ActionKind.HIDE, {}, API),
    (ActionKind.HIDE, {"author": an_account(id=OURS)}, NOT),
    (ActionKind.HIDE, {"author": an_account(id="?", handle="derbyhomes")}, NOT),
    (ActionKind.HIDE, {"kind": InteractionKind.TAG}, NOT),
    (ActionKind.BLOCK, {}, API),
    (ActionKind.BLOCK, {"facts": {"conversation": True}}, API),
    (ActionKind.BLOCK, {"facts": {"conversation": False}}, HAND),
    (ActionKind.BLOCK, {"facts": {"author_id_known": False}}, HAND),
    (ActionKind.BLOCK, {"author": None}, HAND),
    (ActionKind.MUTE, {}, NOT),
    (ActionKind.RESTRICT_MESSAGES, {}, NOT),
    (ActionKind.REPORT, {}, HAND),
]


@pytest.mark.parametrize(("kind", "about", "way"), ABILITIES)
def test_what_can_be_done(kind: ActionKind, about: dict[str, Any], way: Way) -> None:
    abilities = an_instagram().can(a_comment_said(**about), now=NOON)
    assert set(abilities) == set(ActionKind)
    assert abilities[kind].way is way
    assert way is API or abilities[kind].because.endswith(".")
    assert way is not HAND or abilities[kind].link.startswith("https://")


def test_blocking_by_hand_starts_at_the_profile() -> None:
    said = a_comment_said(facts={"conversation": False})
    assert an_instagram().can(said, now=NOON)[ActionKind.BLOCK].link == "https://www.instagram.com/jo.m/"
    evil = a_comment_said(facts={"conversation": False}, author=an_account(id="8001", handle="../x"))
    assert an_instagram().can(evil, now=NOON)[ActionKind.BLOCK].link == evil.url


def test_an_answer_to_a_reply_goes_under_the_comment_that_began_it(meta: responses.RequestsMock) -> None:
    meta.post(f"{ROOT}/1790/replies", json={"id": "1795"})
    meta.get(f"{ROOT}/1795", json={"id": "1795", "parent_id": "1790"})
    said = a_comment_said(kind=InteractionKind.REPLY, parent="1790", thread="1790")
    receipt = an_instagram().act(an_action(ActionKind.REPLY), said, now=NOON)
    assert receipt.id == "1795"


def test_an_answer_without_an_id_stops_the_action(meta: responses.RequestsMock) -> None:
    meta.post(f"{ROOT}/1791/replies", json={"success": True})
    with pytest.raises(NotPermitted):
        an_instagram().act(an_action(ActionKind.REPLY), a_comment_said(), now=NOON)


def test_a_private_reply_goes_through_the_page(meta: responses.RequestsMock) -> None:
    meta.post(f"{ROOT}/{PAGE}/messages", json={"recipient_id": "8001", "message_id": "m1"})
    assert an_instagram().act(an_action(ActionKind.PRIVATE_WARNING), a_comment_said(), now=NOON).id == "m1"


def test_without_a_page_it_goes_through_the_account(meta: responses.RequestsMock) -> None:
    meta.post(f"{ROOT}/{OURS}/messages", json={"recipient_id": "8001"})
    with pytest.raises(Unreachable) as raised:
        an_instagram(page_id="").act(an_action(ActionKind.PRIVATE_WARNING), a_comment_said(), now=NOON)
    assert raised.value.maybe_done


@pytest.mark.parametrize(
    ("kind", "path", "form"),
    [
        (ActionKind.HIDE, "1791", {"hide": "true"}),
        (ActionKind.UNHIDE, "1791", {"hide": "false"}),
        (
            ActionKind.BLOCK,
            f"{PAGE}/moderate_conversations",
            {"actions": '["BLOCK_USER"]', "user_ids": '[{"id":"8001"}]'},
        ),
        (
            ActionKind.UNBLOCK,
            f"{PAGE}/moderate_conversations",
            {"actions": '["UNBLOCK_USER"]', "user_ids": '[{"id":"8001"}]'},
        ),
    ],
)
def test_each_action_is_one_call(
    meta: responses.RequestsMock, kind: ActionKind, path: str, form: dict[str, str]
) -> None:
    meta.post(f"{ROOT}/{path}", json={"success": True})
    an_instagram().act(an_action(kind), a_comment_said(), now=NOON)
    assert form_of(meta.calls[0].request) == form
    meta.reset()
    meta.post(f"{ROOT}/{path}", json={"success": False})
    with pytest.raises(NotPossible):
        an_instagram().act(an_action(kind), a_comment_said(), now=NOON)


@pytest.mark.parametrize(
    ("line", "took_effect"),
    [
        ({}, True),
        ({"from": {"id": "8001", "username": "jo.m"}, "username": "jo.m"}, False),
        ({"from": None, "username": None}, None),
        ({"text": "other words"}, False),
        ({"timestamp": EARLIER}, False),
    ],
)
def test_our_words_are_looked_for_in_the_thread(
    meta: responses.RequestsMock, *, line: dict[str, Any], took_effect: bool | None
) -> None:
    words = an_action(ActionKind.PUBLIC_WARNING)
    usual = {"from": None, "username": "derbyhomes", "text": words.wording, "timestamp": "2026-11-23T12:00:00+0000"}
    meta.get(f"{ROOT}/1791", json=a_comment())
    meta.get(f"{ROOT}/1791/replies", json={"data": [a_comment("1795", **{**usual, **line})]})
    standing = an_instagram().look_up(a_comment_said(), words, since=NOON, now=NOON)
    assert standing.took_effect is took_effect


def test_hiding_is_read_back_and_blocking_can_not_be(meta: responses.RequestsMock) -> None:
    meta.get(f"{ROOT}/1791", json=a_comment(hidden=True))
    assert an_instagram().look_up(a_comment_said(), an_action(ActionKind.HIDE), now=NOON).took_effect is True
    assert an_instagram().look_up(a_comment_said(), an_action(ActionKind.UNHIDE), now=NOON).took_effect is False
    assert an_instagram().look_up(a_comment_said(), an_action(ActionKind.BLOCK), now=NOON).took_effect is None


def test_what_is_gone_does_not_exist(meta: responses.RequestsMock) -> None:
    meta.get(f"{ROOT}/1791", json=an_error(100, 33), status=400)
    assert an_instagram().look_up(a_comment_said(), now=NOON).exists is False


@pytest.mark.parametrize(("linked", "ok"), [(OURS, True), ("1", False)])
def test_check_says_whether_the_token_leads_to_the_account(
    meta: responses.RequestsMock, *, linked: str, ok: bool
) -> None:
    scopes = ["instagram_basic", "instagram_manage_comments", "instagram_manage_messages", "pages_read_engagement"]
    meta.post(f"{ROOT}/", json=a_batch({"data": {"is_valid": True, "scopes": scopes}}))
    meta.get(f"{ROOT}/{PAGE}", json={"instagram_business_account": {"id": linked}})
    found = {c.what: c.ok for c in an_instagram().check(now=NOON)}
    assert found == {
        "token": True,
        "token's end": True,
        "access to data": True,
        "permissions": True,
        "account": ok,
        "version": True,
    }
