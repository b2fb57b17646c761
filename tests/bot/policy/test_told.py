"""However a file is spoilt, it is read or told in words for whoever edits it; no other error comes of it."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import PolicyInvalid, SettingsInvalid
from bot.policy.load import load_policy
from bot.settings import load_settings

ROOT = Path(__file__).parents[3]
POLICY = yaml.safe_load((ROOT / "policies.yaml").read_text(encoding="utf-8"))
SETTINGS = yaml.safe_load((ROOT / "section11.example.yaml").read_text(encoding="utf-8"))
JUNK = (None, "", "zzz", "{", "hide", "unhide", "4.2", -1, 0, 3, 10**30, 0.5, True, [], ["x"], [[]], {}, {"x": 1}, [{}])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, child in inner for place in places(child, (*path, key)))]


def spoilt(value: Any, spoils: list[tuple[tuple[Any, ...], Any, str]]) -> Any:
    value = copy.deepcopy(value)
    for path, junk, how in spoils:
        around = value
        try:
            for part in path[:-1]:
                around = around[part]
            if not path:
                value = junk
            elif how == "dropped":
                del around[path[-1]]
            elif how == "misspelt" and isinstance(around, dict):
                around[f"{path[-1]}s"] = around.pop(path[-1])
            else:
                around[path[-1]] = junk
        except (KeyError, IndexError, TypeError, AttributeError):
            continue  # an earlier spoil took this place away
    return value


def spoils_of(value: Any) -> st.SearchStrategy[Any]:
    hows = st.sampled_from(["replaced", "dropped", "misspelt"])
    return st.lists(st.tuples(st.sampled_from(places(value)), st.sampled_from(JUNK), hows), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spoilt") / "any.yaml"


@settings(max_examples=60, deadline=None)
@given(spoils=spoils_of(POLICY))
def test_a_spoilt_policy_is_told(spoils: Any, file: Path) -> None:
    file.write_text(yaml.safe_dump(spoilt(POLICY, spoils)), encoding="utf-8")
    try:
        load_policy(file)
    except PolicyInvalid as told:
        check(told, file)


@settings(max_examples=60, deadline=None)
@given(spoils=spoils_of(SETTINGS))
def test_spoilt_settings_are_told(spoils: Any, file: Path) -> None:
    file.write_text(yaml.safe_dump(spoilt(SETTINGS, spoils)), encoding="utf-8")
    try:
        load_settings(file, {})
    except SettingsInvalid as told:
        check(told, file)


def check(told: PolicyInvalid | SettingsInvalid, file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert told.problems
    assert all(0 <= problem.line <= lines for problem in told.problems)
    assert not any(word in str(told) for word in ("pydantic", "Shape", "Input should", "[key]"))
