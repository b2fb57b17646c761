"""Taking personal details out of a comment before anybody outside reads it, with the way back to its own words."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import phonenumbers

from bot.detectors import BOOK
from bot.detectors.base import see
from bot.detectors.ways import wordset
from bot.detectors.whom import names
from bot.model import NO_HISTORY, Interaction
from bot.policy.model import Policy
from bot.text.personal import ADDRESS, MOBILE, PLATE, POSTCODE, PROFILE

Span = tuple[int, int]
LONGEST = 4000  # characters in which telephone numbers are looked for, as everywhere

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_LINK = re.compile(r"(?:https?://|www\.)\S{1,2000}", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.])@\w[\w.]{0,60}")
_NUMBER = re.compile(r"\d(?:[ /-]?\d){4,}")
_ANY_POSTCODE = re.compile(POSTCODE.pattern, re.IGNORECASE)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Cllr|Councillor|Sir|Dame)\.? (?P<who>[A-Z][\w'’-]{1,30})")
_TWO_CAPITALS = re.compile(r"\b[A-Z][a-z'’-]{1,30} [A-Z][a-z'’-]{1,30}\b")
_GROUPS = wordset("discrimination", "identities") | wordset("discrimination", "many_identities")
_NO_NAMES = _GROUPS | {
    *("derby", "homes", "council", "city", "county", "east", "midlands", "facebook", "housing", "ombudsman", "office"),
    *(
        "the",
        "this",
        "that",
        "it",
        "we",
        "you",
        "they",
        "he",
        "she",
        "my",
        "your",
        "our",
        "i",
        "and",
        "but",
        "so",
        "if",
    ),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "road", "street", "house"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A text without personal details. `taken` says for each mask where it stands, here and in the comment's words."""

    text: str
    taken: tuple[tuple[Span, Span], ...]

    def original(self, start: int, end: int) -> Span:
        """Where a span of the masked text stands in the comment; a mask stands for all that it hides."""
        return self._place(start, end=False), self._place(end, end=True)

    def _place(self, at: int, *, end: bool) -> int:
        before = bisect_right(self.taken, at - end, key=lambda one: one[0][0])
        if not before:
            return at
        (_, mask_end), (start, stop) = self.taken[before - 1]
        if at < mask_end or (end and at == mask_end):
            return stop if end else start
        return stop + at - mask_end


Stands = Callable[[str, str], str]  # what stands for words of this kind


def bracketed(kind: str, _words: str) -> str:
    """Says in brackets what is hidden: [telephone number]."""
    return f"[{kind}]"


def masked(interaction: Interaction, policy: Policy, stands: Stands = bracketed) -> Masked:
    """What was said, without what tells who is meant: names, numbers, addresses, links, handles and registrations.

    Names are found by a list of first names, by titles, by two capitals together, and as the policy's staff list and
    the author's own name have them; one that is written small and stands on no list can stay.
    """
    text = interaction.text
    out, taken, at, length = [], [], 0, 0
    for start, end, kind in _apart(_personal(interaction, policy)):
        words = stands(kind, text[start:end])
        out += [text[at:start], words]
        length += start - at
        taken.append(((length, length + len(words)), (start, end)))
        length, at = length + len(words), end
    return Masked(text="".join((*out, text[at:])), taken=tuple(taken))


def _personal(interaction: Interaction, policy: Policy) -> Iterator[tuple[int, int, str]]:
    text = interaction.text
    for pattern, kind in _PATTERNS:
        yield from ((*match.span(), kind) for match in pattern.finditer(text))
    for number in phonenumbers.PhoneNumberMatcher(text[:LONGEST], "GB"):
        yield number.start, number.end, "telephone number"
    yield from ((*span, "name") for span in _names(interaction, policy))


_PATTERNS = (
    (_EMAIL, "e-mail address"),
    (_LINK, "link"),
    (PROFILE, "link"),
    (_HANDLE, "name"),
    (ADDRESS, "address"),
    (_ANY_POSTCODE, "postcode"),
    (MOBILE, "telephone number"),
    (PLATE, "registration"),
    (_NUMBER, "number"),
)


def _names(interaction: Interaction, policy: Policy) -> Iterator[Span]:
    text = interaction.text
    seen = see(interaction, NO_HISTORY, policy, BOOK)
    for name in names(seen):
        yield seen.reading.spans[name.first][0], seen.reading.spans[name.last - 1][1]
    yield from (match.span("who") for match in _TITLED.finditer(text))
    for match in _TWO_CAPITALS.finditer(text):
        if not any(word.casefold() in _NO_NAMES for word in match.group().split()):
            yield match.span()
    known = [*policy.staff_names]
    if interaction.author is not None:
        known += [interaction.author.name, interaction.author.handle]
    parts = {part for name in known for part in (name, *name.split()) if len(part) > 2}
    if parts:
        every = "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))
        yield from (match.span() for match in re.finditer(rf"\b(?:{every})\b", text, re.IGNORECASE))


def _apart(found: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The spans in order, those that overlap made one, of the kind that begins first (and is the longest there)."""
    ordered = sorted((one for one in found if one[0] < one[1]), key=lambda one: (one[0], -one[1]))
    merged: list[tuple[int, int, str]] = []
    for start, end, kind in ordered:
        if merged and start < merged[-1][1]:
            first, last, was = merged[-1]
            merged[-1] = (first, max(last, end), was)
        else:
            merged.append((start, end, kind))
    return merged
