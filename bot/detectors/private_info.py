"""Publishing personal, sensitive or private information about staff (policy 7.2)."""

import re
from bisect import bisect_left
from collections.abc import Iterator

import phonenumbers

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import is_negated, is_quoted
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import Tag
from bot.detectors.ways import Ways, ways
from bot.detectors.whom import names, names_our_staff, people, speaks_of_staff
from bot.model import Behaviour
from bot.text.personal import ADDRESS, MOBILE, PLATE, POSTCODE, PRIVATE_EMAIL, PROFILE

_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d[\d ]{8,14}\d")
OWN = ways("private_info", "own")
INVITATION = ways("private_info", "invitation")
PRIVATE_LIFE = ways("private_info", "private_life")


def _look(seen: Seen) -> Iterator[Hit]:
    """A private detail, one of our people it belongs to, and no sign that it is the speaker's own."""
    details = tuple(_details(seen))
    if not details and not seen.has(Tag.HEALTH, Tag.FAMILY_NEWS) and not seen.says(PRIVATE_LIFE):
        return
    staff = speaks_of_staff(seen)
    if not staff and not (names(seen) and (seen.says(PRIVATE_LIFE) or seen.has(Tag.SERVICE, Tag.ORG))):
        return
    own = seen.says(OWN)
    for at in details:
        if not own and not is_quoted(seen, at):
            yield _hit(seen, at, 0.85, "it publishes a private detail of a member of staff")
    if not staff and not seen.says(INVITATION):
        return
    for at in (*seen.of(Tag.HEALTH), *seen.of(Tag.FAMILY_NEWS)):
        owner = _owner(seen, at)
        if (
            owner
            and not _is_a_way_in(seen, at)
            and not _is_the_speakers(seen, at)
            and not is_negated(seen, at)
            and _said_of(seen, at, owner)
        ):
            yield _hit(seen, at, 0.66, "it tells of the private life of a member of staff")
    for at in seen.each(PRIVATE_LIFE):
        if _owner(seen, at) and not _is_the_speakers(seen, at):
            yield _hit(seen, at, 0.66, "it tells of the private life of a member of staff")


def _owner(seen: Seen, at: Mark) -> Mark | None:
    """The member of staff that a private matter belongs to: the nearest before it, or just after it."""
    roles = people(seen).roles
    about = bisect_left(roles, (at.first - 18,))
    start, end = seen.sentence(*at)
    near = (m for m in roles[about : about + 12] if m.first < at.last + 12 and not (at.first <= m.first < at.last))
    owner = next((m for m in near if start <= m.first < end), None) or names_our_staff(seen)
    return owner or next(iter(names(seen)), None)


def _hit(seen: Seen, at: Mark, sure: float, because: str) -> Hit:
    named = names_our_staff(seen) is not None or bool(names(seen))
    return Hit(first=at.first, last=at.last, confidence=sure, because=because, severe=True, names_somebody=named)


def _said_of(seen: Seen, at: Mark, owner: Mark) -> bool:
    """It belongs to the member of staff: "your manager's bowels", "the surveyor is getting divorced"."""
    between = seen.words(min(at.last, owner.last), max(at.first, owner.first))
    return not any(f" {w} " in between for w in ("i", "my", "we", "our", "me", "us"))


def _is_a_way_in(seen: Seen, at: Mark) -> bool:
    """It is how the speaker reached them, which is another behaviour: "on her private page", "rang his wife"."""
    places = any(True for _ in seen.touching(at, Tag.PERSONAL_PLACE))
    return places and seen.near(at, Tag.CONTACTED, before=12, after=8) is not None


def _is_the_speakers(seen: Seen, at: Mark) -> bool:
    return any(word in {"my", "our", "i", "me", "we"} for word in seen.reading.tokens[max(0, at.first - 4) : at.first])


def _details(seen: Seen) -> Iterator[Mark]:
    """Addresses, postcodes, number plates, e-mail addresses, profiles and mobile numbers in the comment as written."""
    text = seen.interaction.text
    if _DIGIT.search(text):
        yield from (_tokens(seen, *span) for span in _figures(seen, text))
    for pattern in (PRIVATE_EMAIL, PROFILE):
        if "@" in text or ".com/" in text:
            for match in pattern.finditer(text):
                yield _tokens(seen, *match.span())


def _figures(seen: Seen, text: str) -> Iterator[tuple[int, int]]:
    """Where details that hold figures stand, but for those that we publish ourselves."""
    for pattern in (ADDRESS, POSTCODE, PLATE, MOBILE):
        yield from (match.span() for match in pattern.finditer(text) if not _is_published(seen, match.group()))
    if _DIGITS.search(text):
        for number in phonenumbers.PhoneNumberMatcher(text[:4000], "GB"):
            toll_free = phonenumbers.number_type(number.number) == phonenumbers.PhoneNumberType.TOLL_FREE
            if not toll_free and not _is_published(seen, number.raw_string):
                yield number.start, number.end


def _is_published(seen: Seen, detail: str) -> bool:
    """It is a number that we give to everybody ourselves: one of the policy's contacts."""
    digits = "".join(filter(str.isdigit, detail))
    return any("".join(filter(str.isdigit, ours)) == digits for ours in seen.policy.contacts.values())


def _tokens(seen: Seen, start: int, end: int) -> Mark:
    """The tokens that a span of the original text touches."""
    spans = seen.reading.spans
    first = max(bisect_left(spans, (start + 1,)) - 1, 0)
    return Mark(first, max(bisect_left(spans, (end,)), first + 1))


PRIVATE_INFO = Reader(
    name="private-info",
    concern=Behaviour.PRIVATE_INFO,
    look=_look,
    patterns=Ways((*OWN, *PRIVATE_LIFE, *INVITATION)),
    examples=Examples(
        finds=(
            "Your housing officer lives at 12 Marigold Close, go and tell her",
            "The surveyor's mobile is 07700 900461",
            "Your lettings manager is getting divorced, that's why she's in a mood",
            "The plumber drives a silver Astra AB12 CDE",
        ),
        ignores=(
            "My number is 07700 900461, ask the officer to ring me",
            "I live at 12 Marigold Close and the officer never came",
            "My daughter is off sick with the damp, tell your surveyor",
        ),
    ),
)
