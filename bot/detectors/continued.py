"""What was said earlier in the conversation still holds: a complaint stays one, and so does a danger."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from bot.detectors.answered import same_thread
from bot.detectors.base import Detector, Examples, Hit, Reader, Seen, see
from bot.detectors.complaint import COMPLAINT
from bot.detectors.emergency import EMERGENCY
from bot.detectors.safeguarding import SAFEGUARDING
from bot.model import NO_HISTORY, Said

WINDOW = timedelta(days=2)
LOOKED_BACK = 12
_EARLIER = {
    COMPLAINT.name: "they: Nine weeks without a back door and nobody has rung",
    EMERGENCY.name: "they: I can smell gas on the landing",
    SAFEGUARDING.name: "they: I can't go on, everyone would be better off without me",
}


def _earlier(seen: Seen) -> tuple[Said, ...]:
    now = seen.interaction.posted_at
    theirs = [s for s in same_thread(seen) if not s.ours and s.text and now - s.at <= WINDOW]
    return tuple(theirs[:1] + theirs[1:][-LOOKED_BACK:])


def _continuing(detector: Detector, seen: Seen) -> Iterator[Hit]:
    """Quotes this comment, because an earlier line of the same person in the same conversation said it."""
    if not any(s.ours for s in same_thread(seen)):
        return
    for said in _earlier(seen):
        before = see(replace(seen.interaction, text=said.text, posted_at=said.at), NO_HISTORY, seen.policy, seen.book)
        if any(True for _ in detector.hits(before)):
            yield Hit(
                first=0,
                last=max(len(seen.reading.tokens), 1),
                confidence=0.6,
                because="it goes on about what they told us earlier",
            )
            return


def _look(detector: Detector) -> Callable[[Seen], Iterable[Hit]]:
    def look(seen: Seen) -> Iterator[Hit]:
        return _continuing(detector, seen) if seen.history.said else iter(())

    return look


def _examples(detector: Detector) -> Examples:
    return Examples(
        finds=("Thank you", "Any news?", "Seven"),
        ignores=("Thank you", "Any news?", "Seven"),
        after=(_EARLIER[detector.name], "we: Thank you for telling us, we are on it."),
    )


CONTINUED = tuple(
    Reader(
        name=f"continued-{detector.name}", concern=detector.concern, look=_look(detector), examples=_examples(detector)
    )
    for detector in (COMPLAINT, EMERGENCY, SAFEGUARDING)
)
