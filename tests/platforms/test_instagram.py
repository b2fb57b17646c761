"""The Instagram account, one answer at a time. Whole journeys are in test_contract.py."""

import json
from datetime import datetime
from typing import Any

import pytest
import responses

from bot.errors import DialectChanged
from bot.model import Account, ActionKind, Cursor, Interaction, InteractionKind, Page, PlatformName, Way
from platforms.instagram import Instagram
from tests.builders import HOUR, MINUTE, NOON
from tests.platforms.graph_answers import EARLIER, PAGE, ROOT, a_batch, an_error, an_instagram, sent

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


def on_account(
    meta: responses.RequestsMock, *comments: Any, count: Any = None, threads: Any = (), tags: Any = ()
) -> None:
    post = {
        "id": "1801",
        "caption": "New kitchens",
        "timestamp": EARLIER,
        "permalink": "https://www.instagram.com/p/abc/",
    }
    meta.get(
        f"{ROOT}/{OURS}/media", json={"data": [{**post, "comments_count": len(comments) if count is None else count}]}
    )
    meta.get(f"{ROOT}/1801/comments", json={"data": list(comments)})
    meta.get(f"{ROOT}/{OURS}/tags", json={"data": list(tags)})
    if threads is not None:
        meta.post(f"{ROOT}/", json=a_batch({"data": list(threads)}))


def read(instagram: Instagram, cursor: Cursor | None = None, *, now: datetime = NOON) -> tuple[list[Page], Cursor]:
    pages = list(instagram.poll(cursor or Cursor(), now=now))
    marks = json.loads(json.dumps(dict(next(p.cursor.marks for p in reversed(pages) if p.cursor))))
    return pages, Cursor(marks=marks)


def heard(pages: list[Page]) -> list[Interaction]:
    return [i for page in pages for i in page.interactions]


def test_comments_and_replies_become_interactions(meta: responses.RequestsMock) -> None:
    ours = a_comment("1793", **{"from": {"id": OURS, "username": "derbyhomes"}, "text": "Thank you"})
    on_account(meta, a_comment("1791", a_comment("1792", parent_id="1791"), ours), threads=[{"id": "t1"}])
    pages, _ = read(an_instagram())
    first, second = heard(pages)
    assert first.author == Account(platform=PlatformName.INSTAGRAM, id="8001", handle="jo.m")
    assert (first.kind, first.thread, first.on) == (InteractionKind.COMMENT, "1791", "1801")
    assert first.facts == {"hidden": False, "author_id_known": True, "conversation": True}
    assert (second.kind, second.thread, second.parent) == (InteractionKind.REPLY, "1791", "1791")
    line, post = sorted((said for page in pages for said in page.ours), key=lambda said: not said.parent)
    assert (line.text, line.thread, line.parent) == ("Thank you", "1791", "1791")
    assert (post.text, post.ref.id if post.ref else "", post.parent) == ("New kitchens", "1801", "")


def test_an_unchanged_number_of_comments_saves_the_reading(meta: responses.RequestsMock) -> None:
    instagram = an_instagram()
    on_account(meta, a_comment())
    _, cursor = read(instagram)
    read(instagram, cursor, now=NOON + MINUTE)
    assert sent(meta).count("GET /v26.0/1801/comments") == 1
    read(instagram, cursor, now=NOON + HOUR)
    assert sent(meta).count("GET /v26.0/1801/comments") == 2, "all are read on a timer, too"


def test_a_deletion_that_hides_an_addition_is_seen_on_the_timer(meta: responses.RequestsMock) -> None:
    instagram = an_instagram()
    on_account(meta, a_comment("1791"))
    _, cursor = read(instagram)
    meta.reset()
    on_account(meta, a_comment("1799"), threads=None)
    meta.post(f"{ROOT}/", json=a_batch({"data": []}))
    meta.post(f"{ROOT}/", json=a_batch({"id": PAGE}, an_error(100, 33)))
    pages, _ = read(instagram, cursor, now=NOON + HOUR)
    assert [i.ref.id for i in heard(pages)] == ["1799"]
    assert [ref.id for page in pages for ref in page.gone] == ["1791"]


def test_comments_under_a_post_that_was_taken_down_are_gone(meta: responses.RequestsMock) -> None:
    instagram = an_instagram()
    on_account(meta, a_comment("1791"))
    _, cursor = read(instagram)
    meta.reset()
    meta.get(f"{ROOT}/{OURS}/media", json={"data": []})
    meta.get(f"{ROOT}/{OURS}/tags", json={"data": []})
    meta.post(f"{ROOT}/", json=a_batch({"id": PAGE}, an_error(100, 33)))
    pages, _ = read(instagram, cursor, now=NOON + MINUTE)
    assert [ref.id for page in pages for ref in page.gone] == ["1791"]


def test_without_leave_to_read_conversations_blocking_counts_as_possible(meta: responses.RequestsMock) -> None:
    on_account(meta, a_comment(), threads=None)
    meta.post(f"{ROOT}/", json=a_batch(an_error(200)))
    [said] = heard(read(an_instagram())[0])
    assert an_instagram().can(said, now=NOON)[ActionKind.BLOCK].way is API


def test_tags_are_read(meta: responses.RequestsMock) -> None:
    tag = {"id": "1901", "caption": "@derbyhomes look", "timestamp": EARLIER, "username": "jo.m", "permalink": 4}
    on_account(meta, tags=[tag], threads=None)
    [said] = heard(read(an_instagram())[0])
    assert (said.kind, said.text, said.url) == (InteractionKind.TAG, "@derbyhomes look", "https://www.instagram.com/")


@pytest.mark.parametrize(
    "odd",
    [
        {"from": None},
        {"from": None, "username": None},
        {"from": ["x"], "username": 3},
        {"text": {"a": 1}},
        {"text": "\x00\ud800"},
        {"timestamp": None},
        {"hidden": "yes"},
        {"parent_id": ["x"]},
    ],
    ids=str,
)
def test_odd_shapes_are_read_and_made_harmless(meta: responses.RequestsMock, odd: dict[str, Any]) -> None:
    on_account(meta, a_comment(**odd))
    [said] = heard(read(an_instagram())[0])
    said.text.encode()
    assert "\x00" not in said.text


@pytest.mark.parametrize("rows", [None, "x", [1], [{"text": "no id"}]])
def test_a_listing_that_would_lose_something_stops_the_reading(meta: responses.RequestsMock, rows: Any) -> None:
    on_account(meta, {"id": "1791", "timestamp": EARLIER, "replies": {"data": rows}})
    with pytest.raises(DialectChanged):
        list(an_instagram().poll(Cursor(), now=NOON))
