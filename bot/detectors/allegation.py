"""Serious allegations of criminal, corrupt or perverse conduct without a pointer to evidence (policy 4.4)."""

from collections.abc import Iterator
from dataclasses import replace

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import (
    is_football,
    is_idiom,
    is_negated,
    is_quoted,
    is_reported_speech,
    points_at_evidence,
)
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import Tag
from bot.detectors.ways import ways, wordset
from bot.detectors.whom import Whom, aimed_at, names_somebody, speaks_of_staff
from bot.model import Behaviour

WOKEN_BY = frozenset({Tag.CRIME, Tag.SUSPECT})
_GRAVE = wordset("allegation", "grave")
_LOOSE = wordset("allegation", "loose")
_DOERS = (Tag.STAFF, Tag.ORG, Tag.YOU, Tag.THEY, Tag.NAME, Tag.THIRD, Tag.POLITICIAN)


SAYINGS = ways("allegation", "sayings")


def accusations(seen: Seen) -> Iterator[Hit]:
    """Every accusation of a crime or of corruption with a doer, unless it is proved, reported, denied or an idiom."""
    for at in seen.of(Tag.CRIME):
        if any(excuse(seen, at) for excuse in (is_idiom, is_quoted, is_football, is_negated, is_reported_speech)):
            continue
        if points_at_evidence(seen, at) or _is_suffered(seen, at):
            continue
        words = seen.reading.tokens[at.first : at.last]
        grave = any(word in _GRAVE for word in words)
        doer = seen.near(at, *_DOERS, before=12, after=8)
        loose = all(word in _LOOSE for word in words)
        if doer is None and not (grave or (not loose and seen.near(at, *_DOERS, before=40, after=40, across=True))):
            continue
        if loose and not grave and not _is_the_subject(seen, at):
            continue
        yield Hit(
            first=at.first,
            last=at.last,
            confidence=0.82 if grave else 0.68,
            because="it accuses of crime or corruption",
        )
    for at in seen.each(SAYINGS):
        if not any(excuse(seen, at) for excuse in (is_quoted, is_football, is_negated)) and not points_at_evidence(
            seen, at
        ):
            yield Hit(first=at.first, last=at.last, confidence=0.72, because="it accuses of crime or corruption")
    for at in seen.of(Tag.SUSPECT):
        if seen.near(at, Tag.CRIME, before=20, after=20, across=True) and not points_at_evidence(seen, at):
            yield Hit(first=at.first, last=at.last, confidence=0.58, because="it hints at crime or corruption")


def _is_suffered(seen: Seen, at: Mark) -> bool:
    """It tells of a crime by nobody in particular: "somebody nicked my bike"."""
    before = seen.reading.tokens[max(0, at.first - 4) : at.first]
    unknown = any(word in {"someone", "somebody", "thieves", "scammers", "burglars"} for word in before)
    return unknown or (
        any(word in {"been", "was", "were", "got", "being"} for word in before[-2:])
        and not seen.near(at, Tag.STAFF, Tag.ORG, before=0, after=6)
    )


def _is_the_subject(seen: Seen, at: Mark) -> bool:
    """Our people, or somebody named, are said to do it."""
    return seen.near(at, Tag.STAFF, Tag.ORG, Tag.NAME, Tag.THIRD, Tag.POLITICIAN, before=9, after=5) is not None or any(
        word in {"they", "you", "he", "she"} for word in seen.reading.tokens[max(0, at.first - 4) : at.first]
    )


def _look(seen: Seen) -> Iterator[Hit]:
    for hit in seen.once(accusations):
        at = Mark(hit.first, hit.last)
        if aimed_at(seen, at) is Whom.STAFF or (seen.fact("at work", _at_work) and names_somebody(seen)):
            yield replace(hit, names_somebody=names_somebody(seen), severe=names_somebody(seen))


def _at_work(seen: Seen) -> bool:
    """Something in the comment ties the person to our work."""
    folded = seen.reading.folded
    return speaks_of_staff(seen) or any(
        f" {p} " in folded
        for p in (
            "depot",
            "stores",
            "lettings",
            "repairs",
            "housing",
            "rents",
            "office",
            "works",
            "department",
            "tenancy",
        )
    )


ALLEGATION = Reader(
    name="allegation",
    concern=Behaviour.ALLEGATION,
    look=_look,
    patterns=SAYINGS,
    woken_by=WOKEN_BY,
    examples=Examples(
        finds=(
            "They are all taking backhanders from the roofing firm",
            "Your lettings officer sells keys for cash",
            "Derby Homes is cooking the books and everyone knows",
        ),
        ignores=(
            "The Ombudsman found maladministration and fraud in the contract, case ref 2023",
            "That rent rise is daylight robbery",
            "Somebody nicked my bike from the shed",
            "I'm not saying anyone is corrupt",
        ),
    ),
)
