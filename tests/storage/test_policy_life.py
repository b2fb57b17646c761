"""What the store remembers of policies: versions and uses, refusals, signatures, brakes; on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text

from bot.errors import NoSuchPolicy
from bot.model import Behaviour, PlatformName
from storage.brakes import Brake, BrakeKind
from storage.signatures import Signature
from storage.store import Store
from tests.builders import NOON
from tests.storage.test_store import a_verdict, events, says, take

LATER = NOON + timedelta(hours=1)


def test_versions_are_kept_put_in_force_and_found_by_their_first_letters(store: Store) -> None:
    assert store.policy_in_force() is None
    store.remember_policy("sha256:abc1", "title: one", now=NOON)
    store.remember_policy("sha256:abd2", "title: two", files={"lists/a.txt": "x\n"}, now=NOON)
    assert store.put_in_force("sha256:abc1", by="section11", now=NOON)
    assert not store.put_in_force("sha256:abc1", by="section11", now=LATER)
    assert store.put_in_force("sha256:abd2", by="section11", now=LATER)
    now = store.policy_in_force()
    assert now is not None
    assert (now.source, now.files, now.last_used_at) == ("title: two", {"lists/a.txt": "x\n"}, LATER)
    assert [kept.version for kept in store.policy_versions()] == ["sha256:abc1", "sha256:abd2"]
    assert store.policy_source("abc").source == "title: one"
    with pytest.raises(NoSuchPolicy, match="2 versions begin with 'ab'"):
        store.policy_source("ab")
    with pytest.raises(NoSuchPolicy, match="no version begins with 'a%'"):
        store.policy_source("a%")
    assert not list(store.verify())


def test_a_refusal_is_told_once_until_the_file_changes_or_is_mended(store: Store) -> None:
    assert store.note_refused("d1", ["policies.yaml:3: wrong"], now=NOON)
    assert not store.note_refused("d1", ["policies.yaml:3: wrong"], now=LATER)
    assert store.note_refused("d2", ["policies.yaml:4: still wrong"], now=LATER)
    refused = store.refused()
    assert refused is not None
    assert (refused.problems, refused.at) == (("policies.yaml:4: still wrong",), LATER)
    store.end_refusal(now=LATER)
    store.end_refusal(now=LATER)
    assert store.refused() is None
    assert events(store) == ["policy_refused", "policy_refused", "policy_mended"]


def test_signatures_are_only_ever_added_to(store: Store) -> None:
    first = store.sign("abuse", "live", "d1", by="Priya", why="tried", now=NOON)
    assert first == (Signature(rule="abuse", state="live", digest="d1", by="Priya", why="tried", at=NOON),)
    assert store.sign("abuse", "live", "d1", by="Priya", why="again", now=LATER) == first
    assert [s.by for s in store.sign("abuse", "live", "d1", by="Tom", why="looked", now=LATER)] == ["Priya", "Tom"]
    store.sign("abuse", "live", "d2", by="Tom", why="other words", now=LATER)
    assert len(store.signatures()) == 3
    for change in ("UPDATE signatures SET by = 'Tom'", "DELETE FROM signatures"):
        with pytest.raises(Exception, match="append-only"), store.db.writing() as connection:
            connection.execute(text(change.replace(" by ", ' "by" ')))
    assert events(store) == ["policy_signed"] * 3


def test_brakes_are_put_on_and_taken_off_once(store: Store) -> None:
    assert store.put_on(BrakeKind.PAUSED, "everything", by="Priya", why="odd", now=NOON)
    assert not store.put_on(BrakeKind.PAUSED, "everything", by="Tom", why="odd", now=NOON)
    assert store.brakes() == (Brake(kind=BrakeKind.PAUSED, scope="everything", by="Priya", why="odd", at=NOON),)
    assert store.take_off(BrakeKind.PAUSED, "everything", by="Tom", why="fine", now=LATER)
    assert not store.take_off(BrakeKind.PAUSED, "everything", by="Tom", why="fine", now=LATER)
    assert store.last_taken_off(BrakeKind.PAUSED) == {"everything": LATER}
    assert events(store) == ["brake_on", "brake_off"]


def test_what_was_done_within_the_hour_is_counted_by_behaviour(store: Store) -> None:
    take(store, says(1, "you muppets"), says(2, "muppets again", who="bob"))
    for number in (1, 2):
        case = store.record_verdict(number, a_verdict)
        assert case.verdict is not None
        assert case.verdict.action is not None
        store.intend(case, case.verdict.action, now=NOON + timedelta(minutes=30 * number))
    facebook = PlatformName.FACEBOOK
    assert store.effects_since(facebook, NOON) == {"abuse": 2}
    assert store.effects_since(facebook, NOON + timedelta(minutes=45)) == {"abuse": 1}
    assert store.effects_since(PlatformName.X, NOON) == {}


def test_shares_of_the_newest_traffic(store: Store) -> None:
    take(store, says(1, "you muppets"), says(2, "lovely"), says(3, "fine"), says(4, "muppets"))
    assert store.shares_found(4) == ({Behaviour.ABUSE: 2}, 4)
    assert store.shares_found(2) == ({Behaviour.ABUSE: 1}, 2)
    assert store.shares_found(4, since=NOON + timedelta(days=1)) == ({}, 0)


def test_a_database_of_the_version_before_keeps_what_it_holds(url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[2] / "storage" / "migrations"))
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        row = {"v": "sha256:old", "at": NOON.isoformat(), "s": "title: old"}
        connection.execute(text("INSERT INTO policies (version, first_used_at, source) VALUES (:v, :at, :s)"), row)
    engine.dispose()
    store = Store(url)
    assert store.policy_source("old").files == {}
    store.sign("abuse", "live", "d1", by="Priya", why="tried", now=NOON)
    store.close()
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        assert "signatures" not in inspect(connection).get_table_names()
        assert connection.execute(text("SELECT source FROM policies")).scalar() == "title: old"
    engine.dispose()
