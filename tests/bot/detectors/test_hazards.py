"""An emergency names its hazard, so that the right people are sent."""

import pytest

from bot.detectors import detect
from bot.detectors.hazards import ANOTHER, hazard_in
from bot.model import NO_HISTORY, Protected

from .desk import POLICY, an_interaction


@pytest.mark.parametrize(
    ("text", "hazard"),
    [
        ("I can smell gas on the landing", "gas or carbon monoxide"),
        ("Black smoke is coming out of the bin store", "fire or smoke"),
        ("There are bare wires hanging out of the wall", "electricity"),
        ("My nan is stuck in the lift between two floors", "somebody trapped or hurt"),
        ("The fire exit is chained shut again", "no safe way out"),
        ("Water is pouring through the bathroom ceiling", "water or sewage"),
        ("No heating since Friday and the baby is five weeks old", "no heating, hot water or power"),
        ("My front door won't lock since it was kicked in", "a home that can't be locked"),
        ("The bedroom ceiling has collapsed on the bed", "a part of the building that may fall"),
        ("There are needles all over the playground", "something poisonous or sharp"),
    ],
)
def test_an_emergency_names_its_hazard(text: str, hazard: str) -> None:
    found = [f for f in detect(an_interaction(text), NO_HISTORY, POLICY) if f.concern is Protected.EMERGENCY]
    assert {f.hazard for f in found} == {hazard}
    assert found[0].called == f"emergency ({hazard})"


def test_what_is_not_listed_is_another_danger() -> None:
    assert hazard_in("come here now", "please come here now") == ANOTHER
    assert hazard_in("come down on", "the ceiling has come down on us") == "a part of the building that may fall"


def test_nothing_but_an_emergency_has_one() -> None:
    found = detect(an_interaction("Nine weeks waiting for my gate, you useless idiots"), NO_HISTORY, POLICY)
    assert {f.hazard for f in found} == {""}
