"""What an adapter is: three methods and a set, and the platform's own words stop at its door."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import Abilities, Action, Cursor, Interaction, Page, PlatformName, Receipt, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was checked, in words for the operator. `remedy` is empty when it is in order."""

    what: str
    ok: bool
    detail: str = ""
    remedy: str = ""


class Platform(Protocol):
    """One account of ours on one platform.

    Every method may raise a `bot.errors.PlatformError`; no other exception leaves an adapter, and no message of
    one holds a token.
    """

    @property
    def name(self) -> PlatformName:
        """Which platform this is."""
        ...

    @property
    def account(self) -> str:
        """Our own account's id there; with `name` it is the key under which cursors are kept."""
        ...

    def can(self, interaction: Interaction, *, now: datetime) -> Abilities:
        """Say of every ActionKind how it can be had for this interaction.

        No I/O; what is not known counts as possible.
        """
        ...

    def poll(self, cursor: Cursor, *, now: datetime) -> Iterator[Page]:
        """Read on from `cursor` (an empty one: from the start of the look-back), page by page.

        The same interaction may come again: after a crash, from an overlap, or because it was edited (same ref,
        other text). A page's cursor may be saved once all that the pages so far hold has been stored.
        """
        ...

    def act(self, action: Action, interaction: Interaction, *, now: datetime) -> Receipt:
        """Do it, once. `Unreachable(maybe_done=True)` when it may have happened; never retries a write by itself."""
        ...

    def look_up(
        self, interaction: Interaction, action: Action | None = None, *, since: datetime | None = None, now: datetime
    ) -> Standing:
        """Read the interaction back; with an action, also whether its effect stands (for worded ones: whether our
        words stand there, posted at or after `since`)."""
        ...

    def check(self, *, now: datetime) -> tuple[Check, ...]:
        """Ask the platform whether token, permissions and account are in order; for start-up and `doctor`."""
        ...
