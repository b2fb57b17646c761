"""How much of Meta's allowances has been used up, counted call by call (Graph API, rate limits)."""

import json
from collections import deque
from datetime import datetime, timedelta

from platforms.simulator.clock import TownClock
from platforms.simulator.graph_errors_town import GraphRefusal

PLENTY = 1_000_000
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
SAID = {
    4: "Application request limit reached",
    17: "User request limit reached",
    32: "Page request limit reached",
    80001: "There have been too many calls to this Page account. Wait a bit and try again.",
    80002: "There have been too many calls to this Instagram account. Wait a bit and try again.",
}
SUBCODES = {80001: 2446079, 80002: 2446079, 4: 1504022}


class Meter:
    """One allowance: `budget` calls in every `window`. Tests may set the budget, and the code of the refusal."""

    def __init__(self, clock: TownClock, *, kind: str, code: int, window: timedelta) -> None:
        """Nothing used yet, and plenty to use."""
        self.kind, self.code, self.window = kind, code, window
        self.budget = PLENTY
        self._clock = clock
        self._calls: deque[datetime] = deque()

    @property
    def used(self) -> int:
        """How many calls of the window count at present, refused ones among them: they lengthen the wait."""
        since = self._clock.now() - self.window
        while self._calls and self._calls[0] <= since:
            self._calls.popleft()
        return len(self._calls)

    @property
    def percent(self) -> int:
        """The share that is used up, in per cent; over 100 when it was overdrawn."""
        return 100 * self.used // max(self.budget, 1)

    @property
    def minutes_to_wait(self) -> int:
        """After how many minutes, begun ones counted, a call will be answered again; 0 when one is now."""
        too_many = self.used - self.budget
        if too_many < 0 or not self._calls:
            return 0
        regained = self._calls[min(too_many, len(self._calls) - 1)] + self.window
        return -int(-(regained - self._clock.now()).total_seconds() // 60)

    def spend(self) -> None:
        """Count one call. Raises GraphRefusal, as HTTP 400 and without Retry-After, when there is nothing left."""
        left = self.budget - self.used
        self._calls.append(self._clock.now())
        if left <= 0:
            text = SAID.get(self.code, "Calls to this api have exceeded the rate limit.")
            raise GraphRefusal(code=self.code, text=text, subcode=SUBCODES.get(self.code))

    def shares(self) -> dict[str, int]:
        """The three percentages that Meta tells; the town's machines are never short of time."""
        return {"call_count": self.percent, "total_time": self.percent // 2, "total_cputime": self.percent // 2}


class Allowance:
    """The allowances of the app, of the Page and of the Instagram account."""

    def __init__(self, clock: TownClock) -> None:
        """Plenty of each."""
        self.app = Meter(clock, kind="app", code=4, window=AN_HOUR)
        self.page = Meter(clock, kind="pages", code=80001, window=A_DAY)
        self.instagram = Meter(clock, kind="instagram", code=80002, window=A_DAY)

    def headers(self, meter: Meter, account: str) -> dict[str, str]:
        """What every answer tells of the allowance that it drew on."""
        told = {"X-App-Usage": json.dumps(self.app.shares())}
        if meter is self.page:
            told["X-Page-Usage"] = json.dumps(meter.shares())
        if meter is not self.app:
            row = {"type": meter.kind, **meter.shares(), "estimated_time_to_regain_access": meter.minutes_to_wait}
            told["X-Business-Use-Case-Usage"] = json.dumps({account: [row]})
        return told
