"""The brakes: what people have paused, how much may be done in an hour, and when a rule finds too much."""

from collections import Counter
from datetime import datetime, timedelta

from bot.model import Case, Choice, PlatformName, RuleState
from bot.policy.model import Limits, Policy
from storage.brakes import BrakeKind
from storage.store import Store

HOUR = timedelta(hours=1)
NO_LIMITS = Limits()
EVERYTHING = "everything"
DAEMON = "section11"


class Allowance:
    """What may still be done now. Giving back (showing again, lifting) is never held up."""

    def __init__(self, store: Store, limits: Limits, *, now: datetime) -> None:
        """Read the brakes, and what was done in the last hour, once."""
        self._limits = limits
        self._paused = {brake.scope for brake in store.brakes() if brake.kind is BrakeKind.PAUSED}
        self._done = {platform: Counter(store.effects_since(platform, now - HOUR)) for platform in PlatformName}

    def allows(self, case: Case) -> bool:
        """Whether what was approved for this case may be done now; what may is counted."""
        verdict = case.verdict
        if verdict is None or verdict.choice in {Choice.UNDO, Choice.LAPSE}:
            return True
        platform, behaviour = case.interaction.platform, str(case.decision.behaviour or "")
        rule = case.decision.rule or behaviour
        if self._paused & {EVERYTHING, f"platform:{platform}", f"behaviour:{rule}"}:
            return False
        done = self._done[platform]
        if done.total() >= self._limits.actions_per_hour.get(platform, done.total() + 1):
            return False
        everywhere = sum(counts[behaviour] for counts in self._done.values())
        if behaviour and everywhere >= self._limits.actions_per_hour_each_behaviour:
            return False
        done[behaviour] += 1
        return True


def limits_reached(store: Store, limits: Limits, *, now: datetime) -> tuple[str, ...]:
    """Which limits are reached in this hour, in words for an officer."""
    told = []
    by_behaviour: Counter[str] = Counter()
    for platform in PlatformName:
        done = store.effects_since(platform, now - HOUR)
        by_behaviour.update(done)
        most = limits.actions_per_hour.get(platform)
        if most is not None and sum(done.values()) >= most:
            told.append(
                f"{sum(done.values())} actions on {platform} within the hour; {most} are the most, the rest waits"
            )
    most = limits.actions_per_hour_each_behaviour
    for behaviour, count in by_behaviour.items():
        if behaviour and count >= most:
            told.append(f"{count} actions about {behaviour} within the hour; {most} are the most, the rest waits")
    return tuple(told)


def drop_to_review(store: Store, policy: Policy, *, now: datetime) -> tuple[str, ...]:
    """Drop each live rule to review that finds its behaviour in too much of the newest traffic; gives their names.

    It stays there until a person resumes it; from then on only what came after counts.
    """
    limits = policy.limits
    if limits.share_percent >= 100:
        return ()
    resumed = store.last_taken_off(BrakeKind.ON_REVIEW)
    newest, looked_at = store.shares_found(limits.share_of_last)
    dropped = []
    for rule in policy.behaviours:
        if rule.state is not RuleState.LIVE or _is_fair(newest.get(rule.behaviour, 0), looked_at, limits):
            continue
        scope = f"behaviour:{rule.name}"
        found, among = newest.get(rule.behaviour, 0), looked_at
        if scope in resumed:
            since, among = store.shares_found(limits.share_of_last, since=resumed[scope])
            found = since.get(rule.behaviour, 0)
        if _is_fair(found, among, limits):
            continue
        why = f"it decided in {found} of the newest {among} interactions, more than {limits.share_percent} in a hundred"
        if store.put_on(BrakeKind.ON_REVIEW, scope, by=DAEMON, why=why, now=now):
            dropped.append(rule.name)
    return tuple(dropped)


def _is_fair(found: int, among: int, limits: Limits) -> bool:
    return among < limits.share_of_last or found * 100 <= limits.share_percent * among
