"""Callers who mean the town no good: whatever they send, it answers in its own words and goes on."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from platforms.simulator.graph_world import PAGE_ID
from tests.platforms.simulator.graph_town import Story, a_story


@pytest.fixture
def story() -> Iterator[Story]:
    with a_story() as one:
        one.does("post", "lift", text="The lift is mended on Friday.")
        yield one


DEEP = "[" * 20000
MANY = "a{" * 5000
ROUGH: list[tuple[str, str, dict[str, Any]]] = [
    (
        "POST",
        "v26.0/me/feed",
        {"data": b"\xff\xfe\x00%zz&&&===", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
    ),
    ("POST", "v26.0/me/feed", {"data": b"--x\r\nno", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}),
    ("POST", "v26.0/me/feed", {"data": b"--x", "headers": {"Content-Type": "multipart/form-data"}}),
    ("POST", "v26.0/me/feed", {"data": b"{", "headers": {"Content-Type": "application/json"}}),
    ("POST", "v26.0/me/feed", {"data": DEEP, "headers": {"Content-Type": "application/json"}}),
    ("POST", "v26.0/me/feed", {"data": b'{"message": "\\ud800"}', "headers": {"Content-Type": "application/json"}}),
    ("POST", "v26.0/me/feed", {"data": b"[]", "headers": {"Content-Type": "application/json"}}),
    ("POST", "v26.0/me/feed", {"data": b"x" * 3_000_000, "headers": {"Content-Type": "application/json"}}),
    ("POST", "v26.0/me/feed", {"data": b"message=" + b"x" * 3_000_000, "headers": {"Content-Type": "text/plain"}}),
    ("POST", "v26.0/me/messages", {"data": {"recipient": DEEP, "message": "7"}}),
    ("POST", "v26.0/me/messages", {"data": {"recipient": '{"comment_id": [1]}', "message": '{"text": {"a": 1}}'}}),
    ("POST", "v26.0/me/messages", {"data": {"recipient": '{"id": null}', "message": '{"text": "Hi"}'}}),
    ("POST", f"v26.0/{PAGE_ID}/blocked", {"data": {"user": "[[[]]]"}}),
    ("POST", f"v26.0/{PAGE_ID}/blocked", {"data": {"user": '[{"id": 1}]'}}),
    (
        "POST",
        f"v26.0/{PAGE_ID}/moderate_conversations",
        {"data": {"user_ids": "[null]", "actions": '[["BLOCK_USER"]]'}},
    ),
    ("POST", f"v26.0/{PAGE_ID}/moderate_conversations", {"data": {"user_ids": '{"0": 1}', "actions": "[{}]"}}),
    ("POST", "v26.0/", {"data": {"batch": DEEP}}),
    ("POST", "v26.0/", {"data": {"batch": '[{"method": ["GET"], "relative_url": {"a": 1}, "body": []}]'}}),
    ("POST", "v26.0/", {"data": {"batch": '[{"relative_url": "http://[::1"}, {"relative_url": "//x:y:z"}]'}}),
    ("POST", "v26.0/", {"data": {"batch": '[{"method": "POST", "relative_url": "", "body": "batch=[]"}]'}}),
    ("POST", "v26.0/", {"data": {"batch": '[{"name": "a", "relative_url": "{result=a:$.id}"}]'}}),
    ("GET", "v26.0/me/feed", {"params": {"fields": MANY}}),
    ("GET", "v26.0/me/feed", {"params": {"fields": "comments.limit(" * 3000}}),
    ("GET", "v26.0/me/feed", {"params": {"fields": "comments.limit(-1){id}"}}),
    ("GET", "v26.0/me/feed", {"params": {"limit": "9" * 5000}}),
    ("GET", "v26.0/me/feed", {"params": {"limit": "²"}}),
    ("GET", "v26.0/me/feed", {"params": {"after": "é"}}),
    ("GET", "v26.0/me/feed", {"params": {"after": "AAA"}}),
    ("GET", "v26.0/me/feed", {"params": {"since": "9" * 30}}),
    ("GET", "v26.0/me/feed", {"params": {"since": "0001-01-01T00:00:00+23:59"}}),
    ("GET", "v26.0/", {"params": {"ids": "," * 500}}),
    ("GET", "v26.0/%00/%ff/..%2f..", {}),
    ("GET", "v26.0/me/feed/feed/feed", {}),
    ("GET", "v99.0/me", {}),
    ("GET", "v٢٦.0/me", {}),
    ("GET", "2/tweets", {"params": {"ids": "x" * 5000}}),
    ("POST", "2/tweets", {"data": DEEP, "headers": {"Content-Type": "application/json"}}),
    ("PUT", "v26.0/me", {"data": b"x"}),
    ("GET", "_town/nothing", {}),
    ("DELETE", "_town/clock", {}),
    ("POST", "_town/happen", {"data": b"\xff", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}),
    ("POST", "_town/happen", {"data": DEEP, "headers": {"Content-Type": "application/json"}}),
    ("POST", "_town/faults", {"data": b"\xff", "headers": {"Content-Type": "application/json"}}),
]


@pytest.mark.parametrize(("method", "path", "how"), ROUGH)
def test_nothing_that_a_caller_sends_breaks_the_town(story: Story, method: str, path: str, how: dict[str, Any]) -> None:
    answer = story.ask(method, path, **how)

    assert answer.status_code < 500, answer.text[:200]
    assert "Traceback" not in answer.text
    assert requests.get(f"{story.address}/", timeout=20).status_code == 200
    assert requests.get(f"{story.address}/_town/state", timeout=20).status_code == 200
