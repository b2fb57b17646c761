"""Who signed for which rule: nothing is armed further than two people stand for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select

from storage import tables as t
from storage.audit import Line, append, moment, time_of
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One person's word for a rule as it stood (`digest`), to be armed as far as `state`."""

    rule: str
    state: str
    digest: str
    by: str
    why: str
    at: datetime


class Signatures:
    """The store's signatures; they are only ever added to."""

    db: Database

    def sign(self, rule: str, state: str, digest: str, *, by: str, why: str, now: datetime) -> tuple[Signature, ...]:
        """Record a person's word; signing twice changes nothing. Gives everybody's for this rule, state and digest."""
        row = {"rule": rule, "state": str(state), "digest": digest, "by": by, "why": why, "at": moment(now)}
        with self.db.writing() as connection:
            signed = [s for s in _read(connection) if (s.rule, s.state, s.digest) == (rule, str(state), digest)]
            if all(s.by != by for s in signed):
                connection.execute(insert(t.signatures), [row])
                payload = {"state": str(state), "digest": digest, "why": why}
                line = Line(at=now, actor=by, event="policy_signed", subject=f"rule:{rule}", payload=payload)
                append(connection, [line])
            return tuple(s for s in _read(connection) if (s.rule, s.state, s.digest) == (rule, str(state), digest))

    def signatures(self) -> tuple[Signature, ...]:
        """Every signature, in the order in which they were given."""
        with self.db.reading() as connection:
            return tuple(_read(connection))


def _read(connection: Connection) -> list[Signature]:
    rows = connection.execute(select(t.signatures).order_by(t.signatures.c.id)).all()
    return [_signature(row) for row in rows]


def _signature(row: Row[tuple[str, ...]]) -> Signature:
    return Signature(rule=row.rule, state=row.state, digest=row.digest, by=row.by, why=row.why, at=time_of(row.at))
