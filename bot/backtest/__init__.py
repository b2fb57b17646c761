"""Trying a policy on the organisation's own history: the old and the new, side by side; no platform is ever asked."""

import hashlib
import json
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.backtest.asked import Asked, Source
from bot.backtest.counted import count
from bot.backtest.judged import Can, Reader, judged_by_both
from bot.backtest.tally import COUNTERS, Example, Tally, most
from bot.detectors import what_reads
from bot.judge import HISTORY, clocks_of
from storage.database import Database
from storage.replay import Part, Replayed, newest, parts, recorded, replay

__all__ = ["Asked", "Reader", "Source", "Tally", "backtest", "judged_by_both", "most", "try_part", "was_asked"]

PART = 5000  # interactions; small enough to lose little when it is interrupted
MARKED = {"asked", "newest", "entries", "parts", "since", "until"}
MARK = "inputs.json"  # what was asked for in a folder, and how far the store then went

CanFactory = Callable[[], Can]


def _nobody_asks(part: int, of: int) -> None:
    del part, of


def backtest(
    asked: Asked,
    folder: Path,
    can: CanFactory,
    *,
    workers: int | None = None,
    done: Callable[[int, int], None] = _nobody_asks,
) -> Tally:
    """Replay everything said from `since` to before `until` through both policies.

    Each part is kept in `folder` as it is done, so that what was interrupted goes on where it stopped, and comes to the
    same whatever has been taken in since; parts of another question are thrown away first. `done` is told how many
    parts of how many are done. Nothing is written to the database, and no platform is asked. Raises PolicyInvalid.
    """
    whole = _prepare(folder, asked)
    kept = {n: path for n in range(len(whole)) if (path := folder / f"part-{n:05}.json").exists()}
    done(len(kept), len(whole))
    left = [(n, part) for n, part in enumerate(whole) if n not in kept]
    for n, tally in _tried(asked, left, can, workers):
        _write(folder / f"part-{n:05}.json", tally.form())
        kept[n] = folder / f"part-{n:05}.json"
        done(len(kept), len(whole))
    total = Tally()
    for n in sorted(kept):
        total += Tally.of(json.loads(kept[n].read_text(encoding="utf-8")))
    return total


def try_part(db: Database, part: Part, asked: Asked, old: Reader, new: Reader, can: Can) -> Tally:
    """Replay one part through both policies."""
    tally = Tally()
    for said, then in _replayed(db, part, asked, old, new):
        try:
            before, after = judged_by_both(said, old, new, can, then)
        except Exception:  # noqa: BLE001 - what can't be judged goes to a person when live; here it is counted
            tally.unread += 1
            continue
        count(tally, said, before, after)
    return tally


def _replayed(db: Database, part: Part, asked: Asked, old: Reader, new: Reader) -> Iterator[tuple[Replayed, Replayed]]:
    """Each interaction as it was known under the old policy and under the new: their clocks say when we are late."""
    clocks = [clocks_of(reader.policy) for reader in (old, new)]
    known = [replay(db, part, since=asked.since, until=asked.until, window=HISTORY, clocks=some) for some in clocks]
    if clocks[0] == clocks[1]:
        return ((said, said) for said in known[0])
    return zip(*known, strict=True)


def _tried(
    asked: Asked, left: Sequence[tuple[int, Part]], can: CanFactory, workers: int | None
) -> Iterator[tuple[int, Tally]]:
    """Each part as it is done, in processes of their own; in this one where there is but one part, or one worker."""
    if len(left) <= 1 or workers == 1:
        _begin(asked, can)
        yield from ((n, _work(part)) for n, part in left)
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn, initializer=_begin, initargs=(asked, can)) as pool:
        waiting = {pool.submit(_work, part): n for n, part in left}
        try:
            for ready in as_completed(waiting):
                yield waiting[ready], ready.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_AT_WORK: list[tuple[Database, Asked, Reader, Reader, Can]] = []
"""What this process works with: set once at its start."""


def _begin(asked: Asked, can: CanFactory) -> None:
    db = Database.read_only(asked.database)
    _AT_WORK[:] = [(db, asked, Reader(asked.old.policy()), Reader(asked.new.policy()), can())]


def _work(part: Part) -> Tally:
    db, asked, old, new, can = _AT_WORK[0]
    return try_part(db, part, asked, old, new, can)


def _prepare(folder: Path, asked: Asked) -> tuple[Part, ...]:
    """The parts of what is asked, with room for what comes of them; what another question left there goes.

    What was interrupted keeps to the interactions that were there when it began, or its parts would be others now. What
    was finished holds only while nothing has been recorded since: officers may have decided.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mark = _mark(folder)
    db = Database.read_only(asked.database)
    try:
        words, last, entries = _belonging(asked, db), newest(db), recorded(db)
        goes_on = mark.get("asked") == words and (mark["entries"] == entries or _is_unfinished(folder, mark))
        up_to = mark["newest"] if goes_on else last
        whole = parts(db, since=asked.since, until=asked.until, size=PART, up_to=up_to)
    finally:
        db.engine.dispose()
    if not goes_on:
        _begin_anew(folder, asked, {"asked": words, "newest": last, "entries": entries, "parts": len(whole)})
    return whole


def _belonging(asked: Asked, db: Database) -> str:
    """A hash over what makes parts of one run belong together: the question, the store, what reads and counts it."""
    shape = [*COUNTERS, *Example.__dataclass_fields__, PART]
    readings = [what_reads(source.policy()) for source in (asked.old, asked.new)]
    words = [asked.digest(), db.engine.url.render_as_string(), readings, shape]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def _begin_anew(folder: Path, asked: Asked, mark: Mapping[str, Any]) -> None:
    (folder / MARK).unlink(missing_ok=True)
    for old in folder.glob("part-*.json"):
        old.unlink()
    _write(folder / MARK, {**mark, "since": asked.since.isoformat(), "until": asked.until.isoformat()})


def _mark(folder: Path) -> dict[str, Any]:
    """What was asked for in this folder; empty if nothing was, or it cannot be read."""
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return mark if isinstance(mark, dict) and set(mark) >= MARKED else {}


def _is_unfinished(folder: Path, mark: Mapping[str, Any]) -> bool:
    return sum(1 for _ in folder.glob("part-*.json")) < int(mark["parts"])


def was_asked(folder: Path) -> tuple[datetime, datetime] | None:
    """Since when and until when the run in this folder was asked for, if it can go on where it stopped; else None."""
    mark = _mark(folder)
    if not mark or not _is_unfinished(folder, mark):
        return None
    return datetime.fromisoformat(mark["since"]), datetime.fromisoformat(mark["until"])


def _write(path: Path, form: Mapping[str, Any]) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(form, sort_keys=True), encoding="utf-8")
    beside.replace(path)
