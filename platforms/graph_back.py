"""What both Graph adapters need to be sure of a write: that it was confirmed, and that our words stand there."""

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.model import Receipt
from platforms.graph_errors import GraphNotPossible, GraphUnreachable
from platforms.graph_read import Row, id_of, same_words, text_of, time_of


def confirm(answer: Row, *, who: str = "") -> None:
    """Return when the answer says that it was done; some answers say so for each person.

    Raises NotPossible when it says that it was not, Unreachable when it does not say.
    """
    done = answer.get(who) if who in answer else answer.get("success")
    if isinstance(done, dict):
        done = done.get("success")
    if done is False:
        raise GraphNotPossible("Meta says that it could not be done")
    if done is not True:
        raise GraphUnreachable("the answer does not say whether it was done", maybe_done=True)


def our_words_among(
    rows: Iterable[Row], wording: str, is_ours: Callable[[Row], bool | None], *, since: datetime | None
) -> tuple[bool | None, Receipt | None]:
    """Whether these lines hold our words, posted at or after `since` (Meta tells whole seconds only).

    None when the words are there and who wrote them is not told (`is_ours` answers None).
    """
    doubtful = False
    for row in rows:
        at = time_of(row, "created_time") or time_of(row, "timestamp")
        early = since is not None and at is not None and at < since.replace(microsecond=0)
        if early or not same_words(text_of(row, "message", "text"), wording):
            continue
        ours = is_ours(row)
        if ours:
            return True, Receipt(id=id_of(row))
        doubtful = doubtful or ours is None
    return (None if doubtful else False), None
