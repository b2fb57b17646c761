"""What is wrong with an edited file, told whole: every fault is named, mended for the moment, and reading goes on."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.errors import Problem
from bot.policy.likely import Wordlist, closed_set, did_you_mean, names_at, near, unknown
from bot.policy.mending import KEY, ROUNDS, Mender, is_echo, place_of
from bot.policy.plain import in_plain_words
from bot.yaml_lines import Path_, Read

__all__ = ["Checked", "Wordlist", "checked", "did_you_mean", "unknown"]

S = TypeVar("S", bound=BaseModel)
FEW = 12  # names, up to which all that may stand somewhere are told


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked(Generic[S]):
    """A file's values in shape, and what was wrong with them.

    `shape` is None if the file is past mending. `mended` are the places that hold something else than the file does,
    so that nothing more may be said of them; `lost` those of them where that is not even what was likely meant;
    `guessed` says that some of that is a mere stand-in.
    """

    shape: S | None
    problems: tuple[Problem, ...] = ()
    mended: frozenset[Path_] = field(default_factory=frozenset)
    lost: frozenset[Path_] = field(default_factory=frozenset)
    guessed: bool = False
    places: Mapping[Path_, tuple[int, int]] = field(default_factory=dict)

    def at(self, where: Path_) -> tuple[int, int]:
        """The line and column of the value at `where`, or of the nearest thing around it."""
        return _at_or_around(where, self.places)

    def line(self, where: Path_) -> int:
        """The line of the value at `where`, or of the nearest thing around it."""
        return self.at(where)[0]

    def within(self, where: Path_) -> bool:
        """Whether `where` lies in something that was mended."""
        return any(where[: len(place)] == place for place in self.mended)

    def holds(self, where: Path_) -> bool:
        """Whether something at or in `where` was mended."""
        return any(place[: len(where)] == where for place in self.mended)

    def has_lost(self, where: Path_) -> bool:
        """Whether something at or in `where` is no longer what the file says, nor what was likely meant."""
        return any(place[: len(where)] == where for place in self.lost)


def checked(model: type[S], read: Read, file: str, words: Wordlist, *, columns: bool = False) -> Checked[S]:
    """The file's values in the shape of `model`, with every problem by its line (and column) and the likely word.

    So that one fault hides no other, faults are mended in memory: the likely word for a wrong one, the default or a
    stand-in for a wrong value.
    """
    value, mender = copy.deepcopy(read.value), Mender(model, words, dict(read.places))
    problems: tuple[Problem, ...] = ()
    for _ in range(ROUNDS):
        try:
            shape = model.model_validate(value)
        except ValidationError as wrong:
            errors = wrong.errors()
            told = _told(model, errors, read, file, words)
            problems = problems or tuple(sorted(told if columns else {replace(each, column=0) for each in told}))
            if not mender.mend(value, errors):
                break
        else:
            return Checked(
                shape=shape,
                problems=problems,
                mended=frozenset(mender.mended),
                lost=frozenset(mender.lost),
                guessed=mender.guessed,
                places=mender.places,
            )
    return Checked(shape=None, problems=problems)


def _at_or_around(where: Path_, places: Mapping[Path_, tuple[int, int]]) -> tuple[int, int]:
    while where and where not in places:
        where = where[:-1]
    return places.get(where, (1, 1))


def _told(model: type[BaseModel], errors: list[ErrorDetails], read: Read, file: str, words: Wordlist) -> set[Problem]:
    misspelt = {_meant(model, place_of(error), words) for error in errors if error["type"] == "extra_forbidden"}
    problems = set()
    for error in errors:
        where = place_of(error)
        if is_echo(error) or (error["type"] == "missing" and where in misspelt):
            continue
        line, column = _at_or_around(where, read.places)
        message, remedy = _words(model, error, where, read, words)
        problems.add(Problem(file=file, line=line, column=column, message=message, remedy=remedy))
    return problems


def _meant(model: type[BaseModel], where: Path_, words: Wordlist) -> Path_:
    """The place that an unknown name was likely meant to be."""
    return (*where[:-1], near(str(where[-1]), names_at(model, where[:-1]) or words.names))


def _words(model: type[BaseModel], error: ErrorDetails, where: Path_, read: Read, words: Wordlist) -> tuple[str, str]:
    if error["type"] == "extra_forbidden":
        return _unknown_name(str(where[-1]), names_at(model, where[:-1]), words)
    if error["type"] in {"enum", "literal_error"} and isinstance(error["input"], str):
        kind, known = closed_set(where, words)
        given = error["input"][:40]
        return f"unknown {kind} {given!r}", did_you_mean(given, known) or f"one of: {', '.join(known)}"
    place = _as_written(error, where, read)
    secret = any(part in words.secret for part in where)
    return in_plain_words(error, place, _remedy(error, where, words), secret=secret)


def _remedy(error: ErrorDetails, where: Path_, words: Wordlist) -> str:
    if error["type"] in {"enum", "literal_error"}:
        return f"one of: {', '.join(closed_set(where, words)[1])}"
    return next((words.remedies[str(part)] for part in reversed(where[-2:]) if part in words.remedies), "")


def _unknown_name(name: str, here: tuple[str, ...], words: Wordlist) -> tuple[str, str]:
    remedy = did_you_mean(name, here or words.names)
    message = f"{name!r} has no place here" if name in words.names else f"unknown name {name!r}"
    if not remedy and 0 < len(here) <= FEW:
        remedy = f"take it out; here may stand: {', '.join(here)}"
    return message, remedy or "take it out, or see the example"


def _as_written(error: ErrorDetails, where: Path_, read: Read) -> str:
    """The names that lead to a place, as far as the file says them: a short form leaves one out."""
    if error["loc"][-1:] == (KEY,):
        return f"the name {where[-1]!r} under {'.'.join(str(part) for part in where[:-1] if isinstance(part, str))}"
    ends = {len(where) - 1} if error["type"] == "missing" else set()
    said = [part for n, part in enumerate(where) if n in ends or where[: n + 1] in read.places]
    place = ".".join(str(part) for part in said if isinstance(part, str)) or "the file"
    is_entry = error["type"] == "model_type" and isinstance(next(reversed(where), None), int)
    return f"an entry of {place}" if is_entry else place
