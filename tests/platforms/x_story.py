"""The X adapter in a town of its own: real HTTP, signatures checked, everything billed."""

from typing import Any

from bot.model import Action, ActionKind, Cursor, Interaction, Page
from platforms.graph_wire import Patience
from platforms.simulator import x_world
from platforms.x import X, XCredentials
from tests.platforms.simulator.x_town import Stage, Story

QUICK = Patience(attempts=2, first_wait=0, longest_wait=0)
CREDENTIALS = XCredentials(
    consumer_key=x_world.CONSUMER_KEY,
    consumer_secret=x_world.CONSUMER_SECRET,
    access_token=x_world.ACCESS_TOKEN,
    access_secret=x_world.ACCESS_SECRET,
)


class Told(Story):
    """A story with our adapter in it, which remembers how far it has read."""

    def __init__(self, stage: Stage, address: str, **given: Any) -> None:
        super().__init__()
        stage.put_on(self.world)
        usual = {
            "user_id": x_world.OUR_ID,
            "handle": x_world.OUR_HANDLE,
            "credentials": CREDENTIALS,
            "base_url": address,
            "clock": self.clock.now,
            "pause": lambda _seconds: None,
            "patience": QUICK,
        }
        self.x = X(**{**usual, **given})
        self.cursor = Cursor()
        self.pages: list[Page] = []

    def polls(self) -> list[Interaction]:
        self.pages = []
        for page in self.x.poll(self.cursor, now=self.clock.now()):
            self.pages.append(page)
            self.cursor = page.cursor or self.cursor
        return [i for page in self.pages for i in page.interactions]

    def acts(self, kind: ActionKind, on: Interaction, wording: str = "") -> tuple[bool | None, str]:
        """Does it and reads it back."""
        action = Action(kind=kind, wording=wording)
        since = self.clock.now()
        receipt = self.x.act(action, on, now=since)
        return self.x.look_up(on, action, since=since, now=since).took_effect, receipt.id
