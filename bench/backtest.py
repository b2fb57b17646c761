"""Backtesting stored history, side by side with the live path on the same: interactions a second, and the ratio.

`python bench/backtest.py [--interactions N] [--workers N]`. A new SQLite store is filled with what people say in the
fortnight, mixed and varied so that hardly two comments are alike, from twenty thousand people over ninety days, with
answers of ours and verdicts of officers. Then the live path (judge, store, seal) is measured on a part of it, and the
backtest of a softened policy on all of it.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rules_only import rules_only, rules_only_text

from bot import cases
from bot.app import offline
from bot.backtest import Asked, Source, Tally, backtest, most
from bot.cases import Officer
from bot.detectors import what_reads
from bot.judge import HISTORY, judge_with
from bot.model import Account, Interaction, InteractionKind, Page, PlatformName, Ref, Said
from bot.pipeline import take_in
from platforms.memory import MemoryPlatform
from platforms.simulator.scenario import load_scenario
from storage.store import Store

START = datetime(2026, 8, 3, 8, tzinfo=UTC)
PEOPLE = 20_000
DAYS = 90
LIVE = 10_000
PLAIN = (
    "Lovely to see the new planters on {street}",
    "Is the community room on {street} open on {day}?",
    "What time does the office open on {day}?",
    "My nan lives on {street}, she says thank you for the handrail",
    "Can you send somebody to look at the gutter at number {number} please",
    "Great fun at the open day on {day}, see you next year",
    "When is the bin store on {street} going to be painted?",
    "Anybody know who to ring about parking on {street}?",
)


def texts(count: int, dice: random.Random) -> Iterator[str]:
    """Comments that are hardly ever alike: two of three about nothing in particular, as in life."""
    told = [h.text for h in load_scenario().happenings if h.text and h.kind in {"comment", "mention", "reply"}]
    streets = [
        f"{a} {b}" for a in ("Elm", "Oak", "Mill", "Church", "Station", "Park") for b in ("Street", "Road", "Way")
    ]
    for _ in range(count):
        words = {
            "street": dice.choice(streets),
            "day": dice.choice(("Monday", "Friday")),
            "number": dice.randint(1, 200),
        }
        said = dice.choice(PLAIN).format(**words)
        if dice.random() < 0.34:
            said = f"{dice.choice(told)[:1500]} {dice.choice(('', said))}"
        yield f"{said} {dice.choice(('', '', '👍', '🙏', 'x', 'ta'))}".strip()


def said(count: int) -> Iterator[Interaction]:
    """What so many comments of so many people look like; some people write far more than others."""
    dice = random.Random(11)  # noqa: S311 - the same for everybody who runs this
    for n, text in enumerate(texts(count, dice)):
        author = f"p{int(PEOPLE * dice.random() ** 3)}"
        yield Interaction(
            ref=Ref(platform=PlatformName.FACEBOOK, id=f"c{n}"),
            kind=InteractionKind.COMMENT,
            text=text,
            posted_at=START + timedelta(days=DAYS) * n / count,
            author=Account(platform=PlatformName.FACEBOOK, id=author, name=author),
            thread=f"c{n}",
            on=f"post{n % 500}",
        )


def main() -> None:
    """Fill, measure, and say how fast."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--interactions", type=int, default=200_000)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--read-again", action="store_true", help="as after an update of the detectors")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        everything = list(said(given.interactions))
        url = f"sqlite:///{folder}/history.db"
        fill(url, everything, reading="" if given.read_again else what_reads(rules_only()))
        live = live_rate(f"sqlite:///{folder}/live.db", everything[-LIVE:])
        print(f"live path        {live:10,.0f} interactions a second (judged, stored, sealed; one process)")
        began = time.perf_counter()
        tally = replayed(url, Path(folder, "parts"), given.workers)
        rate = tally.looked_at / (time.perf_counter() - began)
    how = f"{given.workers} processes, {tally.looked_at:,} replayed"
    print(f"backtest         {rate:10,.0f} interactions a second ({how})")
    print(f"ratio            {rate / live:10.1f} times")
    print(
        f"no longer proposed: {dict(most(tally.no_longer))}; newly: {dict(most(tally.newly))}; unread: {tally.unread}"
    )
    own, others = (
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"peak memory      {own} MB in this process, {others} MB in the greatest of the others")


def fill(url: str, everything: list[Interaction], *, reading: str) -> None:
    """Store it all as the live path would, without its clocks; officers judge half of what is proposed."""
    store, policy, platform = Store(url), rules_only(), MemoryPlatform()
    judge = judge_with(policy, partial(platform.can, now=START), now=START)
    for start in range(0, len(everything), 2000):
        some = everything[start : start + 2000]
        ours = tuple(
            Said(
                at=i.posted_at + timedelta(hours=3),
                text="Thank you, we'll look.",
                ours=True,
                ref=_answer(i),
                parent=i.thread,
            )
            for i in some[::5]
        )
        page = Page(interactions=tuple(some), ours=ours)
        usual = {"platform": PlatformName.FACEBOOK, "account": "page", "people_needed": policy.approvals}
        store.take_in(page, judge=judge, window=HISTORY, reading=reading, now=some[-1].posted_at, **usual)
    officer = Officer(name="Priya")
    for number, case in enumerate(store.cases(limit=2000)):
        if case.decision.proposal is not None and number % 2:
            cases.leave_alone(store, case.id, by=officer, why="harmless", now=case.opened_at)
    store.close()


def _answer(interaction: Interaction) -> Ref:
    return Ref(platform=PlatformName.FACEBOOK, id=f"re-{interaction.ref.id}")


def live_rate(url: str, some: list[Interaction]) -> float:
    """How many a second the live path takes in, from memory."""
    platform, store = MemoryPlatform(page_size=100), Store(url)
    platform.hear(*some)
    policy = rules_only()
    began = time.perf_counter()
    taken = take_in(platform, store, policy, now=some[-1].posted_at + HISTORY / 1000)
    seconds = time.perf_counter() - began
    store.close()
    return taken.new / seconds


def replayed(url: str, folder: Path, workers: int) -> Tally:
    """The shipped policy against one that is softer about insults and third parties."""
    source = rules_only_text()
    softer = source.replace("    ladder: warn_first\n", "    ladder: warn_first\n    at_least: 0.85\n")
    until = START + timedelta(days=DAYS + 1)
    asked = Asked(database=url, old=Source(source=source), new=Source(source=softer), since=START, until=until)
    return backtest(asked, folder, offline, workers=workers)


if __name__ == "__main__":
    main()
