"""What each call to X costs, in US dollars, and the prepaid credits it is taken from."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from platforms.simulator.clock import TownClock

START_CREDITS = Decimal("25.00")


class Price(StrEnum):
    """What is priced: first what is read (for each thing returned), then what is done (for each request)."""

    POST_READ = "post read"
    USER_READ = "user read"
    DM_READ = "DM event read"
    LIKE_READ = "like read"
    MUTE_READ = "mute read"
    BLOCK_READ = "block read"
    OWNED_READ = "owned read"
    POST = "post create"
    POST_WITH_URL = "post create with URL"
    SUMMONED_REPLY = "summoned reply"
    DM = "DM create"
    INTERACTION = "user interaction create"
    INTERACTION_DELETE = "interaction delete"
    MUTE_DELETE = "mute delete"
    CONTENT_MANAGE = "content manage"
    PRIVACY_UPDATE = "privacy update"


PRICES: Mapping[Price, Decimal] = MappingProxyType(
    {
        Price.POST_READ: Decimal("0.005"),
        Price.USER_READ: Decimal("0.010"),
        Price.DM_READ: Decimal("0.010"),
        Price.LIKE_READ: Decimal("0.001"),
        Price.MUTE_READ: Decimal("0.001"),
        Price.BLOCK_READ: Decimal("0.001"),
        Price.OWNED_READ: Decimal("0.001"),
        Price.POST: Decimal("0.015"),
        Price.POST_WITH_URL: Decimal("0.200"),
        Price.SUMMONED_REPLY: Decimal("0.010"),
        Price.DM: Decimal("0.015"),
        Price.INTERACTION: Decimal("0.015"),
        Price.INTERACTION_DELETE: Decimal("0.010"),
        Price.MUTE_DELETE: Decimal("0.005"),
        Price.CONTENT_MANAGE: Decimal("0.005"),
        Price.PRIVACY_UPDATE: Decimal("0.010"),
    }
)


class Purse:
    """The prepaid credits. What is read is charged once in a UTC day, what is done each time."""

    def __init__(self, clock: TownClock, credit: Decimal = START_CREDITS) -> None:
        self._clock = clock
        self.credits = credit
        self.spent = Decimal(0)
        self.posts_read: dict[date, int] = {}
        self._seen_on: date | None = None
        self._seen: set[tuple[str, str]] = set()

    @property
    def empty(self) -> bool:
        """Whether X answers every priced call with 402."""
        return self.credits <= 0

    def for_request(self, price: Price) -> None:
        """Takes the price of something done."""
        self._take(PRICES[price])

    def for_reading(self, price: Price, what: str, ids: Iterable[str]) -> None:
        """Takes the price of each thing returned that was not charged for before on this UTC day."""
        today = self._clock.now().date()
        if self._seen_on != today:
            self._seen_on, self._seen = today, set()
        fresh = {(what, id_) for id_ in ids} - self._seen
        self._seen |= fresh
        self._take(PRICES[price] * len(fresh))
        if what == "post":
            self.posts_read[today] = self.posts_read.get(today, 0) + len(fresh)

    def _take(self, amount: Decimal) -> None:
        self.spent += amount
        self.credits -= amount
