"""Every request that a platform's path gets, one JSON object a line, without tokens."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

SECRETS = {"access_token", "appsecret_proof", "input_token", "client_secret", "fb_exchange_token"}
_NAMED = re.compile(rf"((?:{'|'.join(sorted(SECRETS))})(?:=|\\?\"\s*:\s*\\?\"))[^&\s\"\\]+")
LONGEST, DEEPEST = 2_000_000, 20  # bytes of a body; levels of JSON


class RequestLog:
    """Appends lines to a file, each written through at once; keeps nothing without a file."""

    def __init__(self, path: Path | None) -> None:
        """Open the file for appending."""
        self._out = path.open("a", encoding="utf-8") if path is not None else None

    def write(self, *, at: str, method: str, path: str, query: str, body: bytes, kind: str, status: int) -> None:
        """Keep one request; `status` is 0 where no answer was given."""
        if self._out is None:
            return
        line = {
            "at": at,
            "method": method,
            "path": path,
            "query": _redacted(dict(parse_qsl(query, keep_blank_values=True))),
            "body": _redacted(_read(body, kind)),
            "status": status,
        }
        self._out.write(json.dumps(line) + "\n")
        self._out.flush()

    def close(self) -> None:
        """Close the file."""
        if self._out is not None:
            self._out.close()
            self._out = None


def _read(body: bytes, kind: str) -> Any:  # noqa: ANN401 - any JSON
    if not body:
        return {}
    text = body.decode("utf-8", "replace")
    if "multipart" in kind or len(body) > LONGEST:
        return {"unread": len(body)}
    try:
        return json.loads(text) if "json" in kind else dict(parse_qsl(text, keep_blank_values=True))
    except (ValueError, RecursionError):
        return {"unread": len(body)}


def _redacted(found: Any, depth: int = 0) -> Any:  # noqa: ANN401 - any JSON
    """The same without secrets, also where a batch carries requests within a request."""
    if depth > DEEPEST:
        return "…"
    if isinstance(found, Mapping):
        return {name: "…" if name in SECRETS else _redacted(value, depth + 1) for name, value in found.items()}
    if isinstance(found, list):
        return [_redacted(value, depth + 1) for value in found]
    return _NAMED.sub(r"\1…", found) if isinstance(found, str) else found
