"""How many comments a second are judged on one core, beside better-profanity's own matcher on the same comments."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from better_profanity import profanity

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.detectors import DETECTORS, detect
from bot.model import NO_HISTORY, Interaction, InteractionKind, PlatformName, Ref
from bot.policy.model import Policy
from platforms.simulator.scenario import FORTNIGHT, load_scenario

POLICY = Policy(
    version="bench",
    title="",
    organisation="",
    behaviours=(),
    protections={},
    ladders={},
    templates={},
    wording={},
    approvals={},
)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def comments() -> list[str]:
    """What the fortnight's people say, or the detectors' own examples where no fortnight is shipped."""
    if FORTNIGHT.exists():
        said = [h.text for h in load_scenario().happenings if h.kind not in {"post", "our_reply", "delete"} and h.text]
        if said:
            return said
    return [text for d in DETECTORS for text in (*d.examples.finds, *d.examples.ignores)]


def rate(judge: Callable[[int], object], count: int, seconds: float) -> float:
    """Comments judged in a second of this core's time, over whole rounds for at least so many seconds."""
    done, start = 0, time.process_time()
    while (spent := time.process_time() - start) < seconds:
        judge(done % count)
        done += 1
    return done / spent


def measure(texts: Sequence[str], seconds: float) -> tuple[float, float]:
    """Ours and theirs, on the same comments, one by one."""
    interactions = [
        Interaction(
            ref=Ref(platform=PlatformName.FACEBOOK, id=str(n)),
            kind=InteractionKind.COMMENT,
            text=text,
            posted_at=NOON,
        )
        for n, text in enumerate(texts)
    ]
    profanity.load_censor_words()
    ours = rate(lambda n: detect(interactions[n], NO_HISTORY, POLICY), len(texts), seconds)
    theirs = rate(lambda n: profanity.contains_profanity(texts[n]), len(texts), seconds)
    return ours, theirs


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long to measure each side")
    texts = comments()
    ours, theirs = measure(texts, parser.parse_args().seconds)
    print(f"{len(texts)} comments, {sum(map(len, texts)) / len(texts):.0f} characters on average")
    print(f"detectors          {ours:10,.0f} comments a second")
    print(f"better-profanity   {theirs:10,.0f} comments a second")
    print(f"ratio              {ours / theirs:10,.0f} times")


if __name__ == "__main__":
    main()
