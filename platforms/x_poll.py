"""Reading X: our own posts, direct messages, mentions, the search, and now and then everything recent again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from bot.errors import DialectChanged, NotPermitted, OutOfCredit, PlatformError, TokenDead
from bot.model import Cursor, Interaction, Page, PlatformName, Ref, Said
from platforms.graph_read import Row
from platforms.x_lists import Leaf, Lists
from platforms.x_marks import Marks, first_id_at, time_of_id
from platforms.x_read import direct, number_of, post_of, said

SEARCH_REACH = timedelta(days=7)
MARGIN = timedelta(minutes=1)  # X turns down a search that reaches back a second too far
OVERLAP = timedelta(minutes=10)
SETTLED_AFTER = timedelta(minutes=2)  # X may list a post a little after one that is younger
LONGEST_QUERY = 512
PAGE_SIZE = 100
BATCH = 100
MANY = 400  # X lists the newest 800 mentions, and counts in that what it does not show
FEW_DIRECTS = 10
ANYTHING = "replies to us"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How far to look back, how often to read direct messages and how often to read everything recent again."""

    look_back: timedelta = SEARCH_REACH
    directs_every: timedelta = timedelta(minutes=5)
    re_read_every: timedelta = timedelta(hours=6)


class Reading:
    """One poll. What is gathered of a list goes out when the list has been read to its end, or when it breaks off."""

    def __init__(self, lists: Lists, cursor: Cursor, *, handle: str, pace: Pace, now: datetime) -> None:
        self.lists, self.handle, self.pace, self.now = lists, handle, pace, now
        self.marks = Marks(cursor.marks, now=now, look_back=pace.look_back)
        lists.purse.recall(cursor.marks.get("spent"))
        self.directs_refused = ""
        self._theirs: dict[str, Interaction] = {}
        self._ours: dict[str, Said] = {}
        self._gone: list[str] = []
        self._outdated: set[str] = set()

    def pages(self, *, directs: bool) -> Iterator[Page]:
        """Read everything that is due. Trouble with direct messages waits until the rest has been read."""
        yield from self._gathered(self._own)
        later: PlatformError | None = None
        if directs and self._due("directs", self.pace.directs_every):
            try:
                yield from self._gathered(self._directs)
            except (TokenDead, OutOfCredit, DialectChanged):
                raise
            except NotPermitted as refused:
                self.directs_refused = str(refused)
            except PlatformError as trouble:
                later = trouble
        yield from self._gathered(self._mentions)
        for asked in self._searches():
            yield from self._gathered(partial(self._search, asked))
        if self._due("again", self.pace.re_read_every):
            yield from self._gathered(self._again)
        yield from self._flush()
        if later is not None:
            raise later

    # One list each.

    def _own(self) -> None:
        self._resumed("own", self.lists.own)

    def _mentions(self) -> None:
        self._resumed("mentions", self._mentioned)

    def _mentioned(self, **asked: object) -> Iterator[Leaf]:
        """Whoever mentions us. X's own list ends at the newest 800: after many, the search is asked for the rest."""
        yield from self.lists.mentions(**asked)
        since = self.marks.since.get("mentions") or first_id_at(self.marks.start)
        if self.marks.newer_than(since) < MANY or "mentions" not in self.marks.gaps:
            return
        _, until = self.marks.gaps["mentions"]
        reachable = max(since, first_id_at(self.now - SEARCH_REACH + MARGIN), key=int)
        if int(reachable) < int(until):
            query = f"@{self.handle} -from:{self.handle}"
            yield from self.lists.found(query, since_id=reachable, until_id=until)

    def _search(self, asked: Sequence[str]) -> None:
        start = max(min(self._searched(one) for one in asked) - OVERLAP, self.now - SEARCH_REACH + MARGIN)
        self._read(self.lists.found(self._query(asked), start_time=start))
        for one in asked:
            if one == ANYTHING:
                self.marks.done["search"] = int(self.now.timestamp())
            else:
                self.marks.threads[one] = int(self.now.timestamp())

    def _directs(self) -> None:
        """Read what is new. A short page first, and all of it only if that does not suffice: X bills each day anew
        what it shows again."""
        met, enough = list[str](), False
        if "directs" in self.marks.since:
            met, enough = self._read_directs(islice(self.lists.directs(most=FEW_DIRECTS), 1))
        if not enough:
            met, _ = self._read_directs(self.lists.directs())
        self._done("directs", met)

    def _read_directs(self, leaves: Iterable[Leaf]) -> tuple[list[str], bool]:
        """Read down to what has been read before; also says whether that was reached."""
        known = int(self.marks.since.get("directs", "0"))
        met: list[str] = []
        for leaf in leaves:
            for row in leaf.rows:
                met.append(number_of(row))
                self._take(direct(row, leaf.people, me=self.lists.me, now=self.now), newest=number_of(row))
            oldest = min(met, key=int, default="0")
            if int(oldest) <= known or (time_of_id(oldest) or self.now) < self.marks.start:
                return met, True
        return met, False

    def _again(self) -> None:
        """Ask for everything recent again: X tells neither of edits nor of deletions by itself."""
        if self.marks.last("again") is not None:
            recent = self.marks.recent(now=self.now)
            for n in range(0, len(recent), BATCH):
                first_of = {newest: first for first, newest in recent[n : n + BATCH]}
                leaf, gone = self.lists.posts(list(first_of))
                self._gone += [first_of[id_] for id_ in gone]
                for row in leaf.rows:
                    post = post_of(row, now=self.now)
                    if not post.is_newest or self.marks.is_news(post.id, post.text):
                        self._outdated.add(post.newest)
            self._fetch_outdated()
        self.marks.done["again"] = int(self.now.timestamp())

    # How it is done.

    def _gathered(self, read: Callable[[], None]) -> Iterator[Page]:
        try:
            read()
        except PlatformError:
            yield from self._flush()
            raise
        if self._theirs or self._ours or self._gone:
            yield from self._flush()

    def _resumed(self, listing: str, ask: Callable[..., Iterator[Leaf]]) -> None:
        """Read a list down to where it was read before; one that broke off goes on from where it did."""
        head, until = self.marks.gaps.get(listing, ("", ""))
        met = [head]
        for leaf in ask(**self._from(listing), **({"until_id": until} if until else {})):
            self._read([leaf])
            ids = [number_of(row) for row in leaf.rows]
            met += ids
            if ids:
                head, until = max(head or "0", *ids, key=int), min(*ids, until or ids[0], key=int)
                self.marks.gaps[listing] = (head, until)
        self.marks.gaps.pop(listing, None)
        self._done(listing, met)

    def _read(self, leaves: Iterable[Leaf]) -> None:
        for leaf in leaves:
            for row in leaf.rows:
                self._take_post(row, leaf)
            self._fetch_outdated()

    def _take_post(self, row: Row, leaf: Leaf) -> None:
        post = post_of(row, now=self.now)
        if not post.is_newest:
            self._outdated.add(post.newest)
            return
        if post.author == self.lists.me and not post.replies_to:
            self.marks.add_thread(post.conversation)
        self._take(said(post, leaf.people, self.marks, me=self.lists.me, handle=self.handle), newest=post.newest)

    def _take(self, one: Interaction | Said | None, *, newest: str) -> None:
        if isinstance(one, Said) and one.ref is not None:
            self._ours[one.ref.id] = one
        if not isinstance(one, Interaction):
            return
        public = one.facts.get("newest_id") is not None
        author = one.author.id if one.author is not None else ""
        if author and not public:
            self.marks.add_writer(author)
        if self.marks.is_news(one.ref.id, one.text):
            self.marks.note(one.ref.id, one.text, at=one.posted_at, newest=newest, public=public)
            wrote = {"wrote_to_us": True} if author in self.marks.writers else {}
            self._theirs[one.ref.id] = replace(one, facts={**one.facts, **wrote})

    def _fetch_outdated(self) -> None:
        """Get the newest version of whatever came in an older one."""
        ids = sorted(self._outdated, key=int)
        self._outdated.clear()
        for n in range(0, len(ids), BATCH):
            leaf, _ = self.lists.posts(ids[n : n + BATCH], authors=True)
            for row in leaf.rows:
                self._take_post(row, leaf)
        self._outdated.clear()

    def _flush(self) -> Iterator[Page]:
        """Hand on what was gathered, oldest first. A list that broke off has moved none of its own marks."""
        for id_ in self._gone:
            self.marks.lines.pop(id_, None)
        theirs = sorted(self._theirs.values(), key=lambda i: (i.posted_at, i.ref))
        ours = tuple(sorted(self._ours.values(), key=lambda s: (s.at, str(s.ref))))
        gone = tuple(Ref(platform=PlatformName.X, id=id_) for id_ in self._gone)
        self._theirs, self._ours, self._gone = {}, {}, []
        pieces = [tuple(theirs[n : n + PAGE_SIZE]) for n in range(0, len(theirs), PAGE_SIZE)] or [()]
        for piece in pieces[:-1]:
            yield Page(interactions=piece, ours=ours)
            ours = ()
        marks = {**self.marks.kept(now=self.now), "spent": self.lists.purse.marks()}
        yield Page(interactions=pieces[-1], ours=ours, gone=gone, cursor=Cursor(marks=marks))

    def _from(self, listing: str) -> dict[str, Any]:
        since = self.marks.since.get(listing)
        return {"since_id": since} if since else {"start_time": self.marks.start}

    def _done(self, listing: str, met: Sequence[str]) -> None:
        self.marks.reached(listing, met, settled=self.now - SETTLED_AFTER)
        self.marks.done[listing] = int(self.now.timestamp())

    def _due(self, what: str, every: timedelta) -> bool:
        last = self.marks.last(what)
        return last is None or self.now - last >= every

    def _searches(self) -> list[list[str]]:
        """What to search for, in queries that are short enough; what was searched at the same time goes together."""
        floor = self.now - SEARCH_REACH
        recent = [one for one in self.marks.threads if (time_of_id(one) or floor) > floor]
        asked: list[list[str]] = [[]]
        for one in sorted([ANYTHING, *recent], key=lambda one: (self._searched(one), one)):
            if len(self._query([*asked[-1], one])) > LONGEST_QUERY:
                asked.append([])
            asked[-1].append(one)
        return asked

    def _searched(self, one: str) -> datetime:
        if one == ANYTHING:
            return self.marks.last("search") or self.marks.start
        return min(self.marks.searched(one), self.now)

    def _query(self, asked: Sequence[str]) -> str:
        each = [f"to:{self.handle}" if one == ANYTHING else f"conversation_id:{one}" for one in asked]
        return f"({' OR '.join(each)}) -from:{self.handle}"
