"""What X refuses, one answer at a time: each refusal becomes the error that says what to do."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import responses

from bot.errors import (
    ActingStopped,
    Gone,
    NotPermitted,
    NotPossible,
    OutOfCredit,
    PlatformError,
    RateLimited,
    TokenDead,
    Unreachable,
)
from bot.model import ActionKind, Cursor
from platforms.x import XCredentials
from tests.builders import NOON, an_action
from tests.platforms.x_answers import ME, ROOT, SECRETS, a_mention, a_partial, a_post, a_problem, an_old_error, an_x

REPLY = f"{ROOT}/tweets"
LOOK_UP = f"{ROOT}/tweets"


@pytest.fixture
def town() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def replying(town: responses.RequestsMock, **answer: Any) -> PlatformError:
    """The error that comes of a reply that is answered like this."""
    town.post(REPLY, **answer)
    with pytest.raises(PlatformError) as refused:
        an_x().act(an_action(ActionKind.REPLY), a_mention(), now=NOON)
    assert len(town.calls) == 1, "a write is never repeated"
    return refused.value


def reading(town: responses.RequestsMock, **answer: Any) -> PlatformError:
    town.get(LOOK_UP, **answer)
    with pytest.raises(PlatformError) as refused:
        an_x().look_up(a_mention(), now=NOON)
    return refused.value


REFUSALS = [
    (400, a_problem(400, "invalid-request"), NotPossible),
    (400, a_problem(400, "invalid-request", "Your Tweet text is too long."), NotPossible),
    (401, a_problem(401), TokenDead),
    (402, a_problem(402, "credits-depleted"), OutOfCredit),
    (402, a_problem(402, "credits"), OutOfCredit),
    (403, a_problem(403, detail="You can only reply to or quote posts where you are mentioned"), NotPossible),
    (403, a_problem(403, detail="Reply to this conversation is not allowed because you have not been"), NotPossible),
    (403, a_problem(403, detail="You are not allowed to create a Tweet with duplicate content."), NotPossible),
    (403, an_old_error(187, "Status is a duplicate."), NotPossible),
    (403, a_problem(403, detail="You cannot send messages to this user."), NotPossible),
    (403, an_old_error(349), NotPossible),
    (403, a_problem(403, detail="You are not permitted to perform this action."), NotPossible),
    (403, a_problem(403, detail="You attempted to reply to a Tweet that is deleted or not visible to you."), Gone),
    (403, an_old_error(453, "You currently have access to a subset of X API V2 endpoints"), NotPermitted),
    (403, a_problem(403, "client-forbidden", reason="client-not-enrolled"), NotPermitted),
    (403, a_problem(403, "unsupported-authentication"), NotPermitted),
    (403, a_problem(403, "oauth1-permissions", "Your client app is not configured with the permissions"), NotPermitted),
    (403, a_problem(403, detail="Your account is suspended and is not permitted to access this."), ActingStopped),
    (403, an_old_error(64), ActingStopped),
    (403, an_old_error(326, "To protect our users, this account is temporarily locked."), ActingStopped),
    (403, an_old_error(226, "This request looks like it might be automated."), ActingStopped),
    (404, a_problem(404, "resource-not-found"), Gone),
    (404, an_old_error(34), Gone),
    (429, a_problem(429, "rate-limit-exceeded"), RateLimited),
    (429, a_problem(429, "usage-capped"), OutOfCredit),
    (200, {"errors": [a_partial("resource-not-found")]}, Gone),
    (200, {"errors": [a_partial("not-authorized-for-resource")]}, Gone),
    (200, {"errors": [a_partial("resource-unavailable")]}, Gone),
    (200, {"errors": [a_partial("client-forbidden")]}, NotPermitted),
    (418, a_problem(418), NotPossible),
]


@pytest.mark.parametrize(("status", "body", "kind"), REFUSALS)
def test_each_refusal_says_what_to_do(
    town: responses.RequestsMock, status: int, body: dict[str, Any], kind: type[PlatformError]
) -> None:
    error = replying(town, status=status, json=body)
    assert type(error) is kind
    assert not isinstance(error, NotPermitted) or error.remedy


LOST = [
    {"status": 500, "json": a_problem(500)},
    {"status": 503, "body": "Over capacity"},
    {"status": 200, "body": "<html>hello</html>", "content_type": "text/html"},
    {"status": 403, "body": "<html>are you human?</html>", "content_type": "text/html"},
    {"status": 404, "body": ""},
    {"status": 201, "body": ""},
    {"status": 201, "json": []},
    {"status": 201, "body": '{"data": {"id": "1'},
    {"status": 201, "body": "[" * 100_000},
    {"status": 201, "json": {"data": None}},
    {"status": 201, "json": {"data": []}},
    {"status": 201, "json": {"data": {"id": None}}},
    {"status": 201, "json": {"data": {"id": "../9"}}},
    {"status": 201, "json": {"data": {"id": "9001"}}},
    {"status": 403, "json": [1, 2]},
    {"status": 302, "json": {}, "headers": {"Location": "https://elsewhere.example.org"}},
    {"body": requests.ReadTimeout("slow")},
    {"body": requests.ConnectionError("reset by peer")},
    {"body": requests.exceptions.ChunkedEncodingError("half")},
]


@pytest.mark.parametrize("answer", LOST)
def test_after_a_lost_answer_a_write_may_have_happened(town: responses.RequestsMock, answer: dict[str, Any]) -> None:
    error = replying(town, **answer)
    assert isinstance(error, Unreachable)
    assert error.maybe_done


def test_what_never_left_has_not_happened(town: responses.RequestsMock) -> None:
    error = replying(town, body=requests.ConnectTimeout("nobody there"))
    assert isinstance(error, Unreachable)
    assert not error.maybe_done


def test_reads_are_tried_again_with_growing_pauses_and_writes_never(town: responses.RequestsMock) -> None:
    pauses: list[float] = []
    town.get(LOOK_UP, status=503, body="Over capacity")
    town.get(LOOK_UP, body=requests.ReadTimeout("slow"))
    town.get(LOOK_UP, json={"data": [a_post()]})
    assert an_x(pause=pauses.append).look_up(a_mention(), now=NOON).exists is True
    assert pauses == [1, 2]


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 429])
def test_a_refused_read_is_not_tried_again(town: responses.RequestsMock, status: int) -> None:
    reading(town, status=status, json=a_problem(status))
    assert len(town.calls) == 1


def test_a_refused_read_does_not_stop_acting(town: responses.RequestsMock) -> None:
    error = reading(town, status=403, json=an_old_error(64))
    assert type(error) is NotPermitted


def at(when: datetime) -> str:
    return str(int(when.timestamp()))


LATER, TOMORROW = NOON + timedelta(minutes=9), NOON + timedelta(hours=20)
QUARTER_EMPTY = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": at(LATER)}
QUARTER_WELL = {"x-rate-limit-remaining": "49", "x-rate-limit-reset": at(LATER)}
DAY_EMPTY = {"x-user-limit-24hour-remaining": "0", "x-user-limit-24hour-reset": at(TOMORROW)}
APP_DAY_EMPTY = {"x-app-limit-24hour-remaining": "0", "x-app-limit-24hour-reset": at(TOMORROW)}


@pytest.mark.parametrize(
    ("headers", "retry_at"),
    [
        (QUARTER_EMPTY, LATER),
        (QUARTER_WELL, LATER),
        ({**QUARTER_WELL, **DAY_EMPTY}, TOMORROW),
        ({**QUARTER_EMPTY, **APP_DAY_EMPTY}, TOMORROW),
        ({}, NOON + timedelta(minutes=15)),
        ({"x-rate-limit-reset": "soon", "x-rate-limit-remaining": "0"}, NOON + timedelta(minutes=15)),
        ({"x-rate-limit-reset": "1", "x-rate-limit-remaining": "0"}, NOON + timedelta(seconds=5)),
        ({"x-rate-limit-reset": "3999999999", "x-rate-limit-remaining": "0"}, NOON + timedelta(hours=25)),
    ],
)
def test_a_throttled_call_waits_for_the_later_of_the_windows_that_are_used_up(
    town: responses.RequestsMock, headers: dict[str, str], retry_at: datetime
) -> None:
    error = replying(town, status=429, json=a_problem(429), headers=headers)
    assert isinstance(error, RateLimited)
    assert error.retry_at == retry_at.astimezone(UTC)


def test_plain_words_of_a_gateway_are_understood_by_their_status(town: responses.RequestsMock) -> None:
    assert isinstance(replying(town, status=429, body="Rate limit exceeded"), RateLimited)


def test_a_list_of_nothing_but_errors_is_a_refusal(town: responses.RequestsMock) -> None:
    town.get(f"{ROOT}/users/{ME}/tweets", json={"errors": [a_partial("resource-not-found", ME)]})
    with pytest.raises(Gone):
        list(an_x().poll(Cursor(), now=NOON))


def test_no_secret_and_no_words_are_told_in_errors_or_logs(
    town: responses.RequestsMock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = f"somebody's words, {SECRETS[2]}"
    for answer in (
        {"status": 400, "json": a_problem(400, "invalid-request", said)},
        {"body": requests.ConnectionError(said)},
        {"status": 403, "json": an_old_error(999, said)},
    ):
        town.reset()
        error = replying(town, **answer)
        assert error.__cause__ is None
        assert "words" not in str(error)
        assert not any(secret in str(error) for secret in SECRETS)
        town.calls.reset()
    assert not any(secret in caplog.text for secret in SECRETS)
    assert "oauth_signature" not in caplog.text
    assert SECRETS[1] not in repr(XCredentials(**dict.fromkeys(XCredentials.__slots__, SECRETS[1])))


def test_an_answer_that_repeats_a_secret_is_kept_without_it(town: responses.RequestsMock) -> None:
    town.get(LOOK_UP, json={"data": [a_post(text=f"hello {SECRETS[3]}")]})
    assert an_x().look_up(a_mention(), now=NOON).text == "hello ..."
