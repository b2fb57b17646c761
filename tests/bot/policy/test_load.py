"""A policy file that cannot be used is told everything at once: the line, the likely word, what to do."""

from hashlib import sha256
from pathlib import Path

import pytest

from bot.errors import PolicyInvalid
from bot.model import ActionKind, Behaviour, PlatformName, Protected
from bot.policy.load import load_policy
from tests.bot.policy.broken import BROKEN

SHIPPED = Path(__file__).parents[3] / "policies.yaml"


def test_the_shipped_policy_maps_every_behaviour_and_signal() -> None:
    policy = load_policy(SHIPPED)
    assert {rule.behaviour for rule in policy.behaviours} == set(Behaviour)
    assert set(policy.protections) == set(Protected)
    assert policy.approvals[ActionKind.BLOCK] == 2
    assert policy.version.startswith("sha256:")
    assert all(rule.clauses for rule in policy.behaviours)


def test_contacts_and_the_organisation_are_filled_in() -> None:
    policy = load_policy(SHIPPED)
    reply = policy.templates["emergency_reply"].words(PlatformName.FACEBOOK)
    assert "01332 888777" in reply
    assert "{" not in "".join(t.words(p) for t in policy.templates.values() for p in PlatformName)


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_told_whole(name: str, tmp_path: Path) -> None:
    was, becomes, messages = BROKEN[name]
    text = SHIPPED.read_text(encoding="utf-8")
    assert text.count(was) >= 1
    file = tmp_path / "policies.yaml"
    file.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(PolicyInvalid) as told:
        load_policy(file)
    lines = str(told.value).split("\n")
    assert [line.split(": ", 1)[1] for line in lines] == messages
    assert all(line.startswith("policies.yaml:") for line in lines)


def test_seven_mistakes_of_every_sort_are_told_at_once(tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    mistakes = {
        "ladder_months: 12": "ladder_month: 12",
        "behaviour: threat\n": "behaviour: thret\n",
        "ladder: ask_then_hide": "ladder: ask_then_hid",
        "severity: 4": "severity: 40",
        "  block: 2": "  block: 1",
        "{gas_phone}": "{gas_fone}",
        "    within_minutes: 1440\n": "",
    }
    for was, becomes in mistakes.items():
        assert was in text
        text = text.replace(was, becomes, 1)
    file = tmp_path / "policies.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyInvalid) as told:
        load_policy(file)
    assert [str(problem).split(": ", 1)[1] for problem in told.value.problems] == [
        "unknown name 'ladder_month'; did you mean 'ladder_months'?",
        "unknown behaviour 'thret'; did you mean 'threat'?",
        "behaviours.severity should be at most 5, not 40",
        "unknown ladder 'ask_then_hid'; did you mean 'ask_then_hide'?",
        "protections.adjustment.within_minutes is missing; add it",
        "a block needs two people; say 'block: 2' or more",
        "unknown placeholder {gas_fone}; did you mean 'gas_phone'?",
    ]
    lines = [problem.line for problem in told.value.problems]
    assert lines == sorted(lines)
    assert "block: 1" in text.split("\n")[lines[5] - 1]


def test_the_version_is_the_hash_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "policies.yaml"
    file.write_bytes(SHIPPED.read_bytes())
    same = load_policy(file).version
    file.write_bytes(SHIPPED.read_bytes() + b"# a remark\n")
    assert same == load_policy(SHIPPED).version == "sha256:" + sha256(SHIPPED.read_bytes()).hexdigest()[:16]
    assert load_policy(file).version != same


def test_the_line_is_the_right_one(tmp_path: Path) -> None:
    file = tmp_path / "policies.yaml"
    file.write_text(
        SHIPPED.read_text(encoding="utf-8").replace("behaviour: abuse", "behaviour: abuze"), encoding="utf-8"
    )
    line = 1 + file.read_text(encoding="utf-8").split("\n").index("  - behaviour: abuze")
    with pytest.raises(PolicyInvalid) as told:
        load_policy(file)
    assert str(told.value) == f"policies.yaml:{line}: unknown behaviour 'abuze'; did you mean 'abuse'?"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "policies.yaml: is empty; start from the example"),
        (b"title: \xff\xfe", "policies.yaml:1: is not UTF-8 text; save it with the encoding UTF-8"),
        (b"a" * 1_000_001, "policies.yaml: has 1,000,001 bytes; 1,000,000 are allowed; is it the right file?"),
        (
            b"[" * 5000 + b"]" * 5000,
            "policies.yaml: is not readable YAML; characters that can't be seen, or nesting without end",
        ),
        (b"- 1\n- 2\n", "policies.yaml:1: the file should hold names, each with a value; see the example"),
    ],
)
def test_files_that_are_no_policy_at_all(content: bytes, message: str, tmp_path: Path) -> None:
    file = tmp_path / "policies.yaml"
    file.write_bytes(content)
    with pytest.raises(PolicyInvalid) as told:
        load_policy(file)
    assert str(told.value) == message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PolicyInvalid, match=r"cannot be read \(No such file or directory\)"):
        load_policy(tmp_path / "policies.yaml")
