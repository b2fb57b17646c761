"""How the town's things look in Graph's answers: the fields asked for, and lists in pages."""

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from platforms.simulator.graph_errors_town import bad
from platforms.simulator.graph_fields import BadFields, Wanted, read_fields
from platforms.simulator.graph_world import (
    FACEBOOK,
    INSTAGRAM,
    INSTAGRAM_ID,
    PAGE_ID,
    PRIVATE_REPLY_WINDOW,
    GraphWorld,
    Thing,
)

Body = dict[str, Any]
MOST = {FACEBOOK: 100, INSTAGRAM: 50}
USUAL = 25
DEFAULTS = {
    "post": "created_time,message,id",
    "comment": "created_time,from,message,id",
    "medium": "id",
    "ig_comment": "timestamp,text,id",
    "review": "created_time,recommendation_type,review_text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request: `path` without the version, `params` from query and form together."""

    method: str
    version: str
    path: str
    params: Mapping[str, str]
    origin: str
    token_in_query: str = ""

    @property
    def node(self) -> str:
        """The id or word that the path starts with."""
        return self.path.split("/", 1)[0]

    @property
    def edge(self) -> str:
        """What follows it; empty for the node itself."""
        return self.path.split("/", 1)[1] if "/" in self.path else ""


def stamp(at: datetime) -> str:
    """A time as Graph writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def fields_of(params: Mapping[str, str], usual: str) -> tuple[Wanted, ...]:
    """The fields that a request asks for. Raises GraphRefusal 100 when they can't be read."""
    try:
        return read_fields(params.get("fields") or usual)
    except BadFields as wrong:
        raise bad(str(wrong)) from wrong


class Pen:
    """Writes things the way Graph does."""

    def __init__(self, world: GraphWorld, ask: Ask) -> None:
        """For one request."""
        self.world, self.ask = world, ask

    def thing(self, thing: Thing, wanted: Iterable[Wanted]) -> Body:
        """The fields of a thing; what it has not is left out, `id` is always there."""
        values = self._values(thing)
        body: Body = {}
        for one in wanted:
            if one.name in {"comments", "replies"} and thing.kind != "review":
                nested = self._below(thing, one)
                if nested["data"]:
                    body[one.name] = nested
            elif one.name in values:
                value = values[one.name]()
                if value is not None:
                    body[one.name] = value
            elif one.name not in KNOWN:
                raise bad(f"Tried accessing nonexisting field ({one.name}) on node type ({thing.kind.title()})")
        return body if thing.kind == "review" else body | {"id": thing.id}

    def _below(self, thing: Thing, one: Wanted) -> Body:
        if thing.platform is INSTAGRAM:
            found = self.world.replies(thing.id) if thing.on else self._top(thing)
            usual = DEFAULTS["ig_comment"]
        else:
            found = self.world.replies(thing.id) if thing.on else self.world.under(thing.id)
            usual = DEFAULTS["comment"]
        wanted = one.below or fields_of({}, usual)
        edge = one.name
        fields = {"fields": _spelled(one.below)} if one.below else {}
        whole = {"filter": "stream"} if thing.on or thing.platform is INSTAGRAM else {}
        rows = self.sorted_comments(found, dict(one.args) | whole)
        return self.listing(rows, wanted, dict(one.args) | fields, f"{thing.id}/{edge}", thing.platform)

    def _top(self, thing: Thing) -> Iterable[Thing]:
        return (t for t in self.world.under(thing.id) if not t.parent)

    def sorted_comments(self, found: Iterable[Thing], args: Mapping[str, str]) -> list[Thing]:
        """Comments by Graph's parameters filter, order and since."""
        rows = list(found)
        if args.get("filter", "toplevel") == "toplevel":
            rows = [t for t in rows if not t.parent]
        if args.get("since"):
            since = _moment(args["since"])
            rows = [t for t in rows if t.at >= since]
        newest_first = args.get("order", "chronological") == "reverse_chronological"
        return sorted(rows, key=lambda t: (t.at, t.id), reverse=newest_first)

    def listing(
        self,
        things: Sequence[Thing],
        wanted: Iterable[Wanted],
        params: Mapping[str, str],
        path: str,
        platform: Any,  # noqa: ANN401 - PlatformName, as a key
    ) -> Body:
        """One page of a list, with cursors and the address of the next."""
        fields = tuple(wanted)
        return self.paged(things, lambda t: self.thing(t, fields), lambda t: t.id, params, path, MOST[platform])

    def paged(
        self,
        rows: Sequence[Any],
        write: Callable[[Any], Body],
        name: Callable[[Any], str],
        params: Mapping[str, str],
        path: str,
        most: int,
    ) -> Body:
        """One page of anything that can be named."""
        limit = min(_number(params.get("limit"), USUAL), most)
        start = _start(rows, name, params.get("after", ""))
        page = rows[start : start + limit]
        body: Body = {"data": [write(row) for row in page]}
        if not page:
            return body
        cursors = {"before": _cursor(name(page[0])), "after": _cursor(name(page[-1]))}
        body["paging"] = {"cursors": cursors}
        if start + limit < len(rows):
            onward = {k: v for k, v in params.items() if k not in {"after", "before", "access_token"}}
            token = {"access_token": self.ask.token_in_query} if self.ask.token_in_query else {}
            query = urlencode(onward | {"limit": str(limit), "after": cursors["after"]} | token)
            version = f"/{self.ask.version}" if self.ask.version else ""
            body["paging"]["next"] = f"{self.ask.origin}{version}/{path}?{query}"
        return body

    def _values(self, thing: Thing) -> Mapping[str, Callable[[], Any]]:
        both: dict[str, Callable[[], Any]] = {"id": lambda: thing.id, "from": lambda: self._from(thing)}
        if thing.platform is INSTAGRAM:
            return both | self._instagram(thing)
        return both | (self._review(thing) if thing.kind == "review" else self._facebook(thing))

    def _from(self, thing: Thing) -> Body | None:
        known = thing.is_ours or "pages_read_user_content" in self.world.scopes or thing.platform is INSTAGRAM
        if thing.no_author or not known:
            return None
        own = PAGE_ID if thing.platform is FACEBOOK else INSTAGRAM_ID
        id_ = own if thing.is_ours else self.world.person_id(thing.who, thing.platform)
        name = self.world.name_of(thing.who, thing.platform)
        return {"id": id_, "name": name} if thing.platform is FACEBOOK else {"id": id_, "username": name}

    def _facebook(self, thing: Thing) -> dict[str, Callable[[], Any]]:
        world = self.world
        in_time = world.clock.now() - thing.at <= PRIVATE_REPLY_WINDOW
        private = bool(thing.on or thing.kind == "visitor_post") and in_time and not thing.private_reply
        conversation = {"id": conversation_id(thing.who, FACEBOOK)} if thing.private_reply else None
        return {
            "message": lambda: thing.text,
            "created_time": lambda: stamp(thing.at),
            "updated_time": lambda: stamp(thing.touched or thing.at),
            "permalink_url": lambda: f"https://www.facebook.com/{thing.on or thing.id}/?comment_id={thing.id}",
            "parent": lambda: {"id": thing.parent} if thing.parent else None,
            "object": lambda: {"id": thing.on} if thing.on else None,
            "comment_count": lambda: sum(1 for _ in world.replies(thing.id)),
            "like_count": lambda: int(thing.id in world.likes),
            "user_likes": lambda: thing.id in world.likes,
            "can_comment": lambda: True,
            "can_hide": lambda: thing.can_hide and not thing.is_ours if thing.on else None,
            "can_like": lambda: True,
            "can_remove": lambda: True,
            "can_reply_privately": lambda: private and not thing.is_ours,
            "is_hidden": lambda: thing.hidden,
            "is_private": lambda: False,
            "is_published": lambda: True,
            "status_type": lambda: "mobile_status_update",
            "private_reply_conversation": lambda: conversation,
        }

    def _review(self, thing: Thing) -> dict[str, Callable[[], Any]]:
        reviewer = None if thing.no_author else self._from(thing)
        return {
            "created_time": lambda: stamp(thing.at),
            "has_rating": lambda: False,
            "has_review": lambda: bool(thing.text),
            "recommendation_type": lambda: thing.recommends,
            "review_text": lambda: thing.text,
            "reviewer": lambda: reviewer,
            "open_graph_story": lambda: {"id": thing.id.rsplit("_", 1)[-1]},
        }

    def _instagram(self, thing: Thing) -> dict[str, Callable[[], Any]]:
        world = self.world
        name = world.name_of(thing.who, INSTAGRAM)
        return {
            "text": lambda: thing.text,
            "caption": lambda: thing.text,
            "timestamp": lambda: stamp(thing.at),
            "permalink": lambda: f"https://www.instagram.com/p/{thing.on or thing.id}/",
            "username": lambda: None if thing.no_author else name,
            "hidden": lambda: thing.hidden,
            "like_count": lambda: int(thing.id in world.likes),
            "parent_id": lambda: thing.parent or None,
            "media": lambda: {"id": thing.on} if thing.on else None,
            "comments_count": lambda: sum(1 for _ in world.under(thing.id)),
            "is_comment_enabled": lambda: True,
            "media_type": lambda: "IMAGE",
            "media_product_type": lambda: "FEED",
        }


KNOWN = frozenset({"attachment", "attachments", "message_tags", "admin_creator", "application", "rating", "story"})
KNOWN |= {"live_broadcast_timestamp", "parent_id", "comments_enabled", "user", "legacy_instagram_comment_id"}
KNOWN |= {"reactions", "likes"}


def conversation_id(who: str, platform: Any) -> str:  # noqa: ANN401 - PlatformName
    """The id of the private thread with somebody."""
    return f"t_{platform}.{who}"


def _spelled(wanted: Iterable[Wanted]) -> str:
    return ",".join(_spelled_one(one) for one in wanted)


def _spelled_one(one: Wanted) -> str:
    args = "".join(f".{name}({value})" for name, value in one.args.items())
    return one.name + args + (f"{{{_spelled(one.below)}}}" if one.below else "")


def _cursor(id_: str) -> str:
    return base64.urlsafe_b64encode(id_.encode()).decode()


def _start(rows: Sequence[Any], name: Callable[[Any], str], after: str) -> int:
    if not after:
        return 0
    try:
        last = base64.urlsafe_b64decode(after.encode()).decode()
    except (binascii.Error, UnicodeError) as wrong:
        raise bad("Invalid cursor") from wrong
    return next((n + 1 for n, row in enumerate(rows) if name(row) == last), len(rows))


def _number(text: str | None, usual: int) -> int:
    if not text:
        return usual
    if not text.isdecimal() or int(text) < 0:
        raise bad("Param limit must be a non-negative integer")
    return int(text)


def _moment(text: str) -> datetime:
    if text.isdecimal():
        return datetime.fromtimestamp(int(text[:12]), UTC)
    try:
        read = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise bad("Param since must be a time") from wrong
    return read if read.tzinfo else read.replace(tzinfo=UTC)
