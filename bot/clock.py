"""What time it is: the machine's clock, or that of a simulator town whose fortnight passes in a minute."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import requests

Clock = Callable[[], datetime]
ASK_AGAIN_AFTER = 1.0  # seconds
PATIENCE = 5.0  # seconds


def machine_clock() -> datetime:
    """The time by this machine's clock, aware and in UTC."""
    return datetime.now(UTC)


class TownClock:
    """The time in a simulator town, asked for now and then and reckoned on in between. May be called from any thread.

    Never goes back. Where the town can't be reached, the time is reckoned on from what it said last; before it has
    said anything, requests' own ConnectionError tells so.
    """

    def __init__(self, address: str) -> None:
        """Follow the clock at `address`, a town's `/_town/clock`."""
        self._address = address
        self._lock = threading.Lock()
        self._asked_at = float("-inf")
        self._told, self._rate = datetime.min.replace(tzinfo=UTC), 0.0
        self._latest = self._told

    def __call__(self) -> datetime:
        """The time in the town now."""
        with self._lock:
            if time.monotonic() - self._asked_at > ASK_AGAIN_AFTER:
                self._ask()
            now = self._told + timedelta(seconds=(time.monotonic() - self._asked_at) * self._rate)
            self._latest = max(self._latest, now)
            return self._latest

    def _ask(self) -> None:
        first = self._asked_at == float("-inf")
        try:
            answer = requests.get(self._address, timeout=PATIENCE).json()
        except requests.RequestException:
            if first:
                raise
            return
        self._told, self._rate = datetime.fromisoformat(answer["now"]), float(answer["rate"])
        self._asked_at = time.monotonic()
