"""What one listing of a Graph account gave, gathered, put in order of time, and handed on page by page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from bot.errors import Gone, PlatformError
from bot.model import Cursor, Interaction, Page, PlatformName, Ref, Said
from platforms.graph import Graph
from platforms.graph_errors import GraphNotPermitted
from platforms.graph_ledger import Ledger
from platforms.graph_read import id_of

PAGE_SIZE = 100
MOST_CHECKED = 99


class Sheaf:
    """Gathers the news of one listing: what was not read before, or says something else now."""

    def __init__(self, ledger: Ledger, *, listing: str, since: datetime) -> None:
        self.ledger, self.listing, self.since = ledger, listing, since
        self.met: set[str] = set()
        self.newest: datetime | None = None
        self._theirs: list[Interaction] = []
        self._ours: list[Said] = []
        self._posts: dict[str, Said] = {}

    @property
    def news(self) -> Sequence[Interaction]:
        """What is new or edited, as gathered so far."""
        return self._theirs

    def take(self, said: Interaction | Said, *, listed: str = "") -> None:
        """Keep it if it is news and was posted within the time that is being read."""
        theirs = isinstance(said, Interaction)
        at, ref = (said.posted_at, said.ref) if isinstance(said, Interaction) else (said.at, said.ref)
        if ref is None:
            return
        self.met.add(ref.id)
        self.newest = at if self.newest is None else max(self.newest, at)
        if at < self.since or not self.ledger.is_news(ref.id, said.text):
            return
        self.ledger.note(ref.id, said.text, at=at, listed=listed or self.listing, ours=not theirs)
        known = Ref(platform=ref.platform, id=self.ledger.known_as(ref.id))
        if isinstance(said, Interaction):
            self._theirs.append(replace(said, ref=known))
        else:
            self._ours.append(replace(said, ref=known))

    def our_post(self, post: Said) -> None:
        """Keep the words of a post of ours; they are handed on if there is news under it."""
        self._posts[post.on] = post

    def enrich(self, ref: Ref, **facts: Any) -> None:  # noqa: ANN401 - plain JSON values
        """Add to what is known of one interaction."""
        self._theirs = [replace(i, facts={**i.facts, **facts}) if i.ref == ref else i for i in self._theirs]

    def pages(self, *, gone: Sequence[Ref] = (), cursor: Cursor | None = None) -> Iterator[Page]:
        """Yield what was gathered, oldest first. Only the last page has the cursor: stopping before loses something."""
        theirs = sorted(self._theirs, key=lambda i: (i.posted_at, i.ref))
        above = [self._posts[on] for on in dict.fromkeys(i.on for i in theirs) if on in self._posts]
        ours = tuple(sorted([*self._ours, *above], key=lambda s: s.at))
        pieces = [tuple(theirs[n : n + PAGE_SIZE]) for n in range(0, len(theirs), PAGE_SIZE)] or [()]
        for piece in pieces[:-1]:
            yield Page(interactions=piece, ours=ours)
            ours = ()
        if pieces[-1] or ours or gone or cursor is not None:
            yield Page(interactions=pieces[-1], ours=ours, gone=tuple(gone), cursor=cursor)

    def finish(
        self,
        platform: PlatformName,
        missing: Sequence[str],
        graph: Graph,
        *,
        me: str,
        now: datetime,
        again: timedelta,
        besides: Mapping[str, Any] = MappingProxyType({}),
    ) -> Iterator[Page]:
        """Yield everything, with what has gone, and a cursor from which nothing is lost (`besides` are other marks)."""
        gone = gone_among(missing, graph, me=me)
        for id_ in gone:
            self.ledger.forget(id_)
        self.ledger.reached(self.listing, self.newest, now=now, again=again)
        cursor = Cursor(marks={**self.ledger.marks(again=again), **besides})
        yield from self.pages(gone=[Ref(platform=platform, id=id_) for id_ in gone], cursor=cursor)


def gone_among(missing: Sequence[str], graph: Graph, *, me: str) -> tuple[str, ...]:
    """Ask for each directly, since a listing may be short: gone is what Meta then says it does not show (100/33).

    The token is asked for its owner along with them: to one that is not the Page's own, everything seems gone.
    """
    if not missing:
        return ()
    some = missing[:MOST_CHECKED]
    owner, *answers = graph.batch(["me?fields=id", *(f"{id_}?fields=id" for id_ in some)])
    if isinstance(owner, PlatformError):
        raise owner
    if me and id_of(owner) != me:
        raise GraphNotPermitted(
            "the token is not the Page's own", remedy="Put the Page's own token into the settings and start again"
        )
    for answer in answers:
        if isinstance(answer, PlatformError) and not isinstance(answer, Gone):
            raise answer
    return tuple(id_ for id_, answer in zip(some, answers, strict=True) if isinstance(answer, Gone))
