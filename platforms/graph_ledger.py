"""What was read lately on one account, so that reading it again tells what is new, edited or gone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

MOST_KEPT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing read: its id as first seen, when it was posted, a digest of its words, and where it was listed."""

    id: str
    at: datetime
    digest: str
    listed: str
    ours: bool = False


class Ledger:
    """The lines of the last while, within bounds, kept in a cursor as plain JSON that holds nobody's words.

    `marks` are read as if they could be anything; what is not understood is read anew.
    """

    def __init__(self, marks: Mapping[str, Any], *, most: int = MOST_KEPT) -> None:
        self._most = most
        self._lines = dict(_lines(marks.get("lines")))
        self._newest = _times(marks.get("newest"))
        began = marks.get("began")
        self._began = _time(began) if _usable(began) else None

    def since(self, listing: str, *, now: datetime, look_back: timedelta, again: timedelta) -> datetime:
        """From when on to read: the look-back at first, later from `again` before the newest that was seen."""
        self._began = self._began or now - look_back
        newest = self._newest.get(listing)
        return self._began if newest is None else max(self._began, min(newest, now) - again)

    def known_as(self, id_: str) -> str:
        """The id under which this was first seen; Meta spells some both `POST_COMMENT` and `COMMENT`."""
        line = self._lines.get(_key(id_))
        return line.id if line else id_

    def is_news(self, id_: str, words: str) -> bool:
        """Whether it has not been read before, or said something else."""
        line = self._lines.get(_key(id_))
        return line is None or line.digest != _digest(words)

    def note(self, id_: str, words: str, *, at: datetime, listed: str, ours: bool = False) -> None:
        """Keep that this was read, listed under a post or in a listing."""
        self._lines[_key(id_)] = Line(
            id=self.known_as(id_), at=at.replace(microsecond=0), digest=_digest(words), listed=listed, ours=ours
        )

    def missing(self, met: Iterable[str], *, since: datetime, listed: Iterable[str] | None = None) -> tuple[str, ...]:
        """The ids of theirs posted since then that should have been met again and were not."""
        seen, places = {_key(i) for i in met}, None if listed is None else set(listed)
        return tuple(
            line.id
            for key, line in self._lines.items()
            if key not in seen and not line.ours and line.at >= since and (places is None or line.listed in places)
        )

    def places(self) -> set[str]:
        """Where the lines that are kept were listed."""
        return {line.listed for line in self._lines.values()}

    def forget(self, id_: str) -> None:
        """Drop what is gone."""
        self._lines.pop(_key(id_), None)

    def reached(self, listing: str, newest: datetime | None, *, now: datetime, again: timedelta) -> None:
        """Keep how far a listing has been read to its end. A time to come counts as now: it would hide the rest."""
        known = [t for t in (self._newest.get(listing), newest, now - again) if t is not None]
        self._newest[listing] = min(max(known), now)

    def marks(self, *, again: timedelta) -> dict[str, Any]:
        """Return plain JSON with the lines that will be read again, the newest ones if there are too many."""
        keep_since = min(self._newest.values(), default=datetime.max.replace(tzinfo=UTC)) - again
        lines = sorted((x for x in self._lines.values() if x.at >= keep_since), key=lambda x: x.at)[-self._most :]
        return {
            "began": None if self._began is None else int(self._began.timestamp()),
            "newest": {listing: int(at.timestamp()) for listing, at in self._newest.items()},
            "lines": {x.id: [int(x.at.timestamp()), x.digest, x.listed, int(x.ours)] for x in lines},
        }


def _key(id_: str) -> str:
    return id_.rsplit("_", 1)[-1]


def _digest(words: str) -> str:
    return blake2b(words.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _usable(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 4_000_000_000


def _time(value: Any) -> datetime:  # noqa: ANN401 - checked by _usable
    return datetime.fromtimestamp(value, UTC)


def _times(kept: object) -> dict[str, datetime]:
    return {str(k): _time(v) for k, v in kept.items() if _usable(v)} if isinstance(kept, Mapping) else {}


def _lines(kept: object) -> Iterator[tuple[str, Line]]:
    for id_, row in kept.items() if isinstance(kept, Mapping) else ():
        match row:
            case [int() as at, str() as digest, str() as listed, int() as ours] if _usable(at):
                yield _key(str(id_)), Line(id=str(id_), at=_time(at), digest=digest, listed=listed, ours=bool(ours))
