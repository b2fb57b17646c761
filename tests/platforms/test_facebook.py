"""The Facebook Page, one answer at a time. Whole journeys are in test_contract.py."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import responses

from bot.errors import (
    DialectChanged,
    Gone,
    NotPermitted,
    NotPossible,
    PlatformError,
    RateLimited,
    TokenDead,
    Unreachable,
)
from bot.model import Action, ActionKind, Cursor, Interaction, InteractionKind, Page, Way
from platforms.base import Platform
from platforms.facebook import Facebook
from tests.builders import DAY, HOUR, MINUTE, NOON, an_account, an_action, an_interaction
from tests.platforms.graph_answers import BASE, PAGE, QUICK, ROOT, a_batch, a_comment, a_post, an_error, form_of, sent

NOTHING: dict[str, Any] = {"data": []}


@pytest.fixture
def meta() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def a_facebook(**given: Any) -> Facebook:
    usual = {"page_id": PAGE, "token": "page-token-of-ours", "base_url": BASE, "patience": QUICK, "clock": lambda: NOON}
    return Facebook(**{**usual, **given})


def a_quiet_page(
    meta: responses.RequestsMock, *posts: Any, visitors: Any = (), tagged: Any = (), ratings: Any = ()
) -> None:
    meta.get(f"{ROOT}/{PAGE}/published_posts", json={"data": list(posts)})
    meta.get(f"{ROOT}/{PAGE}/visitor_posts", json={"data": list(visitors)})
    meta.get(f"{ROOT}/{PAGE}/tagged", json={"data": list(tagged)})
    meta.get(f"{BASE}/v21.0/{PAGE}/ratings", json={"data": list(ratings)})


def read(facebook: Platform, cursor: Cursor | None = None, *, now: datetime = NOON) -> tuple[list[Page], Cursor]:
    pages = list(facebook.poll(cursor or Cursor(), now=now))
    marks = json.loads(json.dumps(dict(next(p.cursor.marks for p in reversed(pages) if p.cursor))))
    return pages, Cursor(marks=marks)


def heard(pages: list[Page]) -> list[Interaction]:
    return [i for page in pages for i in page.interactions]


def test_a_comment_becomes_an_interaction(meta: responses.RequestsMock) -> None:
    reply = a_comment("5001_9002", parent={"id": "5001_9001"}, created_time="2026-11-23T11:30:00+0000")
    a_quiet_page(meta, a_post(reply, a_comment()))

    pages, _ = read(a_facebook())
    first, second = heard(pages)

    assert first.kind is InteractionKind.COMMENT
    assert first.text == "When will the lift be mended?"
    assert first.author == an_account()
    assert first.posted_at == NOON - HOUR
    assert (first.ref.id, first.thread, first.parent, first.on) == ("5001_9001", "5001_9001", "", "104_5001")
    assert first.facts == {"can_hide": True, "hidden": False, "can_reply_privately": True}
    assert second.kind is InteractionKind.REPLY
    assert (second.thread, second.parent) == ("5001_9001", "5001_9001")


def test_our_own_comments_are_lines_of_ours(meta: responses.RequestsMock) -> None:
    ours = a_comment("5001_9002", **{"from": {"id": PAGE}, "parent": {"id": "5001_9001"}, "message": "On Tuesday."})
    a_quiet_page(meta, a_post(a_comment(), ours))
    pages, _ = read(a_facebook())
    [line] = [said for page in pages for said in page.ours]
    assert (line.text, line.ours, line.thread, line.parent, line.on) == (
        "On Tuesday.",
        True,
        "5001_9001",
        "5001_9001",
        "104_5001",
    )
    assert len(heard(pages)) == 1


def test_visitors_tags_and_recommendations_are_read(meta: responses.RequestsMock) -> None:
    a_quiet_page(
        meta,
        visitors=[a_post(a_comment("6001_9001"), id_="104_6001", **{"from": {"id": "7001", "name": "Jo"}})],
        tagged=[a_post(id_="700_6002", **{"from": {"id": "7001", "name": "Jo"}})],
        ratings=[
            {
                "created_time": "2026-11-23T11:00:00+0000",
                "review_text": "Never again",
                "recommendation_type": "negative",
                "reviewer": {"id": "7001", "name": "Jo"},
                "open_graph_story": {"id": "31337"},
            },
            {"created_time": "2026-11-23T11:01:00+0000", "recommendation_type": "positive"},
        ],
    )
    pages, _ = read(a_facebook())
    assert [(i.kind, i.ref.id, i.text) for i in heard(pages)] == [
        (InteractionKind.VISITOR_POST, "104_6001", "Lift repairs this week"),
        (InteractionKind.COMMENT, "6001_9001", "When will the lift be mended?"),
        (InteractionKind.TAG, "700_6002", "Lift repairs this week"),
        (InteractionKind.REVIEW, "31337", "Never again"),
        (InteractionKind.REVIEW, "review-unknown-1795431660", ""),
    ]


HOSTILE = [
    {"from": None},
    {"from": "somebody"},
    {"from": {"id": ["7001"]}},
    {"from": {"name": "only a name"}},
    {"message": None},
    {"message": ["a", {"list": 1}]},
    {"message": "nul\x00 and half a \ud83d"},
    {"message": "x" * 100_000},
    {"message": "\u202eright to left\u202c \x1b[31mred\x1b[0m *bold* <!channel>"},
    {"created_time": None},
    {"created_time": "yesterday"},
    {"parent": "a word"},
    {"parent": {"id": None}},
    {"permalink_url": "javascript:alert(1)"},
    {"permalink_url": ["x"]},
    {"attachment": [1, 2]},
    {"can_hide": "maybe", "is_hidden": 3},
    {"deep": {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": {"i": {"j": {"k": {"l": {"m": 1}}}}}}}}}}}}}},
]


@pytest.mark.parametrize("odd", HOSTILE, ids=lambda odd: next(iter(odd)))
def test_odd_shapes_are_read_and_made_harmless(meta: responses.RequestsMock, odd: dict[str, Any]) -> None:
    a_quiet_page(meta, a_post(a_comment(**odd)))
    pages, _ = read(a_facebook())
    [said] = heard(pages)
    said.text.encode()
    json.dumps(dict(said.raw)).encode()
    assert "\x00" not in said.text
    assert said.url.startswith("https://www.facebook.com/")
    assert said.posted_at.tzinfo is UTC
    assert said.posted_at <= NOON


def test_a_very_long_comment_is_kept_whole(meta: responses.RequestsMock) -> None:
    a_quiet_page(meta, a_post(a_comment(message="x" * 100_000)))
    pages, _ = read(a_facebook())
    assert len(heard(pages)[0].text) == 100_000


@pytest.mark.parametrize("rows", [None, "words", {"id": "1"}, [None], ["x"], [{"message": "no id"}], [{"id": "a/b"}]])
def test_a_listing_that_would_lose_something_stops_the_reading(meta: responses.RequestsMock, rows: Any) -> None:
    a_quiet_page(meta, a_post(comments={"data": rows}))
    with pytest.raises(DialectChanged):
        list(a_facebook().poll(Cursor(), now=NOON))


def test_a_comment_from_the_future_does_not_hide_those_before_it(meta: responses.RequestsMock) -> None:
    a_quiet_page(meta, a_post(a_comment(created_time="2099-01-01T00:00:00+0000")))
    facebook = a_facebook()
    _, cursor = read(facebook)
    meta.reset()
    a_quiet_page(meta, a_post(a_comment("5001_9002")))
    pages, _ = read(facebook, cursor, now=NOON + MINUTE)
    assert [i.ref.id for i in heard(pages)] == ["5001_9002"]


def test_reading_again_gives_only_what_is_new_edited_or_gone(meta: responses.RequestsMock) -> None:
    facebook = a_facebook()
    a_quiet_page(meta, a_post(a_comment("5001_1"), a_comment("5001_2"), a_comment("5001_3")))
    _, cursor = read(facebook)
    meta.reset()
    a_quiet_page(meta, a_post(a_comment("1"), a_comment("5001_2", message="Mended by whom?"), a_comment("5001_4")))
    meta.post(f"{ROOT}/", json=a_batch({"id": PAGE}, an_error(100, 33)))

    pages, cursor = read(facebook, cursor, now=NOON + MINUTE)

    assert [(i.ref.id, i.text) for i in heard(pages)] == [
        ("5001_2", "Mended by whom?"),
        ("5001_4", "When will the lift be mended?"),
    ]
    assert [ref.id for page in pages for ref in page.gone] == ["5001_3"]
    pages, _ = read(facebook, cursor, now=NOON + 2 * MINUTE)
    assert not heard(pages)
    assert not [ref for page in pages for ref in page.gone]


def test_what_a_listing_leaves_out_is_not_gone_while_it_can_be_read(meta: responses.RequestsMock) -> None:
    facebook = a_facebook()
    a_quiet_page(meta, a_post(a_comment()))
    _, cursor = read(facebook)
    meta.reset()
    a_quiet_page(meta, a_post())
    meta.post(f"{ROOT}/", json=a_batch({"id": PAGE}, {"id": "5001_9001"}))
    pages, _ = read(facebook, cursor)
    assert not [ref for page in pages for ref in page.gone]


def test_to_a_token_that_is_not_the_pages_nothing_counts_as_gone(meta: responses.RequestsMock) -> None:
    facebook = a_facebook()
    a_quiet_page(meta, a_post(a_comment()))
    _, cursor = read(facebook)
    meta.reset()
    a_quiet_page(meta, a_post())
    meta.post(f"{ROOT}/", json=a_batch({"id": "some person"}, an_error(100, 33)))
    with pytest.raises(NotPermitted):
        list(facebook.poll(cursor, now=NOON))


def test_a_cursor_holds_nobodys_words_and_stays_small(meta: responses.RequestsMock) -> None:
    a_quiet_page(meta, a_post(*[a_comment(f"5001_{n}") for n in range(2500)]))
    _, cursor = read(a_facebook())
    kept = json.dumps(dict(cursor.marks))
    assert "lift" not in kept
    assert "Mellor" not in kept
    assert len(cursor.marks["lines"]) == 2000


@pytest.mark.parametrize(
    "marks", [{"lines": "x", "newest": 3, "began": "y"}, {"lines": {"1": [1]}, "newest": {"a": -1}}]
)
def test_a_cursor_that_makes_no_sense_is_read_from_the_start(
    meta: responses.RequestsMock, marks: dict[str, Any]
) -> None:
    a_quiet_page(meta, a_post(a_comment()))
    pages, _ = read(a_facebook(), Cursor(marks=marks))
    assert len(heard(pages)) == 1


def test_what_was_read_before_a_failure_is_handed_on_without_a_cursor(meta: responses.RequestsMock) -> None:
    onward = f"{ROOT}/{PAGE}/published_posts?after=B"
    meta.get(f"{ROOT}/{PAGE}/published_posts", json={"data": [a_post(a_comment())], "paging": {"next": onward}})
    meta.get(f"{ROOT}/{PAGE}/published_posts", json=an_error(4), status=400)
    got = a_facebook().poll(Cursor(), now=NOON)
    first = next(got)
    assert len(first.interactions) == 1
    assert first.cursor is None
    with pytest.raises(RateLimited):
        next(got)


def test_reviews_are_switched_off_when_facebook_withdraws_them(meta: responses.RequestsMock) -> None:
    for edge in ("published_posts", "visitor_posts", "tagged"):
        meta.get(f"{ROOT}/{PAGE}/{edge}", json=NOTHING)
    meta.get(f"{BASE}/v21.0/{PAGE}/ratings", json=an_error(12), status=400)
    facebook = a_facebook()
    for _ in range(2):
        list(facebook.poll(Cursor(), now=NOON))
    assert sent(meta).count(f"GET /v21.0/{PAGE}/ratings") == 1
    [reviews] = [c for c in facebook.check(now=NOON) if c.what == "reviews"]
    assert not reviews.ok


def test_reviews_end_by_themselves_in_2027(meta: responses.RequestsMock) -> None:
    a_quiet_page(meta)
    list(a_facebook().poll(Cursor(), now=datetime(2027, 1, 21, tzinfo=UTC)))
    assert f"GET /v21.0/{PAGE}/ratings" not in sent(meta)


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


def a_token(**data: Any) -> list[dict[str, Any]]:
    scopes = ["pages_read_engagement", "pages_read_user_content", "pages_manage_engagement", "pages_messaging"]
    return a_batch({"data": {"is_valid": True, "expires_at": 0, "scopes": scopes, **data}})


def in_days(days: int) -> int:
    return int((NOON + timedelta(days=days)).timestamp())


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({}, []),
        ({"is_valid": False}, ["token"]),
        ({"expires_at": in_days(15)}, []),
        ({"expires_at": in_days(14)}, ["token's end"]),
        ({"expires_at": in_days(3)}, ["token's end"]),
        ({"data_access_expires_at": in_days(13)}, ["access to data"]),
        ({"scopes": ["pages_read_engagement"]}, ["permissions"]),
        ({"scopes": "odd", "expires_at": "odd"}, ["permissions"]),
    ],
)
def test_check_says_what_is_wrong_with_the_token(
    meta: responses.RequestsMock, data: dict[str, Any], wrong: list[str]
) -> None:
    meta.post(f"{ROOT}/", json=a_token(**data))
    meta.get(f"{ROOT}/me", json={"id": PAGE}, headers={"facebook-api-version": "v26.0"})
    found = a_facebook().check(now=NOON)
    assert [c.what for c in found if not c.ok] == wrong
    assert all(c.remedy for c in found if not c.ok)
    assert all(not c.remedy for c in found if c.ok)


def test_check_tells_a_foreign_token_a_dead_one_and_another_version(meta: responses.RequestsMock) -> None:
    meta.post(f"{ROOT}/", json=a_batch(an_error(190, 463)))
    meta.get(f"{ROOT}/me", json={"id": "7001"}, headers={"facebook-api-version": "v27.0"})
    found = {c.what: c for c in a_facebook().check(now=NOON)}
    assert not found["token"].ok
    assert "expired" in found["token"].detail
    assert not found["account"].ok
    assert "v27.0" in found["version"].detail
    assert not found["version"].ok


def test_an_unknown_way_of_naming_people_is_refused() -> None:
    with pytest.raises(ValueError, match="user, psid"):
        a_facebook(block_with="asid")
