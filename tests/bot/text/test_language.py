"""Which comments are in a language that nobody here taught the product."""

import pytest

from bot.app import offline
from bot.decide import decide
from bot.detectors import detect
from bot.model import NO_HISTORY
from bot.policy.load import load_policy
from bot.text.language import is_foreign
from tests.bot.test_stories import SHIPPED
from tests.builders import NOON, an_interaction

FOREIGN = {
    "pl": "Od trzech tygodni nie mamy ogrzewania w mieszkaniu, proszę o pomoc",
    "ro": "Nu avem apă caldă de trei zile și nimeni nu răspunde la telefon",
    "ur": "ہمارے گھر میں تین دن سے گرم پانی نہیں ہے براہ کرم مدد کریں",
    "pt": "Não temos aquecimento há três semanas, por favor alguém nos ajude",
}
ENGLISH = (
    "Ayup me duck when's bin day",
    "mardy bum on reception agen giz a shout when yer bothered",
    "WHEN IS THE LIFT BEING FIXED",
    "clowns",
    "👏👏👏",
    "",
    "Mi no speak good English please person speak Polish for to help with form",
    "no heatin no hot watter baby freezin",
    "My neighbours say dzień dobry every morning and I say ayup",
)


@pytest.mark.parametrize("language", FOREIGN)
def test_another_language_is_named(language: str) -> None:
    assert is_foreign(FOREIGN[language]) == language


@pytest.mark.parametrize("text", ENGLISH)
def test_dialect_and_broken_english_are_english(text: str) -> None:
    assert is_foreign(text) == ""


def test_what_cannot_be_judged_is_put_before_a_person_and_never_held_against_anybody() -> None:
    policy, said = load_policy(SHIPPED), an_interaction(FOREIGN["pl"])
    decision = decide(said, detect(said, NO_HISTORY, policy), NO_HISTORY, policy, can=offline()(said), now=NOON)
    assert (decision.outcome, decision.unread, decision.language, decision.proposal) == ("review", True, "pl", None)
    assert decision.because == "It is in Polish, which we can't judge automatically, so a person will read it."
