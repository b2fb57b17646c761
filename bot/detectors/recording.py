"""Publishing or sharing recordings of staff or calls, done or announced (policy 7.2). Recording alone is not it."""

from collections.abc import Iterator
from dataclasses import replace

from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import is_negated, is_quoted, is_reported_speech
from bot.detectors.lexicon import Mark
from bot.detectors.vocabulary import Tag
from bot.detectors.ways import ways, wordset
from bot.detectors.whom import names_somebody, speaks_of_staff
from bot.model import Behaviour

WOKEN_BY = frozenset({Tag.FILMED})
CONVERSATION = ways("recording", "conversation")
_STOP = frozenset({"stop", "quit", "against"})
_THOUGHT_OF = wordset("recording", "thought_of")
_WEAK_PUBLISH = wordset("recording", "weak_publish")


def _look(seen: Seen) -> Iterator[Hit]:
    """A recording, its publishing, and one of our people or a call in it, close together."""
    for film in seen.of(Tag.FILMED):
        shared = seen.near(film, Tag.PUBLISHED, before=16, after=18, across=True)
        if shared is None or is_quoted(seen, film) or is_reported_speech(seen, film) or _is_opposed(seen, shared):
            continue
        if not _shows_people(seen, film):
            continue
        first, last = min(film.first, shared.first), max(film.last, shared.last)
        sure = 0.6 if " ".join(seen.reading.tokens[shared.first : shared.last]) in _WEAK_PUBLISH else 0.82
        hit = Hit(first=first, last=last, confidence=sure, because="it publishes a recording of staff or of a call")
        yield replace(hit, severe=True, names_somebody=names_somebody(seen))


def _is_opposed(seen: Seen, at: Mark) -> bool:
    """It is said not to be done, or only thought of, or somebody is asked to stop: "please stop sharing that video"."""
    return (
        is_negated(seen, at)
        or _is_only_thought_of(seen, at)
        or not _STOP.isdisjoint(seen.reading.tokens[max(at.first - 3, 0) : at.first])
    )


def _is_only_thought_of(seen: Seen, at: Mark) -> bool:
    """It was an idea ("I was tempted to put it online"), neither done nor announced."""
    start, _ = seen.sentence(*at)
    return any(f" {words} " in seen.words(max(start, at.first - 8), at.first) for words in _THOUGHT_OF)


def _shows_people(seen: Seen, film: Mark) -> bool:
    if speaks_of_staff(seen):
        return True
    thing = seen.near(film, Tag.OBJECT, before=0, after=4)
    return thing is None and seen.says(CONVERSATION)


RECORDING = Reader(
    name="recording",
    concern=Behaviour.RECORDING,
    look=_look,
    patterns=CONVERSATION,
    woken_by=WOKEN_BY,
    examples=Examples(
        finds=(
            "Posted the whole phone call with your officer on my YouTube, link here",
            "Video of your plumber shouting is going on TikTok tonight",
            "I've uploaded the recording of the meeting for everyone to hear",
        ),
        ignores=(
            "I record my calls so that I remember what was said",
            "Posted a video of the leak in the bathroom",
            "The community choir video is lovely",
            "I was tempted to put the phone call with your officer online, but what would be the point",
            "Can people stop posting that film of the poor lass from the repairs team crying",
        ),
    ),
)
