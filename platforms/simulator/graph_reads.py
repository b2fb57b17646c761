"""What can be read of one object of Graph in the town, or of several at once."""

from dataclasses import replace

from platforms.simulator.graph_ask import Ask
from platforms.simulator.graph_door import debug_token, need
from platforms.simulator.graph_errors_town import GraphRefusal, bad, gone, no_edge
from platforms.simulator.graph_fields import Wanted, spelled
from platforms.simulator.graph_known import KNOWN
from platforms.simulator.graph_lists import INSTAGRAM_EDGES, PAGE_EDGES, USER_EDGES
from platforms.simulator.graph_pages import Body, List, page_of
from platforms.simulator.graph_params import check_params
from platforms.simulator.graph_render import DEFAULTS, Pen, conversation_id, fields_of, stamp
from platforms.simulator.graph_things import FACEBOOK, INSTAGRAM, Note, Thing
from platforms.simulator.graph_world import (
    INSTAGRAM_ID,
    INSTAGRAM_NAME,
    OFFICER_ID,
    PAGE_ID,
    PAGE_NAME,
    USER_TOKEN,
    GraphWorld,
)

MOST_IDS = 50


def read(world: GraphWorld, ask: Ask) -> Body:
    """Answer a GET. Raises GraphRefusal."""
    node = owner_of(ask) if ask.node == "me" else ask.node
    if node == "":
        return _several(world, ask)
    if node == "debug_token":
        return debug_token(world, ask)
    if node in ACCOUNTS:
        return _account(world, ask, node)
    if node.startswith("t_"):
        return _conversation(world, ask)
    thing = _readable(world, node)
    pen = Pen(world, ask)
    if ask.edge:
        return pen.edge(thing, ask.edge, ask.params)
    return pen.thing(thing, fields_of(ask.params, DEFAULTS[thing.node]))


def owner_of(ask: Ask) -> str:
    """Whose token it is."""
    return OFFICER_ID if ask.token == USER_TOKEN else PAGE_ID


def kind_of(world: GraphWorld, ask: Ask) -> str:
    """What Graph calls the kind of object that the request names; empty for none, or none that is there."""
    node = owner_of(ask) if ask.node == "me" else ask.node
    if node in ACCOUNTS:
        return ACCOUNTS[node][0]
    thing = world.find(node)
    return thing.node if thing is not None else "UnifiedThread" * node.startswith("t_")


def _readable(world: GraphWorld, id_: str) -> Thing:
    """The thing, if it is there and we may read it; recommendations and others' Instagram posts have no own node."""
    thing = world.find(id_)
    if thing is None or thing.kind == "review" or (thing.platform is INSTAGRAM and thing.is_elsewhere):
        raise gone(id_)
    if thing.platform is INSTAGRAM:
        need(world, "instagram_basic")
        if thing.on:
            need(world, "instagram_manage_comments")
    else:
        need(world, "pages_read_engagement")
    return thing


def _several(world: GraphWorld, ask: Ask) -> Body:
    ids = [one for one in ask.params.get("ids", "").split(",") if one]
    if not ids or len(ids) > MOST_IDS:
        raise bad(f"Param ids must name 1 to {MOST_IDS} objects")
    found = {id_: world.find(id_) for id_ in ids}
    missing = [id_ for id_, thing in found.items() if thing is None]
    if missing:
        text = f"Some of the aliases you requested do not exist: {','.join(missing)}"
        raise GraphRefusal(code=803, text=text, status=404)
    pen = Pen(world, ask)
    things = (_readable(world, id_) for id_ in found)
    return {
        id_: pen.thing(thing, fields_of(ask.params, DEFAULTS[thing.node]))
        for id_, thing in zip(found, things, strict=True)
    }


def _account(world: GraphWorld, ask: Ask, node: str) -> Body:
    kind, edges = ACCOUNTS[node]
    if ask.edge:
        if ask.edge not in edges:
            raise no_edge(ask.edge, kind)
        return edges[ask.edge](world, ask, node)
    body: Body = {}
    about = _about(world, node)
    for one in fields_of(ask.params, "name,id"):
        match one.name:
            case "mentioned_comment" | "mentioned_media" if kind == "IGUser":
                body[one.name] = _mentioned(world, ask, one)
            case name if name in edges:
                listed = _below(world, ask, node, one)
                body |= {name: listed} if listed["data"] else {}
            case name if name in about:
                body[name] = about[name]
            case name if name not in KNOWN[kind]:
                raise no_edge(name, kind)
    return body | {"id": node}


def _below(world: GraphWorld, ask: Ask, node: str, wanted: Wanted) -> Body:
    """A list of the account that is asked for as one of its fields (field expansion)."""
    kind, edges = ACCOUNTS[node]
    fields = {"fields": spelled(wanted.below)} if wanted.below else {}
    below = replace(ask, path=f"{node}/{wanted.name}", params={**wanted.args, **fields})
    check_params(kind, "GET", wanted.name, below.params)
    return edges[wanted.name](world, below, node)


def _mentioned(world: GraphWorld, ask: Ask, wanted: Wanted) -> Body:
    """What names our account on Instagram, by the id that a webhook told."""
    id_ = wanted.args.get("comment_id" if wanted.name == "mentioned_comment" else "media_id", "")
    thing = world.find(id_)
    if thing is None or thing.platform is not INSTAGRAM:
        raise gone(id_)
    return Pen(world, ask).thing(thing, wanted.below or fields_of({}, DEFAULTS[thing.node]))


def _about(world: GraphWorld, node: str) -> Body:
    match node:
        case _ if node == PAGE_ID:
            return {
                "name": PAGE_NAME,
                "link": f"https://www.facebook.com/{PAGE_ID}",
                "instagram_business_account": {"id": INSTAGRAM_ID},
                "overall_star_rating": 4.1,
                "rating_count": len(world.listed(FACEBOOK, "review")),
            }
        case _ if node == INSTAGRAM_ID:
            posts = len(world.listed(INSTAGRAM, "post"))
            return {"user_id": node, "username": INSTAGRAM_NAME, "name": PAGE_NAME, "media_count": posts}
        case _:
            return {"name": "A colleague"}


def _conversation(world: GraphWorld, ask: Ask) -> Body:
    notes = [n for n in world.notes if conversation_id(n.who, n.platform) == ask.node]
    if not notes:
        raise gone(ask.node)
    need(world, "instagram_manage_messages" if notes[0].platform is INSTAGRAM else "pages_messaging")
    if ask.edge == "":
        return {"id": ask.node, "updated_time": stamp(notes[-1].at), "message_count": len(notes)}
    if ask.edge != "messages":
        raise no_edge(ask.edge, "UnifiedThread")
    wanted = {one.name for one in fields_of(ask.params, "id,created_time")} | {"id"}

    def write(note: Note) -> Body:
        body = _line(world, note)
        return {name: body[name] for name in body if name in wanted}

    rows = sorted(notes, key=lambda n: n.order, reverse=True)
    path = f"{ask.node}/messages"
    return page_of(
        List(rows=rows, write=write, order=lambda n: n.order, path=path, most=100, newest_first=True), ask, ask.params
    )


def _line(world: GraphWorld, note: Note) -> Body:
    own = PAGE_ID if note.platform is FACEBOOK else INSTAGRAM_ID
    us = {"id": own, "name": world.name_of("", note.platform)}
    them = {"id": world.person_id(note.who, note.platform), "name": world.name_of(note.who, note.platform)}
    sender, receiver = (us, them) if note.ours else (them, us)
    return {
        "id": note.id,
        "message": note.text,
        "created_time": stamp(note.at),
        "from": sender,
        "to": {"data": [receiver]},
    }


ACCOUNTS = {
    PAGE_ID: ("Page", PAGE_EDGES),
    INSTAGRAM_ID: ("IGUser", INSTAGRAM_EDGES),
    OFFICER_ID: ("User", USER_EDGES),
}
