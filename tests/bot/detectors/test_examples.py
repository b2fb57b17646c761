"""Every detector carries the comments that prove it: what it finds, and what it leaves alone."""

import pytest

from bot.detectors import DETECTORS, detect
from bot.detectors.base import Detector, Examples

from .desk import POLICY, a_history, an_interaction

FINDS = [(d, text) for d in DETECTORS for text in d.examples.finds]
IGNORES = [(d, text) for d in DETECTORS for text in d.examples.ignores]


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: d.name)
def test_carries_at_least_three_of_each(detector: Detector) -> None:
    examples: Examples = detector.examples
    assert len(examples.finds) >= 3
    assert len(examples.ignores) >= 3


@pytest.mark.parametrize(("detector", "text"), FINDS, ids=lambda v: v if isinstance(v, str) else v.name)
def test_finds_its_examples(detector: Detector, text: str) -> None:
    history = a_history(*detector.examples.after)
    findings = [f for f in detect(an_interaction(text), history, POLICY) if f.detector == detector.name]
    assert findings, text
    assert findings[0].concern is detector.concern
    assert findings[0].quote == text[findings[0].start : findings[0].end]
    assert findings[0].quote
    assert findings[0].because


@pytest.mark.parametrize(("detector", "text"), IGNORES, ids=lambda v: v if isinstance(v, str) else v.name)
def test_leaves_the_others_alone(detector: Detector, text: str) -> None:
    found = {f.detector for f in detect(an_interaction(text), a_history(), POLICY)}
    assert detector.name not in found


def test_names_are_unique() -> None:
    names = [d.name for d in DETECTORS]
    assert len(names) == len(set(names))
