"""Lets a scenario's happenings happen on X."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from platforms.simulator.scenario import Happening
from platforms.simulator.x_posts import XPost, XUser

if TYPE_CHECKING:  # the world calls this module, so it cannot be imported while both are being read
    from platforms.simulator.x_world import XWorld


def happen(world: XWorld, happening: Happening, at: datetime) -> None:
    """Applies one happening. Whatever a blocked person does does not arrive, nor does what follows from it."""
    apply = KINDS.get(happening.kind)
    if apply is None:
        raise ValueError(f"X knows no happening of the kind {happening.kind!r}")
    if happening.on in world.kept_out or _is_kept_out(world, happening):
        world.kept_out.add(happening.key)
        return
    apply(world, happening, at)


def _is_kept_out(world: XWorld, happening: Happening) -> bool:
    if happening.kind in OURS:
        return False
    author = world.person(happening.who).id
    return author in world.blocked or (happening.kind == "direct_message" and author in world.dm_blocked)


def _standing(world: XWorld, happening: Happening) -> XPost:
    target = world.id_of(happening.on)
    if not world.stands(target):
        raise ValueError(f"{happening.key!r} answers a post that is not there")
    return world.posts[target]


def _post(world: XWorld, happening: Happening, at: datetime) -> None:
    world.keys[happening.key] = world.add_post(world.us, happening.text, at).id


def _reply(world: XWorld, happening: Happening, at: datetime) -> None:
    target, author = _standing(world, happening), world.person(happening.who)
    left_out = [] if happening.extra.get("mentions_us", True) else [world.us.id]
    text = world.addressed(target, author, happening.text, left_out)
    world.keys[happening.key] = world.add_post(author, text, at, replies_to=target.id).id


def _mention(world: XWorld, happening: Happening, at: datetime) -> None:
    author, text = world.person(happening.who), happening.text
    quotes = str(happening.extra.get("quotes", ""))
    quoted = world.id_of(quotes) if quotes else ""
    if world.us not in world.mentioned(text) and not quoted:
        text = f"@{world.us.handle} {text}"
    world.keys[happening.key] = world.add_post(author, text, at, quotes=quoted).id


def _direct(world: XWorld, happening: Happening, at: datetime) -> None:
    author = world.person(happening.who)
    world.keys[happening.key] = world.add_direct(author, author, happening.text, at, by_hand=True).id


def _edit(world: XWorld, happening: Happening, at: datetime) -> None:
    post, author = _own_post(world, happening)
    text = happening.text
    if world.mentions_us(post) and world.us not in world.mentioned(text) and author.id != world.us.id:
        text = f"@{world.us.handle} {text}"
    world.edit(post.id, text, at)


def _delete(world: XWorld, happening: Happening, _at: datetime) -> None:
    world.delete(_own_post(world, happening)[0].id)


def _own_post(world: XWorld, happening: Happening) -> tuple[XPost, XUser]:
    found = world.id_of(happening.on)
    if found not in world.posts:
        raise ValueError(f"{happening.on!r} is not a post and cannot be changed")
    post = world.posts[found]
    return post, world.users[post.author]


def _our_reply(world: XWorld, happening: Happening, at: datetime) -> None:
    found = world.id_of(happening.on)
    direct = next((direct for direct in world.directs if direct.id == found), None)
    if direct is not None:
        other = world.users[direct.participant]
        made = world.add_direct(world.us, other, happening.text, at, by_hand=True).id
    else:
        target = _standing(world, happening)
        text = world.addressed(target, world.us, happening.text)
        made = world.add_post(world.us, text, at, replies_to=target.id).id
    world.keys[happening.key] = made


OURS = frozenset({"post", "our_reply"})
KINDS: dict[str, Callable[[XWorld, Happening, datetime], None]] = {
    "post": _post,
    "comment": _reply,
    "reply": _reply,
    "mention": _mention,
    "direct_message": _direct,
    "edit": _edit,
    "delete": _delete,
    "our_reply": _our_reply,
}
