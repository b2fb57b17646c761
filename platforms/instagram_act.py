"""Doing it on Instagram, one call each, and reading back what became of it."""

from collections.abc import Callable
from datetime import datetime

from bot.errors import Gone, NotPermitted, NotPossible, PlatformError
from bot.model import Action, ActionKind, Interaction, InteractionKind, Receipt, Standing
from platforms.graph import Graph
from platforms.graph_back import confirm, our_words_among
from platforms.graph_errors import GraphNotPermitted, GraphUnreachable
from platforms.graph_read import Row, flag_of, id_of, rows_of, text_of
from platforms.instagram_read import AT_ONCE, author_of, is_ours

STANDING = "id,text,timestamp,hidden,parent_id"
LINE_FIELDS = "id,text,timestamp,from,username"


def act(graph: Graph, action: Action, interaction: Interaction, *, inbox: str) -> Receipt:
    """Do it, once. `inbox` is the node that sends private replies and blocks: the Page, or the account itself."""
    match action.kind:
        case ActionKind.REPLY | ActionKind.PUBLIC_WARNING:
            return _reply(graph, action, interaction)
        case ActionKind.PRIVATE_WARNING:
            return _reply_privately(graph, action, interaction, inbox)
        case ActionKind.HIDE | ActionKind.UNHIDE:
            hidden = action.kind is ActionKind.HIDE
            confirm(graph.update_node(interaction.ref.id, hide=hidden))
            return Receipt(id=interaction.ref.id, detail={"hidden": hidden})
        case ActionKind.BLOCK | ActionKind.UNBLOCK:
            return _moderate(graph, interaction, inbox, f"{action.kind.upper()}_USER")
        case _:
            raise NotPossible(f"Instagram has no call for this: {action.kind}")


def _reply(graph: Graph, action: Action, interaction: Interaction) -> Receipt:
    """Answer under the comment that began the thread: an answer to an answer would be moved there anyway."""
    target = interaction.parent or interaction.ref.id
    made = id_of(graph.write(target, "replies", message=action.wording))
    if not made or made == target:
        raise GraphNotPermitted(
            "Instagram answered a reply as if it had changed a comment instead",
            remedy="Look at the comment by hand, and stop replying by program until it is understood",
        )
    try:
        parent = id_of(graph.read(made, fields="id,parent_id", urgent=True), "parent_id")
    except PlatformError as unseen:
        return Receipt(id=made, detail={"read_back": type(unseen).__name__})
    return Receipt(id=made, detail={"parent": parent})


def _reply_privately(graph: Graph, action: Action, interaction: Interaction, inbox: str) -> Receipt:
    answer = graph.write(
        inbox, "messages", recipient={"comment_id": interaction.ref.id}, message={"text": action.wording}
    )
    made = id_of(answer, "message_id")
    if not made:
        raise GraphUnreachable("the answer to a private reply does not say what was sent", maybe_done=True)
    return Receipt(id=made, detail={"recipient": id_of(answer, "recipient_id")})


def _moderate(graph: Graph, interaction: Interaction, inbox: str, verb: str) -> Receipt:
    if interaction.author is None:
        raise NotPossible("Instagram does not tell us who wrote it")
    who = interaction.author.id
    confirm(graph.write(inbox, "moderate_conversations", user_ids=[{"id": who}], actions=[verb]), who=who)
    return Receipt(id=who, detail={"did": verb})


def look_up(
    graph: Graph,
    interaction: Interaction,
    action: Action | None,
    *,
    account: str,
    handle: str,
    inbox: str,
    since: datetime | None,
) -> Standing:
    """Read it back, with the effect of an action. Whether somebody is blocked is not told by Instagram."""
    if interaction.kind is InteractionKind.TAG:
        return Standing(exists=None, detail="Instagram does not let us read other people's posts one by one.")

    def ours(row: Row) -> bool | None:
        return _is_ours(row, account, handle)

    try:
        row = graph.read(interaction.ref.id, fields=STANDING, urgent=True)
    except Gone:
        return Standing(exists=False, detail="Instagram no longer shows it.")
    exists, text = True, text_of(row, "text")
    match action.kind if action is not None else None:
        case ActionKind.HIDE | ActionKind.UNHIDE as kind:
            hidden = flag_of(row, "hidden")
            took = None if hidden is None else hidden is (kind is ActionKind.HIDE)
            return Standing(exists=exists, text=text, took_effect=took)
        case ActionKind.REPLY | ActionKind.PUBLIC_WARNING:
            thread = interaction.parent or interaction.ref.id
            answers = graph.pages(thread, "replies", fields=LINE_FIELDS, limit=AT_ONCE, urgent=True)
            lines = (r for a in answers for r in rows_of(a, "replies"))
        case ActionKind.PRIVATE_WARNING:
            return _private(graph, interaction, action, text, ours, inbox=inbox, since=since)
        case _:
            return Standing(exists=exists, text=text)
    took, receipt = our_words_among(lines, action.wording if action else "", ours, since=since)
    return Standing(exists=exists, text=text, took_effect=took, receipt=receipt)


def _private(
    graph: Graph,
    interaction: Interaction,
    action: Action | None,
    text: str,
    ours: Callable[[Row], bool | None],
    *,
    inbox: str,
    since: datetime | None,
) -> Standing:
    if interaction.author is None or action is None:
        return Standing(exists=True, text=text)
    try:
        for thread in conversations(graph, inbox, interaction.author.id):
            answers = graph.pages(thread, "messages", fields="id,message,from,created_time", limit=25, urgent=True)
            lines = (r for a in answers for r in rows_of(a, "messages"))
            took, receipt = our_words_among(lines, action.wording, ours, since=since)
            if took is not False:
                return Standing(exists=True, text=text, took_effect=took, receipt=receipt)
    except (NotPermitted, NotPossible, Gone):
        return Standing(exists=True, text=text)
    return Standing(exists=True, text=text, took_effect=False)


def conversations(graph: Graph, inbox: str, who: str) -> tuple[str, ...]:
    """The ids of the private threads with somebody."""
    answer = graph.read(inbox, "conversations", platform="INSTAGRAM", user_id=who, fields="id", urgent=True)
    return tuple(id_of(row) for row in rows_of(answer, "conversations"))


def _is_ours(row: Row, account: str, handle: str) -> bool | None:
    told = author_of(row) is not None
    return is_ours(row, account=account, handle=handle) if told else None
