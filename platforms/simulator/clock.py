"""The town's clock: it may stand still, run at the world's pace, or let a fortnight pass in a minute."""

import threading
import time
from datetime import datetime, timedelta


class TownClock:
    """What time it is in the town. May be read and set from any thread."""

    def __init__(self, start: datetime, rate: float = 0.0) -> None:
        """Begin at `start` (aware); `rate` town seconds pass in one real second, none if 0."""
        self._lock = threading.Lock()
        self._at, self._since, self._rate = start, time.monotonic(), rate

    @property
    def rate(self) -> float:
        """Town seconds in one real second."""
        return self._rate

    def now(self) -> datetime:
        """The town's time, aware and in UTC."""
        with self._lock:
            return self._now()

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass at once."""
        with self._lock:
            self._at, self._since = self._now() + timedelta(seconds=seconds), time.monotonic()

    def set_rate(self, rate: float) -> None:
        """Let time pass faster or slower from here on."""
        with self._lock:
            self._at, self._since, self._rate = self._now(), time.monotonic(), rate

    def _now(self) -> datetime:
        return self._at + timedelta(seconds=(time.monotonic() - self._since) * self._rate)
