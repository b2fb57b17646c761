"""What our side has done: whether we answered, asked, or are late. Chasing a silent landlord is nobody's offence."""

from datetime import timedelta

from bot.detectors.base import Seen
from bot.model import Said

ASKED_TO_GO_ON = (
    "keep telling us",
    "keep us",
    "let us know",
    "keep us posted",
    "tell us if",
    "send us updates",
    "any updates",
)


def in_window(seen: Seen, window: timedelta) -> tuple[Said, ...]:
    """What was said, by both sides, in the time before this comment."""
    now = seen.interaction.posted_at
    return tuple(s for s in seen.history.said if now - window <= s.at <= now and s.ref != seen.interaction.ref)


def same_thread(seen: Seen) -> tuple[Said, ...]:
    """What was said earlier in this conversation."""
    now, thread = seen.interaction.posted_at, seen.interaction.thread
    return tuple(s for s in seen.history.said if s.at <= now and s.thread == thread and s.ref != seen.interaction.ref)


def is_unanswered(seen: Seen) -> bool:
    """They wrote before, and we never answered or are late: they may well insist."""
    earlier = seen.history.said
    theirs = any(not s.ours for s in earlier)
    return seen.history.landlord_late or (theirs and not any(s.ours for s in earlier))


def asked_for_news(said: tuple[Said, ...]) -> bool:
    """We asked them to keep us informed."""
    return any(s.ours and any(words in s.text.casefold() for words in ASKED_TO_GO_ON) for s in said)
