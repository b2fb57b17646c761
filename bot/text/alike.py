"""Whether two texts are nearly the same, told by what is left of them: their words, whatever their order and dress."""

import hashlib
import re
import unicodedata

FEWEST_WORDS = 8  # below that, people say the same without having copied it
LONGEST = 4000  # characters that are looked at
_WORD = re.compile(r"[^\W_]+")


def gist(text: str) -> str:
    """Sixteen hex digits, the same for the same words in any order, case, punctuation and number; empty for too few."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    words = sorted(set(_WORD.findall(plain)))
    if len(words) < FEWEST_WORDS:
        return ""
    return hashlib.sha256(" ".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:16]
