"""What can be done on an account through Graph in the town: private replies, blocks, conversations, posts, mentions."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.model import PlatformName
from platforms.simulator.graph_ask import Ask, json_of
from platforms.simulator.graph_door import need
from platforms.simulator.graph_errors_town import GraphRefusal, bad, gone
from platforms.simulator.graph_pages import Body
from platforms.simulator.graph_things import FACEBOOK, INSTAGRAM, US, Thing
from platforms.simulator.graph_world import INSTAGRAM_ID, PRIVATE_REPLY_WINDOW, GraphWorld

TOO_SOON = 48 * 3600  # seconds after an unblock in which blocking again is refused
MOST_AT_ONCE, MOST_ACTIONS = 10, 2
LONGEST_NOTE = 2000  # characters
WHO = ("user", "psid", "asid", "uid")
TYPES = {"RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY"}
BLOCKS = {"BLOCK_USER": True, "UNBLOCK_USER": False, "BAN_USER": True, "UNBAN_USER": False}
ACTIONS = {*BLOCKS, "MOVE_TO_SPAM"}


def _messages(world: GraphWorld, ask: Ask) -> Body:
    """A private reply: one for each comment, within seven days (private-replies); or an answer within 24 hours."""
    recipient, text = _object(ask.params, "recipient"), _note_text(ask.params)
    if ask.params.get("messaging_type", "RESPONSE") not in TYPES:
        raise bad("Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG, UTILITY}")
    if "id" in recipient:
        return _to_person(world, str(recipient["id"]), text)
    named = str(recipient.get("comment_id") or recipient.get("post_id") or "")
    thing = world.find(named)
    if thing is None:
        raise gone(named, "post")
    instagram = thing.platform is INSTAGRAM
    need(world, "instagram_manage_messages" if instagram else "pages_messaging", 200)
    if thing.private_reply:
        raise GraphRefusal(code=10900, text="Activity already replied to")
    if not _may_be_answered(world, thing):
        raise GraphRefusal(code=10903, text="This user can't reply to this activity")
    made = world.note(thing.who, thing.platform, text, world.clock.now(), ours=True, by_hand=False)
    world.change(thing.id, private_reply=made.id)
    return {"recipient_id": world.person_id(thing.who, thing.platform), "message_id": made.id}


def _may_be_answered(world: GraphWorld, thing: Thing) -> bool:
    """Comments under our posts and, on Facebook, visitors' posts; not our own, not after seven days."""
    in_time = world.clock.now() - thing.at <= PRIVATE_REPLY_WINDOW
    root = world.things.get(thing.on, thing)
    here = bool(thing.on) or thing.kind == "visitor_post"
    blocked = world.is_blocked(thing.who, thing.platform)
    return in_time and here and not thing.is_ours and not root.is_elsewhere and not blocked


def _note_text(params: Mapping[str, str]) -> str:
    text = _object(params, "message").get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad("Param message must have a text")
    if len(text) > LONGEST_NOTE:
        raise bad(f"Length of param message[text] must be less than or equal to {LONGEST_NOTE}")
    return text


def _to_person(world: GraphWorld, person: str, text: str) -> Body:
    platform, key = _in_conversation(world, person)
    if key is None:
        raise bad("No matching user found", 2018001)
    need(world, "instagram_manage_messages" if platform is INSTAGRAM else "pages_messaging", 200)
    if not world.wrote_lately(key, platform):
        raise GraphRefusal(code=10, text="This message is sent outside of allowed window.", subcode=2018278)
    made = world.note(key, platform, text, world.clock.now(), ours=True, by_hand=False)
    return {"recipient_id": person, "message_id": made.id}


def _block(world: GraphWorld, ask: Ask) -> Body:
    """Block people, each told for themselves (page/blocked)."""
    people = _people(ask.params)
    need(world, "pages_manage_engagement", 200)
    for person in people:
        _check_blockable(world, person, len(people))
    world.blocked[FACEBOOK] |= set(people)
    return dict.fromkeys(people, True)


def _check_blockable(world: GraphWorld, person: str, how_many: int) -> None:
    if world.key_of(person, FACEBOOK) is None:
        raise bad("Param user must be a valid user ID")
    if person in world.blocked[FACEBOOK]:
        return
    if len(world.blocked[FACEBOOK]) + how_many > world.most_blocked:
        raise GraphRefusal(code=3801, text="The Page has reached the limit of people it can block")
    since = world.unblocked_at.get(person)
    if since is not None and (world.clock.now() - since).total_seconds() < TOO_SOON:
        raise GraphRefusal(code=3802, text="You have to wait before you can block this person again")


def _unblock(world: GraphWorld, ask: Ask) -> Body:
    people = _people(ask.params)
    need(world, "pages_manage_engagement", 200)
    for person in people:
        if world.key_of(person, FACEBOOK) is None:
            raise bad("Param user must be a valid user ID")
        _free(world, person, FACEBOOK)
    return {"success": True}


def _free(world: GraphWorld, person: str, platform: PlatformName) -> None:
    if person in world.blocked[platform]:
        world.blocked[platform].discard(person)
        world.unblocked_at[person] = world.clock.now()


def _people(params: Mapping[str, str]) -> list[str]:
    """Whom the call names, as one id, as a JSON list, or as `user[0]=…`."""
    for name in WHO:
        raw = params.get(name) or params.get(f"{name}[]") or params.get(f"{name}[0]")
        if raw:
            found = json_of(raw) if raw.startswith("[") else [raw]
            if isinstance(found, list) and found and all(isinstance(one, str | int) for one in found):
                return list(dict.fromkeys(str(one) for one in found))
            raise bad(f"Param {name} must be an array of ids")
    raise bad("The parameter user is required")


def _moderate(world: GraphWorld, ask: Ask) -> Body:
    """Block on Instagram (and Messenger): only where a conversation exists (moderate-conversations)."""
    people, actions = _named_people(ask.params), json_of(ask.params.get("actions", ""))
    known = isinstance(actions, list) and all(isinstance(one, str) and one in ACTIONS for one in actions)
    if not known or not 0 < len(actions) <= MOST_ACTIONS:
        raise bad(f"Param actions must have 1 to {MOST_ACTIONS} of {{{', '.join(sorted(ACTIONS))}}}")
    blocks = {BLOCKS[one] for one in actions if one in BLOCKS}
    if len(blocks) > 1:
        raise bad("Param actions must not block and unblock together")
    found = [(person, *_in_conversation(world, person)) for person in people]
    if any(key is None for _, _, key in found):
        raise bad("The user ID is not a valid PSID nor IGSID")
    for person, platform, _ in found:
        _need_moderation(world, platform)
        if blocks == {True}:
            world.blocked[platform].add(person)
        elif blocks == {False}:
            _free(world, person, platform)
    return {person: {"success": True} for person in people}


def _need_moderation(world: GraphWorld, platform: PlatformName) -> None:
    names = ("instagram_basic", "instagram_manage_messages") if platform is INSTAGRAM else ("pages_messaging",)
    for name in (*names, "business_management"):
        need(world, name, 200)


def _named_people(params: Mapping[str, str]) -> list[str]:
    rows = json_of(params.get("user_ids", ""))
    people = [row.get("id") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    if not 0 < len(people) <= MOST_AT_ONCE or not all(isinstance(one, str | int) for one in people):
        raise bad(f"Param user_ids must have 1 to {MOST_AT_ONCE} entries with an id")
    return [str(one) for one in people]


def _in_conversation(world: GraphWorld, person: str) -> tuple[PlatformName, str | None]:
    for platform in (INSTAGRAM, FACEBOOK):
        key = world.key_of(person, platform)
        if key is not None and world.has_conversation(key, platform):
            return platform, key
    return INSTAGRAM, None


def _post(world: GraphWorld, ask: Ask) -> Body:
    """Publish a post of ours on the Page."""
    need(world, "pages_manage_posts", 200)
    text = ask.params.get("message", "")
    if ask.node == INSTAGRAM_ID or not text.strip():
        raise bad("Param message must be non-empty")
    id_ = world.new_id(FACEBOOK, "post")
    world.add(Thing(id=id_, platform=FACEBOOK, kind="post", who=US, text=text, at=world.clock.now(), by_hand=False))
    return {"id": id_}


def _mention(world: GraphWorld, ask: Ask) -> Body:
    """Answer where somebody named us on Instagram, in public (ig-user/mentions)."""
    need(world, "instagram_manage_comments", 200)
    named = ask.params.get("comment_id") or ask.params.get("media_id", "")
    thing, text = world.find(named), ask.params.get("message", "")
    if thing is None or thing.platform is not INSTAGRAM:
        raise gone(named, "post")
    if not text.strip():
        raise bad("Param message must be non-empty")
    return {"id": world.say(thing, US, text, world.clock.now(), by_hand=False).id}


def _object(params: Mapping[str, str], name: str) -> Mapping[str, Any]:
    found = json_of(params.get(name, ""))
    if not isinstance(found, dict):
        raise bad(f"Param {name} must be a JSON object")
    return found


ACCOUNT_ACTS: dict[tuple[str, str], Callable[[GraphWorld, Ask], Body]] = {
    ("POST", "messages"): _messages,
    ("POST", "blocked"): _block,
    ("DELETE", "blocked"): _unblock,
    ("POST", "moderate_conversations"): _moderate,
    ("POST", "feed"): _post,
    ("POST", "mentions"): _mention,
}
