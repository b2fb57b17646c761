"""Which words may stand where in an edited file, and which of them was likely meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from rapidfuzz import fuzz, process

from bot.yaml_lines import Path_

LIKELY = 66  # rapidfuzz's score, of 100, from which a word is suggested


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordlist:
    """What may be written: all names; closed sets by where they stand; how the rest is written; what is never shown."""

    names: tuple[str, ...]
    closed: Mapping[str, tuple[str, tuple[str, ...]]]
    remedies: Mapping[str, str]
    secret: tuple[str, ...] = ()


def did_you_mean(given: str, words: tuple[str, ...] | list[str]) -> str:
    """Say which known word was likely meant; nothing if none is near."""
    meant = near(given, words)
    return f"did you mean {meant!r}?" if meant else ""


def unknown(kind: str, given: str, known: list[str]) -> tuple[str, str]:
    """What to tell of a name that nothing in the file goes by, and which was likely meant."""
    others = f"one of: {', '.join(known)}" if known else f"add it under '{kind}s'"
    return f"unknown {kind} {given!r}", did_you_mean(given, known) or others


def near(given: str, words: tuple[str, ...] | list[str]) -> str:
    """The known word that was likely meant; empty if none is near."""
    found = process.extractOne(given, words, scorer=fuzz.ratio, score_cutoff=LIKELY)
    return str(found[0]) if found else ""


def closed_set(where: Path_, words: Wordlist) -> tuple[str, tuple[str, ...]]:
    """What kind of word stands at `where`, and all there are; none if any may."""
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
