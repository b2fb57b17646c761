"""Callers who mean Graph no good, or can't write: each gets a whole envelope, none a 500, and nothing is changed."""

import json
import random
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from platforms.simulator.graph_world import INSTAGRAM_ID, PAGE_ID, PAGE_TOKEN
from tests.platforms.simulator.graph_town import Story, a_story

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
DEEP = "[" * 100_000
HALF = "\ud83d"  # one half of a surrogate pair, as JSON can carry it


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    with a_story() as one:
        one.does("post", "lift", text="The lift is mended on Friday.")
        one.does("comment", "rude", "sam", "You lot are useless.", on="lift")
        one.does("direct_message", "dm", "sam", "Oi")
        yield one


def envelope(answer: requests.Response) -> dict[str, Any]:
    error = answer.json()["error"]
    assert 400 <= answer.status_code < 500
    assert {"message", "type", "code", "is_transient", "fbtrace_id"} <= error.keys()
    return dict(error)


BODIES = {
    "no form at all": (FORM, b"\x00\xff\xfe%%%==&&"),
    "a form of a thousand fields": (FORM, b"&".join(b"a%d=1" % n for n in range(1000))),
    "JSON that breaks off": (JSON, b'{"message": '),
    "JSON that is a list": (JSON, b"[1, 2]"),
    "JSON as deep as a well": (JSON, DEEP.encode()),
    "JSON that is no UTF-8": (JSON, b'{"is_hidden": "\xff"}'),
    "half a letter": (JSON, json.dumps({"appsecret_proof": HALF}).encode()),
    "a number where a flag belongs": (JSON, b'{"is_hidden": 7}'),
    "a multipart body without a boundary": ({"Content-Type": "multipart/form-data"}, b"--x\r\n"),
    "a multipart body that breaks off": ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\nContent-"),
    "an empty body": (FORM, b""),
    "three million letters": (FORM, b"is_hidden=" + b"a" * 3_000_000),
    "twenty million letters": (FORM, b"is_hidden=" + b"a" * 20_000_000),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_nobody_can_read(story: Story, name: str) -> None:
    headers, body = BODIES[name]

    error = envelope(story.ask("POST", f"v26.0/{story.graph.keys['rude']}", data=body, headers=headers))

    assert error["code"] in {1, 100}
    assert not story.graph.things[story.graph.keys["rude"]].hidden


QUERIES = [
    "fields=" + "a{" * 50,
    "fields=" + "x," * 9000,
    "fields=,",
    "fields=id%00",
    "fields=comments.limit(9" + "9" * 5000 + ")",
    "fields=comments.limit(-1)",
    "fields=comments.since(99999999999999999999)",
    "limit=" + "9" * 5000,
    "limit=-5",
    "limit=%D9%A3",
    "since=" + "9" * 400,
    "since=0001-01-01T00:00:00%2B23:59",
    "since=NaN",
    "after=" + "A" * 5000,
    "after=%F0%9F%92%A9",
    "before=====",
    "filter[]=stream&filter=x",
    "order=up",
    "appsecret_proof=%ED%A0%80",
]


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_that_nobody_can_read_is_refused_or_means_nothing(story: Story, query: str) -> None:
    answer = story.ask("GET", f"v26.0/{story.graph.keys['lift']}/comments?{query}")

    assert answer.status_code == 200 or envelope(answer)["code"] == 100


BATCHES = [
    "",
    "null",
    "7",
    '"me"',
    "[]",
    "[null]",
    "[[]]",
    DEEP,
    '[{"relative_url": "me"}',
    json.dumps([{"relative_url": "me"}] * 1000),
]


@pytest.mark.parametrize("batch", BATCHES)
def test_a_batch_that_is_none(story: Story, batch: str) -> None:
    assert envelope(story.post("v26.0/", batch=batch))["code"] in {-3, 1, 100}


PARTS: list[dict[str, Any]] = [
    {},
    {"relative_url": "http://[::1"},
    {"relative_url": None},
    {"relative_url": {"a": 1}, "body": ["x"], "method": 7},
    {"relative_url": "me", "method": "TRACE"},
    {"relative_url": "1_2?fields={result=nobody:$.id}"},
    {"relative_url": "me/feed", "method": "POST", "body": "&".join(f"a{n}=1" for n in range(1000))},
    {"relative_url": "?batch=[]", "method": "POST"},
    {"relative_url": "../../_town/state"},
    {"relative_url": f"me?fields={HALF}"},
]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_makes_no_sense_is_refused_alone(story: Story, part: dict[str, Any]) -> None:
    sound = {"method": "GET", "relative_url": "me?fields=id"}

    answer = story.post("v26.0/", batch=json.dumps([part, sound]))

    refused, good = answer.json()
    assert answer.status_code == 200
    assert 400 <= refused["code"] < 500
    assert json.loads(refused["body"])["error"]["code"] in {1, 100}
    assert json.loads(good["body"]) == {"id": PAGE_ID}


ODD = [
    "7",
    "null",
    "[]",
    "{}",
    '"x"',
    DEEP,
    '[{"id":[1]}]',
    '[{"id":{}}]',
    '{"text":7}',
    '{"comment_id":{}}',
    "x" * 5000,
]


NAMES = {
    "messages": ("recipient", "message"),
    "blocked": ("user",),
    "moderate_conversations": ("user_ids", "actions"),
    "feed": ("tags",),
    "mentions": ("media_id", "message"),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("edge", NAMES)
@pytest.mark.parametrize("account", [PAGE_ID, INSTAGRAM_ID])
def test_a_parameter_of_another_shape(story: Story, account: str, edge: str, odd: str) -> None:
    form = dict.fromkeys(NAMES[edge], odd)

    assert envelope(story.post(f"v26.0/{account}/{edge}", **form))["code"] == 100


def test_a_caller_who_hangs_up_in_the_middle_of_a_word_has_said_nothing(story: Story) -> None:
    lines = [
        f"POST /v26.0/{story.graph.keys['rude']}/comments HTTP/1.1",
        "Host: town",
        f"Authorization: Bearer {PAGE_TOKEN}",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 100",
        "",
        "message=Half a tho",
    ]
    address = urlsplit(story.address)
    with socket.create_connection((address.hostname, address.port or 80), timeout=20) as line:
        line.sendall("\r\n".join(lines).encode())
        line.shutdown(socket.SHUT_WR)
        assert b"200 OK" not in line.recv(4096)

    assert story.get("v26.0/me").status_code == 200  # whatever was begun before is over by now
    assert not any(thing.is_ours and thing.on for thing in story.graph.things.values())


PATHS = ["v26.0/%00", "v26.0/..%2f..", "v99.0/me/%F0%9F%92%A9", "v26.0/" + "a" * 4000, "v26.0/me/feed/more/and/more"]


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_leads_nowhere(story: Story, path: str) -> None:
    assert envelope(story.ask("GET", path))["code"] == 100


def test_a_token_full_of_nonsense(story: Story) -> None:
    for told in ("Bearer", "Bearer ", "Basic eDp5", f"Bearer {PAGE_TOKEN} x", "\xff"):
        answer = requests.get(
            f"{story.address}/v26.0/me", headers={"Authorization": told.encode("latin-1")}, timeout=20
        )
        assert envelope(answer)["code"] in {104, 190}


def test_three_hundred_requests_at_random_are_all_answered_by_graph(story: Story) -> None:
    """Whatever the dice put together, the answer is Graph's own: data, or an envelope."""
    dice = random.Random(7)  # noqa: S311 - makes requests up, keeps no secret
    nodes = [
        "me",
        PAGE_ID,
        INSTAGRAM_ID,
        story.graph.keys["rude"],
        "1_2",
        "debug_token",
        "t_x",
        "",
        "t_facebook.73616d",
    ]
    edges = ["", "comments", "replies", "likes", "messages", "blocked", "feed", "media", "ratings", "conversations"]
    names = ["fields", "limit", "after", "since", "message", "is_hidden", "user", "ids", "batch", "recipient", "method"]
    values = ["", "id", "-1", "true", "[]", "{}", "{", "id,from{name}", "9" * 30, "\x00", "GET", "é", "[{}]"]
    for _ in range(300):
        path = f"v{dice.choice([21, 26])}.0/{dice.choice(nodes)}/{dice.choice(edges)}"
        told = {dice.choice(names): dice.choice(values) for _ in range(dice.randint(0, 4))}
        answer = story.ask(dice.choice(["GET", "POST", "DELETE"]), path, params=told)
        assert answer.status_code == 200 or envelope(answer), path
        assert isinstance(answer.json(), dict | list)
