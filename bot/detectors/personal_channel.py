"""Contacting staff through their personal accounts, homes or families (policy 7.2)."""

from collections.abc import Iterator

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import is_negated, is_quoted, is_reported_speech
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import Tag
from bot.detectors.ways import ways, wordset
from bot.detectors.whom import names, speaks_of_staff
from bot.model import Behaviour

WOKEN_BY = frozenset({Tag.PERSONAL_PLACE})
OWN = ways("personal_channel", "own")
_WORK = wordset("personal_channel", "work")
_WRONG_WAY = wordset("personal_channel", "wrong_way")


def _look(seen: Seen) -> Iterator[Hit]:
    """We were contacted, and the door was a private one."""
    if not (speaks_of_staff(seen) or (names(seen) and seen.has(Tag.CONTACTED, Tag.ORG))):
        return
    for at in seen.each(OWN):
        if not any(excuse(seen, at) for excuse in (is_quoted, is_reported_speech)) and _we_acted(seen, at):
            yield Hit(
                first=at.first, last=at.last, confidence=0.78, because="it reaches staff through a private channel"
            )
    for place in seen.of(Tag.PERSONAL_PLACE):
        contact = seen.near(place, Tag.CONTACTED, before=14, after=12, across=True)
        if contact is None or is_quoted(seen, place) or is_reported_speech(seen, place) or is_negated(seen, contact):
            continue
        doubtful = " ".join(seen.reading.tokens[place.first : place.last]) in _WORK
        if (doubtful and not seen.says(OWN)) or _came_to_them(seen, contact.last):
            continue
        first, last = min(place.first, contact.first), max(place.last, contact.last)
        sure = 0.8 if seen.says(OWN) else 0.64
        yield Hit(first=first, last=last, confidence=sure, because="it reaches staff through a private channel")


def _we_acted(seen: Seen, at: Mark) -> bool:
    """The speaker made the contact."""
    contact = seen.near(at, Tag.CONTACTED, before=14, after=10, across=True)
    if any(word in seen.words(*at) for word in (" my ", " our ", " me ", " us ")):
        return False
    inside = any(True for _ in seen.within(at.first, at.last, Tag.CONTACTED))
    return inside or (contact is not None and not _came_to_them(seen, contact.last) and not is_negated(seen, contact))


def _came_to_them(seen: Seen, after: int) -> bool:
    """Our people came to the speaker: "your officer rang me at home"."""
    return seen.words(after, after + 1).strip() in _WRONG_WAY


PERSONAL_CHANNEL = Reader(
    name="personal-channel",
    concern=Behaviour.PERSONAL_CHANNEL,
    look=_look,
    patterns=OWN,
    woken_by=WOKEN_BY,
    examples=Examples(
        finds=(
            "I've messaged your housing officer on her own Facebook as well",
            "Sent the surveyor a friend request so he can't ignore me",
            "Knocked on your manager's door, he wasn't pleased to see me at his house",
        ),
        ignores=(
            "I messaged you on Facebook last week",
            "Your officer rang me at home yesterday",
            "My mum's house needs a new door and the officer said no",
        ),
    ),
)
