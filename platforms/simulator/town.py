"""The town: one clock, two worlds, a scenario that happens in them, and one application that serves it all."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.types import ASGIApp

from bot.model import PlatformName
from platforms.simulator.clock import TownClock
from platforms.simulator.faults import Faults
from platforms.simulator.graph_api import graph_routes
from platforms.simulator.graph_shown import said_to_us
from platforms.simulator.graph_world import GraphWorld
from platforms.simulator.request_log import RequestLog
from platforms.simulator.scenario import Happening, Scenario
from platforms.simulator.slack_api import slack_routes
from platforms.simulator.slack_door import SlackDoor
from platforms.simulator.slack_page import slack_page_routes
from platforms.simulator.slack_world import SlackWorld, small_office
from platforms.simulator.town_page import page_routes
from platforms.simulator.trouble import Trouble
from platforms.simulator.x_api import x_routes
from platforms.simulator.x_world import XWorld

log = structlog.get_logger("section11.town")
SOON_AFTER = timedelta(minutes=20)  # how long somebody takes to come round after a warning
OURS = {"post", "our_reply"}


class Town:
    """A small town on localhost. Its people live in `scenario`; `rate` town seconds pass in one real second."""

    def __init__(
        self, start: datetime, rate: float = 0.0, log: Path | None = None, scenario: Scenario | None = None
    ) -> None:
        """With a log file, every request to the platforms' paths is written there."""
        self.clock = TownClock(start, rate)
        self.graph, self.x, self.faults = GraphWorld(self.clock), XWorld(self.clock), Faults()
        self.slack = SlackWorld(self.clock)
        self.slack_door = SlackDoor(self.slack)
        small_office(self.slack)
        self._log = RequestLog(log)
        self._start = start
        self._due: list[Happening] = list(scenario.happenings) if scenario else []
        self.people: Mapping[str, str] = (
            {key: person.name for key, person in scenario.people.items()} if scenario else {}
        )
        for person in scenario.people.values() if scenario else ():
            self.graph.introduce(person)
            self.x.introduce(person.key, handle=person.handles.get(PlatformName.X, person.key)[:15], name=person.name)

    def tick(self) -> None:
        """Let everything happen that is due, each at its own time."""
        now = self.clock.now()
        waiting = []
        for happening in self._due:
            at = self._when(happening)
            if at is None or at > now:
                waiting.append(happening)
                continue
            try:
                self.happen(happening, at)
            except (ValueError, KeyError) as impossible:
                log.warning("a happening could not happen", key=happening.key, why=type(impossible).__name__)
        self._due = waiting

    def _when(self, happening: Happening) -> datetime | None:
        """When it happens; None while it waits for us to have said something first."""
        at = self._start + happening.after
        if not happening.extra.get("once_warned"):
            return at
        world = self.x if happening.platform is PlatformName.X else self.graph
        warned = world.answered_at(happening.who)
        return None if warned is None else max(at, warned + SOON_AFTER)

    def happen(self, happening: Happening, at: datetime | None = None) -> None:
        """Let it happen in the world where it belongs."""
        world = self.x if happening.platform is PlatformName.X else self.graph
        world.happen(happening, at)

    def state(self) -> dict[str, Any]:
        """The whole truth, as JSON values."""
        return {
            "now": self.clock.now().isoformat(),
            "graph": self.graph.state(),
            "x": self.x.state(),
            "interactions": self.interactions(),
        }

    def interactions(self) -> list[dict[str, Any]]:
        """What people (not we) said to us, under the ids by which an adapter knows them."""
        return said_to_us(self.graph) + self._on_x()

    def _on_x(self) -> list[dict[str, Any]]:
        found = []
        for lineage, versions in self.x.versions.items():
            post = self.x.posts[versions[-1]]
            root = self.x.posts.get(post.conversation)
            to_us = self.x.mentions_us(post) or (root is not None and root.author == self.x.us.id)
            if post.author == self.x.us.id or not to_us:
                continue
            found.append(
                {
                    "platform": "x",
                    "id": lineage,
                    "who": self.x.users[post.author].key,
                    "author": self.x.users[post.author].name,
                    "text": post.text,
                    "hidden": lineage in self.x.hidden,
                    "deleted": lineage in self.x.deleted,
                    "at": post.posted_at.isoformat(),
                }
            )
        return found

    def close(self) -> None:
        """Close the request log."""
        self._log.close()

    def app(self) -> ASGIApp:
        """The application: the page and the town's own paths first, then X, then the Graph for all the rest."""
        routes = [
            *page_routes(self),
            *slack_routes(self.slack),
            *self.slack_door.routes(),
            *slack_page_routes(self.slack, self.slack_door),
            *x_routes(self.x),
            *graph_routes(self.graph),
        ]
        inner = Starlette(routes=routes)
        return Trouble(inner, clock=self.clock, faults=self.faults, log=self._log, tick=self.tick)
