"""Reading X, one answer at a time: both dialects, hostile answers, marks and budget."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import responses

from bot.errors import DialectChanged, OutOfCredit, Unreachable
from bot.model import Cursor, Interaction, InteractionKind, PlatformName
from platforms.x_marks import MOST_LINES, Marks, time_of_id
from tests.builders import DAY, HOUR, MINUTE, NOON, an_account
from tests.platforms.x_answers import (
    ME,
    ROOT,
    a_list,
    a_partial,
    a_post,
    a_problem,
    a_quiet_x,
    an_x,
    asked,
    id_at,
    read,
)


@pytest.fixture
def town() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def heard(town: responses.RequestsMock, *rows: Any, **given: Any) -> list[Interaction]:
    a_quiet_x(town, mentions=a_list(*rows, **given))
    pages, _ = read(an_x())
    return [i for page in pages for i in page.interactions]


def test_the_whole_of_a_long_post_is_read_as_it_was_written(town: responses.RequestsMock) -> None:
    [post] = heard(town, a_post(text="@DerbyHomes cold &amp; …", note_tweet={"text": "cold &amp;lt; damp &lt;b&gt;"}))
    assert post.text == "cold &lt; damp <b>"


def test_the_new_names_are_read_like_the_old_ones(town: responses.RequestsMock) -> None:
    row = a_post(
        "9003",
        edit_history_tweet_ids=None,
        edit_history_post_ids=["9001", "9003"],
        referenced_posts=[{"type": "replied_to", "id": "8000"}],
        in_reply_to_user_id=ME,
        conversation_id="8000",
        note_post={"text": "all of it"},
    )
    [post] = heard(town, row, users=[{"id": "7001", "username": "jo", "name": "Jo Mellor"}])
    assert (post.ref.id, post.facts["newest_id"], post.parent, post.text) == ("9001", "9003", "8000", "all of it")
    assert post.kind is InteractionKind.COMMENT
    assert post.author == an_account(platform=PlatformName.X, handle="jo")


def test_an_outdated_version_is_replaced_by_the_newest(town: responses.RequestsMock) -> None:
    history = ["9001", "9002"]
    town.get(f"{ROOT}/tweets", json={"data": [a_post("9002", text="new words", edit_history_tweet_ids=history)]})
    [post] = heard(town, a_post("9001", text="old words", edit_history_tweet_ids=history))
    assert (post.ref.id, post.text) == ("9001", "new words")


HOSTILE_ROWS: list[dict[str, Any]] = [
    {"text": None},
    {"text": ["a"]},
    {"text": "a\x00b\ud800"},
    {"edit_history_tweet_ids": "9001"},
    {"edit_history_tweet_ids": [None, {"a": 1}, "-1"]},
    {"referenced_tweets": {"type": "replied_to"}},
    {"referenced_tweets": [None, 1, {"type": "replied_to", "id": ["9"]}]},
    {"entities": []},
    {"entities": {"mentions": {"id": ME}, "urls": [1, {"expanded_url": "javascript:alert(1)"}]}},
    {"in_reply_to_user_id": {"id": 1}},
    {"note_tweet": "all of it"},
    {"created_at": "yesterday"},
    {"created_at": True},
    {"conversation_id": "../../users"},
    {"author_id": {"$ne": ""}},
    {"deep": json.loads("[" * 400 + "]" * 400)},
]


@pytest.mark.parametrize("spoilt", HOSTILE_ROWS)
def test_a_hostile_row_neither_stops_the_reading_nor_leaves_it_as_it_is(
    town: responses.RequestsMock, spoilt: dict[str, Any]
) -> None:
    found = heard(town, a_post("9009"), {**a_post(), **spoilt})
    assert {i.ref.id for i in found} == {"9001", "9009"}
    for post in found:
        post.text.encode()
        json.dumps(dict(post.raw)).encode()
        assert not any(link.startswith("javascript") for link in post.attachments)
        assert all(part.isdecimal() for part in (post.thread, post.parent or "0", post.on or "0"))


HOSTILE_BODIES: list[Any] = [
    {},
    {"data": {"id": "9001"}},
    {"data": "x"},
    {"data": 5, "meta": []},
    [],
    None,
    {"data": [a_post()], "meta": {"next_token": "again"}},
]


@pytest.mark.parametrize("body", HOSTILE_BODIES)
def test_a_body_that_makes_no_sense_is_told_as_lost(town: responses.RequestsMock, body: Any) -> None:
    a_quiet_x(town, mentions=body)
    with pytest.raises(Unreachable):
        read(an_x())


@pytest.mark.parametrize("missing", ["author_id", "conversation_id", "created_at"])
def test_a_list_without_a_field_that_all_have_had_stops_the_reading(town: responses.RequestsMock, missing: str) -> None:
    with pytest.raises(DialectChanged, match=missing):
        heard(town, a_post("9001", **{missing: None}), a_post("9002", **{missing: None}))


@pytest.mark.parametrize("users", [None, {"id": "1"}, [None, 7, {}, {"id": "7001", "username": "<b>", "name": 3}]])
def test_hostile_people_beside_the_rows(town: responses.RequestsMock, users: Any) -> None:
    a_quiet_x(town, mentions={"data": [a_post()], "includes": {"users": users}, "meta": {}})
    pages, _ = read(an_x())
    [post] = [i for page in pages for i in page.interactions]
    assert post.author is not None
    assert (post.author.id, post.author.handle) == ("7001", "")


MARKS: list[dict[str, Any]] = [
    {"since": {"mentions": "x"}, "lines": {"1": [1, 2]}, "spent": {"today": "much"}, "threads": {"a": 1}},
    {"since": [], "lines": 4, "spent": None, "threads": "x", "done": {"own": -1}, "writers": {"a": 1}, "gaps": [1]},
    {"began": True, "lines": {"9": ["a", "b", "c", "d"]}, "spent": {"2026-11-23": "NaN"}, "gaps": {"own": ["a"]}},
    {"done": {"again": 3_999_999_999, "directs": 3_999_999_999, "search": 3_999_999_999}, "spent": {"2999-01-01": "1"}},
]


@pytest.mark.parametrize("marks", MARKS)
def test_marks_that_make_no_sense_are_read_anew(town: responses.RequestsMock, marks: dict[str, Any]) -> None:
    a_quiet_x(town, mentions=a_list(a_post()))
    pages, cursor = read(an_x(), Cursor(marks=marks))
    assert [i.ref.id for page in pages for i in page.interactions] == ["9001"]
    assert json.loads(json.dumps(dict(cursor.marks)))["done"]["own"] == int(NOON.timestamp())


def test_marks_stay_within_bounds() -> None:
    marks = Marks({}, now=NOON, look_back=7 * DAY)
    for n in range(MOST_LINES + 50):
        marks.note(str(n), "words", at=NOON - MINUTE, newest=str(n), public=True)
        marks.add_thread(id_at(NOON - HOUR, add=n))
        marks.add_writer(str(n))
    kept = marks.kept(now=NOON)
    assert (len(kept["lines"]), len(kept["threads"]), len(kept["writers"])) == (MOST_LINES, 100, 500)
    assert "words" not in json.dumps(kept)
    assert Marks(kept, now=NOON, look_back=7 * DAY).kept(now=NOON) == kept
    assert marks.kept(now=NOON + 8 * DAY)["lines"] == {}


def test_an_id_tells_its_time() -> None:
    assert time_of_id(id_at(NOON)) == NOON
    assert time_of_id("9001") is None
    assert time_of_id("x") is None


def test_lists_go_on_from_the_newest_settled_id_and_search_never_beyond_seven_days(
    town: responses.RequestsMock,
) -> None:
    settled, fresh = id_at(NOON - HOUR), id_at(NOON - MINUTE)
    a_quiet_x(town, mentions=a_list(a_post(fresh), a_post(settled)))
    x = an_x(look_back=30 * DAY)
    _, cursor = read(x)
    read(x, cursor)
    first, second = asked(town, f"users/{ME}/mentions")
    assert (first["start_time"], second["since_id"]) == ("2026-10-24T12:00:00Z", settled)
    searches = asked(town, "tweets/search/recent")
    assert [one["start_time"] for one in searches] == ["2026-11-16T12:01:00Z", "2026-11-23T11:50:00Z"]
    assert {one["query"] for one in searches} == {"(to:DerbyHomes) -from:DerbyHomes"}


def test_direct_messages_that_we_may_not_read_are_left_out(town: responses.RequestsMock) -> None:
    a_quiet_x(town, mentions=a_list(a_post()))
    town.replace("GET", f"{ROOT}/dm_events", status=403, json=a_problem(403, "oauth1-permissions"))
    x = an_x()
    pages, cursor = read(x)
    assert [i.ref.id for page in pages for i in page.interactions] == ["9001"]
    read(x, cursor)
    assert len(asked(town, "dm_events")) == 1


def test_somebody_joining_is_no_message(town: responses.RequestsMock) -> None:
    joined = {"id": "1", "event_type": "ParticipantsJoin", "created_at": "2026-11-23T11:00:00Z", "sender_id": "7001"}
    a_quiet_x(town, directs=a_list({**joined, "dm_conversation_id": "1-2"}))
    pages, _ = read(an_x())
    assert [page.interactions for page in pages] == [()]


def test_prices_may_be_replaced_by_name_only() -> None:
    an_x(prices={"post_read": Decimal("0.004")})
    with pytest.raises(ValueError, match="no such price: post_raed"):
        an_x(prices={"post_raed": Decimal(1)})


def test_the_days_spending_is_remembered_from_the_cursor(town: responses.RequestsMock) -> None:
    a_quiet_x(town)
    x = an_x(daily_budget=Decimal(1))
    with pytest.raises(OutOfCredit):
        read(x, Cursor(marks={"spent": {"2026-11-23": "0.999", "2026-11-22": "7"}}))
    assert x.spent[NOON.date()] == Decimal("0.999")
    assert not town.calls
    read(an_x(daily_budget=Decimal(1)), Cursor(marks={"spent": {"2026-11-22": "7"}}))


def test_reading_again_waits_its_time(town: responses.RequestsMock) -> None:
    a_quiet_x(town, mentions=a_list(a_post(id_at(NOON - HOUR))))
    town.get(f"{ROOT}/tweets", json={"errors": [a_partial("resource-not-found", id_at(NOON - HOUR))]})
    x, (_, cursor) = an_x(), read(an_x())
    for later, gone in ((5 * HOUR, 0), (6 * HOUR, 1)):
        pages = list(x.poll(cursor, now=NOON + later))
        assert sum(len(page.gone) for page in pages) == gone
