"""/section11 in Slack, and whether the app is installed as it must be."""

from pathlib import Path

import pytest

from bot.slack.channel import client_of
from bot.slack.installed import Finding, looked_at, scopes_needed
from platforms.simulator.slack_world import SCOPES
from tests.bot.slack.conftest import CASES, PRIYA, SAM, Office, texts_in
from tests.bot.slack.test_rules import GAS, THREAT
from tests.test_commands import section11


def said(office: Office, text: str, user: str = PRIYA) -> str:
    answer = office.door.command(user, CASES, text)
    return " | ".join(texts_in(answer.get("blocks") or [])) or answer.get("text", "")


def test_what_an_officer_may_ask(office: Office) -> None:
    office.hears(THREAT, GAS)
    assert "2 waiting" in said(office, "status")
    assert "1 in which somebody needs help" in said(office, "status")
    assert said(office, "queue").startswith("What waits | 2 · facebook · look after them · waiting | 1 · facebook")
    link = office.case(1).interaction.url
    assert "a threat of violence" in said(office, f"explain <{link}>")
    assert "break your legs" not in said(office, f"explain <{link}>")
    assert "is called so" in said(office, "explain https://example.org/else")
    assert "pause [platform] why" in said(office, "")


def test_pausing_needs_a_reason_and_holds_what_is_approved(office: Office) -> None:
    office.hears(THREAT)
    office.draws()
    assert "Say why" in said(office, "pause")
    assert "Say why" in said(office, "pause facebook")
    assert said(office, "pause facebook a wrong rule").endswith("Facebook is paused. What is approved meanwhile waits.")
    office.press(PRIYA, 1, "approve")
    office.wait_for(lambda: office.case().verdict)
    office.acts()
    assert [one["hidden"] for one in office.town.interactions()] == [False]
    assert "a wrong rule (Priya Shah)" in said(office, "status")
    woken = len(office.woken)
    assert said(office, "resume facebook mended").endswith("Facebook goes on.")
    assert len(office.woken) == woken + 1
    office.acts()
    assert [one["hidden"] for one in office.town.interactions()] == [True]


def test_only_officers_may_ask(office: Office) -> None:
    assert "not among the officers" in said(office, "pause for fun", user=SAM)
    assert office.desk.store.brakes() == ()


def checked(office: Office) -> dict[str, Finding]:
    settings = office.desk.settings.slack
    assert settings is not None
    return {one.what: one for one in looked_at(client_of(settings), settings, office.desk.settings.officers)}


def test_all_is_in_order(office: Office) -> None:
    assert [one.what for one in checked(office).values() if not one.ok] == []
    assert set(scopes_needed()) == set(SCOPES)


AMISS = {
    "scopes": (lambda o: o.slack.scopes.discard("users:read"), "missing: users:read"),
    "bot token": (lambda o: setattr(o.slack, "revoked", True), "token_revoked"),
    "care channel": (lambda o: setattr(o.slack.channels["C0CARE"], "has_bot", False), "#moderation-urgent"),
    "channel": (lambda o: setattr(o.slack.channels["C0CASES"], "archived", True), "#moderation"),
    "user group": (lambda o: o.slack.groups["S0OFFICERS"].remove(PRIYA), "not among them: Priya Shah"),
    "officer Priya Shah": (lambda o: o.slack.members[PRIYA].marks.update(is_restricted=True), "restricted"),
}


@pytest.mark.parametrize("what", AMISS)
def test_what_is_amiss_is_told_with_what_to_do(office: Office, what: str) -> None:
    spoil, detail = AMISS[what]
    spoil(office)
    found = checked(office)[what]
    assert (found.ok, detail in found.detail, bool(found.remedy)) == (False, True, True)


def test_the_manifest_is_in_the_installed_package(tmp_path: Path) -> None:
    told = section11("slack", "manifest", folder=tmp_path).stdout
    assert "socket_mode_enabled: true" in told
