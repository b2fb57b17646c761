"""Learning from verdicts: what makes an example, what drifts, what leaves the store, and what an officer saw."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from bot import cases
from bot.app import offline
from bot.cases import Officer
from bot.cli import section11
from bot.errors import AlreadyDecided, NoSuchInteraction, NotApproved, Section11Error
from bot.learning.drift import Drift, Share, drifts
from bot.learning.examples import Said, examples
from bot.missed import tell_missed
from bot.model import ActionKind, Behaviour, Protected
from bot.pipeline import take_in
from bot.policy.load import load_policy
from bot.policy.model import Trained
from platforms.memory import MemoryPlatform
from storage.store import Store
from tests.builders import DAY, HOUR, NOON, an_account, an_interaction
from training.comments import own_comments

ROOT = Path(__file__).parents[2]
POLICY = replace(load_policy(ROOT / "policies.yaml"), trained=Trained(switched_on=False))
PRIYA = Officer(name="Priya Shah")
INSULT = "You lot are pathetic idiots"
NAMED = f"{INSULT}, Karen Smith most of all, 07700 900123"
FAIR = "The new planters by the bus stop are something"
GAS = "There is a smell of gas in the stairwell"
SETTINGS = """database: sqlite:///section11.db
policy: policies.yaml
officers: [{name: Priya Shah}]
accounts:
  - {platform: facebook, id: "104263501927364", app_id: "140586622674265", token: {env: T}, app_secret: {env: S}}
"""


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store("sqlite://")
    yield opened
    opened.close()


def heard(store: Store, *texts: str) -> MemoryPlatform:
    platform = MemoryPlatform(page_size=50)
    for n, text in enumerate(texts):
        platform.hear(an_interaction(text, id=f"c{n}", author=an_account(id=f"p{n}"), posted_at=NOON - HOUR))
    take_in(platform, store, POLICY, now=NOON)
    return platform


def missed(store: Store, which: str = "facebook:c0", *, label: Behaviour | Protected, quote: str = "") -> int | None:
    return tell_missed(
        store, POLICY, which, label, quote=quote, by=PRIYA, why="it is one", can=offline(), now=NOON + HOUR
    )


def approve(store: Store, number: int) -> None:
    cases.approve(store, number, by=PRIYA, policy=POLICY, kind=ActionKind.PRIVATE_WARNING, now=NOON + HOUR)


def test_what_people_decided_becomes_examples_and_what_is_open_none(store: Store) -> None:
    heard(store, INSULT, f"{INSULT} again", GAS, f"{GAS} too", INSULT.upper(), FAIR)
    assert len(store.open_cases()) == 5
    approve(store, 1)
    cases.leave_alone(store, 2, by=PRIYA, why="between friends", now=NOON + HOUR)
    cases.take_care(store, 3, by=PRIYA, why="", now=NOON + HOUR)
    cases.dismiss_signal(store, 4, Protected.EMERGENCY, by=PRIYA, why="a joke", now=NOON + HOUR)
    found = {e.case.id: (e.said, e.behaviours, e.signals) for e in examples(store.cases())}
    assert found[1] == (Said.UPHELD, (Behaviour.ABUSE,), ())
    assert found[2] == (Said.NO_BREACH, (), ())
    assert found[3][0] is Said.CARED_FOR
    assert Protected.EMERGENCY in found[3][2]
    assert found[4][0] is Said.NO_SIGNAL
    assert Protected.EMERGENCY not in found[4][2]
    assert 5 not in found


def test_no_personal_detail_of_anybody_is_learnt(store: Store) -> None:
    heard(store, NAMED)
    approve(store, 1)
    (example,) = examples(store.cases())
    text = example.text(POLICY)
    assert text.startswith("You lot are pathetic idiots, ")
    assert "Karen" not in text
    assert "Smith" not in text
    assert "07700 900123" not in text
    assert "07700 900" in text
    assert example.text(POLICY) == text


def test_what_only_a_history_shows_is_counted_and_not_taught(store: Store) -> None:
    heard(store, FAIR)
    missed(store, label=Behaviour.CONTACT_VOLUME)
    approve(store, 1)
    (example,) = examples(store.cases())
    assert (example.said, example.is_in_its_words) == (Said.MISSED, False)
    assert example.row(POLICY)["b"] == []


def test_an_officer_tells_what_we_missed_and_it_is_judged_as_if_we_had_found_it(store: Store) -> None:
    heard(store, FAIR)
    assert store.open_cases() == ()
    assert missed(store, label=Behaviour.ABUSE, quote="something") == 1
    case = store.case(1)
    assert case.decision.behaviour is Behaviour.ABUSE
    assert case.decision.proposal is not None
    (finding,) = case.decision.findings
    assert (finding.quote, finding.because) == ("something", "Priya Shah found it: it is one")
    assert [one.entry.event for one in store.recorded(subject="facebook:c0")] == ["seen", "missed", "judged_again"]
    assert not list(store.verify())
    approve(store, 1)
    (example,) = examples(store.cases())
    assert (example.said, example.behaviours) == (Said.MISSED, (Behaviour.ABUSE,))


def test_a_cry_for_help_that_we_missed_gets_to_people_and_guards(store: Store) -> None:
    heard(store, INSULT)
    assert missed(store, "https://www.example.org/c0", label=Protected.SAFEGUARDING) == 1
    case = store.case(1)
    assert case.protected == (Protected.SAFEGUARDING,)
    with pytest.raises(NotApproved, match="safeguarding"):
        cases.approve(store, 1, by=PRIYA, policy=POLICY, kind=ActionKind.HIDE, now=NOON + HOUR)


def test_what_is_told_of_other_words_counts_no_more(store: Store) -> None:
    platform = heard(store, FAIR)
    missed(store, label=Behaviour.ABUSE)
    platform.edit(store.interaction("facebook:c0").ref, "The planters are lovely")
    take_in(platform, store, POLICY, now=NOON + 2 * HOUR)
    assert store.case(1).decision.findings == ()


@pytest.mark.parametrize(
    ("which", "quote", "error", "words"),
    [
        ("facebook:nobody", "", NoSuchInteraction, "nothing that was taken in is called 'facebook:nobody'"),
        ("", "", NoSuchInteraction, "give its name, like facebook:123_456, or its address"),
        ("facebook:c0", "other words", NotApproved, "these words don't stand in the comment"),
    ],
)
def test_what_cannot_be_told(which: str, quote: str, error: type[Section11Error], words: str, store: Store) -> None:
    heard(store, FAIR)
    with pytest.raises(error, match=words):
        missed(store, which, label=Behaviour.ABUSE, quote=quote)


def test_what_has_been_decided_is_not_judged_anew(store: Store) -> None:
    heard(store, INSULT)
    approve(store, 1)
    with pytest.raises(AlreadyDecided, match="case 1 is about it and has been decided"):
        missed(store, label=Behaviour.THREAT)


def test_a_rule_that_goes_wrong_is_seen(store: Store) -> None:
    heard(store, *(f"You lot are pathetic idiots, all {n} of you" for n in range(40)))
    for number in range(1, 41):
        if number <= 20:
            approve(store, number)
        else:
            cases.leave_alone(store, number, by=PRIYA, why="banter", now=NOON + 2 * DAY)
    (one,) = drifts(examples(store.cases()), since=NOON + DAY)
    assert (str(one.now), str(one.before)) == ("0 of 20", "20 of 20")
    assert one.told == "more of what it finds is wrong than before"


@pytest.mark.parametrize(
    ("now", "before", "missed_now", "told"),
    [
        ((0, 0), (0, 0), 0, ""),
        ((3, 4), (20, 20), 0, ""),
        ((18, 20), (19, 20), 0, ""),
        ((2, 20), (19, 20), 0, "more of what it finds is wrong than before"),
        ((19, 20), (2, 20), 0, "more of what it finds is right than before"),
        ((18, 20), (19, 20), 6, "more of it is missed than before"),
        ((2, 30), (0, 0), 0, "most of what it finds is wrong"),
    ],
)
def test_what_is_said_of_figures(now: tuple[int, int], before: tuple[int, int], missed_now: int, told: str) -> None:
    shares = (Share(right=right, of=of) for right, of in (now, before))
    one = Drift(name="abuse", now=next(shares), before=next(shares), missed_now=missed_now)
    assert one.told == told


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "section11.yaml").write_text(SETTINGS, encoding="utf-8")
    shipped = (ROOT / "policies.yaml").read_text(encoding="utf-8")
    (tmp_path / "policies.yaml").write_text(shipped, encoding="utf-8")
    store = Store(f"sqlite:///{tmp_path / 'section11.db'}")
    heard(store, INSULT, f"{INSULT} again", FAIR)
    store.close()
    return tmp_path


def run(office: Path, *words: str) -> Result:
    return CliRunner().invoke(section11, ["--settings", str(office / "section11.yaml"), *words])


def told(office: Path, *words: str) -> str:
    result = run(office, *words)
    assert result.exit_code == 0, result.output + repr(result.exception)
    return result.output


def test_a_week_of_verdicts_becomes_a_training_set_and_rule_examples(office: Path) -> None:
    by = ("--by", "Priya Shah")
    assert "No verdict makes an example yet" in told(office, "learn")
    assert "it is case 3 now" in told(office, "missed", "facebook:c2", "--as", "abuse", *by, "--why", "sarcasm")
    told(office, "approve", "1", *by, "--why", "plain")
    told(office, "leave-alone", "2", *by, "--why", "between friends")
    told(office, "approve", "3", *by, "--why", "plain")
    shown = told(office, "learn")
    assert "1 of 2" in shown
    assert "1 missed, 1 not a breach, 1 upheld" in shown
    (abuse,) = (json.loads(line) for line in told(office, "learn", "--json").splitlines())
    assert (abuse["name"], abuse["right"], abuse["of"], abuse["missed"]) == ("abuse", 1, 2, 1)

    by_rule = yaml.safe_load(told(office, "learn", "--rules"))
    assert FAIR in by_rule["examples"]["finds"]
    assert len(by_rule["examples"]["leaves"]) == 1

    (office / "comments").mkdir()
    file = office / "comments" / "learnt.jsonl"
    assert "2 examples in" in told(office, "learn", "--write", str(file), "--case", "2", "--case", "3", *by)
    learnt = own_comments(office / "comments")
    assert [(c.text == FAIR, sorted(c.labels)) for c in learnt] == [(False, []), (True, ["abuse"])]
    store = Store(f"sqlite:///{office / 'section11.db'}")
    assert [one.entry.actor for one in store.recorded() if one.entry.event == "examples_written"] == ["Priya Shah"]
    store.close()
    refused = run(office, "learn", "--write", str(file), *by)
    assert "is there already" in str(refused.exception)
    nowhere = run(office, "learn", "--write", str(office / "no" / "folder.jsonl"), *by)
    assert "folder.jsonl can't be written: No such file or directory" in str(nowhere.exception)
    assert "makes an example of case 77" in str(run(office, "learn", "--case", "77").exception)
