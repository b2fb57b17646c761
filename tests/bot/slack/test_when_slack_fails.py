"""What goes wrong between us and Slack: nothing is lost, nothing stands there twice, and what waits comes in order."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from slack_sdk.signature import SignatureVerifier

from bot import cases
from bot.cases import Officer
from platforms.simulator.slack_door import NotAcked
from platforms.simulator.slack_world import SIGNING_SECRET
from tests.bot.slack.conftest import CARE, CASES, PRIYA, Office, an_office, texts_in
from tests.bot.slack.test_rules import GAS, THREAT

INSULT = "You lot are pathetic idiots"
TOM = Officer(name="Tom Reed", role="manager")


def cards_in(office: Office, channel: str) -> list[str]:
    return [m["text"] for m in office.slack.shown(channel) if "thread_ts" not in m]


def test_a_lost_answer_makes_no_second_card(office: Office) -> None:
    office.slack.lose_answers("chat.postMessage", 2)
    office.hears(THREAT, INSULT)
    office.until(lambda: office.channel.is_up_to_date, seconds=30)
    assert len(cards_in(office, CASES)) == 2
    assert len({card.ts for card in office.desk.store.cards()}) == 2


def test_slower_when_slack_asks_for_it(office: Office) -> None:
    office.slack.limit("chat.postMessage", times=2, retry_after=1)
    office.hears(THREAT, INSULT)
    began = time.monotonic()
    office.until(lambda: office.channel.is_up_to_date, seconds=30)
    assert time.monotonic() - began >= 2
    assert len(cards_in(office, CASES)) == 2


def test_a_revoked_token_and_catching_up_with_the_most_urgent_first(office: Office) -> None:
    office.slack.revoked = True
    office.hears(INSULT, THREAT, GAS)
    for _ in range(3):
        office.channel.once()
    assert cards_in(office, CASES) == cards_in(office, CARE) == []
    cases.leave_alone(office.desk.store, 1, by=TOM, why="fair, decided at the terminal", now=office.town.clock.now())
    office.slack.revoked = False
    office.until(lambda: office.channel.is_up_to_date, seconds=30)
    posted = [one.entry.subject for one in office.desk.store.recorded() if one.entry.event == "card_posted"]
    assert posted == ["case:3", "case:2"]


def test_a_socket_that_is_hung_up_is_opened_again(office: Office) -> None:
    office.hears(THREAT)
    office.draws()
    office.door.hang_up()
    office.until(lambda: office.door.listeners > 0, seconds=30)
    office.press(PRIYA, 1, "approve")
    office.wait_for(lambda: office.case().verdict)


def test_nobody_listens_and_slack_says_so(office: Office) -> None:
    office.hears(THREAT)
    office.draws()
    office.channel.stop()
    office.wait_for(lambda: office.door.listeners == 0 or None)
    with pytest.raises(NotAcked):
        office.press(PRIYA, 1, "approve")
    assert office.case().verdicts == ()


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[Office]:
    yield from an_office(tmp_path, more="  most_cards: 2\n")


def test_one_message_stands_for_all_that_have_no_card_yet(crowded: Office) -> None:
    office = crowded
    office.hears(*(f"{INSULT}, number {n}" for n in range(5)), GAS)
    office.until(lambda: any("wait" in text for text in cards_in(office, CASES)), seconds=30)
    assert len(cards_in(office, CARE)) == 1
    told = cards_in(office, CASES)
    assert len(told) == 3
    assert told[2] == "3 more cases wait"
    number = min(card.case for card in office.desk.store.cards() if card.kind == "case")
    cases.leave_alone(office.desk.store, number, by=TOM, why="fair", now=office.town.clock.now())
    office.until(lambda: len(cards_in(office, CASES)) == 4, seconds=30)
    assert "2 more cases wait" in cards_in(office, CASES)


def test_hostile_words_stay_words(office: Office) -> None:
    office.hears("<!channel> you lot are idiots <https://evil.example|Approve> & *thieves* \u202e")
    office.draws()
    blocks = office.card(1)["blocks"]
    formatted = [b["text"]["text"] for b in blocks if b.get("text", {}).get("type") == "mrkdwn"]
    formatted += [e["text"] for b in blocks for e in b.get("elements", ()) if e.get("type") == "mrkdwn"]
    assert not any("<!" in text or "evil.example" in text for text in formatted)
    assert any("<!channel>" in text for text in texts_in(blocks))
    assert not any("\u202e" in text for text in texts_in(blocks))
    assert "evil" not in office.card(1)["text"]


def test_a_comment_of_any_length_makes_a_card_that_slack_takes(office: Office) -> None:
    office.hears(THREAT + " and then " * 3000, INSULT + "\n" * 50 + "*" * 2000)
    office.draws()
    assert len(office.desk.store.cards()) == len(office.desk.store.open_cases()) == 2
    office.press(PRIYA, 1, "show")
    assert office.opened(PRIYA)


@pytest.fixture
def over_http(tmp_path: Path) -> Iterator[Office]:
    settings = "  mode: http\n  port: 8923\n  signing_secret: {env: SECTION11_SLACK_SIGNING_SECRET}\n"
    yield from an_office(tmp_path, more=settings)


def test_over_http_with_its_signature(over_http: Office) -> None:
    office, url = over_http, "http://127.0.0.1:8923/slack/events"
    office.door.request_url = url
    office.hears(THREAT)
    office.draws()
    office.press(PRIYA, 1, "approve")
    office.wait_for(lambda: office.case().verdict)
    body = "payload=%7B%22type%22%3A%22block_actions%22%7D"
    now = str(int(time.time()))
    signer = SignatureVerifier(SIGNING_SECRET)
    stale = str(int(time.time()) - 600)
    for at, signature in (
        (now, "v0=" + "0" * 64),
        (now, ""),
        (stale, signer.generate_signature(timestamp=stale, body=body) or ""),
        (now, SignatureVerifier("another secret").generate_signature(timestamp=now, body=body) or ""),
    ):
        headers = {"X-Slack-Signature": signature, "X-Slack-Request-Timestamp": at}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        assert requests.post(url, data=body, headers=headers, timeout=5).status_code == 401
    assert len(office.case().verdicts) == 1


def test_a_card_that_slack_finds_unfit_is_shown_plainly_and_holds_up_nobody(office: Office) -> None:
    office.slack.refuse("chat.postMessage", "invalid_blocks")
    office.hears(THREAT, INSULT)
    office.draws()
    shown = [m for m in office.slack.shown(CASES) if "thread_ts" not in m]
    assert "decide it at the terminal" in str(shown[0]["blocks"])
    assert "s11_approve" in str(shown[1]["blocks"])


def test_what_became_of_it_is_told_once_although_the_answer_was_lost(office: Office) -> None:
    office.hears(THREAT)
    office.draws()
    office.press(PRIYA, 1, "approve")
    office.wait_for(lambda: office.case().verdict)
    office.acts()
    office.slack.lose_answers("chat.postMessage")
    office.until(lambda: office.channel.is_up_to_date, seconds=30)
    assert sum("thread_ts" in message for message in office.slack.shown(CASES)) == 1


@pytest.mark.parametrize("lost", [True, False])
def test_a_call_for_help_that_slack_did_not_take_comes_again_and_only_then(office: Office, lost: bool) -> None:  # noqa: FBT001 - a table
    office.hears(GAS)
    office.draws()
    if lost:
        office.slack.lose_answers("chat.postMessage")
    else:
        office.slack.refuse("chat.postMessage", "internal_error")
    office.town.clock.advance(11 * 60)
    office.until(lambda: all(card.ts for card in office.desk.store.cards([1])), seconds=30)
    office.until(lambda: len(office.slack.shown(CARE)) == 2, seconds=30)
    for _ in range(3):
        office.channel.once()
    assert len(office.slack.shown(CARE)) == 2


def test_without_leave_to_read_the_channel_a_card_comes_rather_twice_than_never(office: Office) -> None:
    office.slack.scopes -= {"channels:history", "groups:history"}
    office.slack.lose_answers("chat.postMessage")
    office.hears(GAS)
    office.until(lambda: office.channel.is_up_to_date, seconds=30)
    assert len(cards_in(office, CARE)) == 2


@pytest.fixture
def shut_out(tmp_path: Path) -> Iterator[Office]:
    yield from an_office(tmp_path, revoked=True)


def test_who_cannot_listen_yet_listens_as_soon_as_slack_lets_them(shut_out: Office) -> None:
    office = shut_out
    for _ in range(3):
        office.channel.once()
    assert office.door.listeners == 0
    office.slack.revoked = False
    office.until(lambda: office.door.listeners > 0, seconds=30)


def test_a_port_that_is_taken_is_told_and_cards_are_shown_all_the_same(tmp_path: Path) -> None:
    settings = "  mode: http\n  port: 8924\n  signing_secret: {env: SECTION11_SLACK_SIGNING_SECRET}\n"
    with socket.create_server(("127.0.0.1", 8924)):
        for office in an_office(tmp_path, more=settings):
            office.hears(THREAT)
            office.draws()
            assert len(cards_in(office, CASES)) == 1
