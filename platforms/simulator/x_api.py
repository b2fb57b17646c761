"""X's API v2 as routes: sign-in, limits and credits first, then the endpoint."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from platforms.simulator import x_errors, x_people, x_reads, x_writes
from platforms.simulator.x_asked import Call
from platforms.simulator.x_auth import Caller, Door, Envelope
from platforms.simulator.x_errors import Body, Refusal
from platforms.simulator.x_reads import Answer
from platforms.simulator.x_world import XWorld

ANYBODY = frozenset(Caller)
A_USER = frozenset({Caller.OAUTH1, Caller.OAUTH2_USER})
THE_APP = frozenset({Caller.APP})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint: its method and path, what it does, and who may call it. Nothing is charged for a free one."""

    method: str
    path: str
    does: Callable[[XWorld, Call], Answer]
    callers: frozenset[Caller] = A_USER
    free: bool = field(default=False, kw_only=True)

    @property
    def name(self) -> str:
        """The row of the limits that calls count in."""
        return f"{self.method} {self.path}"


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/2/users/me", x_reads.me),
    Endpoint("GET", "/2/users/by/username/{username}", x_reads.user_by_name, ANYBODY),
    Endpoint("GET", "/2/users/{id}", x_reads.user_by_id, ANYBODY),
    Endpoint("GET", "/2/users/{id}/mentions", x_reads.mentions, ANYBODY),
    Endpoint("GET", "/2/users/{id}/tweets", x_reads.own_posts, ANYBODY),
    Endpoint("GET", "/2/tweets/search/recent", x_reads.search_recent, ANYBODY),
    Endpoint("GET", "/2/tweets/search/all", x_reads.search_all, THE_APP),
    Endpoint("GET", "/2/tweets", x_reads.posts_by_ids, ANYBODY),
    Endpoint("POST", "/2/tweets", x_writes.create),
    Endpoint("GET", "/2/tweets/{id}", x_reads.post_by_id, ANYBODY),
    Endpoint("DELETE", "/2/tweets/{id}", x_writes.delete),
    Endpoint("GET", "/2/tweets/{id}/quote_tweets", x_reads.quotes, ANYBODY),
    Endpoint("GET", "/2/tweets/{id}/liking_users", x_reads.liking_users),
    Endpoint("PUT", "/2/tweets/{tweet_id}/hidden", x_writes.hide),
    Endpoint("GET", "/2/users/{id}/muting", x_people.muted),
    Endpoint("POST", "/2/users/{id}/muting", x_people.mute),
    Endpoint("DELETE", "/2/users/{id}/muting/{target}", x_people.unmute),
    Endpoint("GET", "/2/users/{id}/blocking", x_people.blocked),
    Endpoint("POST", "/2/users/{id}/blocking", x_people.block, free=True),
    Endpoint("DELETE", "/2/users/{id}/blocking/{target}", x_people.block, free=True),
    Endpoint("POST", "/2/users/{id}/dm/block", x_people.dm_block),
    Endpoint("POST", "/2/users/{id}/dm/unblock", x_people.dm_unblock),
    Endpoint("POST", "/2/dm_conversations/with/{id}/messages", x_people.send_direct),
    Endpoint("GET", "/2/dm_events", x_people.directs),
    Endpoint("GET", "/2/dm_conversations/with/{id}/dm_events", x_people.directs_with),
    Endpoint("GET", "/2/usage/tweets", x_reads.usage, THE_APP, free=True),
)


def x_routes(world: XWorld) -> list[Route]:
    """Makes the routes under /2/, and under /1.1/ the refusal that self-serve accounts get there."""
    door = Door(world.dead_tokens)
    routes = [_route(world, door, endpoint) for endpoint in ENDPOINTS]
    methods = ["GET", "POST", "PUT", "DELETE"]
    routes.append(Route("/1.1/{rest:path}", _old_version, methods=methods))
    routes.append(Route("/2/{rest:path}", _unknown_path, methods=methods))
    return routes


def _route(world: XWorld, door: Door, endpoint: Endpoint) -> Route:
    async def answer(request: Request) -> Response:
        headers: dict[str, str] = {}
        try:
            call = await _admitted(door, endpoint, request)
            headers |= _counted(world, endpoint, call.caller)
            if not endpoint.free and world.purse.empty:
                raise x_errors.credits_depleted()
            answered = endpoint.does(world, call)
        except Refusal as refusal:
            return _refused(refusal, headers)
        return _as_json(answered.body, answered.status, headers)

    return Route(endpoint.path, answer, methods=[endpoint.method])


async def _admitted(door: Door, endpoint: Endpoint, request: Request) -> Call:
    caller = door.admit(
        Envelope(
            method=request.method,
            origin=f"{request.url.scheme}://{request.url.netloc}",
            path=request.scope["raw_path"].decode("latin-1"),
            query=request.scope["query_string"].decode("latin-1"),
            authorization=request.headers.get("authorization", ""),
        )
    )
    if caller not in endpoint.callers:
        accepted = ", ".join(kind.value for kind in Caller if kind in endpoint.callers)
        raise x_errors.wrong_sign_in(caller.value, accepted)
    return Call(
        caller=caller,
        path={name: str(value) for name, value in request.path_params.items()},
        query=dict(request.query_params),
        body=await _json_of(request),
    )


async def _json_of(request: Request) -> Body:
    raw = await request.body()
    if not raw or request.method == "GET":
        return {}
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as broken:
        raise x_errors.invalid("body", "", "Could not parse the JSON of the request body") from broken
    if not isinstance(body, dict):
        raise x_errors.invalid("body", "", "The request body is not a JSON object")
    return body


def _counted(world: XWorld, endpoint: Endpoint, caller: Caller) -> dict[str, str]:
    if endpoint.name not in world.limits.ceilings:
        return {}
    allowance = world.limits.spend(endpoint.name, as_user=caller.is_user)
    if not allowance.granted:
        refusal = x_errors.too_many()
        raise Refusal(refusal.status, refusal.body, allowance.headers)
    return dict(allowance.headers)


def _refused(refusal: Refusal, headers: dict[str, str]) -> Response:
    together = {**headers, **refusal.headers}
    if refusal.body is None:
        return Response(status_code=refusal.status, headers=together)
    kind = "application/problem+json" if "type" in refusal.body else "application/json"
    return _as_json(refusal.body, refusal.status, together, kind)


def _as_json(body: Body, status: int, headers: dict[str, str], kind: str = "application/json") -> Response:
    """Writes JSON in plain ASCII, so that even half a surrogate pair in somebody's text can go out."""
    return Response(json.dumps(body), status_code=status, headers=headers, media_type=kind)


async def _old_version(_request: Request) -> Response:
    text = "You currently have access to a subset of X API V2 endpoints and limited v1.1 endpoints only."
    return _refused(x_errors.old_style(403, 453, text), {})


async def _unknown_path(_request: Request) -> Response:
    return _refused(x_errors.no_such_path(), {})
