"""The Meta half of the town: a Facebook Page and an Instagram account, who wrote there, and what we did about it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.model import PlatformName
from platforms.simulator import graph_happen, graph_shown
from platforms.simulator.clock import TownClock
from platforms.simulator.graph_allowance import Allowance
from platforms.simulator.graph_things import FACEBOOK, INSTAGRAM, US, Note, Thing
from platforms.simulator.scenario import Happening, Person
from platforms.simulator.view import Shown

PAGE_ID = "104263501927364"
PAGE_NAME = "Derby Homes"
INSTAGRAM_ID = "17841405822304914"
INSTAGRAM_NAME = "derbyhomes"
OFFICER_ID = "10158211223344556"  # the colleague who administers the Page
APP_ID = "140586622674265"
APP_SECRET = "town-app-secret"  # noqa: S105 - the town's play secret, opens nothing
PAGE_TOKEN = "town-page-token"  # noqa: S105 - as above
USER_TOKEN = "town-user-token"  # noqa: S105 - as above; that colleague's own
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
    "business_management",
)
PRIVATE_REPLY_WINDOW = timedelta(days=7)
MESSAGING_WINDOW = timedelta(hours=24)


class GraphWorld:
    """Everything that is true on Facebook and Instagram in the town. The API reads and changes it; so do people.

    `token_trouble` is the subcode with which the token is refused (0: without one), None while it is good.
    """

    def __init__(self, clock: TownClock) -> None:
        """An empty Page and an empty account."""
        self.clock = clock
        self.allowance = Allowance(clock)
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
        self.token_trouble: int | None = None
        self.token_ends: datetime | None = None
        self.data_access_ends: datetime | None = None
        self.proof_required = False
        self._next = 1000
        self._below: dict[str, list[str]] = {}
        self._answers: dict[str, list[str]] = {}
        self._short: dict[str, str] = {}
        self._ids: dict[str, str] = {}

    def introduce(self, person: Person) -> None:
        """Make somebody known."""
        self.people[person.key] = person
        for platform in (FACEBOOK, INSTAGRAM):
            self.person_id(person.key, platform)

    def revoke(self, permission: str) -> None:
        """Take a permission away from the token."""
        self.scopes.discard(permission)

    def person_id(self, key: str, platform: PlatformName) -> str:
        """The id under which the platform shows somebody to us: scoped to the Page, the same for good."""
        number = sum(ord(c) * 131**n for n, c in enumerate(key)) % 10**12
        id_ = f"{24 if platform is FACEBOOK else 17}{number:013d}"
        self._ids.setdefault(id_, key)
        return id_

    def key_of(self, person_id: str, platform: PlatformName) -> str | None:
        """Who has this id; None if nobody whom the town knows."""
        key = self._ids.get(person_id)
        return key if key and self.person_id(key, platform) == person_id else None

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
        self._short[thing.id.rsplit("_", 1)[-1]] = thing.id
        if thing.who:
            self.person_id(thing.who, thing.platform)
        if thing.parent:
            self._answers.setdefault(thing.parent, []).append(thing.id)
        if thing.on in self.things:
            self._below.setdefault(thing.on, []).append(thing.id)
            self.change(thing.on, touched=thing.at)
        return thing

    def change(self, id_: str, **to: Any) -> Thing:  # noqa: ANN401 - any field of Thing
        """Change what is known of a thing."""
        self.things[id_] = replace(self.things[id_], **to)
        return self.things[id_]

    def find(self, id_: str) -> Thing | None:
        """The thing of that id if it is still there; Facebook's are spelled with and without what they stand on."""
        found = self.things.get(id_)
        if found is None:
            before, _, last = id_.rpartition("_")
            found = self.things.get(self._short.get(last, ""))
            if found is not None and before not in self._spellings(found):
                return None
        return found if found is not None and not found.deleted else None

    def _spellings(self, thing: Thing) -> set[str]:
        """What may stand before the last part of an id."""
        if thing.platform is INSTAGRAM:
            return {""}
        return {"", thing.on, thing.on.rsplit("_", 1)[-1]} if thing.on else {"", PAGE_ID}

    def under(self, id_: str) -> Iterator[Thing]:
        """What was said under a post or medium, at any depth, in order of time."""
        return self._standing(self._below.get(id_, ()))

    def replies(self, id_: str) -> Iterator[Thing]:
        """What answers a comment."""
        return self._standing(self._answers.get(id_, ()))

    def _standing(self, ids: list[str] | tuple[()]) -> Iterator[Thing]:
        return (self.things[id_] for id_ in ids if not self.things[id_].deleted)

    def listed(self, platform: PlatformName, *kinds: str) -> list[Thing]:
        """The posts, media, tags or reviews of one platform, newest first."""
        found = [t for t in self.things.values() if t.platform is platform and t.kind in kinds and not t.deleted]
        return sorted(found, key=lambda t: t.order, reverse=True)

    def say(self, target: Thing, who: str, text: str, at: datetime, *, by_hand: bool = True, **more: Any) -> Thing:  # noqa: ANN401
        """Say something under a post or comment; an answer to an answer goes under the comment that began it."""
        on = target.on or target.id
        parent = "" if not target.on else (target.parent or target.id)
        kind = "reply" if parent else "comment"
        made = Thing(
            id=self.new_id(target.platform, kind, on),
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

    def delete(self, id_: str) -> None:
        """Take something away, with what was said under it."""
        for one in (id_, *self._below.get(id_, ()), *self._answers.get(id_, ())):
            self.change(one, deleted=True)

    def has_conversation(self, key: str, platform: PlatformName) -> bool:
        """Whether they ever wrote to us privately, or we to them."""
        return any(n.who == key and n.platform is platform for n in self.notes)

    def wrote_lately(self, key: str, platform: PlatformName) -> bool:
        """Whether they wrote to us within the last 24 hours, which opens the window for our answers."""
        since = self.clock.now() - MESSAGING_WINDOW
        return any(n.who == key and n.platform is platform and not n.ours and n.at >= since for n in self.notes)

    def note(self, key: str, platform: PlatformName, text: str, at: datetime, *, ours: bool, by_hand: bool) -> Note:
        """Let a private message be sent."""
        self._next += 7
        made = Note(id=f"m_{self._next}", platform=platform, who=key, text=text, at=at, ours=ours, by_hand=by_hand)
        self.notes.append(made)
        return made

    def is_blocked(self, key: str, platform: PlatformName) -> bool:
        """Whether we have blocked them there."""
        return bool(key) and self.person_id(key, platform) in self.blocked[platform]

    def answered_at(self, key: str) -> datetime | None:
        """When we, through the API, first answered them in public or in private; None if never."""
        answers = [t.at for t in self.things.values() if t.is_ours and not t.by_hand and self._answers_them(t, key)]
        notes = [n.at for n in self.notes if n.who == key and n.ours and not n.by_hand]
        return min([*answers, *notes], default=None)

    def _answers_them(self, ours: Thing, key: str) -> bool:
        target = self.things.get(ours.parent or ours.on)
        return target is not None and target.who == key

    def happen(self, happening: Happening, at: datetime | None = None) -> None:
        """Let one scenario happening happen, at `at` or now. One that Meta cannot know raises ValueError."""
        graph_happen.happen(self, happening, at or self.clock.now())

    def view(self) -> list[Shown]:
        """What a person sees on both, threads newest first, then private notes."""
        return graph_shown.view(self)

    def state(self) -> dict[str, Any]:
        """The whole truth as plain JSON values, also what no answer of the API says."""
        return graph_shown.state(self)
