"""One stage for each adapter: the same few words for what people do there, whichever platform it is."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.model import Action, ActionKind, Cursor, Interaction, InteractionKind, Page, PlatformName, Ref, Said
from platforms.base import Platform
from platforms.facebook import Facebook
from platforms.graph_wire import Patience
from platforms.instagram import Instagram
from platforms.memory import MemoryPlatform
from platforms.simulator import graph_world, x_world
from platforms.simulator.faults import Fault, FaultKind
from platforms.simulator.graph_world import GraphWorld
from platforms.simulator.scenario import Happening, Person, Scenario
from platforms.simulator.server import running
from platforms.simulator.town import Town
from platforms.simulator.x_world import XWorld
from platforms.x import X, XCredentials
from tests.builders import NOON, an_account

KEYS: Mapping[str, Any] = {
    "token": graph_world.PAGE_TOKEN,
    "app_secret": graph_world.APP_SECRET,
    "app_id": graph_world.APP_ID,
}
CREDENTIALS = XCredentials(
    consumer_key=x_world.CONSUMER_KEY,
    consumer_secret=x_world.CONSUMER_SECRET,
    access_token=x_world.ACCESS_TOKEN,
    access_secret=x_world.ACCESS_SECRET,
)
QUICK = Patience(connect=2.0, answer=1.0, attempts=3, first_wait=0, longest_wait=0, slow_down=0)
PEOPLE = {
    key: Person(key=key, name=name, handles=dict.fromkeys(PlatformName, f"{key}_of_derby"))
    for key, name in (("ann", "Ann Marsh"), ("bob", "Bob Fields"), ("cat", "Cat Rivers"))
}


class Stage(Protocol):
    """What a test of the contract needs of a platform."""

    def adapter(self) -> Platform:
        """A new adapter, as after a restart."""
        ...

    @property
    def now(self) -> datetime:
        """The time there."""
        ...

    def passes(self, time: timedelta) -> None:
        """Time passes."""
        ...

    def says(self, key: str, text: str, *, who: str = "ann", on: str = "") -> None:
        """Somebody comments on our post, or answers a comment."""
        ...

    def begins(self, key: str, text: str) -> None:
        """Somebody says what can still be edited: on X only a post that mentions us."""
        ...

    def edits(self, key: str, text: str) -> None:
        """Its author changes it."""
        ...

    def deletes(self, key: str) -> None:
        """Its author deletes it."""
        ...

    def we_answer(self, key: str, text: str, *, on: str) -> None:
        """A colleague answers by hand."""
        ...


UNTOLD = frozenset(
    {
        (PlatformName.INSTAGRAM, ActionKind.BLOCK),
        (PlatformName.INSTAGRAM, ActionKind.UNBLOCK),
        (PlatformName.X, ActionKind.HIDE),
        (PlatformName.X, ActionKind.UNHIDE),
        (PlatformName.X, ActionKind.RESTRICT_MESSAGES),
        (PlatformName.X, ActionKind.ALLOW_MESSAGES),
    }
)  # what a platform does not tell when it is read back


class MemoryStage:
    """The platform in memory."""

    def __init__(self) -> None:
        self._memory = MemoryPlatform(page_size=10)
        self._time = NOON
        self._said: dict[str, Interaction] = {}

    def adapter(self) -> Platform:
        return self._memory

    @property
    def now(self) -> datetime:
        return self._time

    def passes(self, time: timedelta) -> None:
        self._time += time

    def says(self, key: str, text: str, *, who: str = "ann", on: str = "") -> None:
        ref = Ref(platform=PlatformName.FACEBOOK, id=key)
        kind = InteractionKind.REPLY if on else InteractionKind.COMMENT
        said = Interaction(
            ref=ref,
            kind=kind,
            text=text,
            posted_at=self.now,
            author=an_account(id=who),
            url=f"https://www.example.org/{key}",
            parent=on,
        )
        self._said[key] = said
        self._memory.hear(said)

    def begins(self, key: str, text: str) -> None:
        self.says(key, text)

    def edits(self, key: str, text: str) -> None:
        self._said[key] = replace(self._said[key], text=text)
        self._memory.edit(self._said[key].ref, text)

    def deletes(self, key: str) -> None:
        self._memory.remove(self._said[key].ref)

    def we_answer(self, key: str, text: str, *, on: str) -> None:
        ref = Ref(platform=PlatformName.FACEBOOK, id=key)
        self._memory.answer(Said(at=self.now, text=text, ours=True, ref=ref, thread=on))


class TownStage:
    """One of the platforms of the simulated town, over HTTP."""

    def __init__(self, town: Town, address: str, platform: PlatformName) -> None:
        self.town, self.address, self.platform = town, address, platform
        self.happens("post", "our-post", text="Lift repairs this week")

    def adapter(self) -> Platform:
        reached: dict[str, Any] = {
            "base_url": self.address,
            "patience": QUICK,
            "clock": self.town.clock.now,
        }
        match self.platform:
            case PlatformName.FACEBOOK:
                return Facebook(page_id=graph_world.PAGE_ID, **KEYS, **reached)
            case PlatformName.INSTAGRAM:
                return Instagram(account_id=graph_world.INSTAGRAM_ID, page_id=graph_world.PAGE_ID, **KEYS, **reached)
            case PlatformName.X:
                return X(
                    user_id=x_world.OUR_ID,
                    handle=x_world.OUR_HANDLE,
                    credentials=CREDENTIALS,
                    re_read_every=timedelta(seconds=1),
                    directs_every=timedelta(0),
                    **reached,
                )

    @property
    def now(self) -> datetime:
        return self.town.clock.now()

    def passes(self, time: timedelta) -> None:
        self.town.clock.advance(time.total_seconds())

    def says(self, key: str, text: str, *, who: str = "ann", on: str = "") -> None:
        under_a_post = not on and self.platform is not PlatformName.X
        self.happens("comment" if under_a_post else "reply", key, who=who, text=text, on=on or "our-post")

    def begins(self, key: str, text: str) -> None:
        if self.platform is PlatformName.X:
            self.happens("mention", key, who="ann", text=f"@{x_world.OUR_HANDLE} {text}")
        else:
            self.says(key, text)

    def edits(self, key: str, text: str) -> None:
        if self.platform is PlatformName.X:
            text = f"@{x_world.OUR_HANDLE} {text}"
        self.happens("edit", f"{key}-edited", text=text, on=key)

    def deletes(self, key: str) -> None:
        self.happens("delete", f"{key}-deleted", on=key)

    def we_answer(self, key: str, text: str, *, on: str) -> None:
        self.happens("our_reply", key, text=text, on=on)

    def has(self, kind: ActionKind, said: Interaction) -> bool | None:
        """What is true in the town, whatever the platform tells: whether this stands. None for what is said."""
        author = said.author.id if said.author else ""
        world = self.town.x if self.platform is PlatformName.X else self.town.graph
        match kind:
            case ActionKind.HIDE | ActionKind.UNHIDE:
                hidden = any(i["hidden"] for i in self.town.interactions() if i["id"] == said.ref.id)
                return hidden is (kind is ActionKind.HIDE)
            case ActionKind.BLOCK | ActionKind.UNBLOCK if isinstance(world, GraphWorld):
                return (author in world.blocked[self.platform]) is (kind is ActionKind.BLOCK)
            case ActionKind.MUTE | ActionKind.UNMUTE if isinstance(world, XWorld):
                return (author in world.muted) is (kind is ActionKind.MUTE)
            case ActionKind.RESTRICT_MESSAGES | ActionKind.ALLOW_MESSAGES if isinstance(world, XWorld):
                return (author in world.dm_blocked) is (kind is ActionKind.RESTRICT_MESSAGES)
            case _:
                return None

    def writes_privately(self, who: str, text: str) -> None:
        """Somebody writes to us in private."""
        self.happens("direct_message", f"{who}-wrote", who=who, text=text)

    def lays(
        self, kind: FaultKind, *, times: int = 1, skip: int = 0, action: ActionKind | None = None, **extra: Any
    ) -> None:
        """Let something go wrong: with the write of an action, else with reading."""
        writes = "PUT" if self.platform is PlatformName.X and action is ActionKind.HIDE else "POST"
        method = "GET" if action is None else writes
        self.town.faults.add(Fault(kind=kind, path=".*", method=method, times=times, skip=skip, extra=extra))

    def happens(self, kind: str, key: str, *, who: str = "", text: str = "", on: str = "", **extra: Any) -> None:
        """Anything that can happen in the town; `extra` is as in a scenario."""
        after = self.town.clock.now() - NOON
        self.town.happen(
            Happening(after=after, platform=self.platform, kind=kind, key=key, who=who, text=text, on=on, extra=extra)
        )


@contextmanager
def a_town() -> Iterator[tuple[Town, str]]:
    """A quiet town at noon: its people are there and nothing has happened. Gives it with its address."""
    town = Town(NOON, scenario=Scenario(start=NOON, people=PEOPLE, happenings=()))
    with running(town) as address:
        yield town, address


def read(adapter: Platform, cursor: Cursor, *, now: datetime) -> tuple[list[Page], Cursor]:
    """Poll to the end, and give the last cursor that may be saved (the one before if there is none)."""
    pages = list(adapter.poll(cursor, now=now))
    saved = [page.cursor for page in pages if page.cursor is not None]
    return pages, saved[-1] if saved else cursor


def stands(stage: Stage, said: Interaction, action: Action, *, since: datetime | None = None) -> bool | None:
    """Whether an effect stands, read back by a new adapter; where that is not told, the truth in the town."""
    told = stage.adapter().look_up(said, action, since=since, now=stage.now).took_effect
    if isinstance(stage, TownStage):
        truth = stage.has(action.kind, said)
        assert told is None if (stage.platform, action.kind) in UNTOLD else told is not None
        assert truth is None or told in (truth, None)
        return told if truth is None else truth
    return told


def words(text: str) -> str:
    """What was said, without the people whom X names at the start of an answer."""
    return re.sub(r"^(@\w+ )+", "", text)


def heard(pages: list[Page]) -> list[Interaction]:
    """Everything they said, in the order it was handed on."""
    return [said for page in pages for said in page.interactions]
