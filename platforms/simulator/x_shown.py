"""Shows the X half of the town: for the browser page, and whole for whoever wants the truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from platforms.simulator.x_posts import XDirect, XPost, XUser, stamp

if TYPE_CHECKING:  # the world calls this module, so it cannot be imported while both are being read
    from platforms.simulator.x_world import XWorld


@dataclass(frozen=True, slots=True, kw_only=True)
class XRow:
    """One thing said on X, as a person looking at the page would see it. `depth` is how far it is indented."""

    id: str
    kind: str
    author: str
    handle: str
    text: str
    at: datetime
    depth: int = 0
    ours: bool = False
    by_hand: bool = True
    hidden: bool = False
    deleted: bool = False
    edited: bool = False
    author_muted: bool = False
    author_restricted: bool = False


def view(world: XWorld) -> list[XRow]:
    """Shows the threads newest first, each with its answers in order; then the private conversations."""
    roots: list[XPost] = []
    answers: dict[str, list[XPost]] = {}
    for ids in world.versions.values():
        post = world.posts[ids[-1]]
        if post.is_reply:
            answers.setdefault(world.posts[post.replies_to].lineage, []).append(post)
        else:
            roots.append(post)
    rows = [row for root in reversed(roots) for row in _thread(world, root, answers)]
    directs = sorted(world.directs, key=lambda direct: (direct.participant, int(direct.id)))
    return rows + [_private(world, direct) for direct in directs]


def _thread(world: XWorld, root: XPost, answers: dict[str, list[XPost]]) -> list[XRow]:
    """Walks a thread downwards without recursion, as a thread may be long."""
    rows, left = [], [(root, 0)]
    while left:
        post, depth = left.pop()
        rows.append(_public(world, post, depth))
        left += [(answer, depth + 1) for answer in reversed(answers.get(post.lineage, []))]
    return rows


def _public(world: XWorld, post: XPost, depth: int) -> XRow:
    author = world.users[post.author]
    ours = author.id == world.us.id
    return XRow(
        id=post.id,
        kind=_kind_of(post, ours=ours),
        author=author.name,
        handle=author.handle,
        text=post.text,
        at=post.posted_at,
        depth=depth,
        ours=ours,
        by_hand=post.by_hand,
        hidden=post.lineage in world.hidden,
        deleted=post.lineage in world.deleted,
        edited=post.id != post.lineage,
        author_muted=author.id in world.muted,
        author_restricted=_restricted(world, author),
    )


def _kind_of(post: XPost, *, ours: bool) -> str:
    if post.is_reply:
        return "reply"
    return "post" if ours else "mention"


def _restricted(world: XWorld, author: XUser) -> bool:
    return author.id in world.dm_blocked or author.id in world.blocked


def _private(world: XWorld, direct: XDirect) -> XRow:
    sender = world.users[direct.sender]
    return XRow(
        id=direct.id,
        kind="direct_message",
        author=sender.name,
        handle=sender.handle,
        text=direct.text,
        at=direct.sent_at,
        ours=sender.id == world.us.id,
        by_hand=direct.by_hand,
        author_muted=sender.id in world.muted,
        author_restricted=_restricted(world, sender),
    )


def state(world: XWorld) -> dict[str, Any]:
    """Gives everything as plain JSON values, oldest first, deleted and older versions included."""
    return {
        "dialect": world.dialect,
        "credits": str(world.credits),
        "spent": str(world.spent),
        "keys": dict(world.keys),
        "users": [
            {"id": user.id, "key": user.key, "username": user.handle, "name": user.name, "standing": user.standing}
            for user in world.users.values()
        ],
        "tweets": [_post(world, post) for post in world.posts.values()],
        "directs": [_direct(world, direct) for direct in world.directs],
        "muted": sorted(world.muted),
        "blocked": sorted(world.blocked),
        "dm_blocked": sorted(world.dm_blocked),
        "kept_out": sorted(world.kept_out),
    }


def _post(world: XWorld, post: XPost) -> dict[str, Any]:
    versions = world.versions[post.lineage]
    return {
        "id": post.id,
        "edit_history_tweet_ids": list(versions),
        "newest": versions[-1] == post.id,
        "author_id": post.author,
        "ours": post.author == world.us.id,
        "by_hand": post.by_hand,
        "text": post.text,
        "created_at": stamp(post.posted_at),
        "conversation_id": post.conversation,
        "in_reply_to": post.replies_to,
        "quotes": post.quotes,
        "mentions_us": world.mentions_us(post),
        "hidden": post.lineage in world.hidden,
        "deleted": post.lineage in world.deleted,
        "made_with_ai": post.made_with_ai,
    }


def _direct(world: XWorld, direct: XDirect) -> dict[str, Any]:
    return {
        "id": direct.id,
        "sender_id": direct.sender,
        "participant_id": direct.participant,
        "dm_conversation_id": direct.conversation_with(world.us.id),
        "ours": direct.sender == world.us.id,
        "by_hand": direct.by_hand,
        "text": direct.text,
        "created_at": stamp(direct.sent_at),
    }
