"""How much of Meta's allowance is used up, as the headers of each answer tell (Graph API, "Rate limits")."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

DEFAULT_WAIT = timedelta(minutes=60)
LONGEST_WAIT = timedelta(days=1)
PAUSE = timedelta(minutes=5)
SLOW_AT, PAUSE_AT, STOP_AT = 75.0, 90.0, 100.0
HEADERS = ("x-app-usage", "x-page-usage", "x-business-use-case-usage")
SHARES = ("call_count", "total_time", "total_cputime")


class Pace(IntEnum):
    """How fast we may go on."""

    FULL = 0
    SLOW = 1
    PAUSE = 2
    STOP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """The largest share of any allowance used up, in per cent, when it was told, and until when Meta lets us wait."""

    percent: float = 0.0
    told_at: datetime | None = None
    blocked_until: datetime | None = None

    @property
    def paused_until(self) -> datetime | None:
        """Until when reading that is not urgent waits before it asks again (from 90 % on)."""
        return self.told_at + PAUSE if self.told_at is not None and self.percent >= PAUSE_AT else None

    def pace(self, now: datetime) -> Pace:
        """Slow down from 75 %, pause what is not urgent from 90 %, stop at 100 % until access is regained."""
        if self.blocked_until is not None:
            return Pace.STOP if now < self.blocked_until else Pace.FULL
        if self.paused_until is not None:
            return Pace.PAUSE if now < self.paused_until else Pace.SLOW
        return Pace.SLOW if self.percent >= SLOW_AT else Pace.FULL


def read_usage(headers: Mapping[str, str], *, now: datetime) -> Usage | None:
    """Read the three usage headers; None when an answer holds none. What can't be understood counts as nothing."""
    rows = [row for name in HEADERS if name in headers for row in _rows(headers[name])]
    if not rows:
        return None
    percent = max((_number(row.get(share)) for row in rows for share in SHARES), default=0.0)
    minutes = max(_number(row.get("estimated_time_to_regain_access")) for row in rows)
    if minutes <= 0 and percent < STOP_AT:
        return Usage(percent=percent, told_at=now)
    wait = min(timedelta(minutes=min(minutes, 1e6)), LONGEST_WAIT) if minutes > 0 else DEFAULT_WAIT
    return Usage(percent=percent, told_at=now, blocked_until=now + wait)


def _rows(header: str) -> Iterable[Mapping[str, Any]]:
    try:
        read = json.loads(header)
    except ValueError:
        return
    if not isinstance(read, dict):
        return
    if any(share in read for share in SHARES):
        yield read
        return
    for rows in read.values():
        yield from (row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()


def _number(value: object) -> float:
    usable = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if usable and 0 <= value < float("inf") else 0.0  # type: ignore[arg-type,operator]  # checked above
