"""The store: all that is remembered, in our own language; no write escapes the record."""

from collections.abc import Iterable, Iterator

from sqlalchemy import func, select

from bot.model import PlatformName, Ref
from storage import tables as t
from storage.audit import Fault, Recorded, faults, read
from storage.brakes import Brakes
from storage.cards import Cards
from storage.casebook import Casebook
from storage.database import Database
from storage.figures import Counting
from storage.health import Infirmary
from storage.intake import Intake
from storage.journal import Journal
from storage.policies import Policies
from storage.second_readings import SecondReadings
from storage.signatures import Signatures


class Store(Intake, Casebook, Journal, Infirmary, Counting, Policies, Signatures, Brakes, SecondReadings, Cards):
    """Everything that is remembered. Each writing is one transaction with its sealed entries, or it did not happen."""

    def __init__(self, url: str) -> None:
        """Open the database at `url`, making and upgrading its tables as needed."""
        self.db = Database(url)

    def recorded(self, *, after: int = 0, subject: str = "") -> Iterator[Recorded]:
        """The record, in order, read a thousand entries at a time."""
        with self.db.reading() as connection:
            yield from read(connection, after=after, subject=subject)

    def length(self) -> int:
        """How many entries the record has."""
        with self.db.reading() as connection:
            return connection.execute(select(func.max(t.audit.c.seq))).scalar() or 0

    def record_of(self, case: int) -> Iterator[Recorded]:
        """What is on the record about one case and the interaction that it is about, in order."""
        subjects = (f"case:{case}", str(self.case(case).interaction.ref))
        both = [one for subject in subjects for one in self.recorded(subject=subject)]
        yield from sorted(both, key=lambda one: one.entry.seq)

    def known(self, refs: Iterable[Ref]) -> set[Ref]:
        """Those of these interactions that were taken in."""
        wanted = set(refs)
        i = t.interactions.c
        with self.db.reading() as connection:
            rows = connection.execute(select(i.platform, i.ref)).all()
        return wanted & {Ref(platform=PlatformName(row.platform), id=row.ref) for row in rows}

    def verify(self) -> Iterator[Fault]:
        """Every place where the record does not hold; nothing when it does."""
        yield from faults(self.recorded())

    def close(self) -> None:
        """Let go of the database."""
        self.db.close()
