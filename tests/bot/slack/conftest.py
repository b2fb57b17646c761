"""An office with Slack: a town, a store, and the channel as the daemon keeps it, over real HTTP and a real socket."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import build_platform
from bot.cli.demo_setting import SECRETS, settings_text
from bot.desk import Desk, open_desk
from bot.model import Case, PlatformName
from bot.pipeline import settle, take_in
from bot.slack.channel import SlackChannel
from platforms.base import Platform
from platforms.simulator.scenario import Happening
from platforms.simulator.server import running
from platforms.simulator.slack_door import SlackDoor
from platforms.simulator.slack_world import SIGNING_SECRET, SlackWorld
from platforms.simulator.town import Town
from tests.builders import NOON
from tests.test_journey import POLICY

PRIYA, TOM, SAM, GUEST, OTHER = "U0PRIYA", "U0TOM", "U0SAM", "U0GUEST", "U0OTHER"
CASES, CARE = "C0CASES", "C0CARE"


@dataclass
class Office:
    """Everything at hand."""

    town: Town
    desk: Desk
    channel: SlackChannel
    woken: list[int] = field(default_factory=list)
    _said: int = 0

    @property
    def slack(self) -> SlackWorld:
        return self.town.slack

    @property
    def door(self) -> SlackDoor:
        return self.town.slack_door

    def platforms(self) -> dict[tuple[PlatformName, str], Platform]:
        built = [build_platform(a, clock=self.town.clock.now) for a in self.desk.settings.accounts]
        return {(one.name, one.account): one for one in built}

    def hears(self, *texts: str) -> None:
        """Let people write these under our post on Facebook, and take them in."""
        for text in texts:
            self._said += 1
            self.town.happen(_comment(self._said, text))
        self.town.clock.advance(60)
        for platform in self.platforms().values():
            take_in(platform, self.desk.store, self.desk.policy, now=self.town.clock.now())

    def edits(self, number: int, text: str) -> None:
        """Let whoever wrote the comment of that number write it anew, and take that in."""
        self._said += 1
        on, key = f"c{number}", f"e{self._said}"
        again = Happening(
            after=timedelta(0), platform=PlatformName.FACEBOOK, kind="edit", key=key, who="", text=text, on=on
        )
        self.town.happen(again)
        self.hears()

    def acts(self) -> None:
        settle(self.platforms(), self.desk.store, now=self.town.clock.now())

    def draws(self) -> None:
        """Bring the cards up to date, as the daemon does."""
        self.until(lambda: self.channel.is_up_to_date)

    def until(self, so: Callable[[], bool], seconds: float = 15) -> None:
        """Go on until it is so."""
        end = time.monotonic() + seconds
        while True:
            self.channel.once()
            if so() or time.monotonic() > end:
                break
            time.sleep(0.05)
        assert so()

    def card(self, case: int) -> dict[str, Any]:
        """The message that is the case's card."""
        found = next(c for c in self.desk.store.cards([case]) if c.kind in {"case", "care"})
        message = self.slack.message(found.channel, found.ts)
        assert message is not None
        return message | {"channel": found.channel}

    def press(self, user: str, case: int, what: str, **given: Any) -> dict[str, Any]:
        card = self.card(case)
        return self.door.press(user, card["channel"], card["ts"], f"s11_{what}", **given)

    def form(self, user: str, case: int, what: str, **given: Any) -> dict[str, Any]:
        """Press, wait for the form and send it off with these words; gives the answer."""
        self.press(user, case, what)
        view = self.opened(user)
        return self.door.submit(user, view["id"], filled(view, given))

    def opened(self, user: str) -> dict[str, Any]:
        return self.wait_for(lambda: next((v for v in self.slack.views.values() if v["user"] == user), None))

    def told(self, user: str, *words: str) -> None:
        """Wait until this member was told something with these words."""
        self.wait_for(lambda: all(any(w in t for t in self.tellings(user)) for w in words) or None)

    def tellings(self, user: str) -> list[str]:
        found = [e for c in self.slack.channels.values() for e in c.ephemeral if e["user"] == user]
        return [" ".join(texts_in(one["blocks"])) for one in found]

    def wait_for(self, look: Callable[[], Any], seconds: float = 10) -> Any:
        end = time.monotonic() + seconds
        while (found := look()) is None and time.monotonic() < end:
            time.sleep(0.02)
        assert found is not None
        return found

    def case(self, number: int = 1) -> Case:
        return self.desk.store.case(number)


def filled(view: dict[str, Any], given: dict[str, str]) -> dict[str, dict[str, Any]]:
    """view.state.values of a form filled in so; a field that is left as it came keeps what stood in it."""
    values = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        words = given.get(block["block_id"], block["element"].get("initial_value"))
        typed = {"type": block["element"]["type"], "value": words}
        if "options" in block["element"]:
            typed = {"type": block["element"]["type"], "selected_option": {"value": words} if words else None}
        values[block["block_id"]] = {"words": typed}
    return values


def texts_in(value: Any) -> list[str]:
    """Every text in blocks."""
    if isinstance(value, list):
        return [text for one in value for text in texts_in(one)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if isinstance(value.get("text"), str) else []
    return own + [text for one in value.values() for text in texts_in(one)]


def _comment(number: int, text: str) -> Any:
    return Happening(
        after=timedelta(0),
        platform=PlatformName.FACEBOOK,
        kind="comment",
        key=f"c{number}",
        who=f"person-{number}",
        text=text,
        on="p",
    )


def an_office(folder: Path, more: str = "", *, revoked: bool = False) -> Iterator[Office]:
    town = Town(NOON)
    town.slack.revoked = revoked
    with running(town) as address:
        path = folder / "section11.yaml"
        text = (
            settings_text(address, POLICY)
            .replace("Second Demo Officer", "Tom Reed")
            .replace("Demo Officer", "Priya Shah")
        )
        path.write_text(text.replace("slack:\n  bot", f"slack:\n{more}  bot", 1), encoding="utf-8")
        with open_desk(
            path, with_secrets=True, environ=SECRETS | {"SECTION11_SLACK_SIGNING_SECRET": SIGNING_SECRET}
        ) as desk:
            assert desk.settings.slack is not None
            woken: list[int] = []
            channel = SlackChannel(desk, desk.settings.slack, lambda: desk.policy, lambda: woken.append(1))
            found = Office(town=town, desk=desk, channel=channel, woken=woken)
            channel.start()
            town.happen(_post())
            try:
                if "http" not in more and not revoked:
                    found.until(lambda: found.door.listeners > 0)
                yield found
            finally:
                channel.stop()


def _post() -> Any:
    return Happening(
        after=timedelta(0), platform=PlatformName.FACEBOOK, kind="post", key="p", who="", text="Bins on Thursday", on=""
    )


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield from an_office(tmp_path)
