"""Refusing to give what we need and have asked for (policy 8.1 to 8.3); a genuine difficulty is no refusal (8.2)."""

from collections.abc import Iterator

from bot.detectors.answered import same_thread
from bot.detectors.base import Examples, Hit, Reader, Seen
from bot.detectors.excuses import is_quoted, is_reported_speech
from bot.model import Behaviour, Said

REFUSAL = (
    r"(?:not|never|refuse to|refusing to|will not be) (?:giving|give|sending|send|telling|tell|dm|sharing|share|filling|fill|providing|provide|messaging|message|emailing|email|ringing|ring|calling|call|saying|say|doing|answering|answer|going to (?:tell|give|send|dm|share|say|fill|message|ring|call)){some}",
    r"(?:i )?(?:just )?will not",
    r"why should i(?: have to)?{some}",
    r"(?:none of your|mind your own) (?:business|beeswax){gap}",
    r"(?:find|work|look) (?:it|that|me|them) (?:out |up )?(?:yourself|yourselves|out yourself|up yourself|up yourselves|out)",
    r"(?:your job|you work it out|you find out|you look it up|look it up){gap}",
    r"(?:no|nope|nah) (?:chance|way|thanks|ta|i am not|i will not|just sort|just fix){gap}",
    r"(?:you have|already|have) (?:got|have|had|given you) (?:it|them|all that|my details|that){gap}(?: already| enough)?",
    r"you do not need (?:my|to know|that|it|any){some}",
)
ASKING = (
    "please send", "send us", "can you send", "dm us", "dm ", "direct message", "private message", "inbox", "your address", "which address",
    "what address", "your postcode", "full name", "your name", "your details", "contact details", "phone number", "reference",
    "can you tell us", "could you tell us", "which property", "which flat", "which block", "which street", "which estate", "where is",
    "need to know", "we need", "need your", "without it", "without one", "can't look", "can't send", "could you confirm", "can you confirm",
    "fill in", "give us", "let us have", "receipt", "photo", "proof", "evidence", "drop us", "share", "message us", "email us", "call us on",
)  # fmt: skip
DIFFICULTY = (
    "can not", "could not", "do not know how", "not able", "unable", "no internet", "no phone", "broken phone", "do not have a", "have not got a",
    "no credit", "scared", "frightened", "not safe", "worried", "blind", "deaf", "dyslexic", "do not understand", "does not work",
)  # fmt: skip


def _look(seen: Seen) -> Iterator[Hit]:
    """A refusal after we asked in this conversation."""
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
    examples=Examples(finds=(), ignores=("I'm not telling you", "Why should I?", "You've got my details")),
)
