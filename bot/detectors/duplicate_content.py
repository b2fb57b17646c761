"""The same words again and again, or copied into conversations they have nothing to do with, by one or many (6.2)."""

from collections.abc import Iterator
from datetime import timedelta

from rapidfuzz import fuzz

from bot.detectors.adjustment import ADJUSTMENT
from bot.detectors.answered import in_window, is_unanswered
from bot.detectors.base import Examples, Hit, Reader, Seen, found
from bot.detectors.complaint import COMPLAINT
from bot.detectors.emergency import EMERGENCY
from bot.detectors.reading import read
from bot.detectors.safeguarding import SAFEGUARDING
from bot.model import Behaviour
from bot.policy import rule

SHORTEST = 4
ALIKE = 86.0
WINDOW = timedelta(days=14)
COMPARED = 200
LONGEST = 2000
FEWEST = 4  # accounts, ours counted: three neighbours may well agree
IN_NEED = (COMPLAINT, EMERGENCY, SAFEGUARDING, ADJUSTMENT)


def _look(seen: Seen) -> Iterator[Hit]:
    """Counts earlier lines that are nearly the same; not while we owe an answer."""
    if not seen.history.said:
        return
    words = [t for t in seen.reading.tokens if t.isalnum()]
    if len(words) < SHORTEST or is_unanswered(seen):
        return
    mine = " ".join(words)[:LONGEST]
    earlier = [s for s in in_window(seen, WINDOW) if not s.ours][-COMPARED:]
    copies = 1 + sum(_alike(mine, s.text) for s in earlier)
    if copies >= seen.policy.volume.copies:
        because = f"nearly the same words {copies} times"
        yield Hit(first=0, last=len(seen.reading.tokens), confidence=min(0.95, 0.75 + 0.05 * copies), because=because)


def _alike(mine: str, text: str) -> bool:
    theirs = " ".join(t for t in read(text[:LONGEST]).tokens if t.isalnum())
    if len(theirs.split(" ")) < SHORTEST:
        return False
    return max(fuzz.ratio(mine, theirs), fuzz.token_set_ratio(mine, theirs)) >= ALIKE


DUPLICATE_CONTENT = Reader(
    name="duplicate-content",
    concern=Behaviour.DUPLICATE_CONTENT,
    look=_look,
    examples=Examples(
        finds=(
            "The clock on the hall is four minutes slow, put it right",
            "the clock on the hall is FOUR minutes slow!! put it right",
            "Nice photo. The clock on the hall is four minutes slow, put it right",
        ),
        ignores=("Hello there", "My gate is off its hinges", "Lovely job, lovely job, lovely job"),
        after=(
            *("they: The clock on the hall is four minutes slow, put it right.",) * 3,
            "we: Thank you, somebody will set it on Monday.",
        ),
    ),
)


def _elsewhere(seen: Seen) -> Iterator[Hit]:
    """Other accounts said nearly the same, as often as a copy counts; never what somebody complains of or needs.

    Neighbours may well send one another's words about the same damp: that is many complaints, and nobody's offence.
    """
    others = seen.history.elsewhere
    if others + 1 < max(seen.policy.volume.copies, FEWEST) or any(found(who, seen) for who in IN_NEED):
        return
    because = f"{others} other accounts have said nearly the same within a fortnight"
    yield Hit(first=0, last=len(seen.reading.tokens), confidence=0.6, because=because)


MANY_ACCOUNTS = Reader(
    name=rule.MANY_ACCOUNTS,
    concern=Behaviour.DUPLICATE_CONTENT,
    look=_elsewhere,
    examples=Examples(
        finds=(
            "Free vouchers for every tenant in Derby, write to the number on my page today",
            "The mayor eats swans for breakfast, pass it on before they delete this post",
            "This page is run by lizards from the moon and everybody here knows it",
        ),
        ignores=("Free vouchers for every tenant", "The mayor eats swans, pass it on", "Lovely planters, thank you"),
        after=("others: the same",) * 4,
    ),
)
