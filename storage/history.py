"""What is known of authors when a page comes in: what they said, what we answered, what was upheld."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from bot.model import (
    Choice,
    History,
    Interaction,
    PlatformName,
    Protected,
    Ref,
    Said,
    Upheld,
)
from bot.text.alike import gist
from storage import tables as t
from storage.audit import moment, time_of
from storage.casebook import CARED_FOR, SIGNAL_DISMISSED, load_cases
from storage.others import copies, findings_in, others_before, told
from storage.upheld import upheld_by

Clocks = Mapping[Protected, timedelta]

LINES_KEPT = 200  # the newest lines of one author that are looked at; a flood must not slow reading down


class Histories:
    """The histories of a page's authors; each interaction judged is added, so the next one sees it."""

    def __init__(
        self,
        connection: Connection,
        platform: PlatformName,
        interactions: Sequence[Interaction],
        *,
        since: datetime,
        clocks: Clocks,
    ) -> None:
        """Read everything at once for all the page's authors, lines from `since` on.

        `clocks` says within which time each protected signal must have been taken care of.
        """
        authors = sorted({i.author.id for i in interactions if i.author})
        rows = _their_lines(connection, platform, authors, since)
        self._said: dict[str, list[Said]] = defaultdict(list)
        places: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            self._said[row.author].append(said_of(row, platform))
            places[row.author] |= {row.ref, row.thread}
        for i in interactions:
            if i.author:
                places[i.author.id] |= {i.ref.id, i.thread}
        self._ours = our_lines(connection, platform, {p for found in places.values() for p in found if p})
        self._places = places
        self._upheld = _upheld(connection, platform, authors)
        self._adjusted = adjusted_since(connection, platform, authors)
        self._promises = promises(connection, platform, authors, clocks)
        self._posts = posts(connection, platform, {i.on for i in interactions if i.on})
        self._copies = copies(connection, platform, interactions)
        self._told = told(connection, platform, [i.ref.id for i in interactions])

    def of(self, interaction: Interaction) -> History:
        """What was known of its author just before it was said."""
        post = self._posts.get(interaction.on, "")
        told_ = findings_in(self._told.get(interaction.ref.id, ()), interaction.text)
        if interaction.author is None:
            return History(post=post, told=told_, elsewhere=self._elsewhere(interaction))
        author = interaction.author.id
        theirs = [s for s in self._said[author] if s.ref != interaction.ref and s.at <= interaction.posted_at]
        ours = {s.ref: s for place in self._places[author] for s in self._ours.get(place, ())}
        said = sorted([*theirs, *(s for s in ours.values() if s.at <= interaction.posted_at)], key=lambda s: s.at)
        return History(
            said=tuple(said),
            upheld=tuple(self._upheld[author]),
            landlord_late=is_late(self._promises.get(author, ()), interaction.posted_at),
            adjustment_on_record=author in self._adjusted,
            post=post,
            told=told_,
            elsewhere=self._elsewhere(interaction),
        )

    def _elsewhere(self, interaction: Interaction) -> int:
        author, words = interaction.author.id if interaction.author else "", gist(interaction.text)
        return others_before(self._copies.get(words, ()), author, interaction.posted_at) if words else 0

    def add(self, interaction: Interaction, care: Sequence[Protected] = ()) -> None:
        """From now on, their history holds this too, and whether they asked for an adjustment in it."""
        if interaction.author is None:
            return
        self._copies[gist(interaction.text)].append((interaction.author.id, interaction.posted_at))
        if Protected.ADJUSTMENT in care:
            self._adjusted.setdefault(interaction.author.id, interaction.posted_at)
        mine = [s for s in self._said[interaction.author.id] if s.ref != interaction.ref]
        line = Said(
            at=interaction.posted_at,
            text=interaction.text,
            ref=interaction.ref,
            thread=interaction.thread,
            on=interaction.on,
            parent=interaction.parent,
        )
        self._said[interaction.author.id] = [*mine, line]


def _their_lines(
    connection: Connection, platform: PlatformName, authors: list[str], since: datetime
) -> Iterable[Row[Any]]:
    c = t.interactions.c
    newest = func.row_number().over(partition_by=c.author, order_by=c.posted_at.desc()).label("newest")
    where = (c.platform == platform) & c.author.in_(authors) & (c.posted_at >= moment(since))
    inner = select(c.author, c.ref, c.text, c.thread, c.parent, c.on_post, c.posted_at, newest).where(where).subquery()
    return connection.execute(select(inner).where(inner.c.newest <= LINES_KEPT).order_by(inner.c.posted_at)).all()


def said_of(row: Row[Any], platform: PlatformName) -> Said:
    """One of their lines, from its row."""
    return Said(
        at=time_of(row.posted_at),
        text=row.text,
        ref=Ref(platform=platform, id=row.ref),
        thread=row.thread,
        on=row.on_post,
        parent=row.parent,
    )


def our_lines(connection: Connection, platform: PlatformName, places: set[str]) -> dict[str, list[Said]]:
    """Our lines by what they answer: one of their interactions, or the thread that they write in."""
    c = t.our_lines.c
    found: dict[str, list[Said]] = defaultdict(list)
    wanted = sorted(places)
    for start in range(0, len(wanted), 5000):
        where = (c.platform == platform) & c.parent.in_(wanted[start : start + 5000])
        for row in connection.execute(select(t.our_lines).where(where)):
            line = Said(
                at=time_of(row.posted_at),
                text=row.text,
                ours=True,
                ref=Ref(platform=platform, id=row.ref),
                thread=row.thread,
                on=row.on_post,
                parent=row.parent,
            )
            found[row.parent].append(line)
    return found


def _upheld(connection: Connection, platform: PlatformName, authors: list[str]) -> dict[str, list[Upheld]]:
    i, v = t.interactions, t.verdicts
    acted = (
        select(t.cases.c.id)
        .join(i, i.c.id == t.cases.c.interaction_id)
        .join(v, v.c.case_id == t.cases.c.id)
        .where((i.c.platform == platform) & i.c.author.in_(authors) & (v.c.choice == Choice.ACT))
        .distinct()
    )
    found: dict[str, list[Upheld]] = defaultdict(list)
    for case in load_cases(connection, t.cases.c.id.in_(acted)):
        mark = upheld_by(case)
        if mark is not None and case.interaction.author is not None:
            found[case.interaction.author.id].append(mark)
    return found


def adjusted_since(connection: Connection, platform: PlatformName, authors: list[str]) -> dict[str, datetime]:
    """When each of the authors first asked for an adjustment; those who never did are left out."""
    i, d = t.interactions, t.decisions
    asked = (
        select(i.c.author, func.min(i.c.posted_at))
        .join(d, d.c.interaction_id == i.c.id)
        .where((i.c.platform == platform) & i.c.author.in_(authors))
        .where(d.c.care.contains(Protected.ADJUSTMENT))
        .group_by(i.c.author)
    )
    return {str(author): time_of(at) for author, at in connection.execute(asked)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """That somebody who needed help would be looked after by `due`; `kept_at` is when a person said "I have it"."""

    due: datetime
    kept_at: datetime | None


def promises(
    connection: Connection, platform: PlatformName, authors: list[str], clocks: Clocks
) -> dict[str, tuple[Promise, ...]]:
    """Our own clocks on the authors' matters: one for each case in which somebody needed help."""
    i, c, d, m = t.interactions.c, t.cases.c, t.decisions.c, t.marks.c
    query = (
        select(i.author, c.id, c.opened_at, d.care)
        .join(t.interactions, i.id == c.interaction_id)
        .join(t.decisions, d.id == c.decision_id)
        .where((i.platform == platform) & i.author.in_(authors) & (d.care != ""))
    )
    rows = connection.execute(query).all()
    marked = select(m.case_id, m.kind, m.value, m.at).where(m.kind.in_([CARED_FOR, SIGNAL_DISMISSED]))
    kept: dict[int, datetime] = {}
    dismissed: dict[int, set[str]] = defaultdict(set)
    numbers = [row.id for row in rows]
    for start in range(0, len(numbers), 5000):
        for mark in connection.execute(marked.where(m.case_id.in_(numbers[start : start + 5000])).order_by(m.id)):
            if mark.kind == CARED_FOR:
                kept.setdefault(mark.case_id, time_of(mark.at))
            else:
                dismissed[mark.case_id].add(mark.value)
    found: dict[str, list[Promise]] = defaultdict(list)
    for row in rows:
        waits = [clocks[Protected(s)] for s in row.care.split(",") if s not in dismissed[row.id] and s in clocks]
        if waits:
            due = time_of(row.opened_at) + min(waits)
            found[row.author].append(Promise(due=due, kept_at=kept.get(row.id)))
    return {author: tuple(found_) for author, found_ in found.items()}


def is_late(promised: Iterable[Promise], at: datetime) -> bool:
    """Whether, at that time, one of our own clocks was overdue (policy 5.1; Complaint Handling Code 5.1)."""
    return any(p.due < at and (p.kept_at is None or p.kept_at > at) for p in promised)


def posts(connection: Connection, platform: PlatformName, ids: set[str]) -> dict[str, str]:
    """The words of our own posts, by their ids, as far as we have read them."""
    c = t.our_lines.c
    wanted = sorted(ids)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), 5000):
        where = (c.platform == platform) & c.ref.in_(wanted[start : start + 5000])
        found |= {row.ref: row.text for row in connection.execute(select(c.ref, c.text).where(where))}
    return found
