"""The Graph transport: one answer at a time."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import facebook
import pytest
import requests
import responses

from bot.errors import (
    ActingStopped,
    DialectChanged,
    Gone,
    NotPermitted,
    NotPossible,
    PlatformError,
    RateLimited,
    TokenDead,
    Unreachable,
)
from platforms.graph import Graph
from platforms.graph_errors import GraphNotPermitted
from platforms.graph_usage import Pace, Usage, read_usage
from platforms.graph_wire import Patience
from tests.builders import DAY, HOUR, MINUTE, NOON

BASE = "https://graph.example.org"
TOKEN = "EAAsecretsecretsecret"
SECRET = "app-secret-of-ours"
QUICK = Patience(attempts=3, first_wait=0, longest_wait=0, slow_down=0)


@pytest.fixture
def meta() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def a_graph(**given: Any) -> Graph:
    return Graph(TOKEN, **{"app_secret": SECRET, "base_url": BASE, "patience": QUICK, "clock": lambda: NOON, **given})


def an_error(code: int, subcode: int = 0, message: str = "(#1) something", **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, "code": code, "error_subcode": subcode, "fbtrace_id": "AbC", **more}}


def sent(meta: responses.RequestsMock, number: int = -1) -> requests.PreparedRequest:
    return meta.calls[number].request


def form_of(request: requests.PreparedRequest) -> dict[str, list[str]]:
    return parse_qs(str(request.body))


ROWS = [
    (1, 0, Unreachable),
    (2, 0, Unreachable),
    (3, 0, NotPermitted),
    (4, 0, RateLimited),
    (17, 0, RateLimited),
    (32, 0, RateLimited),
    (341, 0, RateLimited),
    (613, 1996, RateLimited),
    (80000, 0, RateLimited),
    (80001, 0, RateLimited),
    (80002, 0, RateLimited),
    (80099, 0, RateLimited),
    (10, 0, NotPermitted),
    (10, 2018278, NotPossible),
    (200, 0, NotPermitted),
    (283, 0, NotPermitted),
    (299, 0, NotPermitted),
    (12, 0, DialectChanged),
    (2635, 0, DialectChanged),
    (100, 33, Gone),
    (100, 21, NotPermitted),
    (100, 0, NotPossible),
    (102, 0, TokenDead),
    (190, 0, TokenDead),
    (190, 458, TokenDead),
    (190, 459, TokenDead),
    (190, 460, TokenDead),
    (190, 463, TokenDead),
    (190, 464, TokenDead),
    (190, 467, TokenDead),
    (190, 492, TokenDead),
    (368, 0, ActingStopped),
    (506, 0, Unreachable),
    (803, 0, Gone),
    (1705, 0, NotPermitted),
    (3801, 0, NotPossible),
    (3802, 0, NotPossible),
    (10900, 0, NotPossible),
    (10903, 0, NotPossible),
    (99999, 0, NotPossible),
]


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(("code", "subcode", "expected"), ROWS)
def test_each_code_becomes_the_error_that_says_what_to_do(
    meta: responses.RequestsMock, code: int, subcode: int, expected: type[PlatformError], status: int
) -> None:
    meta.post(f"{BASE}/v26.0/9001", json=an_error(code, subcode), status=status)

    with pytest.raises(PlatformError) as raised:
        a_graph().update_node("9001", is_hidden=True)

    assert isinstance(raised.value, expected)
    assert isinstance(raised.value, facebook.GraphAPIError)
    assert raised.value.code == code
    assert raised.value.fault.subcode == subcode
    assert len(meta.calls) == 1, "a write is never repeated"


@pytest.mark.parametrize("code", [1, 2, 506])
def test_a_write_that_may_have_happened_says_so(meta: responses.RequestsMock, code: int) -> None:
    meta.post(f"{BASE}/v26.0/9001/comments", json=an_error(code), status=500)
    with pytest.raises(Unreachable) as raised:
        a_graph().write("9001", "comments", message="Hello")
    assert raised.value.maybe_done


@pytest.mark.parametrize(
    "answer",
    [
        {"body": "<html>sorry</html>", "status": 500, "content_type": "text/html"},
        {"body": "<html>sorry</html>", "status": 200, "content_type": "text/html"},
        {"body": '{"id": "12', "status": 200},
        {"body": "null", "status": 200},
        {"body": "[" * 100_000, "status": 200},
        {"body": requests.ReadTimeout("too slow")},
        {"body": requests.ConnectionError("reset")},
        {"body": b"", "status": 302, "headers": {"Location": "https://elsewhere.example.org/v26.0/9001"}},
        {"json": [{"id": "1"}], "status": 200},
    ],
)
def test_a_write_without_a_usable_answer_may_have_happened(
    meta: responses.RequestsMock, answer: dict[str, Any]
) -> None:
    meta.post(f"{BASE}/v26.0/9001/comments", **answer)
    with pytest.raises(Unreachable) as raised:
        a_graph().write("9001", "comments", message="Hello")
    assert raised.value.maybe_done
    assert len(meta.calls) == 1, "a write is never repeated, and no redirect is followed"


def test_a_write_that_never_left_did_not_happen() -> None:
    nobody = a_graph(base_url="http://127.0.0.1:1")
    with pytest.raises(Unreachable) as raised:
        nobody.write("9001", "comments", message="Hello")
    assert not raised.value.maybe_done


def test_a_read_is_tried_again_until_an_answer_comes(meta: responses.RequestsMock) -> None:
    meta.get(f"{BASE}/v26.0/me", status=500, body="<html>")
    meta.get(f"{BASE}/v26.0/me", body=requests.ReadTimeout())
    meta.get(f"{BASE}/v26.0/me", json={"id": "1"})
    assert a_graph().read("me", fields="id") == {"id": "1"}


def test_a_read_is_not_tried_for_ever(meta: responses.RequestsMock) -> None:
    meta.get(f"{BASE}/v26.0/me", status=500, body="<html>")
    with pytest.raises(Unreachable) as raised:
        a_graph().read("me")
    assert len(meta.calls) == QUICK.attempts
    assert not raised.value.maybe_done


def test_the_trace_of_the_header_helps_where_there_is_no_envelope(meta: responses.RequestsMock) -> None:
    meta.get(f"{BASE}/v26.0/me", status=502, body="<html>", headers={"x-fb-trace-id": "Trace/1"})
    with pytest.raises(Unreachable, match="trace Trace1"):
        a_graph().read("me")


def test_a_list_where_an_object_belongs_is_another_dialect(meta: responses.RequestsMock) -> None:
    meta.get(f"{BASE}/v26.0/me", json=["surprise"])
    with pytest.raises(DialectChanged):
        a_graph().read("me")


def test_the_token_travels_in_a_header_and_the_proof_beside_it(meta: responses.RequestsMock) -> None:
    meta.get(f"{BASE}/v26.0/me", json={"id": "1"})
    meta.post(f"{BASE}/v26.0/9001", json={"success": True})
    graph = a_graph()
    graph.get_object("me", fields="id")
    read = sent(meta)
    graph.update_node("9001", is_hidden=True)
    write = sent(meta)

    assert read.headers["Authorization"] == f"Bearer {TOKEN}"
    assert len(parse_qs(urlsplit(str(read.url)).query)["appsecret_proof"][0]) == 64
    assert form_of(write)["is_hidden"] == ["true"]
    assert len(form_of(write)["appsecret_proof"][0]) == 64
    assert urlsplit(str(write.url)).query == ""
    assert all(TOKEN not in str(call.request.url) + str(call.request.body) for call in meta.calls)


@pytest.mark.parametrize("words", [f"token {TOKEN} is bad", f"{SECRET}", "pages_read_user_content is needed"])
def test_no_error_text_holds_a_secret_or_somebodys_words(meta: responses.RequestsMock, words: str) -> None:
    meta.get(f"{BASE}/v26.0/me", json=an_error(200, message=words, fbtrace_id=TOKEN), status=403)
    with pytest.raises(GraphNotPermitted) as raised:
        a_graph().read("me")
    shown = f"{raised.value} {raised.value.remedy} {raised.value.fault!r}"
    assert TOKEN not in shown
    assert SECRET not in shown
    assert "is bad" not in shown
    assert ("pages_read_user_content" in raised.value.remedy) is ("pages_read_user_content" in words)


def test_connection_trouble_names_no_address(meta: responses.RequestsMock) -> None:
    meta.get(f"{BASE}/v26.0/me", body=requests.ConnectionError(f"https://x/?access_token={TOKEN}"))
    with pytest.raises(Unreachable) as raised:
        a_graph().read("me")
    assert str(raised.value) == "no answer came (ConnectionError)"


def test_the_librarys_own_verbs_work_and_nothing_secret_is_put_into_an_address(meta: responses.RequestsMock) -> None:
    meta.post(f"{BASE}/v26.0/5001/comments", json={"id": "5001_1"})
    meta.delete(f"{BASE}/v26.0/5001_1", json={"success": True})
    graph = a_graph()
    assert graph.put_comment("5001", "Hello") == {"id": "5001_1"}
    assert graph.delete_object("5001_1") == {"success": True}
    with pytest.raises(NotPossible):
        graph.extend_access_token("app", SECRET)


def test_another_version_answering_is_recorded(meta: responses.RequestsMock) -> None:
    meta.get(f"{BASE}/v19.0/me", json={"id": "1"}, headers={"facebook-api-version": "v22.0"})
    graph = a_graph(version="v19.0")
    assert graph.get_version() == "22.0"
    assert graph.versions == {"v19.0": "v22.0"}


def test_one_call_may_name_another_version(meta: responses.RequestsMock) -> None:
    meta.get(f"{BASE}/v21.0/1/ratings", json={"data": []})
    assert list(a_graph().pages("1", "ratings", version="v21.0")) == [{"data": []}]


def test_debugging_a_token_keeps_it_out_of_the_address(meta: responses.RequestsMock) -> None:
    meta.post(f"{BASE}/v26.0/", json=[{"code": 200, "body": json.dumps({"data": {"is_valid": True}})}])
    assert a_graph().debug_access_token(TOKEN, "42", SECRET) == {"data": {"is_valid": True}}
    assert sent(meta).headers["Authorization"] == f"Bearer 42|{SECRET}"
    assert TOKEN not in str(sent(meta).url)


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
