"""The record: sealed entries in one chain, each holding the hash of the one before (append-only)."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785
from sqlalchemy import Connection, select

from bot.model import AuditEntry
from storage.tables import audit, audit_payloads

GENESIS = "0" * 64


def moment(at: datetime) -> str:
    """An aware time as ISO 8601 in UTC with microseconds, so that text sorts as time does."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def time_of(written: str) -> datetime:
    """The time that `moment` wrote."""
    return datetime.fromisoformat(written)


def canonical(payload: Mapping[str, Any]) -> str:
    """Canonical JSON (RFC 8785) of plain values; lone surrogates, which no UTF-8 holds, become U+FFFD."""
    try:
        text = _FAST(payload) if _is_simple(payload) else rfc8785.dumps(payload).decode()
        text.encode()
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):
        return rfc8785.dumps(_without_surrogates(payload)).decode()
    return text


_FAST = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_LARGEST = 2**53 - 1


def _is_simple(value: Any) -> bool:  # noqa: ANN401 - walks any JSON value
    """Whether the standard library writes it just as RFC 8785 says: whole numbers in range, names in ASCII."""
    kind = type(value)
    if kind is dict:
        return all(type(k) is str and k.isascii() and _is_simple(v) for k, v in value.items())
    if kind is list or kind is tuple:
        return all(map(_is_simple, value))
    return kind is str or value is None or kind is bool or (kind is int and -_LARGEST <= value <= _LARGEST)


def _without_surrogates(value: Any) -> Any:  # noqa: ANN401 - walks any JSON value
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Mapping):
        return {_without_surrogates(k): _without_surrogates(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(v) for v in value]
    return value


def digest_of(body: str) -> str:
    """SHA-256 of a payload as it is kept, in hex."""
    return hashlib.sha256(body.encode()).hexdigest()


def seal(*, seq: int, at: str, actor: str, event: str, subject: str, digest: str, prev: str) -> str:
    """The hash of a whole entry: SHA-256 over its canonical JSON, the hash before it included."""
    whole: dict[str, int | str] = {
        "seq": seq,
        "at": at,
        "actor": actor,
        "event": event,
        "subject": subject,
        "digest": digest,
        "prev": prev,
    }
    return hashlib.sha256(canonical(whole).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is to be recorded: who did what to what, with its particulars."""

    at: datetime
    actor: str
    event: str
    subject: str
    payload: Mapping[str, Any]


def append(connection: Connection, lines: Iterable[Line]) -> None:
    """Seal these lines on to the end of the chain, within the caller's own write transaction."""
    last = connection.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    seq, prev = (last.seq, last.hash) if last else (0, GENESIS)
    entries, payloads = [], []
    for line in lines:
        seq += 1
        body = canonical(line.payload)
        at, digest = moment(line.at), digest_of(body)
        words = {"actor": line.actor, "event": line.event, "subject": line.subject}
        sealed = seal(seq=seq, at=at, digest=digest, prev=prev, **words)
        entries.append({"seq": seq, "at": at, "digest": digest, "prev": prev, "hash": sealed} | words)
        payloads.append({"seq": seq, "body": body})
        prev = sealed
    if entries:
        connection.execute(audit.insert(), entries)
        connection.execute(audit_payloads.insert(), payloads)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An entry with its payload as kept; `body` is None where it has been lawfully erased."""

    entry: AuditEntry
    body: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Where the record does not hold, and what differs."""

    seq: int
    what: str


def faults(recorded: Iterable[Recorded]) -> Iterator[Fault]:
    """Walk the chain and name every place where it does not hold; nothing when it does."""
    expected_seq, prev = 1, GENESIS
    for one in recorded:
        e = one.entry
        if e.seq != expected_seq:
            yield Fault(seq=expected_seq, what=f"entry {expected_seq} is missing; entry {e.seq} comes next")
        if e.prev != prev:
            yield Fault(seq=e.seq, what=f"entry {e.seq} does not follow on the entry before it")
        at = moment(e.at)
        sealed = seal(seq=e.seq, at=at, actor=e.actor, event=e.event, subject=e.subject, digest=e.digest, prev=e.prev)
        if sealed != e.hash:
            yield Fault(seq=e.seq, what=f"entry {e.seq} was changed after it was sealed")
        if one.body is not None and digest_of(one.body) != e.digest:
            yield Fault(seq=e.seq, what=f"the particulars of entry {e.seq} were changed after it was sealed")
        expected_seq, prev = e.seq + 1, e.hash


def read(connection: Connection, *, after: int = 0, subject: str = "") -> Iterator[Recorded]:
    """Every recorded entry in order, a thousand at a time, optionally of one subject only."""
    while True:
        query = (
            select(audit, audit_payloads.c.body)
            .outerjoin(audit_payloads, audit_payloads.c.seq == audit.c.seq)
            .where(audit.c.seq > after)
            .order_by(audit.c.seq)
            .limit(1000)
        )
        rows = connection.execute(query.where(audit.c.subject == subject) if subject else query).all()
        for row in rows:
            yield Recorded(entry=_entry(row), body=row.body)
        if len(rows) < 1000:
            return
        after = rows[-1].seq


def _entry(row: Any) -> AuditEntry:  # noqa: ANN401 - a SQLAlchemy row
    return AuditEntry(
        seq=row.seq,
        at=time_of(row.at),
        actor=row.actor,
        event=row.event,
        subject=row.subject,
        digest=row.digest,
        prev=row.prev,
        hash=row.hash,
    )
