"""The town's page for people, and its own paths: the clock, the truth, faults, and saying something."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.model import PlatformName
from platforms.simulator.faults import Fault, FaultKind
from platforms.simulator.scenario import KINDS, SAYINGS, Happening
from platforms.simulator.view import Shown
from platforms.simulator.x_shown import XRow

if TYPE_CHECKING:  # the town serves this page, so it can't be imported while both are being read
    from platforms.simulator.town import Town

COLUMNS = (("Facebook", PlatformName.FACEBOOK), ("Instagram", PlatformName.INSTAGRAM), ("X", PlatformName.X))
LONDON = ZoneInfo("Europe/London")
SHOWN_AT_MOST = 1200
ROWS_AT_MOST = 400
MOST = {"advance": 10 * 366 * 86400.0, "rate": 1_000_000.0}  # seconds; town seconds in one real second
PAGE = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=select_autoescape(default=True)
)
KIND_SHOWN = {"visitor_post": "visitor post", "tag": "tag", "mention": "mention", "review": "recommendation"}
Answer = Callable[[Request], Any]


def page_routes(town: "Town") -> list[Route]:
    """The page at / and everything under /_town/."""

    async def page(request: Request) -> Response:
        """Renews itself, unless somebody is writing."""
        saying = "say" in request.query_params
        return HTMLResponse(PAGE.get_template("town.html").render(**_page(town), saying=saying))

    async def clock(request: Request) -> Response:
        if request.method == "POST" and not _set_clock(town, await _json(request) or {"": ""}):
            return _wrong('say {"advance": seconds} or {"rate": number}')
        return JSONResponse({"now": town.clock.now().isoformat(), "rate": town.clock.rate})

    async def state(_: Request) -> Response:
        return Response(json.dumps(town.state()), media_type="application/json")

    async def faults(request: Request) -> Response:
        asked = await _json(request) or {}
        try:
            town.faults.add(Fault(**{**asked, "kind": FaultKind(str(asked.get("kind")))}))
        except (TypeError, ValueError) as wrong:
            return _wrong(str(wrong))
        return JSONResponse({"added": True})

    async def happen(request: Request) -> Response:
        asked = await _form_or_json(request)
        try:
            town.happen(_happening(town, asked))
        except (KeyError, TypeError, ValueError) as wrong:
            return _wrong(f"{type(wrong).__name__}: {wrong}")
        return RedirectResponse("/", status_code=303) if "form" in asked else JSONResponse({"happened": True})

    return [
        Route("/", page),
        Route("/_town/clock", clock, methods=["GET", "POST"]),
        Route("/_town/state", state),
        Route("/_town/faults", faults, methods=["POST"]),
        Route("/_town/happen", happen, methods=["POST"]),
    ]


def _set_clock(town: "Town", asked: dict[str, Any]) -> bool:
    if not set(asked) <= set(MOST) or not all(_is_amount(value, MOST[name]) for name, value in asked.items()):
        return False
    if "advance" in asked:
        try:
            town.clock.advance(float(asked["advance"]))
        except OverflowError:
            return False
    if "rate" in asked:
        town.clock.set_rate(float(asked["rate"]))
    return True


def _is_amount(value: object, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most


def _happening(town: "Town", asked: dict[str, Any]) -> Happening:
    kind = str(asked.get("kind", "comment"))
    who, key = str(asked.get("who") or ""), str(asked.get("key") or "")
    if kind not in KINDS:
        raise ValueError(f"unknown kind; one of {', '.join(KINDS)}")
    if kind in SAYINGS and not who:
        raise ValueError("who says it?")
    if key in {*town.graph.keys, *town.x.keys}:
        raise ValueError("that key is taken")
    platform = PlatformName(str(asked["platform"]))
    return Happening(
        after=timedelta(0),
        platform=platform,
        kind=kind,
        key=key or f"said-{len(town.graph.keys) + len(town.x.keys)}",
        who=who,
        text=str(asked.get("text", "")),
        on=str(asked.get("on") or "") or _newest_post(town, platform),
        extra=asked["extra"] if isinstance(asked.get("extra"), dict) else {},
    )


def _newest_post(town: "Town", platform: PlatformName) -> str:
    """The key of our newest post there; empty if there is none."""
    if platform is PlatformName.X:
        ours = {post.id for post in town.x.posts.values() if post.author == town.x.us.id and not post.replies_to}
        return next((key for key, id_ in reversed(town.x.keys.items()) if id_ in ours), "")
    ours = {thing.id for thing in town.graph.listed(platform, "post")}
    return next((key for key, id_ in reversed(town.graph.keys.items()) if id_ in ours), "")


async def _form_or_json(request: Request) -> dict[str, Any]:
    if "json" in request.headers.get("content-type", ""):
        return await _json(request) or {}
    async with request.form() as form:
        return {name: str(value) for name, value in form.items()} | {"form": True}


async def _json(request: Request) -> dict[str, Any] | None:
    try:
        found = await request.json()
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _wrong(words: str) -> Response:
    return JSONResponse({"error": words}, status_code=400)


def _page(town: "Town") -> dict[str, Any]:
    rows = town.graph.view()
    on_x = [_from_x(row) for row in town.x.view()]
    columns = [
        (name, [row for row in (on_x if platform is PlatformName.X else rows) if row.platform is platform])
        for name, platform in COLUMNS
    ]
    now = town.clock.now().astimezone(LONDON)
    return {
        "now": f"{now:%A %d %B %Y, %H:%M}",
        "rate": town.clock.rate,
        "columns": [(name, [_shown(r) for r in found[:ROWS_AT_MOST]], _tally(found)) for name, found in columns],
        "people": sorted(((key, _visible(name)) for key, name in town.people.items()), key=lambda one: one[1]),
    }


def _tally(rows: list[Shown]) -> str:
    theirs = sum(not row.ours for row in rows)
    hidden = sum(row.hidden for row in rows)
    ours = sum(row.ours and not row.by_hand for row in rows)
    return f"{theirs} said, {hidden} hidden, {ours} answers through the API"


def _shown(row: Shown) -> dict[str, Any]:
    text = (
        row.text if len(row.text) <= SHOWN_AT_MOST else row.text[:SHOWN_AT_MOST] + f" … ({len(row.text):,} characters)"
    )
    return {
        "row": row,
        "author": _visible(row.author),
        "to": _visible(row.to),
        "kind": KIND_SHOWN.get(row.kind, "") if not row.ours else "",
        "text": _visible(text),
        "at": f"{row.at.astimezone(LONDON):%a %d %H:%M}",
    }


def _visible(text: str) -> str:
    """The text with a dot for what can't be seen or would turn what follows around; joiners of emoji stay."""
    return "".join(c if c.isprintable() or c in "\n\u200d" else "·" for c in text)


def _from_x(row: XRow) -> Shown:
    marks = [word for word, on in (("muted", row.author_muted), ("messages off", row.author_restricted)) if on]
    return Shown(
        platform=PlatformName.X,
        id=row.id,
        kind=row.kind,
        author=f"{row.author} @{row.handle}",
        text=row.text,
        at=row.at,
        depth=min(row.depth, 3),
        ours=row.ours,
        by_hand=row.by_hand,
        private="direct" in row.kind or row.kind == "private",
        hidden=row.hidden,
        deleted=row.deleted,
        edited=row.edited,
        author_marks=tuple(marks),
    )
