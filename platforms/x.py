"""Our account on X: mentions, replies and direct messages, and what may be done about them."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from bot.errors import NotPossible
from bot.model import Abilities, Action, Cursor, Interaction, Page, PlatformName, Receipt, Standing, Way
from platforms import x_act, x_back
from platforms.base import Check
from platforms.graph_wire import Patience, utc_now
from platforms.x_budget import Purse
from platforms.x_can import abilities
from platforms.x_check import checks
from platforms.x_lists import Lists
from platforms.x_poll import Pace, Reading
from platforms.x_wire import BASE_URL, XClient, XCredentials, XUserToken

__all__ = ["X", "XCredentials", "XUserToken"]
NO_PRICES: Mapping[str, Decimal] = MappingProxyType({})


class X:
    """One account. Reading goes back by `look_back` at first, and everything within it is read again every
    `re_read_every`, which finds edits and deletions (X asks for their removal within 24 hours).

    `prices` replaces prices of X by name; with a `daily_budget` in US dollars, reading stops before it would be
    passed while acting goes on. `links_in_replies` lets web addresses into public words, which X charges at many
    times the price; credentials are the account's four keys, or a user token that somebody else renews.
    """

    def __init__(
        self,
        *,
        user_id: str,
        handle: str,
        credentials: XCredentials | XUserToken,
        base_url: str = BASE_URL,
        prices: Mapping[str, Decimal] = NO_PRICES,
        daily_budget: Decimal | None = None,
        look_back: timedelta = timedelta(days=7),
        re_read_every: timedelta = timedelta(hours=6),
        directs_every: timedelta = timedelta(minutes=5),
        links_in_replies: bool = False,
        clock: Callable[[], datetime] = utc_now,
        pause: Callable[[float], None] = time.sleep,
        patience: Patience | None = None,
    ) -> None:
        self._me, self._handle = user_id, handle.removeprefix("@")
        self._purse = Purse(prices=prices, daily_budget=daily_budget, clock=clock)
        self._pace = Pace(look_back=look_back, directs_every=directs_every, re_read_every=re_read_every)
        self._client = XClient(
            credentials, base_url=base_url, patience=patience or Patience(), clock=clock, pause=pause
        )
        self._lists = Lists(self._client, self._purse, me=user_id, clock=clock)
        self._directs_refused, self._links = "", links_in_replies

    @property
    def name(self) -> PlatformName:
        """X."""
        return PlatformName.X

    @property
    def account(self) -> str:
        """Our account's id."""
        return self._me

    @property
    def spent(self) -> Mapping[date, Decimal]:
        """What calls through this object have cost, in US dollars for each of the last days (UTC)."""
        return self._purse.spent

    def can(self, interaction: Interaction, *, now: datetime) -> Abilities:  # noqa: ARG002 - other platforms need it
        """Say of every ActionKind how it can be had for this interaction."""
        return abilities(interaction, me=self._me)

    def poll(self, cursor: Cursor, *, now: datetime) -> Iterator[Page]:
        """Read our own posts, direct messages, mentions and replies to us, and now and then everything recent again.

        Raises OutOfCredit when our own budget for the day would be passed. Direct messages that we may not read are
        left out until this object is made anew.
        """
        reading = Reading(self._lists, cursor, handle=self._handle, pace=self._pace, now=now)
        yield from reading.pages(directs=not self._directs_refused)
        self._directs_refused = self._directs_refused or reading.directs_refused

    def act(self, action: Action, interaction: Interaction, *, now: datetime) -> Receipt:
        """Do it, once. Raises NotPossible for what `can` does not offer by API."""
        ability = self.can(interaction, now=now)[action.kind]
        if ability.way is not Way.BY_API:
            raise NotPossible(ability.because)
        return x_act.act(self._client, self._purse, action, interaction, me=self._me, links=self._links)

    def look_up(
        self, interaction: Interaction, action: Action | None = None, *, since: datetime | None = None, now: datetime
    ) -> Standing:
        """Read the interaction back, and whether the action's effect stands."""
        return x_back.look_up(self._lists, interaction, action, handle=self._handle, since=since, now=now)

    def check(self, *, now: datetime) -> tuple[Check, ...]:  # noqa: ARG002 - other platforms need it
        """Check whose keys these are, the handle, direct messages, and what was spent today."""
        return checks(self._lists, handle=self._handle)
