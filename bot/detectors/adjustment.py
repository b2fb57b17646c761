"""A reasonable adjustment: what somebody needs in order to use the service, said or asked for (policy 9.1 and 9.2)."""

from collections.abc import Iterator

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import is_reported_speech
from bot.detectors.vocabulary import Tag
from bot.detectors.ways import Ways, ways, wordset
from bot.model import Protected

WOKEN_BY = frozenset({Tag.FORMAT, Tag.CONDITION})
ASKING = ways("adjustment", "asking")
CHANGE = ways("adjustment", "change")
_ALONE = wordset("adjustment", "alone")


_GENERIC = wordset("adjustment", "generic")


def _look(seen: Seen) -> Iterator[Hit]:
    """A format asked for by name; or a condition together with what is needed because of it."""
    for at in seen.of(Tag.FORMAT):
        word = "_".join(seen.reading.tokens[at.first : at.last])
        if (word in _ALONE or (word not in _GENERIC and seen.says(ASKING))) and not is_reported_speech(seen, at):
            yield Hit(
                first=at.first,
                last=at.last,
                confidence=0.82,
                because="it says what somebody needs in order to be served",
            )
    for at in seen.of(Tag.CONDITION):
        need = seen.near(at, Tag.FORMAT, before=40, after=40, across=True)
        if need:
            yield Hit(first=min(at.first, need.first), last=max(at.last, need.last), confidence=0.78,
                      because="it says what somebody needs because of a condition")  # fmt: skip
        elif seen.says(ASKING) and seen.says(CHANGE):
            yield Hit(
                first=at.first, last=at.last, confidence=0.62, because="it may ask for another way of being served"
            )
    for at in seen.of(Tag.FORMAT):
        if seen.says(ASKING) and seen.says(CHANGE):
            yield Hit(first=at.first, last=at.last, confidence=0.58, because="it asks for another way of being served")


ADJUSTMENT = Reader(
    name="adjustment",
    concern=Protected.ADJUSTMENT,
    look=_look,
    patterns=Ways((*ASKING, *CHANGE)),
    woken_by=WOKEN_BY,
    examples=Examples(
        finds=(
            "Could I have my letters in large print please?",
            "I'm deaf so please text instead of ringing",
            "My son is autistic and needs you to say who is coming before the visit, can you text first?",
        ),
        ignores=("I'm disabled", "The ramp was painted on Friday", "My nan's arthritis is playing up in this weather"),
    ),
)
