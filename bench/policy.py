"""What judging costs with more rules (10 to 1,000) and more listed terms (100 to 100,000): flat is the aim.

`python bench/policy.py [--seconds S]`. Everything is measured side by side in one run, on the fortnight's comments;
the ratio to the smallest policy is what counts.
"""

import argparse
import random
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rules_only import rules_only

from bot.app import offline
from bot.decide import decide
from bot.detectors import detect
from bot.model import NO_HISTORY, Abilities, Account, Behaviour, Interaction, InteractionKind, PlatformName, Ref
from bot.policy.model import Policy
from bot.policy.rule import Conditions, UpheldBefore
from platforms.simulator.scenario import load_scenario

SHIPPED = rules_only()
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
RULES = (13, 50, 200, 1000)
TERMS = (100, 1_000, 10_000, 100_000)


def main() -> None:
    """Measure rules, then terms."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=4.0, help="how long to measure each")
    seconds = asked.parse_args().seconds
    can = offline()
    told = [h.text for h in load_scenario().happenings if h.text and h.kind in {"comment", "mention", "reply"}]
    said = [(one, can(one)) for one in (an_interaction(n, text) for n, text in enumerate(told))]
    print(f"{len(said)} comments; processor time of one core")
    table("rules", {count: with_rules(count) for count in RULES}, said, seconds)
    table("terms", {count: with_terms(count) for count in TERMS}, said, seconds)


def an_interaction(number: int, text: str) -> Interaction:
    """A comment of somebody's."""
    author = Account(platform=PlatformName.FACEBOOK, id="p1", name="P")
    ref = Ref(platform=PlatformName.FACEBOOK, id=str(number))
    return Interaction(ref=ref, kind=InteractionKind.COMMENT, text=text, posted_at=NOON, author=author)


def table(what: str, policies: dict[int, Policy], said: list[tuple[Interaction, Abilities]], seconds: float) -> None:
    """The rate of each, measured in turns so that a noisy machine is noisy for all."""
    done, spent = dict.fromkeys(policies, 0), dict.fromkeys(policies, 0.0)
    for policy in policies.values():
        one_round(policy, said)
    while min(spent.values()) < seconds:
        for count, policy in policies.items():
            began = time.process_time()
            one_round(policy, said)
            spent[count] += time.process_time() - began
            done[count] += len(said)
    first = done[min(policies)] / spent[min(policies)]
    for count in policies:
        rate = done[count] / spent[count]
        print(f"{count:>9,} {what}  {rate:8,.0f} judged a second, {first / rate:5.2f} times the cost of the smallest")


def one_round(policy: Policy, said: list[tuple[Interaction, Abilities]]) -> None:
    """Judge every comment once, all the way to the decision."""
    for interaction, can in said:
        decide(interaction, detect(interaction, NO_HISTORY, policy), NO_HISTORY, policy, can=can, now=NOON)


def with_rules(count: int) -> Policy:
    """The shipped rules, after many for single kinds of people who have written before."""
    more = []
    behaviours = list(Behaviour)
    for n in range(count - len(SHIPPED.behaviours)):
        rule = SHIPPED.rule(behaviours[n % len(behaviours)])
        when = Conditions(upheld=UpheldBefore(at_least=1 + n % 50, months=12), platforms=(PlatformName.FACEBOOK,))
        more.append(replace(rule, name=f"rule_{n}", when=when))
    return replace(SHIPPED, behaviours=(*more, *SHIPPED.behaviours))


def with_terms(count: int) -> Policy:
    """The shipped policy with so many phrases of one to three words listed for one rule."""
    dice = random.Random(7)  # noqa: S311 - the same for everybody who runs this
    words = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=dice.randint(5, 9))) for _ in range(20_000)]
    phrases = [(" ".join(dice.choices(words, k=dice.randint(1, 3))), "abuse") for _ in range(count)]
    return replace(SHIPPED, vocabulary=replace(SHIPPED.vocabulary, words=tuple(phrases)))


if __name__ == "__main__":
    main()
