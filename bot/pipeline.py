"""The whole of the work, in order: take in what was said, carry out what was approved."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

import structlog

from bot.act import carry_out, settle_by_reading
from bot.brakes import NO_LIMITS, Allowance
from bot.cases import lapse
from bot.detectors import what_reads
from bot.errors import AlreadyDecided, NotApproved
from bot.judge import HISTORY, clocks_of, judge_with, read_ahead
from bot.model import Case, Outcome, PlatformName
from bot.policy.model import Limits, Policy
from platforms.base import Platform
from storage.intake import Taken
from storage.store import Store

log = structlog.get_logger("section11.pipeline")
Key = tuple[PlatformName, str]  # a platform, and our account there


def take_in(
    platform: Platform,
    store: Store,
    policy: Policy,
    *,
    now: datetime,
    stop: Callable[[], bool] = lambda: False,
) -> Taken:
    """Poll one platform to the end and queue whatever a person should look at. Raises PlatformError.

    Each page is stored whole before the next is asked for, so what was read before a failure stays read; `stop` is
    asked between pages. The trained model reads a page before it is written, so that nobody waits for it to write.
    """
    taken = Taken()
    judge, reading = judge_with(policy, partial(platform.can, now=now), now=now), what_reads(policy)
    for page in platform.poll(store.cursor(platform.name, platform.account), now=now):
        read_ahead(store.not_yet_taken(page.interactions), policy)
        taken += store.take_in(
            page,
            platform=platform.name,
            account=platform.account,
            judge=judge,
            people_needed=policy.approvals,
            window=HISTORY,
            now=now,
            clocks=clocks_of(policy),
            reading=reading,
        )
        if stop():
            break
    return taken


def settle(
    platforms: Mapping[Key, Platform],
    store: Store,
    limits: Limits = NO_LIMITS,
    *,
    now: datetime,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Outcome, ...]:
    """Settle what a crash or a lost answer left open by reading back, then carry out what was approved.

    What a brake or a limit holds back waits. Each outcome is stored as it comes, so stopping anywhere is safe.
    Platforms that aren't given are left alone.
    """
    outcomes = []
    for intention in store.unsettled():
        platform = platforms.get(_key(intention.case))
        if platform is not None:
            outcomes.append(settle_by_reading(intention, platform, store, now=now))
    for case in store.over(now):
        if _key(case) in platforms:
            _end(case, store, now)
    allowance = Allowance(store, limits, now=now)
    for case in store.to_act(now):
        platform = platforms.get(_key(case))
        if platform is None or stop() or not allowance.allows(case):
            continue
        try:
            outcomes.append(carry_out(case, platform, store, now=now))
        except AlreadyDecided:
            log.info("case has moved on meanwhile", case=case.id)
    return tuple(outcome for outcome in outcomes if outcome is not None)


def _end(case: Case, store: Store, now: datetime) -> None:
    try:
        lapse(store, case.id, now=now)
    except NotApproved:
        log.info("what was to end has been decided meanwhile", case=case.id)


def _key(case: Case) -> Key:
    return (case.interaction.platform, case.account)
