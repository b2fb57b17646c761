"""What may stand in a scenario file, and everything that is wrong with one, in words for whoever writes it."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from typing import Any

from bot.model import Behaviour, PlatformName, Protected
from bot.yaml_lines import Path_, Read

SAYINGS = ("comment", "reply", "visitor_post", "tag", "mention", "review", "direct_message")
KINDS: tuple[str, ...] = (*SAYINGS, "post", "our_reply", "edit", "delete")
NEEDS_ON = {"reply", "comment", "edit", "delete", "our_reply"}
NEEDS_TEXT = {*KINDS} - {"delete"}
NOT_ON: Mapping[str, set[str]] = {
    "facebook": set(),
    "instagram": {"visitor_post", "review", "edit"},
    "x": {"visitor_post", "review", "tag"},
}
FLAGS = ("can_hide", "no_author", "mentions_us", "once_warned", "recommends")
EXTRAS = (*FLAGS, "attachment", "repeat", "expect", "rating")
PARTS = {"day", "at", "platform", "kind", "key", "who", "text", "on", *EXTRAS}
LONGEST_REPEAT = 100_000
EXPECTED: Mapping[str, tuple[str, ...]] = {"behaviours": tuple(Behaviour), "protect": tuple(Protected)}

Wrong = tuple[Path_, str, str]


def wrong(read: Read) -> Iterator[Wrong]:
    """Every problem as its place, what is wrong there, and what to do about it."""
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
    yield from _wrong_people(people)
    keys: dict[str, Mapping[str, Any]] = {}
    for n, told in enumerate(whole["happenings"] if isinstance(whole["happenings"], list) else ()):
        where: Path_ = ("happenings", n)
        if not isinstance(told, dict):
            yield where, "is no happening", "write day, at, platform, kind, key, who and text"
            continue
        yield from _wrong_parts(told, where, people)
        yield from _wrong_place(told, where)
        yield from _wrong_extras(told, where)
        yield from _wrong_links(told, where, keys)
        keys.setdefault(str(told.get("key")), told)


def _wrong_people(people: Mapping[str, Any]) -> Iterator[Wrong]:
    taken: dict[tuple[str, str], str] = {}
    for key, told in people.items():
        if not isinstance(told, dict) or "name" not in told:
            yield ("people", key), f"{key!r} has no name", "write 'name: …'"
            continue
        for name in set(told) - {"name", *PlatformName}:
            yield ("people", key, name), f"unknown name {name!r}", f"one of: name, {', '.join(PlatformName)}"
        for platform in (p for p in PlatformName if p in told):
            first = taken.setdefault((platform, str(told[platform]).lower()), key)
            if first != key:
                yield ("people", key, platform), f"{key!r} has the {platform} handle of {first!r}", "choose another"


def _wrong_parts(told: Mapping[str, Any], where: Path_, people: Mapping[str, Any]) -> Iterator[Wrong]:
    for name in set(told) - PARTS:
        yield (*where, name), f"unknown name {name!r}", f"one of: {', '.join(sorted(PARTS))}"
    if not _is_number(told.get("day"), 60):
        yield (*where, "day"), "day must be a number from 1 to 60", "day 1 is the scenario's start"
    if not _is_time(told.get("at"), time.fromisoformat):
        yield (*where, "at"), "at must be a time of day", "write it as '14:05', in quotes"
    if str(told.get("kind")) in SAYINGS and str(told.get("who")) not in people:
        yield (*where, "who"), f"nobody is called {told.get('who')!r}", "add them under people"
    if str(told.get("kind")) in NEEDS_TEXT and not isinstance(told.get("text"), str):
        yield (*where, "text"), "has no words", "write them as text: '…', in quotes"


def _wrong_place(told: Mapping[str, Any], where: Path_) -> Iterator[Wrong]:
    platform, kind = told.get("platform"), told.get("kind")
    if platform not in list(PlatformName):
        yield (*where, "platform"), f"unknown platform {platform!r}", "facebook, instagram or x"
    if kind not in KINDS:
        yield (*where, "kind"), f"unknown kind {kind!r}", f"one of: {', '.join(KINDS)}"
    elif kind in NOT_ON.get(str(platform), ()):
        yield (*where, "kind"), f"{platform} knows no {kind}", "choose another kind, or another platform"


def _wrong_extras(told: Mapping[str, Any], where: Path_) -> Iterator[Wrong]:
    if not _is_number(told.get("repeat", 1), LONGEST_REPEAT):
        yield (*where, "repeat"), f"repeat must be a number from 1 to {LONGEST_REPEAT}", "leave it out for once"
    if not _is_number(told.get("rating", 1), 5):
        yield (*where, "rating"), "rating must be a number from 1 to 5", "leave it out for none"
    if not isinstance(told.get("attachment", ""), str):
        yield (*where, "attachment"), "attachment must be an address", "write it as 'https://…', in quotes"
    for name in FLAGS:
        if not isinstance(told.get(name, True), bool):
            yield (*where, name), f"{name} must be true or false", "write it without quotes"
    if "expect" in told:
        yield from _wrong_expect(told, (*where, "expect"))


def _wrong_expect(told: Mapping[str, Any], where: Path_) -> Iterator[Wrong]:
    expect = told["expect"]
    if str(told.get("kind")) not in {*SAYINGS, "edit"}:
        yield where, "expect is for what people say to us", "leave it out here"
    if not isinstance(expect, dict) or set(expect) - {*EXPECTED, "hide_ok"}:
        yield where, "expect holds behaviours, protect and hide_ok, and nothing else", "write {} for nothing"
        return
    for name, known in EXPECTED.items():
        found = expect.get(name, [])
        if not isinstance(found, list):
            yield (*where, name), f"{name} must be a list", "write it as [one, another]"
            continue
        for one in (one for one in found if one not in known):
            yield (*where, name), f"unknown in {name}: {one!r}", f"one of: {', '.join(known)}"
    if not isinstance(expect.get("hide_ok", False), bool):
        yield (*where, "hide_ok"), "hide_ok must be true or false", "leave it out for false"


def _wrong_links(told: Mapping[str, Any], where: Path_, keys: Mapping[str, Mapping[str, Any]]) -> Iterator[Wrong]:
    key, on = told.get("key"), str(told.get("on", ""))
    if not isinstance(key, str) or not key:
        yield where, "has no key", "give it a word of its own"
    elif key in keys:
        yield (*where, "key"), f"the key {key!r} is taken", "choose another"
    if str(told.get("kind")) not in NEEDS_ON:
        return
    if on not in keys:
        yield (*where, "on"), f"{told.get('on')!r} is nothing that was said before", "name the key of something earlier"
        return
    if keys[on].get("platform") != told.get("platform"):
        yield (*where, "on"), f"{on!r} was said on {keys[on].get('platform')}", "answer it on the same platform"
    if _is_later(keys[on], told):
        yield (*where, "on"), f"{on!r} is said only later", "change day or at"


def _is_later(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    told = (one, other)
    if not all(_is_number(t.get("day"), 60) and _is_time(t.get("at"), time.fromisoformat) for t in told):
        return False
    first, second = ((t["day"], time.fromisoformat(t["at"])) for t in told)
    return first > second


def _is_number(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def _is_time(value: object, read: Any) -> bool:  # noqa: ANN401 - two readers of the standard library
    try:
        found = read(value)
    except (TypeError, ValueError):
        return False
    return found.tzinfo is None
