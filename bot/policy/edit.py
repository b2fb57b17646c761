"""Editing `policies.yaml` for an officer: one value changes, and every comment, blank line and order stays."""

import os
import tempfile
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.errors import EditRefused

Where = tuple[str | int, ...]
Scalar = str | int | float | bool


def with_value(text: str, where: Where, value: Scalar) -> str:
    """The text with the scalar at `where` replaced, and nothing else changed; a missing last name is added.

    Raises EditRefused where that cannot be done without touching more.
    """
    around, name = _at(text, where[:-1]), where[-1]
    held = _child(around, name)
    if isinstance(held, ScalarNode):
        edited = _spliced(text, held.start_mark.index, _last_index(text, held), _scalar(value))
    elif held is None and isinstance(around, MappingNode):
        edited = _with_new(text, around, str(name), _scalar(value))
    else:
        raise EditRefused(f"{_dotted(where)} holds more than one value; change it by hand")
    return _proven(text, edited, where, value)


def with_list_entry(text: str, where: Where, value: Scalar) -> str:
    """The text with a scalar added at the end of the list at `where`. Raises EditRefused where that can't be done."""
    held = _at(text, where)
    if not isinstance(held, SequenceNode):
        raise EditRefused(f"{_dotted(where)} is no list; change it by hand")
    if held.flow_style:
        close = held.end_mark.index - 1
        comma = ", " if held.value else ""
        edited = _spliced(text, close, close, comma + _scalar(value))
    else:
        last = held.value[-1]
        line = text.rfind("\n", 0, last.start_mark.index) + 1
        dash = text[line : last.start_mark.index]
        end = _end_of_line(text, _last_index(text, last))
        edited = _spliced(text, end, end, _newline(text) + dash + _scalar(value))
    return _proven(text, edited, (*where, len(held.value)), value)


def write_safely(path: Path, text: str, *, expected: str) -> None:
    """Write the file whole or not at all. Raises EditRefused if it no longer holds what `text` was made from."""
    data = path.read_bytes()
    if data.decode("utf-8-sig") != expected:
        raise EditRefused(f"somebody has changed {path.name} at this very moment; look at it, then do it again")
    bom = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(bom + text.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode)
        Path(name).replace(path)
    except OSError as trouble:
        Path(name).unlink(missing_ok=True)
        raise EditRefused(f"{path.name} could not be written ({trouble.strerror})") from trouble


def _at(text: str, where: Where) -> Node:
    try:
        node: Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as wrong:
        raise EditRefused("the file is not readable YAML; run section11 policy check") from wrong
    for name in where:
        node = _child(node, name) if node is not None else None
    if node is None:
        raise EditRefused(f"there is no {_dotted(where)} in the file")
    return node


def _child(node: Node, name: str | int) -> Node | None:
    if isinstance(node, MappingNode):
        return next((child for key, child in node.value if key.value == str(name)), None)
    if isinstance(node, SequenceNode) and isinstance(name, int) and name < len(node.value):
        found: Node = node.value[name]
        return found
    return None


def _with_new(text: str, mapping: MappingNode, name: str, scalar: str) -> str:
    """A new name in a mapping: beside the others on its line, or on a line of its own after the first."""
    if mapping.flow_style:
        close = mapping.end_mark.index - 1
        return _spliced(text, close, close, f"{', ' if mapping.value else ''}{name}: {scalar}")
    key, value = mapping.value[0]
    indent = " " * key.start_mark.column
    end = _end_of_line(text, _last_index(text, value))
    return _spliced(text, end, end, f"{_newline(text)}{indent}{name}: {scalar}")


def _last_index(text: str, node: Node) -> int:
    """Where a value's last character stands; block values end at the start of what follows them."""
    end: int = node.end_mark.index
    while end > node.start_mark.index and text[end - 1] in " \t\r\n":
        end -= 1
    return end


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if text[:end].endswith("\r") else end


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _spliced(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _scalar(value: Scalar) -> str:
    """A value as YAML writes it, in quotes only where it needs them; safe between the brackets of a list too."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    written = yaml.safe_dump([value], default_flow_style=True, width=10**6, allow_unicode=True)
    return written.strip().removeprefix("[").removesuffix("]")


def _proven(old: str, new: str, where: Where, value: Scalar) -> str:
    """The new text, once it is proven that it says the same as the old but for this one value."""
    try:
        before, after = yaml.safe_load(old), yaml.safe_load(new)
    except yaml.YAMLError as wrong:
        raise EditRefused(f"{_dotted(where)} can't be changed surely; change it by hand") from wrong
    around = before
    for name in where[:-1]:
        around = around[name]
    if isinstance(around, list) and where[-1] == len(around):
        around.append(value)
    else:
        around[where[-1]] = value
    if before != after:
        raise EditRefused(f"{_dotted(where)} can't be changed without changing more; change it by hand")
    return new


def _dotted(where: Where) -> str:
    return ".".join(map(str, where)) or "the file"
