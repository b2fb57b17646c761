"""The trained model beside the rules: what it may do, and what it may never."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import offline
from bot.decide import decide
from bot.detectors import detect, what_reads
from bot.errors import ModelMissing
from bot.model import NO_HISTORY, ActionKind, Behaviour, Decision, Finding, Protected
from bot.policy.load import load_policy
from bot.policy.model import Trained
from bot.policy.rule import TRAINED
from bot.trained import TrainedModel, figures_of, trained_model
from tests.builders import NOON, a_finding, an_interaction

ROOT = Path(__file__).parents[3]
POLICY = load_policy(ROOT / "policies.yaml")
RULES = replace(POLICY, trained=Trained(switched_on=False))
VEILED = "Karma is going to find your plumber and it will be wearing my boots"
TWO = f"{VEILED}. I'd think about that."


def decided(*findings: Finding, words: str = "words") -> Decision:
    said = an_interaction(words)
    return decide(said, findings, NO_HISTORY, POLICY, can=offline()(said), now=NOON)


def suspected(behaviour: Behaviour) -> Finding:
    return a_finding("words", concern=behaviour, detector=f"{TRAINED}{behaviour}", confidence=0.97)


@pytest.mark.parametrize("behaviour", [b for b in Behaviour if POLICY.rules_about([b])])
def test_on_its_word_alone_nothing_is_proposed_against_anybody(behaviour: Behaviour) -> None:
    decision = decided(suspected(behaviour))
    assert (decision.behaviour, decision.proposal, decision.outcome) == (behaviour, None, "review")
    assert any("It is only suspected" in gate for gate in decision.gates)
    assert decision.because.startswith("This may be something that our policy")
    assert {ActionKind.REPLY, ActionKind.HIDE} <= {offer.action.kind for offer in decision.alternatives}


def test_what_a_rule_found_is_proposed_as_before_whatever_else_the_model_suspects() -> None:
    rule = a_finding("words", concern=Behaviour.THREAT, confidence=0.9)
    assert decided(rule, suspected(Behaviour.ABUSE)).proposal == decided(rule).proposal
    assert decided(rule).proposal is not None


@pytest.mark.parametrize("signal", Protected)
def test_a_doubtful_signal_asks_nobody_to_help_and_still_keeps_from_silencing(signal: Protected) -> None:
    abuse = a_finding("words", concern=Behaviour.ABUSE, confidence=0.9, severe=True)
    doubtful = a_finding("words", concern=signal, confidence=0.1, doubtful=True)
    assert decided(doubtful).outcome == "none"
    alone, guarded = decided(abuse), decided(abuse, doubtful)
    assert alone.proposal is not None
    assert alone.proposal.silences
    assert guarded.care == ()
    assert guarded.proposal is not None
    assert not guarded.proposal.silences
    assert not any(offer.silences for offer in guarded.alternatives)


def test_it_finds_what_no_rule_has_words_for_and_says_which_sentence_moved_it() -> None:
    assert Behaviour.THREAT not in {f.concern for f in detect(an_interaction(TWO), NO_HISTORY, RULES)}
    found = {f.concern: f for f in detect(an_interaction(TWO), NO_HISTORY, POLICY)}
    threat = found[Behaviour.THREAT]
    assert threat.detector == "trained-threat"
    assert threat.quote == TWO[threat.start : threat.end] == f"{VEILED}."


def test_of_words_that_the_policy_says_are_none_it_says_nothing() -> None:
    words = replace(POLICY.vocabulary, never=(("wearing my boots", "threat"),), behaviours={"threat": Behaviour.THREAT})
    policy = replace(POLICY, vocabulary=words)
    assert Behaviour.THREAT not in {f.concern for f in detect(an_interaction(TWO), NO_HISTORY, policy)}


def test_a_rule_and_the_model_are_one_confidence() -> None:
    said = an_interaction("You lot are a bunch of pathetic idiots")
    by_rules = {f.concern: f for f in detect(said, NO_HISTORY, RULES)}[Behaviour.ABUSE]
    together = {f.concern: f for f in detect(said, NO_HISTORY, POLICY)}[Behaviour.ABUSE]
    assert (together.detector, together.quote) == (by_rules.detector, by_rules.quote)
    assert together.because == f"{by_rules.because}; {together.confidence:.0%} sure with the trained model"


def test_what_may_be_a_cry_for_help_is_enough_to_keep_what_stands_beside_it_from_being_silenced() -> None:
    text = "You lot are pathetic idiots. My lad is on oxygen."
    found = {f.concern: f for f in detect(an_interaction(text), NO_HISTORY, POLICY)}
    assert Behaviour.ABUSE in found
    assert found[Protected.SAFEGUARDING].doubtful
    assert found[Protected.SAFEGUARDING].because == "the trained model does not rule it out"
    decision = decided(*found.values(), words=text)
    assert Protected.SAFEGUARDING not in decision.care
    assert not any(offer.silences for offer in (decision.proposal, *decision.alternatives) if offer is not None)


def test_where_nothing_is_held_against_anybody_what_is_only_possible_is_not_spoken_of() -> None:
    for row in (json.loads(line) for line in (ROOT / "training" / "check.jsonl").read_text("utf-8").splitlines()[:60]):
        found = detect(an_interaction(row["text"]), NO_HISTORY, POLICY)
        if all(f.is_protected for f in found):
            assert not [f for f in found if f.doubtful and f.detector.startswith(TRAINED)]


def test_it_says_nothing_about_a_language_that_it_was_not_taught() -> None:
    said = an_interaction("Od trzech tygodni nie mamy ogrzewania w mieszkaniu, jesteście idiotami")
    assert detect(said, NO_HISTORY, POLICY) == detect(said, NO_HISTORY, RULES)


def test_the_same_sentence_about_different_groups_comes_out_the_same() -> None:
    rows = [json.loads(line) for line in (ROOT / "training" / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]
    came: dict[str, set[object]] = {}
    for row in rows:
        if row["group"] != "older":  # no single word, so the model reads it as it stands
            said = an_interaction(row["text"])
            found = decide(said, detect(said, NO_HISTORY, POLICY), NO_HISTORY, POLICY, can=offline()(said), now=NOON)
            what = (frozenset(found.behaviours), found.care, found.outcome, found.proposal is not None)
            came.setdefault(row["pair"], set()).add(what)
    assert len(rows) >= 150
    assert {pair: outcomes for pair, outcomes in came.items() if len(outcomes) > 1} == {}


def test_switching_it_off_or_on_is_another_reading() -> None:
    assert what_reads(POLICY) != what_reads(RULES)
    assert what_reads(POLICY) == what_reads(POLICY)


def test_every_label_is_one_of_ours_and_speaks_from_somewhere_between_never_and_always() -> None:
    known = {*(str(b) for b in Behaviour), *(str(p) for p in Protected)}
    labels = trained_model().labels
    assert {one.label for one in labels} <= known
    assert {str(p) for p in Protected} <= {one.label for one in labels}
    for one in labels:
        assert 0.01 < one.at_least < 0.99
        assert one.slope > 0


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_has_a_figure_for_each_label_and_the_same_one_each_time(text: str) -> None:
    first = trained_model().figures(text)
    assert set(first) == {one.label for one in trained_model().labels}
    assert first == trained_model().figures(text)


def test_a_very_long_text_is_read_at_its_beginning_and_its_end() -> None:
    filler = "the grass was cut and the bins were emptied on the usual day. " * 1600
    assert len(filler) > 90_000
    plain = figures_of(filler)["threat"]
    assert figures_of(f"{VEILED}. {filler}")["threat"] > plain
    assert figures_of(f"{filler} {VEILED}.")["threat"] > plain


def test_a_model_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"switched_on: false"):
        TrainedModel(tmp_path)


def test_a_plain_threat_is_no_cry_for_help_because_it_speaks_of_fear() -> None:
    text = "I know where you live and I'm coming round to break your legs"
    assert Protected.SAFEGUARDING not in {f.concern for f in detect(an_interaction(text), NO_HISTORY, POLICY)}
    helped = f"{text}. I can't go on, I want to end my life"
    assert Protected.SAFEGUARDING in {f.concern for f in detect(an_interaction(helped), NO_HISTORY, POLICY)}
