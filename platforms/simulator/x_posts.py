"""What stands on X in the town: accounts, posts, direct messages, and the ids they are given."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from platforms.simulator.clock import TownClock

EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
EDIT_WINDOW = timedelta(minutes=30)
EDITS_ALLOWED = 5
MOST_WEIGHT = 280
URL_WEIGHT = 23
_HANDLE = re.compile(r"(?<![A-Za-z0-9_@])@([A-Za-z0-9_]{1,15})(?![A-Za-z0-9_@])")
_HASHTAG = re.compile(r"(?<![\w&])#(\w*[^\W\d]\w*)")
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]']", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:@[A-Za-z0-9_]{1,15}\s+)+")


class Snowflakes:
    """Gives out ids as X does: strings that grow with the town's time, and never the same twice."""

    def __init__(self, clock: TownClock) -> None:
        self._clock = clock
        self._last = 0

    def next(self, at: datetime | None = None) -> str:
        """Gives the next id, for `at` or for now; never smaller than one given before."""
        self._last = max(self._last + 1, first_id_at(at or self._clock.now()))
        return str(self._last)


def first_id_at(at: datetime) -> int:
    """Says which is the smallest id that something posted at `at` can have."""
    return max(0, int((at - EPOCH) / timedelta(milliseconds=1))) << 22


def account_id(key: str) -> str:
    """Makes the same ten-digit account id from the same person's key in every run."""
    digest = hashlib.sha256(key.encode()).digest()
    return str(1_000_000_000 + int.from_bytes(digest[:6], "big") % 8_000_000_000)


def stamp(at: datetime) -> str:
    """Writes a time as X does: UTC, milliseconds, Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class XUser:
    """One account. `standing` is "" or "protected" or "suspended"; the last two cannot be read by others."""

    id: str
    key: str
    handle: str
    name: str
    since: datetime
    standing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class XPost:
    """One version of a post. An edit makes another version with its own id and the same `lineage` (the first id)."""

    id: str
    lineage: str
    author: str
    text: str
    posted_at: datetime
    first_posted_at: datetime
    conversation: str
    replies_to: str = ""
    replies_to_user: str = ""
    quotes: str = ""
    reply_settings: str = "everyone"
    made_with_ai: bool = False
    by_hand: bool = True

    @property
    def is_reply(self) -> bool:
        """Whether it answers another post; such a post can never be edited."""
        return bool(self.replies_to)

    @property
    def editable_until(self) -> datetime:
        """When the 30 minutes after the first version are over."""
        return self.first_posted_at + EDIT_WINDOW


@dataclass(frozen=True, slots=True, kw_only=True)
class XDirect:
    """One direct message between us and one person."""

    id: str
    sender: str
    participant: str
    text: str
    sent_at: datetime
    by_hand: bool = True

    def conversation_with(self, us: str) -> str:
        """Names the conversation as X does: both ids, the smaller one first."""
        low, high = sorted((us, self.participant), key=int)
        return f"{low}-{high}"


def handles_in(text: str) -> list[tuple[int, int, str]]:
    """Finds every @handle: start, end, handle without the @."""
    return [(found.start(), found.end(), found[1]) for found in _HANDLE.finditer(text)]


def urls_in(text: str) -> list[tuple[int, int, str]]:
    """Finds every web address: start, end, address."""
    return [(found.start(), found.end(), found[0]) for found in _URL.finditer(text)]


def hashtags_in(text: str) -> list[dict[str, Any]]:
    """Finds every hashtag, in the shape of `entities.hashtags`."""
    return [{"start": found.start(), "end": found.end(), "tag": found[1]} for found in _HASHTAG.finditer(text)]


def without_prefix(text: str) -> str:
    """Gives the text without the @handles that a reply begins with; those do not count towards its length."""
    return _PREFIX.sub("", text, count=1)


def weight(text: str) -> int:
    """Counts as X does: a web address weighs 23, most letters 1, wide scripts and emoji 2; 280 are allowed."""
    rest = _URL.sub("", text)
    return URL_WEIGHT * len(urls_in(text)) + sum(1 if _is_light(ord(letter)) else 2 for letter in rest)


def _is_light(point: int) -> bool:
    return point <= 0x10FF or 0x2000 <= point <= 0x200D or 0x2010 <= point <= 0x201F or 0x2032 <= point <= 0x2037


def shortened(text: str) -> str:
    """Gives what the field `text` holds of a long post: its first 280 at most, ending in an ellipsis."""
    if weight(without_prefix(text)) <= MOST_WEIGHT:
        return text
    kept, total = 0, 1
    for letter in text:
        total += 1 if _is_light(ord(letter)) else 2
        if total > MOST_WEIGHT:
            break
        kept += 1
    return text[:kept].rstrip() + "…"
