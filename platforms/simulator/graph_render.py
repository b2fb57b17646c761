"""How the town's things look in Graph's answers: the fields asked for, and the comments below them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from platforms.simulator.graph_ask import Ask
from platforms.simulator.graph_errors_town import bad, no_edge
from platforms.simulator.graph_fields import BadFields, Wanted, read_fields, spelled
from platforms.simulator.graph_known import KNOWN
from platforms.simulator.graph_pages import Body, List, page_of
from platforms.simulator.graph_params import check_params, moment
from platforms.simulator.graph_things import FACEBOOK, INSTAGRAM, Thing
from platforms.simulator.graph_world import INSTAGRAM_ID, PAGE_ID, PRIVATE_REPLY_WINDOW, USER_TOKEN, GraphWorld

MOST = {FACEBOOK: 100, INSTAGRAM: 50}
DEFAULTS = {
    "PagePost": "created_time,message,id",
    "Comment": "created_time,from,message,id",
    "IGMedia": "id",
    "IGComment": "timestamp,text,id",
    "Recommendation": "created_time,recommendation_type,review_text",
}
EDGES = {
    "PagePost": {"comments", "reactions", "likes"},
    "Comment": {"comments", "reactions", "likes"},
    "IGMedia": {"comments"},
    "IGComment": {"replies"},
    "Recommendation": set(),
}
Values = Mapping[str, Callable[[], Any]]


def stamp(at: datetime) -> str:
    """A time as Graph writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def fields_of(params: Mapping[str, str], usual: str) -> tuple[Wanted, ...]:
    """The fields that a request asks for. Raises GraphRefusal 100 when they can't be read."""
    try:
        return read_fields(params.get("fields") or usual)
    except BadFields as wrong:
        raise bad(str(wrong)) from wrong


def conversation_id(who: str, platform: Any) -> str:  # noqa: ANN401 - PlatformName
    """The id of the private thread with somebody."""
    return f"t_{platform}.{who.encode().hex()}"


class Pen:
    """Writes things the way Graph does, for one request."""

    def __init__(self, world: GraphWorld, ask: Ask) -> None:
        """The request says whose token it is and where pages continue."""
        self.world, self.ask = world, ask

    def thing(self, thing: Thing, wanted: Iterable[Wanted]) -> Body:
        """The fields of a thing; what it has not is left out, `id` is always there."""
        values, edges = self._values(thing), EDGES[thing.node]
        body: Body = {}
        for one in wanted:
            if one.name in edges:
                below = {"fields": spelled(one.below)} if one.below else {}
                asked = {**one.args, **below}
                check_params(thing.node, "GET", one.name, asked)
                nested = self.edge(thing, one.name, asked)
                if nested["data"] or "summary" in nested:
                    body[one.name] = nested
            elif one.name in values:
                value = values[one.name]()
                if value is not None:
                    body[one.name] = value
            elif one.name not in KNOWN[thing.node]:
                raise no_edge(one.name, thing.node)
        return body if thing.kind == "review" else body | {"id": thing.id}

    def edge(self, thing: Thing, edge: str, params: Mapping[str, str]) -> Body:
        """What is below a thing, in pages. Raises GraphRefusal when it has no such edge."""
        if edge not in EDGES[thing.node]:
            raise no_edge(edge, thing.node)
        if edge in {"reactions", "likes"}:
            return self._reactions(thing, edge, params)
        return self._comments(thing, edge, params)

    def _comments(self, thing: Thing, edge: str, params: Mapping[str, str]) -> Body:
        """Comments; Instagram's are of the top level, newest first, and know neither filter nor order nor since."""
        if self.ask.token == USER_TOKEN:
            return {"data": []}
        if thing.platform is INSTAGRAM:
            found = self.world.replies(thing.id) if thing.on else self.world.under(thing.id)
            rows, newest_first = [t for t in found if thing.on or not t.parent], not thing.on
        else:
            found = self.world.replies(thing.id) if thing.on else self.world.under(thing.id)
            rows, newest_first = _chosen(found, params, of_comment=bool(thing.on)), _newest_first(params)
        rows.sort(key=lambda t: t.order, reverse=newest_first)
        body = self.listing(rows, params, f"{thing.id}/{edge}", thing.platform, newest_first=newest_first)
        if params.get("summary") in {"true", "1", "total_count"}:
            body["summary"] = {"order": "chronological", "total_count": len(rows), "can_comment": thing.comments_open}
        return body

    def _reactions(self, thing: Thing, edge: str, params: Mapping[str, str]) -> Body:
        """Totals; who reacted is withheld from Pages."""
        liked = thing.id in self.world.likes and params.get("type", "LIKE") == "LIKE"
        body: Body = {"data": []}
        if params.get("summary"):
            body["summary"] = {"total_count": int(liked)}
            if edge == "likes":
                body["summary"] |= {"can_like": True, "has_liked": liked}
        return body

    def listing(
        self,
        things: list[Thing],
        params: Mapping[str, str],
        path: str,
        platform: Any,  # noqa: ANN401 - PlatformName, as a key
        *,
        newest_first: bool = True,
    ) -> Body:
        """One page of a list of things, with cursors and the address of the next."""
        usual = things[0].node if things else "PagePost"
        wanted = fields_of(params, DEFAULTS[usual])
        listed = List(
            rows=things,
            write=lambda thing: self.thing(thing, wanted),
            order=lambda thing: thing.order,
            path=path,
            most=MOST[platform],
            newest_first=newest_first,
        )
        return page_of(listed, self.ask, params)

    def who(self, thing: Thing) -> Body | None:
        """Its author; None where Meta withholds them (no permission, or they restricted it)."""
        known = thing.is_ours or thing.platform is INSTAGRAM or "pages_read_user_content" in self.world.scopes
        if thing.no_author or not known:
            return None
        own = PAGE_ID if thing.platform is FACEBOOK else INSTAGRAM_ID
        id_ = own if thing.is_ours else self.world.person_id(thing.who, thing.platform)
        name = self.world.name_of(thing.who, thing.platform)
        return {"id": id_, "name" if thing.platform is FACEBOOK else "username": name}

    def _values(self, thing: Thing) -> Values:
        common: Values = {"id": lambda: thing.id, "from": lambda: self.who(thing)}
        match thing.node:
            case "Comment":
                return {**common, **self._facebook(thing), **self._comment(thing)}
            case "PagePost":
                return {**common, **self._facebook(thing), **self._post(thing)}
            case "Recommendation":
                return self._review(thing)
            case "IGComment":
                return {**common, **self._instagram(thing), **self._ig_comment(thing)}
            case _:
                return {**self._instagram(thing), **self._medium(thing), "id": lambda: thing.id}

    def _facebook(self, thing: Thing) -> Values:
        in_time = self.world.clock.now() - thing.at <= PRIVATE_REPLY_WINDOW
        private = in_time and not thing.private_reply and not thing.is_ours and not thing.is_elsewhere
        root = thing.on or thing.id
        below = f"?comment_id={thing.id.rsplit('_', 1)[-1]}" if thing.on else ""
        return {
            "message": lambda: thing.text or None,
            "created_time": lambda: stamp(thing.at),
            "permalink_url": lambda: f"https://www.facebook.com/{root}{below}",
            "can_reply_privately": lambda: private,
            "is_hidden": lambda: thing.hidden,
        }

    def _comment(self, thing: Thing) -> Values:
        world = self.world
        talk = {"id": conversation_id(thing.who, FACEBOOK)} if thing.private_reply else None
        return {
            "parent": lambda: self._parent(thing),
            "object": lambda: {"id": thing.on},
            "attachment": lambda: _attachment(thing),
            "comment_count": lambda: sum(1 for _ in world.replies(thing.id)),
            "like_count": lambda: int(thing.id in world.likes),
            "user_likes": lambda: thing.id in world.likes,
            "can_comment": lambda: True,
            "can_hide": lambda: thing.can_hide and not thing.is_ours,
            "can_like": lambda: True,
            "can_remove": lambda: True,
            "is_private": lambda: False,
            "private_reply_conversation": lambda: talk,
        }

    def _parent(self, thing: Thing) -> Body | None:
        above = self.world.things.get(thing.parent)
        if above is None:
            return None
        told = {"created_time": stamp(above.at), "from": self.who(above), "message": above.text, "id": above.id}
        return {name: value for name, value in told.items() if value}

    def _post(self, thing: Thing) -> Values:
        return {
            "updated_time": lambda: stamp(thing.touched or thing.at),
            "is_published": lambda: True,
            "status_type": lambda: "mobile_status_update" if thing.is_ours else "wall_post",
        }

    def _review(self, thing: Thing) -> Values:
        return {
            "created_time": lambda: stamp(thing.at),
            "has_rating": lambda: bool(thing.rating),
            "has_review": lambda: bool(thing.text),
            "rating": lambda: thing.rating or None,
            "recommendation_type": lambda: None if thing.rating else thing.recommends,
            "review_text": lambda: thing.text or None,
            "reviewer": lambda: self.who(thing),
            "open_graph_story": lambda: {"id": thing.id.rsplit("_", 1)[-1]},
        }

    def _instagram(self, thing: Thing) -> Values:
        name = self.world.name_of(thing.who, INSTAGRAM)
        return {
            "timestamp": lambda: stamp(thing.at),
            "username": lambda: None if thing.no_author else name,
            "like_count": lambda: 0,
        }

    def _ig_comment(self, thing: Thing) -> Values:
        medium = self.world.things[thing.on]
        return {
            "text": lambda: thing.text,
            "hidden": lambda: thing.hidden,
            "parent_id": lambda: thing.parent or None,
            "media": lambda: {"id": medium.id, "media_product_type": "FEED"},
        }

    def _medium(self, thing: Thing) -> Values:
        return {
            "caption": lambda: thing.text or None,
            "permalink": lambda: f"https://www.instagram.com/p/{int(thing.id):x}/",
            "comments_count": lambda: sum(1 for _ in self.world.under(thing.id)),
            "is_comment_enabled": lambda: thing.comments_open,
            "media_type": lambda: "IMAGE",
            "media_product_type": lambda: "FEED",
        }


def _attachment(thing: Thing) -> Body | None:
    if not thing.attachment:
        return None
    address = thing.attachment
    return {
        "type": "photo",
        "url": address,
        "media": {"image": {"src": address, "height": 720, "width": 540}},
        "target": {"id": thing.id.rsplit("_", 1)[-1], "url": address},
    }


def _chosen(found: Iterable[Thing], params: Mapping[str, str], *, of_comment: bool) -> list[Thing]:
    """By `filter` (below a comment everything is one level) and `since`."""
    which = params.get("filter", "toplevel").lower()
    if which not in {"toplevel", "stream"}:
        raise bad("Param filter must be one of {toplevel, stream}")
    since = moment(params["since"]) if params.get("since") else None
    return [t for t in found if (of_comment or which == "stream" or not t.parent) and (since is None or t.at >= since)]


def _newest_first(params: Mapping[str, str]) -> bool:
    order = params.get("order", "chronological").lower()
    if order not in {"chronological", "reverse_chronological"}:
        raise bad("Param order must be one of {chronological, reverse_chronological}")
    return order == "reverse_chronological"
