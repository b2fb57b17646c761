"""Reading Graph's `fields` parameter: names, arguments and nested fields (Graph API, field expansion)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

DEEPEST = 6
LONGEST = 8000  # characters
_NAME = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*")
_ARGUMENT = re.compile(r"\.([a-z_]+)\(([^()]*)\)\s*")


class BadFields(Exception):
    """The fields can't be read; the text says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One field that is asked for, with its arguments and the fields below it."""

    name: str
    args: Mapping[str, str] = field(default_factory=dict)
    below: tuple["Wanted", ...] = ()

    def __str__(self) -> str:
        args = "".join(f".{name}({value})" for name, value in self.args.items())
        return f"{self.name}{args}{f'{{{spelled(self.below)}}}' if self.below else ''}"


def spelled(wanted: Iterable[Wanted]) -> str:
    """The fields as they are written in a request."""
    return ",".join(str(one) for one in wanted)


def read_fields(text: str) -> tuple[Wanted, ...]:
    """The fields asked for. Raises BadFields."""
    if len(text) > LONGEST:
        raise BadFields("Too many fields")
    found, end = _list(text, 0, 0)
    if end != len(text):
        raise _wrong(text, end)
    return found


def _list(text: str, at: int, depth: int) -> tuple[tuple[Wanted, ...], int]:
    if depth > DEEPEST:
        raise BadFields("Too many levels of nesting")
    found = []
    while True:
        one, at = _one(text, at, depth)
        found.append(one)
        if at >= len(text) or text[at] != ",":
            return tuple(found), at
        at += 1


def _one(text: str, at: int, depth: int) -> tuple[Wanted, int]:
    name = _NAME.match(text, at)
    if name is None:
        raise _wrong(text, at)
    at, args = name.end(), {}
    while argument := _ARGUMENT.match(text, at):
        args[argument[1]] = argument[2]
        at = argument.end()
    below: tuple[Wanted, ...] = ()
    if at < len(text) and text[at] == "{":
        below, at = _list(text, at + 1, depth + 1)
        if at >= len(text) or text[at] != "}":
            raise _wrong(text, at)
        at += 1
    return Wanted(name=name[1], args=args, below=below), at


def _wrong(text: str, at: int) -> BadFields:
    got = f'"{text[at]}"' if at < len(text) else "end of string"
    return BadFields(f"Syntax error: expected a field name at character {at}, got {got}")
