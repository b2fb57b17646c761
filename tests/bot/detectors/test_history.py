"""Stories that need a history: how much, how often, after what answer."""

from bot.detectors import detect
from bot.model import Concern, History

from .desk import POLICY, a_history, an_interaction

SAME = "they: The blue gate squeaks, oil it before the weekend please"


def concerns(text: str, history: History, *, parent: str = "") -> set[Concern]:
    return {f.concern for f in detect(an_interaction(text, parent=parent), history, POLICY)}


def test_many_contacts_after_our_answer_are_too_many() -> None:
    history = a_history("they: When is bin day?", "we: Thursday.", *("they: which Thursday",) * 9)
    assert "contact_volume" in concerns("and the one after", history)


def test_one_fewer_is_not() -> None:
    history = a_history("they: When is bin day?", "we: Thursday.", *("they: which Thursday",) * 8)
    assert "contact_volume" not in concerns("and the one after", history)


def test_chasing_a_silent_landlord_is_nobodys_offence() -> None:
    history = a_history(*("they: No hot water since Monday, please ring",) * 20)
    found = concerns("No hot water since Monday, please ring. I won't accept this, told you every day", history)
    assert not found & {"contact_volume", "duplicate_content", "demand"}


def test_nor_is_chasing_one_who_is_late() -> None:
    lines = ("they: My gate", "we: By Friday.", *("they: Still no gate",) * 15)
    assert "contact_volume" not in concerns("Still no gate", a_history(*lines, late=True))
    assert "contact_volume" in concerns("Still no gate", a_history(*lines))


def test_news_of_a_danger_that_we_asked_for_is_welcome() -> None:
    lines = ("they: Two people stuck in the lift", "we: Please keep telling us.", *("they: still in there",) * 12)
    found = concerns("Both out now", a_history(*lines))
    assert "contact_volume" not in found
    assert "emergency" in found


def test_answers_to_neighbours_do_not_count() -> None:
    history = a_history("they: Nice shed", "we: Thank you.", *("they: yes",) * 9)
    assert "contact_volume" not in concerns("By the gate, Jo", history, parent="somebody-else")


def test_the_same_words_a_third_time_after_an_answer() -> None:
    history = a_history(SAME, "we: We will on Monday.", SAME)
    assert "duplicate_content" in concerns("The blue gate squeaks!! Oil it before the weekend please", history)
    assert "duplicate_content" not in concerns("Thanks, it has stopped squeaking now that it is oiled", history)


def test_refusing_what_we_asked_for() -> None:
    asked = ("they: My step is loose", "we: Sorry. Which address is it, please?")
    assert "non_cooperation" in concerns("I'm not telling you that", a_history(*asked))
    assert "non_cooperation" not in concerns("I can't DM you, I don't know how to", a_history(*asked))
    assert "non_cooperation" not in concerns("I'm not telling you that", a_history("they: My step is loose"))


def test_asking_twice_makes_us_surer() -> None:
    asked = ("they: My step is loose", "we: Which address is it, please?")
    twice = (*asked, "they: guess", "we: We need your address to send anybody.")
    sure = [
        next(
            f.confidence
            for f in detect(an_interaction("I'm not telling you"), a_history(*lines), POLICY)
            if f.concern == "non_cooperation"
        )
        for lines in (asked, twice)
    ]
    assert sure[0] < sure[1]


def test_a_danger_told_earlier_in_another_conversation_does_not_carry_over() -> None:
    history = a_history("they: I can smell gas on the landing", "we: An engineer is coming.", thread="another")
    assert "emergency" not in concerns("What day is bingo?", history)


PRESSED = "they: I want a call within the hour"


def test_the_same_deadline_pressed_again_after_an_answer_is_a_demand() -> None:
    lines = ("they: My gate sticks", "we: Somebody will ring you on Monday.", PRESSED)
    assert "demand" in concerns("I expect that call within the next hour", a_history(*lines))


def test_pressed_once_or_while_we_are_late_or_silent_it_is_none() -> None:
    once = ("they: My gate sticks", "we: Somebody will ring you on Monday.")
    silent = ("they: My gate sticks", PRESSED, PRESSED)
    for history in (a_history(*once), a_history(*silent), a_history(*once, PRESSED, late=True)):
        assert "demand" not in concerns("I expect that call within the next hour", history)
