"""Unreasonable demands: deadlines repeated, staff refused or insisted on, explained decisions refused (policy 5.1)."""

from collections.abc import Iterator
from datetime import timedelta

from bot.detectors.answered import in_window, is_unanswered
from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import is_quoted, is_reported_speech
from bot.detectors.reading import read
from bot.detectors.vocabulary import Tag
from bot.detectors.ways import Ways, ways
from bot.model import Behaviour

WOKEN_BY: frozenset[Tag] = frozenset()
DEADLINE = ways("demand", "deadline")
REPEATED = ways("demand", "repeated")
PERSON = ways("demand", "person")
DECISION = ways("demand", "decision")
CHANGING = ways("demand", "changing")
FORM = ways("demand", "form")
ULTIMATUM = ways("demand", "ultimatum")
ALL = Ways((*DEADLINE, *REPEATED, *PERSON, *DECISION, *CHANGING, *FORM, *ULTIMATUM))
WINDOW = timedelta(days=14)
LOOKED_BACK = 12  # of their lines
PRESSING = Ways((*DEADLINE, *FORM, *ULTIMATUM))
_HEAVY = ((PERSON, 0.66, "it refuses or insists on a particular person"),
          (DECISION, 0.7, "it refuses a decision that was explained"),
          (CHANGING, 0.62, "it keeps changing what is asked"))  # fmt: skip


def _look(seen: Seen) -> Iterator[Hit]:
    """One demand pressed in two ways, or one that is unreasonable by itself, unless we have not answered."""
    if is_unanswered(seen):
        return
    repeated, pressed = _first(seen, REPEATED), _first(seen, PRESSING)
    if repeated and pressed:
        yield Hit(first=min(repeated.first, pressed.first), last=max(repeated.last, pressed.last), confidence=0.76,
                  because="it presses an unreasonable deadline or form again and again")  # fmt: skip
    strict = _first(seen, FORM)
    if strict and seen.says(DEADLINE, DECISION, ULTIMATUM):
        yield Hit(
            first=strict.first, last=strict.last, confidence=0.6, because="it sets its own terms for how we must answer"
        )
    if pressed and not repeated and (before := _pressed_before(seen)):
        because = f"it presses for the same again, {before + 1} times since we answered"
        yield Hit(first=pressed.first, last=pressed.last, confidence=min(0.85, 0.6 + 0.06 * before), because=because)
    for patterns, sure, because in _HEAVY:
        for at in seen.each(patterns):
            if not (is_quoted(seen, at) or is_reported_speech(seen, at)):
                yield Hit(first=at.first, last=at.last, confidence=sure + 0.1 * bool(repeated), because=because)


def _pressed_before(seen: Seen) -> int:
    """How many of their lines pressed us in this way since our first answer, not long ago."""
    said = in_window(seen, WINDOW)
    answered = next((line.at for line in said if line.ours), None)
    if answered is None:
        return 0
    theirs = [line for line in said if not line.ours and line.at > answered][-LOOKED_BACK:]
    return sum(bool(seen.book.matching(read(line.text).folded) & PRESSING.all) for line in theirs)


def _first(seen: Seen, patterns: Ways) -> Hit | None:
    for at in seen.each(patterns):
        return Hit(first=at.first, last=at.last, confidence=0.6, because="")
    return None


DEMAND = Reader(
    name="demand",
    concern=Behaviour.DEMAND,
    look=_look,
    patterns=ALL,
    woken_by=WOKEN_BY,
    examples=Examples(
        finds=(
            "I don't accept your decision about the shed and I never will",
            "I will only speak to the chief executive about my gutter",
            "Told you Monday, told you Friday: a phone call by 9am or else",
            "That officer is not to come near my case again",
        ),
        ignores=(
            "When will someone call me?",
            "Could somebody ring me by Friday please?",
            "I would like to appeal against the decision, how do I do it?",
            "Please don't send a text, I can't read them",
        ),
    ),
)
