"""What calls to X cost, kept by day, and the day's own budget: reading stops before it is passed, acting goes on."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from bot.errors import OutOfCredit

DOLLARS: Mapping[str, Decimal] = MappingProxyType(
    {
        "post_read": Decimal("0.005"),
        "user_read": Decimal("0.010"),
        "dm_read": Decimal("0.010"),
        "mute_read": Decimal("0.001"),
        "owned_read": Decimal("0.001"),
        "post": Decimal("0.015"),
        "post_with_link": Decimal("0.200"),
        "summoned_reply": Decimal("0.010"),
        "dm": Decimal("0.015"),
        "mute": Decimal("0.015"),
        "unmute": Decimal("0.005"),
        "hide": Decimal("0.005"),
        "restrict_messages": Decimal("0.010"),
    }
)
DAYS_KEPT = timedelta(days=8)


class Purse:
    """Books what each call costs, in US dollars and UTC days (X API, "Pricing", 2026).

    What is read is charged once for each thing in a UTC day; what is done, each time. X calls the first a soft
    promise, so after a restart the same things are booked again: rather too much than too little.
    """

    def __init__(
        self, *, prices: Mapping[str, Decimal], daily_budget: Decimal | None, clock: Callable[[], datetime]
    ) -> None:
        unknown = sorted(prices.keys() - DOLLARS.keys())
        if unknown:
            raise ValueError(f"no such price: {', '.join(unknown)}; there are {', '.join(DOLLARS)}")
        self.prices = {**DOLLARS, **prices}
        self.daily_budget = daily_budget
        self._clock = clock
        self._spent: dict[date, Decimal] = {}
        self._read_on: date | None = None
        self._read: set[tuple[str, str]] = set()

    @property
    def spent(self) -> Mapping[date, Decimal]:
        """What was spent on each of the last days."""
        return MappingProxyType(self._spent)

    @property
    def today(self) -> date:
        """The UTC day that X bills now."""
        return self._clock().astimezone(UTC).date()

    def rows(self, *named: str, least: int, most: int) -> int:
        """How many rows, each costing these prices together, may be asked for now. Raises OutOfCredit for too few."""
        each = sum((self.prices[name] for name in named), Decimal(0))
        if self.daily_budget is None or each == 0:
            return most
        left = self.daily_budget - self._spent.get(self.today, Decimal(0))
        affordable = int(max(left, Decimal(0)) / each)
        if affordable < least:
            raise OutOfCredit(
                f"our own budget for X of {self.daily_budget} US dollars a day would be passed; "
                "reading waits for the next day (UTC), what was decided is still carried out"
            )
        return min(affordable, most)

    def read(self, named: str, ids: Iterable[str]) -> None:
        """Book what was read and has not been booked today."""
        if self._read_on != self.today:
            self._read_on, self._read = self.today, set()
        what = "user" if named == "user_read" else "dm" if named == "dm_read" else "post"
        fresh = {(what, id_) for id_ in ids} - self._read
        self._read |= fresh
        self._book(self.prices[named] * len(fresh))

    def did(self, named: str) -> None:
        """Book something done."""
        self._book(self.prices[named])

    def recall(self, kept: object) -> None:
        """Take over what `marks` kept, where it is more than what is known."""
        for day, amount in kept.items() if isinstance(kept, Mapping) else ():
            try:
                on, spent = date.fromisoformat(str(day)), Decimal(str(amount))
            except (ValueError, InvalidOperation):
                continue
            if spent.is_finite() and spent >= 0:
                self._spent[on] = max(self._spent.get(on, Decimal(0)), spent)
        self._forget()

    def marks(self) -> dict[str, Any]:
        """The last days as plain JSON."""
        return {day.isoformat(): str(amount) for day, amount in sorted(self._spent.items())}

    def _book(self, amount: Decimal) -> None:
        if amount:
            self._spent[self.today] = self._spent.get(self.today, Decimal(0)) + amount
            self._forget()

    def _forget(self) -> None:
        oldest = self.today - DAYS_KEPT
        self._spent = {day: amount for day, amount in self._spent.items() if oldest < day <= self.today}
