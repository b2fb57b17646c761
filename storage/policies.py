"""Every version of the policy that was ever in force, when it was, and what was refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from bot.errors import NoSuchPolicy
from storage import tables as t
from storage.audit import Line, append, moment, time_of
from storage.database import Database
from storage.opened import DAEMON


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPolicy:
    """A version of the policy, with the very text it was read from and those of the lists beside it.

    `last_used_at` is when it was last put in force.
    """

    version: str
    first_used_at: datetime
    last_used_at: datetime
    source: str
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A changed file that was refused, with what was wrong in it."""

    problems: tuple[str, ...]
    at: datetime


class Policies:
    """The store's memory of policies."""

    db: Database

    def remember_policy(
        self, version: str, source: str, *, files: Mapping[str, str] | None = None, now: datetime
    ) -> None:
        """Keep the text of a policy the first time that it is used."""
        p = t.policies.c
        with self.db.writing() as connection:
            if connection.execute(select(p.version).where(p.version == version)).scalar() is None:
                row = {"version": version, "first_used_at": moment(now), "source": source, "files": dict(files or {})}
                connection.execute(insert(t.policies), [row])
                append(connection, [Line(at=now, actor=DAEMON, event="policy", subject=version, payload={})])

    def put_in_force(self, version: str, *, by: str, now: datetime) -> bool:
        """Record that a kept version is in force from now. False, and nothing changes, if it is already."""
        u = t.policy_uses.c
        with self.db.writing() as connection:
            if connection.execute(select(u.version).order_by(u.id.desc()).limit(1)).scalar() == version:
                return False
            connection.execute(insert(t.policy_uses), [{"version": version, "at": moment(now), "by": by}])
            append(connection, [Line(at=now, actor=by, event="policy_in_force", subject=version, payload={})])
        return True

    def policy_in_force(self) -> KeptPolicy | None:
        """The version that was put in force last; None if none ever was."""
        u = t.policy_uses.c
        with self.db.reading() as connection:
            version = connection.execute(select(u.version).order_by(u.id.desc()).limit(1)).scalar()
        return self.policy_source(version) if version is not None else None

    def policy_versions(self) -> tuple[KeptPolicy, ...]:
        """Every kept version, in the order of their first use."""
        with self.db.reading() as connection:
            return tuple(_kept(row) for row in connection.execute(_versions()))

    def policy_source(self, version: str) -> KeptPolicy:
        """The one version that is called so, or begins so, with or without "sha256:". Raises NoSuchPolicy."""
        begins = "sha256:" + version.lower().removeprefix("sha256:")
        p = t.policies.c
        with self.db.reading() as connection:
            rows = connection.execute(_versions().where(p.version.startswith(begins, autoescape=True))).all()
        if len(rows) != 1:
            how_many = "no version begins" if not rows else f"{len(rows)} versions begin"
            raise NoSuchPolicy(f"{how_many} with {version!r}; `section11 policy versions` lists them")
        return _kept(rows[0])

    def note_refused(self, digest: str, problems: Sequence[str], *, now: datetime) -> bool:
        """Record that a changed file was refused. False, and nothing changes, if that very one is on record."""
        r = t.policy_refusals.c
        with self.db.writing() as connection:
            if connection.execute(select(r.id).where((r.digest == digest) & r.ended_at.is_(None))).first():
                return False
            connection.execute(update(t.policy_refusals).where(r.ended_at.is_(None)).values(ended_at=moment(now)))
            row = {"digest": digest, "problems": list(problems), "at": moment(now)}
            connection.execute(insert(t.policy_refusals), [row])
            payload = {"problems": list(problems)}
            line = Line(at=now, actor=DAEMON, event="policy_refused", subject=f"file:{digest}", payload=payload)
            append(connection, [line])
        return True

    def end_refusal(self, *, now: datetime) -> None:
        """Record that the file is in order again, if it was not."""
        r = t.policy_refusals.c
        with self.db.reading() as connection:
            is_open = connection.execute(select(r.id).where(r.ended_at.is_(None))).first() is not None
        if not is_open:
            return
        ended = update(t.policy_refusals).where(r.ended_at.is_(None)).values(ended_at=moment(now))
        with self.db.writing() as connection:
            if connection.execute(ended).rowcount:  # somebody else may have ended it since we looked
                append(connection, [Line(at=now, actor=DAEMON, event="policy_mended", subject="file", payload={})])

    def refused(self) -> Refusal | None:
        """What is wrong with the file as it lies there; None while it is the one in force."""
        r = t.policy_refusals.c
        with self.db.reading() as connection:
            row = connection.execute(
                select(t.policy_refusals).where(r.ended_at.is_(None)).order_by(r.id.desc())
            ).first()
        return Refusal(problems=tuple(row.problems), at=time_of(row.at)) if row else None


def _versions() -> Any:  # noqa: ANN401 - SQLAlchemy's own type is longer than the query
    uses = (
        select(
            t.policy_uses.c.version,
            func.max(t.policy_uses.c.at).label("last"),
            func.min(t.policy_uses.c.id).label("turn"),
        )
        .group_by(t.policy_uses.c.version)
        .subquery()
    )
    chosen = select(t.policies, uses.c.last).outerjoin(uses, uses.c.version == t.policies.c.version)
    return chosen.order_by(t.policies.c.first_used_at, func.coalesce(uses.c.turn, 0), t.policies.c.version)


def _kept(row: Row[Any]) -> KeptPolicy:
    first = time_of(row.first_used_at)
    return KeptPolicy(
        version=row.version,
        first_used_at=first,
        last_used_at=time_of(row.last) if row.last else first,
        source=row.source,
        files=row.files,
    )
