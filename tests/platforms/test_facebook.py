"""The Facebook Page, one answer at a time. Whole journeys are in test_contract.py."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import responses

from bot.errors import (
    DialectChanged,
    NotPermitted,
    RateLimited,
)
from bot.model import Cursor, Interaction, InteractionKind, Page
from platforms.base import Platform
from tests.builders import HOUR, MINUTE, NOON, an_account
from tests.platforms.graph_answers import BASE, PAGE, ROOT, a_batch, a_comment, a_facebook, a_post, an_error, sent

NOTHING: dict[str, Any] = {"data": []}


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
    line, post = sorted((said for page in pages for said in page.ours), key=lambda said: not said.parent)
    assert (line.text, line.ours, line.thread, line.parent, line.on) == (
        "On Tuesday.",
        True,
        "5001_9001",
        "5001_9001",
        "104_5001",
    )
    assert (post.text, post.ours, post.on, post.parent) == (
        "Lift repairs this week",
        True,
        "104_5001",
        "",
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
