"""Lists in pages: cursors, and the address of the page that follows (Graph API, paginated results)."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from platforms.simulator.graph_ask import Ask
from platforms.simulator.graph_errors_town import bad

Body = dict[str, Any]
USUAL = 25
NEVER_REPEATED = frozenset({"after", "before", "access_token", "appsecret_proof", "method", "include_headers"})


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """Rows in their order, how one is written, and `order`: the text by which they are sorted and found again."""

    rows: Sequence[Any]
    write: Callable[[Any], Body]
    order: Callable[[Any], str]
    path: str
    most: int
    newest_first: bool = False


def page_of(listed: List, ask: Ask, params: Mapping[str, str]) -> Body:
    """One page. A cursor names a place, so that reading goes on there although what stood at it is gone."""
    limit = min(_number(params.get("limit")), listed.most)
    start = _start(listed, params)
    page = listed.rows[start : start + limit]
    body: Body = {"data": [listed.write(row) for row in page]}
    if not page:
        return body
    cursors = {"before": _cursor(listed.order(page[0])), "after": _cursor(listed.order(page[-1]))}
    body["paging"] = {"cursors": cursors}
    if start + limit < len(listed.rows):
        body["paging"]["next"] = _address(listed, ask, params, {"limit": str(limit), "after": cursors["after"]})
    if start > 0:
        body["paging"]["previous"] = _address(listed, ask, params, {"limit": str(limit), "before": cursors["before"]})
    return body


def _address(listed: List, ask: Ask, params: Mapping[str, str], there: Mapping[str, str]) -> str:
    """An absolute address on the town's own host; the token is in it only if the caller put it there."""
    onward = {name: value for name, value in params.items() if name not in NEVER_REPEATED}
    token = {"access_token": ask.token_in_query} if ask.token_in_query else {}
    version = f"/{ask.version}" if ask.version else ""
    return f"{ask.origin}{version}/{listed.path}?{urlencode({**token, **onward, **there})}"


def _start(listed: List, params: Mapping[str, str]) -> int:
    if params.get("after"):
        return _place(listed, _named(params["after"]), past=True)
    if params.get("before"):
        limit = min(_number(params.get("limit")), listed.most)
        return max(0, _place(listed, _named(params["before"]), past=False) - limit)
    return 0


def _place(listed: List, mark: str, *, past: bool) -> int:
    """How many rows stand before the mark, or up to it with `past`."""

    def is_before(row: Any) -> bool:  # noqa: ANN401 - whatever the list holds
        order = listed.order(row)
        if order == mark:
            return past
        return (order > mark) if listed.newest_first else (order < mark)

    return sum(1 for row in listed.rows if is_before(row))


def _cursor(order: str) -> str:
    return base64.urlsafe_b64encode(order.encode()).decode().rstrip("=")


def _named(cursor: str) -> str:
    try:
        return base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError) as wrong:
        raise bad("Invalid cursors values.") from wrong


def _number(text: str | None) -> int:
    if not text:
        return USUAL
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise bad("Param limit must be a non-negative integer")
    return int(text)
