"""Spelling: which word a written word stands for, through masks, leetspeak, look-alikes, stretching and short forms."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from bot.detectors.folding import (
    APOSTROPHE,
    HIDDEN,
    IS_AFTER,
    LEET,
    LOOK_ALIKE,
    SHORT,
)
from bot.detectors.vocabulary import KNOWN, MASKABLE

Piece = tuple[str, int, int]
LONGEST_WORD = 60
STRONG = (
    "fuck",
    "cunt",
    "shit",
    "bastard",
    "wank",
    "bollock",
    "twat",
    "arse",
    "piss",
    "bitch",
    "prick",
    "dick",
    "cock",
    "toss",
)
_HIDDEN_RUN = re.compile(f"[{HIDDEN}]+")
_SEVERAL = re.compile(r"(.)\1{2,}")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")
_APOSTROPHES = re.compile("['’ʼ‘`]")
_LEET_INSIDE = re.compile(
    r"(?=.*[a-z])(?:[a-z]+[0134578@$!|]+)+[a-z]+|[@$5!][a-z]+[a-z0134578@$!|]*|[a-z]+[@$!|0134578]+"
)
_ANY_LEET = re.compile(r"(?=.*[a-z])(?=.*[0134578@$!|])[a-z0134578@$!|]+")
_WORDS = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[a-z]+")


def fold_word(raw: str) -> tuple[Piece, ...]:
    """Folds one word: hidden signs, look-alikes, masks, leetspeak, stretched letters, short forms, apostrophes."""
    plain = _unmask(_letters(raw))
    if "'" in plain:
        return tuple((_letters(word), 0, len(raw)) for word in _open_up(plain))
    if _PLAIN.fullmatch(plain) or plain.isalnum():
        return tuple((word, 0, len(raw)) for word in SHORT.get(plain, plain).split(" "))
    return tuple(_broken_at_masks(raw))


def _letters(raw: str) -> str:
    """The word in plain lower-case letters, without what hides in it."""
    if raw.isascii():
        return _HIDDEN_RUN.sub("", raw.lower()) if not raw.isprintable() else raw.lower().replace("`", "'")
    flat = unicodedata.normalize("NFKC", _HIDDEN_RUN.sub("", raw)).casefold()
    flat = _APOSTROPHES.sub("'", flat)
    if flat.isascii():
        return flat
    flat = _HIDDEN_RUN.sub("", unicodedata.normalize("NFKD", flat))
    alike = flat.translate(LOOK_ALIKE)
    if alike.isascii() and (alike in KNOWN or any("a" <= c <= "z" for c in flat)):
        return alike
    return flat


def _unmask(word: str) -> str:
    """The word that a masked, leet or stretched spelling stands for, if it stands for one we know."""
    if word.isalpha() and word.isascii():
        return word if word in KNOWN else _unstretch(word)
    if "'" in word:
        return word
    leet = _LEET_INSIDE.fullmatch(word)
    unleeted = _unstretch(word.translate(LEET)) if leet or _ANY_LEET.fullmatch(word) else word
    if unleeted in MASKABLE:
        return unleeted
    masked = _masked(word)
    if masked:
        return masked
    inside = leet and unleeted != word and (unleeted in KNOWN or _leet_between(word))
    return unleeted if inside and unleeted.isalpha() else word


def _leet_between(word: str) -> bool:
    """Whether a digit stands in for a vowel between letters, as nobody writes by accident."""
    return bool(re.fullmatch(r"[a-z]+[0134][a-z]{2,}", word))


def _masked(word: str) -> str | None:
    """The swear word, insult or slur that fits a spelling with masks in it."""
    if "*" not in word and not any(sign in word for sign in "@$!%"):
        return None
    pattern = _mask_pattern(word)
    fitting = (known for known in MASKABLE_BY_START.get(word[0], ()) if pattern.fullmatch(known))
    return min(fitting, key=lambda known: (abs(len(known) - len(word)), _mildness(known), known), default=None)


def _mildness(word: str) -> int:
    """Nobody masks a mild word: the stronger the word, the likelier it is meant."""
    return next((n for n, stem in enumerate(STRONG) if stem in word), len(STRONG))


def _mask_pattern(word: str) -> re.Pattern[str]:
    parts = []
    for run in re.findall(r"\*+|[@$!%]|[^*@$!%]+", word[:LONGEST_WORD]):
        if run[0] == "*":
            parts.append(f"[a-z]{{1,{max(len(run) + 1, 1)}}}")
        else:
            parts.append("[a-z]" if run in "@$!%" else re.escape(run))
    return re.compile("".join(parts))


def _unstretch(word: str) -> str:
    if not _SEVERAL.search(word):
        return word
    double, single = _SEVERAL.sub(r"\1\1", word), _SEVERAL.sub(r"\1", word)
    return double if double in KNOWN else single


def _open_up(word: str) -> list[str]:
    """Splits at apostrophes: don't → do not, you're → you are, he's → he is, plumber's → plumber s."""
    if word.endswith("n't"):
        short = SHORT.get(word.replace("'", ""))
        return short.split(" ") if short else [*_settled(word[:-3]), "not"]
    first, *rest = [part for part in word.split("'") if part] or [""]
    whole = SHORT.get("".join((first, *rest)))
    if whole:
        return whole.split(" ")
    words = _settled(first)
    for part in rest:
        words.extend(["is"] if part == "s" and first in IS_AFTER else _settled(APOSTROPHE.get(part, part)))
    return words


def _settled(word: str) -> list[str]:
    """The words that a piece of a broken word stands for, so that reading them again changes nothing."""
    return [w for part in _WORDS.findall(_letters(word)) for w in SHORT.get(_unmask(part), _unmask(part)).split(" ")]


def _broken_at_masks(raw: str) -> Iterator[Piece]:
    for part in _WORDS.finditer(_blank_hidden(raw)):
        for piece in _settled(_letters(part.group())):
            yield piece, part.start(), part.end()


def _blank_hidden(raw: str) -> str:
    """The same length, so that offsets hold."""
    return re.sub(r"[^\w]", " ", raw)


@lru_cache(maxsize=1 << 12)
def hashtag(tag: str) -> tuple[str, ...]:
    """A hashtag's words: by capitals where it has them, else by the words we know."""
    words: list[str] = []
    for part in tag.split("_"):
        pieces = _CAMEL.findall(part)
        for piece in pieces if len(pieces) > 1 else _segment(part):
            words.extend(word for word, _, _ in fold_word(piece))
    return tuple(words)


def _segment(run: str) -> list[str]:
    """Splits a run of letters into words that we know, longest first; all of it or nothing."""
    word = run.casefold()
    best: list[list[str] | None] = [[], *([None] * len(word))]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 18), end):
            head = best[start]
            if (
                head is not None
                and (word[start:end] in KNOWN)
                and (best[end] is None or len(head) < len(best[end] or ()))
            ):
                best[end] = [*head, word[start:end]]
    return best[-1] or [run]


MASKABLE_BY_START: dict[str, tuple[str, ...]] = {}
for _known in MASKABLE:
    MASKABLE_BY_START[_known[0]] = (*MASKABLE_BY_START.get(_known[0], ()), _known)
