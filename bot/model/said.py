"""What was said, by whom, what was found in it, and what went before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.model.kinds import ActionKind, Behaviour, Concern, Identity, InteractionKind, PlatformName, Protected


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
    """One detector's reading: the exact words (`start`, `end` index into the text) it was made from.

    A `doubtful` signal asks nobody to help, for rules and trained model together are not sure enough of it; but as long
    as it may be one, nothing is proposed that it would forbid. What is `worth_a_look` the trained model finds likely
    enough for a person to look at, even where it is less sure than a rule of the policy asks. `hazard` names
    the danger of an emergency, in plain words.
    """

    detector: str
    concern: Concern
    quote: str
    start: int
    end: int
    confidence: float
    because: str
    severe: bool = False
    names_somebody: bool = False
    doubtful: bool = False
    worth_a_look: bool = False
    hazard: str = ""

    @property
    def called(self) -> str:
        """What was found, in plain words: "perhaps" where it is doubtful."""
        what = str(self.concern).replace("_", " ") + (f" ({self.hazard})" if self.hazard else "")
        return ("perhaps " if self.doubtful else "") + what

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
    our own clocks on this person's matters is overdue, `identity` how far we know who they are, `post` the words of
    our post that it stands under, if we know them. `told` is what somebody else found in it: an officer who saw what we
    missed, or the second reader; `elsewhere` how many other accounts said nearly the same shortly before.
    """

    said: tuple[Said, ...] = ()
    upheld: tuple[Upheld, ...] = ()
    landlord_late: bool = False
    adjustment_on_record: bool = False
    identity: Identity = Identity.UNVERIFIED
    post: str = ""
    told: tuple[Finding, ...] = ()
    elsewhere: int = 0


NO_HISTORY = History()


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
