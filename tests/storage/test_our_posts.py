"""The words of our post reach whoever judges a comment under it; the post is nobody's answer."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from bot.decide.gates import is_unanswered
from bot.model import Decision, History, Interaction, Page, PlatformName, Ref, Said
from storage.store import Store
from tests.builders import DAY, HOUR, NOON, a_decision, an_account, an_interaction

FACEBOOK = PlatformName.FACEBOOK
RENTS = "Rents go up in April"


def our_post(id_: str = "5001", text: str = RENTS, *, platform: PlatformName = FACEBOOK, **given: Any) -> Said:
    usual: dict[str, Any] = {"at": NOON - DAY, "ref": Ref(platform=platform, id=id_), "thread": id_, "on": id_}
    return Said(**{**usual, "text": text, "ours": True, **given})


def our_answer(*, to: str) -> Said:
    ref = Ref(platform=FACEBOOK, id=f"answer to {to}")
    return Said(at=NOON - HOUR, text="By 2 per cent.", ours=True, ref=ref, thread=to, on="5001", parent=to)


def shown(store: Store, *said: Interaction, ours: tuple[Said, ...] = (), platform: PlatformName = FACEBOOK) -> History:
    """What the last of them was judged with."""
    seen: list[History] = []

    def note(_interaction: Interaction, history: History) -> Decision:
        seen.append(history)
        return a_decision(findings=(), behaviour=None, proposal=None)

    store.take_in(
        Page(interactions=said, ours=ours),
        platform=platform,
        account="page",
        judge=note,
        people_needed={},
        window=timedelta(days=28),
        now=NOON,
    )
    return seen[-1]


@pytest.mark.parametrize(
    ("why", "said", "expected"),
    [
        ("it stands under it", an_interaction(on="5001"), RENTS),
        ("its author is withheld", an_interaction(on="5001", author=None), RENTS),
        ("it stands under another", an_interaction(on="5002"), "The lift is mended"),
        ("it stands under one that was never read", an_interaction(on="5003"), ""),
        ("it stands under none", an_interaction(on=""), ""),
    ],
)
def test_each_is_judged_with_the_words_of_its_own_post(
    store: Store, why: str, said: Interaction, expected: str
) -> None:
    ours = (our_post(), our_post("5002", "The lift is mended"))
    assert shown(store, said, ours=ours).post == expected, why


def test_the_post_may_have_been_read_long_before(store: Store) -> None:
    shown(store, an_interaction(), ours=(our_post(at=NOON - 300 * DAY),))
    assert shown(store, an_interaction(id="9002")).post == RENTS


def test_another_platforms_post_of_the_same_id_is_another_post(store: Store) -> None:
    there = an_interaction(platform=PlatformName.X)
    shown(store, there, ours=(our_post(platform=PlatformName.X),), platform=PlatformName.X)
    assert shown(store, an_interaction()).post == ""


@pytest.mark.parametrize(
    "second",
    [
        an_interaction("And when?", id="9002", on="5001"),
        an_interaction("And when?", id="9002", on="5001", thread="9001", parent="9001"),
        an_interaction("And when?", id="9002", on="5001", thread="5001", parent="5001"),
        an_interaction("And when?", id="9002", on="5001", thread="", parent=""),
    ],
    ids=["a thread of its own", "below the first", "the post is the thread, as on X", "no thread"],
)
def test_a_post_is_nobodys_answer_and_an_answer_is(store: Store, second: Interaction) -> None:
    shown(store, an_interaction("By how much?", posted_at=NOON - 2 * HOUR), ours=(our_post(),))
    asked_again = shown(store, second, ours=(our_post(at=NOON - 2 * HOUR),))
    assert [line.text for line in asked_again.said] == ["By how much?"]
    assert is_unanswered(asked_again)
    thanked = shown(store, an_interaction("Thank you", id="9003", posted_at=NOON), ours=(our_answer(to="9001"),))
    assert [line.text for line in thanked.said if line.ours] == ["By 2 per cent."]
    assert not is_unanswered(thanked)
    assert thanked.post == RENTS


def test_a_page_asks_once_however_many_posts_it_stands_under(store: Store) -> None:
    asked: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM our_lines" in statement and "ref IN" in statement and "our_lines.text" in statement:
            asked.append(statement)

    event.listen(store.db.engine, "before_cursor_execute", note)
    said = [an_interaction(id=str(n), on=f"p{n}", author=an_account(id=f"who{n}")) for n in range(50)]
    shown(store, *said, ours=tuple(our_post(f"p{n}") for n in range(50)))
    assert len(asked) == 1
