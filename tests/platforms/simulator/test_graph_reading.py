"""What Graph in the town answers a careful reader: order, pages, fields, ids, batches, allowances, versions."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from platforms.simulator.graph_world import INSTAGRAM_ID, PAGE_ID, PAGE_TOKEN
from tests.platforms.simulator.graph_town import Story, a_story

NEWEST_FIRST = "reverse_chronological"


@pytest.fixture
def story() -> Iterator[Story]:
    with a_story() as one:
        one.does("post", "lift", text="The lift is mended on Friday.")
        one.does("comment", "first", "jo", "First", on="lift")
        one.does("reply", "below", "sam", "Below", on="first")
        one.does("comment", "second", "sam", "Second", on="lift")
        yield one


def comments(story: Story, **asked: str) -> list[str]:
    rows = story.get(f"v26.0/{story.graph.keys['lift']}/comments", **asked).json()["data"]
    return [row["message"] for row in rows]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, ["First", "Second"]),
        ({"filter": "toplevel"}, ["First", "Second"]),
        ({"filter": "stream"}, ["First", "Below", "Second"]),
        ({"filter": "stream", "order": "chronological"}, ["First", "Below", "Second"]),
        ({"filter": "stream", "order": NEWEST_FIRST}, ["Second", "Below", "First"]),
        ({"filter": "stream", "since": "2026-11-23T12:00:03+0000"}, ["Below", "Second"]),
        ({"filter": "stream", "since": "2026-11-23T12:00:04"}, ["Second"]),
        ({"filter": "stream", "since": "1795435203"}, ["Below", "Second"]),
        ({"since": "2027-01-01"}, []),
        ({"limit": "0"}, []),
        ({"filter": "stream", "order": NEWEST_FIRST, "limit": "1"}, ["Second"]),
    ],
)
def test_comments_come_filtered_and_in_the_order_asked_for(
    story: Story, asked: dict[str, str], told: list[str]
) -> None:
    assert comments(story, **asked) == told


def test_fields_below_fields_take_their_own_arguments(story: Story) -> None:
    fields = f"id,comments.filter(stream).order({NEWEST_FIRST}).limit(2){{message,from{{name}},parent}}"

    [post] = story.get(f"v26.0/{PAGE_ID}/feed", fields=fields).json()["data"]

    assert set(post) == {"id", "comments"}
    assert [(c["message"], c["from"]["name"], "parent" in c) for c in post["comments"]["data"]] == [
        ("Second", "Sam Pike", False),
        ("Below", "Sam Pike", True),
    ]
    onward = story.get(post["comments"]["paging"]["next"].removeprefix(f"{story.address}/")).json()
    assert [c["message"] for c in onward["data"]] == ["First"]
    assert "next" not in onward["paging"]


def test_a_comment_has_two_spellings_and_a_third_is_nobodys(story: Story) -> None:
    whole = story.graph.keys["first"]
    short = whole.rsplit("_", 1)[-1]

    assert story.get(f"v26.0/{whole}", fields="message").json() == {"id": whole, "message": "First"}
    assert story.get(f"v26.0/{short}", fields="message").json()["message"] == "First"
    assert story.get(f"v26.0/7_{short}").json()["error"]["error_subcode"] == 33


def test_reading_goes_on_where_it_stopped_although_what_stood_there_is_gone(story: Story) -> None:
    page = story.get(f"v26.0/{story.graph.keys['lift']}/comments", limit="1").json()

    story.does("delete", "away", on="first")

    onward = story.get(page["paging"]["next"].removeprefix(f"{story.address}/")).json()
    assert [c["message"] for c in onward["data"]] == ["Second"]


def test_the_token_is_in_the_next_address_only_where_the_caller_put_it(story: Story) -> None:
    path = f"v26.0/{story.graph.keys['lift']}/comments"

    assert PAGE_TOKEN not in story.get(path, limit="1").text
    assert f"access_token={PAGE_TOKEN}" in story.get(path, "", limit="1", access_token=PAGE_TOKEN).text


@pytest.mark.parametrize("asked", [100, 5000])
def test_facebook_gives_a_hundred_at_most_and_instagram_fifty(story: Story, asked: int) -> None:
    story.on_instagram("post", "photo", text="New kitchens")
    for n in range(105):
        story.does("comment", f"f{n}", "jo", f"{n}", on="lift")
        story.on_instagram("comment", f"i{n}", "jo", f"{n}", on="photo")

    assert len(comments(story, limit=str(asked))) == 100
    page = story.get(f"v26.0/{story.graph.keys['photo']}/comments", limit=str(asked)).json()
    assert len(page["data"]) == 50
    assert "next" in page["paging"]


def test_instagram_gives_the_top_level_newest_first(story: Story) -> None:
    story.on_instagram("post", "photo", text="New kitchens")
    story.on_instagram("comment", "old", "jo", "Old", on="photo")
    story.on_instagram("reply", "answer", "sam", "Answer", on="old")
    story.on_instagram("comment", "new", "sam", "New", on="photo")

    path = f"v26.0/{story.graph.keys['photo']}/comments"
    rows = story.get(path, fields="text").json()["data"]

    assert [row["text"] for row in rows] == ["New", "Old"]


def test_an_author_is_withheld_where_meta_withholds_them(story: Story) -> None:
    story.does("comment", "shy", "jo", "Shy", on="lift", no_author=True)
    shy, first = story.graph.keys["shy"], story.graph.keys["first"]

    assert "from" not in story.get(f"v26.0/{shy}", fields="from,message").json()
    assert story.get(f"v26.0/{first}", fields="from").json()["from"]["name"] == "Jo Mellor"
    story.graph.revoke("pages_read_user_content")
    assert "from" not in story.get(f"v26.0/{first}", fields="from,message").json()


def test_the_call_that_looks_like_a_reply_edits_and_gives_no_id(story: Story) -> None:
    made = story.post(f"v26.0/{story.graph.keys['first']}/comments", message="On Friday.").json()["id"]

    answer = story.post(f"v26.0/{made}", message="On Saturday.")

    assert answer.json() == {"success": True}
    assert story.graph.things[made].text == "On Saturday."
    assert story.get(f"v26.0/{made}", fields="parent").json()["parent"]["id"] == story.graph.keys["first"]


def test_what_has_not_changed_is_not_sent_twice_but_still_counts(story: Story) -> None:
    path = f"v26.0/{story.graph.keys['first']}"
    tag = story.get(path).headers["etag"]
    used = story.graph.allowance.page.used

    same = story.ask("GET", path, headers={"If-None-Match": tag})
    story.does("edit", "e", text="Edited", on="first")
    other = story.ask("GET", path, headers={"If-None-Match": tag})

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert (other.status_code, other.json()["message"]) == (200, "Edited")
    assert story.graph.allowance.page.used == used + 2


def test_the_allowance_is_told_runs_out_and_comes_back_a_day_later(story: Story) -> None:
    story.graph.allowance.page.budget = 4
    path = f"v26.0/{story.graph.keys['first']}"

    told = [story.get(path) for _ in range(5)]

    rows = [json.loads(one.headers["x-business-use-case-usage"])[PAGE_ID][0] for one in told]
    assert [row["call_count"] for row in rows] == [25, 50, 75, 100, 125]
    assert [one.status_code for one in told] == [200, 200, 200, 200, 400]
    error = told[-1].json()["error"]
    assert (error["code"], error["error_subcode"]) == (80001, 2446079)
    assert rows[-1]["estimated_time_to_regain_access"] > 0
    assert json.loads(told[0].headers["x-page-usage"])["call_count"] == 25
    assert "retry-after" not in told[-1].headers

    story.passes(days=1, minutes=5)
    assert story.get(path).status_code == 200


def test_instagram_has_an_allowance_of_its_own(story: Story) -> None:
    story.graph.allowance.instagram.budget = 0

    refused = story.get(f"v26.0/{INSTAGRAM_ID}/media")

    assert refused.json()["error"]["code"] == 80002
    assert INSTAGRAM_ID in json.loads(refused.headers["x-business-use-case-usage"])
    assert comments(story) == ["First", "Second"]


def batch(story: Story, *parts: dict[str, Any], **more: str) -> list[Any]:
    answers: list[Any] = story.post("v26.0/", batch=json.dumps(parts), **more).json()
    return [one and (one["code"], json.loads(one["body"])) for one in answers]


def test_a_batch_reads_acts_and_is_refused_part_by_part_and_each_part_counts(story: Story) -> None:
    first = story.graph.keys["first"]
    used = story.graph.allowance.page.used

    answers = batch(
        story,
        {"method": "GET", "relative_url": f"{first}?fields=message"},
        {"method": "POST", "relative_url": first, "body": "is_hidden=true"},
        {"method": "GET", "relative_url": "1_2"},
        {"method": "DELETE", "relative_url": story.graph.keys["second"]},
        {"method": "GET", "relative_url": f"v21.0/{PAGE_ID}/ratings"},
        {"method": "SHOUT", "relative_url": first},
    )

    assert [code for code, _ in answers] == [200, 200, 400, 200, 200, 400]
    assert answers[0][1] == {"id": first, "message": "First"}
    assert answers[2][1]["error"]["error_subcode"] == 33
    assert story.graph.things[first].hidden
    assert story.graph.things[story.graph.keys["second"]].deleted
    assert story.graph.allowance.page.used == used + 5


def test_a_part_of_a_batch_may_use_what_an_earlier_one_answered(story: Story) -> None:
    silent, told = batch(
        story,
        {"name": "posts", "method": "GET", "relative_url": f"{PAGE_ID}/published_posts?fields=id"},
        {"method": "GET", "relative_url": "?ids={result=posts:$.data.*.id}&fields=message"},
    )

    assert silent is None
    [post] = told[1].values()
    assert post["message"] == "The lift is mended on Friday."


@pytest.mark.parametrize(
    ("asked", "answering"),
    [
        ("v26.0/", "v26.0"),
        ("v21.0/", "v21.0"),
        ("v2.8/", "v21.0"),
        ("v3.0/", "v21.0"),
        ("v99.0/", "v26.0"),
        ("", "v26.0"),
    ],
)
def test_an_expired_version_is_served_by_the_oldest_that_lives(story: Story, asked: str, answering: str) -> None:
    answer = story.get(f"{asked}me")

    assert (answer.status_code, answer.headers["facebook-api-version"]) == (200, answering)
