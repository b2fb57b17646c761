"""Refusing to give what we need and have asked for (policy 8.1 to 8.3); a genuine difficulty is no refusal (8.2)."""

from collections.abc import Iterator

from bot.detectors.answered import same_thread
from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import is_quoted, is_reported_speech
from bot.detectors.ways import ways
from bot.model import Behaviour, Said

REFUSAL = ways("non_cooperation", "refusal")
ASKING = ways("non_cooperation", "asking")
DIFFICULTY = ways("non_cooperation", "difficulty")


def _look(seen: Seen) -> Iterator[Hit]:
    """A refusal after we asked in this conversation."""
    if not seen.history.said:
        return
    asks = [s for s in same_thread(seen) if s.ours and _asks(s)]
    if not asks or any(f" {words} " in seen.reading.folded for words in DIFFICULTY):
        return
    sure = 0.85 if len(asks) > 1 else 0.62
    for at in seen.each(REFUSAL):
        if not (is_quoted(seen, at) or is_reported_speech(seen, at)):
            yield Hit(first=at.first, last=at.last, confidence=sure, because="it refuses what we asked for and need")


def _asks(said: Said) -> bool:
    text = said.text.casefold().replace("’", "'")
    return any(words in text for words in ASKING)


NON_COOPERATION = Reader(
    name="non-cooperation",
    concern=Behaviour.NON_COOPERATION,
    look=_look,
    patterns=REFUSAL,
    examples=Examples(
        finds=("I'm not telling you that", "Why should I? Just fix it", "No chance, find it yourselves"),
        ignores=("I'm not telling you", "Why should I?", "You've got my details"),
        after=("they: My gate has dropped", "we: Sorry to hear it. Which address is it, please? A message is fine."),
    ),
)
