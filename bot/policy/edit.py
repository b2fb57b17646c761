"""Editing `policies.yaml` for an officer: one value changes, and every comment, blank line and order stays."""

import math
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from bot.errors import EditRefused

Where = tuple[str | int, ...]
Scalar = str | int | float | bool
Leaf = tuple[tuple[str, ...], str, str]  # the path, the tag and the words of a value

LINE_END = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]|\Z")  # what YAML takes for the end of a line
BLANK = " \t\r\n"
BY_HAND = "change it by hand"
CHECK = "run section11 policy check"
BOM = "\ufeff"


def with_value(text: str, where: Where, value: Scalar) -> str:
    """The text with the scalar at `where` replaced, and nothing else changed; a missing last name is added.

    Raises EditRefused where that cannot be done without touching more.
    """
    if not where:
        raise EditRefused("say which value is to change, not the whole file")
    root = _root(text)
    around = _below(root, where[:-1])
    held = _child(around, where[-1])
    if isinstance(held, ScalarNode):
        edited = _replaced(text, held, _scalar(value, bracketed=_bracketed(around)))
    elif held is not None:
        raise EditRefused(f"{_dotted(where)} holds more than one value; {BY_HAND}")
    elif isinstance(around, MappingNode):
        edited = _with_new(text, around, where[-1], value)
    else:
        raise EditRefused(f"there is no {_dotted(where)} in the file")
    return _proven(root, edited, where, value)


def with_list_entry(text: str, where: Where, value: Scalar) -> str:
    """The text with a scalar added at the end of the list at `where`. Raises EditRefused where that can't be done."""
    root = _root(text)
    held = _below(root, where)
    if not isinstance(held, SequenceNode):
        raise EditRefused(f"{_dotted(where)} is no list; {BY_HAND}")
    written = _scalar(value, bracketed=_bracketed(held))
    edited = _added(text, held, written, dash="- ", column=held.start_mark.column)
    return _proven(root, edited, (*where, len(held.value)), value)


def write_safely(path: Path, text: str, *, expected: str) -> None:
    """Write the file whole or not at all, with the rights and the byte order mark it had.

    Raises EditRefused if it no longer holds what `text` was made from, or can't be written.
    """
    real = path.resolve()  # a link goes on pointing to the file
    try:
        mark = _mark_if_still(real, expected)
        handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write((mark + text.removeprefix(BOM)).encode())
                file.flush()
                os.fsync(file.fileno())
            _same_rights(Path(name), real)
            _mark_if_still(real, expected)  # once more, as late as can be: writing takes its time
            Path(name).replace(real)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as trouble:
        raise EditRefused(
            f"{path.name} could not be written ({trouble.strerror}); "
            "check that it is there, that the disk has room and who may write in its folder"
        ) from trouble


def _mark_if_still(path: Path, expected: str) -> str:
    """The byte order mark of the file, or nothing; refuses if the file holds anything but `expected`."""
    try:
        present = path.read_bytes().decode()
    except UnicodeDecodeError as bad:
        raise EditRefused(f"{path.name} is not UTF-8 text; save it with the encoding UTF-8") from bad
    if present.removeprefix(BOM) != expected.removeprefix(BOM):
        raise EditRefused(f"somebody has changed {path.name} at this very moment; look at it, then do it again")
    return BOM if present.startswith(BOM) else ""


def _same_rights(new: Path, old: Path) -> None:
    """Owner as far as we may, and mode: what could be read by the daemon must stay so."""
    had = old.stat()
    for owner, group in ((-1, had.st_gid), (had.st_uid, -1)):
        with suppress(PermissionError):
            os.chown(new, owner, group)
    new.chmod(had.st_mode & 0o7777)


def _root(text: str) -> Node:
    """The nodes of the text, which know where they stand. Refuses what the policy's own reader refuses."""
    try:
        aliases = "*" in text and any(
            isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)
        )
        root: Node | None = None if aliases else yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as wrong:
        raise EditRefused(f"the file is not readable YAML; {CHECK}") from wrong
    if aliases:
        raise EditRefused("the file uses an alias (*); write the values out, or put them in quotes")
    if root is None:
        raise EditRefused("the file is empty; start from the example")
    return root


def _below(node: Node, where: Where) -> Node:
    for depth, name in enumerate(where, start=1):
        child = _child(node, name)
        if child is None:
            raise EditRefused(f"there is no {_dotted(where[:depth])} in the file")
        node = child
    return node


def _child(node: Node, name: str | int) -> Node | None:
    if isinstance(node, MappingNode):
        return next((child for key, child in node.value if key.value == str(name)), None)
    if isinstance(node, SequenceNode) and isinstance(name, int) and 0 <= name < len(node.value):
        found: Node = node.value[name]
        return found
    return None


def _bracketed(node: Node) -> bool:
    return isinstance(node, CollectionNode) and bool(node.flow_style)


def _replaced(text: str, held: ScalarNode, written: str) -> str:
    """The new scalar in the place of the old one, keeping a comment beside the | or > of a text of several lines."""
    start, end = held.start_mark.index, _end(text, held)
    if start == end:  # nothing stands there yet, not even a blank after the colon
        return _spliced(text, start, end, f" {written}")
    beside = ""
    if held.style in ("|", ">"):
        header = text[start : next(LINE_END.finditer(text, start)).start()]
        beside = header.removeprefix(header.split(maxsplit=1)[0]).rstrip()
    return _spliced(text, start, end, written + beside)


def _with_new(text: str, mapping: MappingNode, name: str | int, value: Scalar) -> str:
    """A new name in a mapping: beside the others in its brackets, or on a line of its own after the first."""
    brackets = _bracketed(mapping)
    written = f"{_scalar(name, bracketed=brackets)}: {_scalar(value, bracketed=brackets)}"
    if brackets:
        return _added(text, mapping, written)
    key, first = mapping.value[0]
    return _on_next_line(text, _end(text, first), " " * key.start_mark.column + written)


def _added(text: str, held: CollectionNode, written: str, *, dash: str = "", column: int = 0) -> str:
    """Something more at the end of a list, or of a mapping in brackets; comments after its last value stay there."""
    if not _bracketed(held):
        return _on_next_line(text, _end(text, held), " " * column + dash + written)
    if not held.value:
        close = held.end_mark.index - 1
        return _spliced(text, close, close, written)
    end = _end(text, _last(held))
    return _spliced(text, end, end, f", {written}")


def _last(held: CollectionNode) -> Node:
    last = held.value[-1]
    node: Node = last[1] if isinstance(held, MappingNode) else last
    return node


def _end(text: str, node: Node) -> int:
    """Where a value's last character stands. A block's own mark comes after the comments that follow it."""
    while isinstance(node, CollectionNode) and not _bracketed(node):
        node = _last(node)
    end: int = node.end_mark.index
    while end > node.start_mark.index and text[end - 1] in BLANK:
        end -= 1
    return end


def _on_next_line(text: str, at: int, line: str) -> str:
    """The line put after the one in which `at` lies, ending as that one ends."""
    here = next(LINE_END.finditer(text, at))
    line_end = here[0] or next(LINE_END.finditer(text))[0] or "\n"
    return _spliced(text, here.start(), here.start(), line_end + line)


def _spliced(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _scalar(value: Scalar, *, bracketed: bool) -> str:
    """A value as YAML writes it on one line, in quotes only where it needs them."""
    if isinstance(value, float) and not math.isfinite(value):
        raise EditRefused(f"{value} is no number that a file can hold; give a plain one")
    if not isinstance(value, str):
        return _dumped(value, bracketed=bracketed)
    bare = _dumped(str(value), bracketed=bracketed)
    if bare[0] not in "'\"":
        return bare
    double = _dumped(str(value), bracketed=bracketed, style='"')
    # Double quotes are the custom of the file; where they would need \ before something, single ones read better.
    return double if "\\" not in double or len(bare.splitlines()) > 1 else bare


def _dumped(value: Scalar, *, bracketed: bool, style: str | None = None) -> str:
    """What YAML writes for the only entry of a list, without the list."""
    flow = style is None and bracketed
    if isinstance(value, str):
        written = yaml.safe_dump(
            [value], default_flow_style=flow, default_style=style, width=sys.maxsize, allow_unicode=True
        )
    else:
        written = yaml.safe_dump([value], default_flow_style=flow)
    return written[1:-2] if flow else written[2:-1]


def _leaves(node: Node, path: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Every value below a node, in order; a list or mapping stands for itself before what it holds."""
    if isinstance(node, ScalarNode):
        yield path, node.tag, node.value
        return
    yield path, node.tag, ""
    named = node.value if isinstance(node, MappingNode) else enumerate(node.value)
    for name, child in named:
        yield from _leaves(child, (*path, str(name.value if isinstance(name, Node) else name)))


def _proven(old: Node, new: str, where: Where, value: Scalar) -> str:
    """The new text, once it is proven that it says the same as the old, in the same order, but for this one value."""
    there = tuple(map(str, where))
    before = list(_leaves(old))
    if len({path for path, _, _ in before}) < len(before):
        raise EditRefused(f"something is given twice in the file; {CHECK}")
    try:
        root = _root(new)
        after = list(_leaves(root))
        made = yaml.SafeLoader("").construct_object(_below(root, where))
    except (EditRefused, yaml.YAMLError, ValueError) as wrong:
        raise EditRefused(f"{_dotted(where)} can't be changed surely; {BY_HAND}") from wrong
    rest, kept = ([leaf for leaf in leaves if leaf[0] != there] for leaves in (before, after))
    alone = len(after) == len(kept) + 1
    if not alone or rest != kept or made != value or not isinstance(value, type(made)):
        raise EditRefused(f"{_dotted(where)} can't be changed without changing more; {BY_HAND}")
    return new


def _dotted(where: Where) -> str:
    return ".".join(map(str, where)) or "the file"
