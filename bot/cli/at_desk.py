"""Opening an officer's desk at a terminal: what is wrong with the policy file is told, and stops nobody."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from bot.desk import Desk, open_desk


@contextmanager
def at_desk(settings: str, *, with_secrets: bool = False) -> Iterator[Desk]:
    """As `open_desk`, with its warning on standard error. Raises what it raises."""
    with open_desk(settings, with_secrets=with_secrets) as desk:
        if desk.warning:
            click.secho(desk.warning, fg="yellow", err=True)
        yield desk
