"""Several calls in one (Graph API, batch requests): each counts, and each is answered or refused on its own."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from platforms.simulator.graph_ask import Ask, json_of, read_address, read_form
from platforms.simulator.graph_errors_town import GraphRefusal, bad
from platforms.simulator.graph_pages import Body

MOST = 50
METHODS = {"GET", "POST", "DELETE"}
CONTENT = {"name": "Content-Type", "value": "application/json; charset=UTF-8"}
_EARLIER = re.compile(r"\{result=([\w-]{1,64}):\$\.([\w.*\[\]]{1,200})\}")


def answer_batch(ask: Ask, answer: Callable[[Ask], Body]) -> list[Body | None]:
    """The answers in order; null for a named part that others needed and that went well. Raises GraphRefusal."""
    parts = json_of(ask.params["batch"])
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise bad("Param batch must be an array.")
    if not parts:
        raise GraphRefusal(code=1, text="batch parameter must be a non-empty JSON array")
    if len(parts) > MOST:
        text = f"Too many requests in batch message. Maximum batch size is {MOST}"
        raise GraphRefusal(code=-3, text=text)
    with_headers = ask.params.get("include_headers", "true").lower() != "false"
    earlier: dict[str, object] = {}
    answers: list[Body | None] = []
    for part in parts:
        code, body = _part(ask, part, earlier, answer)
        name = part.get("name")
        if isinstance(name, str) and name:
            earlier[name] = body
        omitted = bool(name) and part.get("omit_response_on_success") is not False and code < 300
        head = {"headers": [CONTENT]} if with_headers else {}
        answers.append(None if omitted else {"code": code, **head, "body": json.dumps(body)})
    return answers


def _part(
    ask: Ask, part: Mapping[str, Any], earlier: Mapping[str, object], answer: Callable[[Ask], Body]
) -> tuple[int, Body]:
    try:
        method = str(part.get("method", "GET")).upper()
        if method not in METHODS:
            raise bad("Param method must be one of {GET, POST, DELETE}")
        address = _filled(str(part.get("relative_url", "")), earlier)
        version, path, params = read_address(address)
        params |= read_form(_filled(str(part.get("body") or ""), earlier))
        whole = replace(ask, method=method, version=version or ask.version, path=path, params=params)
        return 200, answer(whole)
    except GraphRefusal as refusal:
        return refusal.status, refusal.body()


def _filled(text: str, earlier: Mapping[str, object]) -> str:
    """The text with `{result=name:$.path}` replaced by what an earlier part answered. Raises GraphRefusal."""

    def found(reference: re.Match[str]) -> str:
        if reference[1] not in earlier:
            raise bad(f"Param batch refers to an unknown request: {reference[1]}")
        values = ",".join(_values(earlier[reference[1]], reference[2].split(".")))
        return quote(values, safe=",")

    return _EARLIER.sub(found, text)


def _values(found: object, steps: list[str]) -> list[str]:
    if not steps:
        return [str(found)] if isinstance(found, str | int) else []
    step, rest = steps[0], steps[1:]
    if isinstance(found, dict):
        return _values(found[step], rest) if step in found else []
    if isinstance(found, list):
        if step == "*":
            return [value for one in found for value in _values(one, rest)]
        if step.isascii() and step.isdigit() and int(step[:6]) < len(found):
            return _values(found[int(step[:6])], rest)
    return []
