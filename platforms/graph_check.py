"""Asking Meta whether a token, its permissions and its account are in order, in words for the operator."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from bot.errors import NotPermitted, PlatformError
from platforms.base import Check
from platforms.graph import Graph
from platforms.graph_errors import RENEW
from platforms.graph_read import Row, count_of, flag_of, part_of

WARN_BEFORE = timedelta(days=14)
PRESS_BEFORE = timedelta(days=3)


def asked(what: str, check: Callable[[], Iterable[Check]]) -> tuple[Check, ...]:
    """Return the findings of a check; a refusal is a finding, too."""
    try:
        return tuple(check())
    except PlatformError as trouble:
        remedy = trouble.remedy if isinstance(trouble, NotPermitted) else ""
        return (Check(what=what, ok=False, detail=str(trouble), remedy=remedy or "Try again later"),)


def token_checks(known: Row, needed: Iterable[str], *, now: datetime) -> Iterable[Check]:
    """What `debug_token` says: validity, both dates of expiry, and each permission that is missing by name."""
    data = part_of(known, "data")
    valid = flag_of(data, "is_valid") is True
    yield Check(what="token", ok=valid, detail="valid" if valid else "not valid", remedy="" if valid else RENEW)
    if not valid:
        return
    yield _date("token's end", count_of(data, "expires_at"), now)
    yield _date("access to data", count_of(data, "data_access_expires_at"), now)
    scopes = data.get("scopes")
    granted = {s for s in scopes if isinstance(s, str)} if isinstance(scopes, list) else set()
    missing = [scope for scope in needed if scope not in granted]
    yield Check(
        what="permissions",
        ok=not missing,
        detail=f"missing: {', '.join(missing)}" if missing else "all there",
        remedy=f"Log in anew and give the app {', '.join(missing)}" if missing else "",
    )


def version_check(graph: Graph) -> Iterable[Check]:
    """Whether the version that answers is the one that was asked for (an expired one is not refused)."""
    answered = graph.versions.get(graph.version, "")
    ok = answered in ("", graph.version)
    detail = f"{answered or graph.version} answers"
    yield Check(
        what="version",
        ok=ok,
        detail=detail if ok else f"{detail} though {graph.version} was asked for",
        remedy="" if ok else f"Set the Graph version to {answered} or newer after reading Meta's changelog",
    )


def _date(what: str, seconds: int | None, now: datetime) -> Check:
    if not seconds or not 0 < seconds < 4_000_000_000:
        return Check(what=what, ok=True, detail="no date set")
    ends = datetime.fromtimestamp(seconds, UTC)
    left = ends - now
    detail = f"{ends:%d %B %Y}, in {max(left.days, 0)} days"
    if left <= PRESS_BEFORE:
        return Check(what=what, ok=False, detail=detail, remedy=f"{RENEW} today: everything stops then")
    if left <= WARN_BEFORE:
        return Check(what=what, ok=False, detail=detail, remedy=RENEW)
    return Check(what=what, ok=True, detail=detail)
