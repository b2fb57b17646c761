"""Checks the parameters of a call: an unknown one, or a value of the wrong type, is Graph's code 100."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

from platforms.simulator.graph_ask import json_of
from platforms.simulator.graph_calls import CALLS, CHOICES
from platforms.simulator.graph_errors_town import GraphRefusal, bad

_EVERYWHERE = """
    access_token appsecret_proof appsecret_time fields limit after before summary ids method batch include_headers
    format pretty debug metadata locale date_format suppress_http_code return_ssl_resources
"""
EVERYWHERE = frozenset(_EVERYWHERE.split())
BY_TIME = {"since": "time", "until": "time"}  # lists of posts may be read by time (paginated results)
POST_LISTS = frozenset({"feed", "posts", "published_posts", "visitor_posts", "ads_posts"})
FLAGS = {"true": True, "1": True, "false": False, "0": False}
_WHOLE = re.compile(r"-?[0-9]{1,20}")
_DECIMAL = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")


def check_params(node: str, method: str, edge: str, params: Mapping[str, str]) -> None:
    """Return when all parameters are known and fit. Raises GraphRefusal 100; knows nothing of calls not in CALLS."""
    taken = _taken(node, method, edge)
    if taken is None:
        return
    given = {name.split("[")[0]: (name, value) for name, value in params.items()}
    for name, (spelled, value) in given.items():
        if name in EVERYWHERE:
            continue
        if name not in taken:
            raise bad(f"Invalid parameter: {name[:60]} is not taken by {edge or node}")
        _check(name, taken[name].removesuffix("!"), value, one_of_list=name != spelled)
    for name, kind in taken.items():
        if kind.endswith("!") and name not in given:
            raise bad(f"The parameter {name} is required")


@cache
def _taken(node: str, method: str, edge: str) -> Mapping[str, str] | None:
    """The types by name, a `!` behind those of required parameters; None for a call that Graph does not have."""
    told = CALLS.get((node, method, edge))
    if told is None:
        return None
    found = dict(one.split("=", 1) for one in told.split())
    by_time = BY_TIME if (node, method) == ("Page", "GET") and edge in POST_LISTS else {}
    return {name.removesuffix("!"): kind + "!" * name.endswith("!") for name, kind in found.items()} | by_time


def _check(name: str, kind: str, value: str, *, one_of_list: bool = False) -> None:
    if kind.startswith("list:"):
        _check_list(name, kind.removeprefix("list:"), value, one_of_list=one_of_list)
        return
    fits, words = True, ""
    match kind:
        case "text" | "any" | "file":
            return
        case "bool":
            fits, words = value.lower() in FLAGS, "a boolean"
        case "int":
            fits, words = _WHOLE.fullmatch(value) is not None, "an integer"
        case "count":
            fits, words = _WHOLE.fullmatch(value) is not None and value[0] != "-", "a non-negative integer"
        case "float":
            fits, words = _DECIMAL.fullmatch(value) is not None, "a number"
        case "map":
            fits, words = isinstance(json_of(value), dict), "a JSON object"
        case "time":
            moment(value, name)
        case _:
            allowed = CHOICES.get(kind, kind).split("|")
            fits = value.upper() in {one.upper() for one in allowed}
            words = f"one of {{{', '.join(allowed)}}}"
    if not fits:
        raise bad(f"Param {name} must be {words}")


def _check_list(name: str, kind: str, value: str, *, one_of_list: bool) -> None:
    """A list in JSON, or one value of it: alone, or as `name[0]=…`."""
    if one_of_list or not value.startswith("["):
        _check(name, kind, value)
        return
    found = json_of(value)
    if not isinstance(found, list):
        raise bad(f"Param {name} must be an array")
    for one in found:
        if kind == "map" and not isinstance(one, dict):
            raise bad(f"Param {name} must be an array of JSON objects")
        if kind not in {"map", "any"}:
            if not isinstance(one, str | int):
                raise bad(f"Param {name} must be an array of single values")
            _check(name, kind, str(one))


def moment(text: str, name: str = "since") -> datetime:
    """A Unix time or an ISO date, in UTC where it tells no zone. Raises GraphRefusal."""
    try:
        if text.isascii() and text.isdigit():
            return datetime.fromtimestamp(int(text[:11]), UTC)
        read = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError) as wrong:
        raise _no_time(name) from wrong
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _no_time(name: str) -> GraphRefusal:
    return bad(f"Param {name} must be a valid date/time")
