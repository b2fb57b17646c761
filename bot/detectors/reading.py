"""Reading: a comment in plain folded words, each of which knows where in the comment it was written.

The folded text is lower case, one space between tokens, a space at both ends, sentence marks as tokens of their own.
Every token keeps the span it came from, so that a finding quotes what the person wrote, not what we made of it.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from bot.detectors.folding import (
    APOSTROPHE,
    COMBINING,
    CONTROL,
    INVISIBLE,
    IS_AFTER,
    LEET,
    LOOK_ALIKE,
    PICTURES,
    SHORT,
)
from bot.detectors.vocabulary import KNOWN, MASKABLE

Piece = tuple[str, int, int]
Span = tuple[int, int]
LONGEST_RUN = 25
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
STOPS = (".", "!", "?")
LONGEST_WORD = 60
LONGEST_URL = 300

_HIDDEN = f"{INVISIBLE}{CONTROL}{COMBINING}"
_TOKEN = re.compile(
    rf"""
    (?:(?P<plain>[A-Za-z]{{2,60}}(?=[ .,?\n]|!(?![A-Za-z])|$))
    |(?P<url>(?:https?://|www\.)[^\s<>"]{{1,{LONGEST_URL}}}|[\w.+-]{{1,64}}@[\w-]{{1,64}}\.[\w.-]{{1,64}})
    |(?P<spaced>(?<![^\W_])(?:[^\W\d_][ .\-_*~]){{2,24}}[^\W\d_](?![^\W_]|['’][^\W_]))
    |(?P<mention>@\w{{1,60}})
    |(?P<tag>\#\w{{2,100}})
    |(?P<sum>£\d[\d,.]*(?![^\W_]))
    |(?P<word>[@$]?[^\W_](?:[^\W_]|[{_HIDDEN}]|['’ʼ‘`](?=[^\W_])|[*@$!%]{{1,12}}(?=[^\W_])|\*{{1,12}})*)
    |(?P<stars>\*{{3,12}})
    |(?P<stop>[.!?…。\n][.!?…。\s]*)
    |(?P<quote>["“”«»„]|(?<!\w)['‘](?=\w)|(?<=[\w.!?,])['’](?!\w))
    |(?P<comma>[,;:()\[\]/|–—]|\s-\s)
    |(?P<picture>[{"".join(PICTURES)}]))[ ]*
    """,
    re.VERBOSE,
)
_SINGLES = re.compile(r"(?:^| )[^\W\d_] [^\W\d_] [^\W\d_](?: |$)")
_SEVERAL = re.compile(r"(.)\1{2,}")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")
_HIDDEN_RUN = re.compile(f"[{_HIDDEN}]+")
_WORDS = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[a-z]+")
_APOSTROPHES = re.compile("['’ʼ‘`]")
_ANY_LEET = re.compile(r"(?=.*[a-z])(?=.*[0134578@$!|])[a-z0134578@$!|]+")
_LEET_INSIDE = re.compile(
    r"(?=.*[a-z])(?:[a-z]+[0134578@$!|]+)+[a-z]+|[@$5!][a-z]+[a-z0134578@$!|]*|[a-z]+[@$!|0134578]+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One comment, folded. `starts[i]` is where token i begins in `folded`; `spans[i]` where it was in `text`."""

    text: str
    folded: str
    tokens: tuple[str, ...]
    starts: tuple[int, ...]
    spans: tuple[Span, ...]

    def token_at(self, offset: int) -> int:
        """The number of the token that an offset into the folded text falls in (or the one after a space)."""
        return min(max(bisect_right(self.starts, offset) - 1, 0), len(self.tokens) - 1)

    def tokens_of(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of tokens that a span of the folded text touches."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        if first < len(self.tokens) and start >= self.starts[first] + len(self.tokens[first]):
            first += 1
        return first, max(bisect_left(self.starts, end), first + 1)

    def original(self, first: int, last: int) -> tuple[int, int]:
        """Where tokens first to last (half-open) were written in the comment."""
        covered = self.spans[first:last]
        return min(s for s, _ in covered), max(e for _, e in covered)


def read(text: str) -> Reading:
    """Folds a comment. Linear in its length, for any text at all; folding what is folded changes nothing."""
    tokens: list[str] = []
    spans: list[Span] = []
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "plain"
        at, end = span = found.span(kind)
        if kind == "plain":
            words = _plain(text[at:end])
            tokens.extend(words)
            spans.extend([span] * len(words))
            continue
        for word, start, stop in _pieces(kind, text[at:end]):
            if kind == "stop" and tokens and tokens[-1] in STOPS:
                tokens[-1] = max(tokens[-1], word, key=STOPS.index)
                spans[-1] = (spans[-1][0], at + stop)
                continue
            tokens.append(word)
            spans.append((at + start, at + stop))
    if _SINGLES.search(" ".join(tokens)):
        tokens, spans = _joined(tokens, spans)
    starts = accumulate((len(word) + 1 for word in tokens[:-1]), initial=1) if tokens else ()
    folded = f" {' '.join(tokens)} " if tokens else " "
    return Reading(text=text, folded=folded, tokens=tuple(tokens), starts=tuple(starts), spans=tuple(spans))


def _joined(tokens: list[str], spans: list[Span]) -> tuple[list[str], list[Span]]:
    """Puts together runs of single letters that spell a word nobody may say."""
    words: list[str] = []
    places: list[Span] = []
    number = 0
    while number < len(tokens):
        run = number
        while run < len(tokens) and run - number < LONGEST_RUN and len(tokens[run]) == 1 and tokens[run].isalpha():
            run += 1
        joined = "".join(tokens[number:run])
        if run - number > 2 and joined in MASKABLE:
            words.append(joined)
            places.append((spans[number][0], spans[run - 1][1]))
        else:
            run = max(run, number + 1)
            words.extend(tokens[number:run])
            places.extend(spans[number:run])
        number = run
    return words, places


def _pieces(kind: str, raw: str) -> tuple[Piece, ...]:
    """What one raw token folds to, with offsets into it."""
    if kind == "word":
        return _word(raw) if len(raw) <= LONGEST_WORD else _fold_word(raw)
    if kind == "stop":
        return (("?" if "?" in raw else "!" if "!" in raw else ".", 0, len(raw.rstrip()) or len(raw)),)
    if kind == "spaced":
        return tuple(_spaced(raw))
    if kind == "tag":
        return tuple((word, 0, len(raw)) for word in _hashtag(raw[1:]))
    if kind == "picture":
        return tuple((word, 0, len(raw)) for word in PICTURES[raw].split(" "))
    marks = {"comma": ",", "quote": '"', "stars": "****"}
    return ((marks.get(kind, raw.casefold()), 0, len(raw)),)


def _spaced(raw: str) -> Iterator[Piece]:
    joined = raw[::2].casefold()
    if joined in MASKABLE and len(set(raw[1::2])) == 1:
        yield joined, 0, len(raw)
        return
    for at in range(0, len(raw), 2):
        for word, _, _ in _fold_word(raw[at]):
            yield word, at, at + 1


@lru_cache(maxsize=1 << 16)
def _plain(raw: str) -> tuple[str, ...]:
    """What a word of plain letters folds to."""
    return tuple(word for word, _, _ in _fold_word(raw))


@lru_cache(maxsize=1 << 16)
def _word(raw: str) -> tuple[Piece, ...]:
    return _fold_word(raw)


def _fold_word(raw: str) -> tuple[Piece, ...]:
    """Folds one word: hidden signs, look-alikes, masks, leetspeak, stretched letters, short forms, apostrophes."""
    plain = _unmask(_letters(raw))
    if "'" in plain:
        return tuple((word, 0, len(raw)) for word in _open_up(plain))
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
def _hashtag(tag: str) -> tuple[str, ...]:
    """A hashtag's words: by capitals where it has them, else by the words we know."""
    words: list[str] = []
    for part in tag.split("_"):
        pieces = _CAMEL.findall(part)
        for piece in pieces if len(pieces) > 1 else _segment(part):
            words.extend(word for word, _, _ in _fold_word(piece))
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
