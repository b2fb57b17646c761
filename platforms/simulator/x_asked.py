"""What a request to X asks for, checked: bounds, times, ids, page tokens, and the JSON it carries."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from platforms.simulator.x_auth import Caller
from platforms.simulator.x_errors import Body, invalid
from platforms.simulator.x_posts import XPost, first_id_at

_ID = re.compile(r"[0-9]{1,19}")
_TOKEN = re.compile(r"[0-9]{19}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One admitted request: who calls, the ids in its path, its query, and its JSON body."""

    caller: Caller
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Body = field(default_factory=dict)

    def path_id(self, name: str = "id") -> str:
        """Gives an id from the path, refusing what cannot be one."""
        return an_id(name, self.path[name])

    def check_names(self, allowed: Iterable[str]) -> None:
        """Refuses a query that holds a parameter which this endpoint does not have."""
        known = sorted(allowed)
        for name, value in self.query.items():
            if name not in known:
                raise invalid(name, value, f"The query parameter [{name}] is not one of [{','.join(known)}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One page of something, newest first, with the token for the next one ("" at the end)."""

    ids: Sequence[str]
    next_token: str = ""


def an_id(name: str, value: object) -> str:
    """Gives back an id of 1 to 19 digits, or refuses with 400."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise invalid(name, str(value), f"The `{name}` value [{value}] is not valid")
    return value


def a_number(query: Mapping[str, str], name: str, low: int, high: int, usual: int) -> int:
    """Reads a whole number within its bounds, or refuses with 400."""
    value = query.get(name)
    if value is None:
        return usual
    if not re.fullmatch(r"[0-9]{1,6}", value) or not low <= int(value) <= high:
        raise invalid(name, value, f"The `{name}` query parameter value [{value}] is not between {low} and {high}")
    return int(value)


def a_time(query: Mapping[str, str], name: str) -> datetime | None:
    """Reads an RFC 3339 time, or refuses with 400."""
    value = query.get(name)
    if value is None:
        return None
    try:
        read = datetime.fromisoformat(value).astimezone(UTC) if _TIME.fullmatch(value) else None
    except ValueError:  # the shape is right, but there is no such day or hour
        read = None
    if read is None:
        raise invalid(name, value, f"The `{name}` query parameter value [{value}] is not a valid RFC 3339 time")
    return read


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The stretch of posts asked for: later than `since_id`, earlier than `until_id`, within two times."""

    since_id: int = 0
    until_id: int = 1 << 63
    start: datetime | None = None
    end: datetime | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Stretch":
        """Reads the four parameters that limit a list of posts."""
        since, until = query.get("since_id"), query.get("until_id")
        return cls(
            since_id=int(an_id("since_id", since)) if since is not None else 0,
            until_id=int(an_id("until_id", until)) if until is not None else 1 << 63,
            start=a_time(query, "start_time"),
            end=a_time(query, "end_time"),
        )

    def not_before(self, floor: datetime) -> None:
        """Refuses a stretch that begins before `floor`: the recent search reaches back seven days only."""
        if self.since_id and self.since_id < first_id_at(floor):
            text = f"'since_id' must be a tweet id created after [{floor:%Y-%m-%dT%H:%MZ}]."
            raise invalid("since_id", str(self.since_id), text)
        if self.start and self.start < floor:
            value = self.start.isoformat()
            raise invalid("start_time", value, f"'start_time' must be on or after {floor:%Y-%m-%dT%H:%MZ}.")

    def holds(self, post: XPost) -> bool:
        """Whether this post lies in the stretch."""
        if not self.since_id < int(post.id) < self.until_id:
            return False
        after = self.start is None or post.posted_at >= self.start
        return after and (self.end is None or post.posted_at < self.end)


def a_page(query: Mapping[str, str], ids: Iterable[str], size: int) -> Leaf:
    """Cuts the page that the request's token points at; the token is the last id that was shown."""
    token = query.get("next_token", query.get("pagination_token"))
    if token is not None and not _TOKEN.fullmatch(token):
        name = "next_token" if "next_token" in query else "pagination_token"
        raise invalid(name, token, f"The `{name}` query parameter value [{token}] is not valid")
    bound = int(token) if token is not None else 1 << 63
    left = sorted((id_ for id_ in set(ids) if int(id_) < bound), key=int, reverse=True)
    shown = left[:size]
    return Leaf(ids=shown, next_token=shown[-1].zfill(19) if len(left) > size else "")


def meta_of(leaf: Leaf, *, with_ends: bool) -> Body:
    """Makes `meta`: the count, the token if there is more, and where asked the newest and oldest id."""
    meta: dict[str, Any] = {"result_count": len(leaf.ids)}
    if with_ends and leaf.ids:
        meta |= {"newest_id": leaf.ids[0], "oldest_id": leaf.ids[-1]}
    if leaf.next_token:
        meta["next_token"] = leaf.next_token
    return meta


def from_body(body: Body, name: str, kind: type[Kept]) -> Kept | None:
    """Reads one value of the body; one of the wrong JSON type is refused with 400."""
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, kind):
        raise invalid(name, str(value), f"$.{name}: wrong type")
    return value


def check_keys(body: Body, allowed: frozenset[str], where: str = "$") -> None:
    """Refuses a body that holds a key which the endpoint does not have."""
    for key, value in body.items():
        if key not in allowed:
            text = f"{where}.{key}: is not defined in the schema and the schema does not allow additional properties"
            raise invalid(key, str(value)[:40], text)


def some_text(body: Body, name: str = "text") -> str:
    """Reads the words to be posted: there must be some, and they must be proper Unicode."""
    text = from_body(body, name, str) or ""
    if not text.strip():
        raise invalid(name, "", f"$.{name}: is missing but it is required")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise invalid(name, "", f"$.{name}: is not valid Unicode")
    return text
