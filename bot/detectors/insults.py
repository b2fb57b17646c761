"""Insults: words that put a person down, wherever they stand and whomever they mean (policy 4.2 to 4.5)."""

from collections.abc import Iterator
from dataclasses import replace

from bot.detectors.base import Hit, Seen
from bot.detectors.excuses import (
    is_about_a_thing,
    is_about_myself,
    is_counter_speech,
    is_football,
    is_idiom,
    is_kindly_meant,
    is_negated,
    is_praise,
    is_quoted,
    is_reported_speech,
)
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import Tag
from bot.detectors.ways import ways, wordset

INSULT_TAGS = frozenset({Tag.INSULT, Tag.RUDE, Tag.SWEAR, Tag.GO_AWAY, Tag.CRUDE_THING, Tag.PATRONISING})
DOUBTFUL = wordset("insults", "doubtful")
LIKENESS = ways("insults", "likeness")
_PERSONAL = wordset("insults", "personal")
_BE = wordset("insults", "be")
_PUSH = wordset("insults", "push")
_WHO = (Tag.YOU, Tag.STAFF, Tag.ORG, Tag.THEY, Tag.THIRD, Tag.POLITICIAN, Tag.NAME)
_VICIOUS = ways("insults", "vicious")
_EXCUSES = (is_quoted, is_reported_speech, is_about_myself, is_football, is_idiom, is_kindly_meant, is_counter_speech)


def insults(seen: Seen) -> Iterator[Hit]:
    """Every insult that no excuse takes away, with how sure we are that a person is meant."""
    for hit in (*_names_called(seen), *_unkind_words(seen), *_swearing_at(seen), *_mockery(seen)):
        at = Mark(hit.first, hit.last)
        if not any(excuse(seen, at) for excuse in _EXCUSES):
            words = seen.words(*at)
            yield replace(hit, severe=any(f" {word}" in words for word in _VICIOUS))


def _names_called(seen: Seen) -> Iterator[Hit]:
    """Nouns: clear ones stand alone; those that also mean an animal or a tool need a person beside them."""
    for at in seen.of(Tag.INSULT):
        word = " ".join(seen.reading.tokens[at.first : at.last])
        if is_negated(seen, at) and not _calls(seen, at):
            continue
        if word not in DOUBTFUL:
            if is_about_a_thing(seen, at) and not seen.near(at, *_WHO, before=3, after=2):
                continue
            yield Hit(first=at.first, last=at.last, confidence=0.88, because="it calls a person names")
        elif _calls(seen, at) and not is_about_a_thing(seen, at):
            yield Hit(first=at.first, last=at.last, confidence=0.72, because="it calls a person names")


def _calls(seen: Seen, at: Mark) -> bool:
    """A person is said to be it: "you X", "she is a X", "bunch of X", "hello X"."""
    tokens = seen.reading.tokens
    before = tokens[max(0, at.first - 4) : at.first]
    if not before:
        return bool(seen.words(at.last, at.last + 2).strip() in {"him", "her", "them", "the lot"})
    if (
        before[-1] in {"you", "hello", "your"}
        or before[-2:] == ("what", "a")
        or (before[-1] == "of" and before[-2:-1] and before[-2] in _PUSH)
    ):
        return True
    number = len(before)
    while number and before[number - 1] in _PUSH:
        number -= 1
    if "you" in before[number:]:
        return True
    if not number and at.first - len(before) == seen.sentence(*at)[0]:
        return before[-1] not in {"a", "an", "the", "or", "and", "of", "lot"}
    said_of = number and before[number - 1] in _BE
    return bool(said_of) and seen.near(at, *_WHO, before=6, after=1) is not None and not _there_is(before)


def _there_is(before: tuple[str, ...]) -> bool:
    return "there" in before or "have" in before or "got" in before


def _unkind_words(seen: Seen) -> Iterator[Hit]:
    """Adjectives: only when they are said of a person."""
    tokens = seen.reading.tokens
    for at in seen.of(Tag.RUDE):
        if is_about_a_thing(seen, at) or is_negated(seen, at):
            continue
        after = tokens[at.last : at.last + 3]
        before = tokens[max(0, at.first - 5) : at.first]
        attributive = bool(after) and (after[0] in _PERSONAL or _marked(seen, at.last, Tag.INSULT, Tag.STAFF))
        of_you = before[-1:] == ("you",) and bool(after) and (after[0] in _PERSONAL or not after[0].isalpha())
        if attributive and (after[0] != "so" or "and" in after) and _someone_near(seen, at):
            yield Hit(first=at.first, last=at.last, confidence=0.8, because="it belittles people")
        elif of_you or _is_one_of_two(seen, at) or _predicated(seen, at, before):
            yield Hit(first=at.first, last=at.last, confidence=0.74, because="it belittles people")


def _is_one_of_two(seen: Seen, at: Mark) -> bool:
    """Two unkind words together and nothing that they could describe but people: "ugly and thick"."""
    if seen.words(at.last, at.last + 1) != " and ":
        return False
    both = any(m.first == at.last + 1 for m in seen.within(at.last + 1, at.last + 8, Tag.RUDE))
    return both and not seen.has(Tag.OBJECT, Tag.SERVICE)


def _someone_near(seen: Seen, at: Mark) -> bool:
    return (
        seen.near(at, *_WHO, before=8, after=6) is not None or seen.near(at, Tag.INSULT, before=0, after=2) is not None
    )


def _marked(seen: Seen, first: int, *tags: Tag) -> bool:
    return any(m.first <= first + 1 for m in seen.within(first, first + 12, *tags))


def _predicated(seen: Seen, at: Mark, before: tuple[str, ...]) -> bool:
    """It is said of a person: "you are X", "are you X or Y", "the whole team, X"."""
    words = [w for w in before if w not in _PUSH or w in {"you"}]
    tail = before[-4:]
    if not any(w in _BE for w in tail):
        return False
    subject = seen.near(at, Tag.YOU, Tag.STAFF, Tag.ORG, Tag.THIRD, Tag.POLITICIAN, Tag.NAME, before=5, after=0) or (
        any(w in {"they", "he", "she"} for w in tail)
        and seen.has(Tag.STAFF, Tag.ORG, Tag.THIRD, Tag.POLITICIAN, Tag.INSULT)
    )
    return bool(subject) and len(words) <= 4 and not seen.near(at, Tag.OBJECT, Tag.SERVICE, before=4, after=0)


def _swearing_at(seen: Seen) -> Iterator[Hit]:
    """Being told where to go, and swearing with people as its object."""
    for at in seen.of(Tag.GO_AWAY):
        yield Hit(first=at.first, last=at.last, confidence=0.85, because="it swears at people")
    tokens = seen.reading.tokens
    for at in seen.of(Tag.SWEAR):
        after = tokens[at.last : at.last + 2]
        if after and after[0] in _PERSONAL - {"one", "so", "ones"} and seen.near(at, *_WHO, before=4, after=3):
            yield Hit(first=at.first, last=at.last, confidence=0.7, because="it swears at people")


def _mockery(seen: Seen) -> Iterator[Hit]:
    """Likenesses and talking down: "the personality of a wet sock", "shall I draw it in crayon, petal?"."""
    for at in seen.of(Tag.CRUDE_THING):
        if not is_praise(seen, at) and not seen.near(at, Tag.OBJECT, before=3, after=0):
            yield Hit(first=at.first, last=at.last, confidence=0.75, because="it mocks a person")
    for at in seen.each(LIKENESS):
        yield Hit(first=at.first, last=at.last, confidence=0.62, because="it mocks people")
    for at in seen.of(Tag.PATRONISING):
        single = at.last - at.first == 1
        closing = seen.words(at.last, at.last + 1).strip() in {"", ".", "?", "!", ","}
        if not single or (closing and seen.has(Tag.YOU) and not seen.has(Tag.PRAISE)):
            yield Hit(first=at.first, last=at.last, confidence=0.66, because="it talks down to people")
