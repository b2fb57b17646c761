"""What pydantic found wrong with one value, said in plain words."""

from pydantic_core import ErrorDetails

SHOULD_BE = {
    "string_type": "should be words",
    "int_type": "should be a whole number",
    "int_parsing": "should be a whole number",
    "int_from_float": "should be a whole number",
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
    "string_pattern_mismatch": "isn't written as it should be",
}
BOUNDS = {
    "greater_than_equal": ("should be at least", "ge"),
    "greater_than": ("should be more than", "gt"),
    "less_than_equal": ("should be at most", "le"),
    "less_than": ("should be less than", "lt"),
}
REMEDIES = {
    "string_type": "put it in quotes",
    "tuple_type": "write it as [one, another]",
    "list_type": "write it as [one, another]",
    "dict_type": "see the example",
    "model_type": "see the example",
}


def in_plain_words(error: ErrorDetails, place: str, remedy: str, *, secret: bool) -> tuple[str, str]:
    """What is wrong at `place`, and what to do: `remedy` where the file's author has one, else a general one.

    What the file holds is shown beside it, unless it may be a secret.
    """
    kind, about = error["type"], error.get("ctx", {})
    if kind == "missing":
        return f"{place} is missing", remedy or "add it"
    if kind in {"string_too_short", "too_short"}:
        return f"{place} is empty", remedy or "give at least one"
    if kind in {"string_too_long", "too_long"}:
        return f"{place} is too long", f"{about.get('max_length')} is the most"
    given = "" if secret or isinstance(error["input"], dict | list) else f", not {_shown(error['input'])}"
    if kind in BOUNDS:
        words, bound = BOUNDS[kind]
        return f"{place} {words} {about.get(bound):g}{given}", remedy
    if kind == "string_pattern_mismatch":
        return f"{place} {SHOULD_BE[kind]}{given.replace(', not ', ': ')}", remedy
    if kind == "string_type" and not given:
        return f"{place} should be words", remedy or "write a single text"
    return f"{place} {SHOULD_BE.get(kind, 'cannot be used')}{given}", REMEDIES.get(kind, remedy)


def _shown(given: object) -> str:
    return repr(given[:40]) if isinstance(given, str) else str(given)[:40]
