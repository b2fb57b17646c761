"""Signatures: each person's word is kept once, in order, for the rule as it stood, and never taken back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.model import RuleState
from storage.signatures import Signature
from storage.store import Store
from tests.builders import HOUR, NOON

AS_IT_STANDS, CHANGED = "a" * 64, "b" * 64


def sign(
    store: Store, by: str, *, rule: str = "abuse", state: str = "live", digest: str = AS_IT_STANDS
) -> tuple[Signature, ...]:
    return store.sign(rule, state, digest, by=by, why="tried on 90 days", now=NOON)


def people(signed: tuple[Signature, ...]) -> list[str]:
    return [s.by for s in signed]


def test_nobody_has_signed_in_an_empty_store(store: Store) -> None:
    assert store.signatures() == ()


def test_a_signature_is_kept_whole_and_goes_on_the_record(store: Store) -> None:
    signed = store.sign("abuse", RuleState.LIVE, AS_IT_STANDS, by="Priya", why="tried on 90 days", now=NOON)
    expected = Signature(rule="abuse", state="live", digest=AS_IT_STANDS, by="Priya", why="tried on 90 days", at=NOON)
    assert signed == store.signatures() == (expected,)
    (line,) = store.recorded()
    assert (line.entry.event, line.entry.subject, line.entry.actor) == ("policy_signed", "rule:abuse", "Priya")
    assert line.body == f'{{"digest":"{AS_IT_STANDS}","state":"live","why":"tried on 90 days"}}'
    assert list(store.verify()) == []


def test_the_same_person_signing_twice_changes_nothing(store: Store) -> None:
    first = sign(store, "Priya")
    again = store.sign("abuse", "live", AS_IT_STANDS, by="Priya", why="I am sure", now=NOON + HOUR)
    assert again == first
    assert store.length() == 1


def test_two_people_are_given_in_the_order_in_which_they_signed(store: Store) -> None:
    sign(store, "Tom")
    assert people(sign(store, "Priya")) == ["Tom", "Priya"]
    assert people(store.signatures()) == ["Tom", "Priya"]


@pytest.mark.parametrize("other", [{"rule": "threat"}, {"state": "review"}, {"digest": CHANGED}], ids=str)
def test_a_word_for_something_else_does_not_count(other: dict[str, str], store: Store) -> None:
    sign(store, "Tom", **other)
    assert people(sign(store, "Priya")) == ["Priya"]
    assert people(sign(store, "Priya", **other)) == ["Tom", "Priya"]
    assert len(store.signatures()) == 3


@pytest.mark.parametrize("verb", ["UPDATE signatures SET by = 'Tom'", "DELETE FROM signatures"])
def test_the_database_itself_keeps_every_signature(verb: str, store: Store) -> None:
    before = sign(store, "Priya")
    quoted = verb.replace("by", '"by"')
    with pytest.raises(DBAPIError, match="append-only"), store.db.writing() as connection:
        connection.execute(text(quoted))
    assert store.signatures() == before


def test_one_person_at_many_desks_is_still_one_person(store: Store) -> None:
    desks = 6
    ready = Barrier(desks)

    def at_a_desk(_: int) -> list[str]:
        ready.wait()
        return people(sign(store, "Priya"))

    with ThreadPoolExecutor(desks) as pool:
        assert list(pool.map(at_a_desk, range(desks))) == [["Priya"]] * desks
    assert store.length() == 1
