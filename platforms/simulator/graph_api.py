"""The Graph API over HTTP: sign-in, allowance, batches, and one door for every path."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from platforms.simulator.graph_errors_town import GraphRefusal, bad
from platforms.simulator.graph_reads import APP_TOKEN, TOKENS, read
from platforms.simulator.graph_render import Ask, Body
from platforms.simulator.graph_world import APP_SECRET, INSTAGRAM_ID, PAGE_ID, GraphWorld
from platforms.simulator.graph_writes import write

NEWEST, OLDEST = 26, 21
VERSION = re.compile(r"^v(\d{1,2})\.0$")
MOST_IN_BATCH = 50
LARGEST = 2_000_000  # bytes of a form


def graph_routes(world: GraphWorld) -> list[Route]:
    """One route for every path under a version or none; it comes after all others."""

    async def answer(request: Request) -> Response:
        try:
            params, in_query = await _params(request)
            ask = _ask(request, params, in_query)
            _admit(world, ask, request.headers.get("authorization", ""))
            body: object = _batch(world, ask) if ask.path == "" and "batch" in params else _answer(world, ask)
            status = 200
        except GraphRefusal as refusal:
            body, status = refusal.body(), refusal.status
        return _response(world, request, body, status)

    return [Route("/{path:path}", answer, methods=["GET", "POST", "DELETE"])]


def _answer(world: GraphWorld, ask: Ask) -> Body:
    method = ask.params.get("method", ask.method).upper() if ask.method == "POST" else ask.method
    if method == "GET":
        return read(world, ask)
    return write(world, _with(ask, method=method))


def _with(ask: Ask, **to: Any) -> Ask:  # noqa: ANN401 - any field of Ask
    kept = {name: getattr(ask, name) for name in ("method", "version", "path", "params", "origin", "token_in_query")}
    return Ask(**(kept | to))


async def _params(request: Request) -> tuple[dict[str, str], str]:
    """Query and form together; the token's place is told, since `paging.next` repeats it only from the query."""
    params = dict(request.query_params.items())
    in_query = params.get("access_token", "")
    if request.method == "GET":
        return params, in_query
    if int(request.headers.get("content-length") or 0) > LARGEST:
        raise GraphRefusal(code=1, text="The request is too large", status=413)
    if "json" in request.headers.get("content-type", ""):
        return params | _from_json(await request.body()), in_query
    try:
        async with request.form() as form:
            params |= {name: value for name, value in form.multi_items() if not isinstance(value, UploadFile)}
    except (HTTPException, UnicodeDecodeError) as broken:
        raise bad("The form could not be read") from broken
    return params, in_query


def _from_json(raw: bytes) -> dict[str, str]:
    try:
        body = json.loads(raw or b"{}")
    except (ValueError, RecursionError) as broken:
        raise bad("The body is not JSON") from broken
    if not isinstance(body, dict):
        raise bad("The body is not a JSON object")
    return {str(k): v if isinstance(v, str) else json.dumps(v) for k, v in body.items()}


def _ask(request: Request, params: Mapping[str, str], in_query: str) -> Ask:
    parts = [part for part in request.path_params["path"].split("/") if part]
    version = parts.pop(0) if parts and VERSION.match(parts[0]) else ""
    return Ask(
        method=request.method,
        version=version,
        path="/".join(parts),
        params=params,
        origin=f"{request.url.scheme}://{request.url.netloc}",
        token_in_query=in_query,
    )


def _admit(world: GraphWorld, ask: Ask, authorization: str) -> None:
    token = authorization.removeprefix("Bearer ").strip() or ask.params.get("access_token", "")
    if not token:
        raise GraphRefusal(code=104, text="An access token is required to request this resource.", status=401)
    if token not in TOKENS:
        raise GraphRefusal(code=190, text="Invalid OAuth access token - Cannot parse access token", status=401)
    if world.token_trouble is not None and token != APP_TOKEN:
        text = "Error validating access token: The session has been invalidated."
        raise GraphRefusal(code=190, subcode=world.token_trouble, text=text, status=401)
    _check_proof(world, token, ask.params.get("appsecret_proof"))
    world.calls = [at for at in world.calls if at > world.clock.now() - timedelta(hours=1)]
    if len(world.calls) >= world.hourly_budget:
        raise GraphRefusal(code=80001, text="There have been too many calls to this Page account.", subcode=2446079)
    world.calls.append(world.clock.now())


def _check_proof(world: GraphWorld, token: str, proof: str | None) -> None:
    if proof is None:
        if world.proof_required and token != APP_TOKEN:
            raise bad("API calls from the server require an appsecret_proof argument")
        return
    expected = hmac.new(APP_SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), proof.encode()):
        raise bad("Invalid appsecret_proof provided in the API argument")


def _batch(world: GraphWorld, ask: Ask) -> list[Body | None]:
    try:
        parts = json.loads(ask.params["batch"])
    except (ValueError, RecursionError) as broken:
        raise bad("Param batch must be an array.") from broken
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise bad("Param batch must be an array.")
    if len(parts) > MOST_IN_BATCH:
        raise bad(f"Too many requests in batch message. Maximum batch size is {MOST_IN_BATCH}")
    return [_part(world, ask, part) for part in parts]


def _part(world: GraphWorld, ask: Ask, part: Mapping[str, Any]) -> Body:
    address = urlsplit(str(part.get("relative_url", "")))
    params = dict(parse_qsl(address.query)) | dict(parse_qsl(str(part.get("body", ""))))
    pieces = [piece for piece in address.path.split("/") if piece]
    version = pieces.pop(0) if pieces and VERSION.match(pieces[0]) else ask.version
    method = str(part.get("method", "GET")).upper()
    try:
        body: Body = _answer(world, _with(ask, method=method, version=version, path="/".join(pieces), params=params))
        code = 200
    except GraphRefusal as refusal:
        body, code = refusal.body(), refusal.status
    headers = [{"name": "Content-Type", "value": "application/json; charset=UTF-8"}]
    return {"code": code, "headers": headers, "body": json.dumps(body)}


def _response(world: GraphWorld, request: Request, body: object, status: int) -> Response:
    content = json.dumps(body)
    tag = f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'
    headers = {
        "facebook-api-version": _version_answering(request.path_params["path"]),
        "x-fb-trace-id": uuid4().hex[:11],
        "x-fb-rev": "1030000000",
        "ETag": tag,
        **_usage(world),
    }
    if status == 200 and request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, status_code=status, headers=headers, media_type="application/json")


def _version_answering(path: str) -> str:
    """An expired version is served by the oldest that lives; one that is not out yet by the newest."""
    asked = VERSION.match(path.split("/", 1)[0])
    number = int(asked[1]) if asked else NEWEST
    return f"v{min(max(number, OLDEST), NEWEST)}.0"


def _usage(world: GraphWorld) -> dict[str, str]:
    percent = min(100, 100 * len(world.calls) // max(world.hourly_budget, 1))
    three = {"call_count": percent, "total_time": percent // 2, "total_cputime": percent // 2}
    wait = 0
    if percent >= 100 and world.calls:
        wait = max(1, round((world.calls[0] + timedelta(hours=1) - world.clock.now()).total_seconds() / 60))
    account = three | {"type": "pages", "estimated_time_to_regain_access": wait}
    return {
        "X-App-Usage": json.dumps(three),
        "X-Page-Usage": json.dumps(three),
        "X-Business-Use-Case-Usage": json.dumps({PAGE_ID: [account], INSTAGRAM_ID: [account | {"type": "instagram"}]}),
    }
