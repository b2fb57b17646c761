"""What there is of each kind: platforms, ways of speaking, behaviours, signals, actions."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


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
    SCAM_LINK = "scam_link"


NEEDS_HISTORY = frozenset({Behaviour.CONTACT_VOLUME, Behaviour.DUPLICATE_CONTENT, Behaviour.NON_COOPERATION})
"""What no single comment can show, whatever its words."""
READ_IN_WORDS = frozenset(Behaviour) - NEEDS_HISTORY - {Behaviour.SCAM_LINK}
"""What the words of one comment can show; a scam link is only known from a list."""


class Protected(StrEnum):
    """What must reach somebody who can help, whatever else the comment holds."""

    EMERGENCY = "emergency"
    SAFEGUARDING = "safeguarding"
    COMPLAINT = "complaint"
    ADJUSTMENT = "adjustment"


Concern = Behaviour | Protected


class RuleState(StrEnum):
    """How far a rule of the policy is armed; each state does what the one before does, and more.

    A draft is only checked. In shadow, what would have been proposed is recorded and shown to nobody. On review it is
    queued, and whoever approves says why. Live, one approval is enough, and a timed hold may be used.
    """

    DRAFT = "draft"
    SHADOW = "shadow"
    REVIEW = "review"
    LIVE = "live"

    @property
    def rank(self) -> int:
        """How far armed, from 0."""
        return list(RuleState).index(self)

    @property
    def is_queued(self) -> bool:
        """Whether what such a rule finds reaches people."""
        return self.rank >= RuleState.REVIEW.rank


class Identity(StrEnum):
    """What we know of the person behind an account (policy 11.3, 11.4)."""

    UNVERIFIED = "unverified"
    CLAIMED = "claimed"
    VERIFIED = "verified"


class FormalAction(StrEnum):
    """The formal actions of policy 10.1, open only for a verified person (11.4)."""

    WRITTEN_WARNING = "written_warning"
    SINGLE_POINT_OF_CONTACT = "single_point_of_contact"
    WRITING_ONLY = "writing_only"
    NO_RESPONSE_ON_ISSUE = "no_response_on_issue"
    LIMITED_CONTACT = "limited_contact"
    REPRESENTATIVE_ONLY = "representative_only"
    NOTIFY_AUTHORITIES = "notify_authorities"


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
