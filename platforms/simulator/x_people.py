"""The endpoints of X that act on accounts: mute, the list of the blocked, and direct messages."""

from platforms.simulator import x_errors
from platforms.simulator.x_asked import Call, a_number, a_page, an_id, check_keys, meta_of, some_text
from platforms.simulator.x_errors import Body, forbidden, invalid
from platforms.simulator.x_fields import FIELD_PARAMETERS, Wanted
from platforms.simulator.x_posts import XDirect, XUser
from platforms.simulator.x_prices import Price
from platforms.simulator.x_reads import PAGE, Answer, users_page
from platforms.simulator.x_render import Pen
from platforms.simulator.x_world import OUR_ID, XWorld

EVENT_TYPES = frozenset({"MessageCreate", "ParticipantsJoin", "ParticipantsLeave"})


def _must_be_us(call: Call, name: str = "id") -> None:
    given = call.path_id(name)
    if given != OUR_ID:
        text = f"The `{name}` query parameter value [{given}] must be the same as the authenticating user [{OUR_ID}]"
        raise invalid(name, given, text)


def muted(world: XWorld, call: Call) -> Answer:
    """GET /2/users/:id/muting."""
    call.check_names(PAGE | FIELD_PARAMETERS)
    _must_be_us(call)
    return users_page(world, call, world.muted, Price.MUTE_READ, most=1000)


def blocked(world: XWorld, call: Call) -> Answer:
    """GET /2/users/:id/blocking: whom a person of ours blocked on X itself."""
    call.check_names(PAGE | FIELD_PARAMETERS)
    _must_be_us(call)
    return users_page(world, call, world.blocked, Price.BLOCK_READ, most=1000)


def block(_world: XWorld, _call: Call) -> Answer:
    """POST and DELETE /2/users/:id/blocking: not part of self-serve access."""
    raise x_errors.not_enrolled()


def mute(world: XWorld, call: Call) -> Answer:
    """POST /2/users/:id/muting."""
    _must_be_us(call)
    check_keys(call.body, frozenset({"target_user_id"}))
    target = an_id("target_user_id", call.body.get("target_user_id"))
    if target not in world.users:
        return Answer(body={"errors": [x_errors.not_found("user", "target_user_id", target)]})
    if target == OUR_ID:
        raise forbidden(x_errors.NOT_PERMITTED)
    world.purse.for_request(Price.INTERACTION)
    world.muted.add(target)
    return Answer(body={"data": {"muting": True}})


def unmute(world: XWorld, call: Call) -> Answer:
    """DELETE /2/users/:id/muting/:target."""
    _must_be_us(call)
    target = call.path_id("target")
    if target not in world.users:
        return Answer(body={"errors": [x_errors.not_found("user", "target_user_id", target)]})
    world.purse.for_request(Price.MUTE_DELETE)
    world.muted.discard(target)
    return Answer(body={"data": {"muting": False}})


def dm_block(world: XWorld, call: Call) -> Answer:
    """POST /2/users/:id/dm/block: this person's direct messages no longer arrive."""
    return _dm_block(world, call, blocked=True)


def dm_unblock(world: XWorld, call: Call) -> Answer:
    """POST /2/users/:id/dm/unblock."""
    return _dm_block(world, call, blocked=False)


def _dm_block(world: XWorld, call: Call, *, blocked: bool) -> Answer:
    target = call.path_id()
    if target not in world.users:
        return Answer(body={"errors": [x_errors.not_found("user", "id", target)]})
    if target == OUR_ID:
        raise forbidden(x_errors.NOT_PERMITTED)
    world.purse.for_request(Price.PRIVACY_UPDATE)
    (world.dm_blocked.add if blocked else world.dm_blocked.discard)(target)
    return Answer(body={"data": {"blocked": blocked}})


def send_direct(world: XWorld, call: Call) -> Answer:
    """POST /2/dm_conversations/with/:id/messages: only to somebody who wrote to us first."""
    participant = _participant(world, call)
    check_keys(call.body, frozenset({"text", "attachments"}))
    if "attachments" in call.body:
        raise invalid("attachments", "", "$.attachments: no media with this id was uploaded")
    text = some_text(call.body)
    if not world.has_written_to_us(participant.id) or participant.standing == "suspended":
        raise forbidden(x_errors.NO_MESSAGE_TO_THEM)
    world.purse.for_request(Price.DM)
    direct = world.add_direct(world.us, participant, text, world.clock.now(), by_hand=False)
    data = {"dm_conversation_id": direct.conversation_with(OUR_ID), "dm_event_id": direct.id}
    return Answer(body={"data": data}, status=201)


def _participant(world: XWorld, call: Call) -> XUser:
    participant = world.users.get(call.path_id())
    if participant is None or participant.id == OUR_ID:
        raise invalid("participant_id", call.path["id"], "No such participant")
    return participant


def directs(world: XWorld, call: Call) -> Answer:
    """GET /2/dm_events: all direct messages, newest first."""
    return _directs(world, call, world.directs)


def directs_with(world: XWorld, call: Call) -> Answer:
    """GET /2/dm_conversations/with/:id/dm_events."""
    participant = _participant(world, call)
    return _directs(world, call, [one for one in world.directs if one.participant == participant.id])


def _directs(world: XWorld, call: Call, among: list[XDirect]) -> Answer:
    call.check_names(PAGE | FIELD_PARAMETERS | {"event_types"})
    kinds = call.query.get("event_types", ",".join(EVENT_TYPES)).split(",")
    for kind in kinds:
        if kind not in EVENT_TYPES:
            raise invalid("event_types", kind, f"event_types is not one of [{','.join(sorted(EVENT_TYPES))}]")
    by_id = {one.id: one for one in among if "MessageCreate" in kinds}
    page = a_page(call.query, by_id, a_number(call.query, "max_results", 1, 100, 100))
    pen = Pen(world, Wanted.read(call.query, world.dialect))
    shown = [by_id[id_] for id_ in page.ids]
    world.purse.for_reading(Price.DM_READ, "direct", page.ids)
    body: Body = {"data": [pen.direct(one) for one in shown]} if shown else {}
    body["meta"] = meta_of(page, with_ends=False)
    return Answer(body=pen.shelf_for_directs(shown).beside(body))
