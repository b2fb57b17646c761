"""Stored history once more: each interaction with what was known of its author when it was judged; it only reads."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, select

from bot.model import (
    Choice,
    Finding,
    History,
    Interaction,
    PlatformName,
    Said,
    Upheld,
)
from storage import tables as t
from storage.as_of import Held, earlier, edits, in_need, mark
from storage.audit import moment, time_of
from storage.casebook import load_cases
from storage.database import Database
from storage.forms import findings_of, interaction_of
from storage.history import (
    LINES_KEPT,
    Clocks,
    is_late,
    our_lines,
    posts,
    said_of,
)
from storage.others import findings_in, told
from storage.upheld import OfficersWord, officers_word

Marks = Mapping[str, Sequence[Held[Upheld | None]]]
_Judged = tuple[str, str, str, int]  # when, by which detectors, the decision as kept, and how many others said it


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the stored history up to the interaction numbered `newest`, read on one platform.

    It holds some authors, or (no authors) a `share` of those whom the platform does not name: the first of two, say.
    """

    platform: PlatformName
    newest: int
    authors: tuple[str, ...] = ()
    share: tuple[int, int] = (0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One interaction as it stands, what was known of its author when it was judged, and what officers made of it.

    `found` is what the detectors found in it when it was taken in, and `reading` which detectors they were.
    """

    interaction: Interaction
    known: Callable[[], History]
    judged_at: datetime
    word: OfficersWord | None
    found: tuple[Finding, ...] = ()
    reading: str = ""

    @property
    def history(self) -> History:
        """What was known of its author; worked out when it is asked for, as most of what is said needs none."""
        return self.known()


def newest(db: Database) -> int:
    """The number of the interaction that was stored last; 0 where there is none."""
    with db.reading() as connection:
        return connection.execute(select(func.max(t.interactions.c.id))).scalar() or 0


def recorded(db: Database) -> int:
    """How many entries the record has; any verdict, edit or new interaction makes it more."""
    with db.reading() as connection:
        return connection.execute(select(func.max(t.audit.c.seq))).scalar() or 0


def parts(db: Database, *, since: datetime, until: datetime, size: int, up_to: int | None = None) -> tuple[Part, ...]:
    """The stored history in parts of about `size` interactions (at most some 30,000), no author in two of them.

    The same however much has come after the interaction numbered `up_to`, which is the newest if not given.
    """
    last = newest(db) if up_to is None else up_to
    i = t.interactions.c
    query = select(i.platform, i.author, func.count()).where(_within(since, until) & (i.id <= last))
    with db.reading() as connection:
        rows = [tuple(row) for row in connection.execute(query.group_by(i.platform, i.author))]
    found = []
    for platform, _, count in sorted(row for row in rows if row[1] is None):
        shares = -(-count // size)
        found += [Part(platform=PlatformName(platform), newest=last, share=(n, shares)) for n in range(shares)]
    for platform, theirs in groupby(sorted(row for row in rows if row[1] is not None), key=lambda row: row[0]):
        some = [(author, count) for _, author, count in theirs]
        found += [Part(platform=PlatformName(platform), newest=last, authors=names) for names in _split(some, size)]
    return tuple(found)


def replay(
    db: Database, part: Part, *, since: datetime, until: datetime, window: timedelta, clocks: Clocks
) -> Iterator[Replayed]:
    """Every interaction of a part said from `since` to before `until`, author by author, in the order of time.

    `window` and `clocks` mean what they mean at the intake: how far back lines are known, and within which time each
    signal must have been taken care of. Of what was edited, the newest words are replayed. Lines that were said before
    it are known even where we read them later: a backlog is read in any order.
    """
    with db.reading() as connection:
        rows = _rows(connection, part, since - window, until)
        words, marks = _decided(connection, part)
        judged = _judged(connection, part, since, until)
        on_posts = posts(connection, part.platform, {row.on_post for row in rows if row.on_post})
        known = _Known(connection, part, rows, marks, clocks) if part.authors else None
        others = told(connection, part.platform, [row.ref for row in rows]) if _any_told(connection) else {}
    start = moment(since)
    for author, theirs in groupby(rows, key=lambda row: row.author):
        lines = list(theirs)
        timeline = _Timeline(lines, known, author, window, part.platform, others) if known is not None else None
        for number, row in enumerate(lines):
            if row.posted_at < start:
                continue
            at, reading, body, elsewhere = judged.get(row.id, (row.first_seen_at, "", "", 0))
            post, judged_at = on_posts.get(row.on_post, ""), time_of(at)
            before = partial(timeline.before, number, judged_at, post) if timeline else partial(History, post=post)
            beside = findings_in(others.get(row.ref, ()), row.text, judged_at)
            yield Replayed(
                interaction=interaction_of(row),
                known=partial(_with, before, beside, elsewhere) if beside or elsewhere else before,
                judged_at=judged_at,
                word=words.get(row.ref),
                found=findings_of(body) if body else (),
                reading=reading,
            )


def _with(before: Callable[[], History], beside: tuple[Finding, ...], elsewhere: int) -> History:
    return replace(before(), told=beside, elsewhere=elsewhere)


def _any_told(connection: Connection) -> bool:
    return connection.execute(select(t.second_readings.c.id).limit(1)).first() is not None


class _Known:
    """What is known of the authors of a part, read at once."""

    def __init__(
        self, connection: Connection, part: Part, rows: Sequence[Row[Any]], marks: Marks, clocks: Clocks
    ) -> None:
        places: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            places[row.author] |= {row.ref, row.thread}
        ours = our_lines(connection, part.platform, {p for found in places.values() for p in found if p})
        self.ours: dict[str, list[Said]] = {
            author: list({s.ref: s for place in sorted(found) for s in ours.get(place, ())}.values())
            for author, found in places.items()
            if not found.isdisjoint(ours)
        }
        self.marks = marks
        self.edits = edits(connection, [row.id for row in rows if row.version > 1])
        self.adjusted, self.promised = in_need(connection, _whose(part), clocks)


class _Timeline:
    """One author's lines and ours to them, in order, so that what went before any of them is a slice."""

    def __init__(
        self,
        lines: Sequence[Row[Any]],
        known: _Known,
        author: str,
        window: timedelta,
        platform: PlatformName,
        told: Collection[str],
    ) -> None:
        self._rows, self._window, self._judged_anew = lines, window, told
        self._latest: tuple[int, History] | None = None
        self._theirs = [said_of(row, platform) for row in lines]
        self._all = sorted([*self._theirs, *known.ours.get(author, ())], key=lambda s: s.at)
        self._times = [s.at for s in self._all]
        self._place = {s.ref: n for n, s in enumerate(self._all) if not s.ours}
        self._edits = {row.ref: known.edits[row.id] for row in lines if row.id in known.edits}
        self._marks = known.marks.get(author, ())
        self._adjusted = known.adjusted.get(author)
        self._promised = known.promised.get(author, ())

    def before(self, number: int, judged_at: datetime, post: str) -> History:
        """What was known when the author's line of that number was judged."""
        if self._latest is None or self._latest[0] != number:
            self._latest = number, self._before(number, judged_at, post)
        return self._latest[1]

    def _before(self, number: int, judged_at: datetime, post: str) -> History:
        at = self._theirs[number].at
        promised = [promise for held in self._promised if (promise := held.before(judged_at)) is not None]
        return History(
            said=tuple(self._said(number, judged_at)),
            upheld=tuple(mark for held in self._marks if (mark := held.before(judged_at)) is not None),
            landlord_late=bool(promised) and is_late(promised, at),
            adjustment_on_record=self._adjusted is not None and self._adjusted < (judged_at, at),
            post=post,
        )

    def _said(self, number: int, judged_at: datetime) -> Sequence[Said]:
        mine, row = self._theirs[number], self._rows[number]
        edited = row.version > 1 or row.ref in self._judged_anew
        own = self._place[mine.ref]
        low = bisect_left(self._times, (judged_at if edited else mine.at) - self._window)
        high = bisect_right(self._times, mine.at)
        said = [*self._all[low:own], *(s for s in self._all[own + 1 : high] if s.ours or edited)]
        if number > LINES_KEPT:
            oldest = self._theirs[number - LINES_KEPT].at
            said = [s for s in said if s.ours or s.at >= oldest]
        return [self._as_read(s, judged_at) for s in said] if self._edits else said

    def _as_read(self, line: Said, at: datetime) -> Said:
        """A line with the words that it had then."""
        words = self._edits[line.ref.id].at(at) if line.ref is not None and line.ref.id in self._edits else None
        return line if words is None else replace(line, text=words)


def _split(authors: Iterable[tuple[str, int]], size: int) -> Iterator[tuple[str, ...]]:
    some: list[str] = []
    held = 0
    for author, count in authors:
        some.append(author)
        held += count
        if held >= size:
            yield tuple(some)
            some, held = [], 0
    if some:
        yield tuple(some)


def _whose(part: Part) -> ColumnElement[bool]:
    i = t.interactions.c
    number, of = part.share
    theirs = i.author.in_(part.authors) if part.authors else i.author.is_(None) & (i.id % of == number)
    return (i.platform == part.platform) & theirs & (i.id <= part.newest)


def _within(since: datetime, until: datetime) -> ColumnElement[bool]:
    i = t.interactions.c
    return (i.posted_at >= moment(since)) & (i.posted_at < moment(until))


def _rows(connection: Connection, part: Part, since: datetime, until: datetime) -> Sequence[Row[Any]]:
    i = t.interactions.c
    query = select(t.interactions).where(_whose(part) & _within(since, until)).order_by(i.author, i.posted_at, i.ref)
    return connection.execute(query).all()


def _judged(connection: Connection, part: Part, since: datetime, until: datetime) -> dict[int, _Judged]:
    """When each interaction was judged last, what read it, and the decision as kept; empty where nothing was found."""
    i, d = t.interactions.c, t.decisions.c
    nothing = d.body.startswith('{"findings":[],') & d.body.contains('"passed":[],')
    query = (
        select(d.interaction_id, d.at, d.reading, case((nothing, ""), else_=d.body), d.elsewhere)
        .join(t.interactions, (i.id == d.interaction_id) & (i.version == d.version))
        .where(_whose(part) & _within(since, until))
        .order_by(d.id)
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in connection.execute(query)}


def _decided(connection: Connection, part: Part) -> tuple[dict[str, OfficersWord], Marks]:
    """What officers made of the part's cases, by interaction, and the marks that they left, by author."""
    i, c, v = t.interactions.c, t.cases.c, t.verdicts.c
    decided = (
        select(c.id)
        .join(t.interactions, i.id == c.interaction_id)
        .join(t.verdicts, v.case_id == c.id)
        .where(_whose(part) & v.choice.in_([Choice.ACT, Choice.LEAVE_ALONE, Choice.UNDO]))
        .distinct()
    )
    whole = load_cases(connection, c.id.in_(decided))
    before = earlier(connection, [one.id for one in whole if one.version > 1])
    words: dict[str, OfficersWord] = {}
    marks: dict[str, list[Held[Upheld | None]]] = defaultdict(list)
    for one in whole:
        word, author = officers_word(one), one.interaction.author
        if word is not None:
            words[one.interaction.ref.id] = word
        if author is not None and any(verdict.choice is Choice.ACT for verdict in one.verdicts):
            marks[author.id].append(mark(one, before.get(one.id, ())))
    return words, marks
