"""The limits of X: a window of 15 minutes for each endpoint, and of 24 hours for some that write."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from platforms.simulator.clock import TownClock

QUARTER = timedelta(minutes=15)
DAY = timedelta(hours=24)


class Span(StrEnum):
    """One window. Its value begins the names of its headers."""

    USER = "x-rate-limit"
    APP = "x-rate-limit-of-app"
    USER_DAY = "x-user-limit-24hour"
    APP_DAY = "x-app-limit-24hour"

    @property
    def length(self) -> timedelta:
        """How long this window lasts."""
        return DAY if self in (Span.USER_DAY, Span.APP_DAY) else QUARTER

    @property
    def header(self) -> str:
        """What its headers begin with; both 15-minute windows show under the same name."""
        return Span.USER.value if self is Span.APP else self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """How many calls each window of one endpoint allows; None is no such window."""

    user: int | None = None
    app: int | None = None
    user_day: int | None = None
    app_day: int | None = None

    def windows(self, *, as_user: bool) -> dict[Span, int]:
        """Names the windows that a call by a user, or by the app itself, counts in."""
        asked = {
            Span.USER: self.user if as_user else None,
            Span.APP: None if as_user else self.app,
            Span.USER_DAY: self.user_day if as_user else None,
            Span.APP_DAY: self.app_day,
        }
        return {span: most for span, most in asked.items() if most is not None}


CEILINGS: Mapping[str, Ceiling] = MappingProxyType(
    {
        "GET /2/users/me": Ceiling(user=75),
        "GET /2/users/{id}": Ceiling(user=900, app=300),
        "GET /2/users/by/username/{username}": Ceiling(user=900, app=300),
        "GET /2/users/{id}/mentions": Ceiling(user=300, app=450),
        "GET /2/users/{id}/tweets": Ceiling(user=900, app=10_000),
        "GET /2/tweets/search/recent": Ceiling(user=300, app=450),
        "GET /2/tweets/search/all": Ceiling(app=300),
        "GET /2/tweets": Ceiling(user=5_000, app=3_500),
        "GET /2/tweets/{id}": Ceiling(user=900, app=450),
        "GET /2/tweets/{id}/quote_tweets": Ceiling(user=75, app=75),
        "GET /2/tweets/{id}/liking_users": Ceiling(user=75, app=75),
        "POST /2/tweets": Ceiling(user=100, app_day=10_000),
        "DELETE /2/tweets/{id}": Ceiling(user=50),
        "PUT /2/tweets/{tweet_id}/hidden": Ceiling(user=50),
        "GET /2/users/{id}/muting": Ceiling(user=15),
        "POST /2/users/{id}/muting": Ceiling(user=50),
        "DELETE /2/users/{id}/muting/{target}": Ceiling(user=50),
        "GET /2/users/{id}/blocking": Ceiling(user=15),
        "POST /2/users/{id}/dm/block": Ceiling(user=10, app=25, user_day=400, app_day=1_000),
        "POST /2/users/{id}/dm/unblock": Ceiling(user=10, app=25, user_day=400, app_day=1_000),
        "POST /2/dm_conversations/with/{id}/messages": Ceiling(user=15, user_day=1_440, app_day=1_440),
        "GET /2/dm_events": Ceiling(user=15),
        "GET /2/dm_conversations/with/{id}/dm_events": Ceiling(user=15),
        "GET /2/usage/tweets": Ceiling(app=50),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What a call was allowed, and the headers that say so."""

    granted: bool
    headers: Mapping[str, str]


@dataclass(slots=True)
class _Window:
    ends: datetime
    used: int = 0


class Limits:
    """Counts calls by endpoint and window, on the town's clock."""

    def __init__(self, clock: TownClock, ceilings: Mapping[str, Ceiling] = CEILINGS) -> None:
        self._clock = clock
        self.ceilings = dict(ceilings)
        self._windows: dict[tuple[str, Span], _Window] = {}

    def spend(self, endpoint: str, *, as_user: bool) -> Allowance:
        """Counts one call in all its windows, or in none when any of them is full."""
        windows = self.ceilings[endpoint].windows(as_user=as_user)
        granted = all(self._window(endpoint, span).used < most for span, most in windows.items())
        headers: dict[str, str] = {}
        for span, most in windows.items():
            window = self._window(endpoint, span)
            window.used += granted
            headers[f"{span.header}-limit"] = str(most)
            headers[f"{span.header}-remaining"] = str(max(0, most - window.used))
            headers[f"{span.header}-reset"] = str(int(window.ends.timestamp()))
        return Allowance(granted=granted, headers=headers)

    def use_up(self, endpoint: str, span: Span) -> None:
        """Fills one window, as if others with our app had called before; the endpoint must have such a window."""
        ceiling = self.ceilings[endpoint]
        most = {**ceiling.windows(as_user=True), **ceiling.windows(as_user=False)}.get(span)
        if most is None:
            raise ValueError(f"{endpoint} has no window {span}")
        self._window(endpoint, span).used = most

    def _window(self, endpoint: str, span: Span) -> _Window:
        now = self._clock.now()
        window = self._windows.get((endpoint, span))
        if window is None or now >= window.ends:
            window = self._windows[endpoint, span] = _Window(ends=now + span.length)
        return window
