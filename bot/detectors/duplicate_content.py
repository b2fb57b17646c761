"""The same words again and again, or copied into conversations they have nothing to do with (policy 6.2)."""

from collections.abc import Iterator
from datetime import timedelta

from rapidfuzz import fuzz

from bot.detectors.answered import in_window, is_unanswered
from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.reading import read
from bot.model import Behaviour

SHORTEST = 4
ALIKE = 86.0
WINDOW = timedelta(days=14)
COMPARED = 200
LONGEST = 2000


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
