"""Ladders: which step somebody stands on, by what was upheld before (policy 10.1, 10.4)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.model import Behaviour, Finding, History, Upheld
from bot.policy.model import Ladder, Marks, Policy
from bot.policy.rule import BehaviourRule

MONTH = timedelta(days=365) / 12
WHOLE = 100  # percent: what one step takes


def step_of(
    rule: BehaviourRule, counted: Iterable[Finding], history: History, policy: Policy, now: datetime
) -> tuple[int, str]:
    """The step of the rule's ladder that stands here, counted from 1, and why in words for an officer.

    Everybody starts at step 1 and climbs one for each whole step's worth of upheld behaviour. What is severe starts at
    the ladder's `severe` step. Nobody climbs beyond the last.
    """
    ladder = policy.ladders[rule.ladder]
    worth = sum(weight(mark, policy, now) for mark in history.upheld)
    climbed = 1 + worth // WHOLE
    severe = ladder.severe if any(_is_severe(f) for f in counted if f.concern is rule.behaviour) else 1
    step = min(max(climbed, severe), len(ladder.steps))
    return step, _why(step, worth, severe, ladder, history, policy, now)


def weight(mark: Upheld, policy: Policy, now: datetime) -> int:
    """What an upheld behaviour counts for now, in percent of a step."""
    marks, age = policy.marks, now - mark.at
    if age > MONTH * marks.window_months:
        return 0
    full = marks.percent_by_severity[policy.severity(mark.behaviour)]
    return full if age <= MONTH * marks.full_months else full * marks.later_percent // WHOLE


def _is_severe(finding: Finding) -> bool:
    return finding.severe or (finding.concern is Behaviour.ALLEGATION and finding.names_somebody)


def _why(step: int, worth: int, severe: int, ladder: Ladder, history: History, policy: Policy, now: datetime) -> str:
    counting = sum(weight(mark, policy, now) > 0 for mark in history.upheld)
    if severe > 1 and step == severe and step > 1 + worth // WHOLE:
        return f"step {step} of {len(ladder.steps)}: grave words start there"
    if not counting:
        return f"step {step} of {len(ladder.steps)}: nothing was upheld before within {_window(policy.marks)}"
    times = "one behaviour was" if counting == 1 else f"{counting} behaviours were"
    return (
        f"step {step} of {len(ladder.steps)}: {times} upheld within {_window(policy.marks)}, "
        f"together worth {worth / WHOLE:g} of a step"
    )


def _window(marks: Marks) -> str:
    return f"{marks.window_months} months"
