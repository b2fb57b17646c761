"""The house keeps its word: what the pages say is there, and what is there is on the pages."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.cli import COMMANDS
from bot.detectors import DETECTORS
from bot.model import INVERSE, ActionKind, Behaviour, Protected

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"`(section11 )?{command}\b|section11 {command}\b", read("README.md"))


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    wanted = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["postgresql"]
    wanted += [one for one in project["dependency-groups"]["dev"] if isinstance(one, str)]
    names = {re.split(r"[\[<>=;]", one)[0] for one in wanted}
    why = read("docs/why.md")
    assert {name for name in names if not name.startswith("types-") and name not in why} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


def test_every_behaviour_and_signal_has_a_detector_that_brings_its_own_examples() -> None:
    listed = {Behaviour.SCAM_LINK}  # found only where the landlord lists it: bot.detectors.listed
    assert {detector.concern for detector in DETECTORS} == {*Behaviour, *Protected} - listed
    for detector in DETECTORS:
        assert len(detector.examples.finds) >= 3, detector.name
        assert len(detector.examples.ignores) >= 3, detector.name


def test_whatever_silences_can_be_undone_and_nothing_deletes() -> None:
    assert {kind for kind in ActionKind if kind.silences} <= set(INVERSE)
    assert all(INVERSE[INVERSE[kind]] is kind for kind in INVERSE)
    assert not any("delete" in kind for kind in ActionKind)


def test_no_lock_names_where_packages_come_from() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in read(lock)
        assert "--hash=sha256:" in read(lock)
