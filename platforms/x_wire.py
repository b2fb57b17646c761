"""One call to X over HTTP: tweepy's client with its own address, time-outs, typed errors, and no secret in any log."""

import json as json_
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import requests
import tweepy

from bot.errors import Unreachable
from platforms.graph_wire import NEVER_SENT, Patience
from platforms.x_errors import partial_error, read_fault, retry_at, to_error

Row = Mapping[str, Any]
BASE_URL = "https://api.x.com"
TALKATIVE = (
    "tweepy",
    "tweepy.client",
    "requests_oauthlib",
    "requests_oauthlib.oauth1_auth",
    "oauthlib",
    "oauthlib.oauth1",
    "oauthlib.oauth1.rfc5849",
)
UNSENDABLE = (UnicodeError, requests.exceptions.InvalidURL, requests.exceptions.InvalidHeader)
SHORTEST_SECRET = 8
ABOUT_STATUS = frozenset({401, 402, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class XCredentials:
    """The four OAuth 1.0a keys of our account. They don't expire, and are never shown."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_secret: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Those of them that must not show anywhere."""
        every = (self.consumer_key, self.consumer_secret, self.access_token, self.access_secret)
        return tuple(secret for secret in every if len(secret) >= SHORTEST_SECRET)


@dataclass(frozen=True, slots=True, kw_only=True)
class XUserToken:
    """An OAuth 2.0 user token of our account, never shown. It lasts two hours, and somebody else must renew it."""

    token: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not show anywhere."""
        return (self.token,) if len(self.token) >= SHORTEST_SECRET else ()


class _Bearer(requests.auth.AuthBase):
    """Carries a user token in its header; no .netrc replaces it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class XClient(tweepy.Client):  # type: ignore[misc]  # the library ships no types
    """tweepy's client, signed in as our account, with an address of its own. Every method raises PlatformError only.

    Reads are tried again after a lost answer, writes never.
    """

    def __init__(
        self,
        credentials: XCredentials | XUserToken,
        *,
        base_url: str,
        patience: Patience,
        clock: Callable[[], datetime],
        pause: Callable[[float], None],
    ) -> None:
        super().__init__(return_type=requests.Response, wait_on_rate_limit=False)
        self._credentials = credentials
        self.base_url = base_url.rstrip("/")
        self._secrets, self._patience, self._clock, self._pause = credentials.secrets, patience, clock, pause
        _quieten()

    def request(
        self,
        method: str,
        route: str,
        params: Mapping[str, Any] | None = None,
        json: Mapping[str, Any] | None = None,
        user_auth: bool = True,  # noqa: ARG002, FBT001, FBT002 - the library's own signature; we always sign
    ) -> requests.Response:
        """Ask for a route below `base_url`; what tweepy's own methods go through. The answer holds a JSON object."""
        if method != "GET":
            return self._once(method, route, params, json)
        for attempt in range(self._patience.attempts - 1):
            try:
                return self._once(method, route, params, json)
            except Unreachable:
                self._pause(min(self._patience.first_wait * 2**attempt, self._patience.longest_wait))
        return self._once(method, route, params, json)

    def body_of(self, response: requests.Response) -> Row:
        """The JSON object of an answer, without our secrets."""
        return cast("Row", self._json(response.content) or {})

    # What tweepy lacks, or asks the shape of a token for.

    def muted(self, user_id: str, **params: object) -> requests.Response:
        """Ask whom we have muted."""
        known = ("max_results", "pagination_token", "user.fields")
        return self._ask("GET", f"/2/users/{user_id}/muting", params=params, endpoint_parameters=known)

    def mute_person(self, user_id: str, target: str) -> requests.Response:
        """Mute a person."""
        return self._ask("POST", f"/2/users/{user_id}/muting", json={"target_user_id": target})

    def unmute_person(self, user_id: str, target: str) -> requests.Response:
        """Unmute a person."""
        return self._ask("DELETE", f"/2/users/{user_id}/muting/{target}")

    def refuse_messages(self, target: str) -> requests.Response:
        """Refuse a person's direct messages."""
        return self._ask("POST", f"/2/users/{target}/dm/block")

    def take_messages(self, target: str) -> requests.Response:
        """Take a person's direct messages again."""
        return self._ask("POST", f"/2/users/{target}/dm/unblock")

    def _ask(self, method: str, route: str, **given: Any) -> requests.Response:  # noqa: ANN401 - handed on to tweepy
        return cast("requests.Response", self._make_request(method, route, user_auth=True, **given))

    # How it is done.

    def _once(
        self, method: str, route: str, params: Mapping[str, Any] | None, json: Mapping[str, Any] | None
    ) -> requests.Response:
        writing = method != "GET"
        try:
            response = self.session.request(
                method,
                self.base_url + route,
                params=params,
                json=json,
                headers={"User-Agent": self.user_agent},
                auth=self._signature(),
                timeout=(self._patience.connect, self._patience.answer),
                allow_redirects=False,
            )
        except (requests.RequestException, ValueError) as lost:
            never_sent = isinstance(lost, (*NEVER_SENT, *UNSENDABLE)) or "NewConnectionError" in repr(lost)
            raise Unreachable(
                f"no answer came ({type(lost).__name__})", maybe_done=writing and not never_sent
            ) from None
        return self._judged(response, writing=writing)

    def _judged(self, response: requests.Response, *, writing: bool) -> requests.Response:
        status, wait = response.status_code, retry_at(response.headers, now=self._clock())
        body = self._json(response.content)
        if not isinstance(body, dict) and status not in ABOUT_STATUS:
            raise Unreachable(f"the answer makes no sense ({status})", maybe_done=writing)
        if 300 <= status < 400:
            raise Unreachable(f"X sent us elsewhere ({status})", maybe_done=writing)
        if not 200 <= status < 300:
            raise to_error(read_fault(body, status=status), writing=writing, retry_at=wait)
        if writing and isinstance(body, dict) and body.get("errors") and not body.get("data"):
            raise partial_error(body, writing=writing, retry_at=wait)
        return response

    def _signature(self) -> requests.auth.AuthBase:
        keys = self._credentials
        if isinstance(keys, XUserToken):
            return _Bearer(keys.token)
        signer = tweepy.OAuth1UserHandler(
            keys.consumer_key, keys.consumer_secret, keys.access_token, keys.access_secret
        )
        return cast("requests.auth.AuthBase", signer.apply_auth())

    def _json(self, content: bytes) -> object:
        for secret in self._secrets:
            content = content.replace(secret.encode(), b"...")
        try:
            return cast("object", json_.loads(content))
        except (ValueError, RecursionError):
            return None


def _quieten() -> None:
    """Keep the libraries' debugging out of every log: it holds tokens and signatures."""
    for name in TALKATIVE:
        logger = logging.getLogger(name)
        if logger.level < logging.INFO:
            logger.setLevel(logging.INFO)
