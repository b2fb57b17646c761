"""What the policy makes of it, what a person decides, and what became of that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.model.kinds import ActionKind, Behaviour, FormalAction, Protected, RuleState
from bot.model.said import Finding


class Way(StrEnum):
    """How an action can be had here."""

    BY_API = "by_api"
    BY_HAND = "by_hand"
    NOT_HERE = "not_here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """What a platform says about one action for one interaction, in words for an officer (policy 11.5).

    `link` is where a person does it by hand; `until` is when the offer ends (the seven days of a private reply).
    """

    way: Way
    because: str = ""
    link: str = ""
    until: datetime | None = None


Abilities = Mapping[ActionKind, Ability]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something to do about one interaction.

    `wording` is what is said, `until` when it ends by itself, `review_at` when a person looks at it again before.
    """

    kind: ActionKind
    wording: str = ""
    until: datetime | None = None
    review_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the policy suggests to a person: one action, its words, and how it could be done here.

    `until` is when the platform's offer ends. A restriction lasts `for_days` from its approval, and is looked at again
    after `review_days`; 0 where it is none.
    """

    action: Action
    way: Way
    because: str = ""
    link: str = ""
    until: datetime | None = None
    needs_complaint_logged: bool = False
    for_days: int = 0
    review_days: int = 0

    @property
    def silences(self) -> bool:
        """Whether it would stop others from seeing or the person from writing."""
        return self.action.kind.silences


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A finding that counts for nothing here, and why, in words for an officer."""

    finding: Finding
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadowed:
    """What a rule in shadow would have proposed: recorded, and shown to nobody who decides."""

    rule: str
    behaviour: Behaviour
    step: int
    action: ActionKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What judging came to. `because` is one sentence that could be sent to the tenant.

    `unread` says that the machine could not read it, so that a person must; `language` is the one it is in, by its two
    letters, where that is why. `rule` and `rule_state` name the rule that
    decided; `passed` are the findings that did not count, `gates` what each gate did, `step_because` why this step of
    the ladder. `needs_role` is the role that one of those who approve must have, `formal` what the formal route offers
    at this step, `hold_hours` for how long it may be hidden at once, 0 where it may not, and
    `elsewhere` how many other accounts had said nearly the same shortly before.
    """

    findings: tuple[Finding, ...]
    behaviour: Behaviour | None
    clause: str
    step: int
    proposal: Proposal | None
    alternatives: tuple[Proposal, ...]
    care: tuple[Protected, ...]
    policy_version: str
    at: datetime
    because: str
    unread: bool = False
    language: str = ""
    rule: str = ""
    rule_state: RuleState = RuleState.LIVE
    passed: tuple[Passed, ...] = ()
    shadows: tuple[Shadowed, ...] = ()
    gates: tuple[str, ...] = ()
    step_because: str = ""
    adjustment_on_record: bool = False
    needs_role: str = ""
    formal: tuple[FormalAction, ...] = ()
    hold_hours: int = 0
    elsewhere: int = 0

    @property
    def behaviours(self) -> tuple[Behaviour, ...]:
        """Every behaviour found, strongest first, each once."""
        return tuple(dict.fromkeys(f.concern for f in self.findings if isinstance(f.concern, Behaviour)))

    @property
    def outcome(self) -> str:
        """`review` when a behaviour needs a person, `care` when only people who can help do, else `none`."""
        if self.behaviour is not None or self.unread:
            return "review"
        return "care" if self.care else "none"


class Choice(StrEnum):
    """What may be decided about a case: by a person, or by the clock (a timed hold, an end that has come)."""

    ACT = "act"
    LEAVE_ALONE = "leave_alone"
    UNDO = "undo"
    HOLD = "hold"
    LAPSE = "lapse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a person decided. Their action is carried out, not the machine's.

    `round` counts decisions about the case (an undo opens a new one), `seat` the people within a round.
    `read_version` is the version of the interaction that the person had in front of them, `role` what they were then.
    """

    choice: Choice
    action: Action | None
    by: str
    why: str
    at: datetime
    round: int = 1
    seat: int = 1
    read_version: int = 1
    role: str = ""


class OutcomeState(StrEnum):
    """How an attempt to act ended."""

    DONE = "done"
    ALREADY_SO = "already_so"
    REHEARSED = "rehearsed"
    BY_HAND = "by_hand"
    DONE_BY_HAND = "done_by_hand"
    GONE = "gone"
    LATER = "later"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will be tried."""
        return self is not OutcomeState.LATER and self is not OutcomeState.BY_HAND

    @property
    def took_effect(self) -> bool:
        """Whether the platform shows the effect because of us."""
        return self in {OutcomeState.DONE, OutcomeState.ALREADY_SO, OutcomeState.DONE_BY_HAND}


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the platform gave back: the id of what was made, and whatever undoing needs."""

    id: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    rehearsed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an action. `link` leads a person to where it is done by hand."""

    state: OutcomeState
    detail: str
    at: datetime
    round: int = 1
    receipt: Receipt | None = None
    link: str = ""
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the platform shows now. None means that the platform does not tell."""

    exists: bool | None
    text: str | None = None
    took_effect: bool | None = None
    detail: str = ""
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One sealed line of the record. `digest` is the SHA-256 of the payload, which lives beside it."""

    seq: int
    at: datetime
    actor: str
    event: str
    subject: str
    digest: str
    prev: str
    hash: str
