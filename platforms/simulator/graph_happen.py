"""Lets a scenario's happenings happen on Facebook and Instagram."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from platforms.simulator.graph_things import FACEBOOK, INSTAGRAM, US, Thing
from platforms.simulator.scenario import Happening

if TYPE_CHECKING:  # the world calls this module, so it cannot be imported while both are being read
    from platforms.simulator.graph_world import GraphWorld

POSTS = {"post": "post", "visitor_post": "visitor_post", "tag": "tag", "mention": "tag", "review": "review"}


def happen(world: GraphWorld, happening: Happening, at: datetime) -> None:
    """Apply one happening. What a blocked person says does not arrive, nor does what follows from it."""
    blocked = world.is_blocked(happening.who, happening.platform) and happening.kind != "delete"
    if blocked or happening.on in world.kept_out:
        world.kept_out.add(happening.key)
        return
    match happening.kind:
        case "post" | "visitor_post" | "tag" | "mention" | "review":
            _post(world, happening, at)
        case "comment" | "reply" | "our_reply":
            _say(world, happening, at)
        case "direct_message":
            made = world.note(happening.who, happening.platform, happening.text, at, ours=False, by_hand=True)
            world.keys[happening.key] = made.id
        case "edit":
            _edit(world, happening)
        case "delete":
            world.delete(_named(world, happening).id)
        case _:
            raise ValueError(f"Meta knows no happening of the kind {happening.kind!r}")


def _named(world: GraphWorld, happening: Happening) -> Thing:
    thing = world.things.get(world.keys.get(happening.on, ""))
    if thing is None or thing.platform is not happening.platform:
        raise ValueError(f"nothing on {happening.platform} is known under the key {happening.on!r}")
    return thing


def _post(world: GraphWorld, happening: Happening, at: datetime) -> None:
    """Put up a post. A mention on Instagram stands where no list of ours shows it (a webhook alone tells of it)."""
    on_instagram = happening.platform is INSTAGRAM
    if on_instagram and happening.kind in {"visitor_post", "review"}:
        raise ValueError(f"Instagram knows no happening of the kind {happening.kind!r}")
    kind = "mention" if on_instagram and happening.kind == "mention" else POSTS[happening.kind]
    extra = happening.extra
    made = Thing(
        id=world.new_id(happening.platform, kind),
        platform=happening.platform,
        kind=kind,
        who=US if kind == "post" else happening.who,
        text=happening.text,
        at=at,
        no_author=bool(extra.get("no_author")),
        recommends="negative" if extra.get("recommends") in {False, "no", "negative"} else "positive",
        rating=int(extra.get("rating", 0)),
        attachment=str(extra.get("attachment", "")),
    )
    world.keys[happening.key] = world.add(made).id


def _say(world: GraphWorld, happening: Happening, at: datetime) -> None:
    named = _named(world, happening)
    target = world.find(named.id)
    if target is None or not (world.things.get(target.on) or target).comments_open:
        world.kept_out.add(happening.key)
        return
    made = world.say(
        target,
        US if happening.kind == "our_reply" else happening.who,
        happening.text,
        at,
        can_hide=bool(happening.extra.get("can_hide", True)),
        no_author=bool(happening.extra.get("no_author")),
        attachment=str(happening.extra.get("attachment", "")),
    )
    world.keys[happening.key] = made.id


def _edit(world: GraphWorld, happening: Happening) -> None:
    thing = _named(world, happening)
    if thing.platform is not FACEBOOK:
        raise ValueError("comments on Instagram can't be edited")
    if not thing.deleted:
        world.change(thing.id, text=happening.text, edited=True)
