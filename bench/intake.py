"""Interactions taken in a second, end to end: read over HTTP from the town, judged, stored with the audit written.

`python bench/intake.py [--comments N] [--database URL]`. The same comments are taken in twice in one run: once from
memory (judging, storing and sealing alone) and once from the town over real HTTP with the Facebook adapter.
"""

import argparse
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta

from rules_only import rules_only

from bot.model import Account, Interaction, InteractionKind, PlatformName, Ref
from bot.pipeline import take_in
from platforms.base import Platform
from platforms.facebook import Facebook
from platforms.memory import MemoryPlatform
from platforms.simulator.graph_world import FACEBOOK, PAGE_ID, PAGE_TOKEN
from platforms.simulator.scenario import Happening, load_scenario
from platforms.simulator.server import running
from platforms.simulator.town import Town
from storage.store import Store

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
PEOPLE = 500
POSTS = 50


def main() -> None:
    """Take in, and say how fast."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--comments", type=int, default=5000)
    asked.add_argument("--database", default="", help="an empty database; SQLite in a new folder if not given")
    given = asked.parse_args()
    texts = [h.text for h in load_scenario().happenings if h.text and h.kind in {"comment", "mention", "reply"}]
    texts = [text for text in texts if len(text) < 2000]
    with tempfile.TemporaryDirectory() as folder:
        memory = measure("from memory", in_memory(texts, given.comments), given.database or f"sqlite:///{folder}/a.db")
        town = Town(START)
        fill(town, texts, given.comments)
        with running(town) as address:
            town.clock.advance(3600)
            facebook = Facebook(page_id=PAGE_ID, token=PAGE_TOKEN, base_url=address, clock=town.clock.now)
            over_http = measure("from the town over HTTP", facebook, f"sqlite:///{folder}/b.db")
    print(
        f"ratio {memory / over_http:.1f}; peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    )


def in_memory(texts: list[str], comments: int) -> MemoryPlatform:
    """A platform in memory that has heard so many comments."""
    platform = MemoryPlatform(page_size=100)
    for n in range(comments):
        author = Account(platform=PlatformName.FACEBOOK, id=f"p{n % PEOPLE}", name=f"Person {n % PEOPLE}")
        platform.hear(
            Interaction(
                ref=Ref(platform=PlatformName.FACEBOOK, id=f"c{n}"),
                kind=InteractionKind.COMMENT,
                text=texts[n % len(texts)],
                posted_at=START + timedelta(seconds=n),
                author=author,
                thread=f"c{n}",
                on=f"post{n % POSTS}",
            )
        )
    return platform


def fill(town: Town, texts: list[str], comments: int) -> None:
    """Let as many be said in the town, under as many posts."""
    world = town.graph

    for n in range(POSTS):
        world.happen(
            Happening(after=timedelta(0), platform=FACEBOOK, kind="post", key=f"post{n}", who="", text=f"Post {n}")
        )
    for n in range(comments):
        said = Happening(
            after=timedelta(0),
            platform=FACEBOOK,
            kind="comment",
            key=f"c{n}",
            who=f"p{n % PEOPLE}",
            text=texts[n % len(texts)],
            on=f"post{n % POSTS}",
        )
        world.happen(said, START + timedelta(seconds=n // 2))


def measure(name: str, platform: Platform, database: str) -> float:
    """Take everything in, check the record, and tell the rate."""
    store, policy = Store(database), rules_only()
    began, busy = time.perf_counter(), time.thread_time()
    taken = take_in(platform, store, policy, now=START + timedelta(hours=1))
    seconds, busy = time.perf_counter() - began, time.thread_time() - busy
    assert not list(store.verify())
    rate = taken.new / seconds
    cases = f"{len(taken.cases):,} of them cases"
    print(f"{name:<23} {taken.new:,} interactions, {cases}: {rate:,.0f} a second, {taken.new / busy:,.0f} a CPU second")
    store.close()
    return rate


if __name__ == "__main__":
    main()
