"""What the policy itself lists: officers' phrases and patterns, scam links, and data of our staff."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import ahocorasick_rs
import phonenumbers
import re2

from bot.detectors.base import Hit, Seen
from bot.detectors.reading import Reading, read
from bot.model import Behaviour, Finding
from bot.policy.model import Vocabulary
from bot.policy.rule import LISTED
from bot.text.links import is_listed, links_in

SURE = 1.0
COUNTRY = "GB"
SHORTEST_NUMBER = 7  # digits, from which a listed figure may be a telephone number


class Phrase(NamedTuple):
    """One listed phrase: whose it is, of how many words, and whether its last word may go on."""

    rule: str
    length: int
    open_ended: bool


class Phrasebook:
    """Many phrases found in one pass over a folded comment, whole words only; the cost does not grow with the list."""

    def __init__(self, phrases: Sequence[tuple[str, str]]) -> None:
        folded: dict[str, list[Phrase]] = {}
        for phrase, rule in phrases:
            open_ended = phrase.endswith("*")
            words = read(phrase.rstrip("*")).folded.rstrip(" ")
            if words.strip():
                folded.setdefault(words, []).append(Phrase(rule, words.count(" "), open_ended))
        self._owners = list(folded.values())
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(folded), implementation=ahocorasick_rs.Implementation.ContiguousNFA if folded else None
        )
        self.empty = not folded

    def find(self, reading: Reading) -> Iterator[tuple[str, int, int]]:
        """Each phrase found, as (rule, first token, last token), half-open."""
        if self.empty:
            return
        folded = reading.folded
        for number, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            for phrase in self._owners[number]:
                if phrase.open_ended or folded[end] == " ":
                    first = folded.count(" ", 0, start)
                    yield phrase.rule, first, first + phrase.length


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A policy's own vocabulary, made ready once for every comment that is read by it."""

    words: Phrasebook
    never: Phrasebook
    patterns: tuple[tuple["re2._Regexp", str], ...]
    pattern_set: "re2.Set | None"
    staff_words: Phrasebook
    staff_numbers: frozenset[str]


@lru_cache(maxsize=8)
def listing(vocabulary: Vocabulary) -> Listing:
    """The vocabulary made ready; remembered, for a policy is read far less often than comments are."""
    numbers = {entry: number for entry in vocabulary.staff_data if (number := _number(entry))}
    others = [(entry, "staff_data") for entry in vocabulary.staff_data if entry not in numbers]
    return Listing(
        words=Phrasebook(vocabulary.words),
        never=Phrasebook([(phrase, str(vocabulary.behaviours[rule])) for phrase, rule in vocabulary.never]),
        patterns=tuple((re2.compile(pattern), rule) for pattern, rule in vocabulary.patterns),
        pattern_set=_set(vocabulary.patterns),
        staff_words=Phrasebook(others),
        staff_numbers=frozenset(numbers.values()),
    )


def listed(seen: Seen) -> Iterator[Finding]:
    """What of the policy's own lists stands in the comment: one finding for each rule or list, the longest words."""
    vocabulary = seen.policy.vocabulary
    ready = listing(vocabulary)
    longest: dict[str, tuple[int, int]] = {}
    for rule, first, last in (*ready.words.find(seen.reading), *_patterns(ready, seen.reading)):
        if last - first > longest.get(rule, (0, 0))[1] - longest.get(rule, (0, 0))[0]:
            longest[rule] = (first, last)
    for rule, (first, last) in sorted(longest.items()):
        behaviour = vocabulary.behaviours[rule]
        if not excused(seen, behaviour, Hit(first=first, last=last, confidence=SURE, because="")):
            span = seen.reading.original(first, last)
            yield _finding(seen, rule, behaviour, span, "it is among the words that our policy lists")
    yield from _scam_links(seen, vocabulary.scam_links)
    yield from _staff_data(seen, ready)


def excused(seen: Seen, behaviour: Behaviour, hit: Hit) -> bool:
    """Whether the policy says that nothing of this behaviour is found in these words."""
    ready = listing(seen.policy.vocabulary)
    return any(
        whose == behaviour and first <= hit.first and hit.last <= last
        for whose, first, last in ready.never.find(seen.reading)
    )


def never_found(seen: Seen) -> set[str]:
    """The behaviours of which the policy says that some words of this comment are none."""
    return {str(whose) for whose, _, _ in listing(seen.policy.vocabulary).never.find(seen.reading)}


def _patterns(ready: Listing, reading: Reading) -> Iterator[tuple[str, int, int]]:
    if ready.pattern_set is None:
        return
    for number in ready.pattern_set.Match(reading.folded) or ():
        pattern, rule = ready.patterns[number]
        found = pattern.search(reading.folded)
        if found is not None and found.group().strip():
            shift = len(found.group()) - len(found.group().lstrip())
            first, last = reading.tokens_of(found.start() + shift, found.end())
            yield rule, first, min(last, len(reading.tokens))


def _set(patterns: Sequence[tuple[str, str]]) -> "re2.Set | None":
    if not patterns:
        return None
    options = re2.Options()
    options.max_mem = 256 << 20
    found = re2.Set.SearchSet(options)
    for pattern, _ in patterns:
        found.Add(pattern)
    found.Compile()
    return found


def _scam_links(seen: Seen, links: frozenset[str]) -> Iterator[Finding]:
    if not links:
        return
    text = seen.interaction.text
    for link in links_in(text):
        if is_listed(link, links):
            at = text.casefold().find(link.split("/", 1)[0])
            span = (max(at, 0), max(at, 0) + len(link)) if at >= 0 else (0, len(text))
            because = "it leads to an address that is listed as a scam"
            yield _finding(seen, "scam_links", Behaviour.SCAM_LINK, span, because)
            return


def _staff_data(seen: Seen, ready: Listing) -> Iterator[Finding]:
    because = "it holds data of our staff, as listed"
    if ready.staff_numbers:
        for found in phonenumbers.PhoneNumberMatcher(
            seen.interaction.text, COUNTRY, leniency=phonenumbers.Leniency.POSSIBLE
        ):
            if _e164(found.number) in ready.staff_numbers:
                yield _finding(seen, "staff_data", Behaviour.PRIVATE_INFO, (found.start, found.end), because)
                return
    for _, first, last in ready.staff_words.find(seen.reading):
        span = seen.reading.original(first, last)
        yield _finding(seen, "staff_data", Behaviour.PRIVATE_INFO, span, because)
        return


def _finding(seen: Seen, whose: str, behaviour: Behaviour, span: tuple[int, int], because: str) -> Finding:
    start, end = span
    return Finding(
        detector=f"{LISTED}{whose}",
        concern=behaviour,
        quote=seen.interaction.text[start:end],
        start=start,
        end=end,
        confidence=SURE,
        because=because,
    )


def _number(entry: str) -> str:
    """A listed figure as a telephone number in international form; empty if it is none."""
    if sum(letter.isdigit() for letter in entry) < SHORTEST_NUMBER or any(letter.isalpha() for letter in entry):
        return ""
    try:
        return _e164(phonenumbers.parse(entry, COUNTRY))
    except phonenumbers.NumberParseException:
        return ""


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
