"""What is known of authors when a page comes in: what they said, what we answered, what was upheld."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from bot.model import (
    ActionKind,
    Case,
    CaseState,
    Choice,
    History,
    Interaction,
    PlatformName,
    Protected,
    Ref,
    Said,
    Upheld,
)
from storage import tables as t
from storage.audit import moment, time_of
from storage.casebook import load_cases

LINES_KEPT = 200  # the newest lines of one author that are looked at; a flood must not slow reading down
LADDER_WINDOW = timedelta(days=366)  # policy 10.4: reviewed after twelve months; the ladder itself cuts finer
STANDS = {CaseState.APPROVED, CaseState.LATER, CaseState.BY_HAND, CaseState.DONE}


class Histories:
    """The histories of a page's authors; each interaction judged is added, so the next one sees it."""

    def __init__(
        self, connection: Connection, platform: PlatformName, interactions: Sequence[Interaction], *, since: datetime
    ) -> None:
        """Read everything at once for all the page's authors, lines from `since` on."""
        authors = sorted({i.author.id for i in interactions if i.author})
        rows = _their_lines(connection, platform, authors, since)
        self._said: dict[str, list[Said]] = defaultdict(list)
        places: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            self._said[row.author].append(_said(row, platform))
            places[row.author] |= {row.ref, row.thread}
        for i in interactions:
            if i.author:
                places[i.author.id] |= {i.ref.id, i.thread}
        self._ours = _our_lines(connection, platform, {p for found in places.values() for p in found if p})
        self._places = places
        self._upheld = _upheld(connection, platform, authors)
        self._adjusted = _adjusted(connection, platform, authors)

    def of(self, interaction: Interaction) -> History:
        """What was known of its author just before it was said."""
        if interaction.author is None:
            return History()
        author = interaction.author.id
        theirs = [s for s in self._said[author] if s.ref != interaction.ref and s.at <= interaction.posted_at]
        ours = {s.ref: s for place in self._places[author] for s in self._ours.get(place, ())}
        said = sorted([*theirs, *(s for s in ours.values() if s.at <= interaction.posted_at)], key=lambda s: s.at)
        return History(
            said=tuple(said),
            upheld=tuple(self._upheld[author]),
            adjustment_on_record=author in self._adjusted,
        )

    def add(self, interaction: Interaction) -> None:
        """From now on, their history holds this too."""
        if interaction.author is None:
            return
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


def _said(row: Row[Any], platform: PlatformName) -> Said:
    return Said(
        at=time_of(row.posted_at),
        text=row.text,
        ref=Ref(platform=platform, id=row.ref),
        thread=row.thread,
        on=row.on_post,
        parent=row.parent,
    )


def _our_lines(connection: Connection, platform: PlatformName, places: set[str]) -> dict[str, list[Said]]:
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


def upheld_by(case: Case) -> Upheld | None:
    """The mark that a case leaves on the ladder: a behaviour that a person acted on and nobody has undone.

    What has run its course leaves its mark: a block that has ended was still deserved.
    """
    verdict = case.upheld
    if verdict is None or verdict.action is None or case.decision.behaviour is None:
        return None
    if verdict.action.kind is ActionKind.REPLY:
        return None
    if verdict is case.verdict and case.state not in STANDS:
        return None
    if verdict is not case.verdict and verdict.round == case.round:
        return None  # a second person has not approved it
    return Upheld(behaviour=case.decision.behaviour, at=verdict.at, case=case.id, action=verdict.action.kind)


def _adjusted(connection: Connection, platform: PlatformName, authors: list[str]) -> set[str]:
    i, d = t.interactions, t.decisions
    asked = (
        select(i.c.author)
        .join(d, d.c.interaction_id == i.c.id)
        .where((i.c.platform == platform) & i.c.author.in_(authors))
        .where(d.c.care.contains(Protected.ADJUSTMENT))
        .distinct()
    )
    return {str(author) for author in connection.execute(asked).scalars()}
