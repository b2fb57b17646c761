"""Vocabulary: the word lists of `words/`, and better-profanity's own, as phrases with tags.

A list is plain text: `[tag]`, `[tag +s]` (adds plurals) or `[tag +verb]` (adds -s, -ed, -ing), then phrases
between commas.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType

from bot.detectors.ways import wordset

LISTS = ("people", "insults", "harm", "service", "hazards", "conduct", "names")
_HEAD = re.compile(r"\[(\w+)(?: \+(s|verb))?\]")
_VOWEL = "aeiou"


class Tag(StrEnum):
    """What kind of thing a phrase says."""

    __hash__ = str.__hash__  # tags are looked up thousands of times a second

    STAFF = "staff"
    ORG = "org"
    YOU = "you"
    THEY = "they"
    THIRD = "third"
    POLITICIAN = "politician"
    KIN = "kin"
    CHILD = "child"
    FRAIL = "frail"
    ELDER = "elder"
    SELF = "self"
    INSULT = "insult"
    RUDE = "rude"
    SWEAR = "swear"
    SLUR = "slur"
    CRUDE_THING = "crudething"
    PATRONISING = "patronising"
    GO_AWAY = "goaway"
    EVERYDAY = "everyday"
    HARM = "harm"
    WEAPON = "weapon"
    MENACE = "menace"
    GROUP = "group"
    SCORN = "scorn"
    OBJECT = "object"
    SERVICE = "service"
    FAILURE = "failure"
    GRIEVANCE = "grievance"
    GRUMBLE = "grumble"
    PRAISE = "praise"
    HAZARD = "hazard"
    DISTRESS = "distress"
    ABUSER = "abuser"
    NEGLECT = "neglect"
    FORMAT = "format"
    CONDITION = "condition"
    CRIME = "crime"
    SUSPECT = "suspect"
    EVIDENCE = "evidence"
    FILMED = "filmed"
    PUBLISHED = "published"
    CONTACTED = "contacted"
    PERSONAL_PLACE = "personalplace"
    HEALTH = "health"
    FAMILY_NEWS = "familynews"
    REPORTED = "reported"
    FOOTBALL = "football"
    IDIOM = "idiom"
    COUNTER = "counter"
    NAME = "name"


def _phrases_of(name: str) -> Iterator[tuple[str, Tag]]:
    """Every phrase of one list with its tag, inflected as its heading asks."""
    tag, inflect = Tag.EVERYDAY, ""
    text = files(__package__).joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        head = _HEAD.fullmatch(line.strip())
        if head:
            tag, inflect = Tag(head[1]), head[2] or ""
        elif line.strip() and not line.startswith("#"):
            for phrase in (part.strip() for part in line.split(",")):
                if phrase:
                    yield from ((form, tag) for form in _forms(phrase, inflect))


def _forms(phrase: str, inflect: str) -> tuple[str, ...]:
    match inflect:
        case "s":
            return (phrase, _plural(phrase))
        case "verb":
            return (phrase, *_verb_forms(phrase))
        case _:
            return (phrase,)


def _plural(phrase: str) -> str:
    if phrase.endswith(("s", "x", "ch", "sh", "z")):
        return f"{phrase}es"
    if phrase.endswith("y") and len(phrase) > 1 and phrase[-2] not in _VOWEL:
        return f"{phrase[:-1]}ies"
    return f"{phrase}s"


def _verb_forms(phrase: str) -> tuple[str, ...]:
    """Inflects the first word of a verb phrase: rip off → rips off, ripped off, ripping off."""
    verb, _, rest = phrase.partition(" ")
    tail = f" {rest}" if rest else ""
    stem = verb
    if verb.endswith("e"):
        stem = verb[:-1]
    elif re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", verb) and verb[-1] not in "wxy":
        stem = verb + verb[-1]
    past = f"{verb[:-1]}ied" if verb.endswith("y") and verb[-2:-1] not in _VOWEL else f"{stem}ed"
    return (f"{_plural(verb)}{tail}", f"{past}{tail}", f"{stem}ing{tail}")


def _profanity() -> tuple[str, ...]:
    """The words that better-profanity ships, as it ships them."""
    listed = files("better_profanity").joinpath("profanity_wordlist.txt").read_text(encoding="utf-8")
    return tuple(word.strip().casefold() for word in listed.splitlines() if word.strip())


def _vocabulary() -> Mapping[str, frozenset[Tag]]:
    found: dict[str, set[Tag]] = {}
    for name in LISTS:
        for phrase, tag in _phrases_of(name):
            found.setdefault(phrase.casefold(), set()).add(tag)
    for word in _profanity():
        if word.replace(" ", "").isalpha():
            found.setdefault(word, set()).add(Tag.SWEAR)
    for phrase, tags in found.items():
        if Tag.EVERYDAY in tags:
            tags.difference_update({Tag.EVERYDAY} if phrase in _SWEARS else {Tag.EVERYDAY, Tag.SWEAR})
    return MappingProxyType({phrase: frozenset(tags) for phrase, tags in found.items() if tags})


_SWEARS = frozenset(phrase for phrase, tag in _phrases_of("insults") if tag is Tag.SWEAR)
VOCABULARY = _vocabulary()
KNOWN = wordset("common", "words") | frozenset(w for phrase in VOCABULARY for w in phrase.split(" ") if len(w) > 2)
MASKABLE = frozenset(
    phrase
    for phrase, tags in VOCABULARY.items()
    if phrase.isalpha() and phrase.isascii() and len(phrase) > 2 and tags & {Tag.INSULT, Tag.SWEAR, Tag.SLUR}
)
