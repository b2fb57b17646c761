"""When: polling and acting on their cadence, each account on its own, until told to stop."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog
from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot.brakes import drop_to_review
from bot.errors import DialectChanged, NotPermitted, OutOfCredit, PlatformError, RateLimited
from bot.pipeline import settle, take_in
from bot.policy.model import Policy
from bot.second_reader.asking import Endpoint
from bot.second_reader.look import SecondLook
from platforms.base import Platform
from storage.health import Health, Reading
from storage.store import Store

log = structlog.get_logger("section11.daemon")
LONGEST_BACK_OFF = timedelta(minutes=30)
OUT_OF_CREDIT_WAIT = timedelta(hours=1)

LOOK_AT_POLICY = timedelta(seconds=0.4)  # a change is taken in force after two looks: within a second

Clock = Callable[[], datetime]


class InForce(Protocol):
    """Whatever knows which policy is in force."""

    @property
    def current(self) -> Policy:
        """The policy in force now."""

    def refresh(self) -> None:
        """Look whether it has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One account to look after: an adapter to read with, one to act with (a slow read must not delay an act)."""

    reader: Platform
    actor: Platform
    every: timedelta

    def __str__(self) -> str:
        return f"{self.reader.name}:{self.reader.account}"


class Watch:
    """The reading of one account: polls when due, backs off when refused, stops when only an operator can help."""

    def __init__(self, watched: Watched, store: Store, policy: InForce, *, clock: Clock, stop: threading.Event) -> None:
        """Nothing is read until `once` is called."""
        self.watched, self.store, self.policy, self.clock, self.stop = watched, store, policy, clock, stop
        self.retry_at: datetime | None = None
        self.failures = 0
        self.stopped = False

    def once(self) -> None:
        """Read what is new, if it is time. What goes wrong is noted and told, never raised."""
        now = self.clock()
        if self.stopped or (self.retry_at is not None and now < self.retry_at):
            return
        try:
            policy = self.policy.current
            taken = take_in(self.watched.reader, self.store, policy, now=now, stop=self.stop.is_set)
            dropped = drop_to_review(self.store, policy, now=now) if taken.new else ()
        except PlatformError as trouble:
            self._note(self._after(trouble, now))
            return
        except Exception:
            log.exception("reading failed for a reason of our own", account=str(self.watched))
            self._note(self._back_off("reading failed for a reason of our own; see the log", now))
            return
        for rule in dropped:
            log.error("a rule finds too much and was dropped to review; look at it, then resume it", rule=rule)
        self.failures, self.retry_at = 0, None
        self._note(self._health(Reading.OK, now, read_at=now))
        if taken.new or taken.edited or taken.gone:
            counts = {"new": taken.new, "edited": taken.edited, "gone": taken.gone, "cases": len(taken.cases)}
            log.info("taken in", account=str(self.watched), **counts)

    def _after(self, trouble: PlatformError, now: datetime) -> Health:
        match trouble:
            case RateLimited():
                self.retry_at = trouble.retry_at
                return self._health(Reading.WAITING, now, detail=str(trouble))
            case OutOfCredit():
                self.retry_at = now + OUT_OF_CREDIT_WAIT
                return self._health(Reading.WAITING, now, detail=str(trouble), remedy="top up the credit or the budget")
            case NotPermitted():
                self.stopped = True
                return self._health(Reading.STOPPED, now, detail=str(trouble), remedy=trouble.remedy)
            case DialectChanged():
                self.stopped = True
                remedy = "the platform changed its answers: update section11, then restart it"
                return self._health(Reading.STOPPED, now, detail=str(trouble), remedy=remedy)
            case _:
                return self._back_off(str(trouble), now)

    def _back_off(self, detail: str, now: datetime) -> Health:
        self.failures += 1
        wait = min(self.watched.every * 2 ** min(self.failures, 12), LONGEST_BACK_OFF)
        self.retry_at = now + wait * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, keeps no secret
        return self._health(Reading.WAITING, now, detail=detail)

    def _health(
        self, reading: Reading, now: datetime, *, detail: str = "", remedy: str = "", read_at: datetime | None = None
    ) -> Health:
        return Health(
            platform=self.watched.reader.name,
            account=self.watched.reader.account,
            reading=reading,
            tried_at=now,
            detail=detail,
            remedy=remedy,
            read_at=read_at,
            retry_at=self.retry_at,
            failures=self.failures,
        )

    def _note(self, health: Health) -> None:
        self.store.note_health(health)
        if health.reading is Reading.STOPPED:
            log.error("account stopped", account=str(self.watched), detail=health.detail, remedy=health.remedy)
        elif health.reading is Reading.WAITING:
            until = health.retry_at.isoformat() if health.retry_at else ""
            log.warning("account waits", account=str(self.watched), detail=health.detail, until=until)


class Beside(Protocol):
    """Whatever else is kept going beside reading and acting, as a channel is."""

    name: str
    every: timedelta

    def start(self) -> None:
        """Begin."""

    def once(self) -> None:
        """Do what has come up since the last time."""

    def stop(self) -> None:
        """End."""


class Daemon:
    """Everything that happens by itself. `run` returns when `stop` is set, with nothing left half-done."""

    def __init__(
        self,
        watched: tuple[Watched, ...],
        store: Store,
        policy: InForce,
        *,
        clock: Clock,
        act_every: timedelta,
        second_reader: Endpoint | None = None,
    ) -> None:
        """`clock` tells the platforms' time; cadences are in real time. Without a second reader nobody is asked."""
        self.watched, self.store, self.clock, self.act_every = watched, store, clock, act_every
        self.policy = policy
        self.stopping = threading.Event()
        self.beside: list[Beside] = []
        self._working: BackgroundScheduler | None = None
        self._soon: set[str] = set()
        self.watches = [Watch(w, store, policy, clock=clock, stop=self.stopping) for w in watched]
        self.looks = [
            (str(w), SecondLook(second_reader, w.reader, store, lambda: policy.current))
            for w in watched
            if second_reader is not None
        ]

    def run(self) -> None:
        """Work until `stop` is called. Raises AlreadyRunning if another daemon works on the same store."""
        with self.store.db.held_alone():
            scheduler = self._working = self._scheduler()
            for one in self.beside:
                one.start()
            self.store.note("daemon_started", actor="section11", now=self.clock())
            scheduler.start()
            log.info("running", accounts=[str(w) for w in self.watched])
            self.stopping.wait()
            log.info("stopping")
            self._working = None
            scheduler.shutdown(wait=True)
            for one in self.beside:
                one.stop()
            self.store.note("daemon_stopped", actor="section11", now=self.clock())

    def stop(self) -> None:
        """Ask `run` to finish what it is at and return."""
        self.stopping.set()

    def act_soon(self) -> None:
        """Look at once for what was approved; safe to call from any thread, at any time."""
        scheduler = self._working
        if scheduler is None:
            return
        for watched in self.watched:
            name = f"act {watched}"
            self._soon.add(name)
            scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    def _scheduler(self) -> BackgroundScheduler:
        workers = ThreadPoolExecutor(max_workers=3 * len(self.watched) + 2 + len(self.beside))
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        scheduler = BackgroundScheduler(executors={"default": workers}, job_defaults=defaults, timezone=UTC)
        scheduler.add_listener(_tell_missed, EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
        soon = datetime.now(UTC)
        every = LOOK_AT_POLICY.total_seconds()
        scheduler.add_job(self.policy.refresh, "interval", seconds=every, next_run_time=soon, id="look at the policy")
        for watch in self.watches:
            every = watch.watched.every.total_seconds()
            jitter = every / 10 if every >= 10 else None
            name = f"read {watch.watched}"
            scheduler.add_job(watch.once, "interval", seconds=every, jitter=jitter, next_run_time=soon, id=name)
        for watched in self.watched:
            seconds = self.act_every.total_seconds()
            name = f"act {watched}"
            args = [watched]
            scheduler.add_job(self._act, "interval", args, seconds=seconds, next_run_time=soon, id=name)
        for account, look in self.looks:
            name, seconds = f"look again {account}", look.every.total_seconds()
            scheduler.add_job(self._look_again, "interval", [look], seconds=seconds, next_run_time=soon, id=name)
        for one in self.beside:
            seconds = one.every.total_seconds()
            scheduler.add_job(self._go_on, "interval", [one], seconds=seconds, next_run_time=soon, id=one.name)
        return scheduler

    @staticmethod
    def _go_on(one: Beside) -> None:
        try:
            one.once()
        except Exception:
            log.exception("something beside failed for a reason of our own; reading and acting go on", what=one.name)

    def _look_again(self, look: SecondLook) -> None:
        try:
            opened = look.once(now=self.clock(), stop=self.stopping.is_set)
        except Exception:
            log.exception("looking again failed for a reason of our own; everything stays as it was judged")
            return
        if opened:
            log.info("the second reader asks a person to look", cases=opened)

    def _act(self, watched: Watched) -> None:
        """Carry out what was approved; once more if something was approved meanwhile."""
        name = f"act {watched}"
        while True:
            self._soon.discard(name)
            self._act_once(watched)
            if name not in self._soon or self.stopping.is_set():
                return

    def _act_once(self, watched: Watched) -> None:
        try:
            mine = {(watched.actor.name, watched.actor.account): watched.actor}
            limits = self.policy.current.limits
            outcomes = settle(mine, self.store, limits, now=self.clock(), stop=self.stopping.is_set)
        except Exception:
            log.exception("acting failed for a reason of our own; nothing is repeated blindly", account=str(watched))
            return
        for outcome in outcomes:
            log.info("acted", account=str(watched), state=str(outcome.state), detail=outcome.detail)


def _tell_missed(event: JobExecutionEvent) -> None:
    if event.job_id.startswith(("look ", "act ", "cards ")):
        return  # it comes again soon
    log.warning("a run was skipped because the one before is still at work", run=event.job_id)
