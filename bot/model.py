"""The nouns, in the order the work flows; frozen values that know nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Self


class PlatformName(StrEnum):
    """The platforms that this product speaks."""

    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    X = "x"


class InteractionKind(StrEnum):
    """How somebody said something to us (policy 11.1 counts them all as contact)."""

    COMMENT = "comment"
    REPLY = "reply"
    MENTION = "mention"
    REVIEW = "review"
    REACTION = "reaction"
    VISITOR_POST = "visitor_post"
    TAG = "tag"
    DIRECT_MESSAGE = "direct_message"


class Behaviour(StrEnum):
    """What the policy calls unacceptable (sections 4 to 8)."""

    THREAT = "threat"
    ABUSE = "abuse"
    DISCRIMINATION = "discrimination"
    ALLEGATION = "allegation"
    THIRD_PARTY = "third_party"
    DEMAND = "demand"
    CONTACT_VOLUME = "contact_volume"
    DUPLICATE_CONTENT = "duplicate_content"
    RECORDING = "recording"
    PERSONAL_CHANNEL = "personal_channel"
    PRIVATE_INFO = "private_info"
    NON_COOPERATION = "non_cooperation"


class Protected(StrEnum):
    """What must reach somebody who can help, whatever else the comment holds."""

    EMERGENCY = "emergency"
    SAFEGUARDING = "safeguarding"
    COMPLAINT = "complaint"
    ADJUSTMENT = "adjustment"


Concern = Behaviour | Protected


class ActionKind(StrEnum):
    """Everything that may be done to or for somebody (policy 10.1 and 11.6). Deleting is not among them."""

    REPLY = "reply"
    PUBLIC_WARNING = "public_warning"
    PRIVATE_WARNING = "private_warning"
    HIDE = "hide"
    UNHIDE = "unhide"
    MUTE = "mute"
    UNMUTE = "unmute"
    RESTRICT_MESSAGES = "restrict_messages"
    ALLOW_MESSAGES = "allow_messages"
    BLOCK = "block"
    UNBLOCK = "unblock"
    REPORT = "report"

    @property
    def has_wording(self) -> bool:
        """Whether this action says something to somebody, and so needs words."""
        return self in WORDED

    @property
    def silences(self) -> bool:
        """Whether it stops others from seeing, or the person from writing: what has an inverse and is not one."""
        return self in INVERSE and self not in RELEASES

    @property
    def on_account(self) -> bool:
        """Whether it acts on the account rather than on the one interaction."""
        return self in ON_ACCOUNT


WORDED = frozenset({ActionKind.REPLY, ActionKind.PUBLIC_WARNING, ActionKind.PRIVATE_WARNING})
INVERSE: Mapping[ActionKind, ActionKind] = MappingProxyType(
    {
        ActionKind.HIDE: ActionKind.UNHIDE,
        ActionKind.UNHIDE: ActionKind.HIDE,
        ActionKind.MUTE: ActionKind.UNMUTE,
        ActionKind.UNMUTE: ActionKind.MUTE,
        ActionKind.RESTRICT_MESSAGES: ActionKind.ALLOW_MESSAGES,
        ActionKind.ALLOW_MESSAGES: ActionKind.RESTRICT_MESSAGES,
        ActionKind.BLOCK: ActionKind.UNBLOCK,
        ActionKind.UNBLOCK: ActionKind.BLOCK,
    }
)
RELEASES = frozenset({ActionKind.UNHIDE, ActionKind.UNMUTE, ActionKind.ALLOW_MESSAGES, ActionKind.UNBLOCK})
ON_ACCOUNT = frozenset(
    {
        ActionKind.MUTE,
        ActionKind.UNMUTE,
        ActionKind.RESTRICT_MESSAGES,
        ActionKind.ALLOW_MESSAGES,
        ActionKind.BLOCK,
        ActionKind.UNBLOCK,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Ref:
    """Names one interaction: the platform's own id, unique within the platform."""

    platform: PlatformName
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A platform identity, as the platform showed it. `id` is scoped to the platform and to our page."""

    platform: PlatformName
    id: str
    name: str = ""
    handle: str = ""

    @property
    def shown(self) -> str:
        """What a person would call this account: the name, else the @handle, else the id."""
        return self.name or (f"@{self.handle}" if self.handle else self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """What somebody said to us. `author` may be missing: Meta withholds it at times.

    `facts` are what the adapter read that its own `can` needs (can_hide, mentions_us, …): plain JSON values.
    `raw` is the platform's own answer, kept as evidence only and read by nobody.
    Times are aware and in UTC.
    """

    ref: Ref
    kind: InteractionKind
    text: str
    posted_at: datetime
    author: Account | None = None
    url: str = ""
    thread: str = ""
    parent: str = ""
    on: str = ""
    edited_at: datetime | None = None
    attachments: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict)

    @property
    def platform(self) -> PlatformName:
        """The platform it was said on."""
        return self.ref.platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One detector's reading: the exact words (`start`, `end` index into the text) it was made from."""

    detector: str
    concern: Concern
    quote: str
    start: int
    end: int
    confidence: float
    because: str
    severe: bool = False
    names_somebody: bool = False

    @property
    def is_protected(self) -> bool:
        """Whether this asks for help rather than for action."""
        return isinstance(self.concern, Protected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One line of an earlier exchange: theirs, or ours in answer."""

    at: datetime
    text: str
    ours: bool = False
    ref: Ref | None = None
    thread: str = ""
    on: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upheld:
    """A behaviour of this account or person that a person upheld earlier: a mark on the ladder."""

    behaviour: Behaviour
    at: datetime
    case: int
    action: ActionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known of an author before this interaction, oldest first.

    `said` holds their lines and ours to them within the window that was asked for. `landlord_late` says that one of
    our own clocks on this person's matters is overdue.
    """

    said: tuple[Said, ...] = ()
    upheld: tuple[Upheld, ...] = ()
    landlord_late: bool = False
    adjustment_on_record: bool = False


NO_HISTORY = History()


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
    """Something to do about one interaction. `wording` is what is said, `until` when it ends by itself."""

    kind: ActionKind
    wording: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the policy suggests to a person: one action, its words, and how it could be done here."""

    action: Action
    way: Way
    because: str = ""
    link: str = ""
    needs_complaint_logged: bool = False

    @property
    def silences(self) -> bool:
        """Whether it would stop others from seeing or the person from writing."""
        return self.action.kind.silences


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What judging came to. `because` is one sentence that could be sent to the tenant.

    `unread` says that the machine could not read it, so that a person must.
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
    """What a person may decide about a case."""

    ACT = "act"
    LEAVE_ALONE = "leave_alone"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a person decided. Their action is carried out, not the machine's.

    `round` counts decisions about the case (an undo opens a new one), `seat` the people within a round.
    `read_version` is the version of the interaction that the person had in front of them.
    """

    choice: Choice
    action: Action | None
    by: str
    why: str
    at: datetime
    round: int = 1
    seat: int = 1
    read_version: int = 1


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far an adapter has read. Its content is the adapter's own affair: plain JSON values."""

    marks: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of reading. `cursor` is None while stopping here would lose something.

    `gone` are interactions that the platform no longer shows. `ours` are our own lines seen on the way, as
    (thread, id, text, posted_at, parent): they tell the history readers that we answered.
    """

    interactions: tuple[Interaction, ...] = ()
    gone: tuple[Ref, ...] = ()
    ours: tuple[Said, ...] = ()
    cursor: Cursor | None = None


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
