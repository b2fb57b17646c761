"""Whatever lies in the file: it loads, or is told what is wrong; it never crashes, hangs or runs anything."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.policy_fuzz import mutated
from bot.errors import PolicyInvalid, Problem
from bot.policy.load import load_policy

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "policies.yaml"
FEW = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
VALUE: dict[Any, Any] = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))


def holds(folder: Path, data: bytes) -> None:
    """It loads, or every problem has words and a line within the file."""
    path = folder / "policies.yaml"
    path.write_bytes(data)
    problems: tuple[Problem, ...] | None = None
    try:
        load_policy(path)
    except PolicyInvalid as told:
        problems = told.problems
    lines = len(data.splitlines()) + 2
    assert problems is None or (problems and all(p.message and 0 <= p.line <= lines for p in problems))


@FEW
@given(st.binary(max_size=400))
def test_any_bytes_at_all(tmp_path: Path, data: bytes) -> None:
    holds(tmp_path, data)


@FEW
@given(st.integers(0, 10**6))
def test_the_shipped_file_mutated(tmp_path: Path, number: int) -> None:
    holds(tmp_path, mutated(5, number, SHIPPED.read_bytes())[0])


def places(value: object, where: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [where, *(place for key, child in children for place in places(child, (*where, key)))]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@FEW
@given(st.sampled_from(places(VALUE)[1:]), anything)
def test_any_value_at_any_place(tmp_path: Path, where: tuple[Any, ...], value: object) -> None:
    whole = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    around = whole
    for part in where[:-1]:
        around = around[part]
    around[where[-1]] = value
    holds(tmp_path, yaml.safe_dump(whole, allow_unicode=True, sort_keys=False).encode("utf-8", "surrogatepass"))


BOMBS = {
    "an alias bomb": b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "brackets without end": b"[" * 100_000,
    "braces without end": b"{a: " * 50_000,
    "dashes without end": b"- " * 200_000,
    "questions without end": b"? " * 200_000,
    "a huge number": b"title: " + b"9" * 500_000,
    "a huge exponent": b"title: 1e999999999",
    "infinity": b"title: .inf",
    "not a number": b"title: .nan",
    "a time that is a number": b"title: 12:30:45",
    "an open quote": b'title: "' + b"a" * 500_000,
    "a huge key": b"a" * 500_000 + b": 1",
    "many keys": b"".join(b"k%d: 1\n" % n for n in range(5_000)),
    "the same key": b"title: a\n" * 5_000,
    "a merge": b"<<: {title: a}\n",
    "two documents": b"title: a\n---\ntitle: b\n",
    "a directive": b"%YAML 9.9\n---\ntitle: a\n",
    "an object": b"!!python/object/apply:os.system ['false']\n",
    "another tag": b"title: !secret x\n",
    "control characters": b"title: \x07\x00\n",
    "UTF-16": "title: a\n".encode("utf-16"),
    "lone surrogates": b"title: \xed\xa0\x80\n",
    "tabs": b"title:\n\t- a\n",
    "a date": b"title: 2026-02-30\n",
    "binary": b"title: !!binary aGVsbG8=\n",
    "a set": b"title: !!set {a, b}\n",
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", BOMBS)
def test_what_is_meant_to_harm_is_told_by_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / "policies.yaml"
    path.write_bytes(BOMBS[name])
    with pytest.raises(PolicyInvalid) as told:
        load_policy(path)
    assert told.value.problems
    assert all(problem.message for problem in told.value.problems)
