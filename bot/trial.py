"""Trying a policy before it is in force: its examples, and whether each step can be done anywhere."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.decide.conditions import plain
from bot.detectors import detect
from bot.errors import PolicyInvalid, Problem
from bot.model import (
    NO_HISTORY,
    Abilities,
    Finding,
    Interaction,
    InteractionKind,
    PlatformName,
    Ref,
    Way,
)
from bot.policy.load import Loaded, load_whole
from bot.policy.model import Policy
from bot.policy.rule import BehaviourRule
from bot.yaml_lines import Path_, read_yaml

A_DAY = datetime(2026, 1, 5, 9, tzinfo=UTC)  # any Monday: no example looks at the time

Fault = tuple[Path_, str, str]
AbilitiesByPlatform = Mapping[PlatformName, Abilities]


def load_and_try(path: Path, can: AbilitiesByPlatform | None = None) -> Loaded:
    """The policy in the file, its examples tried. Raises PolicyInvalid with every problem in it, by their lines.

    With `can`, what each platform can do with an ordinary comment, steps that can be done nowhere are told too.
    """
    loaded = load_whole(path)
    faults = [*examples_amiss(loaded.policy), *(steps_amiss(loaded.policy, can) if can else ())]
    if faults:
        read = read_yaml(path)
        problems = {
            Problem(file=path.name, line=read.line(where), column=column, message=message, remedy=remedy)
            for where, message, remedy in faults
            for column in (read.places.get(where, (0, 0))[1],)
        }
        raise PolicyInvalid(tuple(sorted(problems)))
    return loaded


def examples_amiss(policy: Policy) -> Iterator[Fault]:
    """The examples that do not come out: what a rule should find and doesn't, or should leave and finds."""
    for n, rule in enumerate(policy.behaviours):
        for m, text in enumerate(rule.finds):
            strongest = _strongest(rule, text, policy)
            if strongest is None or not rule.counts(strongest):
                how = f"only {strongest.confidence:.0%} sure" if strongest else "nothing of it found"
                words = f"the example “{_short(text)}” should be {plain(rule.behaviour)}: {how}"
                yield ("behaviours", n, "examples", "finds", m), words, "lower at_least, list its words, or take it out"
        for m, text in enumerate(rule.leaves):
            strongest = _strongest(rule, text, policy)
            if strongest is not None and rule.is_sure(strongest):
                words = (
                    f"the example “{_short(text)}” should be left alone; found “{_short(strongest.quote)}”, "
                    f"{strongest.confidence:.0%} sure"
                )
                yield ("behaviours", n, "examples", "leaves", m), words, "raise at_least, or list it under never"


def steps_amiss(policy: Policy, can: AbilitiesByPlatform) -> Iterator[Fault]:
    """The steps of ladders of which nothing can be done on some platform, not even by hand."""
    for name, ladder in policy.ladders.items():
        for n, step in enumerate(ladder.steps):
            for platform, abilities in can.items():
                if all(kind not in abilities or abilities[kind].way is Way.NOT_HERE for kind in step.actions):
                    words = f"nothing of step {n + 1} of {name!r} can be done on {platform}"
                    yield ("ladders", name, "steps", n, "actions"), words, "add a warning or hide after it"


def an_ordinary_comment(platform: PlatformName, text: str) -> Interaction:
    """A comment under one of our posts, from nobody in particular."""
    ref = Ref(platform=platform, id="example")
    return Interaction(ref=ref, kind=InteractionKind.COMMENT, text=text, posted_at=A_DAY, thread="example", on="post")


def _strongest(rule: BehaviourRule, text: str, policy: Policy) -> Finding | None:
    """What speaks most for the rule's behaviour, among what the rule listens to."""
    findings = detect(an_ordinary_comment(PlatformName.FACEBOOK, text), NO_HISTORY, policy)
    listened = [f for f in findings if f.concern is rule.behaviour and rule.needs(f.detector) is not None]
    return max(listened, key=lambda f: f.confidence, default=None)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
