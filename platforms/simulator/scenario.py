"""A written scenario: who lives in the town, and what they say when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import FileInvalid, Problem
from bot.model import PlatformName
from bot.yaml_lines import Path_, Read, read_yaml

FORTNIGHT = Path(__file__).parent / "fortnight.yaml"
LONDON = ZoneInfo("Europe/London")

LONGEST_REPEAT = 100_000
NEEDS_ON = {"reply", "comment", "edit", "delete", "our_reply"}
SAYINGS = ("comment", "reply", "visitor_post", "tag", "mention", "review", "direct_message")
KINDS: tuple[str, ...] = (*SAYINGS, "post", "our_reply", "edit", "delete")
EXTRAS = (
    "can_hide",
    "no_author",
    "mentions_us",
    "once_warned",
    "attachment",
    "repeat",
    "expect",
    "rating",
    "recommends",
)
PARTS = {"day", "at", "platform", "kind", "key", "who", "text", "on", *EXTRAS}


class ScenarioInvalid(FileInvalid):
    """The scenario file cannot be played."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that somebody says or does, `after` so long since the scenario's start."""

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
            for where, message, remedy in _wrong(read)
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
        extra={name: told[name] for name in EXTRAS if name in told},
    )


def _wrong(read: Read) -> Iterator[tuple[Path_, str, str]]:
    whole = read.value
    if not isinstance(whole, dict) or set(whole) != {"start", "people", "happenings"}:
        yield (), "needs start, people and happenings, and nothing else", "see the shipped fortnight.yaml"
        return
    if not _is_time(whole["start"], datetime.fromisoformat):
        yield ("start",), "start is no date", "write it as '2026-11-02'"
    if not isinstance(whole["people"], dict):
        yield ("people",), "people are no list of names", "write 'key: {name: …}'"
    if not isinstance(whole["happenings"], list):
        yield ("happenings",), "happenings are no list", "write each on a line after '- '"
    people = whole["people"] if isinstance(whole["people"], dict) else {}
    for key, told in people.items():
        if not isinstance(told, dict) or "name" not in told:
            yield ("people", key), f"{key!r} has no name", "write 'name: …'"
    keys: dict[str, int] = {}
    for n, told in enumerate(whole["happenings"] if isinstance(whole["happenings"], list) else ()):
        where: Path_ = ("happenings", n)
        if not isinstance(told, dict):
            yield where, "is no happening", "write day, at, platform, kind, key, who and text"
            continue
        yield from _wrong_parts(told, where, people)
        yield from _wrong_links(told, where, keys)
        keys.setdefault(str(told.get("key")), n)


def _wrong_parts(told: Mapping[str, Any], where: Path_, people: Mapping[str, Any]) -> Iterator[tuple[Path_, str, str]]:
    for name in set(told) - PARTS:
        yield (*where, name), f"unknown name {name!r}", f"one of: {', '.join(sorted(PARTS))}"
    if not _is_number(told.get("day"), 60):
        yield (*where, "day"), "day must be a number from 1 to 60", "day 1 is the scenario's start"
    if not _is_time(told.get("at"), time.fromisoformat):
        yield (*where, "at"), "at must be a time of day", "write it as '14:05', in quotes"
    if not _is_number(told.get("repeat", 1), LONGEST_REPEAT):
        yield (*where, "repeat"), f"repeat must be a number from 1 to {LONGEST_REPEAT}", "leave it out for once"
    if told.get("platform") not in list(PlatformName):
        yield (*where, "platform"), f"unknown platform {told.get('platform')!r}", "facebook, instagram or x"
    if told.get("kind") not in KINDS:
        yield (*where, "kind"), f"unknown kind {told.get('kind')!r}", f"one of: {', '.join(KINDS)}"
    if told.get("kind") in SAYINGS and str(told.get("who")) not in people:
        yield (*where, "who"), f"nobody is called {told.get('who')!r}", "add them under people"


def _wrong_links(told: Mapping[str, Any], where: Path_, keys: Mapping[str, int]) -> Iterator[tuple[Path_, str, str]]:
    key = told.get("key")
    if not isinstance(key, str) or not key:
        yield where, "has no key", "give it a word of its own"
    elif key in keys:
        yield (*where, "key"), f"the key {key!r} is taken", "choose another"
    if str(told.get("kind")) in NEEDS_ON and str(told.get("on", "")) not in keys:
        yield (*where, "on"), f"{told.get('on')!r} is nothing that was said before", "name the key of something earlier"


def _is_number(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def _is_time(value: object, read: Any) -> bool:  # noqa: ANN401 - two readers of the standard library
    try:
        found = read(value)
    except (TypeError, ValueError):
        return False
    return found.tzinfo is None
