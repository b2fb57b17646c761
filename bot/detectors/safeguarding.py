"""Somebody at risk: of suicide or self-harm, of violence at home, a child or an adult neglected, acute distress."""

from collections.abc import Iterator

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import is_football, is_idiom
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import Tag
from bot.detectors.ways import ways, wordset
from bot.model import Protected

WOKEN_BY = frozenset({Tag.DISTRESS, Tag.ABUSER, Tag.NEGLECT})
SAYINGS = ways("safeguarding", "sayings")
_ANIMAL = wordset("safeguarding", "animal")
_NEEDS_PERSON = wordset("safeguarding", "needs_person")


def risks(seen: Seen) -> Iterator[Hit]:
    """Words of despair or harm; what could be said of a thing needs a person at risk beside it."""
    for at in seen.of(Tag.DISTRESS, Tag.ABUSER, Tag.NEGLECT):
        words = " ".join(seen.reading.tokens[at.first : at.last])
        if is_idiom(seen, at) and "panic" not in words:
            continue
        if is_football(seen, at) or (words in _NEEDS_PERSON and not _at_risk(seen, at)):
            continue
        yield Hit(first=at.first, last=at.last, confidence=0.75, because="somebody may be at risk")
    for at in seen.each(SAYINGS):
        if not is_football(seen, at):
            yield Hit(first=at.first, last=at.last, confidence=0.68, because="somebody may be at risk")


def _at_risk(seen: Seen, at: Mark) -> bool:
    """A child, an older or ill person, or a partner stands near; two such words together speak for themselves."""
    signs = (Tag.DISTRESS, Tag.ABUSER, Tag.NEGLECT)
    others = len(seen.of(*signs)) > sum(1 for _ in seen.touching(at, *signs))
    return others or (
        seen.near(at, Tag.CHILD, Tag.ELDER, before=16, after=12, across=True) is not None
        and not seen.fact("animals", _is_about_an_animal)
    )


def _is_about_an_animal(seen: Seen) -> bool:
    return not _ANIMAL.isdisjoint(seen.reading.tokens)


SAFEGUARDING = Reader(
    name="safeguarding",
    concern=Protected.SAFEGUARDING,
    look=lambda seen: seen.once(risks),
    patterns=SAYINGS,
    woken_by=WOKEN_BY,
    examples=Examples(
        finds=(
            "I can't go on like this, everyone would be better off without me",
            "My ex has found out where I live and he's outside again",
            "The children at number 6 are left alone every night and always hungry",
            "I haven't seen the old lady downstairs for a week and her curtains are shut",
        ),
        ignores=(
            "The stray cat is hungry",
            "I can't see the point of this form",
            "We lost the match, I could cry",
        ),
    ),
)
