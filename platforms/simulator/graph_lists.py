"""The lists of an account: its posts, visitors' posts, tags, recommendations, media, blocked people, conversations."""

from collections.abc import Callable, Mapping
from typing import Any

from platforms.simulator.graph_ask import Ask
from platforms.simulator.graph_door import need
from platforms.simulator.graph_errors_town import GraphRefusal, lacks
from platforms.simulator.graph_pages import Body, List, page_of
from platforms.simulator.graph_params import moment
from platforms.simulator.graph_render import DEFAULTS, Pen, conversation_id, fields_of, stamp
from platforms.simulator.graph_things import FACEBOOK, INSTAGRAM, Note, Thing
from platforms.simulator.graph_world import PAGE_ID, PAGE_NAME, PAGE_TOKEN, USER_TOKEN, GraphWorld

REVIEWS_END_WITH = 22
Edge = Callable[[GraphWorld, Ask, str], Body]


def _posts(*kinds: str) -> Edge:
    def listing(world: GraphWorld, ask: Ask, node: str) -> Body:
        need(world, "pages_read_engagement")
        if kinds != ("post",) and "pages_read_user_content" not in world.scopes:
            raise lacks("pages_read_user_content", 283)
        rows = [] if ask.token == USER_TOKEN and kinds != ("post",) else world.listed(FACEBOOK, *kinds)
        return Pen(world, ask).listing(_in_time(rows, ask.params), ask.params, f"{node}/{ask.edge}", FACEBOOK)

    return listing


def _media(kind: str) -> Edge:
    def listing(world: GraphWorld, ask: Ask, node: str) -> Body:
        need(world, "instagram_basic")
        if kind == "tag":
            need(world, "instagram_manage_comments")
        fields = {"fields": ask.params.get("fields") or DEFAULTS["IGMedia"]}
        rows = _in_time(world.listed(INSTAGRAM, kind), ask.params)
        return Pen(world, ask).listing(rows, {**ask.params, **fields}, f"{node}/{ask.edge}", INSTAGRAM)

    return listing


def _in_time(rows: list[Thing], params: Mapping[str, str]) -> list[Thing]:
    """Those from `since` on and before `until`, where these are asked for (paginated results, by time)."""
    since, until = (moment(params[name], name) if params.get(name) else None for name in ("since", "until"))
    return [row for row in rows if (since is None or row.at >= since) and (until is None or row.at < until)]


def _nothing(_: GraphWorld, __: Ask, ___: str) -> Body:
    return {"data": []}


def _ratings(world: GraphWorld, ask: Ask, node: str) -> Body:
    """Recommendations, up to version 21 only."""
    if ask.version_answering >= REVIEWS_END_WITH:
        text = f"ratings field is deprecated for versions v{REVIEWS_END_WITH}.0 and higher"
        raise GraphRefusal(code=12, text=text)
    if "pages_read_user_content" not in world.scopes:
        raise lacks("pages_read_user_content", 283)
    fields = {"fields": ask.params.get("fields") or DEFAULTS["Recommendation"]}
    rows = world.listed(FACEBOOK, "review")
    return Pen(world, ask).listing(rows, {**ask.params, **fields}, f"{node}/ratings", FACEBOOK)


def _blocked(world: GraphWorld, ask: Ask, node: str) -> Body:
    need(world, "pages_read_engagement")
    asked = ask.params.get("user") or ask.params.get("uid") or ask.params.get("psid")
    rows = [one for one in sorted(world.blocked[FACEBOOK]) if asked in {None, one}]

    def write(one: str) -> Body:
        return {"id": one, "name": world.name_of(world.key_of(one, FACEBOOK) or one, FACEBOOK)}

    listed = List(rows=rows, write=write, order=str, path=f"{node}/blocked", most=100)
    return page_of(listed, ask, ask.params)


def _conversations(world: GraphWorld, ask: Ask, node: str) -> Body:
    """The private threads with people, the one with the newest line first."""
    platform = INSTAGRAM if node != PAGE_ID or ask.params.get("platform", "").upper() == "INSTAGRAM" else FACEBOOK
    need(world, "instagram_manage_messages" if platform is INSTAGRAM else "pages_messaging")
    newest = {note.who: note for note in world.notes if note.platform is platform}
    asked = ask.params.get("user_id")
    rows = [note for who, note in newest.items() if asked in {None, world.person_id(who, platform)}]
    rows.sort(key=lambda note: note.order, reverse=True)
    wanted = {one.name for one in fields_of(ask.params, "id,updated_time,link")} | {"id"}

    def write(note: Note) -> Body:
        body: dict[str, Any] = {
            "id": conversation_id(note.who, platform),
            "updated_time": stamp(note.at),
            "snippet": note.text[:80],
            "message_count": sum(n.who == note.who and n.platform is platform for n in world.notes),
            "link": f"/{node}/inbox/{world.person_id(note.who, platform)}/",
        }
        return {name: value for name, value in body.items() if name in wanted}

    path = f"{node}/conversations"
    listed = List(rows=rows, write=write, order=lambda n: n.order, path=path, most=100, newest_first=True)
    return page_of(listed, ask, ask.params)


def _pages_of_person(_: GraphWorld, __: Ask, ___: str) -> Body:
    tasks = ["ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE"]
    return {"data": [{"access_token": PAGE_TOKEN, "name": PAGE_NAME, "id": PAGE_ID, "tasks": tasks}]}


def _permissions(world: GraphWorld, _: Ask, __: str) -> Body:
    return {"data": [{"permission": scope, "status": "granted"} for scope in sorted(world.scopes)]}


PAGE_EDGES: dict[str, Edge] = {
    "published_posts": _posts("post"),
    "posts": _posts("post"),
    "feed": _posts("post", "visitor_post", "tag"),
    "visitor_posts": _posts("visitor_post"),
    "tagged": _posts("tag"),
    "ads_posts": _nothing,
    "ratings": _ratings,
    "blocked": _blocked,
    "conversations": _conversations,
}
INSTAGRAM_EDGES: dict[str, Edge] = {
    "media": _media("post"),
    "tags": _media("tag"),
    "live_media": _nothing,
    "stories": _nothing,
    "conversations": _conversations,
}
USER_EDGES: dict[str, Edge] = {"accounts": _pages_of_person, "permissions": _permissions}
