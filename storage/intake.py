"""Taking in: a page of reading becomes interactions, decisions, cases and sealed entries, all or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.model import (
    Action,
    ActionKind,
    Choice,
    Cursor,
    Decision,
    History,
    Interaction,
    Page,
    PlatformName,
    Ref,
    Said,
    Verdict,
)
from bot.text.alike import gist
from storage import tables as t
from storage.audit import Line, append, digest_of, moment
from storage.casebook import verdict_row
from storage.database import Database
from storage.forms import VERDICT, cursor_of, cursor_text, decided, evidence, interaction_row, shown
from storage.history import Clocks, Histories
from storage.opened import DAEMON, Sighting, case_lines, decision_row, open_cases

Judge = Callable[[Interaction, History], Decision]
NO_CLOCKS: Clocks = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of a page: how many were new, edited or gone, and which cases were opened or changed."""

    new: int = 0
    edited: int = 0
    gone: int = 0
    cases: tuple[int, ...] = ()

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            new=self.new + other.new,
            edited=self.edited + other.edited,
            gone=self.gone + other.gone,
            cases=self.cases + other.cases,
        )


class Intake:
    """The store's way in for what platforms say."""

    db: Database

    def cursor(self, platform: PlatformName, account: str) -> Cursor:
        """How far this account has been read; an empty cursor at the start."""
        where = (t.cursors.c.platform == platform) & (t.cursors.c.account == account)
        with self.db.reading() as connection:
            text = connection.execute(select(t.cursors.c.marks).where(where)).scalar()
        return cursor_of(text) if text else Cursor()

    def not_yet_taken(self, interactions: Sequence[Interaction]) -> tuple[Interaction, ...]:
        """Those of these interactions that `take_in` would judge: new ones, and those whose words have changed."""
        with self.db.reading() as connection:
            return tuple(sighting.interaction for sighting in _fresh(connection, interactions))

    def take_in(
        self,
        page: Page,
        *,
        platform: PlatformName,
        account: str,
        judge: Judge,
        people_needed: Mapping[ActionKind, int],
        window: timedelta,
        now: datetime,
        clocks: Clocks = NO_CLOCKS,
        reading: str = "",
    ) -> Taken:
        """Store what the page holds that is new or edited, each judged and recorded, with the cursor.

        `clocks` says within which time each signal must have been taken care of, `reading` what the detectors were.
        Interactions seen before with the same words are left as they are, so a page may come any number of times.
        """
        with self.db.writing() as connection:
            fresh = _fresh(connection, page.interactions)
            _our_lines(connection, platform, page.ours)
            gone = _gone(connection, page.gone, now)
            back = _back(connection, platform, page.interactions)
            said = [s.interaction for s in fresh]
            histories = Histories(connection, platform, said, since=now - window, clocks=clocks)
            judged = [(s, _judged(s.interaction, histories, judge)) for s in fresh]
            ids = _write(connection, judged, account, now, reading)
            touched = open_cases(connection, judged, ids, people_needed, now)
            append(connection, [_seen_line(s, d, now) for s, d in judged])
            held = _holds(connection, judged, touched, now)
            append(connection, case_lines(judged, ids, touched, now) + held + _gone_lines(gone, back, now))
            if page.cursor is not None:
                _save_cursor(connection, platform, account, page.cursor, now)
        edited = sum(s.row_id is not None for s in fresh)
        return Taken(
            new=len(fresh) - edited,
            edited=edited,
            gone=len(gone),
            cases=tuple(number for number, _ in touched.values()),
        )


def _judged(interaction: Interaction, histories: Histories, judge: Judge) -> Decision:
    history = histories.of(interaction)
    decision = replace(judge(interaction, history), elsewhere=history.elsewhere)
    histories.add(interaction, decision.care)
    return decision


def _fresh(connection: Connection, interactions: Sequence[Interaction]) -> list[Sighting]:
    latest = {i.ref: i for i in interactions}
    if not latest:
        return []
    columns = (t.interactions.c.id, t.interactions.c.ref, t.interactions.c.text, t.interactions.c.version)
    platform = next(iter(latest)).platform
    where = (t.interactions.c.platform == platform) & t.interactions.c.ref.in_([r.id for r in latest])
    known = {row.ref: row for row in connection.execute(select(*columns).where(where))}
    fresh = []
    for ref, interaction in latest.items():
        row = known.get(ref.id)
        if row is None:
            fresh.append(Sighting(interaction=interaction, version=1, row_id=None))
        elif row.text != interaction.text:
            fresh.append(Sighting(interaction=interaction, version=row.version + 1, row_id=row.id, was=row.text))
    return sorted(fresh, key=lambda s: (s.interaction.posted_at, s.interaction.ref))


def _our_lines(connection: Connection, platform: PlatformName, ours: Sequence[Said]) -> None:
    lines = {said.ref.id: said for said in ours if said.ref is not None}
    if not lines:
        return
    where = (t.our_lines.c.platform == platform) & t.our_lines.c.ref.in_(list(lines))
    known = set(connection.execute(select(t.our_lines.c.ref).where(where)).scalars())
    rows = [
        {
            "platform": platform,
            "ref": ref,
            "thread": said.thread,
            "parent": said.parent,
            "on_post": said.on,
            "text": said.text,
            "posted_at": moment(said.at),
        }
        for ref, said in lines.items()
        if ref not in known
    ]
    if rows:
        connection.execute(insert(t.our_lines), rows)


def _gone(connection: Connection, refs: Sequence[Ref], now: datetime) -> list[Ref]:
    found = []
    for ref in refs:
        where = (t.interactions.c.platform == ref.platform) & (t.interactions.c.ref == ref.id)
        changed = connection.execute(
            update(t.interactions).where(where & t.interactions.c.gone_at.is_(None)).values(gone_at=moment(now))
        )
        if changed.rowcount:
            found.append(ref)
    return found


def _back(connection: Connection, platform: PlatformName, interactions: Sequence[Interaction]) -> list[Ref]:
    """Those that were gone and are shown again."""
    i = t.interactions.c
    where = (i.platform == platform) & i.ref.in_([x.ref.id for x in interactions]) & i.gone_at.is_not(None)
    found = [Ref(platform=platform, id=ref) for ref in connection.execute(select(i.ref).where(where)).scalars()]
    if found:
        connection.execute(update(t.interactions).where(where).values(gone_at=None))
    return found


def _write(
    connection: Connection, judged: list[tuple[Sighting, Decision]], account: str, now: datetime, reading: str
) -> dict[Ref, tuple[int, int]]:
    """Write interactions, versions and decisions; gives interaction and decision ids by ref."""
    if not judged:
        return {}
    at = moment(now)
    new = [s for s, _ in judged if s.row_id is None]
    row_ids = {s.interaction.ref: s.row_id for s, _ in judged if s.row_id is not None}
    for s in (s for s, _ in judged if s.row_id is not None):
        values = {"text": s.interaction.text, "version": s.version, "edited_at": moment(s.interaction.edited_at or now)}
        connection.execute(
            update(t.interactions)
            .where(t.interactions.c.id == s.row_id)
            .values(values | {"facts": dict(s.interaction.facts), "gone_at": None, "gist": gist(s.interaction.text)})
        )
    if new:
        made = insert(t.interactions).returning(t.interactions.c.id, sort_by_parameter_order=True)
        ids = connection.execute(
            made, [interaction_row(s.interaction, account=account, version=1, now=at) for s in new]
        ).scalars()
        row_ids |= dict(zip((s.interaction.ref for s in new), ids, strict=True))
    connection.execute(insert(t.versions), [_version_row(s, row_ids[s.interaction.ref], at) for s, _ in judged])
    decision_rows = [
        decision_row(s, d, row_ids[s.interaction.ref], at) | {"reading": "" if d.unread and not d.language else reading}
        for s, d in judged
    ]
    made = insert(t.decisions).returning(t.decisions.c.id, sort_by_parameter_order=True)
    decision_ids = connection.execute(made, decision_rows).scalars().all()
    refs = (s.interaction.ref for s, _ in judged)
    return {ref: (row_ids[ref], decision_id) for ref, decision_id in zip(refs, decision_ids, strict=True)}


def _version_row(sighting: Sighting, row_id: int | None, at: str) -> dict[str, Any]:
    raw = evidence(sighting.interaction.raw)
    return {
        "interaction_id": row_id,
        "version": sighting.version,
        "text": sighting.interaction.text,
        "raw": raw,
        "raw_digest": digest_of(raw),
        "seen_at": at,
    }


def _holds(
    connection: Connection,
    judged: list[tuple[Sighting, Decision]],
    touched: Mapping[Ref, tuple[int, str]],
    now: datetime,
) -> list[Line]:
    """Hold at once what the policy lists exactly, in cases that have just been opened; a person decides afterwards."""
    lines = []
    for s, decision in judged:
        number, event = touched.get(s.interaction.ref, (0, ""))
        if not decision.hold_hours or event != "case_opened":
            continue
        until = now + timedelta(hours=decision.hold_hours)
        action = Action(kind=ActionKind.HIDE, until=until)
        why = f"listed exactly; shown again in {decision.hold_hours} hours unless a person confirms it"
        verdict = Verdict(choice=Choice.HOLD, action=action, by=DAEMON, why=why, at=now, read_version=s.version)
        connection.execute(insert(t.verdicts), [verdict_row(number, verdict)])
        payload = VERDICT.dump_python(verdict, mode="json")
        lines.append(Line(at=now, actor=DAEMON, event="verdict", subject=f"case:{number}", payload=payload))
    return lines


def _seen_line(sighting: Sighting, decision: Decision, now: datetime) -> Line:
    payload = {
        "interaction": shown(sighting.interaction),
        "version": sighting.version,
        "raw_digest": digest_of(evidence(sighting.interaction.raw)),
        "decision": decided(decision),
    }
    event = "seen" if sighting.row_id is None else "edited"
    return Line(at=now, actor=DAEMON, event=event, subject=str(sighting.interaction.ref), payload=payload)


def _gone_lines(gone: Sequence[Ref], back: Sequence[Ref], now: datetime) -> list[Line]:
    moves = [("gone", ref) for ref in gone] + [("back", ref) for ref in back]
    noticed = {"noticed_at": moment(now)}
    return [Line(at=now, actor=DAEMON, event=event, subject=str(ref), payload=noticed) for event, ref in moves]


def _save_cursor(connection: Connection, platform: PlatformName, account: str, cursor: Cursor, now: datetime) -> None:
    values = {"marks": cursor_text(cursor), "saved_at": moment(now)}
    where = (t.cursors.c.platform == platform) & (t.cursors.c.account == account)
    if not connection.execute(update(t.cursors).where(where).values(values)).rowcount:
        connection.execute(insert(t.cursors), [values | {"platform": platform, "account": account}])
