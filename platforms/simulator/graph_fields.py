"""Reading Graph's `fields` parameter: names, arguments and nested fields (Graph API, field expansion)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

DEEPEST = 6
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ARGUMENT = re.compile(r"\.([a-z_]+)\(([^()]*)\)")


class BadFields(Exception):
    """The fields can't be read; the text says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One field that is asked for, with its arguments and the fields below it."""

    name: str
    args: Mapping[str, str] = field(default_factory=dict)
    below: tuple["Wanted", ...] = ()


def read_fields(text: str) -> tuple[Wanted, ...]:
    """The fields asked for. Raises BadFields."""
    found, end = _list(text, 0, 0)
    if end != len(text):
        raise BadFields(f"Syntax error at {end}")
    return found


def _list(text: str, at: int, depth: int) -> tuple[tuple[Wanted, ...], int]:
    if depth > DEEPEST:
        raise BadFields("Too many levels of nesting")
    found = []
    while at < len(text):
        one, at = _one(text, at, depth)
        found.append(one)
        if at >= len(text) or text[at] != ",":
            break
        at += 1
    return tuple(found), at


def _one(text: str, at: int, depth: int) -> tuple[Wanted, int]:
    name = _NAME.match(text, at)
    if name is None:
        raise BadFields(f"Syntax error at {at}")
    at, args = name.end(), {}
    while argument := _ARGUMENT.match(text, at):
        args[argument[1]] = argument[2]
        at = argument.end()
    below: tuple[Wanted, ...] = ()
    if at < len(text) and text[at] == "{":
        below, at = _list(text, at + 1, depth + 1)
        if at >= len(text) or text[at] != "}":
            raise BadFields(f"Syntax error at {at}")
        at += 1
    return Wanted(name=name[0], args=args, below=below), at
