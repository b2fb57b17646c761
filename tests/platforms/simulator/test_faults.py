"""Every fault of a bad day, laid over HTTP as a test or an operator would, and what a client then meets."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from requests import Response

from platforms.simulator import x_world
from platforms.simulator.faults import Fault, FaultKind, Faults
from tests.platforms.simulator.graph_town import Story, a_story

BEARER = {"Authorization": f"Bearer {x_world.APP_BEARER}"}


@pytest.fixture
def story() -> Iterator[Story]:
    with a_story() as one:
        one.does("post", "lift", text="The lift is mended on Friday.")
        for n in range(6):
            one.does("comment", f"c{n}", "jo", f"Number {n}", on="lift")
        yield one


def lay(story: Story, kind: str, path: str = "/comments", **more: Any) -> Response:
    asked = {"kind": kind, "path": path, **more}
    return requests.post(f"{story.address}/_town/faults", json=asked, timeout=20)


def comments(story: Story, **asked: str) -> Response:
    return story.get(f"v26.0/{story.graph.keys['lift']}/comments", **asked)


def on_x(story: Story) -> Response:
    return story.ask("GET", f"2/users/{x_world.OUR_ID}", token="", headers=BEARER)


@pytest.mark.parametrize(
    ("asked", "status", "error"),
    [
        ({"kind": "rate_limited"}, 400, {"code": 4}),
        ({"kind": "server_error"}, 500, {"code": 2, "is_transient": True}),
        (
            {"kind": "graph_error", "extra": {"code": 190, "subcode": 463, "status": 401}},
            401,
            {"code": 190, "error_subcode": 463},
        ),
        ({"kind": "graph_error", "extra": {"code": 368}}, 400, {"code": 368}),
        ({"kind": "graph_error", "extra": {"code": 1, "status": 200}}, 200, {"code": 1, "is_transient": True}),
    ],
)
def test_graph_refuses_in_its_own_shape_and_then_is_well_again(
    story: Story, asked: dict[str, Any], status: int, error: dict[str, Any]
) -> None:
    assert lay(story, **asked).json() == {"added": True}

    refused, well = comments(story), comments(story)

    assert refused.status_code == status
    assert error.items() <= refused.json()["error"].items()
    assert (well.status_code, len(well.json()["data"])) == (200, 6)


@pytest.mark.parametrize(
    ("asked", "status", "type_"),
    [
        ({"kind": "rate_limited", "extra": {"wait": 60}}, 429, "about:blank"),
        ({"kind": "server_error"}, 503, "about:blank"),
        ({"kind": "x_error", "extra": {"status": 403, "type": "https://api.twitter.com/2/problems/x"}}, 403, "/x"),
    ],
)
def test_x_refuses_in_its_own_shape(story: Story, asked: dict[str, Any], status: int, type_: str) -> None:
    lay(story, **{"path": "/2/users", **asked})

    refused = on_x(story)

    assert refused.status_code == status == refused.json()["status"]
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"].endswith(type_)
    assert on_x(story).status_code == 200


def test_when_x_refuses_for_haste_it_tells_when_to_come_back_by_the_towns_clock(story: Story) -> None:
    lay(story, "rate_limited", "/2/users", extra={"wait": 60})

    told = on_x(story).headers

    assert told["x-rate-limit-remaining"] == "0"
    assert int(told["x-rate-limit-reset"]) == int(story.town.clock.now().timestamp()) + 60


def test_an_answer_can_be_broken_json_or_no_json_at_all(story: Story) -> None:
    lay(story, "malformed")
    lay(story, "html")

    broken, page = comments(story), comments(story)

    with pytest.raises(requests.JSONDecodeError):
        broken.json()
    assert (page.status_code, page.headers["content-type"]) == (502, "text/html")


def test_a_dropped_answer_has_done_what_was_asked(story: Story) -> None:
    lay(story, "dropped_answer", method="POST")
    target = story.graph.keys["c0"]

    with pytest.raises(requests.RequestException):
        story.post(f"v26.0/{target}/comments", message="On Friday.")

    [answer] = story.get(f"v26.0/{target}/comments").json()["data"]
    assert answer["message"] == "On Friday."


def test_a_time_out_says_nothing_and_has_done_nothing(story: Story) -> None:
    lay(story, "time_out", method="POST")
    address = f"{story.address}/v26.0/{story.graph.keys['c0']}/comments"
    token = {"Authorization": "Bearer town-page-token"}

    with pytest.raises(requests.ReadTimeout):
        requests.post(address, data={"message": "On Friday."}, headers=token, timeout=0.3)

    assert not any(thing.is_ours and thing.on for thing in story.graph.things.values())


def test_parts_of_a_batch_can_be_late_and_are_carried_out_all_the_same(story: Story) -> None:
    lay(story, "time_out", "/", extra={"parts": [1]})
    c0, c1 = story.graph.keys["c0"], story.graph.keys["c1"]
    parts = [{"method": "POST", "relative_url": one, "body": "is_hidden=true"} for one in (c0, c1)]

    in_time, late = story.post("v26.0/", batch=json.dumps(parts)).json()

    assert (in_time["code"], late) == (200, None)
    assert story.graph.things[c0].hidden
    assert story.graph.things[c1].hidden


def test_a_single_call_has_no_parts_that_could_be_late(story: Story) -> None:
    lay(story, "time_out", extra={"parts": [0]})

    assert len(comments(story).json()["data"]) == 6


def test_a_page_can_come_twice(story: Story) -> None:
    first = comments(story, limit="2").json()
    lay(story, "duplicate_page")

    again = requests.get(first["paging"]["next"], headers={"Authorization": "Bearer town-page-token"}, timeout=20)

    assert again.json()["data"] == first["data"]


def test_a_page_can_come_in_another_order(story: Story) -> None:
    usual = comments(story).json()["data"]
    lay(story, "reordered_page")

    assert comments(story).json()["data"] == usual[::-1]


def test_a_page_that_cannot_be_read_is_not_put_in_another_order(story: Story) -> None:
    lay(story, "malformed")
    lay(story, "reordered_page", "/")
    comments(story)

    assert story.get(f"v26.0/{story.graph.keys['lift']}", fields="id").json() == {"id": story.graph.keys["lift"]}


def test_a_fault_waits_strikes_so_often_and_only_where_it_was_laid(story: Story) -> None:
    lay(story, "server_error", skip=1, times=2)
    lay(story, "server_error", "/nowhere")
    lay(story, "server_error", method="DELETE")

    assert [comments(story).status_code for _ in range(4)] == [200, 500, 500, 200]


def test_faults_can_be_taken_away() -> None:
    faults = Faults()
    faults.add(Fault(kind=FaultKind.HTML, path="."))

    faults.clear()

    assert faults.next("GET", "/v26.0/me") is None


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "graph_error", "path": "/2/tweets"},
        {"kind": "x_error", "path": "/comments"},
        {"kind": "earthquake", "path": "/comments"},
        {"path": "/comments"},
        {"kind": "html"},
        {"kind": "html", "path": "("},
        {"kind": "html", "path": 7},
        {"kind": "html", "path": "/comments", "times": "often"},
        {"kind": "html", "path": "/comments", "skip": None},
        {"kind": "html", "path": "/comments", "extra": "much"},
        {"kind": "html", "path": "/comments", "method": 1},
        {"kind": "graph_error", "path": "/comments", "extra": {"code": "many"}},
        {"kind": "graph_error", "path": "/comments", "extra": {"status": 9999}},
        {"kind": "html", "path": "/comments", "sort": "bad"},
        {"kind": "html", "path": "/comments", "extra": {"parts": [0]}},
        {"kind": "time_out", "path": "/2/tweets", "extra": {"parts": [0]}},
        {"kind": "time_out", "path": "/", "extra": {"parts": []}},
        {"kind": "time_out", "path": "/", "extra": {"parts": ["first"]}},
        ["html"],
        "html",
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_in_words_and_strikes_nobody(story: Story, asked: object) -> None:
    refused = requests.post(f"{story.address}/_town/faults", json=asked, timeout=20)

    assert refused.status_code == 400
    assert refused.json()["error"]
    assert comments(story).status_code == 200
