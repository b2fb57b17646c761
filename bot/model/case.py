"""A case: an interaction with all that was decided and done about it; its state is worked out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from bot.model.decided import Choice, Decision, Outcome, OutcomeState, Verdict
from bot.model.kinds import ActionKind, Protected
from bot.model.said import Interaction


class CaseState(StrEnum):
    """Where a case stands; always worked out from what has happened, never stored."""

    WAITING = "waiting"
    HELD = "held"
    NEEDS_SECOND = "needs_second"
    CHANGED = "changed"
    APPROVED = "approved"
    LATER = "later"
    BY_HAND = "by_hand"
    DONE = "done"
    LEFT_ALONE = "left_alone"
    FAILED = "failed"
    UNDONE = "undone"
    CARED_FOR = "cared_for"

    @property
    def is_open(self) -> bool:
        """Whether somebody, or the daemon, still has something to do."""
        return self in OPEN_STATES


OPEN_STATES = frozenset(
    {
        CaseState.WAITING,
        CaseState.HELD,
        CaseState.NEEDS_SECOND,
        CaseState.CHANGED,
        CaseState.APPROVED,
        CaseState.LATER,
        CaseState.BY_HAND,
        CaseState.FAILED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """That somebody is looking at a case, from `at` until `until`."""

    by: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An interaction that a person should look at, with all that was decided and done about it.

    `account` is our own account that it was said to, `adjustment_considered` what a person answered when they were
    asked whether an adjustment on record explains the behaviour. `claim` is the newest, be it over or not, and
    `manager_asked` says who wants a manager to decide, and why.
    """

    id: int
    interaction: Interaction
    decision: Decision
    opened_at: datetime
    account: str = ""
    version: int = 1
    gone_at: datetime | None = None
    verdicts: tuple[Verdict, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    people_needed: Mapping[ActionKind, int] = field(default_factory=dict)
    complaint_logged: str = ""
    dismissed: tuple[Protected, ...] = ()
    cared_for_by: str = ""
    adjustment_considered: str = ""
    claim: Claim | None = None
    manager_asked: str = ""

    @property
    def round(self) -> int:
        """The round of deciding that the case is in; an undo opens the next."""
        return max((v.round for v in self.verdicts), default=1)

    @property
    def protected(self) -> tuple[Protected, ...]:
        """The signals that still hold: found, and not dismissed by a person."""
        return tuple(p for p in self.decision.care if p not in self.dismissed)

    @property
    def verdict(self) -> Verdict | None:
        """The verdict that stands in this round, once as many people as the policy asks for have given theirs."""
        given = self.given
        for v in given:
            if v.choice is Choice.LEAVE_ALONE:
                return v
        if not given or given[0].action is None:
            return None
        needed = self.people_needed.get(given[0].action.kind, 1) if given[0].choice is Choice.ACT else 1
        return given[0] if len(given) >= needed else None

    @property
    def given(self) -> tuple[Verdict, ...]:
        """The verdicts of this round, in the order in which they were given."""
        return tuple(v for v in self.verdicts if v.round == self.round)

    @property
    def upheld(self) -> Verdict | None:
        """The verdict by which a person upheld the behaviour, unless it was taken back; what ran its course stands."""
        for number in range(self.round, 0, -1):
            first = next((v for v in self.verdicts if v.round == number), None)
            if first is not None and first.choice is not Choice.LAPSE:
                return first if first.choice is Choice.ACT else None
        return None

    @property
    def outcome(self) -> Outcome | None:
        """The last outcome of this round."""
        return next((o for o in reversed(self.outcomes) if o.round == self.round), None)

    @property
    def state(self) -> CaseState:
        """Where the case stands."""
        given = self.given
        if not given:
            only_care = self.decision.behaviour is None and not self.decision.unread
            return CaseState.CARED_FOR if self.cared_for_by and only_care else CaseState.WAITING
        if any(v.read_version != self.version for v in given):
            return CaseState.CHANGED
        if self.outcome is not None:
            return self._after(self.outcome, given[0].choice)
        if self.verdict is not None and self.verdict.choice is Choice.LEAVE_ALONE:
            return CaseState.LEFT_ALONE
        return CaseState.APPROVED if self.verdict else CaseState.NEEDS_SECOND

    def _after(self, outcome: Outcome, choice: Choice) -> CaseState:
        match outcome.state:
            case OutcomeState.LATER:
                return CaseState.LATER
            case OutcomeState.BY_HAND | OutcomeState.FAILED if choice is Choice.HOLD:
                return CaseState.WAITING
            case OutcomeState.BY_HAND:
                return CaseState.BY_HAND
            case OutcomeState.FAILED:
                return CaseState.FAILED
            case OutcomeState.DONE | OutcomeState.ALREADY_SO | OutcomeState.DONE_BY_HAND | OutcomeState.REHEARSED:
                return self._done(choice)
            case OutcomeState.GONE:
                return CaseState.DONE

    def _done(self, choice: Choice) -> CaseState:
        """Where the case stands once its action took effect: a hold waits for a person, during it and after it."""
        match choice:
            case Choice.HOLD:
                return CaseState.HELD
            case Choice.LAPSE:
                held = any(v.round == self.round - 1 and v.choice is Choice.HOLD for v in self.verdicts)
                return CaseState.WAITING if held else CaseState.UNDONE
            case Choice.UNDO:
                return CaseState.UNDONE
            case Choice.ACT | Choice.LEAVE_ALONE:
                return CaseState.DONE

    def claimed(self, now: datetime) -> Claim | None:
        """Who is looking at the case now, if anybody."""
        return self.claim if self.claim is not None and self.claim.until > now else None

    def with_outcome(self, outcome: Outcome) -> Self:
        """This case after one more outcome."""
        return replace(self, outcomes=(*self.outcomes, outcome))
