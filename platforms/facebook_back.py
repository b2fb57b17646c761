"""Reading back on Facebook: whether it is still there, what it says now, and whether what we did stands."""

from datetime import datetime, timedelta

from bot.errors import Gone, NotPermitted, NotPossible
from bot.model import Action, ActionKind, Interaction, InteractionKind, Receipt, Standing
from platforms.graph import Graph
from platforms.graph_back import our_words_among
from platforms.graph_read import Row, flag_of, id_of, part_of, rows_of, text_of

COMMENT_STANDING = "id,message,is_hidden,private_reply_conversation"
POST_STANDING = "id,message,story,is_hidden"
SLACK = timedelta(minutes=1)
LINE_FIELDS = "id,message,from,created_time"


def look_up(
    graph: Graph, interaction: Interaction, action: Action | None, *, page: str, since: datetime | None
) -> Standing:
    """Read it back, with the effect of an action."""
    row: Row = {}
    exists: bool | None = None
    text: str | None = None
    if interaction.kind is not InteractionKind.REVIEW:
        comment = interaction.kind in {InteractionKind.COMMENT, InteractionKind.REPLY}
        try:
            row = graph.read(interaction.ref.id, fields=COMMENT_STANDING if comment else POST_STANDING, urgent=True)
        except Gone:
            if action is None or not action.kind.on_account:
                return Standing(exists=False, detail="Facebook no longer shows it.")
            exists = False
        else:
            exists, text = True, text_of(row, "message", "story")
    if action is None:
        return Standing(exists=exists, text=text)
    took_effect, receipt = _effect(graph, interaction, action, row, page=page, since=since)
    return Standing(exists=exists, text=text, took_effect=took_effect, receipt=receipt)


def _effect(
    graph: Graph, interaction: Interaction, action: Action, row: Row, *, page: str, since: datetime | None
) -> tuple[bool | None, Receipt | None]:
    match action.kind:
        case ActionKind.HIDE | ActionKind.UNHIDE:
            hidden = flag_of(row, "is_hidden")
            return (None if hidden is None else hidden is (action.kind is ActionKind.HIDE)), None
        case ActionKind.REPLY | ActionKind.PUBLIC_WARNING:
            answers = graph.pages(
                interaction.thread or interaction.ref.id,
                "comments",
                filter="stream",
                order="reverse_chronological",
                since=since and since - SLACK,
                fields=LINE_FIELDS,
                urgent=True,
            )
            lines = (r for a in answers for r in rows_of(a, "comments"))
            return our_words_among(lines, action.wording, lambda row: _is_ours(row, page), since=since)
        case ActionKind.PRIVATE_WARNING:
            return _private(graph, interaction, action, row, page=page, since=since)
        case ActionKind.BLOCK | ActionKind.UNBLOCK:
            blocked = _blocked(graph, interaction, page)
            return (None if blocked is None else blocked is (action.kind is ActionKind.BLOCK)), None
        case _:
            return None, None


def _is_ours(row: Row, page: str) -> bool | None:
    who = id_of(part_of(row, "from"))
    return who == page if who else None


def _private(
    graph: Graph, interaction: Interaction, action: Action, row: Row, *, page: str, since: datetime | None
) -> tuple[bool | None, Receipt | None]:
    """Look for our words in the private thread; without leave to read it, only "none was sent" can be told."""
    thread = id_of(part_of(row, "private_reply_conversation"))
    try:
        threads = [thread] if thread else _threads(graph, interaction, page)
        for one in threads:
            answers = graph.pages(one, "messages", fields=LINE_FIELDS, limit=25, urgent=True)
            lines = (r for a in answers for r in rows_of(a, "messages"))
            seen, receipt = our_words_among(lines, action.wording, lambda row: _is_ours(row, page), since=since)
            if seen is not False:
                return seen, receipt
    except (NotPermitted, NotPossible, Gone):
        return None, None
    told = interaction.kind in {InteractionKind.COMMENT, InteractionKind.REPLY} or interaction.author is not None
    return (False if told else None), None


def _threads(graph: Graph, interaction: Interaction, page: str) -> list[str]:
    if interaction.author is None:
        return []
    answer = graph.read(
        page, "conversations", platform="MESSENGER", user_id=interaction.author.id, fields="id", urgent=True
    )
    return [id_of(row) for row in rows_of(answer, "conversations")]


def _blocked(graph: Graph, interaction: Interaction, page: str) -> bool | None:
    if interaction.author is None:
        return None
    try:
        answer = graph.read(page, "blocked", user=interaction.author.id, urgent=True)
    except NotPossible:
        return None
    return any(id_of(row) == interaction.author.id for row in rows_of(answer, "blocked"))
