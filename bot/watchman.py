"""A look around: how every account is doing, what is in force, what holds it back, and what waits for whom."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.armed import armed
from bot.brakes import limits_reached
from bot.desk import Desk
from bot.in_force import last_in_force
from bot.model import Case
from storage.health import Health


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen. `held_back` tells what brakes and missing signatures hold back, `urgent` what a person must do."""

    health: tuple[Health, ...]
    interactions: int
    cases: int
    states: dict[str, int]
    version: str
    held_back: tuple[str, ...]
    urgent: tuple[str, ...]

    def form(self) -> dict[str, Any]:
        """The same as JSON values."""
        accounts = [
            {
                "account": f"{one.platform}:{one.account}",
                "reading": str(one.reading),
                "read_at": one.read_at.isoformat() if one.read_at else None,
                "detail": one.detail,
                "remedy": one.remedy,
            }
            for one in self.health
        ]
        return {
            "accounts": accounts,
            "interactions": self.interactions,
            "cases": self.cases,
            "open": self.states,
            "policy_version": self.version,
            "held_back": list(self.held_back),
            "urgent": list(self.urgent),
        }


def look_around(desk: Desk) -> Seen:
    """Everything that a person should know at a glance; nothing is asked of a platform."""
    store, figures, waiting = desk.store, desk.store.figures(), desk.store.open_cases()
    kept = store.policy_in_force()
    return Seen(
        health=store.health(),
        interactions=sum(figures.interactions.values()),
        cases=figures.cases,
        states=dict(Counter(str(case.state).replace("_", " ") for case in waiting)),
        version=kept.version if kept else "",
        held_back=tuple(_held_back(desk)),
        urgent=tuple(_urgent(desk, waiting)),
    )


def _held_back(desk: Desk) -> Iterator[str]:
    store, now = desk.store, desk.clock()
    for brake in store.brakes():
        kind = str(brake.kind).replace("_", " ")
        yield f"{brake.scope} is {kind} since {brake.at:%d %b %H:%M} UTC: {brake.why} ({brake.by})"
    written = last_in_force(store) or desk.policy
    signatures = store.signatures()
    for one in armed(written, signatures, ()) if signatures else ():
        if one.why:
            yield f"the rule {one.rule} works in {one.state}: {one.why}"
    yield from limits_reached(store, desk.policy.limits, now=now)


def _urgent(desk: Desk, waiting: tuple[Case, ...]) -> Iterator[str]:
    helpless = sum(bool(case.protected) and not case.cared_for_by for case in waiting)
    if helpless:
        yield f"{helpless} in which somebody needs help and nobody has said “I have it”"
    refused = desk.store.refused()
    if refused is not None:
        yield f"the policy file was refused {refused.at:%d %b %H:%M} UTC; the last good version stays in force:"
        yield from (f"  {problem}" for problem in refused.problems)
    due = len(desk.store.to_review(desk.clock()))
    if due:
        what = "restriction is" if due == 1 else "restrictions are"
        yield f"{due} {what} to be looked at again (policy 10.4): section11 queue --reviews"
