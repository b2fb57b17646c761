"""What is wrong with an edited file, told whole: every fault is named, mended for the moment, and reading goes on."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from bot.errors import Problem
from bot.policy.plain import in_plain_words
from bot.yaml_lines import Path_, Read, line_of

S = TypeVar("S", bound=BaseModel)
LIKELY = 60  # rapidfuzz's score, of 100, from which a word is suggested
KEY = "[key]"  # how pydantic marks that a name is wrong rather than the value under it
STAND_INS: tuple[Any, ...] = (
    *("words", "4.2", "2000-01-01", "1000000", "threat", "facebook"),
    *(1, [], {}, ["reply"], ["4.2"], [{"actions": ["reply"]}]),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordlist:
    """What may be written: all names; closed sets by where they stand; how the rest is written; what is never shown."""

    names: tuple[str, ...]
    closed: Mapping[str, tuple[str, tuple[str, ...]]]
    remedies: Mapping[str, str]
    secret: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked(Generic[S]):
    """A file's values in shape, and what was wrong with them.

    `shape` is None if the file is past mending. `mended` are the places that hold something else than the file does,
    so that nothing more may be said of them; `guessed` says that some of that is a mere stand-in.
    """

    shape: S | None
    problems: tuple[Problem, ...] = ()
    mended: frozenset[Path_] = field(default_factory=frozenset)
    guessed: bool = False
    places: Mapping[Path_, tuple[int, int]] = field(default_factory=dict)

    def line(self, where: Path_) -> int:
        """The line of the value at `where`, or of the nearest thing around it."""
        return line_of(where, self.places)

    def within(self, where: Path_) -> bool:
        """Whether `where` lies in something that was mended."""
        return any(where[: len(place)] == place for place in self.mended)

    def holds(self, where: Path_) -> bool:
        """Whether something at or in `where` was mended."""
        return any(place[: len(where)] == where for place in self.mended)


def checked(model: type[S], read: Read, file: str, words: Wordlist) -> Checked[S]:
    """The file's values in the shape of `model`, with every problem by its line and the likely word.

    So that one fault hides no other, faults are mended in memory: the likely word for a wrong one, the default or a
    stand-in for a wrong value.
    """
    value, mender = copy.deepcopy(read.value), _Mender(words, dict(read.places))
    problems: tuple[Problem, ...] = ()
    for _ in range(len(STAND_INS) + 3):
        try:
            shape = model.model_validate(value)
        except ValidationError as wrong:
            errors = wrong.errors()
            problems = problems or _told(errors, read, file, words)
            mended = [mender.mend(value, error) for error in errors]
            if not all(mended):
                break
        else:
            return Checked(
                shape=shape,
                problems=problems,
                mended=frozenset(mender.attempts),
                guessed=mender.guessed,
                places=mender.places,
            )
    return Checked(shape=None, problems=problems)


def did_you_mean(given: str, words: tuple[str, ...] | list[str]) -> str:
    """Say which known word was likely meant; nothing if none is near."""
    near = _near(given, words)
    return f"did you mean {near!r}?" if near else ""


def _near(given: str, words: tuple[str, ...] | list[str]) -> str:
    found = process.extractOne(given, words, scorer=fuzz.ratio, score_cutoff=LIKELY)
    return str(found[0]) if found else ""


def _told(errors: list[ErrorDetails], read: Read, file: str, words: Wordlist) -> tuple[Problem, ...]:
    problems = set()
    for error in errors:
        where = _place(error)
        message, remedy = _words(error, where, words)
        problems.add(Problem(file=file, line=read.line(where), message=message, remedy=remedy))
    return tuple(sorted(problems))


def _place(error: ErrorDetails) -> Path_:
    return tuple(part for part in error["loc"] if part != KEY)


def _words(error: ErrorDetails, where: Path_, words: Wordlist) -> tuple[str, str]:
    if error["type"] == "extra_forbidden":
        name = str(where[-1])
        return f"unknown name {name!r}", did_you_mean(name, words.names) or "take it out, or see the example"
    if error["type"] in {"enum", "literal_error"}:
        kind, known = _closed_set(where, words)
        given = str(error["input"])[:40]
        return f"unknown {kind} {given!r}", did_you_mean(given, known) or f"one of: {', '.join(known)}"
    named = [str(part) for part in where if isinstance(part, str)]
    remedy = words.remedies.get(named[-1], "") if named else ""
    secret = any(part in words.secret for part in where)
    return in_plain_words(error, ".".join(named) or "the file", remedy, secret=secret)


def _closed_set(where: Path_, words: Wordlist) -> tuple[str, tuple[str, ...]]:
    for part in reversed(where):
        if part in words.closed:
            return words.closed[str(part)]
    return "word", ()


class _Mender:
    """Puts something that will do in the place of each fault; tries on where that will not do either."""

    def __init__(self, words: Wordlist, places: dict[Path_, tuple[int, int]]) -> None:
        self.words = words
        self.places = places
        self.attempts: dict[Path_, int] = {}
        self.guessed = False

    def mend(self, value: Any, error: ErrorDetails) -> bool:  # noqa: ANN401 - any YAML value
        """Mend one fault within `value`. False if there is nothing left to try."""
        where = _place(error)
        around = _at(value, where[:-1]) if where else None
        if not isinstance(around, dict | list):
            return False
        attempt = self.attempts.get(where, 0)
        self.attempts[where] = attempt + 1
        name: Any = where[-1]
        if error["type"] == "extra_forbidden" or error["loc"][-1] == KEY:
            return self._rename(around, where, error)
        if attempt == 0 and error["type"] != "missing" and self._default(around, where, error):
            return True
        if attempt > len(STAND_INS):
            return False
        self.guessed = True
        around[name] = copy.deepcopy(STAND_INS[max(attempt - 1, 0)])
        return True

    def _rename(self, around: Any, where: Path_, error: ErrorDetails) -> bool:  # noqa: ANN401 - any YAML value
        name = where[-1]
        known = _closed_set(where, self.words)[1] if error["loc"][-1] == KEY else self.words.names
        meant = _near(str(name), known)
        if not isinstance(around, dict):
            return False
        if name in around:  # two faults may lie in one entry
            held = around.pop(name)
            if meant and meant not in around and self.attempts[where] == 1:
                around[meant] = held
                self._move(where, (*where[:-1], meant))
            elif error["loc"][-1] == KEY:
                self.guessed = True
        return True

    def _move(self, old: Path_, new: Path_) -> None:
        here = {path: at for path, at in self.places.items() if path[: len(old)] == old}
        self.places.update({(*new, *path[len(old) :]): at for path, at in here.items()})

    def _default(self, around: Any, where: Path_, error: ErrorDetails) -> bool:  # noqa: ANN401 - any YAML value
        """The likely word in the place of an unknown one; else nothing there, so that a default holds."""
        name: Any = where[-1]
        if error["type"] in {"enum", "literal_error"}:
            meant = _near(str(error["input"]), _closed_set(where, self.words)[1])
            if meant:
                around[name] = meant
                return True
        if isinstance(around, dict):
            around.pop(name, None)
            return True
        return False


def _at(value: Any, where: Path_) -> Any:  # noqa: ANN401 - any YAML value
    for part in where:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value
