"""Shows the Meta half of the town: for the browser page, and whole for whoever wants the truth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from platforms.simulator.graph_things import FACEBOOK, INSTAGRAM, Note, Thing
from platforms.simulator.view import Shown

if TYPE_CHECKING:  # the world calls this module, so it cannot be imported while both are being read
    from platforms.simulator.graph_world import GraphWorld

ROOTS = ("post", "visitor_post", "tag", "mention", "review")


def view(world: GraphWorld) -> list[Shown]:
    """Both accounts, threads newest first, each with its answers in order; then the private notes that answer none."""
    notes = {note.id: note for note in world.notes}
    rows: list[Shown] = []
    for root in (root for platform in (FACEBOOK, INSTAGRAM) for root in world.listed(platform, *ROOTS)):
        for thing, depth in _thread(world, root):
            rows.append(_public(world, thing, depth))
            note = notes.pop(thing.private_reply, None)
            if note is not None:
                rows.append(_private(world, note, depth + 1))
    return rows + [_private(world, note) for note in notes.values()]


def _thread(world: GraphWorld, root: Thing) -> Iterator[tuple[Thing, int]]:
    yield root, 0
    for thing in sorted(world.under(root.id), key=lambda t: t.order):
        if not thing.parent:
            yield thing, 1
            yield from ((answer, 2) for answer in sorted(world.replies(thing.id), key=lambda t: t.order))


def _marks(world: GraphWorld, who: str, thing: Thing | Note) -> tuple[str, ...]:
    return ("blocked",) if world.is_blocked(who, thing.platform) else ()


def _public(world: GraphWorld, thing: Thing, depth: int) -> Shown:
    return Shown(
        platform=thing.platform,
        id=thing.id,
        kind=thing.kind,
        author=world.name_of(thing.who, thing.platform),
        text=thing.text,
        at=thing.at,
        depth=depth,
        ours=thing.is_ours,
        by_hand=thing.by_hand,
        hidden=thing.hidden,
        edited=thing.edited,
        author_marks=_marks(world, thing.who, thing),
    )


def _private(world: GraphWorld, note: Note, depth: int = 0) -> Shown:
    return Shown(
        platform=note.platform,
        id=note.id,
        kind="private",
        author=world.name_of("" if note.ours else note.who, note.platform),
        text=note.text,
        at=note.at,
        depth=depth,
        ours=note.ours,
        by_hand=note.by_hand,
        private=True,
        to=world.name_of(note.who, note.platform) if note.ours else "",
        author_marks=_marks(world, note.who, note),
    )


def state(world: GraphWorld) -> dict[str, Any]:
    """Everything as plain JSON values, deleted things included."""
    return {
        "keys": dict(world.keys),
        "people": [
            {
                "key": key,
                "facebook_id": world.person_id(key, FACEBOOK),
                "instagram_id": world.person_id(key, INSTAGRAM),
                "name": person.name,
            }
            for key, person in world.people.items()
        ],
        "things": [_thing(thing) for thing in world.things.values()],
        "notes": [_note(note) for note in world.notes],
        "blocked": {str(platform): sorted(ids) for platform, ids in world.blocked.items()},
        "likes": sorted(world.likes),
        "kept_out": sorted(world.kept_out),
        "scopes": sorted(world.scopes),
    }


def _thing(thing: Thing) -> dict[str, Any]:
    return {
        "id": thing.id,
        "platform": str(thing.platform),
        "kind": thing.kind,
        "who": thing.who,
        "ours": thing.is_ours,
        "by_hand": thing.by_hand,
        "text": thing.text,
        "at": thing.at.isoformat(),
        "on": thing.on,
        "parent": thing.parent,
        "hidden": thing.hidden,
        "deleted": thing.deleted,
        "edited": thing.edited,
        "can_hide": thing.can_hide,
        "private_reply": thing.private_reply,
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "id": note.id,
        "platform": str(note.platform),
        "who": note.who,
        "ours": note.ours,
        "by_hand": note.by_hand,
        "text": note.text,
        "at": note.at.isoformat(),
    }


def said_to_us(world: GraphWorld) -> list[dict[str, Any]]:
    """What people (not we) said to us where an adapter can read it, under the ids by which it then knows them."""
    return [
        {
            "platform": str(thing.platform),
            "id": thing.id.rsplit("_", 1)[-1] if thing.kind == "review" else thing.id,
            "who": thing.who,
            "author": world.name_of(thing.who, thing.platform),
            "text": thing.text,
            "hidden": thing.hidden,
            "deleted": thing.deleted,
            "at": thing.at.isoformat(),
        }
        for thing in world.things.values()
        if not thing.is_ours and thing.kind != "mention" and not _is_below_elsewhere(world, thing)
    ]


def _is_below_elsewhere(world: GraphWorld, thing: Thing) -> bool:
    root = world.things.get(thing.on)
    return root is not None and root.is_elsewhere
