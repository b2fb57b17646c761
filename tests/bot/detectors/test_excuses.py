"""Excuses and their near-misses: the same words, once excused and once not."""

import pytest

from bot.detectors import detect
from bot.model import Concern

from .desk import POLICY, a_history, an_interaction

T, A, D, G, TP = "threat", "abuse", "discrimination", "allegation", "third_party"
PAIRS = [
    ("reported", A, "Some lad called your cleaner a lazy cow, she didn't deserve it", "Your cleaner is a lazy cow"),
    ("reported", T, "Your fitter told me he'd break my neighbour's jaw", "Tell your fitter I'll break his jaw"),
    ("quoted", A, 'I was told "shut up you muppet" by your office', "Shut up you muppet"),
    ("quoted", T, 'The note on my door says "watch your back"', "Watch your back, housing"),
    ("about a thing", A, "This stupid form is useless", "You stupid useless lot"),
    ("about a thing", T, "I'm going to smash this boiler with a hammer", "I'm going to smash your face in"),
    ("football", T, "That ref wants shooting, what a match", "Your housing officer wants shooting"),
    ("football", G, "We were robbed, that penalty was criminal", "Your staff robbed us, criminals the lot of them"),
    ("praise", A, "The new benches are the dog's bollocks", "You're a bunch of bollock brained muppets"),
    ("negated", G, "I'm not saying anyone at the council is corrupt", "Everyone at the council is corrupt"),
    ("negated", A, "Your plumber is not an idiot, the part was wrong", "Your plumber is an idiot"),
    ("counter-speech", D, "Stop calling them gyppos, they belong here", "Them gyppos don't belong here"),
    ("idiom", T, "I could murder a curry after that meeting", "I could murder your manager after that meeting"),
    ("idiom", G, "£30 for a fob is daylight robbery", "Your office is robbing us and pocketing the money"),
    ("about myself", A, "What a wally I am, wrong bin again", "What a wally your manager is, wrong bin again"),
    ("legal route", T, "You will be sorry when my solicitor gets you in court", "You will be sorry when I get there"),
    ("pity", A, "The poor sod was soaked", "The sod who fitted it is an idiot"),
    ("evidence", G, "The auditors found fraud by your contractor, report attached", "Your contractor is a fraudster"),
    ("one of them", D, "I am disabled and the toilets are dirty", "These disabled people are dirty spongers"),
]


def concerns(text: str) -> set[Concern]:
    return {f.concern for f in detect(an_interaction(text), a_history(), POLICY)}


@pytest.mark.parametrize(("why", "behaviour", "excused", "meant"), PAIRS)
def test_is_excused_and_its_near_miss_is_not(why: str, behaviour: str, excused: str, meant: str) -> None:
    assert behaviour not in concerns(excused), why
    assert behaviour in concerns(meant), why


WHOM = [
    ("Your surveyor is a pillock", {A}, {TP}),
    ("The man at number 9 is a pillock", {TP}, {A}),
    ("Councillor Pell is a pillock", {TP}, {A}),
    ("Give over Gary you pillock", {TP}, {A}),
    ("Priya Ashdown is a pillock", {A}, {TP}),
    ("I'll break my neighbour's legs", {TP}, {T}),
    ("I'll break your officer's legs", {T}, {TP}),
    ("That poofter in the top flat wants evicting", {D, TP}, {A}),
    ("Your receptionist is a bloody foreigner, send her back to her own country", {D, A}, {TP}),
]


@pytest.mark.parametrize(("text", "holds", "holds_not"), WHOM)
def test_the_same_words_weigh_by_whom_they_mean(text: str, holds: set[str], holds_not: set[str]) -> None:
    found = concerns(text)
    assert holds <= found
    assert not holds_not & found


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Vernon Oakthorpe in repairs takes bribes", True),
        ("Priya Ashdown takes bribes", True),
        ("Your repairs staff take bribes", False),
    ],
)
def test_an_allegation_says_whether_it_names_somebody(text: str, named: bool) -> None:  # noqa: FBT001
    allegations = [f for f in detect(an_interaction(text), a_history(), POLICY) if f.concern == G]
    assert [f.names_somebody for f in allegations] == [named]
