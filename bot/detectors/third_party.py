"""Rudeness, accusations and threats towards neighbours, commenters, councillors and others (policy 4.5)."""

from collections.abc import Iterator
from dataclasses import replace

from bot.detectors import allegation, discrimination, threat
from bot.detectors.allegation import accusations
from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.discrimination import slights
from bot.detectors.insults import INSULT_TAGS, LIKENESS, insults
from bot.detectors.lexicon import Mark
from bot.detectors.threat import threats
from bot.detectors.vocabulary import Tag
from bot.detectors.ways import Ways, ways
from bot.detectors.whom import Whom, aimed_at, names, names_somebody, people, speaks_of_staff
from bot.model import Behaviour

GOSSIP = ways("third_party", "gossip")
ALL = Ways((*GOSSIP, *LIKENESS, *allegation.SAYINGS, *discrimination.SAYINGS, *threat.SAYINGS, *threat.COMING))


def _look(seen: Seen) -> Iterator[Hit]:
    hits = (*seen.once(insults), *seen.once(accusations), *seen.once(threats))
    if not hits and not seen.once(slights) and not seen.says(GOSSIP):
        return
    named = names_somebody(seen)
    for hit in hits:
        if aimed_at(seen, Mark(hit.first, hit.last)) is Whom.THIRD:
            yield replace(hit, because="it is rude about or accuses somebody else", names_somebody=named)
    ours = speaks_of_staff(seen)
    for hit in seen.once(slights):
        at = Mark(hit.first, hit.last)
        if (people(seen).third or names(seen) or _points(seen, at)) and (not ours or aimed_at(seen, at) is Whom.THIRD):
            yield replace(hit, because="it demeans particular people", severe=True, names_somebody=named)
    if named or not seen.has(Tag.STAFF, Tag.ORG):
        for at in seen.each(GOSSIP):
            yield Hit(first=at.first, last=at.last, confidence=0.62, because="it gossips about somebody else")


def _points(seen: Seen, at: Mark) -> bool:
    """Particular people are pointed at: "the ones on the lay-by", "at number nine"."""
    start, end = seen.sentence(*at)
    words = seen.words(start, end)
    return any(
        place in words for place in (" at the ", " on the ", " at number ", " next to ", " across the ", " up the ")
    )


THIRD_PARTY = Reader(
    name="third-party",
    concern=Behaviour.THIRD_PARTY,
    look=_look,
    patterns=ALL,
    woken_by=INSULT_TAGS | allegation.WOKEN_BY | threat.WOKEN_BY | discrimination.WOKEN_BY,
    examples=Examples(
        finds=(
            "Her at number 14 is a filthy slag",
            "Our councillor is a spineless jellyfish",
            "My neighbour is selling drugs from his kitchen",
            "Give over Trevor you pillock",
        ),
        ignores=(
            "My neighbour is lovely",
            "The man upstairs has a leak and nobody has come",
            "Your housing officer is a pillock",
        ),
    ),
)
