"""The Graph API over HTTP: one door for every path, with allowance, version, trace and ETag on every answer."""

import hashlib
import json
from collections.abc import Mapping
from functools import partial
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from platforms.simulator.graph_allowance import Meter
from platforms.simulator.graph_ask import Ask, read_ask
from platforms.simulator.graph_batch import answer_batch
from platforms.simulator.graph_door import APP_TOKEN, admit
from platforms.simulator.graph_errors_town import GraphRefusal, no_call
from platforms.simulator.graph_pages import Body
from platforms.simulator.graph_params import check_params
from platforms.simulator.graph_reads import kind_of, read
from platforms.simulator.graph_things import INSTAGRAM
from platforms.simulator.graph_world import INSTAGRAM_ID, PAGE_ID, GraphWorld
from platforms.simulator.graph_writes import write

METHODS = ["GET", "POST", "DELETE", "PUT", "PATCH"]
PLAIN = {"Cache-Control": "private, no-cache, no-store, must-revalidate", "x-fb-rev": "1030000000"}


def graph_routes(world: GraphWorld) -> list[Route]:
    """One route for every path under a version or none; it comes after all others."""

    async def answer(request: Request) -> Response:
        ask: Ask | None = None
        refused: Mapping[str, str] = {}
        try:
            ask = await read_ask(request)
            admit(world, ask)
            is_batch = ask.path == "" and "batch" in ask.params and ask.method == "POST"
            one = partial(_answer, world)
            body: object = answer_batch(ask, one) if is_batch else one(ask)
            status = 200
        except GraphRefusal as refusal:
            body, status, refused = refusal.body(), refusal.status, refusal.headers
        headers = {**PLAIN, **_told(world, ask), **refused}
        return _response(body, status, headers, request.headers.get("if-none-match", ""))

    return [Route("/{path:path}", answer, methods=METHODS)]


def _answer(world: GraphWorld, ask: Ask) -> Body:
    """One call, counted first. Raises GraphRefusal."""
    _meter(world, ask)[0].spend()
    check_params(kind_of(world, ask), ask.method, ask.edge, ask.params)
    match ask.method:
        case "GET":
            return read(world, ask)
        case "POST" | "DELETE":
            return write(world, ask)
        case _:
            raise no_call(ask.method, ask.edge)


def _meter(world: GraphWorld, ask: Ask) -> tuple[Meter, str]:
    """The allowance that a call draws on, with the account it belongs to."""
    if ask.token == APP_TOKEN:
        return world.allowance.app, ""
    thing = world.find(ask.node)
    if ask.node == INSTAGRAM_ID or (thing is not None and thing.platform is INSTAGRAM):
        return world.allowance.instagram, INSTAGRAM_ID
    return world.allowance.page, PAGE_ID


def _told(world: GraphWorld, ask: Ask | None) -> dict[str, str]:
    told = {"x-fb-trace-id": uuid4().hex[:11]}
    if ask is None:
        return told
    version = {"facebook-api-version": f"v{ask.version_answering}.0"}
    return told | version | world.allowance.headers(*_meter(world, ask))


def _response(body: object, status: int, headers: Mapping[str, str], known: str) -> Response:
    """The answer in plain ASCII; without a body when the caller has it already (If-None-Match)."""
    content = json.dumps(body)
    tag = f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'
    together = {**headers, "ETag": tag} if status == 200 else dict(headers)
    if status == 200 and known in {tag, f"W/{tag}"}:
        return Response(status_code=304, headers=together)
    return Response(content, status_code=status, headers=together, media_type="application/json; charset=UTF-8")
