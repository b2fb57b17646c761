"""Abuse of our people: insulting, demeaning, patronising or swearing at them (policy 4.2 to 4.4)."""

from collections.abc import Iterator
from dataclasses import replace

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.discrimination import SAYINGS as SLIGHTS
from bot.detectors.discrimination import WOKEN_BY as SLIGHT_TAGS
from bot.detectors.discrimination import slights
from bot.detectors.insults import INSULT_TAGS, LIKENESS, insults
from bot.detectors.lexicon import Mark
from bot.detectors.ways import Ways
from bot.detectors.whom import Whom, aimed_at, names_somebody, speaks_of_staff
from bot.model import Behaviour


def _look(seen: Seen) -> Iterator[Hit]:
    for hit in seen.once(insults):
        if aimed_at(seen, Mark(hit.first, hit.last)) is Whom.STAFF:
            yield replace(hit, names_somebody=names_somebody(seen), severe=hit.severe or names_somebody(seen))
    if speaks_of_staff(seen):
        for hit in seen.once(slights):
            if aimed_at(seen, Mark(hit.first, hit.last)) is Whom.STAFF:
                yield replace(hit, because="it demeans a member of staff", severe=True)


ABUSE = Reader(
    name="abuse",
    concern=Behaviour.ABUSE,
    look=_look,
    patterns=Ways((*LIKENESS, *SLIGHTS)),
    woken_by=INSULT_TAGS | SLIGHT_TAGS,
    examples=Examples(
        finds=(
            "You lot are a bunch of muppets",
            "What a gormless pillock your surveyor turned out to be",
            "F*** off the lot of you",
            "The lettings team has the brains of a rocking horse",
            "Shall I write it in crayon for you?",
        ),
        ignores=(
            "Three weeks with no f***ing shower",
            "This online form is useless",
            "I felt a right wally standing there with my bucket",
            "There are rats in the loft and a snake of wires on the floor",
            "My neighbour called your cleaner a silly cow and I thought that was wrong",
        ),
    ),
)
