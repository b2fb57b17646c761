"""How each of our accounts is doing: when it was last read, what stopped it, and what an operator can do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, insert, select, update

from bot.model import PlatformName
from storage import tables as t
from storage.audit import Line, append, moment, time_of
from storage.database import Database
from storage.opened import DAEMON


class Reading(StrEnum):
    """Whether an account is being read."""

    OK = "ok"
    WAITING = "waiting"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How one account is doing. `remedy` tells an operator what to do; `failures` counts those in a row."""

    platform: PlatformName
    account: str
    reading: Reading
    tried_at: datetime
    detail: str = ""
    remedy: str = ""
    read_at: datetime | None = None
    retry_at: datetime | None = None
    failures: int = 0


class Infirmary:
    """The store's memory of how each account is doing."""

    db: Database

    def health(self) -> tuple[Health, ...]:
        """Every account that was ever read."""
        query = select(t.accounts).order_by(t.accounts.c.platform, t.accounts.c.account)
        with self.db.reading() as connection:
            return tuple(_health(row) for row in connection.execute(query))

    def note_health(self, health: Health) -> None:
        """Keep how an account is doing; a change between ok, waiting and stopped goes on the record."""
        a = t.accounts.c
        where = (a.platform == health.platform) & (a.account == health.account)
        values = {
            "state": health.reading,
            "detail": health.detail,
            "remedy": health.remedy,
            "tried_at": moment(health.tried_at),
            "retry_at": moment(health.retry_at) if health.retry_at else None,
            "failures": health.failures,
        }
        if health.read_at is not None:
            values["read_at"] = moment(health.read_at)
        with self.db.writing() as connection:
            before = connection.execute(select(a.state).where(where)).scalar()
            if before is None:
                connection.execute(
                    insert(t.accounts), [values | {"platform": health.platform, "account": health.account}]
                )
            else:
                connection.execute(update(t.accounts).where(where).values(values))
            if before != health.reading:
                append(connection, [_line(health)])

    def note(self, event: str, *, actor: str, now: datetime, subject: str = "section11", **payload: str) -> None:
        """Put on the record something that changes no row: the daemon started or stopped, a rehearsal began."""
        with self.db.writing() as connection:
            append(connection, [Line(at=now, actor=actor, event=event, subject=subject, payload=payload)])


def _line(health: Health) -> Line:
    payload = {"detail": health.detail, "remedy": health.remedy}
    subject = f"{health.platform}:{health.account}"
    return Line(at=health.tried_at, actor=DAEMON, event=f"account_{health.reading}", subject=subject, payload=payload)


def _health(row: Row[tuple[str, ...]]) -> Health:
    return Health(
        platform=PlatformName(row.platform),
        account=row.account,
        reading=Reading(row.state),
        tried_at=time_of(row.tried_at),
        detail=row.detail,
        remedy=row.remedy,
        read_at=time_of(row.read_at) if row.read_at else None,
        retry_at=time_of(row.retry_at) if row.retry_at else None,
        failures=int(row.failures),
    )
