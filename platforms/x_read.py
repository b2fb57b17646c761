"""Reading X's answers, in either of its two dialects, as if they were hostile: what leaves here is plain and safe."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.errors import DialectChanged, Unreachable
from bot.model import Account, Interaction, InteractionKind, PlatformName, Ref, Said
from platforms.graph_read import Row, evidence_of, part_of, text_of, time_of
from platforms.x_marks import Marks, time_of_id

POST_FIELDS = [
    "author_id",
    "conversation_id",
    "created_at",
    "edit_history_tweet_ids",
    "entities",
    "in_reply_to_user_id",
    "note_tweet",
    "referenced_tweets",
]
DIRECT_FIELDS = ["id", "text", "event_type", "created_at", "sender_id", "dm_conversation_id", "participant_ids"]
ASSERTED = ("author_id", "conversation_id", "created_at")
DIRECT_ASSERTED = ("sender_id", "dm_conversation_id", "created_at")
_HANDLE = re.compile(r"[A-Za-z0-9_]{1,20}")
_THREAD = re.compile(r"[0-9]{1,19}(-[0-9]{1,19})?")
People = Mapping[str, Account]
NOBODY: People = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post in its newest version. `id` is the first of its history, `newest` the one to act on."""

    id: str
    newest: str
    text: str
    author: str
    at: datetime
    edited_at: datetime | None
    conversation: str
    replies_to: str
    replies_to_user: str
    quotes: str
    mentions: frozenset[str]
    row: Row = field(repr=False)

    @property
    def is_newest(self) -> bool:
        """Whether these are the words as they stand now."""
        return number_of(self.row) == self.newest


def number_of(row: Row, name: str = "id") -> str:
    """An id of X's, or an empty string when there is none that could be one."""
    value = row.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and re.fullmatch(r"[0-9]{1,19}", value) else ""


def rows_of(body: Row, *, what: str, asserted: Iterable[str] = ()) -> tuple[Row, ...]:
    """The rows of a list; none when it says that there are none.

    Raises Unreachable when it holds no list, DialectChanged when no row has what the first page of every list has
    had: a field that X does not know is left out in silence, and billed.
    """
    rows = body.get("data")
    if rows is None and (isinstance(body.get("meta"), dict) or isinstance(body.get("errors"), list)):
        return ()
    if not isinstance(rows, list):
        raise Unreachable(f"the answer about {what} holds no list")
    usable = tuple(row for row in rows if isinstance(row, dict) and number_of(row))
    missing = [name for name in asserted if rows and not any(row.get(name) for row in usable)]
    if missing:
        raise DialectChanged(f"the answer about {what} no longer tells {', '.join(missing)}")
    return usable


def next_of(body: Row) -> str:
    """The token of the next page, or an empty string at the end."""
    return text_of(part_of(body, "meta"), "next_token")


def people_of(body: Row) -> People:
    """Whoever the answer tells about beside its rows, by id."""
    users = part_of(body, "includes").get("users")
    found = [row for row in users if isinstance(row, dict)] if isinstance(users, list) else []
    return {id_: account_of(row) for row in found if (id_ := number_of(row))}


def account_of(row: Row) -> Account:
    """One account, as X shows it."""
    handle = text_of(row, "username")
    return Account(
        platform=PlatformName.X,
        id=number_of(row),
        name=text_of(row, "name"),
        handle=handle if _HANDLE.fullmatch(handle) else "",
    )


def plain(words: str) -> str:
    """The words as written: X escapes these three characters in every text."""
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def words_of(row: Row) -> str:
    """The whole text: a long post has its end only in its note."""
    note = text_of(part_of(row, "note_tweet"), "text") or text_of(part_of(row, "note_post"), "text")
    return plain(note or text_of(row, "text"))


def post_of(row: Row, *, now: datetime) -> Post:
    """Read one post."""
    own_id = number_of(row)
    history = _history(row) or [own_id]
    first, newest = history[0], max(*history, own_id, key=int)
    told = time_of(row, "created_at")
    edited = first != newest
    at = (time_of_id(first) if edited else None) or told or time_of_id(first) or now
    return Post(
        id=first,
        newest=newest,
        text=words_of(row),
        author=number_of(row, "author_id"),
        at=at,
        edited_at=(told or time_of_id(newest)) if edited else None,
        conversation=number_of(row, "conversation_id") or first,
        replies_to=_referenced(row, "replied_to"),
        replies_to_user=number_of(row, "in_reply_to_user_id"),
        quotes=_referenced(row, "quoted"),
        mentions=frozenset(_mentions(row)),
        row=row,
    )


def said(post: Post, people: People, marks: Marks, *, me: str, handle: str) -> Interaction | Said | None:
    """What a post says to us, or what we say in it ourselves; None when it is neither.

    The facts that could not be told are left out: `can` then counts them as possible.
    """
    if post.author == me:
        return _ours(post)
    under_ours = post.replies_to == post.conversation and post.replies_to_user == me
    ours = under_ours or marks.is_ours(post.conversation)
    mentions_us = me in post.mentions or re.search(rf"@{re.escape(handle)}\b", post.text, re.IGNORECASE) is not None
    facts = {
        "newest_id": post.newest,
        "mentions_us": mentions_us,
        "replies_to_us": post.replies_to_user == me,
        "quotes_us": bool(post.quotes) and marks.is_ours(post.quotes) is True,
        "in_our_thread": ours if post.replies_to else False,
    }
    return Interaction(
        ref=Ref(platform=PlatformName.X, id=post.id),
        kind=_kind(post, ours=ours),
        text=post.text,
        posted_at=post.at,
        author=_author(post.author, people),
        url=f"https://x.com/i/status/{post.newest}",
        thread=post.conversation,
        parent=post.replies_to,
        on=post.conversation if ours and post.replies_to else "",
        edited_at=post.edited_at,
        attachments=_links(post.row),
        facts={name: value for name, value in facts.items() if value is not None},
        raw=evidence_of(post.row),
    )


def direct(row: Row, people: People, *, me: str, now: datetime) -> Interaction | Said | None:
    """One direct message to us or from us; None when it can't be told from whom (somebody joined, …)."""
    sender, id_ = number_of(row, "sender_id"), number_of(row)
    text = plain(text_of(row, "text"))
    if not sender or text_of(row, "event_type") not in ("", "MessageCreate"):
        return None
    at = time_of(row, "created_at") or time_of_id(id_) or now
    thread = text_of(row, "dm_conversation_id")
    thread = thread if _THREAD.fullmatch(thread) else ""
    ref = Ref(platform=PlatformName.X, id=id_)
    if sender == me:
        return Said(at=at, text=text, ours=True, ref=ref, thread=thread, parent=thread)
    return Interaction(
        ref=ref,
        kind=InteractionKind.DIRECT_MESSAGE,
        text=text,
        posted_at=at,
        author=_author(sender, people),
        url=f"https://x.com/messages/{thread}" if thread else "https://x.com/messages",
        thread=thread,
        facts={"wrote_to_us": True},
        raw=evidence_of(row),
    )


def _ours(post: Post) -> Said:
    """A post of our own, or our answer to somebody. What goes on from our own words answers nobody."""
    to_somebody = post.replies_to_user != post.author
    return Said(
        at=post.at,
        text=post.text,
        ours=True,
        ref=Ref(platform=PlatformName.X, id=post.id),
        thread=post.conversation,
        on=post.conversation,
        parent=post.replies_to if to_somebody else "",
    )


def _kind(post: Post, *, ours: bool | None) -> InteractionKind:
    if not post.replies_to:
        return InteractionKind.MENTION
    if ours and post.replies_to == post.conversation:
        return InteractionKind.COMMENT
    return InteractionKind.REPLY


def _author(id_: str, people: People) -> Account | None:
    return people.get(id_, Account(platform=PlatformName.X, id=id_)) if id_ else None


def _history(row: Row) -> list[str]:
    for name in ("edit_history_tweet_ids", "edit_history_post_ids"):
        told = row.get(name)
        if isinstance(told, list):
            return sorted((i for v in told[:50] if (i := number_of({"id": v}))), key=int)
    return []


def _referenced(row: Row, kind: str) -> str:
    for name in ("referenced_tweets", "referenced_posts"):
        told = row.get(name)
        for one in told if isinstance(told, list) else ():
            if isinstance(one, dict) and one.get("type") == kind:
                return number_of(one)
    return ""


def _entities(row: Row, name: str) -> list[Any]:
    places = (row, part_of(row, "note_tweet"), part_of(row, "note_post"))
    lists = [part_of(place, "entities").get(name) for place in places]
    return [one for told in lists if isinstance(told, list) for one in told if isinstance(one, dict)]


def _mentions(row: Row) -> list[str]:
    return [id_ for one in _entities(row, "mentions") if (id_ := number_of(one))]


def _links(row: Row) -> tuple[str, ...]:
    found = (text_of(one, "expanded_url", "url") for one in _entities(row, "urls"))
    return tuple(dict.fromkeys(link for link in found if re.fullmatch(r"https?://[^\s<>]{1,2000}", link)))
