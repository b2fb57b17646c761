"""A policy file that cannot be used is told everything at once: the line, the likely word, what to do."""

from hashlib import sha256
from pathlib import Path

import pytest

from bot.errors import PolicyInvalid, Problem
from bot.model import ActionKind, Behaviour, PlatformName, Protected
from bot.policy.checks import CHECKS, COMPLETE, Check
from bot.policy.load import in_shape, load_policy, load_whole
from bot.policy.shapes import PolicyShape
from bot.yaml_lines import read_yaml
from tests.bot.policy.broken import BROKEN
from tests.bot.policy.spoilt import SHIPPED, Spoilt, in_a_rule, spoilt


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


def told_of(file: Path) -> tuple[Problem, ...]:
    with pytest.raises(PolicyInvalid) as told:
        load_policy(file)
    return told.value.problems


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_told_whole_and_where_it_stands(name: str, tmp_path: Path) -> None:
    file = BROKEN[name].written(tmp_path)
    problems = told_of(file)
    assert [str(problem).split(": ", 1)[1] for problem in problems] == [words for _, words in BROKEN[name].told]
    assert all(str(problem).startswith(f"policies.yaml:{problem.line}: ") for problem in problems)
    lines = file.read_text(encoding="utf-8").split("\n")
    for problem, (at, _) in zip(problems, BROKEN[name].told, strict=True):
        assert lines[problem.line - 1][max(problem.column - 1, 0) :].startswith(at)
        assert bool(problem.column) == bool(at)


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> list[PolicyShape]:
    found = []
    for number, broken in enumerate(BROKEN.values()):
        read = read_yaml(broken.written(tmp_path_factory.mktemp(f"broken{number}")))
        shape = None if read.problems else in_shape(read, "policies.yaml").shape
        if shape is not None:
            found.append(shape)
    return found


@pytest.mark.parametrize("check", [*CHECKS, *COMPLETE], ids=lambda check: str(check.__name__))
def test_every_check_finds_something_among_the_broken(check: Check, shapes: list[PolicyShape]) -> None:
    assert any(True for shape in shapes for _ in check(shape))


def test_no_check_is_asked_twice() -> None:
    assert len({*CHECKS, *COMPLETE}) == len([*CHECKS, *COMPLETE])


def test_seven_mistakes_of_every_sort_are_told_at_once(tmp_path: Path) -> None:
    mistakes = {
        "  window_months: 12": "  windows_months: 12",
        "behaviour: threat\n": "behaviour: thret\n",
        "ladder: ask_then_hide": "ladder: ask_then_hid",
        "severity: 4": "severity: 40",
        "  block: 2": "  block: 1",
        "{gas_phone}": "{gas_fone}",
        "    within_minutes: 1440\n": "",
    }
    file = Spoilt(edits=tuple(mistakes.items()), told=()).written(tmp_path)
    problems = told_of(file)
    assert [str(problem).split(": ", 1)[1] for problem in problems] == [
        "unknown name 'windows_months'; did you mean 'window_months'?",
        "unknown behaviour 'thret'; did you mean 'threat'?",
        "behaviours.severity should be at most 5, not 40",
        "unknown ladder 'ask_then_hid'; did you mean 'ask_then_hide'?",
        "protections.adjustment.within_minutes is missing; add it",
        "a block needs two people; say 'block: 2' or more",
        "unknown placeholder {gas_fone}; did you mean 'gas_phone'?",
    ]
    lines = [problem.line for problem in problems]
    assert lines == sorted(lines)
    assert "block: 1" in file.read_text(encoding="utf-8").split("\n")[lines[5] - 1]


def test_the_version_is_the_hash_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "policies.yaml"
    file.write_bytes(SHIPPED.read_bytes())
    same = load_policy(file).version
    file.write_bytes(SHIPPED.read_bytes() + b"# a remark\n")
    assert same == load_policy(SHIPPED).version == "sha256:" + sha256(SHIPPED.read_bytes()).hexdigest()[:16]
    assert load_policy(file).version != same


@pytest.mark.parametrize(
    ("data", "how"),
    [
        (b"\xef\xbb\xbf" + SHIPPED.read_bytes(), "with a mark of its encoding, as Notepad writes it"),
        (SHIPPED.read_bytes().replace(b"\n", b"\r\n"), "with the line ends of Windows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_editors_add_is_no_mistake(data: bytes, how: str, tmp_path: Path) -> None:
    file = tmp_path / "policies.yaml"
    file.write_bytes(data)
    assert load_policy(file).behaviours == load_policy(SHIPPED).behaviours, how


@pytest.mark.parametrize(
    "right",
    [
        in_a_rule("words: [knobhead, kneecap*]\nnever: [kneecap brace]"),
        in_a_rule(r"patterns: ['\bknee\W*caps?\b', '(?i)KNEE', '[[:alpha:]]+ knees']"),
        in_a_rule("when: {copies: 3}\nunless: {copies: 5}"),
        in_a_rule("when: {platforms: [x, facebook]}\nunless: {platforms: [x]}"),
        in_a_rule(
            "when: {upheld: {at_least: 2, behaviour: abuse}}\nunless: {upheld: {at_least: 2, behaviour: demand}}"
        ),
        in_a_rule("when: {contacts: {at_least: 5, minutes: 60}}\nunless: {contacts: {at_least: 5, minutes: 30}}"),
        in_a_rule("when: {topics: [rents]}\ndetectors: {threat: 0.8}").also("topics: {}", "topics: {rents: [rent]}"),
        in_a_rule("lists: [slurs]")
        .also("lists:\n", "lists:\n  slurs: {file: lists/slurs.txt}\n")
        .beside("lists/slurs.txt", b"\xef\xbb\xbf# ours\r\n\r\nknobhead  # as said\r\n"),
        spoilt("  scam_links: []", "  scam_links: {entries: [evil.example], file: links.txt}").beside(
            "links.txt", b"evil.example/#/pay\n"
        ),
        spoilt("  block: 2", "  block: {people: 3, one_of: executive}"),
        spoilt("Thank you for getting in touch.", "Thank you for every word about life-threatening faults, ever."),
        spoilt("Thank you for getting in touch.", "Thank you. Write to help@derbyhomes.example.org."),
    ],
)
def test_what_looks_like_a_mistake_and_is_none(right: Spoilt, tmp_path: Path) -> None:
    assert load_policy(right.written(tmp_path)).behaviours


def test_lists_come_from_the_policy_and_from_files_beside_it(tmp_path: Path) -> None:
    links = b"# known since May\nevil.example/#/pay\n\n  bad.example  # by telephone\n"
    change = spoilt("  scam_links: []", "  scam_links: {entries: [worse.example], file: links.txt}")
    loaded = load_whole(change.beside("links.txt", links).written(tmp_path))
    assert loaded.policy.vocabulary.scam_links == {"worse.example", "evil.example/#/pay", "bad.example"}
    assert loaded.files == {"links.txt": links.decode()}
    again = load_whole(change.beside("links.txt", links + b"more.example\n").written(tmp_path))
    assert again.policy.version != loaded.policy.version


def test_data_of_staff_is_not_repeated(tmp_path: Path) -> None:
    file = spoilt("  staff_data: []", '  staff_data: ["14 Elm* Street", "Jo*", "---"]').written(tmp_path)
    assert "Elm" not in str(told_of(file))
    assert "Jo" not in str(told_of(file))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "policies.yaml: is empty; start from the example"),
        (b"# nothing yet\n", "policies.yaml: is empty; start from the example"),
        (b"title: \xff\xfe", "policies.yaml:1: is not UTF-8 text; save it with the encoding UTF-8"),
        (b"a: 1\nb: caf\xe9\n", "policies.yaml:2: is not UTF-8 text; save it with the encoding UTF-8"),
        (b"a" * 1_000_001, "policies.yaml: has 1,000,001 bytes; 1,000,000 are allowed; is it the right file?"),
        (
            b"[" * 1000 + b"]" * 1000,
            "policies.yaml:1: is nested too deeply; no part of this file needs that",
        ),
        (b"- 1\n- 2\n", "policies.yaml:1: the file should hold names, each with a value; see the example"),
        (b"threat\n", "policies.yaml:1: the file should hold names, each with a value, not 'threat'; see the example"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
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
