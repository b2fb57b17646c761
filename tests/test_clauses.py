"""The map of clauses keeps its word: every clause has a row, and every row leads to something that is there."""

import ast
import os
import re
from pathlib import Path

import pytest

from bot.decide import decide
from bot.detectors import detect
from bot.model import (
    Abilities,
    Ability,
    ActionKind,
    Behaviour,
    FormalAction,
    History,
    Identity,
    PlatformName,
    Upheld,
    Way,
)
from bot.policy.clauses import CLAUSES
from bot.policy.load import load_policy
from tests.builders import DAY, MINUTE, NOON, a_finding, a_history, a_line, an_interaction

ROOT = Path(__file__).parents[1]
POLICY = load_policy(ROOT / "policies.yaml")
ALL: Abilities = {kind: Ability(way=Way.BY_API) for kind in ActionKind}
MARKED = re.compile(r"`([^`]*)`")
PLACE = re.compile(r"([\w./-]+)::(.+)")
NUMBERED = re.compile(r"^[-\s]*(\d{1,2}\.\d{1,2}) \S", re.MULTILINE)


def rows() -> list[list[str]]:
    lines = (ROOT / "docs" / "clauses.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d", line)]
    assert all(len(row) == 4 for row in cells)
    return cells


def places(cell: str) -> list[tuple[str, str]]:
    """What a cell marks as `file::name`; it may mark nothing else, for that would go unread."""
    found = [(marked, PLACE.fullmatch(marked)) for marked in MARKED.findall(cell)]
    assert all(place for _, place in found), f"not each a file and a name: {[marked for marked, _ in found]}"
    return [(place[1], place[2]) for _, place in found if place]


def defined(source: str) -> set[str]:
    """Every name that a Python file gives to something: to look for words would find a mere mention."""
    nodes = list(ast.walk(ast.parse(source)))
    named = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    return named | {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def holds(file: Path, name: str) -> bool:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        return name in defined(text)
    said = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) is not None


def proofs(file: Path) -> set[str]:
    body = ast.parse(file.read_text(encoding="utf-8")).body
    return {n.name for n in body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")}


def test_every_clause_has_one_row_and_no_row_is_about_another() -> None:
    assert [(clause, said) for clause, said, _, _ in rows()] == list(CLAUSES.items())


@pytest.mark.parametrize("clause", CLAUSES)
def test_the_places_and_tests_of_a_clause_are_there(clause: str) -> None:
    ((_, _, kept, proven),) = [row for row in rows() if row[0] == clause]
    assert places(kept), "a clause is kept somewhere, or something stands in for it"
    for file, name in places(kept):
        assert (ROOT / file).is_file(), file
        assert holds(ROOT / file, name), f"{file} holds no {name}"
    assert places(proven), "a clause has a test that would fail without it"
    for file, name in places(proven):
        assert (ROOT / file).is_file(), file
        assert name in proofs(ROOT / file), f"{file} has no test {name}"


def test_every_behaviour_rests_on_clauses_that_there_are() -> None:
    assert {clause for rule in POLICY.behaviours for clause in rule.clauses} <= set(CLAUSES)


def test_no_clause_from_section_4_to_8_that_names_a_behaviour_is_without_a_rule() -> None:
    named = {"4.2", "4.3", "4.4", "4.5", "4.6", "5.1", "6.1", "6.2", "6.3", "7.2", "8.1", "8.3"}
    assert named <= {clause for rule in POLICY.behaviours for clause in rule.clauses}


@pytest.mark.skipif("SECTION11_POLICY_TEXT" not in os.environ, reason="SECTION11_POLICY_TEXT names no text to compare")
def test_no_clause_of_the_policy_itself_is_missing() -> None:
    text = Path(os.environ["SECTION11_POLICY_TEXT"]).read_text(encoding="utf-8")
    numbered = {number for number in NUMBERED.findall(text) if not number.endswith(".0")}
    assert numbered == set(CLAUSES)


@pytest.mark.parametrize(
    ("words", "is_abuse"), [("That bastard boiler has packed in again", False), ("You bastards packed in again", True)]
)
def test_4_3_swearing_at_a_thing_is_not_swearing_at_people(words: str, *, is_abuse: bool) -> None:
    found = {finding.concern for finding in detect(an_interaction(words), History(), POLICY)}
    assert (Behaviour.ABUSE in found) is is_abuse


@pytest.mark.parametrize(("short_of", "too_many"), [(0, True), (1, False)])
def test_6_1_too_many_contacts_are_as_many_as_the_policy_says(short_of: int, *, too_many: bool) -> None:
    answered = [a_line("When is bin day?", at=NOON - 3 * MINUTE), a_line("Thursday.", at=NOON - 2 * MINUTE, ours=True)]
    more = [a_line("Which Thursday?", at=NOON - MINUTE)] * (POLICY.volume.contacts - 1 - short_of)
    said = an_interaction("And the one after?", posted_at=NOON)
    found = {finding.concern for finding in detect(said, a_history(*answered, *more), POLICY)}
    assert (Behaviour.CONTACT_VOLUME in found) is too_many


def test_8_2_whoever_refuses_is_first_asked_again_and_offered_help_with_it() -> None:
    refusal = a_finding("no", concern=Behaviour.NON_COOPERATION)
    for platform in PlatformName:
        said = an_interaction("no", platform=platform)
        proposal = decide(said, (refusal,), History(), POLICY, can=ALL, now=NOON).proposal
        assert proposal is not None
        assert "your name" in proposal.action.wording
        assert "difficult" in proposal.action.wording


VERIFIED = {
    Identity.UNVERIFIED: (),
    Identity.CLAIMED: (),
    Identity.VERIFIED: (FormalAction.WRITTEN_WARNING,),
}


@pytest.mark.parametrize("identity", Identity)
def test_11_4_formal_action_is_open_only_against_somebody_whom_we_know(identity: Identity) -> None:
    mark = Upheld(behaviour=Behaviour.ABUSE, at=NOON - DAY, case=1, action=ActionKind.PRIVATE_WARNING)
    abuse = a_finding("idiots", concern=Behaviour.ABUSE)
    history = History(upheld=(mark,), identity=identity)
    decision = decide(an_interaction("idiots"), (abuse,), history, POLICY, can=ALL, now=NOON)
    assert (decision.step, decision.formal) == (2, VERIFIED[identity])


def test_11_3_whoever_is_not_known_counts_as_unverified() -> None:
    assert History().identity is Identity.UNVERIFIED


@pytest.mark.parametrize("platform", PlatformName)
def test_12_1_a_warning_says_that_a_review_may_be_asked_for(platform: PlatformName) -> None:
    words = POLICY.templates["warning"].words(platform)
    assert "review" in words
    assert POLICY.appeals.to in words


def test_12_4_whoever_is_blocked_is_told_of_the_ombudsman_at_any_time() -> None:
    words = POLICY.templates[POLICY.notices[ActionKind.BLOCK]].text
    assert "ask the Housing Ombudsman for advice at any time" in words
