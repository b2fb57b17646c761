"""YAML that people edit: every value with its line, every fault with its line, and nothing ever run or blown up."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.yaml_lines import LONGEST, read_yaml


def written(folder: Path, content: str | bytes) -> Path:
    file = folder / "some.yaml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def test_values_come_with_their_places(tmp_path: Path) -> None:
    read = read_yaml(written(tmp_path, "one: 1\ntwo:\n  - a\n  - {b: yes}\nthree: 2026-11-02\n"))
    assert read.value == {"one": 1, "two": ["a", {"b": True}], "three": "2026-11-02"}
    assert read.problems == ()
    assert read.places["two", 1, "b"] == (4, 6)
    assert [read.line(("one",)), read.line(("two", 0)), read.line(("two", 9, "b")), read.line(("four",))] == [
        1,
        3,
        2,
        1,
    ]


def test_the_digest_is_of_the_bytes_that_were_read(tmp_path: Path) -> None:
    file = written(tmp_path, "a: 1\n")
    first = read_yaml(file).digest
    file.write_text("a: 2\n", encoding="utf-8")
    assert len(first) == 64
    assert read_yaml(file).digest != first


def test_a_byte_order_mark_and_dos_line_ends_are_no_fault(tmp_path: Path) -> None:
    read = read_yaml(written(tmp_path, "\ufeffa: 1\r\nb: 2\r\n"))
    assert (read.value, read.problems, read.line(("b",))) == ({"a": 1, "b": 2}, (), 2)


BOMB = "a: &a [x, x]\n" + "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefg", "bcdefgh"))  # noqa: B905
WRONG = {
    "several names twice": (
        "a: 1\na: 2\nb:\n  c: 1\n  c: 2\n",
        ["some.yaml:2: 'a' is given twice; keep one of them", "some.yaml:5: 'c' is given twice; keep one of them"],
    ),
    "several tags": (
        "a: !!python/object/apply:os.system [ls]\nb: !mine 1\n",
        [
            "some.yaml:1: has the tag 'tag:yaml.org,2002:python/object/apply:os.system'; write a plain value",
            "some.yaml:2: has the tag '!mine'; write a plain value",
        ],
    ),
    "a tag on a name": (
        "!!python/name:os.system a: 1\n",
        ["some.yaml:1: has a key that is not a word; write it as 'name: value'"],
    ),
    "a list as a name": (
        "? [a, b]\n: 1\n",
        ["some.yaml:1: has a key that is not a word; write it as 'name: value'"],
    ),
    "bytes in disguise": (
        "a: !!binary aGVsbG8=\n",
        ["some.yaml:1: has the tag 'tag:yaml.org,2002:binary'; write a plain value"],
    ),
    "every line of a bomb of aliases": (
        BOMB,
        [
            f"some.yaml:{n}: uses an anchor or alias (& or *); write the values out, or put them in quotes"
            for n in range(1, 9)
        ],
    ),
    "a star for emphasis": (
        "a: *very* important\n",
        [("some.yaml:1: is not readable YAML here: expected alphabetic or numeric character, but found '*'; "
         "check spaces, colons and quotes just before this")],
    ),
    "two documents": (
        "a: 1\n---\nb: 2\n",
        [("some.yaml:2: is not readable YAML here: but found another document; "
         "check spaces, colons and quotes just before this")],
    ),
    "a number that is none": ("a: !!int ten\n", ["some.yaml:1: is not a value that can be used; put it in quotes"]),
    "a number without end": ("a: " + "9" * 5000, ["some.yaml:1: is not a value that can be used; put it in quotes"]),
    "a tab": (
        "a:\n\tb: 1\n",
        ["some.yaml:2: holds a tab; YAML wants spaces; check spaces, colons and quotes just before this"],
    ),
    "what can't be seen": (
        "a: \x00\n",
        ["some.yaml: is not readable YAML; look for characters that can't be seen"],
    ),
    "nesting": (
        "[" * 60 + "]" * 60,
        ["some.yaml:1: is nested too deeply; no part of this file needs that"],
    ),
    "nothing": ("# only a remark\n", ["some.yaml: is empty; start from the example"]),
    "another encoding": (
        b"a: 1\nb: caf\xe9\n",
        ["some.yaml:2: is not UTF-8 text; save it with the encoding UTF-8"],
    ),
    "a film": (
        b"x" * (LONGEST + 1),
        ["some.yaml: has 1,000,001 bytes; 1,000,000 are allowed; is it the right file?"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_whole(name: str, tmp_path: Path) -> None:
    content, messages = WRONG[name]
    assert [str(problem) for problem in read_yaml(written(tmp_path, content)).problems] == messages


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (problem,) = read_yaml(tmp_path).problems
    assert problem.message == "cannot be read (Is a directory)"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any") / "some.yaml"


@given(
    content=st.one_of(
        st.binary(max_size=200), st.text("ab1:-[]{}&*!|>'\"#\n\t ?%@`\\~=<.", max_size=80).map(str.encode)
    )
)
def test_whatever_it_holds_it_is_read_or_told(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    read = read_yaml(file)
    assert all(str(problem).startswith("some.yaml") for problem in read.problems)
    assert all(line >= 1 for line, _ in read.places.values())
