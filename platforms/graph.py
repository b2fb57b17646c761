"""The Graph API for one token: facebook-sdk's surface with a current version, a pager, batches and typed errors."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import stamina

from bot.errors import PlatformError
from platforms.graph_errors import (
    GraphDialectChanged,
    GraphNotPossible,
    GraphRateLimited,
    GraphUnreachable,
    TooMuchAsked,
    read_fault,
    to_error,
)
from platforms.graph_read import Row, clean
from platforms.graph_sdk import GraphAPI
from platforms.graph_usage import Pace, Usage
from platforms.graph_wire import Call, Patience, Wire, utc_now

BASE_URL = "https://graph.facebook.com"
VERSION = "v26.0"
BATCH_LIMIT = 50
SAME_PAGE_AGAIN = 3  # a page may come twice; more often, it is the same one for ever
SECRET_NAMES = frozenset({"access_token", "appsecret_proof", "input_token", "client_secret", "fb_exchange_token"})


class Graph(GraphAPI):  # type: ignore[misc]  # the library has no types
    """The Graph API for one token. Reads are tried again when no answer comes; writes never are.

    Every method raises a `bot.errors.PlatformError` (which is a `facebook.GraphAPIError`, too) and nothing else; no
    address and no error text holds a token. `pause` is called between reads from 75 % of the allowance on.
    """

    def __init__(
        self,
        token: str,
        *,
        app_secret: str = "",
        base_url: str = BASE_URL,
        version: str = VERSION,
        patience: Patience | None = None,
        clock: Callable[[], datetime] = utc_now,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.patience = patience or Patience()
        super().__init__(access_token=token, timeout=(self.patience.connect, self.patience.answer))
        self.version = version
        self.base_url = base_url.rstrip("/")
        self._pause = pause
        self._wire = Wire(
            session=self.session,
            base_url=self.base_url,
            app_secret=app_secret,
            patience=self.patience,
            clock=clock,
        )

    @property
    def usage(self) -> Usage:
        """What the last answers said of the allowance."""
        return self._wire.usage

    @property
    def versions(self) -> Mapping[str, str]:
        """Which version answered, for each one that was asked for."""
        return self._wire.versions

    # What facebook-sdk's own methods go through.

    def request(
        self,
        path: str,
        args: Mapping[str, Any] | None = None,
        post_args: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        method: str | None = None,
        *,
        urgent: bool = False,
    ) -> object:
        """Ask for a path below `base_url`. Reads that are not `urgent` wait while the allowance is nearly used up."""
        query = dict(args or {})
        token = str(query.pop("access_token", self.access_token))
        if SECRET_NAMES & query.keys():
            raise GraphNotPossible("this call would put a secret into an address")
        verb = "POST" if post_args is not None else (method or "GET").upper()
        call = Call(verb=verb, path=path, query=query, form=post_args, files=files, token=token, writing=verb != "GET")
        return self._wire.send(call) if call.writing else self._patiently(call, urgent=urgent)

    def get_version(self) -> str:
        """Return the version that answers, as `26.0`."""
        self.read("me", fields="id")
        answered = self.versions.get(self.version, "")
        if not answered:
            raise GraphDialectChanged("the answer does not say which version gave it")
        return answered.removeprefix("v")

    def debug_access_token(self, token: str, app_id: str, app_secret: str) -> Row:
        """Return what Meta knows of a token (`data.is_valid`, …), asked for in a form so that no address holds it."""
        asker = f"{app_id}|{app_secret}" if app_id and app_secret else token
        [answer] = self.batch([f"debug_token?input_token={quote(token, safe='')}"], token=asker, urgent=True)
        if isinstance(answer, PlatformError):
            raise answer
        return answer

    # What the adapters use.

    def read(self, *steps: str, version: str = "", urgent: bool = False, **asked: object) -> Row:
        """Read a node or an edge: `read(page, "blocked", user=…)`. One call may name another version."""
        answer = self.request(self._path(steps, version), asked, urgent=urgent)
        if not isinstance(answer, dict):
            raise GraphDialectChanged("the answer is not an object")
        return answer

    def write(self, *steps: str, **fields: object) -> Row:
        """Write to an edge, once."""
        return _changed(self.request(self._path(steps), post_args=fields))

    def update_node(self, node: str, **fields: object) -> Row:
        """Change a node, once; hiding is this. A `message` would overwrite a comment, so none is ever sent."""
        if "message" in fields:
            raise GraphNotPossible("this call would overwrite what somebody wrote")
        return self.write(node, **fields)

    def unblock(self, page: str, **who: str) -> Row:
        """Let one person (`user=…` or `psid=…`) write to the Page again."""
        return _changed(self.request(self._path((page, "blocked")), who, method="DELETE"))

    def pages(
        self, *steps: str, limit: int = 100, version: str = "", urgent: bool = False, **asked: object
    ) -> Iterator[Row]:
        """Yield the answers of an edge one by one until there are no more, asking for less when Meta wants it."""
        return self._onward(self._path(steps, version), {**asked, "limit": limit}, urgent=urgent)

    def further(self, answer: object, *, urgent: bool = False) -> Iterator[Row]:
        """Yield the answers that come after this one, which may be an edge nested in a node."""
        onward = self._next(answer)
        return iter(()) if onward is None else self._onward(*onward, urgent=urgent)

    def batch(self, asked: Sequence[str], *, token: str = "", urgent: bool = False) -> list[Row | PlatformError]:
        """Read many addresses (`ID?fields=…`) in few calls, each answered or refused on its own, in order."""
        answers: list[Row | PlatformError] = []
        for start in range(0, len(asked), BATCH_LIMIT):
            parts = [{"method": "GET", "relative_url": address} for address in asked[start : start + BATCH_LIMIT]]
            form = {"batch": parts, "include_headers": False}
            call = Call(verb="POST", path=f"{self.version}/", form=form, token=token or self.access_token)
            got = self._patiently(call, urgent=urgent)
            if not isinstance(got, list) or len(got) != len(parts):
                raise GraphDialectChanged("a batch was not answered part by part")
            answers += [self._part(part) for part in got]
        return answers

    # How it is done.

    def _path(self, steps: Sequence[str], version: str = "") -> str:
        return "/".join([version or self.version, *(quote(clean(step), safe=":=") for step in steps)])

    def _patiently(self, call: Call, *, urgent: bool) -> object:
        self._mind_the_allowance(urgent=urgent)
        attempts = stamina.retry_context(
            on=_worth_another_try,
            attempts=self.patience.attempts,
            timeout=None,
            wait_initial=self.patience.first_wait,
            wait_max=self.patience.longest_wait,
            wait_jitter=self.patience.first_wait,
        )
        for attempt in attempts:
            with attempt:
                return self._wire.send(call)
        raise GraphUnreachable("nothing was tried")

    def _mind_the_allowance(self, *, urgent: bool) -> None:
        usage = self.usage
        pace = usage.pace(self._wire.clock())
        if pace is Pace.PAUSE and usage.paused_until is not None and not urgent:
            words = "the allowance is nearly used up; reading waits so that acting need not"
            raise GraphRateLimited(words, retry_at=usage.paused_until)
        if pace >= Pace.SLOW and not urgent:
            self._pause(self.patience.slow_down)

    def _part(self, part: object) -> Row | PlatformError:
        code = part.get("code") if isinstance(part, dict) else None
        if not isinstance(part, dict) or not isinstance(code, int):
            return GraphUnreachable("a part of a batch was not answered in time")
        try:
            body = json.loads(str(part.get("body")))
        except (ValueError, RecursionError):
            body = None
        if isinstance(body, dict) and not body.get("error") and code < 300:
            return body
        fault = read_fault(body.get("error") if isinstance(body, dict) else None, status=code)
        return to_error(fault, writing=False, retry_at=self._wire.retry_at())

    def _onward(self, path: str, asked: Mapping[str, Any], *, urgent: bool) -> Iterator[Row]:
        onward: tuple[str, dict[str, Any]] | None = (path, dict(asked))
        been = Counter[str]()
        while onward is not None:
            path, params = onward
            try:
                answer = self.request(path, params, urgent=urgent)
            except TooMuchAsked:
                if int(params.get("limit", 1)) <= 1:
                    raise
                onward = (path, {**params, "limit": int(params["limit"]) // 2})
                continue
            if not isinstance(answer, dict):
                raise GraphDialectChanged("the answer is not an object")
            yield answer
            onward = self._next(answer)
            been[repr(onward)] += 1
            if onward is not None and been[repr(onward)] > SAME_PAGE_AGAIN:
                raise GraphDialectChanged("the pages of the answer lead round in a circle")

    def _next(self, answer: object) -> tuple[str, dict[str, Any]] | None:
        paging = answer.get("paging") if isinstance(answer, dict) else None
        address = paging.get("next") if isinstance(paging, dict) else None
        if not isinstance(address, str) or not address:
            return None
        try:
            there, here = urlsplit(address), urlsplit(self.base_url)
        except ValueError:
            raise GraphDialectChanged("the next page has no usable address") from None
        if (there.scheme, there.netloc) != (here.scheme, here.netloc) or not there.path.startswith(here.path + "/"):
            raise GraphDialectChanged("the next page is said to be on another host")
        params = {name: value for name, value in parse_qsl(there.query) if name not in SECRET_NAMES}
        if not params.get("limit", "1").isdecimal():
            raise GraphDialectChanged("the next page has no usable address")
        return there.path.removeprefix(here.path).lstrip("/"), dict(params)


def _worth_another_try(error: Exception) -> bool:
    return isinstance(error, GraphUnreachable) and not isinstance(error, TooMuchAsked)


def _changed(answer: object) -> Row:
    if not isinstance(answer, dict):
        raise GraphUnreachable("the answer to a write is not an object", maybe_done=True)
    return answer
