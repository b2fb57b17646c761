"""The record stands up: it verifies all that the store wrote, and no change, drop, insertion or swap gets past it."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.model import AuditEntry
from storage.audit import GENESIS, Line, Recorded, append, canonical, digest_of, faults, moment, seal
from storage.store import Store
from tests.builders import NOON


def a_chain(length: int) -> list[Recorded]:
    chain, prev = [], GENESIS
    for seq in range(1, length + 1):
        body = canonical({"n": seq})
        words = {"actor": "Priya", "event": "verdict", "subject": f"case:{seq}"}
        digest = digest_of(body)
        at = NOON + timedelta(minutes=seq)
        sealed = seal(seq=seq, at=moment(at), digest=digest, prev=prev, **words)
        entry = AuditEntry(seq=seq, at=at, digest=digest, prev=prev, hash=sealed, **words)
        chain.append(Recorded(entry=entry, body=body))
        prev = sealed
    return chain


def test_a_whole_chain_holds() -> None:
    assert list(faults(a_chain(50))) == []


def test_a_chain_holds_where_particulars_were_lawfully_erased() -> None:
    chain = a_chain(5)
    chain[2] = replace(chain[2], body=None)
    assert list(faults(chain)) == []


CHANGES = {
    "at": lambda e: replace(e, at=e.at + timedelta(microseconds=1)),
    "actor": lambda e: replace(e, actor="Tom"),
    "event": lambda e: replace(e, event="outcome"),
    "subject": lambda e: replace(e, subject=e.subject + "0"),
    "digest": lambda e: replace(e, digest="0" * 64),
    "prev": lambda e: replace(e, prev="f" * 64),
    "hash": lambda e: replace(e, hash="f" * 64),
    "seq": lambda e: replace(e, seq=e.seq + 1),
}


@given(where=st.integers(0, 9), what=st.sampled_from(sorted(CHANGES)))
def test_every_changed_field_is_found(where: int, what: str) -> None:
    chain = a_chain(10)
    chain[where] = replace(chain[where], entry=CHANGES[what](chain[where].entry))
    assert list(faults(chain)) != []


@given(where=st.integers(0, 8))
def test_every_dropped_inserted_or_swapped_entry_is_found(where: int) -> None:
    chain = a_chain(10)
    assert list(faults(chain[:where] + chain[where + 1 :])) != []
    assert list(faults(chain[: where + 1] + chain[where:])) != []
    chain[where], chain[where + 1] = chain[where + 1], chain[where]
    assert list(faults(chain)) != []


def test_changed_particulars_are_named() -> None:
    chain = a_chain(3)
    chain[1] = replace(chain[1], body=canonical({"n": 20}))
    assert [fault.what for fault in faults(chain)] == ["the particulars of entry 2 were changed after it was sealed"]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200)
@given(st.dictionaries(st.text(), json_values, max_size=4))
def test_any_particulars_have_one_canonical_form(payload: dict[str, object]) -> None:
    body = canonical(payload)
    assert canonical(dict(reversed(payload.items()))) == body
    assert digest_of(body) == digest_of(canonical(payload))


@settings(max_examples=300)
@given(st.dictionaries(st.text(st.characters(exclude_categories=("Cs",))), json_values, max_size=4))
def test_the_short_way_writes_just_what_the_standard_says(payload: dict[str, object]) -> None:
    try:
        expected = rfc8785.dumps(payload).decode()
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):
        return
    assert canonical(payload) == expected


@pytest.mark.parametrize(
    "verb", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit", "UPDATE audit_payloads SET body=''"]
)
def test_the_database_itself_refuses(store: Store, verb: str) -> None:
    store.note("daemon_started", actor="section11", now=NOON)
    with pytest.raises(DBAPIError, match="append-only"), store.db.writing() as connection:
        connection.execute(text(verb))
    assert list(store.verify()) == []


def test_many_writers_make_one_unbroken_chain(url: str) -> None:
    stores = [Store(url) for _ in range(4)]

    def write(store: Store) -> None:
        for n in range(25):
            with store.db.writing() as connection:
                append(connection, [Line(at=NOON, actor="a", event="e", subject=str(n), payload={"n": n})])

    threads = [threading.Thread(target=write, args=[store]) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (stores[0].length(), list(stores[0].verify())) == (100, [])
    for store in stores:
        store.close()


def test_a_row_changed_behind_the_triggers_back_is_found(store: Store) -> None:
    for n in range(5):
        store.note("daemon_started", actor="section11", now=NOON, run=str(n))
    postgresql = store.db.engine.dialect.name == "postgresql"
    with store.db.writing() as connection:
        connection.execute(text("DROP TRIGGER audit_no_UPDATE" + (" ON audit" if postgresql else "")))
        connection.execute(text("UPDATE audit SET actor = 'somebody else' WHERE seq = 3"))
    assert [fault.what for fault in store.verify()] == ["entry 3 was changed after it was sealed"]
