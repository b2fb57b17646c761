"""What a command needs to be at work: the store, the policy, the clock, and who is sitting there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import click

from bot.app import Parts, open_parts
from bot.cases import Officer
from bot.policy.model import Policy
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An officer's place: everything needed to decide, nothing that could act."""

    store: Store
    policy: Policy
    clock: Callable[[], datetime]
    parts: Parts

    def officer(self, name: str | None) -> Officer:
        """The person of that name, if they may decide. Raises NotApproved."""
        return self.parts.officer(name)


@contextmanager
def at_desk(settings_path: str) -> Iterator[Desk]:
    """Open the store and the policy, and close them again."""
    with open_parts(settings_path) as parts:
        yield Desk(store=parts.store, policy=parts.policy, clock=parts.clock, parts=parts)


by_option = click.option("--by", metavar="NAME", help="Who decides; this name goes on the record.")
why_option = click.option("--why", default="", metavar="REASON", help="Why; this goes on the record.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
