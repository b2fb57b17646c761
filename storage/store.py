"""The store: all that is remembered, in our own language; no write escapes the record."""

from collections.abc import Iterator

from storage.audit import Fault, Recorded, faults, read
from storage.casebook import Casebook
from storage.database import Database
from storage.health import Infirmary
from storage.intake import Intake
from storage.journal import Journal


class Store(Intake, Casebook, Journal, Infirmary):
    """Everything that is remembered. Each writing is one transaction with its sealed entries, or it did not happen."""

    def __init__(self, url: str) -> None:
        """Open the database at `url`, making and upgrading its tables as needed."""
        self.db = Database(url)

    def recorded(self, *, after: int = 0, subject: str = "") -> Iterator[Recorded]:
        """The record, in order, read a thousand entries at a time."""
        with self.db.reading() as connection:
            yield from read(connection, after=after, subject=subject)

    def verify(self) -> Iterator[Fault]:
        """Every place where the record does not hold; nothing when it does."""
        yield from faults(self.recorded())

    def close(self) -> None:
        """Let go of the database."""
        self.db.close()
