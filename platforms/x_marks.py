"""How far one account on X has been read: plain JSON within bounds, without anybody's words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

MOST_LINES = 2000
MOST_THREADS = 100
MOST_WRITERS = 500
EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
FIRST_SNOWFLAKE = 1 << 40


def time_of_id(id_: str) -> datetime | None:
    """When this id was given out: since November 2010 X's ids hold the millisecond. None for older ones."""
    if not id_.isdecimal() or int(id_) < FIRST_SNOWFLAKE:
        return None
    return EPOCH + timedelta(milliseconds=int(id_) >> 22)


def first_id_at(when: datetime) -> str:
    """The lowest id that X may have given out at this time."""
    return str(max(int((when - EPOCH).total_seconds() * 1000), 0) << 22)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing read: when it was posted, a digest of its words, and the id of its newest version."""

    at: int
    digest: str
    newest: str
    public: bool = True


class Marks:
    """What was read lately. `kept` is read as if it could be anything; what is not understood is read anew."""

    def __init__(self, kept: Mapping[str, Any], *, now: datetime, look_back: timedelta) -> None:
        self._back = look_back
        self.began = _second(kept.get("began")) or int((now - look_back).timestamp())
        self.since = {k: v for k, v in _pairs(kept.get("since")) if _is_id(v)}
        self.threads = {k: int(v) for k, v in _pairs(kept.get("threads")) if _is_id(k) and _second(v) is not None}
        done = {k: second for k, v in _pairs(kept.get("done")) if (second := _second(v)) is not None}
        self.done = {k: second for k, second in done.items() if second <= now.timestamp()}
        self.lines = dict(_lines(kept.get("lines")))
        self.gaps = dict(_gaps(kept.get("gaps")))
        writers = kept.get("writers")
        self.writers = [w for w in writers if _is_id(w)] if isinstance(writers, list) else []

    @property
    def start(self) -> datetime:
        """From when on a listing is read that has not been read before."""
        return datetime.fromtimestamp(self.began, UTC)

    def last(self, what: str) -> datetime | None:
        """When this was last read to its end; None is never, and so is a time to come, which a wrong clock left."""
        return datetime.fromtimestamp(self.done[what], UTC) if what in self.done else None

    def is_news(self, id_: str, words: str) -> bool:
        """Whether it has not been read before, or said something else."""
        line = self.lines.get(id_)
        return line is None or line.digest != _digest(words)

    def note(self, id_: str, words: str, *, at: datetime, newest: str, public: bool) -> None:
        """Keep that this was read."""
        self.lines[id_] = Line(at=int(at.timestamp()), digest=_digest(words), newest=newest, public=public)

    def recent(self, *, now: datetime) -> list[tuple[str, str]]:
        """The first and newest ids of what others posted within the look-back, newest first."""
        oldest = int((now - self._back).timestamp())
        kept = [(line.at, id_, line.newest) for id_, line in self.lines.items() if line.public and line.at >= oldest]
        return [(id_, newest) for _, id_, newest in sorted(kept, reverse=True)]

    def reached(self, listing: str, ids: Iterable[str], *, settled: datetime) -> None:
        """Read on from the newest of these ids next time, among those old enough to be settled: X may list late."""
        usable = [i for i in (*ids, self.since.get(listing, "")) if (t := time_of_id(i)) is not None and t <= settled]
        if usable:
            self.since[listing] = max(usable, key=int)

    def newer_than(self, id_: str) -> int:
        """How many of the posts that were read lately are newer than this one."""
        return sum(line.public and int(first) > int(id_) for first, line in self.lines.items())

    def add_thread(self, id_: str) -> None:
        """Keep that this conversation is ours."""
        at = time_of_id(id_)
        if at is not None:
            self.threads.setdefault(id_, int(at.timestamp()))

    def searched(self, thread: str) -> datetime:
        """Until when the answers in this conversation of ours have been read."""
        return datetime.fromtimestamp(self.threads[thread], UTC)

    def is_ours(self, conversation: str) -> bool | None:
        """Whether we began this conversation; None when it is older than what has been read of our own posts."""
        if conversation in self.threads:
            return True
        at = time_of_id(conversation)
        known = at is not None and int(at.timestamp()) > self.began and len(self.threads) < MOST_THREADS
        recent = (
            at is not None and "own" in self.done and at.timestamp() > self.done["own"] - self._back.total_seconds()
        )
        return False if known and recent else None

    def add_writer(self, id_: str) -> None:
        """Keep that this person has sent us a direct message."""
        self.writers = [*(w for w in self.writers if w != id_), id_][-MOST_WRITERS:]

    def kept(self, *, now: datetime) -> dict[str, Any]:
        """Return plain JSON: the lines and conversations of the look-back, the newest ones if there are too many."""
        oldest = int((now - self._back).timestamp())
        lines = sorted((x for x in self.lines.items() if x[1].at >= oldest), key=lambda x: x[1].at)[-MOST_LINES:]
        threads = sorted((x for x in self.threads.items() if _posted(x[0]) >= oldest), key=lambda x: int(x[0]))
        return {
            "began": self.began,
            "since": dict(self.since),
            "done": dict(self.done),
            "gaps": {listing: list(gap) for listing, gap in self.gaps.items()},
            "threads": dict(threads[-MOST_THREADS:]),
            "lines": {id_: [x.at, x.digest, x.newest, int(x.public)] for id_, x in lines},
            "writers": list(self.writers),
        }


def _posted(id_: str) -> float:
    at = time_of_id(id_)
    return at.timestamp() if at is not None else 0


def _digest(words: str) -> str:
    return blake2b(words.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _is_id(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9]{1,19}", value) is not None


def _second(value: object) -> int | None:
    usable = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 4_000_000_000
    return int(str(value)) if usable else None


def _pairs(kept: object) -> list[tuple[str, Any]]:
    return [(str(k), v) for k, v in kept.items()] if isinstance(kept, Mapping) else []


def _gaps(kept: object) -> Iterable[tuple[str, tuple[str, str]]]:
    for listing, row in _pairs(kept):
        match row:
            case [str() as head, str() as until] if _is_id(head) and _is_id(until):
                yield listing, (head, until)


def _lines(kept: object) -> Iterable[tuple[str, Line]]:
    for id_, row in _pairs(kept):
        match row:
            case [int() as at, str() as digest, str() as newest, int() as public] if _is_id(id_) and _is_id(newest):
                if _second(at) is not None:
                    yield id_, Line(at=at, digest=digest, newest=newest, public=bool(public))
