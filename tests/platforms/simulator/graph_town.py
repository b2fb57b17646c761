"""The Graph half of the town on a real port, a short story in it, and the unchanged clients that talk to it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import requests
import requests.adapters

from bot.model import PlatformName
from platforms.graph_sdk import GraphAPI
from platforms.simulator.graph_world import PAGE_TOKEN
from platforms.simulator.scenario import Happening, Person
from platforms.simulator.server import running
from platforms.simulator.town import Town
from tests.builders import NOON

NOTHING: Mapping[str, Any] = MappingProxyType({})
HANDLES = {PlatformName.INSTAGRAM: "jo.mellor", PlatformName.X: "jomellor"}


class Story:
    """A town whose clock stands still, and short words for what people do in it."""

    def __init__(self, town: Town) -> None:
        self.town, self.graph = town, town.graph
        self.address = ""
        self.graph.introduce(Person(key="jo", name="Jo Mellor", handles=HANDLES))
        self.graph.introduce(Person(key="sam", name="Sam Pike", handles={PlatformName.INSTAGRAM: "sampike"}))

    def does(self, kind: str, key: str, who: str = "", text: str = "", on: str = "", **extra: Any) -> str:
        """Lets it happen on Facebook a second later, and gives the id of what came of it."""
        return self._does(PlatformName.FACEBOOK, kind, key, who, text, on, extra)

    def on_instagram(self, kind: str, key: str, who: str = "", text: str = "", on: str = "", **extra: Any) -> str:
        """The same on Instagram."""
        return self._does(PlatformName.INSTAGRAM, kind, key, who, text, on, extra)

    def _does(
        self, platform: PlatformName, kind: str, key: str, who: str, text: str, on: str, extra: Mapping[str, Any]
    ) -> str:
        self.town.clock.advance(1)
        self.town.happen(
            Happening(
                after=timedelta(0),
                platform=platform,
                kind=kind,
                key=key,
                who=who,
                text=text,
                on=on,
                extra=extra or NOTHING,
            )
        )
        return self.graph.keys.get(key, "")

    def passes(self, **time: float) -> None:
        self.town.clock.advance(timedelta(**time).total_seconds())

    def who(self, key: str, platform: PlatformName = PlatformName.FACEBOOK) -> str:
        """The id under which somebody is shown to us."""
        return self.graph.person_id(key, platform)

    def get(self, path: str, token: str = PAGE_TOKEN, **asked: str) -> requests.Response:
        return self.ask("GET", path, token, params=asked)

    def post(self, path: str, token: str = PAGE_TOKEN, **form: str) -> requests.Response:
        return self.ask("POST", path, token, data=form)

    def ask(self, method: str, path: str, token: str = PAGE_TOKEN, **how: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= how.pop("headers", {})
        return requests.request(method, f"{self.address}/{path}", headers=headers, timeout=20, **how)


@contextmanager
def a_story(**how: Any) -> Iterator[Story]:
    """A town of one Page and one account, with nothing said yet, open on a port of this machine."""
    story = Story(Town(NOON, **how))
    with running(story.town) as address:
        story.address = address
        yield story


class OldClient(GraphAPI):  # type: ignore[misc]  # the library has no types
    """facebook-sdk as it comes; only the address is another (the library keeps it in a module constant)."""

    def __init__(self, address: str, token: str = PAGE_TOKEN) -> None:
        super().__init__(access_token=token, timeout=20)
        self.version = "v26.0"
        self.session.mount("https://graph.facebook.com", ToTheTown(address))


class ToTheTown(requests.adapters.HTTPAdapter):
    """Sends what is meant for Meta to the town."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def send(self, request: requests.PreparedRequest, **how: Any) -> requests.Response:  # type: ignore[override]  # passes everything on
        request.url = (request.url or "").replace("https://graph.facebook.com", self._address, 1)
        return super().send(request, **how)
