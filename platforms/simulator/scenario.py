"""A written scenario: who lives in the town, and what they say when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import FileInvalid, Problem
from bot.model import PlatformName
from bot.yaml_lines import read_yaml
from platforms.simulator.scenario_checks import EXTRAS, KINDS, SAYINGS, wrong

__all__ = ["FORTNIGHT", "KINDS", "SAYINGS", "Happening", "Person", "Scenario", "ScenarioInvalid", "load_scenario"]

FORTNIGHT = Path(__file__).parent / "fortnight.yaml"
LONDON = ZoneInfo("Europe/London")


class ScenarioInvalid(FileInvalid):
    """The scenario file cannot be played."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that somebody says or does, `after` so long since the scenario's start.

    `extra["expect"]`, where the file has it, is what a careful person would see in the words, given what went before:
    always all three of `behaviours`, `protect` and `hide_ok`.
    """

    after: timedelta
    platform: PlatformName
    kind: str
    key: str
    who: str
    text: str = ""
    on: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who lives in the town, with a handle where a platform has one."""

    key: str
    name: str
    handles: Mapping[PlatformName, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A whole story: when it starts, who is in it, and what happens, in order of time."""

    start: datetime
    people: Mapping[str, Person]
    happenings: tuple[Happening, ...]


def load_scenario(path: Path | None = None) -> Scenario:
    """The scenario in the file, the shipped fortnight by default. Raises ScenarioInvalid with all that is wrong."""
    file = path or FORTNIGHT
    read = read_yaml(file)
    if read.problems:
        raise ScenarioInvalid(read.problems)
    problems = tuple(
        sorted(
            Problem(file=file.name, line=read.line(where), message=message, remedy=remedy)
            for where, message, remedy in wrong(read)
        )
    )
    if problems:
        raise ScenarioInvalid(problems)
    start = datetime.fromisoformat(read.value["start"]).replace(tzinfo=LONDON)
    people = {key: _person(key, told) for key, told in read.value["people"].items()}
    happenings = [_happening(told, start) for told in read.value["happenings"]]
    return Scenario(
        start=start.astimezone(UTC), people=people, happenings=tuple(sorted(happenings, key=lambda h: h.after))
    )


def _person(key: str, told: Mapping[str, Any]) -> Person:
    handles = {platform: str(told[platform]) for platform in PlatformName if platform in told}
    return Person(key=key, name=str(told["name"]), handles=handles)


def _happening(told: Mapping[str, Any], start: datetime) -> Happening:
    """A day and a London time of day become the time since the start, whatever the clocks did in between."""
    day = (start + timedelta(days=told["day"] - 1)).date()
    at = datetime.combine(day, time.fromisoformat(told["at"]), LONDON)
    return Happening(
        after=at.astimezone(UTC) - start.astimezone(UTC),
        platform=PlatformName(told["platform"]),
        kind=told["kind"],
        key=str(told["key"]),
        who=str(told.get("who", "")),
        text=str(told.get("text", "")) * int(told.get("repeat", 1)),
        on=str(told.get("on", "")),
        extra={name: told[name] for name in EXTRAS if name in told} | _expected(told),
    )


def _expected(told: Mapping[str, Any]) -> dict[str, Any]:
    if "expect" not in told:
        return {}
    return {"expect": {"behaviours": [], "protect": [], "hide_ok": False} | told["expect"]}
