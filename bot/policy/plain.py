"""What pydantic found wrong with one value, said in plain words."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

SHOULD_BE = {
    "string_type": "should be words",
    "int_type": "should be a whole number",
    "int_parsing": "should be a whole number",
    "int_from_float": "should be a whole number",
    "int_parsing_size": "should be a whole number",
    "finite_number": "should be a whole number",
    "float_type": "should be a number",
    "float_parsing": "should be a number",
    "decimal_type": "should be a number",
    "decimal_parsing": "should be a number",
    "bool_type": "should be true or false",
    "bool_parsing": "should be true or false",
    "tuple_type": "should be a list",
    "list_type": "should be a list",
    "dict_type": "should hold names, each with a value",
    "model_type": "should hold names, each with a value",
    "enum": "should be a single word",
    "literal_error": "should be a single word",
}
BOUNDS = {
    "greater_than_equal": ("should be at least", "ge"),
    "greater_than": ("should be more than", "gt"),
    "less_than_equal": ("should be at most", "le"),
    "less_than": ("should be less than", "lt"),
}
STRUCTURE = {
    "tuple_type": "write it as [one, another]",
    "list_type": "write it as [one, another]",
    "dict_type": "see the example",
    "model_type": "see the example",
}
EMPTY = {"string_too_short": "write something", "too_short": "give at least one"}


def in_plain_words(error: ErrorDetails, place: str, remedy: str, *, secret: bool) -> tuple[str, str]:
    """What is wrong at `place`, and what to do: `remedy` where the file's author has one, else a general one.

    What the file holds is shown beside it, unless it may be a secret.
    """
    kind, held, about = error["type"], error["input"], error.get("ctx", {})
    if kind == "missing":
        return f"{place} is missing", remedy or "add it"
    if kind in EMPTY:
        return f"{place} is empty", remedy or EMPTY[kind]
    if held is None:
        return f"{place} is empty", STRUCTURE.get(kind, remedy) or "give it a value"
    if kind in {"string_too_long", "too_long"}:
        return f"{place} is too long", f"{about.get('max_length')} characters are the most"
    is_one, is_key = not isinstance(held, dict | list), error["loc"][-1:] == ("[key]",)
    given = _shown(held) if is_one and not is_key and not secret else ""
    return _wrong(kind, place, given, about), STRUCTURE.get(kind) or _for_words(kind, is_one=is_one) or remedy


def _wrong(kind: str, place: str, given: str, about: Mapping[str, Any]) -> str:
    if kind == "string_pattern_mismatch":
        return f"{place} isn't written as it should be" + (f": {given}" if given else "")
    should_be = SHOULD_BE.get(kind, "cannot be used")
    if kind in BOUNDS:
        words, bound = BOUNDS[kind]
        should_be = f"{words} {about.get(bound):g}"
    return f"{place} {should_be}" + (f", not {given}" if given else "")


def _for_words(kind: str, *, is_one: bool) -> str:
    """What to do where words are asked for; nothing in particular elsewhere."""
    if kind != "string_type":
        return ""
    return "put it in quotes" if is_one else "write a single text"


def _shown(given: object) -> str:
    """A value as it stood in the file, or nearly so: a bare yes, on and true are all one to YAML."""
    if isinstance(given, bool):
        return "a bare yes" if given else "a bare no"
    return repr(given[:40]) if isinstance(given, str) else str(given)[:40]
