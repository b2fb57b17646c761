"""One question to an OpenAI-compatible endpoint over HTTP: what is sent, how long we wait, what may come back."""

import hashlib
import json
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from bot.errors import SecondReaderFailed
from bot.second_reader.answer import schema

MOST_BYTES = 64_000  # of an answer; a hostile one may be endless
MOST_TOKENS = 600
CONNECT = 5.0  # seconds
REFUSALS = {
    400: "it refuses the form of the question: it must take temperature, max_tokens and a strict JSON schema",
    401: "it does not accept our key",
    403: "it refuses us",
    404: "it knows no such model or address",
}
SLOWER, SERVERS_FAULT = 429, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where the second reader is, and how often and how much it may be asked. The address ends before `/chat`."""

    url: str
    model: str
    key: Callable[[], str]
    wait: timedelta
    most_a_day: int
    every: timedelta = timedelta(seconds=30)

    @property
    def called(self) -> str:
        """What the record calls it."""
        return f"{self.model} at {urlsplit(self.url).hostname}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is sent: the comment without personal details, under a number that the answer must repeat."""

    reading_of: str
    comment: str

    def body(self, model: str) -> dict[str, Any]:
        """The request as JSON, by OpenAI's chat completions with structured outputs."""
        asked = json.dumps({"reading_of": self.reading_of, "comment": self.comment}, ensure_ascii=False)
        form = {"name": "reading", "strict": True, "schema": schema()}
        return {
            "model": model,
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
            "messages": [{"role": "system", "content": instructions()}, {"role": "user", "content": asked}],
            "response_format": {"type": "json_schema", "json_schema": form},
        }

    def digest(self, model: str) -> str:
        """SHA-256 over all that is sent: it proves later what was, and what was not."""
        return hashlib.sha256(json.dumps(self.body(model), sort_keys=True).encode()).hexdigest()


def instructions() -> str:
    """What the second reader is told before every comment."""
    return (files("bot.second_reader") / "instructions.txt").read_text(encoding="utf-8")


class Asker:
    """Asks one question at a time; one that hangs is given up, and nothing more is asked while it does."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Nothing is asked yet."""
        self.endpoint = endpoint
        self._hanging: threading.Thread | None = None

    def ask(self, question: Question) -> str:
        """The content of the answer, unread. Raises SecondReaderFailed whatever goes wrong, within the wait."""
        if self._hanging is not None and self._hanging.is_alive():
            raise SecondReaderFailed("the last question still hangs")
        found: queue.SimpleQueue[str | SecondReaderFailed] = queue.SimpleQueue()
        # A server can hold a call for ever by sending a byte now and then; only another thread can leave it there.
        thread = threading.Thread(target=lambda: found.put(self._asked(question)), daemon=True, name="second reader")
        thread.start()
        try:
            answer = found.get(timeout=self.endpoint.wait.total_seconds())
        except queue.Empty:
            self._hanging = thread
            raise SecondReaderFailed("no answer came in time") from None
        if isinstance(answer, SecondReaderFailed):
            raise answer
        return answer

    def _asked(self, question: Question) -> str | SecondReaderFailed:
        try:
            return _content(self._send(question))
        except SecondReaderFailed as failed:
            return failed
        except requests.RequestException as lost:
            return SecondReaderFailed(f"no answer came ({type(lost).__name__})")
        except Exception as odd:  # noqa: BLE001 - whatever a hostile answer can break in a library
            return SecondReaderFailed(f"the answer could not be read ({type(odd).__name__})")

    def _send(self, question: Question) -> bytes:
        wait = self.endpoint.wait.total_seconds()
        until = time.monotonic() + wait
        body = bytearray()
        with requests.Session() as session, self._post(session, question, wait) as answer:
            _refused(answer.status_code)
            for piece in answer.iter_content(8192):
                body += piece
                if len(body) > MOST_BYTES:
                    raise SecondReaderFailed("the answer is far too long")
                if time.monotonic() > until:
                    raise SecondReaderFailed("no answer came in time")
        return bytes(body)

    def _post(self, session: requests.Session, question: Question, wait: float) -> requests.Response:
        return session.post(
            f"{self.endpoint.url.rstrip('/')}/chat/completions",
            json=question.body(self.endpoint.model),
            auth=_Bearer(self.endpoint.key()),
            timeout=(min(CONNECT, wait), wait),
            allow_redirects=False,
            stream=True,
        )


class _Bearer(AuthBase):
    """Carries the key in its header, so that no .netrc replaces it; no key, no header."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
        return request


def _refused(status: int) -> None:
    if status == requests.codes.ok:
        return
    if status == SLOWER:
        raise SecondReaderFailed("it asks us to slow down")
    words = "it is in trouble" if status >= SERVERS_FAULT else REFUSALS.get(status, "it does not take the question")
    raise SecondReaderFailed(f"{words} (HTTP {status})")


def _content(body: bytes) -> str:
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        content = None
    if not isinstance(content, str):
        raise SecondReaderFailed("the answer holds no message")
    return content
