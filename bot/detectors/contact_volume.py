"""Too many contacts by one account in a short time, after we have answered (policy 6.1 to 6.3)."""

from collections.abc import Iterator
from datetime import timedelta

from bot.detectors.answered import asked_for_news, in_window, is_unanswered
from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.emergency import dangers
from bot.model import Behaviour, Said


def _look(seen: Seen) -> Iterator[Hit]:
    """Counts what came to us since our first answer in the window, but not answers to others or news we asked for."""
    if not seen.history.said:
        return
    window = timedelta(minutes=seen.policy.volume.window_minutes)
    said = in_window(seen, window)
    if is_unanswered(seen) or asked_for_news(said) or seen.once(dangers):
        return
    first_answer = next((s.at for s in said if s.ours), None)
    if first_answer is None:
        return
    contacts = [s for s in said if not s.ours and s.at >= first_answer and not _to_somebody_else(seen, s.parent)]
    count = len(contacts) + (not _to_somebody_else(seen, seen.interaction.parent))
    if count >= seen.policy.volume.contacts:
        because = f"{count} contacts in {seen.policy.volume.window_minutes} minutes after we had answered"
        sure = min(0.95, 0.7 + 0.05 * (count - seen.policy.volume.contacts))
        yield Hit(first=0, last=max(len(seen.reading.tokens), 1), confidence=sure, because=because)


def _to_somebody_else(seen: Seen, parent: str) -> bool:
    """It answers a line that is neither ours nor theirs: neighbours talking among themselves."""
    if not parent or parent in {seen.interaction.on, seen.interaction.thread}:
        return False
    known: tuple[Said, ...] = seen.history.said
    return all(s.ref is None or s.ref.id != parent for s in known)


CONTACT_VOLUME = Reader(
    name="contact-volume",
    concern=Behaviour.CONTACT_VOLUME,
    look=_look,
    examples=Examples(
        finds=("And another thing", "Hello?", "Still here, still typing"),
        ignores=("Hello", "Any news?", "Still waiting for my door"),
        after=("they: When do you cut the grass?", "we: On Thursdays.", *("they: And the hedge?",) * 14),
    ),
)
