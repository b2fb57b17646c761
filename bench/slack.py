"""From a click in Slack to what it asks of the platform, and from a case that opens to its card.

`python bench/slack.py [--cases N]`. A whole daemon on the town: Socket Mode, the real client library, SQLite, the Graph
API over HTTP. Approved actions are looked for every 30 seconds, so a click that did not wake the daemon would be seen.
"""

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import build_daemon
from bot.cli.demo_setting import SECRETS, settings_text
from bot.desk import open_desk
from bot.model import PlatformName
from platforms.simulator.scenario import Happening
from platforms.simulator.server import running
from platforms.simulator.town import Town

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
POLICY = Path(__file__).parents[1] / "policies.yaml"
APART = 2.5  # seconds: each case takes two messages, and a channel takes about one a second
THREAT = "I know where you live and I'm coming round to break your legs"


def main() -> None:
    """Let comments come, approve each with a click, and say how long it took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=30)
    given = asked.parse_args()
    town = Town(START)
    town.slack.burst = 1000
    with running(town) as address, tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "section11.yaml")
        settings = settings_text(address, POLICY).replace("act_every_seconds: 0.5", "act_every_seconds: 30")
        path.write_text(settings, encoding="utf-8")
        with open_desk(path, with_secrets=True, environ=os.environ | SECRETS) as desk:
            daemon = build_daemon(desk, rehearse=False)
            working = threading.Thread(target=daemon.run)
            working.start()
            try:
                until(lambda: town.slack_door.listeners > 0)
                say(town, "post", "p", "Bins go out on Thursday", "")
                posted, done = zip(*(one(town, desk.store, n) for n in range(1, given.cases + 1)), strict=True)
            finally:
                daemon.stop()
                working.join()
    tell("from the case that opens to its card", posted)
    tell("from the click to the effect on the platform", done)


def one(town: Town, store: Any, number: int) -> tuple[float, float]:  # noqa: ANN401 - the store
    """One comment: seconds from its case to its card, and from the click to hidden."""
    time.sleep(APART)
    say(town, "comment", f"c{number}", THREAT, "p")
    until(lambda: store.length() and any(case.id == number for case in store.cases(after=number - 1)))
    opened = time.perf_counter()
    until(lambda: any(card.ts for card in store.cards([number])))
    posted = time.perf_counter() - opened
    card = next(card for card in store.cards([number]))
    began = time.perf_counter()
    threading.Thread(target=town.slack_door.press, args=("U0PRIYA", card.channel, card.ts, "s11_approve")).start()
    until(lambda: sum(one["hidden"] for one in town.interactions()) == number)
    return posted, time.perf_counter() - began


def say(town: Town, kind: str, key: str, text: str, on: str) -> None:
    """Let somebody of their own say this on Facebook."""
    town.clock.advance(300)
    town.happen(
        Happening(
            after=timedelta(0), platform=PlatformName.FACEBOOK, kind=kind, key=key, who=f"by-{key}", text=text, on=on
        )
    )


def until(so: Callable[[], Any], seconds: float = 60) -> None:
    """Wait until it is so."""
    end = time.perf_counter() + seconds
    while not so():
        assert time.perf_counter() < end, "it never came to that"
        time.sleep(0.002)


def tell(what: str, seconds: tuple[float, ...]) -> None:
    """The median and the slowest."""
    median, slowest = statistics.median(seconds) * 1000, max(seconds) * 1000
    print(f"{what}: median {median:.0f} ms, slowest {slowest:.0f} ms, of {len(seconds)}")


if __name__ == "__main__":
    main()
