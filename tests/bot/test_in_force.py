"""The policy in force: a change counts within two looks, a broken file changes nothing, two people arm a rule."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.armed import armed, in_states
from bot.cases import Officer
from bot.errors import EditRefused, NoSuchPolicy, NotApproved, PolicyInvalid
from bot.in_force import PolicyInForce, policy_for_desk, policy_of_version
from bot.lifecycle import demote, promote, roll_back, waiting_for_second
from bot.model import RuleState
from bot.policy.edit import with_value, write_safely
from bot.policy.load import load_policy
from storage.brakes import BrakeKind
from storage.store import Store
from tests.builders import HOUR, NOON

SHIPPED = Path(__file__).parents[2] / "policies.yaml"
PRIYA, TOM = Officer(name="Priya"), Officer(name="Tom")
LIVE, REVIEW, SHADOW = RuleState.LIVE, RuleState.REVIEW, RuleState.SHADOW


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store("sqlite://")
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "policies.yaml"
    path.write_bytes(SHIPPED.read_bytes())
    return path


def noon() -> datetime:
    return NOON


def taken(file: Path, store: Store) -> PolicyInForce:
    return PolicyInForce(file, store, clock=noon)


def edit(file: Path, was: str, becomes: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, becomes, 1), encoding="utf-8")


def states(policy: PolicyInForce) -> dict[str, RuleState]:
    return {one.rule: one.state for one in policy.armed}


def look_twice(policy: PolicyInForce) -> None:
    policy.refresh()
    policy.refresh()


def test_the_first_policy_is_taken_as_it_stands(file: Path, store: Store) -> None:
    policy = taken(file, store)
    assert set(states(policy).values()) == {LIVE}
    assert policy.current.version == load_policy(file).version
    kept = store.policy_in_force()
    assert kept is not None
    assert kept.source == SHIPPED.read_text(encoding="utf-8")


def test_a_change_counts_once_the_file_has_stood_still_for_a_look(file: Path, store: Store) -> None:
    policy = taken(file, store)
    before = policy.current.version
    edit(file, "organisation: Derby Homes", "organisation: Derby Homes Ltd")
    policy.refresh()
    assert policy.current.version == before
    policy.refresh()
    assert policy.current.organisation == "Derby Homes Ltd"
    assert {kept.version for kept in store.policy_versions()} == {before, policy.current.version}


def test_a_broken_file_changes_nothing_and_is_told_with_the_line(file: Path, store: Store) -> None:
    policy = taken(file, store)
    before = policy.current
    edit(file, "behaviour: abuse", "behaviour: abuze")
    look_twice(policy)
    assert policy.current is before
    refused = store.refused()
    assert refused is not None
    assert len(refused.problems) == 1
    assert refused.problems[0].endswith("unknown behaviour 'abuze'; did you mean 'abuse'?")
    line = file.read_text(encoding="utf-8").split("\n").index("  - behaviour: abuze") + 1
    assert refused.problems[0].startswith(f"policies.yaml:{line}: ")
    edit(file, "behaviour: abuze", "behaviour: abuse")
    look_twice(policy)
    assert store.refused() is None
    assert [one.entry.event for one in store.recorded() if one.entry.event.startswith("policy_")][-2:] == [
        "policy_refused",
        "policy_mended",
    ]


def test_a_file_whose_examples_do_not_come_out_is_broken(file: Path, store: Store) -> None:
    policy = taken(file, store)
    edit(file, '- "Your staff are a bunch of useless idiots"', '- "Your staff were ever so helpful"')
    look_twice(policy)
    refused = store.refused()
    assert refused is not None
    assert "the example “Your staff were ever so helpful” should be abuse: nothing of it found" in refused.problems[0]


def test_a_file_that_goes_missing_changes_nothing(file: Path, store: Store) -> None:
    policy = taken(file, store)
    file.unlink()
    look_twice(policy)
    assert set(states(policy).values()) == {LIVE}
    assert store.refused() is not None


def test_a_daemon_that_starts_on_a_broken_file_goes_on_with_the_last_good_version(file: Path, store: Store) -> None:
    before = taken(file, store).current.version
    edit(file, "severity: 5", "severity: 50")
    again = taken(file, store)
    assert again.current.version == before
    assert set(states(again).values()) == {LIVE}
    policy, warning = policy_for_desk(file, store)
    assert policy.version == before
    assert warning == (
        f"policies.yaml has 1 problem; version {before} stays in force: section11 policy check policies.yaml"
    )


def test_nothing_starts_on_a_broken_file_where_none_was_ever_good(file: Path, store: Store) -> None:
    edit(file, "severity: 5", "severity: 50")
    with pytest.raises(PolicyInvalid, match="severity should be at most 5"):
        taken(file, store)
    with pytest.raises(PolicyInvalid):
        policy_for_desk(file, store)


def test_a_rule_that_one_person_changed_works_on_review_until_a_second_signs(file: Path, store: Store) -> None:
    policy = taken(file, store)
    edit(file, "    ladder: warn_first\n", "    ladder: warn_first\n    words: [crook*]\n")
    look_twice(policy)
    assert {rule for rule, state in states(policy).items() if state is not LIVE} == {"abuse"}
    assert states(policy)["abuse"] is REVIEW
    first = promote(store, file, "abuse", LIVE, by=PRIYA, why="backtested on 90 days", now=NOON)
    assert (first.is_enough, first.file_changed, first.signed_by) == (False, False, ("Priya",))
    assert waiting_for_second(load_policy(file), store.signatures()) == (("abuse", "Priya"),)
    policy.refresh()
    assert states(policy)["abuse"] is REVIEW
    promote(store, file, "abuse", LIVE, by=PRIYA, why="I am sure", now=NOON)
    policy.refresh()
    assert states(policy)["abuse"] is REVIEW
    second = promote(store, file, "abuse", LIVE, by=TOM, why="I looked at the examples", now=NOON + HOUR)
    assert second.is_enough
    policy.refresh()
    assert states(policy)["abuse"] is LIVE
    assert not waiting_for_second(load_policy(file), store.signatures())


def test_a_new_rule_stays_in_shadow_until_two_have_signed(file: Path, store: Store) -> None:
    policy = taken(file, store)
    new = """  - behaviour: abuse
    name: abuse_on_x
    title: Insulting our people on X
    clauses: ["4.3"]
    state: live
    ladder: remind_first
    at_least: 0.9
    when: {platforms: [x]}

  - behaviour: abuse
    title"""
    edit(file, "  - behaviour: abuse\n    title", new)
    look_twice(policy)
    assert states(policy)["abuse_on_x"] is SHADOW
    promote(store, file, "abuse_on_x", REVIEW, by=PRIYA, why="try it", now=NOON)
    assert "state: review" in file.read_text(encoding="utf-8")
    promote(store, file, "abuse_on_x", REVIEW, by=TOM, why="yes", now=NOON)
    look_twice(policy)
    assert states(policy)["abuse_on_x"] is REVIEW


def test_fewer_people_for_an_action_need_a_second_person_too(file: Path, store: Store) -> None:
    edit(file, "  hide: 1\n", "  hide: 2\n")
    policy = taken(file, store)
    edit(file, "  hide: 2\n", "  hide: 1\n")
    look_twice(policy)
    assert set(states(policy).values()) == {REVIEW}


def test_softening_the_words_of_a_title_or_an_example_disarms_nothing(file: Path, store: Store) -> None:
    policy = taken(file, store)
    edit(file, "title: Swearing at, insulting or demeaning our people", "title: Insulting our people")
    look_twice(policy)
    assert set(states(policy).values()) == {LIVE}


def test_one_person_disarms_at_once_and_the_rest_of_the_file_stays(file: Path, store: Store) -> None:
    policy = taken(file, store)
    demote(store, file, "allegation", SHADOW, by=PRIYA, why="it finds too much", now=NOON)
    look_twice(policy)
    assert states(policy)["allegation"] is SHADOW
    before, after = SHIPPED.read_text(encoding="utf-8").split("\n"), file.read_text(encoding="utf-8").split("\n")
    assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [("    state: live", "    state: shadow")]
    with pytest.raises(NotApproved, match="allegation is in shadow already"):
        demote(store, file, "allegation", LIVE, by=PRIYA, why="again", now=NOON)


def test_rolling_back_brings_the_very_file_back_and_what_was_signed_for_it(file: Path, store: Store) -> None:
    policy = taken(file, store)
    first = policy.current.version
    edit(file, "    severity: 2\n", "    severity: 4\n")
    look_twice(policy)
    assert REVIEW in states(policy).values()
    roll_back(store, file, first.removeprefix("sha256:")[:8], by=TOM, why="it was too hard", now=NOON)
    assert file.read_bytes() == SHIPPED.read_bytes()
    look_twice(policy)
    assert set(states(policy).values()) == {LIVE}
    assert policy.current.version == first
    with pytest.raises(NoSuchPolicy, match="no version begins with"):
        roll_back(store, file, "ffffffffffffff", by=TOM, why="no", now=NOON)
    assert not list(store.verify())


def test_lists_beside_the_file_belong_to_the_version(file: Path, store: Store) -> None:
    phrases = file.parent / "lists" / "links.txt"
    phrases.parent.mkdir()
    phrases.write_text("evil.example/pay  # seen in October\n\n", encoding="utf-8")
    edit(file, "  scam_links: []", "  scam_links: {file: lists/links.txt}")
    policy = taken(file, store)
    first = policy.current
    assert first.vocabulary.scam_links == {"evil.example/pay"}
    phrases.write_text("evil.example/pay\nworse.example\n", encoding="utf-8")
    look_twice(policy)
    assert policy.current.version != first.version
    assert states(policy)["scam_link"] is REVIEW
    kept = store.policy_source(first.version)
    assert policy_of_version(kept.source, kept.files).vocabulary.scam_links == {"evil.example/pay"}
    roll_back(store, file, first.version, by=TOM, why="not checked", now=NOON)
    assert phrases.read_text(encoding="utf-8").startswith("evil.example/pay  # seen")


@pytest.mark.parametrize(
    ("kind", "state"), [(BrakeKind.ON_REVIEW, REVIEW), (BrakeKind.PAUSED, SHADOW)], ids=["on review", "paused"]
)
def test_a_brake_takes_a_rule_down_until_it_is_taken_off(
    kind: BrakeKind, state: RuleState, file: Path, store: Store
) -> None:
    policy = taken(file, store)
    assert store.put_on(kind, "behaviour:abuse", by="Priya", why="too many", now=NOON)
    assert not store.put_on(kind, "behaviour:abuse", by="Tom", why="me too", now=NOON)
    policy.refresh()
    assert states(policy)["abuse"] is state
    assert [one.why for one in policy.armed if one.rule == "abuse"] == [
        "too many (Priya); section11 resume --behaviour abuse"
    ]
    assert store.take_off(kind, "behaviour:abuse", by="Tom", why="", now=NOON)
    assert not store.take_off(kind, "behaviour:abuse", by="Tom", why="", now=NOON)
    policy.refresh()
    assert states(policy)["abuse"] is LIVE


def test_a_policy_armed_by_nobody_is_all_in_shadow() -> None:
    policy = load_policy(SHIPPED)
    assert {one.state for one in armed(policy, (), ())} == {SHADOW}
    assert {rule.state for rule in in_states(policy, armed(policy, (), ())).behaviours} == {SHADOW}


def test_promoting_asks_for_a_reason_and_a_rule_that_is_there(file: Path, store: Store) -> None:
    taken(file, store)
    with pytest.raises(NotApproved, match="promoting a rule needs a reason"):
        promote(store, file, "abuse", LIVE, by=PRIYA, why=" ", now=NOON)
    with pytest.raises(NotApproved, match=r"there is no rule 'abuze'; did you mean 'abuse'\?"):
        promote(store, file, "abuze", LIVE, by=PRIYA, why="yes", now=NOON)


def test_somebody_who_edits_at_the_same_moment_loses_nothing(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    mine = with_value(text, ("organisation",), "Ours")
    file.write_text(text + "# a remark of somebody else's\n", encoding="utf-8")
    with pytest.raises(EditRefused, match=r"somebody has changed policies\.yaml at this very moment"):
        write_safely(file, mine, expected=text)
    assert file.read_text(encoding="utf-8").endswith("# a remark of somebody else's\n")
