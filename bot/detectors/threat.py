"""Threats of violence, damage or intimidation, open or veiled (policy 4.2 and 4.6)."""

from collections.abc import Iterator
from dataclasses import replace

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import (
    is_football,
    is_idiom,
    is_legal_route,
    is_negated,
    is_quoted,
    is_reported_speech,
)
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import Tag
from bot.detectors.ways import Ways, ways, wordset
from bot.detectors.whom import Whom, aimed_at, names_somebody
from bot.model import Behaviour

WOKEN_BY = frozenset({Tag.HARM, Tag.WEAPON, Tag.MENACE})
_FUTURE = wordset("threat", "future")
_I = wordset("threat", "i")
_SELF_OBJECT = frozenset({"myself", "me", "us", "ourselves"})
_BODY = wordset("threat", "body")
_MILD = wordset("threat", "mild")
COMING = ways("threat", "coming")
SAYINGS = ways("threat", "sayings")


def threats(seen: Seen) -> Iterator[Hit]:
    """Every threat that no excuse takes away, whomever it is meant for."""
    for hit in (*_open(seen), *_veiled(seen)):
        at = Mark(hit.first, hit.last)
        if not any(excuse(seen, at) for excuse in (is_quoted, is_reported_speech, is_idiom, is_football)):
            yield hit


def _open(seen: Seen) -> Iterator[Hit]:
    """An intention to hurt: a harming verb with somebody to suffer it and somebody who will."""
    tokens = seen.reading.tokens
    for at in seen.of(Tag.HARM):
        before, after = tokens[max(0, at.first - 6) : at.first], tokens[at.last : at.last + 4]
        if is_negated(seen, at) or any(word in _SELF_OBJECT for word in after[:2]):
            continue
        meant = any(w in _FUTURE for w in before) and (
            any(w in _I for w in (*before, *tokens[max(0, at.first - 12) : at.first])) or before[-2:] == ("going", "to")
        )
        long = at.last - at.first >= 3
        if (meant or (long and not seen.near(at, Tag.OBJECT, after=2, before=0))) and (
            long or _somebody(seen, at, after)
        ):
            yield Hit(
                first=at.first,
                last=at.last,
                confidence=0.88,
                because="it threatens to hurt people or damage property",
                severe=True,
            )
    for at in seen.of(Tag.WEAPON):
        coming = seen.near(at, Tag.MENACE, Tag.HARM, before=12, after=14, across=True) or seen.says(COMING)
        if (
            coming
            and (seen.has(Tag.YOU, Tag.STAFF, Tag.ORG, Tag.THIRD) or seen.says(COMING))
            and not is_negated(seen, at)
        ):
            yield Hit(
                first=at.first,
                last=at.last,
                confidence=0.72,
                because="it speaks of a weapon and of people",
                severe=True,
            )


def _somebody(seen: Seen, at: Mark, after: tuple[str, ...]) -> bool:
    """Somebody, or our building, is at the other end of the verb."""
    if seen.words(at.first - 1, at.first).strip() in {"wants", "want", "needs", "need", "deserves", "deserve"}:
        return seen.near(at, Tag.STAFF, Tag.ORG, Tag.THIRD, Tag.NAME, Tag.YOU, Tag.THEY, before=6, after=0) is not None
    if any(word in _BODY for word in after) or any(
        word
        in {
            "you",
            "him",
            "her",
            "them",
            "your",
            "his",
            "their",
            "next",
            "first",
            "whoever",
            "anyone",
            "somebody",
            "someone",
            "that",
            "one",
        }
        for word in after[:2]
    ):
        return not seen.near(at, Tag.OBJECT, before=0, after=2)
    return seen.near(at, Tag.STAFF, Tag.ORG, Tag.THIRD, Tag.NAME, before=0, after=5) is not None


def _veiled(seen: Seen) -> Iterator[Hit]:
    """Hints: knowing where somebody lives, days that are numbered, accidents that happen."""
    for at in seen.of(Tag.MENACE):
        words = " ".join(seen.reading.tokens[at.first : at.last])
        if is_negated(seen, at) or is_legal_route(seen, at):
            continue
        sure = 0.55 if words in _MILD else 0.8
        if words in _MILD and not seen.has(Tag.YOU, Tag.STAFF, Tag.WEAPON, Tag.HARM, Tag.THEY):
            continue
        yield Hit(
            first=at.first, last=at.last, confidence=sure, because="it hints at harm to people", severe=sure > 0.6
        )
    for at in seen.each(SAYINGS):
        if not is_legal_route(seen, at):
            yield Hit(first=at.first, last=at.last, confidence=0.72, because="it hints at harm to people", severe=True)


def _look(seen: Seen) -> Iterator[Hit]:
    for hit in seen.once(threats):
        if aimed_at(seen, Mark(hit.first, hit.last)) is Whom.STAFF:
            yield replace(hit, names_somebody=names_somebody(seen))


THREAT = Reader(
    name="threat",
    concern=Behaviour.THREAT,
    look=_look,
    patterns=Ways((*SAYINGS, *COMING)),
    woken_by=WOKEN_BY,
    examples=Examples(
        finds=(
            "I know what van you drive, watch yourself",
            "I'm going to knock your plumber's teeth out",
            "I will burn that office down with you all in it",
            "Tell your surveyor I know where he lives",
            "Shame if something happened to your nice new reception",
        ),
        ignores=(
            "Your plumber told me to watch my back on the ladder",
            "I could murder a cup of tea",
            "See you in court, my solicitor will be in touch",
            "These stairs are killing me",
            "I will kick this boiler one of these days",
        ),
    ),
)
