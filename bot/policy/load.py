"""policies.yaml → Policy, or every problem with its line, the likely word and what to do."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.errors import PolicyInvalid, Problem
from bot.model import ActionKind, Behaviour, FormalAction, Identity, InteractionKind, PlatformName, Protected, RuleState
from bot.policy.checks import CHECKS, COMPARING, COMPLETE, REFERRING
from bot.policy.lists import Lists, read_lists
from bot.policy.made import policy_of
from bot.policy.model import Policy
from bot.policy.shapes import SHAPES, SHORT_FORMS, PolicyShape
from bot.policy.told import Checked, Wordlist, checked
from bot.yaml_lines import Read, read_yaml

ACTIONS = ("action", tuple(ActionKind))
PLATFORMS = ("platform", tuple(PlatformName))
BEHAVIOURS = ("behaviour", tuple(Behaviour))
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WORDS = Wordlist(
    names=tuple(f.alias or name for shape in SHAPES for name, f in shape.model_fields.items()),
    closed={
        "behaviour": BEHAVIOURS,
        "state": ("state", tuple(RuleState)),
        "actions": ACTIONS,
        "approvals": ACTIONS,
        "restrictions": ACTIONS,
        "wording": ACTIONS,
        "notices": ACTIONS,
        "formal": ("formal action", tuple(FormalAction)),
        "one_of": ("role", ("officer", "manager", "executive")),
        "kinds": ("kind of interaction", tuple(InteractionKind)),
        "identity": ("identity", tuple(Identity)),
        "protections": ("protected signal", tuple(Protected)),
        "platforms": PLATFORMS,
        "own_accounts": PLATFORMS,
        "public_figures": PLATFORMS,
        "actions_per_hour": PLATFORMS,
        "on": PLATFORMS,
        "open_days": ("weekday", DAYS),
    },
    remedies={
        "clauses": 'write each clause like "4.2", in quotes',
        "verified_on": 'write a date like "2026-11-02", in quotes',
        "closed_on": 'write each date like "2026-12-24", in quotes',
        "opens": 'write a time like "09:00", in quotes',
        "closes": 'write a time like "17:00", in quotes',
        "languages": 'write a language by its two letters, like "pl"',
        "name": "write it in small letters with _ between words",
        "file": "name a .txt file beside this one, like lists/links.txt",
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A policy with the very text that it was read from, and those of the lists that it names."""

    policy: Policy
    source: str
    files: Mapping[str, str] = field(default_factory=dict)


def load_policy(path: Path) -> Policy:
    """The policy that the file holds. Raises PolicyInvalid with every problem in it, in the order of their lines."""
    return load_whole(path).policy


def load_whole(path: Path) -> Loaded:
    """The policy with its source. Raises PolicyInvalid with every problem in it, in the order of their lines."""
    read = read_yaml(path)
    if read.problems:
        raise PolicyInvalid(read.problems)
    found = in_shape(read, path.name)
    lists = read_lists(found.shape.lists, path.parent) if found.shape else Lists()
    problems = {*found.problems, *_further(found, lists, path.name)}
    if problems or found.shape is None:
        raise PolicyInvalid(tuple(sorted(problems)))
    policy = policy_of(found.shape, lists, version=_version(read.digest, lists.files))
    return Loaded(policy=policy, source=path.read_bytes().decode("utf-8-sig"), files=lists.files)


def policy_schema() -> dict[str, Any]:
    """The JSON Schema of `policies.yaml`, short forms included, for an editor that completes and checks."""
    schema = PolicyShape.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    for name, (inner, _) in SHORT_FORMS.items():
        long = schema["properties"][name]["additionalProperties"]
        whole = schema["$defs"][long["$ref"].rsplit("/", 1)[-1]]
        short = dict(whole["properties"][inner])
        schema["properties"][name]["additionalProperties"] = {"anyOf": [short, long]}
    return schema


def in_shape(read: Read, file: str) -> Checked[PolicyShape]:
    """The values that were read in the shape of a policy, short forms written out, and what is wrong with them."""
    return checked(PolicyShape, _in_long_form(read), file, WORDS, columns=True)


def _in_long_form(read: Read) -> Read:
    """The values with each short form (`block: 2`) written out (`block: {people: 2}`), and the places to match."""
    if not isinstance(read.value, dict):
        return read
    value, places = dict(read.value), dict(read.places)
    for name, (inner, _) in SHORT_FORMS.items():
        if isinstance(value.get(name), dict):
            short = {key: held for key, held in value[name].items() if not isinstance(held, dict)}
            value[name] = value[name] | {key: {inner: held} for key, held in short.items()}
            within = [path for path in read.places if path[:1] == (name,) and len(path) > 2 and path[1] in short]
            places |= {(name, path[1], inner, *path[2:]): read.places[path] for path in within}
    return replace(read, value=value, places=places)


def _further(found: Checked[PolicyShape], lists: Lists, file: str) -> Iterator[Problem]:
    """What else is wrong, wherever the file itself says it; what may be missing is asked of no mere guess."""
    if found.shape is None:
        return
    asked = CHECKS if found.guessed else (*CHECKS, *COMPLETE)
    checks = [check for check in asked if (REFERRING.get(check),) not in found.lost]
    faults = [(COMPARING.get(check), fault) for check in checks for fault in check(found.shape)]
    for compares, (where, message, remedy) in (*faults, *((None, fault) for fault in lists.faults)):
        if not found.within(where) and not found.has_lost(where[:compares]):
            line, column = found.at(where)
            yield Problem(file=file, line=line, column=column, message=message, remedy=remedy)


def _version(digest: str, files: Mapping[str, str]) -> str:
    """The hash of the file; of the lists beside it too, where it names any."""
    if files:
        both = json.dumps([digest, dict(files)], sort_keys=True).encode("utf-8", "surrogatepass")
        digest = hashlib.sha256(both).hexdigest()
    return f"sha256:{digest[:16]}"
