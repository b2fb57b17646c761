"""Meta's error codes as our errors: what to do about each is told by its class (Graph API, "Error handling")."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.errors import (
    ActingStopped,
    DialectChanged,
    Gone,
    NotPermitted,
    NotPossible,
    PlatformError,
    RateLimited,
    TokenDead,
    Unreachable,
)
from platforms.graph_sdk import GraphAPIError

THROTTLED = frozenset({4, 17, 32, 341, 613, *range(80000, 80100)})
RENEW = "Log in to Facebook as an administrator of the Page, make a new Page token and put it into the settings"
DEAD_BECAUSE = {
    458: "the app was removed from the account",
    459: "Facebook wants the owner of the token to log in and confirm who they are",
    460: "the password was changed",
    463: "it has expired",
    464: "the account has not been confirmed",
    467: "it is no longer valid",
    492: "its owner lost their role on the Page",
}
MAY_PASS = {
    1: "Meta has trouble of its own",
    2: "Meta has trouble of its own",
    506: "Meta says that the same was posted already",
}
IMPOSSIBLE = {
    3801: "the Page's list of blocked people is full",
    3802: "Meta does not block somebody again so soon after they were unblocked",
    10900: "the one private reply to it has been used, perhaps by a colleague",
    10903: "Meta does not allow a private reply to this person",
}
_PERMISSION = re.compile(r"\b(?:pages|instagram|business|ads|read)_[a-z_]{3,40}\b")
_MOVED = re.compile(r"migrated to \D{0,40}(\d{1,30})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What the envelope of a refusal says, with everything in it that could be somebody's words left out."""

    code: int = 0
    subcode: int = 0
    status: int = 0
    transient: bool = False
    trace: str = ""
    permissions: tuple[str, ...] = ()
    moved_to: str = ""
    too_much: bool = False

    def __str__(self) -> str:
        sub = f"/{self.subcode}" if self.subcode else ""
        trace = f", trace {self.trace}" if self.trace else ""
        return f"code {self.code}{sub}, status {self.status}{trace}"


class GraphError(GraphAPIError):  # type: ignore[misc]  # the library has no types
    """Any error of the Graph API, so that whoever catches the library's own error catches ours. `fault` has more."""

    fault: Fault = Fault()

    def about(self, fault: Fault) -> "GraphError":
        """This error, carrying what the envelope said."""
        self.fault, self.code = fault, fault.code
        return self


class GraphUnreachable(Unreachable, GraphError):
    """No usable answer came from the Graph API."""


class TooMuchAsked(GraphUnreachable):
    """The Graph API asks for a smaller page."""


class GraphRateLimited(RateLimited, GraphError):
    """The Graph API throttles us until `retry_at`."""


class GraphNotPermitted(NotPermitted, GraphError):
    """The app or the token lacks a permission or capability."""


class GraphTokenDead(TokenDead, GraphError):
    """The Page token no longer works."""


class GraphActingStopped(ActingStopped, GraphError):
    """Meta has stopped all writing of the Page for breaking its rules (code 368)."""


class GraphNotPossible(NotPossible, GraphError):
    """The Graph API will never do this here."""


class GraphGone(Gone, GraphError):
    """The Graph API no longer shows this."""


class GraphDialectChanged(DialectChanged, GraphError):
    """The Graph API answers in a shape we do not know, or has withdrawn the call."""


def read_fault(envelope: object, *, status: int, trace: str = "") -> Fault:
    """Read an error envelope, however odd it is; `trace` is what the header says, if the envelope says nothing."""
    told: Mapping[str, Any] = envelope if isinstance(envelope, Mapping) else {}
    words = told.get("message")
    words = words if isinstance(words, str) else ""
    trace = told.get("fbtrace_id") or trace
    moved = _MOVED.search(words)
    return Fault(
        code=_whole(told.get("code")),
        subcode=_whole(told.get("error_subcode")),
        status=status,
        transient=told.get("is_transient") is True,
        trace=re.sub(r"[^\w.-]", "", trace)[:40] if isinstance(trace, str) else "",
        permissions=tuple(dict.fromkeys(_PERMISSION.findall(words)))[:5],
        moved_to=moved.group(1) if moved else "",
        too_much="reduce the amount of data" in words.lower(),
    )


def to_error(fault: Fault, *, writing: bool, retry_at: datetime) -> PlatformError:
    """Return the error to raise. `writing` says that the lost call may have changed something."""
    error = _to_error(fault, writing=writing, retry_at=retry_at)
    if isinstance(error, GraphError):
        error.about(fault)
    return error


def _to_error(fault: Fault, *, writing: bool, retry_at: datetime) -> PlatformError:
    code = fault.code
    if code in THROTTLED or fault.status == 429:
        return GraphRateLimited(f"Meta asks us to call less often ({fault})", retry_at=retry_at)
    if code in MAY_PASS:
        kind = TooMuchAsked if fault.too_much and not writing else GraphUnreachable
        return kind(f"{MAY_PASS[code]} ({fault})", maybe_done=writing)
    if code in IMPOSSIBLE:
        return GraphNotPossible(f"{IMPOSSIBLE[code]} ({fault})")
    if code in {3, 10, 1705} or 200 <= code <= 299:
        return _not_permitted(fault)
    match code:
        case 100:
            return _bad_parameter(fault)
        case 102 | 190 | 368:
            return _stopped(fault)
        case 12 | 2635:
            return GraphDialectChanged(f"Meta has withdrawn this call or this version ({fault})")
        case 803:
            return GraphGone(f"Meta knows nothing by that id ({fault})")
        case _:
            return _unknown(fault, writing=writing)


def _stopped(fault: Fault) -> PlatformError:
    if fault.code == 368:
        return GraphActingStopped(
            f"Meta has stopped us from writing, for breaking its rules ({fault})",
            remedy="Look at Page quality and the support inbox of the Page, and ask for a review there",
        )
    why = DEAD_BECAUSE.get(fault.subcode, "it is not valid")
    return GraphTokenDead(f"Meta no longer accepts the token: {why} ({fault})", remedy=RENEW)


def _bad_parameter(fault: Fault) -> PlatformError:
    match fault.subcode:
        case 33:
            return GraphGone(f"Meta no longer shows it to us ({fault})")
        case 21:
            new = f" to {fault.moved_to}" if fault.moved_to else ""
            return GraphNotPermitted(
                f"the id has moved{new} ({fault})", remedy=f"Change the Page's id in the settings{new}"
            )
        case _:
            return GraphNotPossible(f"Meta does not take this call ({fault})")


def _not_permitted(fault: Fault) -> PlatformError:
    if (fault.code, fault.subcode) == (10, 2018278):
        return GraphNotPossible(f"more than 24 hours have passed since the person last wrote to us ({fault})")
    if fault.code == 1705:
        return GraphNotPermitted(
            f"the token is a person's, not the Page's ({fault})", remedy="Put the Page's own token into the settings"
        )
    if fault.code == 3:
        return GraphNotPermitted(
            f"the app may not make this call ({fault})", remedy="Ask Meta for the capability in App Review"
        )
    needed = ", ".join(fault.permissions) or ("pages_read_user_content" if fault.code == 283 else "what it needs")
    return GraphNotPermitted(
        f"Meta says that a permission is missing ({fault})",
        remedy=f"Give the app {needed} again (log in anew), and check the role on the Page",
    )


def _unknown(fault: Fault, *, writing: bool) -> PlatformError:
    if writing and not fault.transient and fault.status < 500 and fault.code:
        return GraphNotPossible(f"Meta refuses for a reason we do not know ({fault})")
    return GraphUnreachable(f"Meta gave no usable answer ({fault})", maybe_done=writing)


def _whole(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
