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
from bot.yaml_lines import read_yaml

ROOT = Path(__file__).parents[3]
POLICY = read_yaml(ROOT / "policies.yaml").value
SETTINGS = read_yaml(ROOT / "section11.example.yaml").value
EVERYTHING = yaml.safe_load("""
name: everything
state: shadow
at_least: 0.7
detectors: {threat: 0.8}
words: ["kneecap*"]
lists: [slurs]
patterns: ["knee.?caps"]
never: [knee brace]
when:
  kinds: [comment]
  platforms: [x]
  topics: [rents]
  languages: [en]
  identity: [claimed]
  media: true
  links: false
  office_hours: false
  copies: 2
  questions_waiting: 1
  upheld: {at_least: 2, months: 6, behaviour: abuse}
  contacts: {at_least: 3, minutes: 60}
unless:
  platforms: [facebook]
  topics: [repairs]
  we_have_answered: false
  we_are_late: true
  copies: 9
  upheld: {at_least: 4}
  contacts: {at_least: 9, minutes: 60}
  adjustment_on_record: true
landlord_late_guard: true
""")
"""Every part of the policy language that the shipped policy does without."""
POLICY["behaviours"].insert(0, POLICY["behaviours"][0] | EVERYTHING)
POLICY["topics"] = {"rents": ["rent", "arrears"], "repairs": {"words": ["boiler"]}}
POLICY["lists"] |= {"slurs": ["knobhead"], "scam_links": {"entries": ["evil.example"]}}
POLICY["approvals"]["block"] = {"people": 2, "one_of": "manager"}
POLICY["calendar"]["closed_on"] = ["2026-12-24"]
JUNK: tuple[Any, ...] = (
    *(None, "", " ", "zzz", "{", "(", "*", "hide", "unhide", "4.2", "2026-02-30", "25:00", "../x.txt", "lists/x.txt"),
    *("threat", "private_info", "\ud800", "\0", -1, 0, 3, 10**30, 0.5, float("nan"), float("inf"), True, False),
    *([], ["x"], [[]], {}, {"x": 1}, [{}], [None]),
)


class Plain(yaml.SafeDumper):
    """Writes values out each time, for aliases are refused."""

    def ignore_aliases(self, _: Any) -> bool:
        return True


def written(value: Any, file: Path) -> None:
    file.write_text(yaml.dump(value, Dumper=Plain), encoding="utf-8")


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


def test_what_is_spoilt_was_whole(file: Path) -> None:
    written(POLICY, file)
    assert load_policy(file).behaviours[0].name == "everything"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spoilt") / "any.yaml"


@settings(max_examples=60, deadline=None)
@given(spoils=spoils_of(POLICY))
def test_a_spoilt_policy_is_told(spoils: Any, file: Path) -> None:
    written(spoilt(POLICY, spoils), file)
    try:
        load_policy(file)
    except PolicyInvalid as told:
        check(told, file)


@settings(max_examples=60, deadline=None)
@given(spoils=spoils_of(SETTINGS))
def test_spoilt_settings_are_told(spoils: Any, file: Path) -> None:
    written(spoilt(SETTINGS, spoils), file)
    try:
        load_settings(file, {})
    except SettingsInvalid as told:
        check(told, file)


def check(told: PolicyInvalid | SettingsInvalid, file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert told.problems
    assert all(0 <= problem.line <= lines for problem in told.problems)
    assert not any(word in str(told) for word in ("pydantic", "Shape", "Input should", "[key]"))
