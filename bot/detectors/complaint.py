"""A complaint: dissatisfaction with our service, however made (Housing Ombudsman, Complaint Handling Code 1.2)."""

from collections.abc import Iterator

from bot.detectors.allegation import accusations
from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.discrimination import slights
from bot.detectors.emergency import dangers
from bot.detectors.excuses import is_football
from bot.detectors.lexicon import Mark
from bot.detectors.safeguarding import risks
from bot.detectors.threat import threats
from bot.detectors.vocabulary import Tag
from bot.detectors.ways import Ways, ways, wordset
from bot.model import Protected

WOKEN_BY = frozenset({Tag.OBJECT, Tag.SERVICE, Tag.GRIEVANCE})
LENGTH = ways("complaint", "length")
COUNT = ways("complaint", "count")
CONTRAST = ways("complaint", "contrast")
ASKS = wordset("complaint", "asks")
OFFERS = ways("complaint", "offers")
_PUBLIC = wordset("complaint", "public")


def _look(seen: Seen) -> Iterator[Hit]:
    """A service matter and dissatisfaction with it; a danger and nothing else is an emergency and no complaint."""
    matters = [m for m in seen.of(Tag.OBJECT, Tag.SERVICE) if not is_football(seen, m)]
    matters = matters or _unmet(seen)
    if not matters:
        return
    weight, strongest = _weigh(seen, matters)
    if weight >= _bar(seen):
        at = strongest or matters[0]
        first, last = min(at.first, matters[0].first), max(at.last, matters[0].last)
        yield Hit(
            first=first, last=last, confidence=min(0.95, 0.5 + 0.07 * weight), because="it is unhappy with our service"
        )


def _unmet(seen: Seen) -> list[Mark]:
    """What was not done for them, where they name no matter: "nobody came again", "never heard a thing back"."""
    said = list(seen.of(Tag.GRIEVANCE))
    return said if len(said) > 1 or (said and (seen.says(LENGTH, COUNT) or seen.has(Tag.GRUMBLE))) else []


def _weigh(seen: Seen, matters: list[Mark]) -> tuple[float, Mark | None]:
    """How much dissatisfaction there is, and where it shows most."""
    spoken_for, objects = set(seen.of(Tag.OBJECT, Tag.SERVICE)), set(seen.of(Tag.OBJECT))
    grievances = [m for m in seen.of(Tag.GRIEVANCE) if m not in spoken_for]
    failures = seen.of(Tag.FAILURE)
    weight = 1.5 * min(len(grievances), 3) + 1.2 * min(len(failures), 2) + 0.35 * min(len(seen.of(Tag.GRUMBLE)), 4)
    weight += 1.3 * seen.says(LENGTH) + 0.9 * seen.says(COUNT) + 0.9 * sum(1 for p in CONTRAST.all & seen.matching)
    weight += 0.9 * seen.has(Tag.SWEAR, Tag.INSULT) + 0.2 * min(len(matters), 4)
    things = [m for m in matters if m in objects]
    if things and not _is_a_question(seen) and (len(things) > 1 or not seen.has(Tag.PRAISE)):
        weight += 1.0 + 0.4 * (len(things) > 1)
    strongest = next(iter(grievances or list(failures) or list(seen.each(LENGTH)) or list(seen.each(CONTRAST))), None)
    return weight, strongest


def _is_a_question(seen: Seen) -> bool:
    """It only asks something: how, when or whether, without a word of dissatisfaction."""
    tokens = seen.reading.tokens
    return "?" in tokens[-2:] or tokens[0] in ASKS or tokens[:2] in (("does", "anyone"), ("do", "we"))


def _bar(seen: Seen) -> float:
    """How much it takes: more beside praise, a danger or a cry for help, where the words have another reason."""
    bar = 1.5
    if seen.once(dangers):
        bar += 1.6
    if seen.has(Tag.PRAISE) and not seen.has(Tag.GRIEVANCE, Tag.FAILURE):
        bar += 0.7
    if _is_a_question(seen) and not seen.has(Tag.FAILURE):
        bar += 0.6
    if seen.says(OFFERS):
        bar += 1.5
    if any(seen.once(look) for look in (slights, threats, accusations)):
        bar += 1.0
    if seen.once(risks):
        bar += 1.6
    return bar


COMPLAINT = Reader(
    name="complaint",
    concern=Protected.COMPLAINT,
    look=_look,
    patterns=Ways((*LENGTH, *COUNT, *CONTRAST, *OFFERS)),
    woken_by=WOKEN_BY,
    examples=Examples(
        finds=(
            "Six weeks waiting for a new back door and nobody has rung",
            "You promised to fix the gutter in March and it is still dripping",
            "Ten out of ten for the letter, shame the ceiling it is about is in another house",
            "The lift is out of order again",
        ),
        ignores=(
            "Is the office open on Friday?",
            "Thank you to the lads, lovely job on the fence",
            "Happy Christmas everyone",
        ),
    ),
)
