"""The workspace in a browser: channels, cards with working buttons and forms, without an account."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from platforms.simulator.slack_door import NotAcked, SlackDoor
from platforms.simulator.slack_show import emoji, mrkdwn
from platforms.simulator.slack_world import BOT, SlackWorld

PAGE = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=select_autoescape(default=True)
)
PAGE.filters |= {"mrkdwn": mrkdwn, "emoji": emoji}
SHOWN = 60  # messages
NOT_HEARD = "The app did not answer: is the daemon running?"


def slack_page_routes(world: SlackWorld, door: SlackDoor) -> list[Route]:
    """The page at /slack/ and what its buttons do."""

    async def page(request: Request) -> Response:
        asked = dict(request.query_params)
        return HTMLResponse(PAGE.get_template("slack.html").render(**_page(world, asked)))

    async def press(request: Request) -> Response:
        form = await _form(request)
        do = partial(door.press, form["as"], form["channel"], form.get("ts", ""), form.get("action_id", ""))
        return await _done(world, form, do)

    async def submit(request: Request) -> Response:
        form = await _form(request)
        view = world.views.get(form.get("view", ""))
        if view is None:
            return _back(form)
        if form.get("close"):
            world.views.pop(view["id"], None)
            return _back(form)
        answer: dict[str, Any] = {}

        def do() -> None:
            answer.update(door.submit(form["as"], view["id"], _values(view, form)))

        done = await _done(world, form, do)
        if answer.get("response_action") == "errors":
            view["errors"] = answer.get("errors") or {}
            view["filled"] = form
        return done

    async def command(request: Request) -> Response:
        form = await _form(request)
        return await _done(world, form, partial(_command, world, door, form))

    return [
        Route("/slack/", page),
        Route("/slack/press", press, methods=["POST"]),
        Route("/slack/submit", submit, methods=["POST"]),
        Route("/slack/command", command, methods=["POST"]),
    ]


def _command(world: SlackWorld, door: SlackDoor, form: Mapping[str, str]) -> None:
    answer = door.command(form["as"], form["channel"], form.get("text", "").removeprefix("/section11").strip())
    if answer.get("text") or answer.get("blocks"):
        told = {"user": form["as"], "text": answer.get("text", ""), "blocks": answer.get("blocks") or []}
        world.channels[form["channel"]].ephemeral.append(told | {"ts": world.new_ts()})


async def _done(world: SlackWorld, form: Mapping[str, str], do: Callable[[], Any]) -> Response:
    try:
        await run_in_threadpool(do)
    except (NotAcked, KeyError) as trouble:
        words = NOT_HEARD if isinstance(trouble, NotAcked) else "That button is no longer there."
        channel = world.channels.get(form.get("channel", ""))
        if channel is not None:
            channel.ephemeral.append({"user": form.get("as", ""), "text": words, "blocks": [], "ts": world.new_ts()})
    return _back(form)


def _back(form: Mapping[str, str]) -> Response:
    where = {name: form[name] for name in ("as", "channel") if name in form}
    return RedirectResponse(f"/slack/?{urlencode(where)}", status_code=303)


def _values(view: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What was filled in, as view.state.values has it."""
    values: dict[str, dict[str, Any]] = {}
    for block in view["blocks"]:
        if block.get("type") != "input":
            continue
        element, given = block["element"], form.get(f"field:{block['block_id']}", "")
        answer: dict[str, Any] = {"type": element["type"], "value": given or None}
        if "options" in element:
            answer = {"type": element["type"], "selected_option": {"value": given} if given else None}
        values[block["block_id"]] = {element.get("action_id", ""): answer}
    return values


def _page(world: SlackWorld, asked: Mapping[str, str]) -> dict[str, Any]:
    """Everything that the page shows to one member in one channel."""
    with world.lock:
        people = [member for member in world.members.values() if member.id != BOT]
        me = asked.get("as") if asked.get("as") in world.members else people[0].id if people else ""
        channel = world.channels.get(asked.get("channel", "")) or next(iter(world.channels.values()))
        tops = [m for m in channel.messages if not m.get("thread_ts")][-SHOWN:]
        threads: dict[str, list[dict[str, Any]]] = {}
        for message in channel.messages:
            threads.setdefault(str(message.get("thread_ts")), []).append(message)
        return {
            "people": [(member.id, member.name, _mark(member.marks)) for member in people],
            "me": me,
            "channels": [(one.id, one.name, len(one.messages)) for one in world.channels.values()],
            "channel": channel,
            "messages": [(message, threads.get(message["ts"], [])) for message in tops],
            "private": [one for one in channel.ephemeral if one["user"] == me][-3:],
            "view": next((v for v in reversed(world.views.values()) if v["user"] == me), None),
        }


def _mark(marks: Mapping[str, bool]) -> str:
    held = [name.removeprefix("is_") for name, on in marks.items() if on]
    return f" ({', '.join(held).replace('restricted', 'guest')})" if held else ""


async def _form(request: Request) -> dict[str, str]:
    async with request.form() as form:
        return {name: str(value) for name, value in form.items()}
