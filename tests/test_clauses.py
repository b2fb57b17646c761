"""The map of clauses keeps its word: every clause has a row, and every row leads to something that is there."""

import os
import re
from pathlib import Path

import pytest

from bot.policy.clauses import CLAUSES
from bot.policy.load import load_policy

ROOT = Path(__file__).parents[1]
PLACE = re.compile(r"`([\w./-]+)::([^`]+)`")
NUMBERED = re.compile(r"^[-\s]*(\d{1,2}\.\d{1,2}) \S", re.MULTILINE)


def rows() -> dict[str, list[str]]:
    lines = (ROOT / "docs" / "clauses.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d", line)]
    assert all(len(row) == 4 for row in cells)
    return {row[0]: row[1:] for row in cells}


def test_every_clause_has_a_row_and_no_row_is_about_another() -> None:
    assert list(rows()) == list(CLAUSES)


@pytest.mark.parametrize("clause", CLAUSES)
def test_the_places_and_tests_of_a_clause_are_there(clause: str) -> None:
    said, places, tests = rows()[clause]
    assert said == CLAUSES[clause]
    assert PLACE.findall(places), "a clause is kept somewhere"
    for file, name in PLACE.findall(places):
        assert name in (ROOT / file).read_text(encoding="utf-8"), f"{file} holds no {name}"
    found = PLACE.findall(tests)
    assert found, "a clause has a test that would fail without it"
    for file, name in found:
        assert re.search(rf"^(async )?def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), name


def test_every_behaviour_rests_on_clauses_that_there_are() -> None:
    policy = load_policy(ROOT / "policies.yaml")
    assert {clause for rule in policy.behaviours for clause in rule.clauses} <= set(CLAUSES)


def test_no_clause_from_section_4_to_8_that_names_a_behaviour_is_without_a_rule() -> None:
    named = {"4.2", "4.3", "4.4", "4.5", "4.6", "5.1", "6.1", "6.2", "6.3", "7.2", "8.1", "8.3"}
    policy = load_policy(ROOT / "policies.yaml")
    assert named <= {clause for rule in policy.behaviours for clause in rule.clauses}


@pytest.mark.skipif("SECTION11_POLICY_TEXT" not in os.environ, reason="SECTION11_POLICY_TEXT names no text to compare")
def test_no_clause_of_the_policy_itself_is_missing() -> None:
    text = Path(os.environ["SECTION11_POLICY_TEXT"]).read_text(encoding="utf-8")
    numbered = {number for number in NUMBERED.findall(text) if not number.endswith(".0")}
    assert numbered == set(CLAUSES)
