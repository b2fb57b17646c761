"""Instagram's words become ours: comments, replies and tags as interactions."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.model import Account, Interaction, InteractionKind, PlatformName, Ref, Said
from platforms.graph import Graph
from platforms.graph_read import Row, address_of, evidence_of, flag_of, id_of, part_of, rows_of, text_of, time_of

INSTAGRAM = PlatformName.INSTAGRAM
HOST = "https://www.instagram.com"
REPLY_FIELDS = "id,text,timestamp,from,username,hidden,like_count,parent_id"
COMMENT_FIELDS = f"{REPLY_FIELDS},replies.limit(50){{{REPLY_FIELDS}}}"
MEDIA_FIELDS = "id,caption,permalink,timestamp,comments_count,is_comment_enabled,media_type,media_product_type"
TAG_FIELDS = "id,caption,permalink,timestamp,username,media_type"
AT_ONCE = 50  # Instagram's own limit for a page of comments


def media(graph: Graph, account: str, *, oldest: datetime, now: datetime) -> Iterator[Row]:
    """Yield our own posts, newest first, until a whole page is older than `oldest`."""
    for answer in graph.pages(account, "media", fields=MEDIA_FIELDS, limit=AT_ONCE):
        rows = rows_of(answer, "media")
        yield from (row for row in rows if (time_of(row, "timestamp") or now) >= oldest)
        if rows and all((time_of(row, "timestamp") or now) < oldest for row in rows):
            return


def comments(graph: Graph, post: str) -> Iterator[tuple[Row, str]]:
    """Yield every comment of a post with the id of the comment it answers (empty at the top level).

    The whole of it is read, as an old comment may have a new reply and there is no filter by time.
    """
    for answer in graph.pages(post, "comments", fields=COMMENT_FIELDS, limit=AT_ONCE):
        for row in rows_of(answer, "comments"):
            yield row, id_of(row, "parent_id")
            if row.get("replies") is not None:
                yield from ((reply, id_of(reply, "parent_id") or id_of(row)) for reply in _replies(graph, row))


def _replies(graph: Graph, row: Row) -> Iterator[Row]:
    first = part_of(row, "replies")
    yield from rows_of(first, "replies")
    for answer in graph.further(first):
        yield from rows_of(answer, "replies")


def said_in_comment(
    row: Row, post: Row, parent: str, *, account: str, handle: str, now: datetime
) -> Interaction | Said:
    """A comment or a reply under a post of ours: theirs, or a line of ours."""
    id_, on = id_of(row), id_of(post)
    ref = Ref(platform=INSTAGRAM, id=id_)
    told, text, author = time_of(row, "timestamp"), text_of(row, "text"), author_of(row)
    if is_ours(row, account=account, handle=handle):
        return Said(at=told or now, text=text, ours=True, ref=ref, thread=parent or id_, on=on, parent=parent)
    facts: dict[str, Any] = {
        "hidden": flag_of(row, "hidden"),
        "author_id_known": None if author is None else bool(id_of(part_of(row, "from"))),
        "time_unknown": True if told is None else None,
    }
    return Interaction(
        ref=ref,
        kind=InteractionKind.REPLY if parent else InteractionKind.COMMENT,
        text=text,
        posted_at=told or now,
        author=author,
        url=address_of(post, "permalink", host=HOST) or f"{HOST}/",
        thread=parent or id_,
        parent=parent,
        on=on,
        facts={name: value for name, value in facts.items() if value is not None},
        raw=evidence_of({name: value for name, value in row.items() if name != "replies"}),
    )


def our_post(row: Row, *, now: datetime) -> Said:
    """The caption of a post of our own, under which others speak; it answers nobody."""
    id_ = id_of(row)
    text, at = text_of(row, "caption"), time_of(row, "timestamp") or now
    return Said(at=at, text=text, ours=True, ref=Ref(platform=INSTAGRAM, id=id_), thread=id_, on=id_)


def said_in_tag(row: Row, *, now: datetime) -> Interaction:
    """Somebody else's post that tags us."""
    id_, told = id_of(row), time_of(row, "timestamp")
    return Interaction(
        ref=Ref(platform=INSTAGRAM, id=id_),
        kind=InteractionKind.TAG,
        text=text_of(row, "caption"),
        posted_at=told or now,
        author=author_of(row),
        url=address_of(row, "permalink", host=HOST) or f"{HOST}/",
        thread=id_,
        facts={"author_id_known": bool(id_of(part_of(row, "from")))} | ({} if told else {"time_unknown": True}),
        raw=evidence_of(row),
    )


def author_of(row: Row) -> Account | None:
    """Who wrote it, by the id that is theirs with us; where only the username is told, by that."""
    told = part_of(row, "from")
    handle = text_of(told, "username") or text_of(row, "username")
    id_ = id_of(told) or handle
    return Account(platform=INSTAGRAM, id=id_, handle=handle) if id_ else None


def is_ours(row: Row, *, account: str, handle: str) -> bool:
    """Whether our own account wrote it."""
    author = author_of(row)
    return author is not None and (author.id == account or (bool(handle) and author.handle.lower() == handle))
