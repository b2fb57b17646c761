"""The cards that stand in Slack: one for each case and kind, begun before it is posted, so that none comes twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.model import Case, History, Said
from storage import tables as t
from storage.audit import Line, append, moment, time_of
from storage.database import Database
from storage.history import Histories, our_lines

CASE = "case:"
SLACK = "slack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message of ours that stands for a case (0: for none). Without `ts`, nobody knows yet whether it was posted.

    `shown` is a hash over what it shows; `told` counts the outcomes of the case that its thread has been told.
    """

    id: int
    case: int
    kind: str
    channel: str
    ts: str
    shown: str
    told: int
    begun_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around a case: the past of whoever wrote it, and our answers to just that."""

    history: History
    answers: tuple[Said, ...]


class Cards:
    """The store's cards."""

    db: Database

    def cards(self, numbers: Iterable[int] | None = None) -> tuple[Card, ...]:
        """Every card, or those of these cases, in the order in which they were begun."""
        c = t.slack_cards.c
        query = select(t.slack_cards).order_by(c.id)
        if numbers is not None:
            query = query.where(c.case_id.in_(list(numbers)))
        with self.db.reading() as connection:
            return tuple(map(_card, connection.execute(query)))

    def card_at(self, channel: str, ts: str) -> Card | None:
        """The card that is this message, if it is one."""
        c = t.slack_cards.c
        with self.db.reading() as connection:
            row = connection.execute(select(t.slack_cards).where((c.channel == channel) & (c.ts == ts))).first()
        return _card(row) if row is not None else None

    def begin_card(self, case: int, kind: str, channel: str, *, now: datetime) -> Card | None:
        """Note that a card is about to be posted; None if there is one of that kind already."""
        row: dict[str, Any] = {"case_id": case, "kind": kind, "channel": channel, "shown": "", "told": 0}
        try:
            with self.db.writing() as connection:
                made = insert(t.slack_cards).returning(t.slack_cards)
                return _card(connection.execute(made, [row | {"begun_at": moment(now)}]).one())
        except IntegrityError:
            return None

    def card_posted(self, card: Card, ts: str, shown: str, *, now: datetime) -> None:
        """Record that the card stands in Slack, and where."""
        values = {"ts": ts, "shown": shown, "posted_at": moment(now)}
        with self.db.writing() as connection:
            connection.execute(update(t.slack_cards).where(t.slack_cards.c.id == card.id).values(values))
            payload = {"kind": card.kind, "channel": card.channel, "ts": ts}
            subject = f"{CASE}{card.case}" if card.case else SLACK
            append(
                connection,
                [Line(at=now, actor="section11", event="card_posted", subject=subject, payload=payload)],
            )

    def card_shows(self, card: Card, shown: str) -> None:
        """Note what the card shows now."""
        with self.db.writing() as connection:
            connection.execute(update(t.slack_cards).where(t.slack_cards.c.id == card.id).values(shown=shown))

    def card_told(self, card: Card, told: int) -> None:
        """Note how many outcomes the card's thread has been told; before telling, so that none is told twice."""
        with self.db.writing() as connection:
            connection.execute(update(t.slack_cards).where(t.slack_cards.c.id == card.id).values(told=told))

    def around(self, case: Case, *, window: timedelta) -> Around:
        """What was known of whoever wrote it when they wrote it, and what we have said in answer since."""
        said = case.interaction
        with self.db.reading() as connection:
            since = said.posted_at - window
            past = Histories(connection, said.platform, [said], since=since, clocks={}).of(said)
            answers = our_lines(connection, said.platform, {said.ref.id}).get(said.ref.id, [])
        return Around(history=past, answers=tuple(sorted(answers, key=lambda line: line.at)))

    def touched_since(self, seq: int) -> frozenset[int]:
        """The cases that the record mentions after that entry, themselves or what they are about."""
        a, i, c = t.audit.c, t.interactions.c, t.cases.c
        with self.db.reading() as connection:
            subjects = connection.execute(select(a.subject).where(a.seq > seq).distinct()).scalars().all()
            numbers = {int(s.removeprefix(CASE)) for s in subjects if s.startswith(CASE)}
            refs = [s.partition(":") for s in subjects if not s.startswith(CASE)]
            for start in range(0, len(refs), 500):
                some = refs[start : start + 500]
                query = select(c.id, i.platform, i.ref).join(t.interactions, i.id == c.interaction_id)
                found = connection.execute(query.where(i.ref.in_([ref for _, _, ref in some]))).all()
                wanted = {(platform, ref) for platform, _, ref in some}
                numbers |= {row.id for row in found if (row.platform, row.ref) in wanted}
        return frozenset(numbers)


def _card(row: Row[Any]) -> Card:
    return Card(
        id=row.id,
        case=row.case_id,
        kind=row.kind,
        channel=row.channel,
        ts=row.ts or "",
        shown=row.shown,
        told=row.told,
        begun_at=time_of(row.begun_at),
    )
