"""Judging, made ready for a policy and a time: what is taken in, read once more or backtested is judged alike."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.decide import decide
from bot.detectors import detect, what_reads
from bot.model import NO_HISTORY, Abilities, Decision, History, Interaction, Protected
from bot.policy.model import Policy
from storage.intake import Judge
from storage.second_readings import JudgedAnew

log = structlog.get_logger("section11.judge")
HISTORY = timedelta(days=28)


def judge_with(policy: Policy, can: Callable[[Interaction], Abilities], *, now: datetime) -> Judge:
    """Judging, ready to be asked about one interaction after another; `can` says what its platform can do about it.

    What the machine fails to read is not lost: it goes to a person, unread.
    """

    def judge(interaction: Interaction, history: History) -> Decision:
        try:
            findings = detect(interaction, history, policy)
            return decide(interaction, findings, history, policy, can=can(interaction), now=now)
        except Exception:
            log.exception("could not be judged; a person must read it", interaction=str(interaction.ref))
            return unread(policy, now=now)

    return judge


def unread(policy: Policy, *, now: datetime) -> Decision:
    """The decision about something that the machine failed to read: a person must."""
    return Decision(
        findings=(),
        behaviour=None,
        clause="",
        step=0,
        proposal=None,
        alternatives=(),
        care=(),
        policy_version=policy.version,
        at=now,
        because="We could not read this automatically, so a person will read it.",
        unread=True,
    )


def judged_anew(policy: Policy, can: Callable[[Interaction], Abilities], *, now: datetime) -> JudgedAnew:
    """What judging something stored anew needs, so that it is judged as at the intake."""
    return JudgedAnew(
        judge=judge_with(policy, can, now=now),
        people_needed=policy.approvals,
        window=HISTORY,
        clocks=clocks_of(policy),
        reading=what_reads(policy),
    )


def read_ahead(interactions: Iterable[Interaction], policy: Policy) -> None:
    """Have the trained model read them, for it remembers what it has read; judging them afterwards takes no time."""
    if not policy.trained.switched_on:
        return
    for interaction in interactions:
        try:
            detect(interaction, NO_HISTORY, policy)
        except Exception:  # noqa: BLE001 - judging it tells, and gives it to a person
            log.debug("could not be read ahead", interaction=str(interaction.ref))


def clocks_of(policy: Policy) -> Mapping[Protected, timedelta]:
    """Within which time each protected signal must have been taken care of; beyond that, it is we who are late."""
    return {signal: timedelta(minutes=p.within_minutes) for signal, p in policy.protections.items()}
