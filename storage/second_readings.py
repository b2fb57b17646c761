"""What somebody else found: a second reader that an operator switched on, or an officer who saw what we missed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, func, insert, select, update

from bot.errors import AlreadyDecided, NoSuchInteraction
from bot.model import ActionKind, Decision, Finding, Interaction, PlatformName
from storage import tables as t
from storage.audit import Line, append, digest_of, moment
from storage.casebook import case_of
from storage.database import Database
from storage.forms import DECISION, FINDINGS, decided, interaction_of
from storage.history import Clocks, Histories
from storage.intake import Judge
from storage.opened import DAEMON, Sighting, case_lines, decision_row, open_cases

NOTHING_OF_IT = "none"  # the outcome of a decision that asks nothing of anybody


class ReadingState(StrEnum):
    """How far a second reading has come. What was asked and never answered is not asked again."""

    ASKED = "asked"
    ANSWERED = "answered"
    FAILED = "failed"
    TOLD = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftAlone:
    """An interaction that nobody would look at: judged, and found to be nothing. `mark` counts such decisions."""

    mark: int
    row_id: int
    version: int
    interaction: Interaction
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedAnew:
    """What judging an interaction anew needs, as at the intake."""

    judge: Judge
    people_needed: Mapping[ActionKind, int]
    window: timedelta
    clocks: Clocks
    reading: str


class SecondReadings:
    """The store's memory of what others found beside our own detectors."""

    db: Database

    def left_alone(
        self, platform: PlatformName, account: str, *, after: int, since: datetime, limit: int = 100
    ) -> tuple[LeftAlone, ...]:
        """What came to nothing since then and was not read a second time, as it stands, from the mark `after` on."""
        i, d, r = t.interactions.c, t.decisions.c, t.second_readings.c
        asked = exists().where((r.interaction_id == i.id) & (r.version == i.version))
        query = (
            select(t.interactions, d.id.label("mark"), d.body)
            .join(t.decisions, (d.interaction_id == i.id) & (d.version == i.version))
            .where((i.platform == platform) & (i.account == account) & i.gone_at.is_(None))
            .where((d.id > after) & (d.at >= moment(since)) & (d.outcome == NOTHING_OF_IT) & ~asked)
            .order_by(d.id)
            .limit(limit)
        )
        with self.db.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(
            LeftAlone(
                mark=row.mark,
                row_id=row.id,
                version=row.version,
                interaction=interaction_of(row),
                decision=DECISION.validate_json(row.body),
            )
            for row in rows
        )

    def asked_since(self, since: datetime) -> int:
        """How often a second reader was asked since then."""
        r = t.second_readings.c
        where = (r.asked_at >= moment(since)) & (r.state != ReadingState.TOLD)
        with self.db.reading() as connection:
            return connection.execute(select(func.count()).select_from(t.second_readings).where(where)).scalar() or 0

    def ask_second_reader(self, one: LeftAlone, *, by: str, sent: str, now: datetime) -> int:
        """Record, durably, that a second reader is about to be asked; `sent` is the digest of what is sent.

        Gives the number of the second reading.
        """
        with self.db.writing() as connection:
            row = _row(one.row_id, one.version, one.interaction, by, ReadingState.ASKED, now)
            made = insert(t.second_readings).returning(t.second_readings.c.id)
            number: int = connection.execute(made, [row]).scalar_one()
            payload = {"by": by, "version": one.version, "sent_digest": sent}
            append(connection, [_line(now, DAEMON, "second_reading_asked", one.interaction, payload)])
        return number

    def note_second_reading(
        self,
        number: int,
        one: LeftAlone,
        findings: Sequence[Finding],
        *,
        state: ReadingState,
        detail: str,
        anew: JudgedAnew,
        now: datetime,
    ) -> int | None:
        """Record what a second reader answered; where it found something, judge anew, and open a case if that says so.

        Gives the case's number, if one was opened. What has been edited meanwhile, or has a case, is left as it is.
        """
        r = t.second_readings.c
        with self.db.writing() as connection:
            found = FINDINGS.dump_json(tuple(findings)).decode()
            values = {"state": state, "findings": found, "detail": detail, "answered_at": moment(now)}
            connection.execute(update(t.second_readings).where(r.id == number).values(values))
            payload = {"reading": number, "state": str(state), "detail": detail, "findings": _told(findings)}
            append(connection, [_line(now, DAEMON, "second_reading", one.interaction, payload)])
            if not findings:
                return None
            row = _interaction(connection, t.interactions.c.id == one.row_id)
            if row is None or row.version != one.version or _case(connection, row.id) is not None:
                return None
            return _judge_anew(connection, row, anew, now)

    def interaction(self, called: str) -> Interaction:
        """What was taken in under this name (platform:id) or address. Raises NoSuchInteraction."""
        with self.db.reading() as connection:
            return interaction_of(_called(connection, called))

    def tell_missed(
        self, called: str, findings: Sequence[Finding], *, by: str, why: str, anew: JudgedAnew, now: datetime
    ) -> int | None:
        """Record that an officer found what we missed in an interaction (its name or address), and judge it anew.

        Gives the number of its case; None where the policy makes nothing of it. Raises NoSuchInteraction, and
        AlreadyDecided where its case has been decided.
        """
        with self.db.writing() as connection:
            row = _called(connection, called)
            interaction, number = interaction_of(row), _case(connection, row.id)
            if number is not None and case_of(connection, number).given:
                words = f"case {number} is about it and has been decided; undo that first"
                raise AlreadyDecided(words, by="", choice="", at=now)
            told = _row(row.id, row.version, interaction, by, ReadingState.TOLD, now)
            told |= {
                "findings": FINDINGS.dump_json(tuple(findings)).decode(),
                "detail": why,
                "answered_at": moment(now),
            }
            connection.execute(insert(t.second_readings), [told])
            payload = {"version": row.version, "findings": _told(findings), "why": why}
            append(connection, [_line(now, by, "missed", interaction, payload)])
            return _judge_anew(connection, row, anew, now)


def _judge_anew(connection: Connection, row: Row[Any], anew: JudgedAnew, now: datetime) -> int | None:
    """Judge an interaction as it stands, with what is known now; gives the number of its case, if it has one."""
    interaction = interaction_of(row)
    since = now - anew.window
    histories = Histories(connection, interaction.platform, [interaction], since=since, clocks=anew.clocks)
    history = histories.of(interaction)
    decision = replace(anew.judge(interaction, history), elsewhere=history.elsewhere)
    seen = Sighting(interaction=interaction, version=row.version, row_id=row.id)
    made = insert(t.decisions).returning(t.decisions.c.id)
    values = decision_row(seen, decision, row.id, moment(now)) | {"reading": anew.reading}
    ids = {interaction.ref: (row.id, connection.execute(made, [values]).scalar_one())}
    append(connection, [_line(now, DAEMON, "judged_again", interaction, {"decision": decided(decision)})])
    touched = open_cases(connection, [(seen, decision)], ids, anew.people_needed, now)
    append(connection, case_lines([(seen, decision)], ids, touched, now))
    return touched[interaction.ref][0] if touched else None


def _row(
    row_id: int, version: int, interaction: Interaction, by: str, state: ReadingState, now: datetime
) -> dict[str, Any]:
    return {
        "interaction_id": row_id,
        "version": version,
        "words": digest_of(interaction.text),
        "by": by,
        "state": state,
        "asked_at": moment(now),
        "answered_at": None,
        "findings": "[]",
        "detail": "",
    }


def _told(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [{"concern": str(f.concern), "quote": f.quote, "percent": round(100 * f.confidence)} for f in findings]


def _line(now: datetime, actor: str, event: str, interaction: Interaction, payload: dict[str, Any]) -> Line:
    return Line(at=now, actor=actor, event=event, subject=str(interaction.ref), payload=payload)


def _interaction(connection: Connection, where: ColumnElement[bool]) -> Row[Any] | None:
    return connection.execute(select(t.interactions).where(where)).first()


def _called(connection: Connection, called: str) -> Row[Any]:
    i = t.interactions.c
    platform, _, ref = called.partition(":")
    row = _interaction(connection, (i.platform == platform) & (i.ref == ref))
    row = row or _interaction(connection, (i.url == called) & (i.url != ""))
    if row is None:
        raise NoSuchInteraction(
            f"nothing that was taken in is called {called!r}; give its name, like facebook:123_456, or its address"
        )
    return row


def _case(connection: Connection, row_id: int) -> int | None:
    return connection.execute(select(t.cases.c.id).where(t.cases.c.interaction_id == row_id)).scalar()
