"""How X says no: sign-in, limits of 15 minutes and 24 hours, credits, and requests that make no sense."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
import requests
import tweepy

from platforms.simulator.x_limits import CEILINGS, Span
from platforms.simulator.x_world import ACCESS_TOKEN, APP_BEARER, OUR_ID, USER_BEARER
from tests.platforms.simulator.x_town import Stage, Story, bearer, running, signed_in

STAGE = Stage()
UNAUTHORIZED = {"type": "about:blank", "title": "Unauthorized", "detail": "Unauthorized", "status": 401}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(STAGE) as where:
        yield where


@pytest.fixture
def story() -> Story:
    story = Story()
    STAGE.put_on(story.world)
    return story


def ask(address: str, method: str, path: str, token: str = USER_BEARER, **more: object) -> requests.Response:
    return requests.request(method, f"{address}/2{path}", headers=bearer(token), timeout=20, **more)  # type: ignore[arg-type]  # passed on as they are


@pytest.mark.parametrize("spoilt", ["consumer_key", "consumer_secret", "access_token", "access_token_secret"])
def test_each_of_the_four_keys_counts(address: str, story: Story, spoilt: str) -> None:
    with pytest.raises(tweepy.Unauthorized) as caught:
        signed_in(address, **{spoilt: "wrong"}).get_me(user_auth=True)
    assert caught.value.response.json() == UNAUTHORIZED
    assert story.world.spent == 0


def test_a_signature_fits_one_request_only_once(address: str, story: Story) -> None:
    answer = signed_in(address).get_users_mentions(OUR_ID, max_results=5, user_auth=True)
    header = {"Authorization": answer.request.headers["Authorization"]}
    if isinstance(header["Authorization"], bytes):
        header = {"Authorization": header["Authorization"].decode()}
    path = f"{address}/2/users/{OUR_ID}/mentions?max_results="
    assert requests.get(path + "6", headers=header, timeout=20).json() == UNAUTHORIZED
    assert requests.get(path + "5", headers=header, timeout=20).json() == UNAUTHORIZED
    assert story.world.spent == 0


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic eDp5", "OAuth nonsense", "OAuth"])
def test_no_or_a_strange_sign_in(address: str, story: Story, authorization: str) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    answer = requests.get(f"{address}/2/users/me", headers=headers, timeout=20)
    assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)
    assert story.world.spent == 0


def test_dead_tokens_and_their_renewal(address: str, story: Story) -> None:
    story.world.kill_token(ACCESS_TOKEN)
    with pytest.raises(tweepy.Unauthorized):
        signed_in(address).get_me(user_auth=True)
    assert ask(address, "GET", "/users/me").status_code == 200
    story.world.kill_token()
    assert ask(address, "GET", "/users/me").status_code == 401
    assert ask(address, "GET", "/usage/tweets", APP_BEARER).status_code == 401
    story.world.renew_token()
    assert signed_in(address).get_me(user_auth=True).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "token"),
    [
        ("GET", "/users/me", APP_BEARER),
        ("POST", "/tweets", APP_BEARER),
        ("GET", "/dm_events", APP_BEARER),
        ("GET", "/tweets/search/all?query=to:x", USER_BEARER),
        ("GET", "/usage/tweets", USER_BEARER),
    ],
)
def test_the_wrong_kind_of_sign_in(address: str, story: Story, method: str, path: str, token: str) -> None:
    answer = ask(address, method, path, token)
    assert answer.status_code == 403
    assert answer.json()["type"] == "https://api.x.com/2/problems/unsupported-authentication"
    assert story.world.spent == 0


def test_rate_limit_headers_count_down_and_start_again(address: str, story: Story) -> None:
    for left in (14, 13):
        headers = ask(address, "GET", "/dm_events").headers
        assert headers["x-rate-limit-limit"] == "15"
        assert headers["x-rate-limit-remaining"] == str(left)
        assert headers["x-rate-limit-reset"] == str(int(story.clock.now().timestamp()) + 900)
    story.world.limits.use_up("GET /2/dm_events", Span.USER)
    refused = ask(address, "GET", "/dm_events")
    assert (refused.status_code, refused.headers["x-rate-limit-remaining"]) == (429, "0")
    assert refused.json() == {
        "type": "about:blank",
        "title": "Too Many Requests",
        "detail": "Too Many Requests",
        "status": 429,
    }
    story.passes(minutes=14, seconds=59)
    assert ask(address, "GET", "/dm_events").status_code == 429
    story.passes(seconds=1)
    assert ask(address, "GET", "/dm_events").headers["x-rate-limit-remaining"] == "14"


@pytest.mark.parametrize("name", sorted(name for name in CEILINGS if CEILINGS[name].user))
def test_every_user_limit_of_the_table_holds(address: str, story: Story, name: str) -> None:
    method, path = name.replace("/2", "", 1).split(" ")
    for part, value in (("{id}", OUR_ID), ("{username}", "DerbyHomes"), ("{tweet_id}", "1"), ("{target}", "1")):
        path = path.replace(part, value)
    first = ask(address, method, path)
    assert first.headers["x-rate-limit-limit"] == str(CEILINGS[name].user)
    story.world.limits.use_up(name, Span.USER)
    assert ask(address, method, path).status_code == 429


def test_users_and_the_app_have_windows_of_their_own(address: str, story: Story) -> None:
    path = "/tweets/search/recent?query=to:DerbyHomes"
    story.world.limits.use_up("GET /2/tweets/search/recent", Span.USER)
    assert ask(address, "GET", path).status_code == 429
    assert ask(address, "GET", path, APP_BEARER).headers["x-rate-limit-limit"] == "450"


@pytest.mark.parametrize(
    ("span", "header"), [(Span.USER_DAY, "x-user-limit-24hour"), (Span.APP_DAY, "x-app-limit-24hour")]
)
def test_the_day_can_be_used_up_while_the_quarter_looks_fine(
    address: str, story: Story, span: Span, header: str
) -> None:
    story.does("direct_message", "d", "ann", "Hello")
    path = f"/dm_conversations/with/{story.id_of('ann')}/messages"
    assert ask(address, "POST", path, json={"text": "Hello"}).headers[f"{header}-remaining"] == "1439"
    story.world.limits.use_up("POST /2/dm_conversations/with/{id}/messages", span)
    refused = ask(address, "POST", path, json={"text": "Hello"})
    assert (refused.status_code, refused.headers["x-rate-limit-remaining"]) == (429, "14")
    assert refused.headers[f"{header}-remaining"] == "0"
    assert int(refused.headers[f"{header}-reset"]) == int(story.clock.now().timestamp()) + 24 * 3600
    story.passes(hours=24)
    assert ask(address, "POST", path, json={"text": "Hello"}).status_code == 201


def test_posting_shows_the_limit_of_the_app_for_a_day(address: str, story: Story) -> None:
    headers = ask(address, "POST", "/tweets", json={"text": "Hello"}).headers
    assert (headers["x-rate-limit-remaining"], headers["x-app-limit-24hour-remaining"]) == ("99", "9999")
    with pytest.raises(ValueError, match="has no window"):
        story.world.limits.use_up("POST /2/tweets", Span.USER_DAY)


def test_without_credits_everything_priced_is_402_while_the_limits_look_healthy(address: str, story: Story) -> None:
    story.does("mention", "m", "ann", "Hello")
    story.world.credits = Decimal("0.001")
    assert ask(address, "GET", f"/users/{OUR_ID}/mentions").status_code == 200
    refused = ask(address, "GET", f"/users/{OUR_ID}/mentions")
    assert refused.status_code == 402
    assert refused.json()["type"].endswith("/credits-depleted")
    assert refused.headers["x-rate-limit-remaining"] == "298"
    with pytest.raises(tweepy.HTTPException):
        signed_in(address).create_tweet(text="Hello")
    assert ask(address, "GET", "/usage/tweets", APP_BEARER).status_code == 200
    assert story.world.spent == Decimal("0.001")
    story.world.credits = Decimal(5)
    assert ask(address, "GET", f"/users/{OUR_ID}/mentions").status_code == 200


MENTIONS = f"/users/{OUR_ID}/mentions"
SENSELESS = [
    (f"{MENTIONS}?max_results=4", "max_results"),
    (f"{MENTIONS}?max_results=101", "max_results"),
    (f"{MENTIONS}?max_results=many", "max_results"),
    (f"{MENTIONS}?since_id=abc", "since_id"),
    (f"{MENTIONS}?start_time=yesterday", "start_time"),
    (f"{MENTIONS}?end_time=2026-02-31T00:00:00Z", "end_time"),
    (f"{MENTIONS}?pagination_token=made-up", "pagination_token"),
    (f"{MENTIONS}?tweet_fields=id", "tweet_fields"),
    ("/users/derbyhomes/mentions", "id"),
    (f"/users/{OUR_ID}/tweets?exclude=quotes", "exclude"),
    ("/tweets/search/recent", "query"),
    (f"/tweets/search/recent?query={'a' * 513}", "query"),
    ("/tweets/search/recent?query=to:x&max_results=9", "max_results"),
    ("/tweets/search/recent?query=to:x&sort_order=oldest", "sort_order"),
    ("/tweets/search/recent?query=is:reply", "query"),
    ("/tweets/search/recent?query=-from:DerbyHomes", "query"),
    ("/tweets/search/recent?query=near:derby", "query"),
    ("/tweets/search/recent?query=is:angry%20to:x", "query"),
    ("/tweets/search/recent?query=(to:x", "query"),
    ("/tweets/search/recent?query=to:x)", "query"),
    ("/tweets/search/recent?query=to:x%20OR", "query"),
    ("/tweets?ids=", "ids"),
    ("/tweets?ids=" + ",".join(str(n) for n in range(101)), "ids"),
    ("/tweets/12x", "id"),
    ("/dm_events?event_types=Gossip", "event_types"),
    ("/dm_conversations/with/5/dm_events", "participant_id"),
]


@pytest.mark.parametrize(("path", "parameter"), SENSELESS)
def test_requests_that_make_no_sense(address: str, story: Story, path: str, parameter: str) -> None:
    answer = ask(address, "GET", path)
    assert (answer.status_code, answer.json()["type"]) == (400, "https://api.x.com/2/problems/invalid-request")
    assert list(answer.json()["errors"][0]["parameters"]) == [parameter]
    assert story.world.spent == 0


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b"\xff\xfe{", b"[" * 100_000, b'{"text": "\\ud800"}'])
def test_bodies_that_cannot_be_posted(address: str, story: Story, body: bytes) -> None:
    assert ask(address, "POST", "/tweets", data=body).status_code == 400
    assert story.world.posts == {}


def test_hostile_text_goes_out_as_it_came_in(address: str, story: Story) -> None:
    text = "@DerbyHomes \x00\x1b[31m\u202e \ud800 <b>&amp;"
    posted = story.does("mention", "m", "ann", text)
    assert ask(address, "GET", f"/tweets/{posted}?tweet.fields=entities").json()["data"]["text"] == text


def test_a_query_that_nobody_can_have_signed(address: str, story: Story) -> None:
    answer = signed_in(address).get_me(user_auth=True)
    header = {"Authorization": answer.request.headers["Authorization"]}
    spoilt = requests.get(f"{address}/2/users/me?a=b;c&%zz=\xe9", headers=header, timeout=20)
    assert spoilt.status_code == 401
    assert story.world.dead_tokens == set()


def test_accounts_that_are_not_there(address: str, story: Story) -> None:
    for path in ("/users/5/mentions", "/users/5", "/users/by/username/nobody"):
        answer = ask(address, "GET", path)
        assert (answer.status_code, list(answer.json())) == (200, ["errors"])
    story.world.set_standing("ann", "suspended")
    error = ask(address, "GET", f"/users/{story.id_of('ann')}").json()["errors"][0]
    assert error["type"].endswith("resource-unavailable")


def test_paths_that_x_does_not_know(address: str, story: Story) -> None:
    unknown = ask(address, "GET", "/nonsense")
    assert (unknown.status_code, unknown.content) == (404, b"")
    old = requests.post(f"{address}/1.1/users/report_spam.json", headers=bearer(USER_BEARER), timeout=20)
    assert (old.status_code, old.json()["errors"][0]["code"]) == (403, 453)
    assert story.world.spent == 0
