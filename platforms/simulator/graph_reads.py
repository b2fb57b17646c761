"""What can be read of Graph in the town."""

from collections.abc import Callable, Mapping
from typing import Any

from platforms.simulator.graph_errors_town import GraphRefusal, bad, gone, lacks
from platforms.simulator.graph_render import DEFAULTS, Ask, Body, Pen, conversation_id, fields_of, stamp
from platforms.simulator.graph_world import (
    APP_ID,
    APP_SECRET,
    FACEBOOK,
    INSTAGRAM,
    INSTAGRAM_ID,
    INSTAGRAM_NAME,
    PAGE_ID,
    PAGE_NAME,
    PAGE_TOKEN,
    GraphWorld,
    Note,
    Thing,
)

REVIEWS_END_WITH = 22
MOST_IDS = 50


def read(world: GraphWorld, ask: Ask) -> Body:
    """Answer a GET. Raises GraphRefusal."""
    if ask.node == "":
        return _several(world, ask)
    if ask.node in {"me", PAGE_ID, INSTAGRAM_ID, "debug_token"}:
        return _account(world, ask)
    if ask.node.startswith("t_"):
        return _conversation(world, ask)
    thing = world.find(ask.node)
    if thing is None:
        raise gone(ask.node)
    pen = Pen(world, ask)
    match ask.edge:
        case "":
            return pen.thing(thing, fields_of(ask.params, _usual(thing)))
        case "comments" | "replies":
            return _comments(pen, thing, ask)
        case "reactions" | "likes":
            total = int(thing.id in world.likes)
            return {"data": [], "summary": {"total_count": total}}
        case _:
            raise bad(f"Tried accessing nonexisting field ({ask.edge}) on node type ({thing.kind.title()})")


def _several(world: GraphWorld, ask: Ask) -> Body:
    ids = [one for one in ask.params.get("ids", "").split(",") if one]
    if not ids or len(ids) > MOST_IDS:
        raise bad(f"Param ids must name 1 to {MOST_IDS} objects")
    found = {}
    for id_ in ids:
        thing = world.find(id_)
        if thing is None:
            raise gone(id_)
        found[id_] = Pen(world, ask).thing(thing, fields_of(ask.params, _usual(thing)))
    return found


def _usual(thing: Thing) -> str:
    if thing.platform is INSTAGRAM:
        return DEFAULTS["ig_comment" if thing.on else "medium"]
    return DEFAULTS["comment" if thing.on else "post"]


def _comments(pen: Pen, thing: Thing, ask: Ask) -> Body:
    world = pen.world
    instagram = thing.platform is INSTAGRAM
    if ask.edge == ("comments" if instagram and thing.on else "replies" if not instagram else ""):
        raise bad(f"Tried accessing nonexisting field ({ask.edge}) on node type ({thing.kind.title()})")
    args = dict(ask.params)
    if instagram:
        found = world.replies(thing.id) if thing.on else (t for t in world.under(thing.id) if not t.parent)
        args |= {"filter": "stream", "order": "reverse_chronological", "since": ""}
    elif thing.on:
        found, args["filter"] = world.replies(thing.id), "stream"
    else:
        found = world.under(thing.id)
    rows = pen.sorted_comments(found, args)
    usual = DEFAULTS["ig_comment" if instagram else "comment"]
    return pen.listing(rows, fields_of(ask.params, usual), ask.params, f"{thing.id}/{ask.edge}", thing.platform)


def _account(world: GraphWorld, ask: Ask) -> Body:
    if ask.node == "debug_token":
        return _debug_token(world)
    node = PAGE_ID if ask.node == "me" else ask.node
    edges = PAGE_EDGES if node == PAGE_ID else INSTAGRAM_EDGES
    if ask.edge in edges:
        return edges[ask.edge](world, ask, node)
    if ask.edge:
        raise bad(
            f"Tried accessing nonexisting field ({ask.edge}) on node type ({'Page' if node == PAGE_ID else 'User'})"
        )
    known: Mapping[str, Any] = (
        {
            "id": PAGE_ID,
            "name": PAGE_NAME,
            "instagram_business_account": {"id": INSTAGRAM_ID},
            "overall_star_rating": 4.1,
            "rating_count": len(world.listed(FACEBOOK, "review")),
        }
        if node == PAGE_ID
        else {"id": INSTAGRAM_ID, "user_id": INSTAGRAM_ID, "username": INSTAGRAM_NAME, "name": PAGE_NAME}
    )
    wanted = [one.name for one in fields_of(ask.params, "name,id")]
    return {name: known[name] for name in wanted if name in known} | {"id": node}


def _debug_token(world: GraphWorld) -> Body:
    trouble = world.token_trouble
    data: Body = {"app_id": APP_ID, "type": "PAGE", "is_valid": trouble is None, "profile_id": PAGE_ID}
    if trouble is None:
        data |= {"expires_at": 0, "data_access_expires_at": 0, "scopes": sorted(world.scopes)}
    else:
        data["error"] = {"code": 190, "subcode": trouble, "message": "The session has been invalidated."}
    return {"data": data}


def _posts(*kinds: str) -> Callable[[GraphWorld, Ask, str], Body]:
    def listing(world: GraphWorld, ask: Ask, node: str) -> Body:
        if kinds != ("post",) and "pages_read_user_content" not in world.scopes:
            raise lacks("pages_read_user_content", 283)
        rows = world.listed(FACEBOOK, *kinds)
        fields = fields_of(ask.params, DEFAULTS["post"])
        return Pen(world, ask).listing(rows, fields, ask.params, f"{node}/{ask.edge}", FACEBOOK)

    return listing


def _nothing(_: GraphWorld, __: Ask, ___: str) -> Body:
    return {"data": []}


def _ratings(world: GraphWorld, ask: Ask, node: str) -> Body:
    version = int(ask.version[1:].split(".")[0]) if ask.version else REVIEWS_END_WITH
    if version >= REVIEWS_END_WITH:
        raise GraphRefusal(code=12, text=f"ratings field is deprecated for versions v{REVIEWS_END_WITH}.0 and higher")
    if "pages_read_user_content" not in world.scopes:
        raise lacks("pages_read_user_content", 283)
    rows = world.listed(FACEBOOK, "review")
    fields = fields_of(ask.params, DEFAULTS["review"])
    return Pen(world, ask).listing(rows, fields, ask.params, f"{node}/ratings", FACEBOOK)


def _media(kind: str) -> Callable[[GraphWorld, Ask, str], Body]:
    def listing(world: GraphWorld, ask: Ask, node: str) -> Body:
        if "instagram_basic" not in world.scopes:
            raise lacks("instagram_basic")
        rows = world.listed(INSTAGRAM, kind)
        fields = fields_of(ask.params, DEFAULTS["medium"])
        return Pen(world, ask).listing(rows, fields, ask.params, f"{node}/{ask.edge}", INSTAGRAM)

    return listing


def _blocked(world: GraphWorld, ask: Ask, node: str) -> Body:
    rows = sorted(world.blocked[FACEBOOK])
    asked = ask.params.get("user") or ask.params.get("uid") or ask.params.get("psid")
    if asked:
        rows = [one for one in rows if one == asked]

    def write(one: str) -> Body:
        key = world.key_of(one, FACEBOOK)
        return {"id": one, "name": world.name_of(key, FACEBOOK) if key else ""}

    return Pen(world, ask).paged(rows, write, str, ask.params, f"{node}/blocked", 100)


def _conversations(world: GraphWorld, ask: Ask, node: str) -> Body:
    platform = INSTAGRAM if ask.params.get("platform", "MESSENGER").upper() == "INSTAGRAM" else FACEBOOK
    permission = "instagram_manage_messages" if platform is INSTAGRAM else "pages_messaging"
    if permission not in world.scopes:
        raise lacks(permission)
    keys = list(dict.fromkeys(n.who for n in world.notes if n.platform is platform))
    asked = ask.params.get("user_id")
    if asked:
        keys = [key for key in keys if world.person_id(key, platform) == asked]

    def write(key: str) -> Body:
        return {"id": conversation_id(key, platform)}

    return Pen(world, ask).paged(keys, write, str, ask.params, f"{node}/conversations", 100)


def _conversation(world: GraphWorld, ask: Ask) -> Body:
    notes = [n for n in world.notes if conversation_id(n.who, n.platform) == ask.node]
    if not notes:
        raise gone(ask.node)
    if ask.edge == "":
        return {"id": ask.node}
    if ask.edge != "messages":
        raise bad(f"Tried accessing nonexisting field ({ask.edge}) on node type (UnifiedThread)")
    wanted = {one.name for one in fields_of(ask.params, "id,created_time")} | {"id"}

    def write(note: Note) -> Body:
        own = PAGE_ID if note.platform is FACEBOOK else INSTAGRAM_ID
        who = own if note.ours else world.person_id(note.who, note.platform)
        name = world.name_of("" if note.ours else note.who, note.platform)
        body = {"id": note.id, "message": note.text, "created_time": stamp(note.at), "from": {"id": who, "name": name}}
        return {name: value for name, value in body.items() if name in wanted}

    newest = sorted(notes, key=lambda n: n.at, reverse=True)
    return Pen(world, ask).paged(newest, write, lambda n: n.id, ask.params, f"{ask.node}/messages", 100)


Edge = Callable[[GraphWorld, Ask, str], Body]
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
APP_TOKEN = f"{APP_ID}|{APP_SECRET}"
TOKENS = {PAGE_TOKEN, APP_TOKEN}
