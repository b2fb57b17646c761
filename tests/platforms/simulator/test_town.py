"""The town as a whole over real HTTP: its clock, its truth, its page, its log, and callers who mean it no good."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.model import PlatformName
from platforms.simulator import x_world
from platforms.simulator.graph_world import APP_SECRET, PAGE_TOKEN
from platforms.simulator.scenario import Happening, Person, Scenario
from platforms.simulator.server import running
from platforms.simulator.town import Town
from tests.builders import NOON
from tests.platforms.simulator.graph_town import Story, a_story

HOSTILE = "<script>alert(1)</script> \x1b[31mred\x1b[0m \u202egnorw\u202c {{ 7 * 7 }} \x00 \ud800 \N{PILE OF POO}"


@pytest.fixture
def story() -> Iterator[Story]:
    with a_story() as one:
        one.does("post", "post-lift", text="The lift is mended on Friday.")
        one.does("comment", "when", "jo", "When?", on="post-lift")
        yield one


def town(story: Story, path: str, **said: Any) -> requests.Response:
    """Asks the town's own paths, or tells them something."""
    if said:
        return requests.post(f"{story.address}{path}", json=said, timeout=20)
    return requests.get(f"{story.address}{path}", timeout=20)


def test_the_clock_is_read_and_moved_over_http(story: Story) -> None:
    before = story.town.clock.now()

    assert town(story, "/_town/clock").json() == {"now": before.isoformat(), "rate": 0.0}
    moved = town(story, "/_town/clock", advance=90).json()

    assert moved == {"now": (before + timedelta(seconds=90)).isoformat(), "rate": 0.0}
    assert town(story, "/_town/clock", rate=0.5).json()["rate"] == 0.5


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "no",
        "[]",
        "7",
        '{"advance": "1"}',
        '{"advance": true}',
        '{"advance": -1}',
        '{"advance": 1e300}',
        '{"advance": NaN}',
        '{"rate": -1}',
        '{"rate": Infinity}',
        '{"rate": null}',
        '{"back": 1}',
        "[" * 5000,
    ],
)
def test_a_clock_that_is_told_nonsense_says_so_and_stays_as_it_was(story: Story, raw: str) -> None:
    before = town(story, "/_town/clock").json()

    refused = requests.post(f"{story.address}/_town/clock", data=raw, timeout=20)

    assert (refused.status_code, list(refused.json())) == (400, ["error"])
    assert town(story, "/_town/clock").json() == before


def test_the_state_is_the_whole_truth(story: Story) -> None:
    story.post(f"v26.0/{story.graph.keys['when']}", is_hidden="true")
    story.does("delete", "gone", on="when")

    told = town(story, "/_town/state").json()

    [one] = told["interactions"]
    assert told["now"] == story.town.clock.now().isoformat()
    assert (one["platform"], one["id"], one["who"], one["text"]) == (
        "facebook",
        story.graph.keys["when"],
        "jo",
        "When?",
    )
    assert (one["hidden"], one["deleted"]) == (True, True)


@pytest.mark.parametrize("platform", list(PlatformName))
def test_something_can_be_said_over_http_on_every_platform(story: Story, platform: PlatformName) -> None:
    on = {"platform": str(platform)}
    assert town(story, "/_town/happen", **on, kind="post", key="post-new", text="News").json() == {"happened": True}

    said = town(story, "/_town/happen", **on, kind="comment", key="hm", who="sam", on="post-new", text="Hm.")

    assert said.json() == {"happened": True}
    heard = [one for one in town(story, "/_town/state").json()["interactions"] if one["text"].endswith("Hm.")]
    assert [(one["platform"], one["who"]) for one in heard] == [(str(platform), "sam")]


def test_the_page_renews_itself_but_not_under_the_hands_of_somebody_who_writes(story: Story) -> None:
    watching, saying = town(story, "/").text, town(story, "/?say").text

    assert ('http-equiv="refresh"' in watching, "<form" in watching) == (True, False)
    assert ('http-equiv="refresh"' in saying, "<form" in saying) == (False, True)


@pytest.mark.parametrize("platform", list(PlatformName))
def test_the_form_on_the_page_says_it_under_our_newest_post_there_and_leads_back(
    story: Story, platform: PlatformName
) -> None:
    for each in PlatformName:
        for n in (1, 2):
            town(story, "/_town/happen", platform=str(each), kind="post", key=f"{each}-{n}", text="News")
    form = {"platform": str(platform), "who": "sam", "kind": "comment", "text": "Thank you!"}

    sent = requests.post(f"{story.address}/_town/happen", data=form, timeout=20, allow_redirects=False)

    assert (sent.status_code, sent.headers["location"]) == (303, "/")
    assert "Thank you!" in town(story, "/").text
    posts = story.town.x.keys if platform is PlatformName.X else story.graph.keys
    post = posts[f"{platform}-2"]
    if platform is PlatformName.X:
        assert [one.replies_to for one in story.town.x.posts.values() if one.replies_to] == [post]
    else:
        assert [thing.text for thing in story.graph.under(post)] == ["Thank you!"]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"platform": "myspace"},
        {"platform": "facebook", "kind": "shout", "who": "jo"},
        {"platform": "facebook", "kind": "reply", "who": "jo", "on": "nowhere", "text": "Hi"},
        {"platform": "instagram", "kind": "comment", "who": "jo", "on": "post-lift", "extra": {"rating": "x"}},
        {"platform": "instagram", "kind": "review", "who": "jo", "text": "Hi"},
        {"platform": "facebook", "kind": "review", "who": "jo", "text": "Hi", "extra": {"rating": "many"}},
        {"platform": "x", "kind": "comment", "who": "jo", "on": "nowhere", "text": "Hi"},
        {"platform": ["x"], "kind": {"a": 1}, "who": None},
        {"platform": "facebook", "kind": "comment", "who": "jo", "key": "when", "on": "post-lift", "text": "Twice"},
        {"platform": "facebook", "kind": "comment", "who": "", "on": "post-lift", "text": "By nobody"},
    ],
)
def test_what_cannot_happen_is_refused_in_words(story: Story, asked: dict[str, Any]) -> None:
    before = town(story, "/_town/state").json()

    refused = requests.post(f"{story.address}/_town/happen", json=asked, timeout=20)

    assert (refused.status_code, list(refused.json())) == (400, ["error"])
    assert town(story, "/_town/state").json()["interactions"] == before["interactions"]


@pytest.mark.parametrize("platform", list(PlatformName))
def test_hostile_words_are_shown_and_do_nothing(platform: PlatformName) -> None:
    with a_story() as story:
        story.graph.introduce(Person(key="eve", name=HOSTILE, handles=dict.fromkeys(PlatformName, HOSTILE)))
        for kind, key, on in (("post", "p", ""), ("comment", "c", "p"), ("direct_message", "d", "")):
            who = "" if kind == "post" else "eve"
            story.town.happen(
                Happening(after=timedelta(0), platform=platform, kind=kind, key=key, who=who, text=HOSTILE, on=on)
            )

        page = town(story, "/")

        assert page.status_code == 200
        assert "<script" not in page.text
        assert "{{ 7 * 7 }}" in page.text
        assert not set("\x1b\u202e\u202c\x00") & set(page.text)
        assert page.text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3
        assert town(story, "/_town/state").status_code == 200


def test_a_private_word_and_a_hidden_comment_are_marked_on_the_page(story: Story) -> None:
    story.does("direct_message", "dm", "sam", "Between us")
    story.post(f"v26.0/{story.graph.keys['when']}", is_hidden="true")
    story.post(f"v26.0/{story.graph.keys['when']}/comments", message="On Friday.")

    page = town(story, "/").text

    for mark in ("private, to us", ">hidden<", ">section11<"):
        assert page.count(mark) == 1


def test_the_log_has_every_request_to_a_platform_and_no_secret(tmp_path: Path) -> None:
    file = tmp_path / "requests.jsonl"
    secrets = (PAGE_TOKEN, APP_SECRET, x_world.APP_BEARER, "f00d" * 16)
    with a_story(log=file) as story:
        story.get("v26.0/me", fields="name", appsecret_proof="f00d" * 16)
        story.get("v26.0/debug_token", input_token=PAGE_TOKEN, access_token=f"140586622674265|{APP_SECRET}")
        story.post("v26.0/me/feed", message="Hello", access_token=PAGE_TOKEN)
        story.ask("POST", "v26.0/me/feed", json={"message": "Again", "access_token": PAGE_TOKEN})
        parts = [{"method": "GET", "relative_url": f"me?access_token={PAGE_TOKEN}"}]
        story.ask("POST", "v26.0/", data={"batch": json.dumps(parts)})
        story.ask("POST", "v26.0/me/feed", files={"source": ("a.txt", PAGE_TOKEN), "access_token": (None, PAGE_TOKEN)})
        story.ask("GET", "2/users/me", token=x_world.APP_BEARER)
        town(story, "/_town/clock")
        town(story, "/")
        whole = file.read_text(encoding="utf-8")
        lines = [json.loads(line) for line in whole.splitlines()]

    assert not [secret for secret in secrets if secret in whole]
    assert [(line["method"], line["path"].split("/")[1]) for line in lines][:3] == [
        ("GET", "v26.0"),
        ("GET", "v26.0"),
        ("POST", "v26.0"),
    ]
    assert len(lines) == 7
    assert lines[2]["body"]["message"] == "Hello"
    assert lines[2]["at"] == NOON.isoformat()
    assert lines[2]["status"] == 200
    assert lines[0]["query"]["fields"] == "name"


def test_somebody_who_would_come_back_once_warned_does_so_only_after_our_answer() -> None:
    begin = Happening(
        after=timedelta(minutes=1), platform=PlatformName.FACEBOOK, kind="post", key="p", who="", text="News"
    )
    rude = Happening(
        after=timedelta(minutes=2),
        platform=PlatformName.FACEBOOK,
        kind="comment",
        key="rude",
        who="jo",
        on="p",
        text="Oi",
    )
    sorry = Happening(
        after=timedelta(minutes=3),
        platform=PlatformName.FACEBOOK,
        kind="comment",
        key="sorry",
        who="jo",
        on="p",
        text="Sorry",
        extra={"once_warned": True},
    )
    people = {"jo": Person(key="jo", name="Jo Mellor")}
    town_ = Town(NOON, scenario=Scenario(start=NOON, people=people, happenings=(begin, rude, sorry)))
    with running(town_) as address:
        story = Story(town_)
        story.address = address
        town(story, "/_town/clock", advance=86400)
        assert [one["text"] for one in town(story, "/_town/state").json()["interactions"]] == ["Oi"]

        story.post(f"v26.0/{town_.graph.keys['rude']}/comments", message="Please mind our policy.")
        assert [one["text"] for one in town(story, "/_town/state").json()["interactions"]] == ["Oi"]
        town(story, "/_town/clock", advance=3600)

        assert [one["text"] for one in town(story, "/_town/state").json()["interactions"]] == ["Oi", "Sorry"]
