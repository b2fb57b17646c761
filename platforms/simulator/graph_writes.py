"""What can be done to one object through Graph in the town: answer, hide, edit our own, like, delete."""

from collections.abc import Mapping

from platforms.simulator.graph_ask import Ask
from platforms.simulator.graph_door import need
from platforms.simulator.graph_errors_town import GraphRefusal, as_a_person, bad, gone, no_call
from platforms.simulator.graph_inbox import ACCOUNT_ACTS
from platforms.simulator.graph_pages import Body
from platforms.simulator.graph_params import FLAGS
from platforms.simulator.graph_things import FACEBOOK, INSTAGRAM, US, Thing
from platforms.simulator.graph_world import INSTAGRAM_ID, PAGE_ID, USER_TOKEN, GraphWorld

LONGEST = {FACEBOOK: 8000, INSTAGRAM: 2200}  # characters of a comment


def write(world: GraphWorld, ask: Ask) -> Body:
    """Answer a POST or DELETE. Raises GraphRefusal."""
    if ask.token == USER_TOKEN:
        raise as_a_person()
    if ask.node in {"me", PAGE_ID, INSTAGRAM_ID}:
        act = ACCOUNT_ACTS.get((ask.method, ask.edge))
        if act is None:
            raise no_call(ask.method, ask.edge or ask.node)
        return act(world, ask)
    thing = world.find(ask.node)
    if thing is None or thing.kind == "review":
        raise gone(ask.node, ask.method)
    need(world, "instagram_manage_comments" if thing.platform is INSTAGRAM else "pages_manage_engagement", 200)
    match (ask.method, ask.edge):
        case ("POST", ""):
            return _update(world, thing, ask.params)
        case ("DELETE", ""):
            return _delete(world, thing)
        case ("POST", "comments" | "replies"):
            return _say(world, thing, ask)
        case ("POST" | "DELETE", "likes") if thing.platform is FACEBOOK:
            (world.likes.add if ask.method == "POST" else world.likes.discard)(thing.id)
            return {"success": True}
        case _:
            raise no_call(ask.method, ask.edge)


def _update(world: GraphWorld, thing: Thing, params: Mapping[str, str]) -> Body:
    """Hide or unhide; or, with a message, EDIT: the call that Meta's own guide mistakes for a reply."""
    if thing.node == "IGMedia":
        return _open_or_close(world, thing, params)
    flag = "hide" if thing.platform is INSTAGRAM else "is_hidden"
    if flag in params:
        return _hide(world, thing, _flag(params, flag))
    if "message" in params and thing.platform is FACEBOOK:
        if not thing.is_ours:
            raise GraphRefusal(code=200, text="Permissions error", status=403)
        world.change(thing.id, text=_words(params, thing), edited=True)
        return {"success": True}
    raise bad(f"The parameter {flag} is required")


def _flag(params: Mapping[str, str], name: str) -> bool:
    value = params.get(name, "").lower()
    if value not in FLAGS:
        raise bad(f"Param {name} must be a boolean")
    return FLAGS[value]


def _open_or_close(world: GraphWorld, thing: Thing, params: Mapping[str, str]) -> Body:
    if not thing.is_ours:
        raise GraphRefusal(code=200, text="Permissions error", status=403)
    world.change(thing.id, comments_open=_flag(params, "comment_enabled"))
    return {"success": True}


def _hide(world: GraphWorld, thing: Thing, hidden: bool) -> Body:  # noqa: FBT001 - a value that is set
    """Comments under our posts and visitors' posts, unless Meta says in `can_hide` that it can't be done."""
    root = world.things.get(thing.on, thing)
    if thing.is_ours or not thing.can_hide or root.is_elsewhere:
        text = "You do not have sufficient permissions to hide this comment"
        raise GraphRefusal(code=200, text=text, subcode=1446036, status=403, title="Can't hide", words=text)
    world.change(thing.id, hidden=hidden)
    return {"success": True}


def _delete(world: GraphWorld, thing: Thing) -> Body:
    root = world.things.get(thing.on, thing)
    if root.is_elsewhere and not thing.is_ours:
        raise GraphRefusal(code=200, text="Permissions error", status=403)
    if thing.kind == "post" and thing.platform is FACEBOOK:
        need(world, "pages_manage_posts", 200)
    world.delete(thing.id)
    return {"success": True}


def _say(world: GraphWorld, thing: Thing, ask: Ask) -> Body:
    """Answer in public. Facebook refuses the same words in the same place twice (506)."""
    edge = "replies" if thing.node == "IGComment" else "comments"
    if ask.edge != edge:
        raise no_call("POST", ask.edge)
    text = _words(ask.params, thing)
    if thing.platform is INSTAGRAM and (thing.hidden or world.things.get(thing.on, thing).is_elsewhere):
        raise bad("You cannot reply to this comment", 2207041)
    if not world.things.get(thing.on, thing).comments_open:
        raise GraphRefusal(code=200, text="Comments are turned off for this post", status=403)
    root = thing.parent or thing.id
    near = (*world.under(root), *world.replies(root))
    if any(t.is_ours and t.text == text and root == (t.parent or t.on) for t in near):
        raise GraphRefusal(code=506, text="Duplicate status message", subcode=1455006)
    return {"id": world.say(thing, US, text, world.clock.now(), by_hand=False).id}


def _words(params: Mapping[str, str], thing: Thing) -> str:
    text = params.get("message", "")
    if not text.strip():
        raise bad("Param message must be non-empty")
    if len(text) > LONGEST[thing.platform]:
        raise bad(f"Param message must be no longer than {LONGEST[thing.platform]} characters")
    return text
