"""What can be done through Graph in the town, with the rules that Meta sets."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from bot.model import PlatformName
from platforms.simulator.graph_errors_town import GraphRefusal, bad, gone, lacks
from platforms.simulator.graph_render import Ask, Body
from platforms.simulator.graph_world import (
    FACEBOOK,
    INSTAGRAM,
    INSTAGRAM_ID,
    PAGE_ID,
    PRIVATE_REPLY_WINDOW,
    US,
    GraphWorld,
    Thing,
)

TOO_SOON = 48 * 3600  # seconds after an unblock in which blocking again is refused
MOST_AT_ONCE = 10
FLAGS = {"true": True, "1": True, "false": False, "0": False}
WHO = ("user", "psid", "asid", "uid")


def write(world: GraphWorld, ask: Ask) -> Body:
    """Answer a POST or DELETE. Raises GraphRefusal."""
    if ask.node in {"me", PAGE_ID, INSTAGRAM_ID}:
        act = ACCOUNT_ACTS.get((ask.method, ask.edge))
        if act is None:
            raise bad(f"Unsupported {ask.method.lower()} request on {ask.edge or ask.node}")
        return act(world, ask)
    thing = world.find(ask.node)
    if thing is None:
        raise gone(ask.node)
    manage = "instagram_manage_comments" if thing.platform is INSTAGRAM else "pages_manage_engagement"
    if manage not in world.scopes:
        raise lacks(manage, 200)
    match (ask.method, ask.edge):
        case ("POST", ""):
            return _update(world, thing, ask.params)
        case ("DELETE", ""):
            world.delete(thing.id)
            return {"success": True}
        case ("POST", "comments" | "replies"):
            return _say(world, thing, ask)
        case ("POST", "likes"):
            world.likes.add(thing.id)
            return {"success": True}
        case ("DELETE", "likes"):
            world.likes.discard(thing.id)
            return {"success": True}
        case _:
            raise bad(f"Unsupported {ask.method.lower()} request on {ask.edge}")


def _update(world: GraphWorld, thing: Thing, params: Mapping[str, str]) -> Body:
    """Hide or unhide; or, with a message, EDIT: the call that Meta's own guide mistakes for a reply."""
    flag = "hide" if thing.platform is INSTAGRAM else "is_hidden"
    if flag in params:
        return _hide(world, thing, params[flag])
    if "message" in params and thing.platform is FACEBOOK:
        if not thing.is_ours:
            raise GraphRefusal(code=200, text="Permissions error", status=403)
        world.change(thing.id, text=params["message"], edited=True)
        return {"success": True}
    raise bad(f"The parameter {flag} is required")


def _hide(world: GraphWorld, thing: Thing, value: str) -> Body:
    if value not in FLAGS:
        raise bad("Param is_hidden must be a boolean")
    if thing.is_ours or not thing.can_hide or not thing.on:
        raise GraphRefusal(code=200, text="You do not have sufficient permissions to hide this comment", status=403)
    world.change(thing.id, hidden=FLAGS[value])
    return {"success": True}


def _say(world: GraphWorld, thing: Thing, ask: Ask) -> Body:
    edge = "replies" if thing.platform is INSTAGRAM and thing.on else "comments"
    text = ask.params.get("message", "")
    if ask.edge != edge:
        raise bad(f"Unsupported post request on {ask.edge}")
    if not text.strip():
        raise bad("Param message must be non-empty")
    if thing.platform is INSTAGRAM and thing.hidden:
        raise GraphRefusal(code=100, text="Cannot reply to a hidden comment", subcode=2207041)
    root = thing.parent or thing.id
    said = (t for t in world.things.values() if t.is_ours and not t.deleted and t.text == text)
    if any(root in {t.parent, t.on} for t in said):
        raise GraphRefusal(code=506, text="Duplicate status message", subcode=1455006)
    made = world.say(thing, US, text, world.clock.now(), by_hand=False)
    return {"id": made.id}


def _messages(world: GraphWorld, ask: Ask) -> Body:
    """A private reply: one for each comment, within seven days (private-replies)."""
    recipient, message = _object(ask.params, "recipient"), _object(ask.params, "message")
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad("Param message must have a text")
    if "id" in recipient:
        return _to_person(world, str(recipient["id"]), text)
    thing = world.find(str(recipient.get("comment_id") or recipient.get("post_id") or ""))
    if thing is None:
        raise gone(str(recipient.get("comment_id", "")))
    permission = "instagram_manage_messages" if thing.platform is INSTAGRAM else "pages_messaging"
    if permission not in world.scopes:
        raise lacks(permission, 200)
    if thing.private_reply:
        raise GraphRefusal(code=10900, text="Activity already replied to")
    now = world.clock.now()
    if thing.is_ours or now - thing.at > PRIVATE_REPLY_WINDOW:
        raise GraphRefusal(code=10903, text="This user can't reply to this activity")
    made = world.note(thing.who, thing.platform, text, now, ours=True, by_hand=False)
    world.change(thing.id, private_reply=made.id)
    return {"recipient_id": world.person_id(thing.who, thing.platform), "message_id": made.id}


def _to_person(world: GraphWorld, person: str, text: str) -> Body:
    for platform in (FACEBOOK, INSTAGRAM):
        key = world.key_of(person, platform)
        if key is None or not world.has_conversation(key, platform):
            continue
        if not world.wrote_lately(key, platform):
            words = "This message is sent outside of allowed window."
            raise GraphRefusal(code=10, text=words, subcode=2018278)
        made = world.note(key, platform, text, world.clock.now(), ours=True, by_hand=False)
        return {"recipient_id": person, "message_id": made.id}
    raise GraphRefusal(code=100, text="No matching user found", subcode=2018001)


def _block(world: GraphWorld, ask: Ask) -> Body:
    people = _people(ask.params)
    _may_manage(world)
    answer: Body = {}
    for person in people:
        if world.key_of(person, FACEBOOK) is None:
            raise bad("Param user must be a valid user ID")
        if len(world.blocked[FACEBOOK]) >= world.most_blocked:
            raise GraphRefusal(code=3801, text="The block list is full")
        since = world.unblocked_at.get(person)
        if since is not None and (world.clock.now() - since).total_seconds() < TOO_SOON:
            raise GraphRefusal(code=3802, text="You cannot block this user again so soon after unblocking")
        world.blocked[FACEBOOK].add(person)
        answer[person] = True
    return answer


def _unblock(world: GraphWorld, ask: Ask) -> Body:
    people = _people(ask.params)
    _may_manage(world)
    for person in people:
        if person in world.blocked[FACEBOOK]:
            world.blocked[FACEBOOK].discard(person)
            world.unblocked_at[person] = world.clock.now()
    return {"success": True}


def _may_manage(world: GraphWorld) -> None:
    if "pages_manage_engagement" not in world.scopes:
        raise lacks("pages_manage_engagement", 200)


def _people(params: Mapping[str, str]) -> list[str]:
    for name in WHO:
        raw = params.get(name) or params.get(f"{name}[]")
        if raw:
            found = _json(raw) if raw.startswith("[") else [raw]
            if isinstance(found, list) and found:
                return [str(one) for one in found]
    raise bad("The parameter user is required")


def _moderate(world: GraphWorld, ask: Ask) -> Body:
    """Block on Instagram (and Messenger): only where a conversation exists (moderate-conversations)."""
    people, actions = _json(ask.params.get("user_ids", "")), _json(ask.params.get("actions", ""))
    if not isinstance(people, list) or not isinstance(actions, list) or not 0 < len(people) <= MOST_AT_ONCE:
        raise bad(f"Param user_ids must have 1 to {MOST_AT_ONCE} entries")
    if not set(actions) <= {"BLOCK_USER", "UNBLOCK_USER", "BAN_USER", "UNBAN_USER", "MOVE_TO_SPAM"} or len(actions) > 2:
        raise bad("Param actions is not valid")
    answer: Body = {}
    for one in people:
        person = str(one.get("id", "")) if isinstance(one, dict) else ""
        platform, key = _in_conversation(world, person)
        if key is None:
            raise bad("The user ID is not a valid PSID nor IGSID")
        if "BLOCK_USER" in actions:
            world.blocked[platform].add(person)
        if "UNBLOCK_USER" in actions:
            world.blocked[platform].discard(person)
        answer[person] = {"success": True}
    return answer


def _in_conversation(world: GraphWorld, person: str) -> tuple[PlatformName, str | None]:
    for platform in (INSTAGRAM, FACEBOOK):
        key = world.key_of(person, platform)
        if key is not None and world.has_conversation(key, platform):
            return platform, key
    return INSTAGRAM, None


def _post(world: GraphWorld, ask: Ask) -> Body:
    """Publish a post of ours on the Page."""
    if "pages_manage_posts" not in world.scopes:
        raise lacks("pages_manage_posts", 200)
    text = ask.params.get("message", "")
    if not text.strip():
        raise bad("Param message must be non-empty")
    id_ = world.new_id(FACEBOOK, "post")
    world.add(Thing(id=id_, platform=FACEBOOK, kind="post", who=US, text=text, at=world.clock.now(), by_hand=False))
    return {"id": id_}


def _object(params: Mapping[str, str], name: str) -> Mapping[str, Any]:
    found = _json(params.get(name, ""))
    if not isinstance(found, dict):
        raise bad(f"Param {name} must be a JSON object")
    return found


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


ACCOUNT_ACTS: dict[tuple[str, str], Callable[[GraphWorld, Ask], Body]] = {
    ("POST", "messages"): _messages,
    ("POST", "blocked"): _block,
    ("DELETE", "blocked"): _unblock,
    ("POST", "moderate_conversations"): _moderate,
    ("POST", "feed"): _post,
}
