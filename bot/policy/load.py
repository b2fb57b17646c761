"""policies.yaml → Policy, or every problem with its line, the likely word and what to do."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process

from bot.errors import PolicyInvalid, Problem
from bot.model import ActionKind, Behaviour, PlatformName, Protected
from bot.policy.checks import CHECKS
from bot.policy.model import BehaviourRule, Ladder, Policy, Protection, Step, Template, Volume
from bot.policy.shapes import PolicyShape
from bot.yaml_lines import Path_, Read, read_yaml

CLOSED: dict[str, tuple[str, list[str]]] = {
    "behaviour": ("behaviour", list(Behaviour)),
    "actions": ("action", list(ActionKind)),
    "approvals": ("action", list(ActionKind)),
    "wording": ("action", list(ActionKind)),
    "protections": ("protected signal", list(Protected)),
    "own_accounts": ("platform", list(PlatformName)),
    "on": ("platform", list(PlatformName)),
}
LIKELY = 60  # rapidfuzz's score, of 100, from which a word is suggested


def load_policy(path: Path) -> Policy:
    """The policy that the file holds. Raises PolicyInvalid with every problem in it, in the order of their lines."""
    read = read_yaml(path)
    if read.problems:
        raise PolicyInvalid(read.problems)
    try:
        shape = PolicyShape.model_validate(read.value)
    except ValidationError as wrong:
        raise PolicyInvalid(told(wrong, read, path.name, PolicyShape.model_fields, CLOSED)) from None
    problems = [
        Problem(file=path.name, line=read.line(where), message=message, remedy=remedy)
        for check in CHECKS
        for where, message, remedy in check(shape)
    ]
    if problems:
        raise PolicyInvalid(tuple(sorted(problems)))
    return _policy(shape, "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()[:16])


def told(
    wrong: ValidationError,
    read: Read,
    file: str,
    names: Any,  # noqa: ANN401 - pydantic's own mapping of fields
    closed: dict[str, tuple[str, list[str]]],
) -> tuple[Problem, ...]:
    """Pydantic's errors in words for whoever edits the file, by line, each with the likely word where there is one."""
    problems = {_problem(error, read, file, list(names), closed) for error in wrong.errors()}
    return tuple(sorted(problems))


def _problem(
    error: ErrorDetails, read: Read, file: str, names: list[str], closed: dict[str, tuple[str, list[str]]]
) -> Problem:
    where = tuple(part for part in error["loc"] if part != "[key]")
    line = read.line(where)
    message, remedy = _words(error, where, names, closed)
    return Problem(file=file, line=line, message=message, remedy=remedy)


def _words(
    error: ErrorDetails, where: Path_, names: list[str], closed: dict[str, tuple[str, list[str]]]
) -> tuple[str, str]:
    name = str(where[-1]) if where else "the file"
    place = ".".join(str(part) for part in where) or "the file"
    match error["type"]:
        case "missing":
            return f"{place} is missing", "add it"
        case "extra_forbidden":
            return f"unknown name {name!r}", did_you_mean(name, names) or "take it out, or see the example"
        case "enum":
            kind, words = _closed_set(where, closed)
            given = str(error["input"])
            return f"unknown {kind} {given!r}", did_you_mean(given, words) or f"one of: {', '.join(words)}"
        case _:
            given = "" if isinstance(error["input"], dict | list) else f" (it is {_shown(error['input'])})"
            return f"{place}: {error['msg'][0].lower()}{error['msg'][1:]}{given}", ""


def _shown(given: object) -> str:
    return repr(given[:40]) if isinstance(given, str) else str(given)[:40]


def _closed_set(where: Path_, closed: dict[str, tuple[str, list[str]]]) -> tuple[str, list[str]]:
    for part in reversed(where):
        if part in closed:
            return closed[str(part)]
    return "word", []


def did_you_mean(given: str, words: list[str]) -> str:
    """Say which known word was likely meant; nothing if none is near."""
    found = process.extractOne(given, words, score_cutoff=LIKELY)
    return f"did you mean {str(found[0])!r}?" if found else ""


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
    fill = filler(shape)
    return {
        name: Template(name=name, text=fill(t.text), on={p: fill(words) for p, words in t.on.items()})
        for name, t in shape.templates.items()
    }


def filler(shape: PolicyShape) -> Callable[[str], str]:
    """Puts the contacts and the organisation's name in the place of their {placeholders}."""
    known = {name: contact.is_ for name, contact in shape.contacts.items()} | {"organisation": shape.organisation}

    def fill(words: str) -> str:
        for name, said in known.items():
            words = words.replace("{" + name + "}", said)
        return words.strip()

    return fill
