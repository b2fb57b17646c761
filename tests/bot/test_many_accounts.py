"""The same words from many accounts: a person looks, nothing is proposed, and neighbours may say the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.model import Behaviour, Case
from bot.pipeline import take_in
from bot.policy.load import load_policy
from bot.policy.model import Trained
from bot.text.alike import gist
from platforms.memory import MemoryPlatform
from storage import tables as t
from storage.store import Store
from tests.builders import DAY, HOUR, MINUTE, NOON, an_account, an_interaction

SHIPPED = load_policy(Path(__file__).parents[2] / "policies.yaml")
POLICY = replace(SHIPPED, trained=Trained(switched_on=False))
SPAM = "Free vouchers for every tenant in Derby, write to the number on my page today"
DAMP = "Nine weeks now and still nobody has come to mend the damp in our bedrooms, it is a disgrace"


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store("sqlite://")
    yield opened
    opened.close()


def heard(store: Store, *texts: str, every: timedelta = MINUTE, people: int = 99) -> tuple[Case, ...]:
    """Each text is said by somebody else (of so many people), one after another."""
    platform = MemoryPlatform(page_size=50)
    for n, text in enumerate(texts):
        author = an_account(id=f"p{n % people}")
        platform.hear(an_interaction(text, id=f"c{n}", author=author, posted_at=NOON - 60 * DAY + n * every))
    take_in(platform, store, POLICY, now=NOON)
    return store.open_cases()


DRESSED = (
    SPAM,
    SPAM.upper(),
    f"🎉 {SPAM}!!!",
    "Today: write to the number on my page, free vouchers for every tenant in Derby",
)


def test_the_fourth_account_that_says_it_is_looked_at_however_it_is_dressed(store: Store) -> None:
    (case,) = heard(store, *DRESSED)
    assert case.interaction.ref.id == "c3"
    assert case.decision.behaviour is Behaviour.DUPLICATE_CONTENT
    assert case.decision.proposal is None
    assert case.decision.elsewhere == 3
    assert case.decision.findings[0].because == "3 other accounts have said nearly the same within a fortnight"


def test_neighbours_who_send_on_one_anothers_complaint_each_have_one(store: Store) -> None:
    found = heard(store, *[DAMP] * 6)
    assert len(found) == 6
    assert all(case.decision.behaviour is None for case in found)


@pytest.mark.parametrize(
    ("texts", "every", "people"),
    [
        ([SPAM] * 3, MINUTE, 99),
        ([SPAM] * 8, 6 * DAY, 99),
        (["When will the lift be mended?"] * 9, MINUTE, 99),
        ([f"{SPAM} {n}" for n in range(9)], MINUTE, 99),
    ],
)
def test_few_or_long_ago_or_short_or_other_words_are_nothing(
    texts: list[str], every: timedelta, people: int, store: Store
) -> None:
    found = heard(store, *texts, every=every, people=people)
    assert not [case for case in found if case.decision.behaviour is Behaviour.DUPLICATE_CONTENT]
    with store.db.reading() as connection:
        most = connection.execute(select(func.max(t.decisions.c.elsewhere))).scalar_one()
    assert most < 3


def test_one_account_alone_is_not_many(store: Store) -> None:
    heard(store, *[SPAM] * 9, people=1, every=HOUR)
    assert not [one for one in store.open_cases() if one.decision.elsewhere]


def test_gist_looks_at_words_alone() -> None:
    assert len({gist(text) for text in DRESSED}) == 1
    assert gist("too few words") == ""
    assert gist(SPAM) != gist(DAMP)
