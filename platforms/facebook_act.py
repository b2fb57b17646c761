"""Doing it on Facebook: one call each, never repeated, and asserting that the answer is what was asked for."""

from collections.abc import Callable

from bot.errors import NotPermitted, NotPossible, PlatformError
from bot.model import Action, ActionKind, Interaction, InteractionKind, Receipt
from platforms.graph import Graph
from platforms.graph_back import confirm
from platforms.graph_errors import GraphNotPermitted, GraphNotPossible, GraphUnreachable
from platforms.graph_read import id_of, part_of

PARAMETERS = ("user", "psid")


def act(graph: Graph, action: Action, interaction: Interaction, *, page: str, block_with: str) -> Receipt:
    """Do it, once, and return what undoing needs."""
    match action.kind:
        case ActionKind.REPLY | ActionKind.PUBLIC_WARNING:
            return _reply(graph, action, interaction)
        case ActionKind.PRIVATE_WARNING:
            return _reply_privately(graph, action, interaction, page)
        case ActionKind.HIDE | ActionKind.UNHIDE:
            return _hide(graph, interaction, hidden=action.kind is ActionKind.HIDE)
        case ActionKind.BLOCK:
            return _each_way(interaction, block_with, lambda way, who: _block(graph, page, way, who))
        case ActionKind.UNBLOCK:
            return _each_way(interaction, block_with, lambda way, who: _unblock(graph, page, way, who))
        case _:
            raise NotPossible(f"Facebook has no call for this: {action.kind}")


def _reply(graph: Graph, action: Action, interaction: Interaction) -> Receipt:
    """Answer in public under the comment. Meta's guide shows another call for this, which would edit the comment."""
    target = interaction.ref.id
    answer = graph.write(target, "comments", message=action.wording)
    made = id_of(answer)
    if not made or made == target:
        raise _edited("Facebook answered a reply as if it had changed a comment instead")
    try:
        row = graph.read(made, fields="id,parent,from,created_time", urgent=True)
    except PlatformError as unseen:
        return Receipt(id=made, detail={"read_back": type(unseen).__name__})
    parent = id_of(part_of(row, "parent"))
    expected = {_last(interaction.thread), _last(target)}
    if interaction.kind is not InteractionKind.VISITOR_POST and parent and _last(parent) not in expected:
        raise _edited("Facebook put a reply somewhere else than was asked for")
    return Receipt(id=made, detail={"parent": parent})


def _reply_privately(graph: Graph, action: Action, interaction: Interaction, page: str) -> Receipt:
    named = "post_id" if interaction.kind is InteractionKind.VISITOR_POST else "comment_id"
    answer = graph.write(
        page,
        "messages",
        recipient={named: interaction.ref.id},
        message={"text": action.wording},
        messaging_type="RESPONSE",
    )
    made = id_of(answer, "message_id")
    if not made:
        raise GraphUnreachable("the answer to a private reply does not say what was sent", maybe_done=True)
    return Receipt(id=made, detail={"recipient": id_of(answer, "recipient_id")})


def _hide(graph: Graph, interaction: Interaction, *, hidden: bool) -> Receipt:
    confirm(graph.update_node(interaction.ref.id, is_hidden=hidden))
    return Receipt(id=interaction.ref.id, detail={"hidden": hidden})


def _each_way(interaction: Interaction, block_with: str, call: Callable[[str, str], Receipt]) -> Receipt:
    """Name the person as `block_with` says; when Facebook does not take that name (code 100), in the other way."""
    if interaction.author is None:
        raise NotPossible("Facebook does not tell us who wrote it")
    who = interaction.author.id
    other = next(way for way in PARAMETERS if way != block_with)
    try:
        return call(block_with, who)
    except GraphNotPossible as refused:
        if refused.fault.code != 100:
            raise
    return call(other, who)


def _block(graph: Graph, page: str, way: str, who: str) -> Receipt:
    confirm(graph.write(page, "blocked", **{way: [who]}), who=who)
    return Receipt(id=who, detail={"named_as": way})


def _unblock(graph: Graph, page: str, way: str, who: str) -> Receipt:
    confirm(graph.unblock(page, **{way: who}), who=who)
    return Receipt(id=who, detail={"named_as": way})


def _edited(words: str) -> NotPermitted:
    return GraphNotPermitted(
        words, remedy="Look at the comment on the Page by hand, and stop replying by program until it is understood"
    )


def _last(id_: str) -> str:
    return id_.rsplit("_", 1)[-1]
