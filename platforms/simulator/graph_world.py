"""The Meta half of the town: a Facebook Page and an Instagram account, who wrote there, and what we did about it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.model import PlatformName
from platforms.simulator.clock import TownClock
from platforms.simulator.scenario import Happening, Person
from platforms.simulator.view import Shown

PAGE_ID = "104263501927364"
PAGE_NAME = "Derby Homes"
INSTAGRAM_ID = "17841405822304914"
INSTAGRAM_NAME = "derbyhomes"
APP_ID = "140586622674265"
APP_SECRET = "town-app-secret"  # noqa: S105 - the town's play secret, opens nothing
PAGE_TOKEN = "town-page-token"  # noqa: S105 - as above
SCOPES = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_engagement",
    "pages_manage_posts",
    "pages_messaging",
    "instagram_basic",
    "instagram_manage_comments",
    "instagram_manage_messages",
)
PRIVATE_REPLY_WINDOW = timedelta(days=7)
FACEBOOK, INSTAGRAM = PlatformName.FACEBOOK, PlatformName.INSTAGRAM
US = ""  # the author of what we say ourselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something said or posted: a post, a comment, a medium, a tag, a review."""

    id: str
    platform: PlatformName
    kind: str
    who: str
    text: str
    at: datetime
    on: str = ""
    parent: str = ""
    hidden: bool = False
    deleted: bool = False
    edited: bool = False
    by_hand: bool = True
    can_hide: bool = True
    no_author: bool = False
    private_reply: str = ""
    touched: datetime | None = None
    recommends: str = "positive"

    @property
    def is_ours(self) -> bool:
        """Whether we said it ourselves."""
        return self.who == US


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One private message between us and somebody."""

    id: str
    platform: PlatformName
    who: str
    text: str
    at: datetime
    ours: bool
    by_hand: bool = True


class GraphWorld:
    """Everything that is true on Facebook and Instagram in the town."""

    def __init__(self, clock: TownClock) -> None:
        """An empty Page and an empty account."""
        self.clock = clock
        self.things: dict[str, Thing] = {}
        self.notes: list[Note] = []
        self.keys: dict[str, str] = {}
        self.people: dict[str, Person] = {}
        self.blocked: dict[PlatformName, set[str]] = {FACEBOOK: set(), INSTAGRAM: set()}
        self.unblocked_at: dict[str, datetime] = {}
        self.most_blocked = 1000
        self.likes: set[str] = set()
        self.kept_out: set[str] = set()
        self.scopes: set[str] = set(SCOPES)
        self.token_trouble: int | None = None  # the subcode with which the token is refused
        self.proof_required = False
        self.calls: list[datetime] = []
        self.hourly_budget = 1_000_000
        self._next = 1000

    def introduce(self, person: Person) -> None:
        """Make somebody known."""
        self.people[person.key] = person

    def revoke(self, permission: str) -> None:
        """Take a permission away from the token."""
        self.scopes.discard(permission)

    def person_id(self, key: str, platform: PlatformName) -> str:
        """The id under which the platform shows somebody to us: scoped to the Page, the same for good."""
        number = sum(ord(c) * 131**n for n, c in enumerate(key)) % 10**12
        return f"{24 if platform is FACEBOOK else 17}{number:013d}"

    def key_of(self, person_id: str, platform: PlatformName) -> str | None:
        """Who has this id; None if nobody."""
        for key in {thing.who for thing in self.things.values()} | set(self.people):
            if key and self.person_id(key, platform) == person_id:
                return key
        return None

    def name_of(self, key: str, platform: PlatformName) -> str:
        """The name that the platform shows."""
        if key == US:
            return PAGE_NAME if platform is FACEBOOK else INSTAGRAM_NAME
        person = self.people.get(key)
        if person is None:
            return key
        return person.handles.get(platform, person.key.lower()) if platform is INSTAGRAM else person.name

    def new_id(self, platform: PlatformName, kind: str, on: str = "") -> str:
        """A new id in the platform's own spelling."""
        self._next += 7
        if platform is INSTAGRAM:
            return f"1790{self._next:013d}"
        if kind in {"comment", "reply"}:
            return f"{on.rsplit('_', 1)[-1]}_{98000000 + self._next}"
        return f"{PAGE_ID}_{122000000 + self._next}"

    def add(self, thing: Thing) -> Thing:
        """Let it be said, and what it is under be touched."""
        self.things[thing.id] = thing
        if thing.on in self.things:
            self.change(thing.on, touched=thing.at)
        return thing

    def change(self, id_: str, **to: Any) -> Thing:  # noqa: ANN401 - any field of Thing
        """Change what is known of a thing."""
        self.things[id_] = replace(self.things[id_], **to)
        return self.things[id_]

    def find(self, id_: str) -> Thing | None:
        """The thing of that id, in either of Facebook's spellings, if it is still there."""
        found = self.things.get(id_)
        if found is None:
            last = id_.rsplit("_", 1)[-1]
            found = next((t for t in self.things.values() if t.id.rsplit("_", 1)[-1] == last), None)
        return found if found is not None and not found.deleted else None

    def under(self, id_: str) -> Iterator[Thing]:
        """What was said under a post or medium, at any depth, in order of time."""
        yield from (t for t in self.things.values() if t.on == id_ and not t.deleted)

    def replies(self, id_: str) -> Iterator[Thing]:
        """What answers a comment."""
        yield from (t for t in self.things.values() if t.parent == id_ and not t.deleted)

    def listed(self, platform: PlatformName, *kinds: str) -> list[Thing]:
        """The posts, media, tags or reviews of one platform, newest first."""
        found = [t for t in self.things.values() if t.platform is platform and t.kind in kinds and not t.deleted]
        return sorted(found, key=lambda t: (t.at, t.id), reverse=True)

    def say(self, target: Thing, who: str, text: str, at: datetime, *, by_hand: bool = True, **more: Any) -> Thing:  # noqa: ANN401
        """Say something under a post or comment; an answer to an answer goes under the comment that began it."""
        on = target.on or target.id
        parent = "" if not target.on else (target.parent or target.id)
        kind = "reply" if parent else "comment"
        id_ = self.new_id(target.platform, kind, on)
        made = Thing(
            id=id_,
            platform=target.platform,
            kind=kind,
            who=who,
            text=text,
            at=at,
            on=on,
            parent=parent,
            by_hand=by_hand,
            **more,
        )
        return self.add(made)

    def has_conversation(self, key: str, platform: PlatformName) -> bool:
        """Whether they ever wrote to us privately, or we to them."""
        return any(n.who == key and n.platform is platform for n in self.notes)

    def wrote_lately(self, key: str, platform: PlatformName) -> bool:
        """Whether they wrote to us within the last 24 hours, which opens the window for our answers."""
        since = self.clock.now() - timedelta(hours=24)
        return any(n.who == key and n.platform is platform and not n.ours and n.at >= since for n in self.notes)

    def note(self, key: str, platform: PlatformName, text: str, at: datetime, *, ours: bool, by_hand: bool) -> Note:
        """Let a private message be sent."""
        self._next += 7
        made = Note(id=f"m_{self._next}", platform=platform, who=key, text=text, at=at, ours=ours, by_hand=by_hand)
        self.notes.append(made)
        return made

    def answered_at(self, key: str) -> datetime | None:
        """When we, through the API, first answered them or hid something of theirs; None if never."""
        answers = [t.at for t in self.things.values() if t.is_ours and not t.by_hand and self._answers(t, key)]
        notes = [n.at for n in self.notes if n.who == key and n.ours and not n.by_hand]
        return min([*answers, *notes], default=None)

    def _answers(self, ours: Thing, key: str) -> bool:
        target = self.things.get(ours.parent or ours.on)
        return target is not None and target.who == key

    def happen(self, happening: Happening, at: datetime | None = None) -> None:
        """Let one scenario happening happen, at `at` or now. One that Meta cannot know raises ValueError."""
        moment = at or self.clock.now()
        who, platform = happening.who, happening.platform
        if (who and self.person_id(who, platform) in self.blocked[platform]) or happening.on in self.kept_out:
            self.kept_out.add(happening.key)
            return
        match happening.kind:
            case "post":
                self._post(happening, moment, US, "post")
            case "visitor_post" | "tag" | "mention":
                self._post(happening, moment, who, "visitor_post" if happening.kind == "visitor_post" else "tag")
            case "review":
                self._post(happening, moment, who, "review")
            case "comment" | "reply" | "our_reply":
                self._say(happening, moment)
            case "direct_message":
                made = self.note(who, platform, happening.text, moment, ours=False, by_hand=True)
                self.keys[happening.key] = made.id
            case "edit":
                self._edit(happening)
            case "delete":
                self.delete(self.keys[happening.on])
            case _:
                raise ValueError(f"Meta knows no happening of the kind {happening.kind!r}")

    def _post(self, happening: Happening, at: datetime, who: str, kind: str) -> None:
        id_ = self.new_id(happening.platform, kind)
        self.keys[happening.key] = id_
        self.add(
            Thing(
                id=id_,
                platform=happening.platform,
                kind=kind,
                who=who,
                text=happening.text,
                at=at,
                no_author=bool(happening.extra.get("no_author")),
                recommends=str(happening.extra.get("recommends", "positive")),
            )
        )

    def _say(self, happening: Happening, at: datetime) -> None:
        target = self.find(self.keys.get(happening.on, ""))
        if target is None:
            self.kept_out.add(happening.key)
            return
        more = {"can_hide": happening.extra.get("can_hide", True), "no_author": bool(happening.extra.get("no_author"))}
        who = US if happening.kind == "our_reply" else happening.who
        self.keys[happening.key] = self.say(target, who, happening.text, at, **more).id

    def _edit(self, happening: Happening) -> None:
        thing = self.things[self.keys[happening.on]]
        if thing.platform is INSTAGRAM:
            raise ValueError("comments on Instagram can't be edited")
        self.change(thing.id, text=happening.text, edited=True)

    def delete(self, id_: str) -> None:
        """Take something away, with what was said under it."""
        self.change(id_, deleted=True)
        for thing in [t for t in self.things.values() if id_ in {t.on, t.parent} and not t.deleted]:
            self.change(thing.id, deleted=True)

    def view(self) -> list[Shown]:
        """What a person sees on both, threads newest first, then private notes."""
        rows: list[Shown] = []
        for platform in (FACEBOOK, INSTAGRAM):
            for root in self.listed(platform, "post", "visitor_post", "tag", "review"):
                rows.append(self._shown(root, 0))
                for thing in sorted(self.under(root.id), key=lambda t: (t.at, t.id)):
                    if not thing.parent:
                        rows.append(self._shown(thing, 1))
                        rows += [self._shown(r, 2) for r in sorted(self.replies(thing.id), key=lambda t: t.at)]
        return rows + [self._shown_note(note) for note in self.notes]

    def _shown(self, thing: Thing, depth: int) -> Shown:
        blocked = self.person_id(thing.who, thing.platform) in self.blocked[thing.platform]
        return Shown(
            platform=thing.platform,
            id=thing.id,
            kind=thing.kind,
            author=self.name_of(thing.who, thing.platform),
            text=thing.text,
            at=thing.at,
            depth=depth,
            ours=thing.is_ours,
            by_hand=thing.by_hand,
            hidden=thing.hidden,
            edited=thing.edited,
            author_marks=("blocked",) if thing.who and blocked else (),
        )

    def _shown_note(self, note: Note) -> Shown:
        return Shown(
            platform=note.platform,
            id=note.id,
            kind="private",
            author=self.name_of(note.who, note.platform),
            text=note.text,
            at=note.at,
            ours=note.ours,
            by_hand=note.by_hand,
            private=True,
        )
