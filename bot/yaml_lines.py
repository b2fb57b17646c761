"""Reading YAML that people edit: plain values, the line of each, and every problem at once."""

import hashlib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.errors import Problem

LONGEST = 1_000_000  # bytes; a policy of one landlord has a few dozen thousand
DEEPEST = 40
TOO_DEEP = "is nested too deeply"
PLAIN_TAGS = {
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp")
}
KEY_TAGS = PLAIN_TAGS | {"tag:yaml.org,2002:merge"}  # what YAML 1.1 makes of a bare << is only a word to us

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a file holds: plain values, the (line, column) of each by its path, and what is wrong with it.

    `digest` is the SHA-256 of the very bytes that were read, in hexadecimal.
    """

    value: Any
    places: Mapping[Path_, tuple[int, int]]
    problems: tuple[Problem, ...]
    digest: str = ""

    def line(self, path: Path_) -> int:
        """The line of the value at `path`, or of the nearest thing around it."""
        return line_of(path, self.places)


def line_of(path: Path_, places: Mapping[Path_, tuple[int, int]]) -> int:
    """The line of `path`, or of the nearest place around it; 1 if there is none."""
    while path and path not in places:
        path = path[:-1]
    return places.get(path, (1, 1))[0]


def read_yaml(path: Path) -> Read:
    """Read a YAML file without ever running anything in it; what can't be read is told as problems.

    Anchors, aliases and tags of other kinds are refused: they let a small file mean something huge or strange.
    """
    name = path.name
    try:
        data = path.read_bytes()
    except OSError as trouble:
        return _nothing(name, 0, f"cannot be read ({trouble.strerror})", "check the path and who may read it")
    if len(data) > LONGEST:
        return _nothing(name, 0, f"has {len(data):,} bytes; {LONGEST:,} are allowed", "is it the right file?")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        line = data[: bad.start].count(b"\n") + 1
        return _nothing(name, line, "is not UTF-8 text", "save it with the encoding UTF-8")
    return replace(_composed(text, name), digest=hashlib.sha256(data).hexdigest())


def _composed(text: str, name: str) -> Read:
    try:
        if forbidden := _forbidden(text, name):
            return Read(value=None, places={}, problems=forbidden)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        line = mark.line + 1 if mark else 0
        return _nothing(name, line, _plain(wrong, text, line), "check spaces, colons and quotes just before this")
    except (yaml.YAMLError, RecursionError, ValueError):
        return _nothing(name, 0, "is not readable YAML", "look for characters that can't be seen")
    if root is None:
        return _nothing(name, 0, "is empty", "start from the example")
    reader = _Reader(name)
    value = reader.value(root, ())
    return Read(value=value, places=reader.places, problems=tuple(reader.problems))


def _forbidden(text: str, name: str) -> tuple[Problem, ...]:
    """One problem for each line with an anchor or alias, or for nesting without end; nothing is built from the text.

    What is nested too deeply is not read to its end: reading that takes time that grows with the square of its length.
    """
    lines: set[int] = set()
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            lines.add(line)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return (Problem(file=name, line=line, message=TOO_DEEP, remedy="no part of this file needs that"),)
    message, remedy = "uses an anchor or alias (& or *)", "write the values out, or put them in quotes"
    return tuple(Problem(file=name, line=line, message=message, remedy=remedy) for line in sorted(lines))


def _plain(wrong: yaml.MarkedYAMLError, text: str, line: int) -> str:
    lines = text.splitlines()
    if 0 < line <= len(lines) and "\t" in lines[line - 1]:
        return "holds a tab; YAML wants spaces"
    return f"is not readable YAML here: {wrong.problem or wrong.context}"


def _nothing(name: str, line: int, message: str, remedy: str) -> Read:
    return Read(value=None, places={}, problems=(Problem(file=name, line=line, message=message, remedy=remedy),))


class _Reader:
    """Turns nodes into values, keeping the place of each and collecting what is wrong."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.places: dict[Path_, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        self._scalars = yaml.SafeLoader("")

    def value(self, node: Node, path: Path_) -> Any:  # noqa: ANN401 - any YAML value
        self.places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if node.tag not in PLAIN_TAGS:
            self._wrong(node, f"has the tag {node.tag!r}", "write a plain value")
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(child, (*path, n)) for n, child in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: MappingNode, path: Path_) -> dict[Hashable, Any]:
        found: dict[Hashable, Any] = {}
        for key_node, child in node.value:
            if not isinstance(key_node, ScalarNode) or key_node.tag not in KEY_TAGS:
                self._wrong(key_node, "has a key that is not a word", "write it as 'name: value'")
                continue
            key = str(key_node.value)
            if key in found:
                self._wrong(key_node, f"{key!r} is given twice", "keep one of them")
                continue
            found[key] = self.value(child, (*path, key))
            self.places[(*path, key)] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        return found

    def _scalar(self, node: Node) -> Any:  # noqa: ANN401 - any YAML scalar
        if node.tag.endswith(":timestamp"):
            return node.value
        try:
            return self._scalars.construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError):
            self._wrong(node, "is not a value that can be used", "put it in quotes")
            return None

    def _wrong(self, node: Node, message: str, remedy: str) -> None:
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        self.problems.append(Problem(file=self.name, line=line, column=column, message=message, remedy=remedy))
