"""Lists of phrases that the policy names: written in the file itself, or a phrase a line in a text file beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.policy.shapes import ListShape
from bot.yaml_lines import Path_

LONGEST_FILE = 10_000_000  # bytes
MOST_PHRASES = 200_000
LONGEST_PHRASE = 200  # characters
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
        if shape.file is not None:
            text, wrong = _text(folder / shape.file)
            faults += [(("lists", name, "file"), f"{shape.file} {words}", remedy) for words, remedy in wrong]
            files[shape.file] = text
            phrases[name] = (*shape.entries, *_phrases(text))
        faults += [(("lists", name), words, remedy) for words, remedy in _wrong_with(phrases[name])]
    return Lists(phrases=phrases, files=files, faults=tuple(faults))


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


def _phrases(text: str) -> Iterator[str]:
    """The phrases in a file: a line each, without empty lines and what follows a #."""
    for line in text.splitlines():
        phrase = line.split("#", 1)[0].strip()
        if phrase:
            yield phrase


def _wrong_with(phrases: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if len(phrases) > MOST_PHRASES:
        yield f"holds {len(phrases):,} phrases", f"{MOST_PHRASES:,} are the most"
    long = next((phrase for phrase in phrases if len(phrase) > LONGEST_PHRASE), None)
    if long is not None:
        yield f"holds a phrase of {len(long):,} characters", f"{LONGEST_PHRASE} are the most"
