"""What a request to Graph asks for, read from query, form or JSON, however badly it is written."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from platforms.simulator.graph_errors_town import GraphRefusal, bad

NEWEST, OLDEST = 26, 21  # an expired version is served by the oldest that lives
LARGEST = 2_000_000  # bytes
MOST_PARTS = 500
_VERSION = re.compile(r"v([0-9]{1,2})\.[0-9]")
_UNFIT = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request: `path` without the version, `params` from query and form together.

    `token_in_query` is there when the caller sent the token as a parameter: `paging.next` then repeats it.
    """

    method: str
    version: str
    path: str
    origin: str
    params: Mapping[str, str] = field(default_factory=dict)
    token: str = ""
    token_in_query: str = ""

    @property
    def node(self) -> str:
        """The id or word that the path starts with."""
        return self.path.split("/", 1)[0]

    @property
    def edge(self) -> str:
        """What follows it; empty for the node itself."""
        return self.path.split("/", 1)[1] if "/" in self.path else ""

    @property
    def version_answering(self) -> int:
        """The number of the version that answers; a call without one gets the newest."""
        asked = _VERSION.fullmatch(self.version)
        return min(max(int(asked[1]), OLDEST), NEWEST) if asked else NEWEST


async def read_ask(request: Request) -> Ask:
    """Read the request. Raises GraphRefusal where it can't be read."""
    query = _clean(dict(request.query_params.items()))
    params = query if request.method == "GET" else query | _clean(await _form(request))
    version, path = split_path(request.path_params["path"])
    bearer = request.headers.get("authorization", "")
    header = bearer.split(" ", 1)[1].strip() if bearer.lower().startswith(("bearer ", "oauth ")) else ""
    method = params.get("method", "").upper() if request.method == "POST" else ""
    return Ask(
        method=method or request.method,
        version=version,
        path=path,
        origin=f"{request.url.scheme}://{request.url.netloc}",
        params=params,
        token=header or params.get("access_token", ""),
        token_in_query=query.get("access_token", ""),
    )


def split_path(path: str) -> tuple[str, str]:
    """The version (or nothing) and the rest of a path."""
    parts = [part for part in path.split("/") if part]
    version = parts.pop(0) if parts and _VERSION.fullmatch(parts[0]) else ""
    return version, "/".join(parts)


def read_address(address: str) -> tuple[str, str, dict[str, str]]:
    """The version, path and parameters of a batch's relative_url. Raises GraphRefusal."""
    try:
        there = urlsplit(address)
        params = dict(parse_qsl(there.query, keep_blank_values=True, max_num_fields=MOST_PARTS))
    except ValueError as wrong:
        raise bad("Param relative_url is not a valid URL") from wrong
    version, path = split_path(there.path)
    return version, path, _clean(params)


def read_form(text: str) -> dict[str, str]:
    """The parameters of a form. Raises GraphRefusal."""
    try:
        return _clean(dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_PARTS)))
    except ValueError as wrong:
        raise bad("The form has too many fields") from wrong


def json_of(text: str) -> Any:  # noqa: ANN401 - any JSON
    """The JSON that a parameter holds; None when it holds something else."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


async def _form(request: Request) -> dict[str, str]:
    """The body as a form, several values of a name as a list in JSON. Raises GraphRefusal."""
    raw = await request.body()
    if len(raw) > LARGEST:
        raise GraphRefusal(code=1, text="The request is too large", status=413)
    kind = request.headers.get("content-type", "")
    if "json" in kind:
        body = json_of(raw.decode("utf-8", "replace") or "{}")
        if not isinstance(body, dict):
            raise bad("The body is not a JSON object")
        return {str(k): v if isinstance(v, str) else json.dumps(v) for k, v in body.items()}
    if "multipart" not in kind:
        return read_form(raw.decode("utf-8", "replace"))
    try:
        async with request.form(max_files=MOST_PARTS, max_fields=MOST_PARTS) as form:
            return {name: value for name, value in form.multi_items() if not isinstance(value, UploadFile)}
    except (HTTPException, KeyError, ValueError) as broken:
        raise bad("The form could not be read") from broken


def _clean(params: Mapping[str, str]) -> dict[str, str]:
    """The parameters, with what no UTF-8 holds replaced."""
    return {
        _UNFIT.sub("\N{REPLACEMENT CHARACTER}", k): _UNFIT.sub("\N{REPLACEMENT CHARACTER}", v)
        for k, v in params.items()
    }
