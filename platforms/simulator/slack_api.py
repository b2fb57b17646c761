"""Slack's Web API as routes: token and scope first, then the method; errors as Slack words them."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platforms.simulator.slack_blocks import problems, view_problems
from platforms.simulator.slack_world import (
    APP_ID,
    APP_TOKEN,
    BOT,
    BOT_TOKEN,
    TEAM,
    TRIGGER_KEPT,
    Channel,
    Limit,
    SlackWorld,
)

Asked = dict[str, Any]


class SlackRefusal(Exception):
    """The method answers with an error; `more` stands beside it."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.error, self.more = error, more


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Web API: what it does, and any one of the scopes that it needs."""

    does: Callable[[SlackWorld, Asked], Asked]
    scopes: tuple[str, ...] = ()


def slack_routes(world: SlackWorld) -> list[Route]:
    """The Web API under /slack/api/, and the addresses for answering at /slack/response/."""

    async def call(request: Request) -> Response:
        return _answer(world, request.path_params["method"], request, await _asked(request))

    async def respond(request: Request) -> Response:
        return _respond(world, request.path_params["id"], await _asked(request))

    return [
        Route("/slack/api/{method}", call, methods=["GET", "POST"]),
        Route("/slack/response/{id}", respond, methods=["POST"]),
    ]


def _answer(world: SlackWorld, name: str, request: Request, asked: Asked) -> Response:
    headers = {"x-oauth-scopes": ",".join(sorted(world.scopes))}
    token = request.headers.get("authorization", "").removeprefix("Bearer ") or str(asked.get("token", ""))
    with world.lock:
        world.calls.append(name)
        if world.limits[name]:
            return _refusal(world.limits[name].pop(0))
        try:
            if name == "apps.connections.open":
                return JSONResponse(_opened(world, token, request), headers=headers)
            method = METHODS.get(name)
            _let_in(world, token, method)
            if name == "chat.postMessage" and not world.may_post(str(asked.get("channel"))):
                return _refusal(Limit())
            found = method.does(world, asked) if method else {}
        except SlackRefusal as refused:
            return JSONResponse({"ok": False, "error": refused.error} | refused.more, headers=headers)
        if world.lost[name] > 0:
            world.lost[name] -= 1
            return Response("Service Unavailable", status_code=503)
    return JSONResponse({"ok": True} | found, headers=headers)


def _let_in(world: SlackWorld, token: str, method: Method | None) -> None:
    if not token:
        raise SlackRefusal("not_authed")
    if token != BOT_TOKEN:
        raise SlackRefusal("invalid_auth")
    if world.revoked:
        raise SlackRefusal("token_revoked")
    if method is None:
        raise SlackRefusal("unknown_method")
    if method.scopes and not world.scopes & set(method.scopes):
        raise SlackRefusal("missing_scope", needed=method.scopes[0], provided=",".join(sorted(world.scopes)))


def _opened(world: SlackWorld, token: str, request: Request) -> Asked:
    if token != APP_TOKEN or world.revoked:
        raise SlackRefusal("token_revoked" if world.revoked else "invalid_auth")
    ticket = f"ticket-{world.next_number()}"
    world.tickets.add(ticket)
    return {"ok": True, "url": f"ws://{request.url.netloc}/slack/socket?ticket={ticket}"}


def _auth_test(_: SlackWorld, __: Asked) -> Asked:
    return {"url": "https://town.slack.com/", "team": "Derby", "user": "section11", "team_id": TEAM, "user_id": BOT}


def _post(world: SlackWorld, asked: Asked) -> Asked:
    channel = _channel(world, asked)
    _check_blocks(asked)
    parent = asked.get("thread_ts")
    if parent and world.message(channel.id, str(parent)) is None:
        raise SlackRefusal("thread_not_found")
    message = {
        "ts": world.new_ts(),
        "user": BOT,
        "bot_id": "B0BOT",
        "type": "message",
        "text": str(asked.get("text", "")),
    }
    message |= {name: asked[name] for name in ("blocks", "metadata", "thread_ts") if asked.get(name)}
    channel.messages.append(message)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


def _update(world: SlackWorld, asked: Asked) -> Asked:
    channel = _channel(world, asked)
    message = world.message(channel.id, str(asked.get("ts")))
    if message is None:
        raise SlackRefusal("message_not_found")
    _check_blocks(asked)
    message |= {name: asked[name] for name in ("blocks", "text", "metadata") if asked.get(name) is not None}
    message["edited"] = {"user": BOT, "ts": world.new_ts()}
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": message}


def _ephemeral(world: SlackWorld, asked: Asked) -> Asked:
    channel = _channel(world, asked)
    if asked.get("user") not in world.members:
        raise SlackRefusal("user_not_in_channel")
    _check_blocks(asked)
    told = {"user": asked["user"], "text": str(asked.get("text", "")), "blocks": asked.get("blocks") or []}
    channel.ephemeral.append(told | {"ts": world.new_ts()})
    return {"message_ts": world.new_ts()}


def _history(world: SlackWorld, asked: Asked) -> Asked:
    most = int(asked.get("limit") or 100)
    found = [m for m in _shown(_channel(world, asked), asked) if "thread_ts" not in m]
    return {"messages": found[::-1][:most], "has_more": len(found) > most}


def _replies(world: SlackWorld, asked: Asked) -> Asked:
    channel, parent = _channel(world, asked), str(asked.get("ts"))
    if world.message(channel.id, parent) is None:
        raise SlackRefusal("thread_not_found")
    found = _shown(channel, asked)
    return {"messages": [m for m in found if parent in {m["ts"], m.get("thread_ts")}], "has_more": False}


def _shown(channel: Channel, asked: Asked) -> list[Asked]:
    """What stands there from the oldest asked for, with metadata where it is asked for."""
    oldest = float(asked.get("oldest") or 0)
    found = [dict(m) for m in channel.messages if float(m["ts"]) > oldest]
    for message in found if not _is_true(asked.get("include_all_metadata")) else ():
        message.pop("metadata", None)
    return found


def _info(world: SlackWorld, asked: Asked) -> Asked:
    channel = world.channels.get(str(asked.get("channel")))
    if channel is None:
        raise SlackRefusal("channel_not_found")
    found = {"id": channel.id, "name": channel.name, "is_member": channel.has_bot, "is_archived": channel.archived}
    return {"channel": found}


def _user(world: SlackWorld, asked: Asked) -> Asked:
    member = world.members.get(str(asked.get("user")))
    if member is None:
        raise SlackRefusal("user_not_found")
    return {"user": member.form()}


def _group(world: SlackWorld, asked: Asked) -> Asked:
    members = world.groups.get(str(asked.get("usergroup")))
    if members is None:
        raise SlackRefusal("no_such_subteam")
    return {"users": list(members)}


def _open_view(world: SlackWorld, asked: Asked) -> Asked:
    began, user = world.triggers.pop(str(asked.get("trigger_id")), (None, ""))
    if began is None:
        raise SlackRefusal("exchanged_trigger_id")
    if time.monotonic() - began > TRIGGER_KEPT:
        raise SlackRefusal("expired_trigger_id")
    view = _view(asked)
    number = world.next_number()
    kept = view | {"id": f"V{number}", "hash": f"{number}.hash", "user": user, "team_id": TEAM, "app_id": APP_ID}
    world.views[kept["id"]] = kept
    return {"view": kept}


METHODS: dict[str, Method] = {
    "auth.test": Method(_auth_test),
    "chat.postMessage": Method(_post, ("chat:write",)),
    "chat.update": Method(_update, ("chat:write",)),
    "chat.postEphemeral": Method(_ephemeral, ("chat:write",)),
    "conversations.history": Method(_history, ("channels:history", "groups:history")),
    "conversations.replies": Method(_replies, ("channels:history", "groups:history")),
    "conversations.info": Method(_info, ("channels:read", "groups:read")),
    "users.info": Method(_user, ("users:read",)),
    "usergroups.users.list": Method(_group, ("usergroups:read",)),
    "views.open": Method(_open_view),
}


def _respond(world: SlackWorld, id_: str, asked: Asked) -> Response:
    with world.lock:
        kept = world.response_urls.get(id_)
        if kept is None or kept["left"] <= 0:
            return Response("expired_url", status_code=404)
        kept["left"] -= 1
        channel = world.channels.get(kept["channel"])
        if channel is not None:
            told = {"user": kept["user"], "text": str(asked.get("text", "")), "blocks": asked.get("blocks") or []}
            channel.ephemeral.append(told | {"ts": world.new_ts()})
    return Response("ok")


def _channel(world: SlackWorld, asked: Asked) -> Channel:
    channel = world.channels.get(str(asked.get("channel")))
    if channel is None:
        raise SlackRefusal("channel_not_found")
    if channel.archived:
        raise SlackRefusal("is_archived")
    if not channel.has_bot:
        raise SlackRefusal("not_in_channel")
    return channel


def _check_blocks(asked: Asked) -> None:
    found = problems(asked["blocks"], "message") if asked.get("blocks") else []
    if found:
        raise SlackRefusal("invalid_blocks", response_metadata={"messages": found})
    if not asked.get("blocks") and not asked.get("text"):
        raise SlackRefusal("no_text")


def _view(asked: Asked) -> Asked:
    view = asked.get("view")
    found = view_problems(view)
    if found or not isinstance(view, dict):
        raise SlackRefusal("invalid_arguments", response_metadata={"messages": found})
    return view


def _refusal(limit: Limit) -> Response:
    body = {"ok": False, "error": limit.error}
    if limit.error != "ratelimited":
        return JSONResponse(body)
    return JSONResponse(body, status_code=429, headers={"Retry-After": str(limit.retry_after)})


def _is_true(value: object) -> bool:
    return str(value).casefold() in {"true", "1"}


async def _asked(request: Request) -> Asked:
    """What was asked, from JSON or a form, in which blocks, views and metadata come as JSON."""
    if "json" in request.headers.get("content-type", ""):
        found = json.loads(await request.body() or b"{}")
        return found if isinstance(found, dict) else {}
    async with request.form() as form:
        asked: Asked = {name: str(value) for name, value in form.items()} | dict(request.query_params)
    for name in ("blocks", "view", "metadata"):
        if isinstance(asked.get(name), str):
            try:
                asked[name] = json.loads(asked[name])
            except ValueError as wrong:
                raise SlackRefusal("invalid_arguments") from wrong
    return asked
