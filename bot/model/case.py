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
        CaseState.NEEDS_SECOND,
        CaseState.CHANGED,
        CaseState.APPROVED,
        CaseState.LATER,
        CaseState.BY_HAND,
        CaseState.FAILED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An interaction that a person should look at, with all that was decided and done about it.

    `account` is our own account that it was said to.
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
        given = [v for v in self.verdicts if v.round == self.round]
        for v in given:
            if v.choice is Choice.LEAVE_ALONE:
                return v
        if not given or given[0].action is None:
            return None
        return given[0] if len(given) >= self.people_needed.get(given[0].action.kind, 1) else None

    @property
    def outcome(self) -> Outcome | None:
        """The last outcome of this round."""
        return next((o for o in reversed(self.outcomes) if o.round == self.round), None)

    @property
    def state(self) -> CaseState:
        """Where the case stands."""
        given = [v for v in self.verdicts if v.round == self.round]
        if not given:
            only_care = self.decision.behaviour is None and not self.decision.unread
            return CaseState.CARED_FOR if self.cared_for_by and only_care else CaseState.WAITING
        if any(v.read_version != self.version for v in given):
            return CaseState.CHANGED
        if self.outcome is not None:
            return _after(self.outcome, undo=given[0].choice is Choice.UNDO)
        if self.verdict is not None and self.verdict.choice is Choice.LEAVE_ALONE:
            return CaseState.LEFT_ALONE
        return CaseState.APPROVED if self.verdict else CaseState.NEEDS_SECOND

    def with_outcome(self, outcome: Outcome) -> Self:
        """This case after one more outcome."""
        return replace(self, outcomes=(*self.outcomes, outcome))


def _after(outcome: Outcome, *, undo: bool) -> CaseState:
    match outcome.state:
        case OutcomeState.LATER:
            return CaseState.LATER
        case OutcomeState.BY_HAND:
            return CaseState.BY_HAND
        case OutcomeState.FAILED:
            return CaseState.FAILED
        case OutcomeState.DONE | OutcomeState.ALREADY_SO | OutcomeState.DONE_BY_HAND | OutcomeState.REHEARSED:
            return CaseState.UNDONE if undo else CaseState.DONE
        case OutcomeState.GONE:
            return CaseState.DONE
