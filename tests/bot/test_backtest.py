"""Backtesting: the same code on what was really said; a replay of the same policy is what happened live."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import cases
from bot.app import offline
from bot.backtest import Asked, Reader, Source, Tally, backtest, judged_by_both, try_part, was_asked
from bot.backtest.tally import EXAMPLES
from bot.cases import Officer
from bot.errors import PolicyInvalid
from bot.judge import HISTORY, clocks_of
from bot.model import Account, Interaction, PlatformName, Protected, Ref, Said
from bot.pipeline import take_in
from bot.policy.load import load_policy
from bot.reports.backtest import Question, as_html, headline
from platforms.facebook import Facebook
from platforms.memory import MemoryPlatform
from storage.database import Database
from storage.replay import Replayed, parts, replay
from storage.store import Store
from tests.builders import DAY, HOUR, MINUTE, NOON, an_account, an_interaction

WARN_FIRST = "    ladder: warn_first\n"
SHIPPED = Path(__file__).parents[2] / "policies.yaml"
POLICY = load_policy(SHIPPED)
TEXT = SHIPPED.read_text(encoding="utf-8")
PRIYA = Officer(name="Priya")
BEGAN = NOON - 20 * DAY
SAID = (
    "You lot are pathetic idiots",
    "Thank you for the new planters",
    "I know where you live and I'm coming to break your legs",
    "Eight weeks I've waited for you to mend the damp in my bedroom",
    "Your staff are a bunch of useless idiots",
    "There is a strong smell of gas in the hall",
    "When will the lift be mended?",
    "They are all taking backhanders from the roofing firm",
    "You lot are pathetic idiots, again",
    "Could you send my letters in large print please, I am partially sighted",
    "I want an answer within the hour, and I will only speak to Dave",
)


class Hearing(MemoryPlatform):
    """A platform in memory that can do what Facebook can."""

    def can(self, interaction: Interaction, *, now: datetime):  # noqa: ANN201 - as its base says
        return Facebook(page_id="0", token="-").can(interaction, now=now)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A store with twenty days of a mixed population: answers, verdicts, edits, somebody without a name."""
    found = f"sqlite:///{tmp_path / 'history.db'}"
    store, platform = Store(found), Hearing()
    for n in range(66):
        at = BEGAN + n * 7 * HOUR
        author = an_account(id=f"p{n % 7}", name=f"Person {n % 7}") if n % 13 else None
        platform.hear(an_interaction(SAID[n % len(SAID)], id=f"c{n}", posted_at=at, author=author, thread=f"c{n}"))
        if n % 3 == 0:
            ref = Ref(platform=PlatformName.FACEBOOK, id=f"re{n}")
            platform.answer(
                Said(at=at + MINUTE, text="We'll look.", ours=True, ref=ref, thread=f"c{n}", parent=f"c{n}")
            )
        take_in(platform, store, POLICY, now=at + 2 * MINUTE)
        if n % 10 == 9:
            platform.edit(Ref(platform=PlatformName.FACEBOOK, id=f"c{n - 5}"), SAID[(n + 3) % len(SAID)])
            take_in(platform, store, POLICY, now=at + 3 * MINUTE)
        for case in store.open_cases():
            decide(store, case.id, n, at + HOUR)
    yield found
    store.close()


def decide(store: Store, number: int, n: int, now: datetime) -> None:
    case = store.case(number)
    if case.decision.proposal is None or case.verdicts:
        return
    if n % 4 == 0:
        cases.leave_alone(store, number, by=PRIYA, why="harmless", now=now)
    elif not case.decision.adjustment_on_record and not case.decision.proposal.silences:
        cases.approve(store, number, by=PRIYA, policy=POLICY, now=now)


def asked(url: str, new: str, old: str = TEXT) -> Asked:
    return Asked(database=url, old=Source(source=old), new=Source(source=new), since=BEGAN, until=NOON + DAY)


def replayed(url: str, size: int = 1000) -> list[Replayed]:
    db = Database.read_only(url)
    span = {"since": BEGAN, "until": NOON + DAY}
    clocks = clocks_of(POLICY)
    found = [r for p in parts(db, size=size, **span) for r in replay(db, p, window=HISTORY, clocks=clocks, **span)]
    db.engine.dispose()
    return found


def test_a_policy_against_itself_differs_in_nothing(url: str, tmp_path: Path) -> None:
    tally = backtest(asked(url, TEXT), tmp_path / "out", offline, workers=1)
    assert tally.looked_at == 66
    assert tally.old == tally.new
    assert tally.old.total() > 20
    assert not tally.newly
    assert not tally.no_longer
    assert not tally.otherwise
    assert not tally.examples


def test_a_replay_is_what_happened_live(url: str) -> None:
    store = Store(url)
    kept = {}
    for one in store.recorded():
        if one.entry.event in {"seen", "edited"} and one.body is not None:
            kept[one.entry.subject] = json.loads(one.body)["decision"]
    store.close()
    differ = []
    reader, can = Reader(POLICY), offline()
    for said in replayed(url):
        again, _ = judged_by_both(replace(said, reading=""), reader, reader, can)
        live = kept[str(said.interaction.ref)]
        behaviour = str(again.behaviour) if again and again.behaviour else None
        action = str(again.proposal.action.kind) if again and again.proposal else None
        before = (live["behaviour"], live["step"], live["proposal"]["action"] if live["proposal"] else None)
        if (behaviour, again.step if again else 0, action) != before:
            differ.append((str(said.interaction.ref), said.interaction.text, before, (behaviour, action)))
    assert differ == []


def test_what_was_read_then_is_what_would_be_read_now(url: str) -> None:
    reader = Reader(POLICY)
    for said in replayed(url):
        assert said.reading == reader.reading
        assert reader.read(said, again=False) == reader.read(said, again=True)


def test_a_softer_rule_proposes_less_and_says_for_whom(url: str, tmp_path: Path) -> None:
    tally = backtest(asked(url, softened()), tmp_path / "out", offline, workers=1)
    assert set(tally.no_longer) == {"abuse"}
    assert not tally.newly
    assert tally.old["abuse"] - tally.new["abuse"] == tally.no_longer["abuse"] > 0
    assert sum(tally.accounts_no_longer.values()) == tally.no_longer["abuse"]
    (example, *_) = tally.examples["no longer:abuse"]
    assert (example.after, example.rule) == ("nothing", "abuse")
    assert "the rule asks for 99%" in example.why
    assert tally.missed_new["abuse"] > 0
    assert tally.wrong_new["abuse"] < tally.wrong_old["abuse"]


def test_new_words_propose_more_and_what_comes_from_people_who_need_help_is_counted(url: str, tmp_path: Path) -> None:
    harder = TEXT.replace("    ladder: warn_first\n", "    ladder: warn_first\n    words: [the lift, in the hall]\n", 1)
    tally = backtest(asked(url, harder), tmp_path / "out", offline, workers=1)
    assert tally.newly["abuse"] == 12
    assert tally.protected_newly == 6
    assert not tally.no_longer


def test_a_rule_in_shadow_is_counted_apart(url: str, tmp_path: Path) -> None:
    shadow = TEXT.replace("    state: live\n    ladder: warn_first", "    state: shadow\n    ladder: warn_first", 1)
    tally = backtest(asked(url, shadow), tmp_path / "out", offline, workers=1)
    assert tally.shadow["abuse"] == tally.old["abuse"]
    as_live = replace(asked(url, shadow), new=Source(source=shadow, states={"abuse": "live"}))
    assert backtest(as_live, tmp_path / "out", offline, workers=1).new["abuse"] == tally.old["abuse"]


def test_any_way_of_parting_gives_the_same(url: str) -> None:
    softer = load_policy(SHIPPED).armed({})
    hard, soft, can = Reader(POLICY), Reader(replace(softer, behaviours=softer.behaviours[1:])), offline()
    sizes = {
        size: sorted(
            (str(said.interaction.ref), *(d.behaviour if d else None for d in judged_by_both(said, hard, soft, can)))
            for said in replayed(url, size)
        )
        for size in (1, 5, 1000)
    }
    assert sizes[1] == sizes[5] == sizes[1000]


def softened() -> str:
    return TEXT.replace(WARN_FIRST, WARN_FIRST + "    at_least: 0.99\n", 1)


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_parts_add_up_to_the_same_in_any_number_and_order(url: str, tmp_path: Path, size: int) -> None:
    question, can = asked(url, softened()), offline()
    old, new = Reader(question.old.policy()), Reader(question.new.policy())
    db = Database.read_only(url)
    whole = parts(db, since=question.since, until=question.until, size=size)
    tallies = [try_part(db, part, question, old, new, can) for part in whole]
    db.close()
    forwards, backwards, paired = Tally(), Tally(), Tally()
    for tally in tallies:
        forwards += tally
    for tally in reversed(tallies):
        backwards = tally + backwards
    for n in range(0, len(tallies), 2):
        paired += sum(tallies[n + 1 : n + 2], start=tallies[n])
    alone = backtest(question, tmp_path / "out", offline, workers=1)
    assert forwards.form() == backwards.form() == paired.form() == alone.form()


def test_what_was_interrupted_goes_on_and_comes_to_the_same(url: str, tmp_path: Path) -> None:
    out, question = tmp_path / "out", asked(url, softened())
    whole = backtest(question, out, offline, workers=1)
    kept = sorted(out.glob("part-*.json"))
    assert was_asked(out) is None
    kept[0].unlink()
    assert was_asked(out) == (question.since, question.until)
    steps: list[tuple[int, int]] = []
    again = backtest(question, out, offline, workers=1, done=lambda part, of: steps.append((part, of)))
    assert steps[0] == (len(kept) - 1, len(kept))
    assert again.form() == whole.form()
    other = backtest(asked(url, TEXT), out, offline, workers=1)
    assert not other.no_longer


def says_more(url: str) -> None:
    store, platform = Store(url), Hearing(account="our-other-page")
    for n in range(100, 130):
        author = an_account(id=f"a{n}")
        platform.hear(an_interaction(SAID[0], id=f"c{n}", posted_at=NOON + n * MINUTE, author=author))
    take_in(platform, store, POLICY, now=NOON + 3 * HOUR)
    store.close()


def test_what_was_interrupted_keeps_to_what_had_been_said_when_it_began(url: str, tmp_path: Path) -> None:
    out, question = tmp_path / "out", asked(url, softened())
    whole = backtest(question, out, offline, workers=1)
    sorted(out.glob("part-*.json"))[-1].unlink()
    says_more(url)
    assert backtest(question, out, offline, workers=1).form() == whole.form()
    assert backtest(question, out, offline, workers=1).looked_at == whole.looked_at + 30


def test_what_was_finished_is_not_answered_again_once_officers_have_decided(url: str, tmp_path: Path) -> None:
    out, question = tmp_path / "out", asked(url, softened())
    says_more(url)
    before = backtest(question, out, offline, workers=1)
    store = Store(url)
    waiting = [case for case in store.open_cases() if case.decision.proposal and not case.verdicts]
    for case in waiting:
        cases.leave_alone(store, case.id, by=PRIYA, why="harmless", now=NOON + DAY)
    store.close()
    assert waiting
    after = backtest(question, out, offline, workers=1)
    assert after.wrong_old.total() == before.wrong_old.total() + len(waiting)


@pytest.mark.parametrize("words", ["", "{", "[]", '{"asked": "something else"}'])
def test_a_folder_that_cannot_be_told_is_begun_anew(url: str, tmp_path: Path, words: str) -> None:
    out, question = tmp_path / "out", asked(url, softened())
    whole = backtest(question, out, offline, workers=1)
    (out / "inputs.json").write_text(words, encoding="utf-8")
    (out / "part-00999.json").write_text("{}", encoding="utf-8")
    assert was_asked(out) is None
    assert backtest(question, out, offline, workers=1).form() == whole.form()
    assert not (out / "part-00999.json").exists()


def test_parts_of_another_store_are_not_taken_for_ones_own(url: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    whole = backtest(asked(url, softened()), out, offline, workers=1)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    Store(other).close()
    assert backtest(asked(other, softened()), out, offline, workers=1).looked_at == 0
    assert backtest(asked(url, softened()), out, offline, workers=1).form() == whole.form()


def test_a_broken_policy_is_told_before_anything_is_replayed(url: str, tmp_path: Path) -> None:
    with pytest.raises(PolicyInvalid):
        backtest(asked(url, "title: [\n"), tmp_path / "out", offline, workers=2)


def test_at_a_higher_step_or_for_longer_is_proposed_otherwise(url: str, tmp_path: Path) -> None:
    milder = "{1: 50, 2: 100, 3: 100, 4: 150, 5: 200}"
    graver = TEXT.replace(milder, "{1: 100, 2: 200, 3: 200, 4: 200, 5: 200}")
    tally = backtest(asked(url, graver), tmp_path / "out", offline, workers=1)
    assert tally.old == tally.new
    assert tally.actions["private_warning at step 1 -> private_warning at step 2"] == 1
    assert tally.actions["block for 28 days -> block for 90 days"] == 1
    assert tally.actions["private_warning -> hide"] == 2
    assert tally.actions["nothing at step 3 -> nothing at step 4"] == 3


def test_people_who_need_help_come_first_among_the_examples(url: str, tmp_path: Path) -> None:
    harder = TEXT.replace(WARN_FIRST, WARN_FIRST + "    words: [the lift, in the hall]\n", 1)
    tally = backtest(asked(url, harder), tmp_path / "out", offline, workers=1)
    found = [example.care for example in tally.examples["newly:abuse"]]
    assert found[: tally.protected_newly] == ["emergency"] * tally.protected_newly
    assert not any(found[tally.protected_newly :])
    assert len(found) <= EXAMPLES


def test_each_policy_is_late_by_its_own_clocks(url: str, tmp_path: Path) -> None:
    strict = TEXT.replace("    within_minutes: 7200\n", "    within_minutes: 60\n", 1)
    tally = backtest(asked(url, TEXT, strict), tmp_path / "out", offline, workers=1)
    assert tally.old == backtest(asked(url, strict, strict), tmp_path / "out", offline, workers=1).old
    assert tally.new == backtest(asked(url, TEXT), tmp_path / "out", offline, workers=1).new
    assert tally.newly == {"demand": 2}
    assert not tally.no_longer


def test_processes_of_their_own_come_to_the_same(url: str, tmp_path: Path) -> None:
    alone = backtest(asked(url, softened()), tmp_path / "one", offline, workers=1)
    assert backtest(asked(url, softened()), tmp_path / "two", offline, workers=2).form() == alone.form()


def test_a_backtest_writes_nothing_to_the_store(url: str) -> None:
    db = Database.read_only(url)
    with pytest.raises(Exception, match="readonly database"), db.reading() as connection:
        connection.exec_driver_sql("DELETE FROM cases")
    db.engine.dispose()


def test_a_tally_survives_being_kept() -> None:
    tally = Tally(looked_at=3)
    tally.newly["abuse"] += 2
    tally.actions["nothing -> hide"] += 2
    assert Tally.of(json.loads(json.dumps(tally.form()))).form() == tally.form()


def test_the_report_stands_by_itself_and_nothing_in_it_runs(tmp_path: Path) -> None:
    store, platform = Store(f"sqlite:///{tmp_path / 'h.db'}"), MemoryPlatform()
    author = Account(platform=PlatformName.FACEBOOK, id="<script>alert(1)</script>", name="x")
    platform.hear(an_interaction("You lot are <b>pathetic</b> idiots", author=author, posted_at=NOON - DAY))
    take_in(platform, store, POLICY, now=NOON)
    store.close()
    tally = backtest(asked(f"sqlite:///{tmp_path / 'h.db'}", softened()), tmp_path / "out", offline, workers=1)
    question = Question(old="sha256:a", new="sha256:b", since=NOON - DAY, until=NOON)
    page = as_html(tally, question)
    assert page == as_html(tally, question)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page.replace("http://www.w3.org", "")
    assert (
        headline(tally)[0] == "Read again: 1 interactions. Newly proposed 0, no longer 1, and 0 otherwise than before."
    )
    assert page.count("<svg") == 2


def test_signals_are_known_to_be_late_in_a_replay_as_live(url: str) -> None:
    late = [said for said in replayed(url) if said.history.landlord_late]
    assert late
    gas = clocks_of(POLICY)[Protected.EMERGENCY]
    assert gas == timedelta(minutes=10)
