"""X's refusals, told apart by what to do about them: problem documents, older lists of codes, and partial errors."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.errors import (
    ActingStopped,
    Gone,
    NotPermitted,
    NotPossible,
    OutOfCredit,
    PlatformError,
    RateLimited,
    TokenDead,
    Unreachable,
)

RENEW = "Make new keys for our account at console.x.com, put them into the settings and start again"
TOP_UP = "X's prepaid credit is used up; top it up at console.x.com"
ENTERPRISE = "X offers this to enterprise contracts only; a person must do it on x.com"
ALLOW = "Give the app the rights to read, write and send direct messages at console.x.com, then make new keys"
APPEAL = "Log in to x.com with our account, see what X asks for, and settle that before anything is written by program"

QUARTER = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=25)
SHORTEST_WAIT = timedelta(seconds=5)
WINDOWS = ("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour")

GONE_KINDS = frozenset(
    {"resource-not-found", "not-authorized-for-resource", "resource-unavailable", "disallowed-resource"}
)
ACCESS_KINDS = frozenset({"client-forbidden", "unsupported-authentication", "oauth1-permissions"})
ACCESS_CODES = frozenset({32, 87, 93, 220, 453})
STOPPED_CODES = frozenset({64, 226, 261, 326})
GONE_CODES = frozenset({34, 50, 63, 144, 385})

_STOPPED = re.compile(
    r"\b(your|this) (user )?account\b.{0,60}\b(suspended|locked|restricted)|looks like it might be automated"
)
_ACCESS = re.compile(r"access level|permissions?\b|not enrolled|access to a subset")
_GONE = re.compile(r"deleted or not visible|could not find|does not exist|user has been suspended")
_REPLY_RULE = re.compile(r"you can only reply|reply to this conversation is not allowed|not been mentioned")
_DUPLICATE = re.compile(r"duplicate content|already said that")
_NO_MESSAGES = re.compile(r"cannot send (direct )?messages|not allowed to (send|message)|don.t follow|not following")
_TOO_LONG = re.compile(r"too long|too many characters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One refusal. `words` are X's own, for telling kinds apart only: they are never shown, since they may quote."""

    status: int
    kind: str = ""
    codes: frozenset[int] = frozenset()
    words: str = ""

    @property
    def label(self) -> str:
        """What an operator may look up: status, kind and codes, and nothing that anybody wrote."""
        parts = [str(self.status), self.kind, *(f"code {code}" for code in sorted(self.codes))]
        return ", ".join(part for part in parts if part)


def read_fault(body: object, *, status: int) -> Fault:
    """Read a refusal in either style; what can't be understood is left out."""
    if not isinstance(body, dict):
        return Fault(status=status)
    told = body.get("errors")
    inner = [e for e in told if isinstance(e, dict)] if isinstance(told, list) else []
    codes = {e.get("code") for e in (body, *inner)}
    words = [str(e.get(name, "")) for e in (body, *inner) for name in ("title", "detail", "message", "reason")]
    kinds = [kind for e in (body, *inner) if (kind := _kind(e.get("type")))]
    return Fault(
        status=status,
        kind=kinds[0] if kinds else "",
        codes=frozenset(c for c in codes if isinstance(c, int) and not isinstance(c, bool) and 0 < c < 10_000),
        words=" ".join(words).lower()[:2000],
    )


def _kind(type_: object) -> str:
    if not isinstance(type_, str) or not type_.startswith("https://"):
        return ""
    last = type_.rstrip("/").rsplit("/", 1)[-1]
    return last if re.fullmatch(r"[a-z0-9-]{1,40}", last) else ""


def to_error(fault: Fault, *, writing: bool, retry_at: datetime) -> PlatformError:
    """The error of ours for a refusal (X API, "Response codes and errors")."""
    if fault.status == 402 or fault.kind.startswith("credits"):
        return OutOfCredit(TOP_UP)
    if fault.kind == "usage-capped":
        return OutOfCredit("this month's cap of posts read is used up; raise it at console.x.com")
    match fault.status:
        case 401:
            return TokenDead(f"X does not accept our keys ({fault.label})", remedy=RENEW)
        case 429:
            return RateLimited("X asks us to wait", retry_at=retry_at)
        case 403:
            return _forbidden(fault, writing=writing)
        case 404:
            return Gone("X no longer shows it")
        case status if status >= 500 or status in {408, 425}:
            return Unreachable(f"X is in trouble ({fault.label})", maybe_done=writing)
        case _:
            return _by_kind(fault) or NotPossible(_too_long(fault) or f"X does not take this request ({fault.label})")


def partial_error(body: Mapping[str, Any], *, writing: bool, retry_at: datetime) -> PlatformError:
    """The error for a 200 that holds `errors` and no data: an answer, so nothing is in doubt."""
    fault = read_fault(body, status=200)
    return _by_kind(fault) or to_error(
        Fault(status=403, kind=fault.kind, codes=fault.codes, words=fault.words), writing=writing, retry_at=retry_at
    )


def is_gone(error: object) -> bool:
    """Whether a partial error says that something is deleted, protected or suspended."""
    return isinstance(error, dict) and isinstance(_by_kind(read_fault(error, status=200)), Gone)


def _by_kind(fault: Fault) -> PlatformError | None:
    if fault.kind in GONE_KINDS or fault.codes & GONE_CODES or _GONE.search(fault.words):
        return Gone("X no longer shows it")
    return None


def _forbidden(fault: Fault, *, writing: bool) -> PlatformError:
    if fault.codes & STOPPED_CODES or _STOPPED.search(fault.words):
        words = f"X has stopped our account from writing ({fault.label})"
        return ActingStopped(words, remedy=APPEAL) if writing else NotPermitted(words, remedy=APPEAL)
    if fault.codes & ACCESS_CODES or fault.kind in ACCESS_KINDS or _ACCESS.search(fault.words):
        enterprise = fault.kind == "client-forbidden" or 453 in fault.codes
        return NotPermitted(
            f"X does not let our app do this ({fault.label})", remedy=ENTERPRISE if enterprise else ALLOW
        )
    because = _reason(fault)
    if because:
        return NotPossible(because)
    if gone := _by_kind(fault):
        return gone
    if writing:
        return NotPossible(f"X does not allow this here ({fault.label})")
    return NotPermitted(f"X does not let our app read this ({fault.label})", remedy=ALLOW)


def _reason(fault: Fault) -> str:
    if _REPLY_RULE.search(fault.words):
        return "X lets programs answer only those who mentioned or quoted us; a person must answer on x.com"
    if _DUPLICATE.search(fault.words) or 187 in fault.codes:
        return "X refuses the very same words twice; change the wording or answer by hand"
    if _NO_MESSAGES.search(fault.words) or fault.codes & {150, 349}:
        return "X does not let us send this person a direct message"
    return _too_long(fault)


def _too_long(fault: Fault) -> str:
    long = bool(_TOO_LONG.search(fault.words)) or 186 in fault.codes
    return "the words are too long for X" if long else ""


def retry_at(headers: Mapping[str, str], *, now: datetime) -> datetime:
    """When a throttled call may be tried again: the later reset among the windows that are used up.

    The 15-minute window can look healthy while that of 24 hours is empty. Without a word of X, in 15 minutes.
    """
    used_up = [reset for window in WINDOWS if headers.get(f"{window}-remaining", "").strip() == "0"
               if (reset := _reset(headers, window)) is not None]  # fmt: skip
    told = used_up or [reset for window in WINDOWS[:1] if (reset := _reset(headers, window)) is not None]
    at = max(told, default=now + QUARTER)
    return min(max(at, now + SHORTEST_WAIT), now + LONGEST_WAIT)


def _reset(headers: Mapping[str, str], window: str) -> datetime | None:
    seconds = headers.get(f"{window}-reset", "").strip()
    usable = re.fullmatch(r"[0-9]{1,10}", seconds) and int(seconds) < 4_000_000_000
    return datetime.fromtimestamp(int(seconds), UTC) if usable else None
