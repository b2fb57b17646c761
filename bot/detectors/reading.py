"""Reading: a comment in plain folded words, each of which knows where in the comment it was written.

The folded text is lower case, one space between tokens, a space at both ends, sentence marks as tokens of their own.
Every token keeps the span it came from, so that a finding quotes what the person wrote, not what we made of it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from bot.detectors.folding import HIDDEN, PICTURES
from bot.detectors.spelling import Piece, fold_word, hashtag
from bot.detectors.vocabulary import MASKABLE

Span = tuple[int, int]
STOPS = (".", "!", "?")
LONGEST_URL = 300
LONGEST_RUN = 25
REMEMBERED = 40

_TOKEN = re.compile(
    rf"""
    (?:(?P<plain>[A-Za-z]{{2,60}}(?=[ .,?\n]|!(?![A-Za-z])|$))
    |(?P<url>(?:https?://|www\.)[^\s<>"]{{1,{LONGEST_URL}}}|[\w.+-]{{1,64}}@[\w-]{{1,64}}\.[\w.-]{{1,64}})
    |(?P<spaced>(?<![^\W_])(?:[^\W\d_][ .\-_*~]){{2,24}}[^\W\d_](?![^\W_]|['’][^\W_]))
    |(?P<mention>@\w{{1,60}})
    |(?P<tag>\#\w{{2,100}})
    |(?P<sum>£\d[\d,.]*(?![^\W_]))
    |(?P<word>[@$]?[^\W_](?:[^\W_]|[{HIDDEN}]|['’ʼ‘`](?=[^\W_])|[*@$!%]{{1,12}}(?=[^\W_])|\*{{1,12}})*)
    |(?P<stars>\*{{3,12}})
    |(?P<stop>[.!?…。\n][.!?…。\s]*)
    |(?P<quote>["“”«»„]|(?<!\w)['‘](?=\w)|(?<=[\w.!?,])['’](?!\w))
    |(?P<comma>[,;:()\[\]/|–—]|(?<!\S)-(?!\S))
    |(?P<picture>[{"".join(PICTURES)}]))[ ]*
    """,
    re.VERBOSE,
)


_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_] ){2}[^\W\d_](?![^\W_])")
_UNTIDY = re.compile(r" (?:[.!?] [.!?]|[^\W\d_] [^\W\d_] [^\W\d_]) ")


class _Chunk(NamedTuple):
    """What stands between two spaces: its folded tokens, and where in it they were written."""

    tokens: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One comment, folded. `starts[i]` is where token i begins in `folded`; `spans[i]` where it was in `text`."""

    text: str
    folded: str
    tokens: tuple[str, ...]

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each token begins in the folded text."""
        lengths = (len(token) + 1 for token in self.tokens[:-1])
        return tuple(accumulate(lengths, initial=1)) if self.tokens else ()

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Where each token was written; worked out only for comments in which something is found."""
        spans = _spans(self.text)
        if len(spans) == len(self.tokens):
            return tuple(spans)
        return tuple(_tidied([token for chunk in _chunks(self.text) for token in _read(chunk).tokens], spans)[1])

    def tokens_of(self, start: int, end: int) -> Span:
        """The half-open range of tokens that a span of the folded text touches."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        if first < len(self.tokens) and start >= self.starts[first] + len(self.tokens[first]):
            first += 1
        return first, max(bisect_left(self.starts, end), first + 1)

    def original(self, first: int, last: int) -> Span:
        """Where tokens first to last (half-open) were written in the comment."""
        covered = self.spans[first:last]
        return min(s for s, _ in covered), max(e for _, e in covered)


def read(text: str) -> Reading:
    """Folds a comment. Linear in its length, for any text at all; folding what is folded changes nothing."""
    tokens: list[str] = []
    for chunk in _chunks(text):
        if chunk:
            tokens.extend(_read(chunk).tokens)
    folded = f" {' '.join(tokens)} " if tokens else " "
    if _UNTIDY.search(folded):
        tokens = _tidied(tokens, _spans(text))[0]
        folded = f" {' '.join(tokens)} "
    return Reading(text=text, folded=folded, tokens=tuple(tokens))


def _chunks(text: str) -> list[str]:
    """What is read at a time: the text between two spaces, or all of it where single letters are spaced out."""
    return [text] if _SPACED.search(text) else text.split(" ")


def _spans(text: str) -> list[Span]:
    spans: list[Span] = []
    at = 0
    for chunk in _chunks(text):
        spans.extend((at + start, at + end) for start, end in _read(chunk).spans)
        at += len(chunk) + 1
    return spans


def _read(chunk: str) -> _Chunk:
    return _remembered(chunk) if len(chunk) <= REMEMBERED else _fold_chunk(chunk)


@lru_cache(maxsize=1 << 15)
def _remembered(chunk: str) -> _Chunk:
    return _fold_chunk(chunk)


def _fold_chunk(chunk: str) -> _Chunk:
    tokens: list[str] = []
    spans: list[Span] = []
    for found in _TOKEN.finditer(chunk):
        kind = found.lastgroup or "plain"
        at, end = found.span(kind)
        for word, start, stop in _pieces(kind, chunk[at:end]):
            tokens.append(word)
            spans.append((at + start, at + stop))
    return _Chunk(tuple(tokens), tuple(spans))


def _tidied(tokens: list[str], spans: list[Span]) -> tuple[list[str], list[Span]]:
    """Joins sentence marks that follow each other, and runs of single letters that spell a word nobody may say."""
    words: list[str] = []
    places: list[Span] = []
    number = 0
    while number < len(tokens):
        token = tokens[number]
        run = number
        while run < len(tokens) and run - number < LONGEST_RUN and len(tokens[run]) == 1 and tokens[run].isalpha():
            run += 1
        joined = "".join(tokens[number:run])
        if token in STOPS and words and words[-1] in STOPS:
            words[-1] = max(words[-1], token, key=STOPS.index)
            places[-1] = (places[-1][0], spans[number][1])
            run = number + 1
        elif run - number > 2 and joined in MASKABLE:
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
    if kind in {"plain", "word"}:
        return fold_word(raw)
    if kind == "stop":
        return (("?" if "?" in raw else "!" if "!" in raw else ".", 0, len(raw.rstrip()) or len(raw)),)
    if kind == "spaced":
        return tuple(_spaced(raw))
    if kind == "tag":
        return tuple((word, 0, len(raw)) for word in hashtag(raw[1:]))
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
        for word, _, _ in fold_word(raw[at]):
            yield word, at, at + 1
