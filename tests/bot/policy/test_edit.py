"""The file is edited for an officer: one value changes, and every comment, blank line and order stays."""

import difflib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import EditRefused
from bot.policy.edit import with_list_entry, with_value, write_safely

SHIPPED = (Path(__file__).parents[3] / "policies.yaml").read_text(encoding="utf-8")


def changed(old: str, new: str) -> list[str]:
    return [line for line in difflib.ndiff(old.splitlines(), new.splitlines()) if line[0] in "+-"]


VALUES: dict[str, tuple[tuple[str | int, ...], Any, list[str]]] = {
    "a state": (("behaviours", 0, "state"), "shadow", ["-     state: live", "+     state: shadow"]),
    "what was not there": (("behaviours", 2, "at_least"), 0.8, ["+     at_least: 0.8"]),
    "a word that YAML would misread": (("behaviours", 3, "name"), "yes", ["+     name: 'yes'"]),
    "a truth": (("hold", "switched_on"), True, ["-   switched_on: false", "+   switched_on: true"]),
    "between brackets": (
        ("restrictions", "block", "for_days"),
        30,
        ["-   block: {for_days: 28, review_days: 14}", "+   block: {for_days: 30, review_days: 14}"],
    ),
    "a name with a colon": (("title",), "a: b", ["- title: Unacceptable behaviour policy", "+ title: 'a: b'"]),
}


@pytest.mark.parametrize("name", VALUES)
def test_one_value_changes_and_nothing_else(name: str) -> None:
    where, value, lines = VALUES[name]
    assert changed(SHIPPED, with_value(SHIPPED, where, value)) == lines


ENTRIES: dict[str, tuple[tuple[str | int, ...], str, list[str]]] = {
    "an empty list": (("staff_names",), "Jo Bloggs", ["- staff_names: []", "+ staff_names: [Jo Bloggs]"]),
    "within": (("lists", "scam_links"), "evil.example", ["-   scam_links: []", "+   scam_links: [evil.example]"]),
    "a list of lines": (("behaviours", 0, "examples", "finds"), "it's #1", ["+         - 'it''s #1'"]),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_one_entry_is_added_and_nothing_else(name: str) -> None:
    where, value, lines = ENTRIES[name]
    assert changed(SHIPPED, with_list_entry(SHIPPED, where, value)) == lines


def test_lines_end_as_they_did() -> None:
    windows = "a: 1 # one\r\nb:\r\n  c: 2\r\n"
    assert with_value(windows, ("b", "d"), 3) == "a: 1 # one\r\nb:\r\n  c: 2\r\n  d: 3\r\n"
    assert with_value("a: 1", ("b",), 2) == "a: 1\nb: 2"


names = st.text("abcdef", min_size=1, max_size=6)
scalars = st.booleans() | st.integers(-99, 99) | st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]))
files = st.dictionaries(
    names, scalars | st.dictionaries(names, scalars, min_size=1, max_size=3), min_size=1, max_size=5
)


@settings(max_examples=200, deadline=None)
@given(files, st.data())
def test_whatever_the_file_only_that_value_changes(whole: dict[str, Any], data: st.DataObject) -> None:
    text = "# above\n" + yaml.safe_dump(whole, allow_unicode=True, width=10**6).replace("\n", " # beside\n", 1)
    before = yaml.safe_load(text)
    first = data.draw(st.sampled_from(sorted(before)))
    where = (first, *([data.draw(st.sampled_from(sorted(before[first])))] if isinstance(before[first], dict) else []))
    value = data.draw(scalars)
    after = yaml.safe_load(with_value(text, where, value))
    around = before
    for part in where[:-1]:
        around = around[part]
    around[where[-1]] = value
    assert after == before


REFUSED: dict[str, tuple[str, tuple[str | int, ...], str]] = {
    "a whole list": ("a: [1, 2]\n", ("a",), "a holds more than one value; change it by hand"),
    "a place that is not there": ("a: 1\n", ("b", "c"), "there is no b in the file"),
    "no YAML": ("a: [1\n", ("a",), "the file is not readable YAML; run section11 policy check"),
    "words over several lines": ("a: |\n  one\n  two\nb: 1\n", ("a",), ""),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_done_surely_is_left_to_a_person(name: str) -> None:
    text, where, words = REFUSED[name]
    if not words:
        assert yaml.safe_load(with_value(text, where, "three")) == {"a": "three", "b": 1}
        return
    with pytest.raises(EditRefused) as refused:
        with_value(text, where, "three")
    assert str(refused.value) == words


def test_the_file_is_written_whole_with_its_mark_and_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "policies.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    path.chmod(0o640)
    write_safely(path, "a: 2\r\n", expected="a: 1\r\n")
    assert path.read_bytes() == b"\xef\xbb\xbfa: 2\r\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(EditRefused, match="somebody has changed policies"):
        write_safely(path, "a: 3\r\n", expected="a: 1\r\n")
