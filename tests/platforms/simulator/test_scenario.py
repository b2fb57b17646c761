"""The shipped fortnight is big enough to judge by, and a broken scenario file is told all that is wrong with it."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from bot.decide import may_silence
from bot.model import Behaviour, PlatformName, Protected
from platforms.simulator.scenario import KINDS, SAYINGS, ScenarioInvalid, load_scenario
from platforms.simulator.town import Town

PEOPLE = "people: {jo: {name: Jo}}\n"
SAID = '{day: 1, at: "09:00", platform: x, kind: post, key: p1, text: Hello}'
LISTED = {Behaviour.SCAM_LINK}  # found only where the landlord has listed it


def test_the_fortnight_has_enough_people_saying_enough_on_all_three_platforms() -> None:
    scenario = load_scenario()

    said = [h for h in scenario.happenings if h.kind in SAYINGS]

    assert len(said) >= 150
    assert len({h.who for h in said}) >= 60
    assert all(count >= 30 for count in Counter(h.platform for h in said).values())
    assert {h.platform for h in said} == set(PlatformName)
    assert {h.kind for h in scenario.happenings} | {"tag"} == set(KINDS)
    assert timedelta(days=13) < scenario.happenings[-1].after < timedelta(days=15)


def test_every_saying_is_labelled_and_every_behaviour_and_signal_is_met() -> None:
    said = [h for h in load_scenario().happenings if h.kind in {*SAYINGS, "edit"}]
    labels = [h.extra["expect"] for h in said]

    assert {name for one in labels for name in one["behaviours"]} == set(Behaviour) - LISTED
    assert {name for one in labels for name in one["protect"]} == set(Protected)
    assert sum(not one["behaviours"] for one in labels) > len(labels) / 2, "most people are decent"
    assert all(set(one) == {"behaviours", "protect", "hide_ok"} for one in labels)


def test_no_label_would_hide_what_must_stay() -> None:
    for happening in load_scenario().happenings:
        expect = happening.extra.get("expect", {"hide_ok": False})
        if expect["hide_ok"]:
            behaviours = [Behaviour(name) for name in expect["behaviours"]]
            signals = [Protected(name) for name in expect["protect"]]
            assert behaviours, happening.key
            assert may_silence(behaviours, signals, names_somebody=True) is None, happening.key


def test_everything_in_the_fortnight_happens_except_what_waits_for_our_word() -> None:
    scenario = load_scenario()
    town = Town(scenario.start, scenario=scenario)

    for _ in range(15):
        town.clock.advance(timedelta(days=1).total_seconds())
        town.tick()

    known = set(town.graph.keys) | set(town.x.keys)
    missing = {
        h.key
        for h in scenario.happenings
        if h.key not in known and h.kind not in {"edit", "delete"} and not h.extra.get("once_warned")
    }
    assert missing == set()
    assert any(h.extra.get("once_warned") for h in scenario.happenings)


def test_happenings_come_in_order_of_time() -> None:
    after = [h.after for h in load_scenario().happenings]

    assert after == sorted(after)


def test_a_time_of_day_is_londons_even_when_the_clocks_go_back(tmp_path: Path) -> None:
    """On 25 October 2026 London goes from summer time to Greenwich time."""
    days = ", ".join(SAID.replace("day: 1", f"day: {n}").replace("p1", f"p{n}") for n in (1, 2))
    file = tmp_path / "autumn.yaml"
    file.write_text(f"start: '2026-10-24'\n{PEOPLE}happenings: [{days}]\n")

    first, second = load_scenario(file).happenings

    assert second.after - first.after == timedelta(hours=25)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "broken.yaml: is empty; start from the example"),
        (
            "start: '2026-11-02'\n",
            "broken.yaml:1: needs start, people and happenings, and nothing else; see the shipped fortnight.yaml",
        ),
        (
            f"start: soon\n{PEOPLE}happenings: []\n",
            "broken.yaml:1: start is no date; write it as '2026-11-02'",
        ),
        (
            "start: '2026-11-02'\npeople: {jo: {x: jo}}\nhappenings: []\n",
            "broken.yaml:2: 'jo' has no name; write 'name: …'",
        ),
        (
            "start: '2026-11-02'\npeople: [jo]\nhappenings: []\n",
            "broken.yaml:2: people are no list of names; write 'key: {name: …}'",
        ),
        (
            f"start: '2026-11-02'\n{PEOPLE}happenings: often\n",
            "broken.yaml:3: happenings are no list; write each on a line after '- '",
        ),
        (
            f"start: '2026-11-02'\n{PEOPLE}happenings:\n  - often\n",
            "broken.yaml:4: is no happening; write day, at, platform, kind, key, who and text",
        ),
        (
            f"start: '2026-11-02'\n{PEOPLE}happenings:\n  - {SAID}\n  - {SAID}\n",
            "broken.yaml:5: the key 'p1' is taken; choose another",
        ),
        (
            (
                f"start: '2026-11-02'\n{PEOPLE}happenings:\n"
                "  - {day: 0, at: noon, platform: myspace, kind: shout, key: k}\n"
            ),
            (
                "broken.yaml:4: at must be a time of day; write it as '14:05', in quotes\n"
                "broken.yaml:4: day must be a number from 1 to 60; day 1 is the scenario's start\n"
                "broken.yaml:4: unknown kind 'shout'; one of: comment, reply, visitor_post, tag, mention, review, "
                "direct_message, post, our_reply, edit, delete\n"
                "broken.yaml:4: unknown platform 'myspace'; facebook, instagram or x"
            ),
        ),
        (
            (
                f"start: '2026-11-02'\n{PEOPLE}happenings:\n"
                '  - {day: 1, at: "09:00", platform: x, kind: comment, key: c, who: al, text: Hi, on: p9}\n'
            ),
            (
                "broken.yaml:4: 'p9' is nothing that was said before; name the key of something earlier\n"
                "broken.yaml:4: nobody is called 'al'; add them under people"
            ),
        ),
        (
            f"start: '2026-11-02'\n{PEOPLE}happenings:\n  - {SAID[:-1]}, mood: sour}}\n",
            (
                "broken.yaml:4: unknown name 'mood'; one of: at, attachment, can_hide, day, expect, key, kind, "
                "mentions_us, no_author, on, once_warned, platform, rating, recommends, repeat, text, who"
            ),
        ),
        (
            f"start: '2026-11-02'\n{PEOPLE}happenings:\n  - {SAID[:-1]}, repeat: often}}\n",
            "broken.yaml:4: repeat must be a number from 1 to 100000; leave it out for once",
        ),
        (
            (
                f"start: '2026-11-02'\n{PEOPLE}happenings:\n"
                '  - {day: true, at: "09:00+05:00", platform: [x], kind: {a: b}, key: 7, who: [jo]}\n'
            ),
            (
                "broken.yaml:4: at must be a time of day; write it as '14:05', in quotes\n"
                "broken.yaml:4: day must be a number from 1 to 60; day 1 is the scenario's start\n"
                "broken.yaml:4: has no key; give it a word of its own\n"
                "broken.yaml:4: unknown kind {'a': 'b'}; one of: comment, reply, visitor_post, tag, mention, review, "
                "direct_message, post, our_reply, edit, delete\n"
                "broken.yaml:4: unknown platform ['x']; facebook, instagram or x"
            ),
        ),
        (
            (
                f"start: '2026-11-02'\n{PEOPLE}happenings:\n  - {SAID}\n"
                '  - {day: 1, at: "09:05", platform: x, kind: mention, key: m, who: jo, text: Hi,\n'
                "     expect: {behaviours: [thret], protect: emergency, hide_ok: perhaps}}\n"
                '  - {day: 1, at: "08:55", platform: x, kind: reply, key: r, who: jo, text: Hi, on: p1,\n'
                "     expect: {mood: sour}}\n"
                '  - {day: 1, at: "09:15", platform: facebook, kind: comment, key: c, who: jo, on: p1, rating: 9,\n'
                '     no_author: "yes", attachment: [1]}\n'
                f"  - {SAID[:-1].replace('p1', 'p2')}, expect: {{}}}}\n"
                '  - {day: 1, at: "09:20", platform: instagram, kind: review, key: v, who: jo, text: Fine}\n'
            ),
            (
                "broken.yaml:6: hide_ok must be true or false; leave it out for false\n"
                "broken.yaml:6: protect must be a list; write it as [one, another]\n"
                "broken.yaml:6: unknown in behaviours: 'thret'; one of: threat, abuse, discrimination, allegation, "
                "third_party, demand, contact_volume, duplicate_content, recording, personal_channel, private_info, "
                "non_cooperation, scam_link\n"
                "broken.yaml:7: 'p1' is said only later; change day or at\n"
                "broken.yaml:8: expect holds behaviours, protect and hide_ok, and nothing else; write {} for nothing\n"
                "broken.yaml:9: 'p1' was said on x; answer it on the same platform\n"
                "broken.yaml:9: has no words; write them as text: '…', in quotes\n"
                "broken.yaml:9: rating must be a number from 1 to 5; leave it out for none\n"
                "broken.yaml:10: attachment must be an address; write it as 'https://…', in quotes\n"
                "broken.yaml:10: no_author must be true or false; write it without quotes\n"
                "broken.yaml:11: expect is for what people say to us; leave it out here\n"
                "broken.yaml:12: instagram knows no review; choose another kind, or another platform"
            ),
        ),
        (
            "start: '2026-11-02'\npeople: {jo: {name: Jo, x: jo}, al: {name: Al, x: JO, age: 7}}\nhappenings: []\n",
            (
                "broken.yaml:2: 'al' has the x handle of 'jo'; choose another\n"
                "broken.yaml:2: unknown name 'age'; one of: name, facebook, instagram, x"
            ),
        ),
        (
            "start: '2026-11-02'\npeople: {jo: {name: Jo}, jo: {name: Joe}}\nhappenings: []\n",
            "broken.yaml:2: 'jo' is given twice; keep one of them",
        ),
    ],
)
def test_a_broken_file_is_told_everything_at_once(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(ScenarioInvalid) as wrong:
        load_scenario(file)

    assert str(wrong.value) == told


def test_a_file_that_is_not_there_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(ScenarioInvalid, match=r"none\.yaml: cannot be read \(No such file or directory\)"):
        load_scenario(tmp_path / "none.yaml")
