"""Stored history once more: each interaction with what was known of its author when it was said; nothing is written."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, select

from bot.model import Behaviour, Case, Choice, Finding, History, Interaction, PlatformName, Said, Upheld
from storage import tables as t
from storage.audit import moment
from storage.casebook import load_cases
from storage.database import Database
from storage.forms import findings_of, interaction_of
from storage.history import (
    LINES_KEPT,
    Clocks,
    adjusted_since,
    is_late,
    our_lines,
    posts,
    promises,
    said_of,
    upheld_by,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the stored history: some authors on a platform, or (no authors) those whom it does not name."""

    platform: PlatformName
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficersWord:
    """What officers finally made of a case: the behaviour, and whether they upheld it."""

    behaviour: Behaviour | None
    upheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One interaction as it stands, what was known of its author just before, and what officers made of it.

    `found` is what the detectors found in it when it was taken in, and `reading` which detectors they were.
    """

    interaction: Interaction
    history: History
    word: OfficersWord | None
    found: tuple[Finding, ...] = ()
    reading: str = ""


def parts(db: Database, *, since: datetime, until: datetime, size: int) -> tuple[Part, ...]:
    """The stored history in parts of about `size` interactions (at most some 30,000), no author in two of them."""
    i = t.interactions.c
    within = (i.posted_at >= moment(since)) & (i.posted_at < moment(until))
    query = select(i.platform, i.author, func.count()).where(within).group_by(i.platform, i.author)
    with db.reading() as connection:
        rows = connection.execute(query).all()
    found = [Part(platform=PlatformName(row[0])) for row in rows if row[1] is None]
    named = sorted((row[0], row[1], row[2]) for row in rows if row[1] is not None)
    for platform, group in groupby(named, key=lambda row: row[0]):
        found.extend(_in_parts(PlatformName(platform), [(author, count) for _, author, count in group], size))
    return tuple(found)


def replay(
    db: Database, part: Part, *, since: datetime, until: datetime, window: timedelta, clocks: Clocks
) -> Iterator[Replayed]:
    """Every interaction of a part said from `since` to before `until`, author by author, in the order of time.

    `window` and `clocks` mean what they mean at the intake: how far back lines are known, and within which time each
    signal must have been taken care of. Of what was edited, the newest words are replayed.
    """
    with db.reading() as connection:
        rows = _rows(connection, part, since - window, until)
        words, marks = _decided(connection, part)
        findings = _found(connection, part, since, until)
        told = posts(connection, part.platform, {row.on_post for row in rows if row.on_post})
        known = _Known(connection, part, rows, clocks) if part.authors else None
    start = moment(since)
    for author, theirs in groupby(rows, key=lambda row: row.author):
        lines = list(theirs)
        timeline = _Timeline(lines, known, author, window, part.platform) if known is not None else None
        for number, row in enumerate(lines):
            if row.posted_at < start:
                continue
            interaction = interaction_of(row)
            history = History(post=told.get(row.on_post, ""))
            if timeline is not None and known is not None:
                history = timeline.before(number, interaction, marks.get(author, ()), told.get(row.on_post, ""))
            reading, body = findings.get(row.id, ("", ""))
            found = findings_of(body) if body else ()
            word = words.get(row.ref)
            yield Replayed(interaction=interaction, history=history, word=word, found=found, reading=reading)


class _Known:
    """What is known of the authors of a part, read at once."""

    def __init__(self, connection: Connection, part: Part, rows: Sequence[Row[Any]], clocks: Clocks) -> None:
        places: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            places[row.author] |= {row.ref, row.thread}
        ours = our_lines(connection, part.platform, {p for found in places.values() for p in found if p})
        self.ours: dict[str, list[Said]] = {
            author: list({s.ref: s for place in sorted(found) for s in ours.get(place, ())}.values())
            for author, found in places.items()
            if not found.isdisjoint(ours)
        }
        self.adjusted = adjusted_since(connection, part.platform, list(part.authors))
        self.promised = promises(connection, part.platform, list(part.authors), clocks)


class _Timeline:
    """One author's lines and ours to them, in order, so that what went before any of them is a slice."""

    def __init__(
        self, lines: Sequence[Row[Any]], known: _Known, author: str, window: timedelta, platform: PlatformName
    ) -> None:
        theirs = [said_of(row, platform) for row in lines]
        merged = sorted([*theirs, *known.ours.get(author, ())], key=lambda s: s.at)
        self._all = merged
        self._times = [s.at for s in merged]
        self._place = {s.ref: n for n, s in enumerate(merged) if not s.ours}
        self._theirs = theirs
        self._window = window
        self._adjusted_at = known.adjusted.get(author)
        self._promised = known.promised.get(author, ())

    def before(self, number: int, interaction: Interaction, marks: Sequence[Upheld], post: str) -> History:
        """What was known just before the author's line of that number."""
        at, mine = interaction.posted_at, self._theirs[number]
        low = bisect_left(self._times, at - self._window)
        high = bisect_right(self._times, at)
        own = self._place[mine.ref]
        said = [*self._all[low:own], *(s for s in self._all[own + 1 : high] if s.ours)]
        if number > LINES_KEPT:
            oldest = self._theirs[number - LINES_KEPT].at
            said = [s for s in said if s.ours or s.at >= oldest]
        return History(
            said=tuple(said),
            upheld=tuple(mark for mark in marks if mark.at < at),
            landlord_late=bool(self._promised) and is_late(self._promised, at),
            adjustment_on_record=self._adjusted_at is not None and self._adjusted_at < at,
            post=post,
        )


def _in_parts(platform: PlatformName, authors: list[tuple[str, int]], size: int) -> Iterator[Part]:
    some: list[str] = []
    held = 0
    for author, count in authors:
        some.append(author)
        held += count
        if held >= size:
            yield Part(platform=platform, authors=tuple(some))
            some, held = [], 0
    if some:
        yield Part(platform=platform, authors=tuple(some))


def _whose(part: Part) -> ColumnElement[bool]:
    i = t.interactions.c
    return (i.platform == part.platform) & (i.author.in_(part.authors) if part.authors else i.author.is_(None))


def _rows(connection: Connection, part: Part, since: datetime, until: datetime) -> Sequence[Row[Any]]:
    i = t.interactions.c
    within = (i.posted_at >= moment(since)) & (i.posted_at < moment(until))
    query = select(t.interactions).where(_whose(part) & within).order_by(i.author, i.posted_at, i.ref)
    return connection.execute(query).all()


def _found(connection: Connection, part: Part, since: datetime, until: datetime) -> dict[int, tuple[str, str]]:
    """What read each interaction last, and the decision as kept; without it where nothing was found at all."""
    i, d = t.interactions.c, t.decisions.c
    nothing = d.body.startswith('{"findings":[],') & d.body.contains('"passed":[],')
    query = (
        select(d.interaction_id, d.reading, case((nothing, ""), else_=d.body))
        .join(t.interactions, (i.id == d.interaction_id) & (i.version == d.version))
        .where(_whose(part) & (i.posted_at >= moment(since)) & (i.posted_at < moment(until)))
        .order_by(d.id)
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}


def _decided(connection: Connection, part: Part) -> tuple[dict[str, OfficersWord], dict[str, list[Upheld]]]:
    """What officers made of the part's cases, by interaction, and the marks that they left, by author."""
    i, c, v = t.interactions.c, t.cases.c, t.verdicts.c
    decided = (
        select(c.id)
        .join(t.interactions, i.id == c.interaction_id)
        .join(t.verdicts, v.case_id == c.id)
        .where(_whose(part) & v.choice.in_([Choice.ACT, Choice.LEAVE_ALONE, Choice.UNDO]))
        .distinct()
    )
    words: dict[str, OfficersWord] = {}
    marks: dict[str, list[Upheld]] = defaultdict(list)
    for one in load_cases(connection, c.id.in_(decided)):
        word = _word(one)
        if word is not None:
            words[one.interaction.ref.id] = word
        mark = upheld_by(one)
        if mark is not None and one.interaction.author is not None:
            marks[one.interaction.author.id].append(mark)
    return words, marks


def _word(one: Case) -> OfficersWord | None:
    """What officers finally made of a case; None while they have not."""
    if upheld_by(one) is not None:
        return OfficersWord(behaviour=one.decision.behaviour, upheld=True)
    last = one.verdict
    if last is not None and last.choice in {Choice.LEAVE_ALONE, Choice.UNDO}:
        return OfficersWord(behaviour=one.decision.behaviour, upheld=False)
    return None
