"""Lists of phrases that the policy names: written in the file itself, or a phrase a line in a text file beside it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from bot.policy.shapes import ListShape
from bot.yaml_lines import Path_

LONGEST_FILE = 10_000_000  # bytes
MOST_PHRASES = 200_000
LONGEST_PHRASE = 200  # characters
SHORTEST_START = 3  # characters before a *
MOST_TOLD = 5  # a file of some other kind is wrong in every line
REMARK = re.compile(r"(?:^|\s)#")  # a # within a word belongs to it, as in an address
SCAM_LINKS, STAFF_DATA = "scam_links", "staff_data"
Fault = tuple[Path_, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The phrases of every list, the texts of the files they came from, and what is wrong with those."""

    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def read_lists(lists: Mapping[str, ListShape], folder: Path) -> Lists:
    """Every list's phrases; files are taken from the policy's own folder. Nothing is raised."""
    phrases: dict[str, tuple[str, ...]] = {}
    files: dict[str, str] = {}
    faults: list[Fault] = []
    for name, shape in lists.items():
        phrases[name] = shape.entries
        entries = _amiss(name, enumerate(shape.entries))
        faults += [(("lists", name, "entries", n), words, remedy) for n, words, remedy in entries]
        if shape.file is not None:
            text, wrong = _text(folder / shape.file)
            wrong += [(f"line {n}: {words}", remedy) for n, words, remedy in _amiss(name, _lines(text))]
            faults += [(("lists", name, "file"), f"{shape.file} {words}", remedy) for words, remedy in wrong]
            files[shape.file] = text
            phrases[name] = (*shape.entries, *(phrase for _, phrase in _lines(text)))
        if len(phrases[name]) > MOST_PHRASES:
            told = f"the list {name!r} holds {len(phrases[name]):,} phrases"
            faults.append((("lists", name), told, f"{MOST_PHRASES:,} are the most"))
    return Lists(phrases=phrases, files=files, faults=tuple(faults))


def phrase_amiss(phrase: str) -> tuple[str, str] | None:
    """What is wrong with a phrase that is to be looked for in comments, and what to do; None if nothing is."""
    start, star, after = phrase.strip().partition("*")
    if len(phrase) > LONGEST_PHRASE:
        return f"a phrase of {len(phrase):,} characters", f"{LONGEST_PHRASE} are the most"
    if not any(letter.isalnum() for letter in phrase):
        return f"{phrase!r} holds no word", "take it out"
    if star and after:
        return f"{phrase!r} has a * before its end", "only the last word of a phrase may be left open"
    if star and len(start) < SHORTEST_START:
        return f"{phrase!r} is too wide", f"put at least {SHORTEST_START} letters before the *"
    return None


def _amiss(name: str, phrases: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    """The first phrases of a list that are of no use, each with its number."""
    return islice(_each_amiss(name, phrases), MOST_TOLD)


def _each_amiss(name: str, phrases: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    look = _link_amiss if name == SCAM_LINKS else phrase_amiss
    for n, phrase in phrases:
        if wrong := look(phrase):
            words, remedy = wrong
            kept = words.replace(repr(phrase), "a phrase") if name == STAFF_DATA else words
            yield n, kept, remedy


def _link_amiss(link: str) -> tuple[str, str] | None:
    if "." in link.strip(".") and not any(letter.isspace() or letter == "*" for letter in link):
        return None
    return f"{link[:LONGEST_PHRASE]!r} is no address", "write it like evil.example/pay"


def _text(path: Path) -> tuple[str, list[tuple[str, str]]]:
    try:
        data = path.read_bytes()
    except OSError as trouble:
        return "", [(f"cannot be read ({trouble.strerror})", "put it beside the policy, or take the list out")]
    if len(data) > LONGEST_FILE:
        return "", [(f"has {len(data):,} bytes", f"{LONGEST_FILE:,} are the most")]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as bad:
        line = data[: bad.start].count(b"\n") + 1
        return "", [(f"is not UTF-8 text in line {line}", "save it with the encoding UTF-8")]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The phrases in a file by their lines, without empty lines and what follows a #."""
    for number, line in enumerate(text.splitlines(), start=1):
        phrase = REMARK.split(line, maxsplit=1)[0].strip()
        if phrase:
            yield number, phrase
