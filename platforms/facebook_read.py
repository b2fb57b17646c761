"""Facebook's words become ours: comments, visitor posts, tags and recommendations as interactions."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.model import Account, Interaction, InteractionKind, PlatformName, Ref, Said
from platforms.graph import Graph
from platforms.graph_read import (
    Row,
    address_of,
    evidence_of,
    flag_of,
    id_of,
    links_in,
    part_of,
    rows_of,
    text_of,
    time_of,
)

FACEBOOK = PlatformName.FACEBOOK
HOST = "https://www.facebook.com"
COMMENT_FIELDS = (
    "id,message,from,created_time,parent,permalink_url,attachment,can_hide,is_hidden,"
    "can_reply_privately,private_reply_conversation"
)
POST_FIELDS = "id,message,from,created_time,updated_time,permalink_url,is_hidden,can_reply_privately"
REVIEW_FIELDS = "created_time,has_rating,has_review,rating,recommendation_type,review_text,reviewer,open_graph_story"
POSTS_AT_ONCE = 25
COMMENTS_AT_ONCE = 50


def posts_with_comments(
    graph: Graph, page: str, edge: str, *, since: datetime, oldest: datetime, now: datetime
) -> Iterator[tuple[Row, Iterator[Row]]]:
    """Yield each post of an edge with its comments posted since then, at every depth.

    All posts down to `oldest` are asked, for old posts get new comments too; the expansion keeps that to few calls.
    """
    comments = (
        f"comments.filter(stream).order(reverse_chronological).since({int(since.timestamp())})"
        f".limit({COMMENTS_AT_ONCE}){{{COMMENT_FIELDS}}}"
    )
    fields = f"{POST_FIELDS},{comments}"
    for post in newest_first(graph, page, edge, fields=fields, oldest=oldest, now=now, limit=POSTS_AT_ONCE):
        yield post, _comments(graph, post)


def newest_first(
    graph: Graph, page: str, edge: str, *, fields: str, oldest: datetime, now: datetime, limit: int
) -> Iterator[Row]:
    """Yield the posts of an edge until a whole page of them is older than `oldest`."""
    for answer in graph.pages(page, edge, fields=fields, limit=limit):
        rows = rows_of(answer, edge)
        yield from rows
        if rows and all((time_of(row, "created_time") or now) < oldest for row in rows):
            return


def _comments(graph: Graph, post: Row) -> Iterator[Row]:
    nested = post.get("comments")
    if nested is None:
        return
    first = part_of(post, "comments")
    yield from rows_of(first, "comments")
    for answer in graph.further(first):
        yield from rows_of(answer, "comments")


def said_in_comment(row: Row, post: Row, *, page: str, now: datetime) -> Interaction | Said:
    """A comment or a reply under a post: theirs, or a line of ours when the Page wrote it."""
    id_, parent, on = id_of(row), id_of(part_of(row, "parent")), id_of(post)
    ref = Ref(platform=FACEBOOK, id=id_)
    told, text, author = time_of(row, "created_time"), text_of(row, "message"), author_of(part_of(row, "from"))
    if author is not None and author.id == page:
        return Said(at=told or now, text=text, ours=True, ref=ref, thread=parent or id_, on=on, parent=parent)
    return Interaction(
        ref=ref,
        kind=InteractionKind.REPLY if parent else InteractionKind.COMMENT,
        text=text,
        posted_at=told or now,
        author=author,
        url=address_of(row, "permalink_url", host=HOST) or f"{HOST}/{id_}",
        thread=parent or id_,
        parent=parent,
        on=on,
        attachments=links_in(row),
        facts=_facts(row, told),
        raw=evidence_of(row),
    )


def our_post(row: Row, *, now: datetime) -> Said:
    """The words of a post of our own, under which others speak; it answers nobody."""
    id_ = id_of(row)
    text, at = text_of(row, "message"), time_of(row, "created_time") or now
    return Said(at=at, text=text, ours=True, ref=Ref(platform=FACEBOOK, id=id_), thread=id_, on=id_)


def said_in_post(row: Row, kind: InteractionKind, *, page: str, now: datetime) -> Interaction | None:
    """A visitor's post on our Page, or a post elsewhere that tags it; None for one of our own."""
    id_, told, author = id_of(row), time_of(row, "created_time"), author_of(part_of(row, "from"))
    if author is not None and author.id == page:
        return None
    return Interaction(
        ref=Ref(platform=FACEBOOK, id=id_),
        kind=kind,
        text=text_of(row, "message", "story"),
        posted_at=told or now,
        author=author,
        url=address_of(row, "permalink_url", host=HOST) or f"{HOST}/{id_}",
        thread=id_,
        facts=_facts(row, told),
        raw=evidence_of({name: value for name, value in row.items() if name != "comments"}),
    )


def said_in_review(row: Row, *, page: str, now: datetime) -> Interaction:
    """A recommendation of the Page. It has no id of its own, so its story's is used, or who said it when."""
    told, author = time_of(row, "created_time"), author_of(part_of(row, "reviewer"))
    id_ = review_id(row)
    return Interaction(
        ref=Ref(platform=FACEBOOK, id=id_),
        kind=InteractionKind.REVIEW,
        text=text_of(row, "review_text"),
        posted_at=told or now,
        author=author,
        url=f"{HOST}/{page}/reviews",
        thread=id_,
        facts=_facts(row, told) | {"recommends": text_of(row, "recommendation_type"), "rating": text_of(row, "rating")},
        raw=evidence_of(row),
    )


def review_id(row: Row) -> str:
    """The id that stands for a recommendation; empty when nothing tells it apart."""
    story = id_of(part_of(row, "open_graph_story"))
    if story:
        return story
    told, who = time_of(row, "created_time"), id_of(part_of(row, "reviewer"))
    return f"review-{who or 'unknown'}-{int(told.timestamp())}" if told is not None else ""


def author_of(told: Row) -> Account | None:
    """Who wrote it; None when Meta withholds it."""
    id_ = id_of(told)
    return Account(platform=FACEBOOK, id=id_, name=text_of(told, "name")) if id_ else None


def _facts(row: Row, told: datetime | None) -> dict[str, Any]:
    known: dict[str, Any] = {
        "can_hide": flag_of(row, "can_hide"),
        "hidden": flag_of(row, "is_hidden"),
        "can_reply_privately": flag_of(row, "can_reply_privately"),
        "private_reply": id_of(part_of(row, "private_reply_conversation")) or None,
        "time_unknown": True if told is None else None,
    }
    return {name: value for name, value in known.items() if value is not None}
