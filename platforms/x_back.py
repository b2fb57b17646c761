"""Reading back on X: whether it is still there, what it says now, and whether what we did stands."""

from datetime import datetime, timedelta

from bot.errors import Gone, NotPermitted, NotPossible, TokenDead, Unreachable
from bot.model import Action, ActionKind, Interaction, InteractionKind, Receipt, Standing
from platforms.graph_read import clean, same_words, text_of, time_of
from platforms.x_act import author_id, newest_id
from platforms.x_can import is_private
from platforms.x_lists import Lists
from platforms.x_poll import MARGIN, SEARCH_REACH
from platforms.x_read import Post, number_of, plain, post_of

CLOCKS_MAY_DIFFER = timedelta(minutes=1)
MOST_MESSAGES = 200


def look_up(
    lists: Lists, interaction: Interaction, action: Action | None, *, handle: str, since: datetime | None, now: datetime
) -> Standing:
    """Read it back, with the effect of an action. What X does not tell is None: what is hidden, and whose messages
    are refused."""
    exists: bool | None = None
    text: str | None = None
    if interaction.kind is not InteractionKind.DIRECT_MESSAGE:
        post = _newest(lists, newest_id(interaction), now=now)
        if post is None and (action is None or not action.kind.on_account):
            return Standing(exists=False, detail="X no longer shows it.")
        exists, text = post is not None, post.text if post is not None else None
    if action is None:
        return Standing(exists=exists, text=text)
    took_effect, receipt = _effect(lists, interaction, action, handle=handle, since=since, now=now)
    return Standing(exists=exists, text=text, took_effect=took_effect, receipt=receipt)


def _newest(lists: Lists, id_: str, *, now: datetime) -> Post | None:
    """The newest version of a post, or None when X says that it is gone. Raises Unreachable when it says nothing."""
    wanted = id_
    for _ in range(2):
        leaf, gone = lists.posts([wanted], careful=False)
        found = [post_of(row, now=now) for row in leaf.rows if number_of(row) == wanted]
        if not found:
            if wanted in gone:
                return None
            raise Unreachable("X says nothing about it")
        if found[0].is_newest:
            return found[0]
        wanted = found[0].newest
    return found[0]


def _effect(
    lists: Lists, interaction: Interaction, action: Action, *, handle: str, since: datetime | None, now: datetime
) -> tuple[bool | None, Receipt | None]:
    match action.kind:
        case ActionKind.REPLY | ActionKind.PUBLIC_WARNING | ActionKind.PRIVATE_WARNING:
            if is_private(action.kind, interaction):
                return _messaged(lists, interaction, action.wording, since=since)
            return _replied(lists, interaction, action.wording, handle=handle, since=since, now=now)
        case ActionKind.MUTE | ActionKind.UNMUTE:
            muted = _muted(lists, author_id(interaction))
            return (None if muted is None else muted is (action.kind is ActionKind.MUTE)), None
        case _:
            return None, None


def _replied(
    lists: Lists, interaction: Interaction, words: str, *, handle: str, since: datetime | None, now: datetime
) -> tuple[bool, Receipt | None]:
    """Look for our words in what we posted since, then in the search, which may know them sooner."""
    start = max(since or interaction.posted_at, interaction.posted_at) - CLOCKS_MAY_DIFFER
    targets = {interaction.ref.id, newest_id(interaction)}
    reach = max(start, now - SEARCH_REACH + MARGIN)
    thread = number_of({"id": interaction.thread})
    leaves = [lists.own(careful=False, start_time=start)]
    if thread and reach < now:
        query = f"conversation_id:{thread} from:{handle}"
        leaves.append(lists.found(query, careful=False, authors=False, start_time=reach))
    for leaf in (leaf for pages in leaves for leaf in pages):
        for row in leaf.rows:
            post = post_of(row, now=now)
            late = since is None or post.at >= since.replace(microsecond=0)
            if late and post.author == lists.me and post.replies_to in targets and _says(post.text, words):
                return True, Receipt(id=post.id)
    return False, None


def _says(shown: str, words: str) -> bool:
    """Whether our words stand there: X puts handles before them."""
    wanted = " ".join(clean(words).split())
    return bool(wanted) and wanted in " ".join(clean(shown).split())


def _messaged(
    lists: Lists, interaction: Interaction, words: str, *, since: datetime | None
) -> tuple[bool | None, Receipt | None]:
    who = author_id(interaction)
    if not who:
        return None, None
    seen = 0
    try:
        for leaf in lists.directs(careful=False, participant_id=who):
            for row in leaf.rows:
                seen += 1
                at = time_of(row, "created_at")
                if since is not None and at is not None and at < since.replace(microsecond=0):
                    return False, None
                if number_of(row, "sender_id") == lists.me and same_words(plain(text_of(row, "text")), words):
                    return True, Receipt(id=number_of(row))
            if seen >= MOST_MESSAGES:
                return None, None
    except TokenDead:
        raise
    except (NotPermitted, NotPossible, Gone):
        return None, None
    return False, None


def _muted(lists: Lists, who: str) -> bool | None:
    if not who:
        return None
    return any(number_of(row) == who for leaf in lists.muted() for row in leaf.rows)
