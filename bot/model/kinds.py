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
