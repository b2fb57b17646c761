"""Ways of saying something: the patterns of `ways/`, which run over folded text, and small lists of words beside them.

A file is plain text: `[name]`, then one pattern a line (for `ways`), or words between commas (for `wordset`).
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Self

_HEAD = re.compile(r"\[(\w[\w ,']*)\]")
_LOOSE_GAP = re.compile(r" (\{(?:gap|some)\}) ?(?=(\(|\w|\{|£)?)")


class Ways(tuple[str, ...]):  # noqa: SLOT001 (a tuple can have no named slots)
    """Patterns in their order; `all` holds the same for quick comparison."""

    all: frozenset[str]

    def __new__(cls, patterns: Iterable[str]) -> Self:
        """Keeps the patterns as they come, each once."""
        self = super().__new__(cls, dict.fromkeys(patterns))
        self.all = frozenset(self)
        return self


@cache
def _lines(file: str) -> tuple[str, ...]:
    """The lines of one file that say something."""
    text = (files("bot.detectors") / "ways" / f"{file}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip() and not line.startswith("# "))


def ways(file: str, name: str) -> Ways:
    """The patterns under one heading. Raises KeyError if there are none."""
    found: list[str] = []
    here = False
    for line in _lines(file):
        head = _HEAD.fullmatch(line)
        if head:
            here = head[1] == name
        elif here:
            found.append(line)
    if not found:
        raise KeyError(f"{file}.txt has no [{name}]")
    return Ways(found)


def headings(file: str) -> tuple[str, ...]:
    """The headings of a file, in their order."""
    return tuple(head[1] for line in _lines(file) if (head := _HEAD.fullmatch(line)))


def wordset(file: str, name: str) -> frozenset[str]:
    """The words under one heading. Raises KeyError if there are none."""
    return frozenset(word.strip() for line in ways(file, name) for word in line.split(",") if word.strip())


SHORT_FORMS = tuple(
    (f"{{{name}}}", meaning) for name, _, meaning in (line.partition(" ") for line in _lines("short_forms"))
)


def expand(pattern: str) -> str:
    """A pattern with its short forms written out ({num}, {day}, {gap} …), bound to whole tokens.

    `a {gap}b` and `a{gap} b` both say: a, up to three words of the same sentence, b.
    """
    pattern = _LOOSE_GAP.sub(lambda m: f"{m[1]} " if m[2] else m[1], pattern)
    for name, meaning in SHORT_FORMS:
        pattern = pattern.replace(name, meaning)
    return f" (?:{pattern}) "
