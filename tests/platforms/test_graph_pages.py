"""The Graph transport: pages, batches, and minding the allowance."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests
import responses

from bot.errors import (
    DialectChanged,
    Gone,
    NotPossible,
    RateLimited,
    Unreachable,
)
from platforms.graph import Graph
from platforms.graph_usage import Pace, Usage, read_usage
from platforms.graph_wire import Patience
from tests.builders import DAY, HOUR, MINUTE, NOON

BASE = "https://graph.example.org"
TOKEN = "EAAsecretsecretsecret"
SECRET = "app-secret-of-ours"
QUICK = Patience(attempts=3, first_wait=0, longest_wait=0, slow_down=0)


def a_graph(**given: Any) -> Graph:
    return Graph(TOKEN, **{"app_secret": SECRET, "base_url": BASE, "patience": QUICK, "clock": lambda: NOON, **given})


def an_error(code: int, subcode: int = 0, message: str = "(#1) something", **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, "code": code, "error_subcode": subcode, "fbtrace_id": "AbC", **more}}


def sent(meta: responses.RequestsMock, number: int = -1) -> requests.PreparedRequest:
    return meta.calls[number].request


def form_of(request: requests.PreparedRequest) -> dict[str, list[str]]:
    return parse_qs(str(request.body))


def test_pages_are_followed_to_the_end_and_may_be_empty(meta: responses.RequestsMock) -> None:
    onward = f"{BASE}/v26.0/1/feed?limit=2&after=B&access_token={TOKEN}"
    meta.get(f"{BASE}/v26.0/1/feed", json={"data": [{"id": "1"}], "paging": {"next": onward}})
    meta.get(f"{BASE}/v26.0/1/feed", json={"data": [], "paging": {"next": onward.replace("B", "C")}})
    meta.get(f"{BASE}/v26.0/1/feed", json={"data": [{"id": "2"}]})
    assert [page["data"] for page in a_graph().pages("1", "feed", limit=2)] == [[{"id": "1"}], [], [{"id": "2"}]]
    assert all("access_token" not in str(call.request.url) for call in meta.calls)


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example.org/v26.0/1/feed?after=B",
        "http://graph.example.org/v26.0/1/feed?after=B",
        "https://graph.example.org.evil.org/v26.0/1/feed",
        "https://graph.example.org@evil.org/v26.0/1/feed",
        "//evil.example.org/v26.0",
        "https://[broken",
    ],
)
def test_a_next_page_on_another_host_is_refused(meta: responses.RequestsMock, onward: str) -> None:
    meta.get(f"{BASE}/v26.0/1/feed", json={"data": [], "paging": {"next": onward}})
    with pytest.raises(DialectChanged):
        list(a_graph().pages("1", "feed"))


def test_pages_that_lead_round_in_a_circle_end(meta: responses.RequestsMock) -> None:
    meta.get(f"{BASE}/v26.0/1/feed", json={"data": [], "paging": {"next": f"{BASE}/v26.0/1/feed?after=B"}})
    with pytest.raises(DialectChanged):
        list(a_graph().pages("1", "feed"))


def test_a_page_that_is_too_big_is_asked_for_again_with_half_the_limit(meta: responses.RequestsMock) -> None:
    meta.get(f"{BASE}/v26.0/1/feed", json=an_error(1, message="Please reduce the amount of data"), status=500)
    meta.get(f"{BASE}/v26.0/1/feed", json={"data": []})
    assert list(a_graph().pages("1", "feed", limit=50)) == [{"data": []}]
    assert "limit=25" in str(sent(meta).url)


def test_a_batch_answers_or_refuses_each_part(meta: responses.RequestsMock) -> None:
    meta.post(
        f"{BASE}/v26.0/",
        json=[
            {"code": 200, "body": '{"id": "1"}'},
            {"code": 400, "body": json.dumps(an_error(100, 33))},
            None,
            {"code": 200, "body": "<html>"},
        ],
    )
    one, gone, late, odd = a_graph().batch(["1?fields=id", "2?fields=id", "3?fields=id", "4?fields=id"])
    assert one == {"id": "1"}
    assert isinstance(gone, Gone)
    assert isinstance(late, Unreachable)
    assert isinstance(odd, Unreachable)


def test_a_long_batch_is_sent_fifty_at_a_time(meta: responses.RequestsMock) -> None:
    meta.post(f"{BASE}/v26.0/", json=[{"code": 200, "body": "{}"}] * 50)
    meta.post(f"{BASE}/v26.0/", json=[{"code": 200, "body": "{}"}] * 3)
    assert len(a_graph().batch([f"{n}?fields=id" for n in range(53)])) == 53


def test_a_batch_of_the_wrong_length_is_another_dialect(meta: responses.RequestsMock) -> None:
    meta.post(f"{BASE}/v26.0/", json=[])
    with pytest.raises(DialectChanged):
        a_graph().batch(["1?fields=id"])


def test_unblocking_names_one_person(meta: responses.RequestsMock) -> None:
    meta.delete(f"{BASE}/v26.0/1/blocked", json={"success": True})
    a_graph().unblock("1", psid="7001")
    assert "psid=7001" in str(sent(meta).url)


def test_hostile_words_can_be_sent(meta: responses.RequestsMock) -> None:
    meta.post(f"{BASE}/v26.0/1/comments", json={"id": "2"})
    a_graph().write("1", "comments", message="a\ud800b\x00c")
    assert form_of(sent(meta))["message"] == ["a\ufffdb\ufffdc"]


def test_nobody_overwrites_a_comment(meta: responses.RequestsMock) -> None:
    with pytest.raises(NotPossible):
        a_graph().update_node("9001", message="Hello")
    assert not meta.calls


def test_an_id_cannot_lead_the_path_astray(meta: responses.RequestsMock) -> None:
    meta.get(f"{BASE}/v26.0/..%2F..%2Foauth%3Fx=1", json={"id": "1"})
    assert a_graph().read("../../oauth?x=1") == {"id": "1"}


USAGE = [
    ({}, None),
    ({"x-app-usage": '{"call_count": 28, "total_time": 80, "total_cputime": 5}'}, Usage(percent=80, told_at=NOON)),
    ({"x-page-usage": '{"call_count": 91}'}, Usage(percent=91, told_at=NOON)),
    (
        {
            "x-business-use-case-usage": '{"1": [{"type": "pages", "call_count": 100, "total_time": 1, '
            '"estimated_time_to_regain_access": 7}]}'
        },
        Usage(percent=100, told_at=NOON, blocked_until=NOON + 7 * MINUTE),
    ),
    ({"x-app-usage": '{"call_count": 100}'}, Usage(percent=100, told_at=NOON, blocked_until=NOON + HOUR)),
    (
        {"x-app-usage": '{"call_count": 100}', "x-business-use-case-usage": "junk"},
        Usage(percent=100, told_at=NOON, blocked_until=NOON + HOUR),
    ),
    ({"x-app-usage": "[1, 2]"}, None),
    ({"x-app-usage": '{"call_count": "many"}'}, Usage(percent=0, told_at=NOON)),
    ({"x-app-usage": '{"call_count": NaN, "total_time": -4}'}, Usage(percent=0, told_at=NOON)),
    (
        {"x-business-use-case-usage": '{"1": [{"call_count": 1, "estimated_time_to_regain_access": 1e300}], "2": 3}'},
        Usage(percent=1, told_at=NOON, blocked_until=NOON + DAY),
    ),
]


@pytest.mark.parametrize(("headers", "expected"), USAGE)
def test_usage_is_read_from_the_headers(headers: dict[str, str], expected: Usage | None) -> None:
    assert read_usage(headers, now=NOON) == expected


@pytest.mark.parametrize(
    ("percent", "later", "pace"),
    [
        (74.9, timedelta(), Pace.FULL),
        (75, timedelta(), Pace.SLOW),
        (90, timedelta(), Pace.PAUSE),
        (90, 6 * MINUTE, Pace.SLOW),
    ],
)
def test_the_pace_follows_the_allowance(percent: float, later: timedelta, pace: Pace) -> None:
    assert Usage(percent=percent, told_at=NOON).pace(NOON + later) is pace


def test_from_90_percent_on_only_what_is_urgent_goes_through(meta: responses.RequestsMock) -> None:
    meta.get(f"{BASE}/v26.0/me", json={"id": "1"}, headers={"X-App-Usage": '{"call_count": 92}'})
    graph = a_graph()
    graph.read("me")
    with pytest.raises(RateLimited) as raised:
        graph.read("me")
    assert raised.value.retry_at == NOON + 5 * MINUTE
    assert graph.read("me", urgent=True) == {"id": "1"}


def test_from_75_percent_on_reading_slows_down(meta: responses.RequestsMock) -> None:
    waits: list[float] = []
    meta.get(f"{BASE}/v26.0/me", json={"id": "1"}, headers={"X-App-Usage": '{"call_count": 80}'})
    graph = a_graph(pause=waits.append)
    graph.read("me")
    graph.read("me")
    graph.read("me", urgent=True)
    assert waits == [QUICK.slow_down]


def test_a_throttled_account_is_not_called_until_the_time_is_up(meta: responses.RequestsMock) -> None:
    header = '{"1": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 10}]}'
    meta.get(f"{BASE}/v26.0/me", json=an_error(32), status=400, headers={"X-Business-Use-Case-Usage": header})
    meta.get(f"{BASE}/v26.0/me", json={"id": "1"})
    times = [NOON]
    graph = a_graph(clock=lambda: times[-1])
    for _ in range(2):
        with pytest.raises(RateLimited) as raised:
            graph.read("me", urgent=True)
        assert raised.value.retry_at == NOON + 10 * MINUTE
    assert len(meta.calls) == 1
    times.append(NOON + 11 * MINUTE)
    assert graph.read("me") == {"id": "1"}
