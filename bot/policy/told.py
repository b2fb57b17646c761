"""What is wrong with an edited file, told whole: every fault is named, mended for the moment, and reading goes on."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from bot.errors import Problem
from bot.policy.plain import in_plain_words
from bot.yaml_lines import Path_, Read

S = TypeVar("S", bound=BaseModel)
LIKELY = 60  # rapidfuzz's score, of 100, from which a word is suggested
KEY = "[key]"  # how pydantic marks that a name is wrong rather than the value under it
STAND_INS: tuple[Any, ...] = (
    *("words", "4.2", "2000-01-01", "1000000", "threat", "facebook", "en"),
    *(1, 2, [], {}, ["reply"], ["4.2"], [{"actions": ["reply"]}]),
)
FEW = 12  # names, up to which all that may stand somewhere are told


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
    value, mender = copy.deepcopy(read.value), _Mender(model, words, dict(read.places))
    problems: tuple[Problem, ...] = ()
    for _ in range(len(STAND_INS) + 3):
        try:
            shape = model.model_validate(value)
        except ValidationError as wrong:
            errors = wrong.errors()
            told = _told(model, errors, read, file, words)
            problems = problems or tuple(sorted(told if columns else {replace(each, column=0) for each in told}))
            mended = [mender.mend(value, error) for error in errors]
            if not all(mended):
                break
        else:
            return Checked(
                shape=shape,
                problems=problems,
                mended=frozenset(mender.attempts),
                lost=frozenset(mender.lost),
                guessed=mender.guessed,
                places=mender.places,
            )
    return Checked(shape=None, problems=problems)


def did_you_mean(given: str, words: tuple[str, ...] | list[str]) -> str:
    """Say which known word was likely meant; nothing if none is near."""
    near = _near(given, words)
    return f"did you mean {near!r}?" if near else ""


def unknown(kind: str, given: str, known: list[str]) -> tuple[str, str]:
    """What to tell of a name that nothing in the file goes by, and which was likely meant."""
    near = did_you_mean(given, known) or (f"one of: {', '.join(known)}" if known else f"add it under '{kind}s'")
    return f"unknown {kind} {given!r}", near


def _near(given: str, words: tuple[str, ...] | list[str]) -> str:
    found = process.extractOne(given, words, scorer=fuzz.ratio, score_cutoff=LIKELY)
    return str(found[0]) if found else ""


def _at_or_around(where: Path_, places: Mapping[Path_, tuple[int, int]]) -> tuple[int, int]:
    while where and where not in places:
        where = where[:-1]
    return places.get(where, (1, 1))


def _told(model: type[BaseModel], errors: list[ErrorDetails], read: Read, file: str, words: Wordlist) -> set[Problem]:
    problems = set()
    for error in errors:
        where = _place(error)
        line, column = _at_or_around(where, read.places)
        message, remedy = _words(model, error, where, read, words)
        problems.add(Problem(file=file, line=line, column=column, message=message, remedy=remedy))
    return problems


def _place(error: ErrorDetails) -> Path_:
    return tuple(part for part in error["loc"] if part != KEY)


def _words(model: type[BaseModel], error: ErrorDetails, where: Path_, read: Read, words: Wordlist) -> tuple[str, str]:
    if error["type"] == "extra_forbidden":
        return _unknown_name(str(where[-1]), names_at(model, where[:-1]), words)
    if error["type"] in {"enum", "literal_error"} and isinstance(error["input"], str):
        kind, known = _closed_set(where, words)
        given = error["input"][:40]
        return f"unknown {kind} {given!r}", did_you_mean(given, known) or f"one of: {', '.join(known)}"
    place = _as_written(error, where, read)
    secret = any(part in words.secret for part in where)
    return in_plain_words(error, place, _remedy(error, where, words), secret=secret)


def _remedy(error: ErrorDetails, where: Path_, words: Wordlist) -> str:
    if error["type"] in {"enum", "literal_error"}:
        return f"one of: {', '.join(_closed_set(where, words)[1])}"
    return next((words.remedies[str(part)] for part in reversed(where[-2:]) if part in words.remedies), "")


def _unknown_name(name: str, here: tuple[str, ...], words: Wordlist) -> tuple[str, str]:
    near = did_you_mean(name, here or words.names)
    if not near and 0 < len(here) <= FEW:
        near = f"take it out; here may stand: {', '.join(here)}"
    elsewhere = name in words.names and name not in near
    message = f"{name!r} has no place here" if elsewhere else f"unknown name {name!r}"
    return message, near or "take it out, or see the example"


def _as_written(error: ErrorDetails, where: Path_, read: Read) -> str:
    """The names that lead to a place, as far as the file says them: a short form leaves one out."""
    if error["loc"][-1:] == (KEY,):
        return f"the name {where[-1]!r} under {'.'.join(str(part) for part in where[:-1] if isinstance(part, str))}"
    ends = {len(where) - 1} if error["type"] == "missing" else set()
    said = [part for n, part in enumerate(where) if n in ends or where[: n + 1] in read.places]
    place = ".".join(str(part) for part in said if isinstance(part, str)) or "the file"
    is_entry = error["type"] == "model_type" and isinstance(next(reversed(where), None), int)
    return f"an entry of {place}" if is_entry else place


def _closed_set(where: Path_, words: Wordlist) -> tuple[str, tuple[str, ...]]:
    for part in reversed(where):
        if part in words.closed:
            return words.closed[str(part)]
    return "word", ()


def names_at(model: type[BaseModel], where: Path_) -> tuple[str, ...]:
    """The names that may stand at `where` in a file of this model; none where it holds names of its author's own."""
    kinds: list[Any] = [model]
    for part in where:
        kinds = [inner for kind in kinds for inner in _under(kind, part)]
    shapes = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return tuple(f.alias or name for shape in shapes for name, f in shape.model_fields.items())


def _under(kind: Any, part: str | int) -> Iterator[Any]:  # noqa: ANN401 - any annotation
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = {f.alias or name: f.annotation for name, f in kind.model_fields.items()}
        yield from _unwrapped(fields[part]) if part in fields else ()
    elif get_origin(kind) is dict:
        yield from _unwrapped(get_args(kind)[1])
    elif get_origin(kind) in {list, tuple}:
        yield from _unwrapped(get_args(kind)[0])


def _unwrapped(kind: Any) -> Iterator[Any]:  # noqa: ANN401 - any annotation
    if get_origin(kind) is Annotated:
        yield from _unwrapped(get_args(kind)[0])
    elif get_origin(kind) in {Union, UnionType}:
        yield from (inner for each in get_args(kind) for inner in _unwrapped(each))
    else:
        yield kind


class _Mender:
    """Puts something that will do in the place of each fault; tries on where that will not do either."""

    def __init__(self, model: type[BaseModel], words: Wordlist, places: dict[Path_, tuple[int, int]]) -> None:
        self.model = model
        self.words = words
        self.places = places
        self.attempts: dict[Path_, int] = {}
        self.lost: set[Path_] = set()
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
        self.lost.add(where)
        around[name] = copy.deepcopy(STAND_INS[max(attempt - 1, 0)])
        return True

    def _rename(self, around: Any, where: Path_, error: ErrorDetails) -> bool:  # noqa: ANN401 - any YAML value
        name = where[-1]
        is_key = error["loc"][-1] == KEY
        known = _closed_set(where, self.words)[1] if is_key else names_at(self.model, where[:-1]) or self.words.names
        meant = _near(str(name), known)
        if not isinstance(around, dict):
            return False
        if name in around:  # two faults may lie in one entry
            held = around.pop(name)
            if meant and meant not in around and self.attempts[where] == 1:
                around[meant] = held
                self._move(where, (*where[:-1], meant))
            else:
                self.lost.add(where)
                self.guessed = self.guessed or is_key
        return True

    def _move(self, old: Path_, new: Path_) -> None:
        here = {path: at for path, at in self.places.items() if path[: len(old)] == old}
        self.places.update({(*new, *path[len(old) :]): at for path, at in here.items()})

    def _default(self, around: Any, where: Path_, error: ErrorDetails) -> bool:  # noqa: ANN401 - any YAML value
        """The likely word in the place of an unknown one; else nothing there, so that a default holds."""
        name: Any = where[-1]
        if error["type"] in {"enum", "literal_error"}:
            known = _closed_set(where, self.words)[1]
            meant = _near(str(error["input"]), known)
            if meant or (known and isinstance(around, list)):
                around[name] = meant or known[0]
                self.guessed = self.guessed or not meant
                self.lost |= set() if meant else {where}
                return True
        self.lost.add(where)
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
