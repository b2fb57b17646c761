"""The Graph transport: one answer at a time."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import facebook
import pytest
import requests
import responses

from bot.errors import (
    DialectChanged,
    NotPossible,
    PlatformError,
    Unreachable,
)
from platforms.graph import Graph
from platforms.graph_errors import GraphNotPermitted
from platforms.graph_wire import Patience
from tests.builders import NOON
from tests.platforms.graph_answers import ROWS

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
