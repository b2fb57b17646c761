"""policies.yaml → Policy, or every problem with its line, the likely word and what to do."""

from collections.abc import Iterator
from pathlib import Path

from bot.errors import PolicyInvalid, Problem
from bot.model import ActionKind, Behaviour, PlatformName, Protected
from bot.policy.checks import CHECKS, COMPLETE
from bot.policy.model import BehaviourRule, Ladder, Policy, Protection, Step, Template, Volume
from bot.policy.shapes import SHAPES, PolicyShape
from bot.policy.told import Checked, Wordlist, checked
from bot.policy.wording import filled
from bot.yaml_lines import read_yaml

ACTIONS = ("action", tuple(ActionKind))
PLATFORMS = ("platform", tuple(PlatformName))
WORDS = Wordlist(
    names=tuple(f.alias or name for shape in SHAPES for name, f in shape.model_fields.items()),
    closed={
        "behaviour": ("behaviour", tuple(Behaviour)),
        "actions": ACTIONS,
        "approvals": ACTIONS,
        "wording": ACTIONS,
        "protections": ("protected signal", tuple(Protected)),
        "own_accounts": PLATFORMS,
        "on": PLATFORMS,
    },
    remedies={
        "clauses": 'write each clause like "4.2", in quotes',
        "verified_on": 'write a date like "2026-11-02", in quotes',
    },
)


def load_policy(path: Path) -> Policy:
    """The policy that the file holds. Raises PolicyInvalid with every problem in it, in the order of their lines."""
    read = read_yaml(path)
    if read.problems:
        raise PolicyInvalid(read.problems)
    found = checked(PolicyShape, read, path.name, WORDS)
    problems = {*found.problems, *_further(found, path.name)}
    if problems or found.shape is None:
        raise PolicyInvalid(tuple(sorted(problems)))
    return _policy(found.shape, f"sha256:{read.digest[:16]}")


def _further(found: Checked[PolicyShape], file: str) -> Iterator[Problem]:
    """What else is wrong, wherever the file itself says it; what may be missing is asked of no mere guess."""
    if found.shape is None:
        return
    for check in CHECKS if found.guessed else (*CHECKS, *COMPLETE):
        for where, message, remedy in check(found.shape):
            if not found.within(where):
                yield Problem(file=file, line=found.line(where), message=message, remedy=remedy)


def _policy(shape: PolicyShape, version: str) -> Policy:
    return Policy(
        version=version,
        title=shape.title,
        organisation=shape.organisation,
        behaviours=tuple(BehaviourRule(**rule.model_dump()) for rule in shape.behaviours),
        protections={s: Protection(signal=s, **p.model_dump()) for s, p in shape.protections.items()},
        ladders={
            name: Ladder(name=name, severe=ladder.severe, steps=tuple(Step(**s.model_dump()) for s in ladder.steps))
            for name, ladder in shape.ladders.items()
        },
        templates=_templates(shape),
        wording=shape.wording,
        approvals=shape.approvals,
        volume=Volume(**shape.volume.model_dump()),
        staff_names=shape.staff_names,
        own_accounts=shape.own_accounts,
        ladder_months=shape.ladder_months,
    )


def _templates(shape: PolicyShape) -> dict[str, Template]:
    return {
        name: Template(
            name=name,
            text=filled(t.text, shape),
            on={platform: filled(words, shape) for platform, words in t.on.items()},
        )
        for name, t in shape.templates.items()
    }
