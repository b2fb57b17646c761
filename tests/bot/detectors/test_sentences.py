"""The written sentences: how much of what they hold is found, and how much is found that they do not hold."""

from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.detectors import detect
from bot.model import Finding, Protected

from .desk import POLICY, a_history, an_interaction

FILE = Path(__file__).parent / "sentences.tsv"
SIGNALS = {str(p) for p in Protected}


def sentences() -> list[tuple[set[str], str]]:
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    split = [line.partition("\t") for line in lines]
    return [(set() if labels == "none" else set(labels.split(",")), text) for labels, _, text in split]


def findings(text: str) -> tuple[Finding, ...]:
    return detect(an_interaction(text), a_history(), POLICY)


def test_finds_most_and_invents_little() -> None:
    counts: Counter[str] = Counter()
    for wanted, text in sentences():
        found = {str(f.concern) for f in findings(text)}
        for concern in found | wanted:
            right = concern in found and concern in wanted
            counts["right" if right else "missed" if concern in wanted else "invented"] += 1
    assert counts["right"] / (counts["right"] + counts["missed"]) >= 0.9
    assert counts["right"] / (counts["right"] + counts["invented"]) >= 0.85


def test_nothing_decent_is_called_unacceptable() -> None:
    decent = [text for wanted, text in sentences() if not wanted - SIGNALS]
    wrong = [text for text in decent if any(not f.is_protected for f in findings(text))]
    assert len(wrong) <= len(decent) * 0.03, wrong


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_judged_and_quoted_exactly(text: str) -> None:
    for finding in findings(text):
        assert finding.quote == text[finding.start : finding.end]
        assert 0 <= finding.confidence <= 1


@given(st.sampled_from(sentences()), st.sampled_from(["\u200b", "\u00ad", "\u2060"]))
@settings(max_examples=60, deadline=None)
def test_what_cannot_be_seen_changes_nothing(sentence: tuple[set[str], str], hidden: str) -> None:
    _, text = sentence
    disguised = "".join(c + hidden if c.isascii() and c.isalpha() else c for c in text)
    before, after = findings(text), findings(disguised)
    assert {f.concern for f in before if f.detector != "private-info"} <= {f.concern for f in after}


def test_the_same_comment_gives_the_same_findings() -> None:
    for _, text in sentences()[:20]:
        assert findings(text) == findings(text)


def test_a_hundred_thousand_characters_are_judged() -> None:
    for text in (
        "you muppet " * 9_000,
        "the lift is broken. " * 5_000,
        "surveyor lives at 9 Mill Lane 07700 900123 " * 2_000,
        "I will kill your officer! " * 4_000,
        "he hits me. " * 8_000,
        "Ann Oakley is a plonker " * 4_000,
    ):
        assert findings(text)
