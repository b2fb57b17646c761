"""Reading Meta's answers as if they were hostile: whatever comes, what leaves here is plain and safe."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from platforms.graph_errors import GraphDialectChanged

Row = Mapping[str, Any]
_UNFIT = re.compile(r"[\x00\ud800-\udfff]")
_BLANK = re.compile(r"[\s<>\x00-\x1f]")
DEEPEST = 12
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:\-=]{0,127}")


def clean(words: str) -> str:
    """The words, with NUL and lone surrogates (which no database or encoder takes) shown as U+FFFD."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", words)


def text_of(row: Row, *names: str) -> str:
    """The first of these that holds words; anything but text and numbers counts as none."""
    for name in names:
        value = row.get(name)
        if isinstance(value, str) and value:
            return clean(value)
        if isinstance(value, int | float):
            return str(value)
    return ""


def part_of(row: Row, *names: str) -> Row:
    """The object found by following these names, or an empty one."""
    for name in names:
        inner = row.get(name)
        if not isinstance(inner, dict):
            return {}
        row = inner
    return row


def id_of(row: Row, name: str = "id") -> str:
    """The id, or an empty string when there is none that could be one."""
    value = row.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def flag_of(row: Row, name: str) -> bool | None:
    """True or false as told; None when it is not."""
    value = row.get(name)
    return value if isinstance(value, bool) else None


def count_of(row: Row, name: str) -> int | None:
    """A whole number as told; None when it is not."""
    value = row.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def time_of(row: Row, name: str) -> datetime | None:
    """The moment, aware and in UTC; None when it can't be read."""
    value = row.get(name)
    if isinstance(value, str):
        return moment(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 4_000_000_000:
        return datetime.fromtimestamp(value, UTC)
    return None


def moment(words: str) -> datetime | None:
    """Read `2026-11-23T12:00:00+0000` and its like; None when it can't be read."""
    try:
        read = datetime.fromisoformat(words)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def rows_of(answer: Row, what: str, *, named_by: Callable[[Row], str] | None = None) -> tuple[Row, ...]:
    """The rows of an edge. Raises DialectChanged when they are not there, or when one can't be told apart."""
    rows = answer.get("data")
    if not isinstance(rows, list):
        raise GraphDialectChanged(f"the answer about {what} holds no list")
    for row in rows:
        if not isinstance(row, dict) or not (named_by or id_of)(row):
            raise GraphDialectChanged(f"the answer about {what} holds something without an id")
    return tuple(rows)


def links_in(row: Row) -> tuple[str, ...]:
    """The web addresses of what is attached to a comment or post, each once."""
    attached = part_of(row, "attachment")
    found: Iterable[str] = (
        text_of(part, name)
        for part in (attached, part_of(attached, "media", "image"), part_of(attached, "target"))
        for name in ("url", "src")
    )
    return tuple(dict.fromkeys(link for link in found if link.startswith(("https://", "http://"))))


def address_of(row: Row, name: str, *, host: str) -> str:
    """A web address a person may safely be sent to; one without a host is taken to be on `host`."""
    value = text_of(row, name)
    if value.startswith("/") and not value.startswith("//"):
        value = host + value
    return value if value.startswith("https://") and not _BLANK.search(value) else ""


def evidence_of(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - any JSON
    """The platform's own answer, kept as evidence, with what no database takes made plain."""
    if depth > DEEPEST:
        return "…"
    match value:
        case str():
            return clean(value)
        case dict():
            return {clean(str(k)): evidence_of(v, depth + 1) for k, v in value.items()}
        case list():
            return [evidence_of(v, depth + 1) for v in value]
        case float() if not isfinite(value):
            return None
        case _:
            return value


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same, blanks aside: platforms trim and join them."""
    return clean(one).split() == clean(other).split()
