"""Faults that can be put in the way of a request: what goes wrong on a bad day, on purpose."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

RANGES = {"code": (0, 10**9), "subcode": (0, 10**9), "status": (200, 599), "wait": (0, 10**6)}


class FaultKind(StrEnum):
    """What can go wrong."""

    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    TIME_OUT = "time_out"
    DROPPED_ANSWER = "dropped_answer"
    MALFORMED = "malformed"
    HTML = "html"
    DUPLICATE_PAGE = "duplicate_page"
    REORDERED_PAGE = "reordered_page"
    GRAPH_ERROR = "graph_error"
    X_ERROR = "x_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: what happens to the requests whose path matches `path` (searched), after `skip`, `times` times.

    `extra` says more: code, subcode, status, type, detail; for a `time_out` also `parts`, the parts of a batch on
    Graph, counted from 0, that are answered too late (with null) while the others are answered in time.
    """

    kind: FaultKind
    path: str
    method: str = ""
    times: int = 1
    skip: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict)


class Faults:
    """The faults that lie in wait."""

    def __init__(self) -> None:
        """None yet."""
        self._waiting: list[tuple[Fault, list[int]]] = []

    def add(self, fault: Fault) -> None:
        """Lay a fault in wait. Raises ValueError for one that makes no sense, or that the path's platform hasn't."""
        numbers = {"times": fault.times, "skip": fault.skip}
        for problem in _wrong(fault.path, fault.method, fault.extra, numbers):
            raise ValueError(problem)
        on_x = "/2/" in fault.path
        if "parts" in fault.extra and (on_x or fault.kind is not FaultKind.TIME_OUT):
            raise ValueError("only a time_out of a batch on Graph has parts")
        wrong = FaultKind.GRAPH_ERROR if on_x else FaultKind.X_ERROR
        if fault.kind is wrong:
            raise ValueError(f"a {fault.kind} can't happen on {fault.path}")
        self._waiting.append((fault, [fault.skip, fault.times]))

    def clear(self) -> None:
        """Take all of them away."""
        self._waiting.clear()

    def next(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets, if any; it is used up."""
        for fault, left in self._waiting:
            if (fault.method and fault.method != method) or not re.search(fault.path, path) or left[1] <= 0:
                continue
            if left[0] > 0:
                left[0] -= 1
                continue
            left[1] -= 1
            return fault
        return None


def _wrong(path: object, method: object, extra: object, numbers: Mapping[str, object]) -> Iterator[str]:
    """What is wrong with a fault whose parts came from outside."""
    if not isinstance(path, str) or not isinstance(method, str):
        yield "path and method must be words"
    elif unreadable := _unreadable(path):
        yield f"path is no regular expression: {unreadable}"
    for name, value in numbers.items():
        if not _is_number(value, 0, 1_000_000):
            yield f"{name} must be a whole number, not below 0"
    if not isinstance(extra, Mapping):
        yield "extra must be an object"
        return
    for name, (least, most) in RANGES.items():
        if name in extra and not _is_number(extra[name], least, most):
            yield f"{name} must be a whole number from {least} to {most}"
    parts = extra.get("parts", [0])
    if not isinstance(parts, list | tuple) or not parts or not all(_is_number(one, 0, 49) for one in parts):
        yield "parts must be a list of whole numbers from 0 to 49"


def _unreadable(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as why:
        return str(why)
    return ""


def _is_number(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
