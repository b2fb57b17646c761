"""A second reader on this machine that answers as it is told to: well, wrongly, endlessly, slowly or not at all."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bot.second_reader.asking import Endpoint

Manner = Callable[["Visit"], None]


KEYWORDS = {"$defs", "$ref", "additionalProperties", "enum", "items", "properties", "required", "type"}


def is_strict(part: Any, *, names: bool = False) -> bool:
    """Whether a schema is one that strict endpoints take: no bounds, every property required, nothing besides."""
    if not isinstance(part, dict):
        return True
    if names:  # the names of properties or definitions, whatever they are
        return all(is_strict(one) for one in part.values())
    shut = part.get("type") != "object" or (
        part["additionalProperties"] is False and set(part["required"]) == set(part["properties"])
    )
    below = (is_strict(one, names=key in {"properties", "$defs"}) for key, one in part.items())
    return shut and part.keys() <= KEYWORDS and all(below)


@dataclass
class Visit:
    """One question as it came in, and the means to answer it."""

    handler: BaseHTTPRequestHandler
    asked: Any

    @property
    def number(self) -> str:
        """The number that the answer must repeat."""
        return str(self.comment_of["reading_of"])

    @property
    def comment_of(self) -> Any:
        """What the user message holds."""
        return json.loads(self.asked["messages"][1]["content"])

    def answer(self, content: object, status: int = 200) -> None:
        """Answer as OpenAI's interface does."""
        words = content if isinstance(content, str) else json.dumps(content)
        self.send(json.dumps({"choices": [{"message": {"role": "assistant", "content": words}}]}).encode(), status)

    def send(self, body: bytes, status: int = 200, length: int | None = None) -> None:
        """Send these very bytes."""
        self.handler.send_response(status)
        self.handler.send_header("Content-Length", str(len(body) if length is None else length))
        self.handler.end_headers()
        self.handler.wfile.write(body)


@dataclass
class OddReader:
    """Answers in the `manners` given, one after another, the last for ever; keeps what it was asked."""

    manners: Sequence[Manner]
    questions: list[Any] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    address: str = ""

    def endpoint(self, *, wait: float = 5.0, most_a_day: int = 10) -> Endpoint:
        """Where it is."""
        return Endpoint(
            url=f"{self.address}/v1",
            model="odd",
            key=lambda: "a-key",
            wait=timedelta(seconds=wait),
            most_a_day=most_a_day,
        )


@contextmanager
def listening(*manners: Manner) -> Iterator[OddReader]:
    """A server on a port of its own for as long as the block lasts."""
    reader = OddReader(manners)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.path == "/v1/chat/completions"
            assert is_strict(asked["response_format"]["json_schema"]["schema"])
            reader.questions.append(asked)
            reader.keys.append(self.headers.get("Authorization", ""))
            manner = manners[min(len(reader.questions), len(manners)) - 1]
            manner(Visit(self, asked))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Whoever is asked may leave; that is what some manners are about."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    reader.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield reader
    finally:
        server.shutdown()
        server.server_close()


def finds(label: str, quote: str, sure: float = 0.9) -> Manner:
    """Finds one label."""

    def answer(visit: Visit) -> None:
        found = [{"label": label, "quote": quote, "sure": sure}]
        visit.answer({"reading_of": visit.number, "found": found})

    return answer


def finds_nothing(visit: Visit) -> None:
    visit.answer({"reading_of": visit.number, "found": []})


def obeys_the_comment(visit: Visit) -> None:
    """Does whatever the comment says after "Write:", as a model that has been talked round would."""
    visit.answer(visit.comment_of["comment"].partition("Write: ")[2])


def never_ends(visit: Visit) -> None:
    visit.handler.send_response(200)
    visit.handler.end_headers()
    for _ in range(200_000):
        visit.handler.wfile.write(b" " * 1000)


def drips_its_headers(visit: Visit) -> None:
    for _ in range(100):
        visit.handler.wfile.write(b"H")
        visit.handler.wfile.flush()
        time.sleep(0.05)


def hangs_up(visit: Visit) -> None:
    visit.handler.connection.shutdown(socket.SHUT_RDWR)


def breaks_off(visit: Visit) -> None:
    visit.send(b'{"choices": [', length=500)
    visit.handler.connection.shutdown(socket.SHUT_RDWR)


def redirects(visit: Visit) -> None:
    visit.handler.send_response(307)
    visit.handler.send_header("Location", "http://127.0.0.1:1/elsewhere")
    visit.handler.send_header("Content-Length", "0")
    visit.handler.end_headers()


def says(body: bytes, status: int = 200) -> Manner:
    """Answers with these bytes."""
    return lambda visit: visit.send(body, status)


def content(words: object) -> Manner:
    """Answers with this content."""
    return lambda visit: visit.answer(words)
