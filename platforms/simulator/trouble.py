"""What stands between a client and the town: the scenario moves on, faults strike, and everything is logged."""

import asyncio
import json
from collections.abc import Callable, MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from platforms.simulator.clock import TownClock
from platforms.simulator.faults import Fault, FaultKind, Faults
from platforms.simulator.graph_errors_town import GraphRefusal
from platforms.simulator.request_log import RequestLog

LARGEST = 8_000_000  # bytes of a body that are kept; what comes after is let go
LONGEST_WAIT = 120.0  # seconds that an answer which never comes keeps the connection
JSON = b"application/json; charset=UTF-8"


class AnswerDropped(Exception):
    """The connection breaks although the request was carried out."""


class HungUp(Exception):
    """The caller went away before all of the request was sent: nothing is carried out."""


class Trouble:
    """An ASGI application around the platforms' paths."""

    def __init__(
        self, inner: ASGIApp, *, clock: TownClock, faults: Faults, log: RequestLog, tick: Callable[[], None]
    ) -> None:
        """`tick` lets all due happenings happen before each request."""
        self.inner, self.clock, self.faults, self.log, self.tick = inner, clock, faults, log, tick
        self._pages: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or don't."""
        path = str(scope.get("path", ""))
        if scope["type"] != "http" or path == "/" or path.startswith(("/_town/", "/slack/", "/favicon")):
            self.tick()
            await self.inner(scope, receive, send)
            return
        self.tick()
        body, status = b"", 0
        try:
            body = await _whole_body(receive)
            fault = self.faults.next(scope["method"], path)
            status = await self._strike(fault, scope, _again(body, receive), _Answer(), send)
        except HungUp:
            return
        finally:
            self.log.write(
                at=self.clock.now().isoformat(),
                method=scope["method"],
                path=path,
                query=scope["query_string"].decode("latin-1"),
                body=body,
                kind=_header(scope, b"content-type"),
                status=status,
            )

    async def _strike(self, fault: Fault | None, scope: Scope, receive: Receive, answer: "_Answer", send: Send) -> int:
        path = str(scope["path"])
        match fault.kind if fault else None:
            case FaultKind.TIME_OUT if not _late(fault):
                await _silence(receive)
                raise AnswerDropped
            case FaultKind.RATE_LIMITED | FaultKind.SERVER_ERROR | FaultKind.GRAPH_ERROR | FaultKind.X_ERROR:
                self._refuse(answer, fault, path)
            case FaultKind.MALFORMED:
                answer.put(200, b'{"data": [{"id": "1', JSON)
            case FaultKind.HTML:
                answer.put(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>", b"text/html")
            case _:
                await self.inner(scope, receive, answer.take)
                self._shuffle(fault, answer, path)
        if fault is not None and fault.kind is FaultKind.DROPPED_ANSWER:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4096")]})
            raise AnswerDropped
        await answer.give(send)
        return answer.status

    def _refuse(self, answer: "_Answer", fault: Fault | None, path: str) -> None:
        extra = dict(fault.extra) if fault else {}
        on_x = path.startswith("/2/")
        kind = fault.kind if fault else None
        if on_x:
            status = int(extra.get("status", 429 if kind is FaultKind.RATE_LIMITED else 503))
            problem = {
                "title": str(extra.get("title", "Too Many Requests" if status == 429 else "Service Unavailable")),
                "detail": str(extra.get("detail", "Try again later")),
                "type": str(extra.get("type", "about:blank")),
                "status": status,
            }
            answer.put(status, json.dumps(problem).encode(), b"application/problem+json")
            if status == 429:
                reset = int(self.clock.now().timestamp()) + int(extra.get("wait", 900))
                answer.headers += _limits(reset)
            return
        code = int(extra.get("code", 4 if kind is FaultKind.RATE_LIMITED else 2))
        usual = 500 if kind is FaultKind.SERVER_ERROR else 400
        refusal = GraphRefusal(code=code, text=str(extra.get("text", "Refused")), subcode=extra.get("subcode"))
        answer.put(int(extra.get("status", usual)), json.dumps(refusal.body()).encode(), JSON)

    def _shuffle(self, fault: Fault | None, answer: "_Answer", path: str) -> None:
        """Give the page before once more, or this one in another order, or a batch without the parts that are late."""
        if late := _late(fault):
            answer.body = _without(answer.body, late)
        before = self._pages.get(path)
        if fault is not None and fault.kind is FaultKind.DUPLICATE_PAGE and before is not None:
            answer.body = before
        if fault is not None and fault.kind is FaultKind.REORDERED_PAGE and answer.status == 200:
            page = json.loads(answer.body)
            if isinstance(page, dict) and isinstance(page.get("data"), list):
                page["data"].reverse()
                answer.body = json.dumps(page).encode()
        if answer.status == 200:
            self._pages[path] = answer.body


class _Answer:
    """An answer held back until it is known what becomes of it."""

    def __init__(self) -> None:
        self.status, self.body = 200, b""
        self.headers: list[tuple[bytes, bytes]] = []

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = [h for h in message.get("headers", []) if h[0].lower() != b"content-length"]
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    def put(self, status: int, body: bytes, kind: bytes) -> None:
        self.status, self.body, self.headers = status, body, [(b"content-type", kind)]

    async def give(self, send: Send) -> None:
        length = [] if self.status == 304 else [(b"content-length", str(len(self.body)).encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": [*self.headers, *length]})
        await send({"type": "http.response.body", "body": b"" if self.status == 304 else self.body})


async def _whole_body(receive: Receive) -> bytes:
    """The body, as far as anybody would read it: both platforms refuse what is larger. Raises HungUp."""
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise HungUp
        body = (body + bytes(message.get("body", b"")))[: LARGEST + 1]
        if not message.get("more_body", False):
            return body


def _late(fault: Fault | None) -> frozenset[int]:
    """Which parts of a batch, counted from 0, are carried out but answered too late."""
    if fault is None or fault.kind is not FaultKind.TIME_OUT:
        return frozenset()
    return frozenset(fault.extra.get("parts", ()))


def _without(body: bytes, late: frozenset[int]) -> bytes:
    """A batch's answer with null for these parts (Graph API, batch requests that time out); any other as it is."""
    parts = json.loads(body)
    if not isinstance(parts, list):
        return body
    return json.dumps([None if n in late else part for n, part in enumerate(parts)]).encode()


def _again(body: bytes, receive: Receive) -> Receive:
    """Let the body be read once more; after it, whatever the connection says."""
    given = False

    async def again() -> MutableMapping[str, Any]:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _silence(receive: Receive) -> None:
    """Say nothing until the client has had enough."""

    async def until_gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(until_gone(), LONGEST_WAIT)
    except TimeoutError:
        return


def _limits(reset: int) -> list[tuple[bytes, bytes]]:
    told = {"limit": 300, "remaining": 0, "reset": reset}
    return [(f"x-rate-limit-{name}".encode(), str(value).encode()) for name, value in told.items()]


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")
