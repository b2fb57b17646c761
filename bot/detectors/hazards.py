"""Which danger a comment names, in the words of whoever has to send somebody."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from bot.detectors.reading import read
from bot.detectors.ways import headings, wordset
from bot.model import Finding, Protected

ANOTHER = "another danger"


def hazard_in(quote: str, text: str) -> str:
    """The kind of danger that a quote names, or else all of the text; ANOTHER where neither names a listed one."""
    for some in (quote, text):
        words = set(read(some).tokens)
        named = next((hazard for hazard, known in _kinds().items() if words & known), "")
        if named:
            return named
    return ANOTHER


def with_hazard(finding: Finding, text: str) -> Finding:
    """The finding in this text, an emergency's with its hazard named; any other as it is."""
    if finding.concern is not Protected.EMERGENCY or finding.hazard:
        return finding
    return replace(finding, hazard=hazard_in(finding.quote, text))


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    return {name: wordset("hazards", name) for name in headings("hazards")}
