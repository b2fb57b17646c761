"""The file is edited for an officer: one value changes, and every comment, blank line and order stays."""

import difflib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import EditRefused, Section11Error
from bot.policy.edit import with_list_entry, with_value, write_safely

SHIPPED = (Path(__file__).parents[3] / "policies.yaml").read_text(encoding="utf-8")
Where = tuple[str | int, ...]


def changed(old: str, new: str) -> list[str]:
    lines = difflib.ndiff(old.splitlines(keepends=True), new.splitlines(keepends=True))
    return [line.rstrip("\n") for line in lines if line[0] in "+-"]


IN_THE_SHIPPED_FILE: dict[str, tuple[Where, Any, list[str]]] = {
    "a state": (("behaviours", 0, "state"), "shadow", ["-     state: live", "+     state: shadow"]),
    "what was not there": (("behaviours", 2, "at_least"), 0.8, ["+     at_least: 0.8"]),
    "a word that YAML would misread": (("behaviours", 3, "name"), "yes", ['+     name: "yes"']),
    "a truth": (("hold", "switched_on"), True, ["-   switched_on: false", "+   switched_on: true"]),
    "between brackets": (
        ("restrictions", "block", "for_days"),
        30,
        ["-   block: {for_days: 28, review_days: 14}", "+   block: {for_days: 30, review_days: 14}"],
    ),
    "words with a colon": (("title",), "a: b", ["- title: Unacceptable behaviour policy", '+ title: "a: b"']),
    "a time of day": (("calendar", "opens"), "10:30", ['-   opens: "09:00"', '+   opens: "10:30"']),
    "below what YAML takes for a truth": (("templates", "warning", "on", "y"), "Hi", ["+       y: Hi"]),
}


@pytest.mark.parametrize("name", IN_THE_SHIPPED_FILE)
def test_in_the_shipped_file_that_line_changes_and_no_other(name: str) -> None:
    where, value, lines = IN_THE_SHIPPED_FILE[name]
    assert changed(SHIPPED, with_value(SHIPPED, where, value)) == lines


ENTRIES_IN_THE_SHIPPED_FILE: dict[str, tuple[Where, str, list[str]]] = {
    "an empty list": (("staff_names",), "Jo Bloggs", ["- staff_names: []", "+ staff_names: [Jo Bloggs]"]),
    "within": (("lists", "scam_links"), "evil.example", ["-   scam_links: []", "+   scam_links: [evil.example]"]),
    "a list of lines": (("behaviours", 0, "examples", "finds"), "it's #1", ['+         - "it\'s #1"']),
    "a clause": (
        ("behaviours", 0, "clauses"),
        "4.7",
        ['-     clauses: ["4.2", "4.6"]', '+     clauses: ["4.2", "4.6", "4.7"]'],
    ),
}


@pytest.mark.parametrize("name", ENTRIES_IN_THE_SHIPPED_FILE)
def test_in_the_shipped_file_one_entry_is_added(name: str) -> None:
    where, value, lines = ENTRIES_IN_THE_SHIPPED_FILE[name]
    assert changed(SHIPPED, with_list_entry(SHIPPED, where, value)) == lines


VALUES: dict[str, tuple[str, Where, Any, str]] = {
    "a comment beside": ("a: 1   # one\n\nb: 'x'\n", ("a",), 2, "a: 2   # one\n\nb: 'x'\n"),
    "in quotes, then bare": ('a: "live" # x\n', ("a",), "shadow", "a: shadow # x\n"),
    "a value on the next line": ("a:\n  # why\n  one\nb: 1\n", ("a",), "two", "a:\n  # why\n  two\nb: 1\n"),
    "nothing yet": ("a:\nb: 1\n", ("a",), "live", "a: live\nb: 1\n"),
    "nothing yet, with a comment": ("a:  # why\nb: 1\n", ("a",), "live", "a: live  # why\nb: 1\n"),
    "nothing yet in brackets": ("{a: , b: 1}\n", ("a",), "live", "{a: live , b: 1}\n"),
    "an entry of a list": ("a:\n- 1 # x\n- 2\n", ("a", 0), 3, "a:\n- 3 # x\n- 2\n"),
    "a text of several lines": ("a: |\n  one\n  two\n\nb: 1\n", ("a",), "three", "a: three\n\nb: 1\n"),
    "a comment beside its sign": ("a: >-  # why\n  one\n  two\nb: 1\n", ("a",), "x", "a: x  # why\nb: 1\n"),
    "folded in quotes": ('a: "one\n  two" # x\nb: 1\n', ("a",), "three", "a: three # x\nb: 1\n"),
    "a name that is a number": ("a: {1: 50, 2: 9}\n", ("a", 1), 60, "a: {1: 60, 2: 9}\n"),
    "a comma in a line": ("a: x\n", ("a",), "x, y", "a: x, y\n"),
    "a comma in brackets": ("{a: x}\n", ("a",), "x, y", '{a: "x, y"}\n'),
    "a number in words": ("a: x\n", ("a",), "4.2", 'a: "4.2"\n'),
    "a day in words": ("a: x\n", ("a",), "2026-11-02", 'a: "2026-11-02"\n'),
    "no words": ("a: x\n", ("a",), "", 'a: ""\n'),
    "several lines": ("r:\n  a: x\n", ("r", "a"), "one\ntwo", 'r:\n  a: "one\\ntwo"\n'),
    "both kinds of quotes": ("a: x\n", ("a",), 'say "it\'s": no', "a: 'say \"it''s\": no'\n"),
    "an emoji": ("a: x\n", ("a",), "so: 😀 é", "a: 'so: 😀 é'\n"),
    "a truth for a one": ("a: 1\n", ("a",), True, "a: true\n"),
    "a very small number": ("a: 1\n", ("a",), 1e-7, "a: 1.0e-07\n"),
    "the same value": ("a: 1\n", ("a",), 1, "a: 1\n"),
    "an impossible day elsewhere": ("a: 1\nd: 2026-13-45\n", ("a",), 2, "a: 2\nd: 2026-13-45\n"),
    "no end of line": ("a: 1", ("a",), 2, "a: 2"),
    "lines of Windows": ("a: 1 # x\r\nb: 2\r\n", ("b",), 3, "a: 1 # x\r\nb: 3\r\n"),
    "a byte order mark": ("\ufeffa: 1\n", ("a",), 2, "\ufeffa: 2\n"),
}
ADDED: dict[str, tuple[str, Where, Any, str]] = {
    "after the first": ("a: 1 # x\n\n# b\nb: 2\n", ("c",), 3, "a: 1 # x\nc: 3\n\n# b\nb: 2\n"),
    "with its indent": ("r:\n  -   a: 1\n      b: 2\n", ("r", 0, "c"), 3, "r:\n  -   a: 1\n      c: 3\n      b: 2\n"),
    "after a part": (
        "r:\n  a:\n  - x # x\n\n  # b\n  b: 3\n",
        ("r", "c"),
        4,
        "r:\n  a:\n  - x # x\n  c: 4\n\n  # b\n  b: 3\n",
    ),
    "after a text of several lines": ("a: |\n  x\n\n# b\nb: 1\n", ("c",), 2, "a: |\n  x\nc: 2\n\n# b\nb: 1\n"),
    "after brackets over lines": ("a: [\n  1, # x\n] # y\nb: 1\n", ("c",), 2, "a: [\n  1, # x\n] # y\nc: 2\nb: 1\n"),
    "after nothing": ("a: # x\nb: 1\n", ("c",), 2, "a: # x\nc: 2\nb: 1\n"),
    "in brackets": ("a: {b: 1}\n", ("a", "c"), 2, "a: {b: 1, c: 2}\n"),
    "in brackets after a comma": ("a: {b: 1,}\n", ("a", "c"), 2, "a: {b: 1, c: 2,}\n"),
    "in empty brackets": ("a: {} # x\n", ("a", "c"), 2, "a: {c: 2} # x\n"),
    "a name that needs quotes": ("a: 1\n", ("x: y",), 2, 'a: 1\n"x: y": 2\n'),
    "no end of line": ("a: 1", ("b",), 2, "a: 1\nb: 2"),
    "lines of Windows": ("a: 1 # x\r\nb:\r\n  c: 2", ("b", "d"), 3, "a: 1 # x\r\nb:\r\n  c: 2\r\n  d: 3"),
    "a byte order mark": ("\ufeffa: 1\n", ("b",), 2, "\ufeffa: 1\nb: 2\n"),
}
TABLE = {**{f"changed: {name}": row for name, row in VALUES.items()}, **{f"new: {n}": row for n, row in ADDED.items()}}


@pytest.mark.parametrize("name", TABLE)
def test_a_value_is_put_in_its_place(name: str) -> None:
    text, where, value, expected = TABLE[name]
    assert with_value(text, where, value) == expected


ENTRIES: dict[str, tuple[str, Where, Any, str]] = {
    "lines": ("a:\n  - x # one\n\n# b\nb: 1\n", ("a",), "y", "a:\n  - x # one\n  - y\n\n# b\nb: 1\n"),
    "lines without an indent": ("a:\n- x\nb: 1\n", ("a",), "y", "a:\n- x\n- y\nb: 1\n"),
    "after a mapping": (
        "a:\n  - b: 1\n    c: 2\n# d\nd: 3\n",
        ("a",),
        "y",
        "a:\n  - b: 1\n    c: 2\n  - y\n# d\nd: 3\n",
    ),
    "a list in a list": ("- - a\n- - b\n", (0,), "x", "- - a\n  - x\n- - b\n"),
    "what looks like a mapping": ("a:\n- x\n", ("a",), "y: z", 'a:\n- x\n- "y: z"\n'),
    "brackets": ("a: [1, 2] # x\n", ("a",), 3, "a: [1, 2, 3] # x\n"),
    "nothing in brackets": ("a: [ ]\n", ("a",), 3, "a: [ 3]\n"),
    "brackets over lines": ("a: [\n  x, # 1\n  y, # 2\n]\n", ("a",), "z", "a: [\n  x, # 1\n  y, z, # 2\n]\n"),
    "no end of line": ("a:\n- x", ("a",), "y", "a:\n- x\n- y"),
    "lines of Windows": ("a:\r\n- x\r\nb: 1\r\n", ("a",), "y", "a:\r\n- x\r\n- y\r\nb: 1\r\n"),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_is_put_at_the_end(name: str) -> None:
    text, where, value, expected = ENTRIES[name]
    assert with_list_entry(text, where, value) == expected


REFUSED: dict[str, tuple[str, Where, Any, str]] = {
    "a whole list": ("a: [1, 2]\n", ("a",), 3, "a holds more than one value; change it by hand"),
    "the whole file": ("a: 1\n", (), 3, "say which value is to change, not the whole file"),
    "a place that is not there": ("a: 1\n", ("b", "c"), 3, "there is no b in the file"),
    "beyond a list": ("a: [1]\n", ("a", 5), 3, "there is no a.5 in the file"),
    "before a list": ("a: [1]\n", ("a", -1), 3, "there is no a.-1 in the file"),
    "below a value": ("a: 1\n", ("a", "b"), 3, "there is no a.b in the file"),
    "nothing": ("# only this\n", ("a",), 3, "the file is empty; start from the example"),
    "no YAML": ("a: [1\n", ("a",), 3, "the file is not readable YAML; run section11 policy check"),
    "no end of brackets": (f"a: {'[' * 2000}", ("b",), 3, "the file is not readable YAML; run section11 policy check"),
    "an alias": (
        "a: &x 1\nb: *x\n",
        ("b",),
        3,
        "the file uses an alias (*); write the values out, or put them in quotes",
    ),
    "a name twice": ("a: 1\na: 2\n", ("a",), 3, "something is given twice in the file; run section11 policy check"),
    "no number": ("a: 1\n", ("a",), float("nan"), "nan is no number that a file can hold; give a plain one"),
    "blank lines": ("a: |+\n  x\n\n", ("c",), 3, "c can't be changed without changing more; change it by hand"),
    "a name alone in brackets": ("{a, b: 1}\n", ("a",), 3, "a can't be changed surely; change it by hand"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_done_surely_is_left_to_a_person(name: str) -> None:
    text, where, value, words = REFUSED[name]
    with pytest.raises(EditRefused) as refused:
        with_value(text, where, value)
    assert str(refused.value) == words
    assert isinstance(refused.value, Section11Error)


def test_an_entry_goes_into_a_list_only() -> None:
    with pytest.raises(EditRefused, match="a is no list; change it by hand"):
        with_list_entry("a: {b: 1}\n", ("a",), 2)


names = st.text("abcdef", min_size=1, max_size=6)
words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=12)
scalars = st.booleans() | st.integers(-99, 99) | st.floats(allow_nan=False, allow_infinity=False) | words
parts = st.dictionaries(names, scalars, min_size=1, max_size=3) | st.lists(scalars, min_size=1, max_size=3)
wholes = st.dictionaries(names, scalars | parts, min_size=1, max_size=5)
line_ends = st.sampled_from(["\n", "\r\n"])
marks = st.sampled_from(["", "\ufeff"])


def commented(whole: dict[str, Any], line_end: str, mark: str, data: st.DataObject) -> str:
    """The file as people write it: each value on a line of its own, with comments beside, above and blank lines."""
    lines = []
    for number, line in enumerate(yaml.safe_dump(whole, allow_unicode=True, width=10**6, sort_keys=False).split("\n")):
        lines.append(data.draw(st.sampled_from(["", f"# above {number}{line_end}", f"{line_end}  # in: {line_end}"])))
        lines.append(line + data.draw(st.sampled_from(["", f" # beside {number}", "   # [x"])) + line_end)
    return mark + "".join(lines)


def any_place(whole: dict[str, Any], data: st.DataObject) -> Where:
    first = data.draw(st.sampled_from(list(whole)))
    inner = whole[first]
    if isinstance(inner, dict):
        return (first, data.draw(st.sampled_from(list(inner))))
    return (first, data.draw(st.integers(0, len(inner) - 1))) if isinstance(inner, list) else (first,)


def holder(whole: dict[str, Any], where: Where) -> Any:
    return whole[str(where[0])] if len(where) > 1 else whole


@settings(max_examples=200, deadline=None)
@given(wholes, scalars, line_ends, marks, st.data())
def test_whatever_the_file_that_line_changes_and_no_other(
    whole: dict[str, Any], value: Any, line_end: str, mark: str, data: st.DataObject
) -> None:
    text, where = commented(whole, line_end, mark, data), any_place(whole, data)
    edited = with_value(text, where, value)
    different = [(old, new) for old, new in zip(text.split("\n"), edited.split("\n"), strict=True) if old != new]
    assert len(different) <= 1
    assert all(old.partition(" # beside")[1:] == new.partition(" # beside")[1:] for old, new in different)
    holder(whole, where)[where[-1]] = value
    assert yaml.safe_load(edited) == whole


@settings(max_examples=200, deadline=None)
@given(wholes, scalars, line_ends, marks, st.data())
def test_whatever_the_file_one_line_is_added_and_no_other_touched(
    whole: dict[str, Any], value: Any, line_end: str, mark: str, data: st.DataObject
) -> None:
    text, place = commented(whole, line_end, mark, data), any_place(whole, data)
    around = holder(whole, place)
    if isinstance(around, list):
        edited = with_list_entry(text, place[:-1], value)
        around.append(value)
    else:
        edited = with_value(text, (*place[:-1], "new"), value)
        around["new"] = value
    old, new = text.split("\n"), edited.split("\n")
    assert any(new[:n] + new[n + 1 :] == old for n in range(len(new)))
    assert yaml.safe_load(edited) == whole


@settings(max_examples=200, deadline=None)
@given(wholes, scalars, st.data())
def test_whatever_stands_in_brackets_only_that_value_changes(
    whole: dict[str, Any], value: Any, data: st.DataObject
) -> None:
    text, where = yaml.safe_dump(whole, allow_unicode=True, default_flow_style=True, width=40), any_place(whole, data)
    holder(whole, where)[where[-1]] = value
    assert yaml.safe_load(with_value(text, where, value)) == whole


def test_the_file_is_written_whole_with_its_mark_and_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "policies.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    path.chmod(0o640)
    write_safely(path, "a: 2\r\n", expected="a: 1\r\n")
    assert path.read_bytes() == b"\xef\xbb\xbfa: 2\r\n"
    write_safely(path, "\ufeffa: 3\r\n", expected="\ufeffa: 2\r\n")
    assert path.read_bytes() == b"\xef\xbb\xbfa: 3\r\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_the_second_of_two_officers_is_told_and_the_first_one_kept(tmp_path: Path) -> None:
    path = tmp_path / "policies.yaml"
    path.write_text(SHIPPED, encoding="utf-8")
    first = with_value(SHIPPED, ("behaviours", 0, "state"), "review")
    second = with_value(SHIPPED, ("behaviours", 1, "state"), "shadow")
    write_safely(path, first, expected=SHIPPED)
    with pytest.raises(EditRefused, match=r"somebody has changed policies\.yaml at this very moment; look at it"):
        write_safely(path, second, expected=SHIPPED)
    assert path.read_text(encoding="utf-8") == first
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_goes_on_pointing_to_the_file(tmp_path: Path) -> None:
    path, link = tmp_path / "policies-2026.yaml", tmp_path / "policies.yaml"
    path.write_text("a: 1\n", encoding="utf-8")
    link.symlink_to(path)
    write_safely(link, "a: 2\n", expected="a: 1\n")
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == "a: 2\n"


def test_a_file_that_cannot_be_read_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(EditRefused, match=r"gone\.yaml could not be written \(No such file or directory\); check that"):
        write_safely(tmp_path / "gone.yaml", "a: 2\n", expected="a: 1\n")
    other = tmp_path / "other.yaml"
    other.write_bytes(b"a: \xff\n")
    with pytest.raises(EditRefused, match=r"other\.yaml is not UTF-8 text; save it with the encoding UTF-8"):
        write_safely(other, "a: 2\n", expected="a: 1\n")
    assert list(tmp_path.iterdir()) == [other]
