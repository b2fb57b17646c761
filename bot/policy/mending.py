"""Faults of an edited file mended in memory, so that the rest of it can be looked at all the same."""

import copy
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from bot.policy.likely import Wordlist, closed_set, names_at, near
from bot.yaml_lines import Path_

KEY = "[key]"  # how pydantic marks that a name is wrong rather than the value under it
STAND_INS: tuple[Any, ...] = (
    *("words", "4.2", "2000-01-01", "1000000", "threat", "reply", "facebook", "en"),
    *(1, 2, [], {}, ["reply"], ["4.2"], [{"actions": ["reply"]}]),
)
WHOLES = {"model_type", "dict_type", "tuple_type", "list_type"}
ROUNDS = 2 * len(STAND_INS) + 3  # of mending: a stand-in for a whole may need some for its parts


def place_of(error: ErrorDetails) -> Path_:
    """Where in the file a fault is."""
    return tuple(part for part in error["loc"] if part != KEY)


def is_echo(error: ErrorDetails) -> bool:
    """Whether a fault only says again that some entry is wrong: a list is not empty because none of them will do."""
    return error["type"] == "too_short" and bool(error["input"])


class Mender:
    """Puts something that will do in the place of each fault; tries on where that will not do either.

    `mended` are the places that hold something else than the file does; `lost` those of them where that is not even
    what was likely meant; `guessed` says that some of that is a mere stand-in. `places` follow what is renamed.
    """

    def __init__(self, model: type[BaseModel], words: Wordlist, places: dict[Path_, tuple[int, int]]) -> None:
        """Mend files of this model, with the place of each value."""
        self.model = model
        self.words = words
        self.places = places
        self.mended: dict[Path_, int] = {}
        self.lost: set[Path_] = set()
        self.guessed = False

    def mend(self, value: Any, errors: list[ErrorDetails]) -> bool:  # noqa: ANN401 - any YAML value
        """Mend each fault within `value`, wrong names first. False if there is nothing left to try for some."""
        in_order = sorted(errors, key=lambda error: error["type"] != "extra_forbidden")
        mended = [self._mend(value, error) for error in in_order if not is_echo(error)]
        return all(mended)

    def _mend(self, value: Any, error: ErrorDetails) -> bool:  # noqa: ANN401 - any YAML value
        where = place_of(error)
        around = _at(value, where[:-1]) if where else None
        if not isinstance(around, dict | list):
            return False
        if error["type"] == "missing" and isinstance(around, dict) and where[-1] in around:
            return True  # it went by another name
        attempt = self.mended.get(where, 0)
        self.mended[where] = attempt + 1
        if error["type"] == "extra_forbidden" or error["loc"][-1] == KEY:
            return self._rename(around, where, is_key=error["loc"][-1] == KEY)
        if attempt == 0 and (self._likely(around, where, error) or self._default(around, where, error)):
            return True
        return self._stand_in(around, where, attempt)

    def _rename(self, around: Any, where: Path_, *, is_key: bool) -> bool:  # noqa: ANN401 - any YAML value
        name = where[-1]
        known = closed_set(where, self.words)[1] if is_key else names_at(self.model, where[:-1]) or self.words.names
        meant = near(str(name), known)
        if not isinstance(around, dict):
            return False
        if name in around:  # two faults may lie in one entry
            held = around.pop(name)
            if meant and meant not in around and self.mended[where] == 1:
                around[meant] = held
                self._move(where, (*where[:-1], meant))
            else:
                self.lost.add(where)
                self.guessed = self.guessed or is_key
        return True

    def _move(self, old: Path_, new: Path_) -> None:
        here = {path: at for path, at in self.places.items() if path[: len(old)] == old}
        self.places.update({(*new, *path[len(old) :]): at for path, at in here.items()})

    def _likely(self, around: Any, where: Path_, error: ErrorDetails) -> bool:  # noqa: ANN401 - any YAML value
        """What was likely meant: the word nearest to an unknown one, or a list of what stands there alone."""
        name: Any = where[-1]
        if error["type"] in {"enum", "literal_error"}:
            meant = near(str(error["input"]), closed_set(where, self.words)[1])
            if meant:
                around[name] = meant
            return bool(meant)
        if error["type"] in {"tuple_type", "list_type"} and isinstance(error["input"], str) and error["input"]:
            around[name] = [error["input"]]
            return True
        return False

    def _default(self, around: Any, where: Path_, error: ErrorDetails) -> bool:  # noqa: ANN401 - any YAML value
        """Nothing, so that a default holds; where there is none, an entry of which the parts are asked for next."""
        name: Any = where[-1]
        is_entry = isinstance(around, list) or not names_at(self.model, where[:-1])
        if error["type"] == "model_type" and is_entry:
            return self._put(around, where, {})
        if error["type"] in {"enum", "literal_error"} and isinstance(around, list):
            return self._put(around, where, next(iter(closed_set(where, self.words)[1]), "words"))
        if error["type"] == "missing" or is_entry:
            return False
        self.lost.add(where)
        self.guessed = self.guessed or error["type"] in WHOLES
        around.pop(name, None)
        return True

    def _stand_in(self, around: Any, where: Path_, attempt: int) -> bool:  # noqa: ANN401 - any YAML value
        if attempt > len(STAND_INS):
            return False
        return self._put(around, where, STAND_INS[max(attempt - 1, 0)])

    def _put(self, around: Any, where: Path_, stand_in: Any) -> bool:  # noqa: ANN401 - any YAML value
        self.guessed = True
        self.lost.add(where)
        around[where[-1]] = copy.deepcopy(stand_in)
        return True


def _at(value: Any, where: Path_) -> Any:  # noqa: ANN401 - any YAML value
    for part in where:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value
