"""The X half of the town, alone on a real port, and the unchanged client that talks to it."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import requests
import tweepy
import uvicorn
from requests.adapters import HTTPAdapter
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from bot.model import PlatformName
from platforms.simulator import x_world
from platforms.simulator.clock import TownClock
from platforms.simulator.scenario import Happening
from platforms.simulator.x_api import x_routes
from platforms.simulator.x_world import XWorld

START = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Stage:
    """One server for all tests of a module; each test puts its own world on it."""

    def __init__(self) -> None:
        self._app = Starlette()

    def put_on(self, world: XWorld) -> None:
        self._app = Starlette(routes=x_routes(world))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


@contextmanager
def running(stage: Stage) -> Iterator[str]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(stage, log_config=None, lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


class ToTheTown(HTTPAdapter):
    """Sends what is meant for X to the town; the library has no setting for that."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def send(self, request: requests.PreparedRequest, **how: Any) -> requests.Response:  # type: ignore[override]  # passes everything on
        request.url = (request.url or "").replace("https://api.twitter.com", self._address, 1)
        return super().send(request, **{**how, "timeout": 20})


def signed_in(address: str, **changed: Any) -> tweepy.Client:
    """The library with the four OAuth 1.0a keys and the app's bearer; `changed` spoils one or chooses another."""
    keys = {
        "bearer_token": x_world.APP_BEARER,
        "consumer_key": x_world.CONSUMER_KEY,
        "consumer_secret": x_world.CONSUMER_SECRET,
        "access_token": x_world.ACCESS_TOKEN,
        "access_token_secret": x_world.ACCESS_SECRET,
        "return_type": requests.Response,
    }
    client = tweepy.Client(**{**keys, **changed})
    client.session.mount("https://api.twitter.com", ToTheTown(address))
    return client


class Story:
    """A world with a clock that stands still, and short words for what people do in it."""

    def __init__(self) -> None:
        self.clock = TownClock(START)
        self.world = XWorld(self.clock)
        self.world.introduce("ann", handle="AnnOfAllenton", name="Ann")
        self.world.introduce("bob", handle="bob_1987", name="Bob")

    def does(self, kind: str, key: str, who: str = "", text: str = "", on: str = "", **extra: Any) -> str:
        """Lets it happen a second later, and gives the id of what came of it."""
        self.clock.advance(1)
        self.world.happen(
            Happening(
                after=self.clock.now() - START,
                platform=PlatformName.X,
                kind=kind,
                key=key,
                who=who,
                text=text,
                on=on,
                extra=extra or NOTHING,
            )
        )
        return self.world.id_of(key) if key in self.world.keys else ""

    def passes(self, **time: float) -> None:
        self.clock.advance(timedelta(**time).total_seconds())

    def id_of(self, who: str) -> str:
        return self.world.person(who).id


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
