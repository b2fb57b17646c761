"""From a comment in the town to hidden after a click in Slack, and back: real HTTP, a real socket, the real library."""

from bot.model import CaseState
from tests.bot.slack.conftest import CARE, CASES, PRIYA, TOM, Office, texts_in

THREAT = "I know where you live and I'm coming round to break your legs"
INSULT = "You lot are pathetic idiots"
GAS = "There is a strong smell of gas in the hall"


def hidden(office: Office) -> list[bool]:
    return [one["hidden"] for one in office.town.interactions()]


def test_from_a_comment_to_hidden_after_a_click_and_undone(office: Office) -> None:
    office.hears(THREAT)
    office.draws()
    card = office.card(1)
    assert card["channel"] == CASES
    assert card["text"] == "Case 1 on Facebook: threat (policy 4.2, 4.6); proposed: hide"
    assert "break your legs" not in str(card["blocks"])
    office.press(PRIYA, 1, "approve")
    office.wait_for(lambda: office.case().verdict)
    assert office.woken
    office.told(PRIYA, "Case 1: hide.")
    office.acts()
    assert hidden(office) == [True]
    office.draws()
    thread = [m for m in office.slack.shown(CASES) if m.get("thread_ts") == card["ts"]]
    assert len(thread) == 1
    assert "*hide: done*" in " ".join(texts_in(thread[0]["blocks"]))
    assert "Priya Shah" in str(office.card(1)["blocks"])
    assert office.form(TOM, 1, "undo", why="it was a quotation") == {}
    office.acts()
    assert hidden(office) == [False]
    office.draws()
    assert office.case().state is CaseState.UNDONE
    events = [one.entry.event for one in office.desk.store.record_of(1)]
    assert events.count("slack_pressed") == 3
    assert events.count("card_posted") == 1
    assert list(office.desk.store.verify()) == []


def test_the_second_is_told_who_was_first_and_what_they_did(office: Office) -> None:
    office.hears(THREAT)
    office.draws()
    office.press(PRIYA, 1, "approve")
    office.wait_for(lambda: office.case().verdict)
    office.press(TOM, 1, "approve")
    office.told(TOM, "Priya Shah was first with case 1", "decided: hide")
    assert len(office.case().verdicts) == 1


def test_leaving_alone_needs_a_reason_which_the_form_asks_for(office: Office) -> None:
    office.hears(INSULT)
    office.draws()
    answer = office.form(PRIYA, 1, "leave", why="  ")
    assert answer["response_action"] == "errors"
    assert "needs a reason" in answer["errors"]["why"]
    assert "--" not in answer["errors"]["why"]
    view = office.opened(PRIYA)
    office.door.submit(PRIYA, view["id"], {"why": {"words": {"type": "plain_text_input", "value": "fair enough"}}})
    assert office.case().state is CaseState.LEFT_ALONE
    office.draws()
    assert "fair enough" in str(office.card(1)["blocks"])


def test_other_words_than_those_that_are_proposed(office: Office) -> None:
    office.hears(INSULT)
    office.draws()
    wrong = office.form(PRIYA, 1, "wording", wording="Dear {name}")
    assert "placeholder" in wrong["errors"]["why"]
    view = office.opened(PRIYA)
    words = {"wording": {"words": {"type": "plain_text_input", "value": "Please don't call us that."}}}
    office.door.submit(PRIYA, view["id"], words)
    assert office.case().verdicts[0].action.wording == "Please don't call us that."


def test_another_action_with_why(office: Office) -> None:
    office.hears(THREAT)
    office.draws()
    office.form(PRIYA, 1, "other", kind="private_warning", wording="Please stop.", why="first time")
    verdict = office.case().verdicts[0]
    assert (str(verdict.action.kind), verdict.action.wording, verdict.why) == (
        "private_warning",
        "Please stop.",
        "first time",
    )


def test_what_is_covered_is_shown_to_one_person_and_that_is_on_the_record(office: Office) -> None:
    office.hears(THREAT)
    office.draws()
    office.press(PRIYA, 1, "show")
    view = office.opened(PRIYA)
    assert "break your legs" in " ".join(texts_in(view["blocks"]))
    shown = [one for one in office.desk.store.record_of(1) if one.entry.event == "slack_pressed"]
    assert [one.entry.actor for one in shown] == ["Priya Shah"]
    assert '"show"' in (shown[0].body or "")


def test_an_emergency_goes_to_its_own_channel_and_calls_people_while_nobody_has_it(office: Office) -> None:
    office.hears(GAS)
    office.draws()
    card = office.card(1)
    assert card["channel"] == CARE
    assert "EMERGENCY" in str(card["blocks"])
    office.town.clock.advance(11 * 60)
    office.until(lambda: len(office.slack.shown(CARE)) == 2)
    called = office.slack.shown(CARE)[1]
    assert called["thread_ts"] == card["ts"]
    assert "<@U0TOM> nobody has case 1 yet" in str(called["blocks"])
    office.press(TOM, 1, "care")
    office.told(TOM, "You have case 1.")
    office.town.clock.advance(60 * 60)
    office.draws()
    assert len(office.slack.shown(CARE)) == 2
    assert "Tom Reed has it" in str(office.card(1)["blocks"])
