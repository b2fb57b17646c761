"""Contacting staff through their personal accounts, homes or families (policy 7.2)."""

from collections.abc import Iterator

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import is_negated, is_quoted, is_reported_speech
from bot.detectors.vocabulary import Tag
from bot.detectors.whom import names, speaks_of_staff
from bot.model import Behaviour

OWN = (
    r"(?:on|at|through|via|in|from|outside|to) (?:his|her|their) (?:own |personal |private |home )?(?:facebook|fb|insta|instagram|twitter|tiktok|linkedin|whatsapp|snapchat|mobile|phone|number|email|gmail|account|page|profile|house|home|wife|husband|partner|mum|mother|dad|daughter|son|brother|sister|church|gym|pub|local|allotment|club)",
    r"(?:is in|are in|in|sees|see (?:him|her)|sits near) (?:our|my|the same) (?:choir|church|gym|club|team|class|allotment|book club|pub|street|school|mosque|temple|yoga|zumba|slimming)",
    r"friend request{gap}",
    r"(?:message|messaged|dm|text|texted|write|wrote|ring|rang|phone|phoned|whatsapped|email|emailed){gap} (?:her|him|them|[a-z]+) (?:directly |direct )?on (?:her|his|their) own{some}",
)
_WORK = frozenset({"out of hours", "weekend", "front door", "the match", "the pub", "at home", "wedding", "funeral", "supermarket", "day off",
                   "at the football", "temple", "mosque", "steam", "snap", "hinge", "marketplace", "nextdoor", "church", "dentist"})  # fmt: skip
_WRONG_WAY = (" me ", " us ")


def _look(seen: Seen) -> Iterator[Hit]:
    """We were contacted, and the door was a private one."""
    if not (speaks_of_staff(seen) or (names(seen) and seen.has(Tag.CONTACTED, Tag.ORG))):
        return
    for place in seen.of(Tag.PERSONAL_PLACE):
        contact = seen.near(place, Tag.CONTACTED, before=14, after=12, across=True)
        if contact is None or is_quoted(seen, place) or is_reported_speech(seen, place) or is_negated(seen, contact):
            continue
        doubtful = " ".join(seen.reading.tokens[place.first : place.last]) in _WORK
        if (doubtful and not seen.says(*OWN)) or _came_to_them(seen, contact.last):
            continue
        first, last = min(place.first, contact.first), max(place.last, contact.last)
        sure = 0.8 if seen.says(*OWN) else 0.64
        yield Hit(first=first, last=last, confidence=sure, because="it reaches staff through a private channel")


def _came_to_them(seen: Seen, after: int) -> bool:
    """Our people came to the speaker: "your officer rang me at home"."""
    return seen.words(after, after + 1) in _WRONG_WAY


PERSONAL_CHANNEL = Reader(
    name="personal-channel",
    concern=Behaviour.PERSONAL_CHANNEL,
    look=_look,
    patterns=OWN,
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
