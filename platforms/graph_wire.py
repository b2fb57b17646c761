"""One call to Meta over HTTP: where the token travels, how long to wait, and what kind of answer came."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import requests
import structlog
from requests.auth import AuthBase

from platforms.graph_errors import GraphRateLimited, GraphUnreachable, read_fault, to_error
from platforms.graph_read import clean
from platforms.graph_usage import DEFAULT_WAIT, Pace, Usage, read_usage

log = structlog.get_logger("section11.graph")
SHORTEST_SECRET = 8
NEVER_SENT = (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError)


def utc_now() -> datetime:
    """Return the time now, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for an answer, how often to try a read, and how long to wait between (all in seconds)."""

    connect: float = 5.0
    answer: float = 30.0
    attempts: int = 4
    first_wait: float = 1.0
    longest_wait: float = 20.0
    slow_down: float = 2.0

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise ValueError("at least one attempt is needed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is asked: below the base address, with a form when it is a POST. `writing` says whether it may change us."""

    verb: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] | None = None
    files: Mapping[str, Any] | None = None
    token: str = ""
    writing: bool = False


class _Bearer(AuthBase):
    """Carries the token in a header of its own, so that it is in no address (and no .netrc replaces it)."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Wire:
    """Sends calls for one token, and keeps what the answers say of allowance and version."""

    def __init__(
        self,
        *,
        session: requests.Session,
        base_url: str,
        app_secret: str,
        patience: Patience,
        clock: Callable[[], datetime],
    ) -> None:
        self.usage = Usage()
        self.versions: dict[str, str] = {}
        self.clock = clock
        self._session, self._base_url = session, base_url
        self._app_secret = app_secret
        self._timeout = (patience.connect, patience.answer)

    def send(self, call: Call) -> object:
        """Send it, once, and return the JSON of the answer. Raises a PlatformError for everything else."""
        until = self.usage.blocked_until
        if until is not None and self.usage.pace(self.clock()) is Pace.STOP:
            raise GraphRateLimited("Meta asked us to stop calling for a while", retry_at=until)
        proof = {"appsecret_proof": self._proof(call.token)} if self._app_secret and "|" not in call.token else {}
        try:
            response = self._session.request(
                call.verb,
                f"{self._base_url}/{call.path.lstrip('/')}",
                params=_plain(call.query) | (proof if call.form is None else {}),
                data=None if call.form is None else _plain(call.form) | proof,
                files=call.files,
                auth=_Bearer(call.token),
                timeout=self._timeout,
                allow_redirects=False,
            )
        except (requests.RequestException, ValueError) as lost:
            never_sent = isinstance(lost, NEVER_SENT) or "NewConnectionError" in repr(lost)
            kind = type(lost).__name__
            raise GraphUnreachable(f"no answer came ({kind})", maybe_done=call.writing and not never_sent) from None
        return self._answer(response, call)

    def _answer(self, response: requests.Response, call: Call) -> object:
        now = self.clock()
        self.usage = read_usage(response.headers, now=now) or self.usage
        self._note_version(call.path.split("/", 1)[0], response.headers.get("facebook-api-version", ""))
        body = self._json(response.content, call.token)
        envelope = body.get("error") if isinstance(body, dict) else None
        if not envelope and body is not None and response.ok and not response.is_redirect:
            return body
        trace = response.headers.get("x-fb-trace-id", "")
        fault = read_fault(envelope, status=response.status_code, trace=trace)
        error = to_error(fault, writing=call.writing, retry_at=self.retry_at())
        if isinstance(error, GraphRateLimited):
            self.usage = Usage(percent=100.0, told_at=now, blocked_until=error.retry_at)
        raise error

    def retry_at(self) -> datetime:
        """When a throttled call may be tried again: as Meta said, else in an hour."""
        return self.usage.blocked_until or self.clock() + DEFAULT_WAIT

    def _note_version(self, asked: str, answered: str) -> None:
        answered = "".join(c for c in answered if c.isalnum() or c == ".")[:10]
        if answered and self.versions.get(asked) != answered:
            self.versions[asked] = answered
            if asked != answered:
                log.warning("another version answered than was asked for", asked=asked, answered=answered)

    def _json(self, content: bytes, token: str) -> object:
        """The JSON of an answer without our secrets, or None when it is something else."""
        for secret in (token, self._app_secret, self._proof(token)):
            if len(secret) >= SHORTEST_SECRET:
                content = content.replace(secret.encode(), b"...")
        try:
            return cast("object", json.loads(content))
        except (ValueError, RecursionError):
            return None

    def _proof(self, token: str) -> str:
        """The appsecret_proof: HMAC-SHA256 of the token under the app secret (Graph API, "Securing requests")."""
        return hmac.new(self._app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _plain(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: _plain_value(value) for name, value in fields.items() if value is not None}


def _plain_value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return str(int(value.timestamp()))
        case str():
            return clean(value)
        case dict() | list() | tuple():
            return clean(json.dumps(value, separators=(",", ":"), ensure_ascii=False))
        case _:
            return str(value)
