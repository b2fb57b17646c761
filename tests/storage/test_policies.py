"""Versions of the policy as they are kept, what was refused, and older databases that are brought up to date."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, MetaData, create_engine, inspect

from bot.errors import NoSuchPolicy
from storage.audit import Line, append, moment
from storage.database import migrate
from storage.forms import DECISION, VERDICT
from storage.policies import KeptPolicy, Refusal
from storage.store import Store
from storage.tables import METADATA
from tests.builders import HOUR, NOON, a_decision, a_verdict

FIRST, SECOND, THIRD = "sha256:00aa11bb22cc33dd", "sha256:00aa44ee55ff6677", "sha256:99887766554433ab"


def remember(store: Store, version: str, hours: int = 0) -> None:
    store.remember_policy(version, f"# {version}\n", now=NOON + hours * HOUR)


def lines(store: Store) -> list[tuple[str, str, str]]:
    return [(one.entry.event, one.entry.subject, one.entry.actor) for one in store.recorded()]


def test_nothing_is_in_force_and_nothing_is_refused_in_an_empty_store(store: Store) -> None:
    assert store.policy_in_force() is None
    assert store.refused() is None
    assert store.policy_versions() == ()
    store.end_refusal(now=NOON)
    assert store.length() == 0


def test_a_version_is_kept_once_with_its_very_text_and_the_lists_beside_it(store: Store) -> None:
    source, files = "organisation: Cymru Homes “Tŷ” 🏠\r\n", {"lists/links.txt": "evil.example\n# a remark\n"}
    store.remember_policy(FIRST, source, files=files, now=NOON)
    store.remember_policy(FIRST, "something else", now=NOON + HOUR)
    kept = KeptPolicy(version=FIRST, first_used_at=NOON, last_used_at=NOON, source=source, files=files)
    assert store.policy_source(FIRST) == kept
    assert store.policy_versions() == (kept,)
    assert lines(store) == [("policy", FIRST, "section11")]


def test_versions_first_used_at_the_same_moment_always_come_in_the_same_order(store: Store) -> None:
    for version in (THIRD, FIRST, SECOND):
        remember(store, version)
    assert [kept.version for kept in store.policy_versions()] == [FIRST, SECOND, THIRD]
    for version in (SECOND, THIRD, FIRST):
        store.put_in_force(version, by="section11", now=NOON)
    assert [kept.version for kept in store.policy_versions()] == [SECOND, THIRD, FIRST]


def test_a_version_without_lists_has_none(store: Store) -> None:
    remember(store, FIRST)
    assert store.policy_source(FIRST).files == {}


@pytest.mark.parametrize("called", [FIRST, FIRST[:12], FIRST.removeprefix("sha256:"), "00aa1", "00AA1"])
def test_a_version_is_found_by_how_it_begins(called: str, store: Store) -> None:
    for version in (FIRST, SECOND, THIRD):
        remember(store, version)
    assert store.policy_source(called).version == FIRST


@pytest.mark.parametrize(
    ("called", "told"),
    [
        ("00aa", "2 versions begin with '00aa'"),
        ("sha256:", "3 versions begin with 'sha256:'"),
        ("cafe", "no version begins with 'cafe'"),
        ("%", "no version begins with '%'"),
        ("00aa_", "no version begins with '00aa_'"),
    ],
)
def test_a_name_for_none_or_several_versions_says_how_many(called: str, told: str, store: Store) -> None:
    for version in (FIRST, SECOND, THIRD):
        remember(store, version)
    with pytest.raises(NoSuchPolicy, match=f"^{told}; `section11 policy versions` lists them$"):
        store.policy_source(called)


def test_the_newest_use_is_in_force_and_an_earlier_version_may_come_back(store: Store) -> None:
    for hours, version in enumerate((FIRST, SECOND)):
        remember(store, version, hours)
        assert store.put_in_force(version, by="section11", now=NOON + hours * HOUR)
        assert not store.put_in_force(version, by="section11", now=NOON + hours * HOUR)
    assert store.put_in_force(FIRST, by="Tom", now=NOON + 2 * HOUR)
    in_force = store.policy_in_force()
    assert in_force is not None
    assert (in_force.version, in_force.source) == (FIRST, f"# {FIRST}\n")
    assert [(kept.version, kept.first_used_at, kept.last_used_at) for kept in store.policy_versions()] == [
        (FIRST, NOON, NOON + 2 * HOUR),
        (SECOND, NOON + HOUR, NOON + HOUR),
    ]
    assert [line for line in lines(store) if line[0] == "policy_in_force"] == [
        ("policy_in_force", FIRST, "section11"),
        ("policy_in_force", SECOND, "section11"),
        ("policy_in_force", FIRST, "Tom"),
    ]
    assert list(store.verify()) == []


def test_a_refused_file_is_told_until_it_is_mended(store: Store) -> None:
    assert store.note_refused("a" * 64, ["policies.yaml:4: no such “rule”", "and another"], now=NOON)
    assert not store.note_refused("a" * 64, ["policies.yaml:4: no such “rule”", "and another"], now=NOON + HOUR)
    assert store.refused() == Refusal(problems=("policies.yaml:4: no such “rule”", "and another"), at=NOON)
    store.end_refusal(now=NOON + HOUR)
    store.end_refusal(now=NOON + HOUR)
    assert store.refused() is None
    assert [event for event, _, _ in lines(store)] == ["policy_refused", "policy_mended"]
    assert next(store.recorded()).body == '{"problems":["policies.yaml:4: no such “rule”","and another"]}'


def test_another_broken_file_takes_the_place_of_the_first_and_the_first_may_come_again(store: Store) -> None:
    for hours, digest in enumerate(("a" * 64, "b" * 64, "a" * 64)):
        assert store.note_refused(digest, [digest[0]], now=NOON + hours * HOUR)
        assert store.refused() == Refusal(problems=(digest[0],), at=NOON + hours * HOUR)
    store.end_refusal(now=NOON + 3 * HOUR)
    assert store.refused() is None


TOGETHER: dict[str, Callable[[Store], object]] = {
    "policy": lambda store: store.remember_policy(SECOND, "", now=NOON),
    "policy_in_force": lambda store: store.put_in_force(FIRST, by="section11", now=NOON),
    "policy_refused": lambda store: store.note_refused("b" * 64, ["broken"], now=NOON),
    "policy_mended": lambda store: store.end_refusal(now=NOON),
}


@pytest.mark.parametrize("event", TOGETHER)
def test_what_many_find_at_once_is_recorded_once(event: str, store: Store) -> None:
    remember(store, FIRST)
    store.note_refused("a" * 64, ["broken"], now=NOON)
    before, desks = store.length(), 6
    ready = Barrier(desks)

    def find(_: int) -> None:
        ready.wait()
        TOGETHER[event](store)

    with ThreadPoolExecutor(desks) as pool:
        list(pool.map(find, range(desks)))
    assert [one.entry.event for one in store.recorded(after=before)] == [event]


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = create_engine(url)
    yield opened
    opened.dispose()


AT = moment(NOON)
OLD_ROWS: dict[str, dict[str, Any]] = {
    "policies": {"version": FIRST, "first_used_at": AT, "source": "organisation: Derby Homes\n"},
    "interactions": {
        "platform": "facebook",
        "ref": "c1",
        "account": "page",
        "kind": "comment",
        "author": "7001",
        "author_name": "Jo Mellor",
        "author_handle": "",
        "text": "watch your back",
        "url": "",
        "thread": "c1",
        "parent": "",
        "on_post": "5001",
        "posted_at": AT,
        "attachments": [],
        "facts": {},
        "version": 1,
        "first_seen_at": AT,
    },
    "decisions": {
        "interaction_id": 1,
        "version": 1,
        "at": AT,
        "outcome": "propose",
        "behaviour": "threat",
        "care": "",
        "policy_version": FIRST,
        "body": DECISION.dump_json(a_decision()).decode(),
    },
    "cases": {"interaction_id": 1, "decision_id": 1, "opened_at": AT, "people_needed": {}},
    "verdicts": {
        "case_id": 1,
        "round": 1,
        "seat": 1,
        "choice": "act",
        "action_kind": "hide",
        "by": "Priya",
        "at": AT,
        "read_version": 1,
        "body": VERDICT.dump_json(a_verdict(by="Priya")).decode(),
    },
}


def fill(connection: Connection) -> None:
    """Rows as the first schema knew them."""
    tables = MetaData()
    tables.reflect(connection)
    for name, row in OLD_ROWS.items():
        connection.execute(tables.tables[name].insert(), [row])
    append(connection, [Line(at=NOON, actor="section11", event="policy", subject=FIRST, payload={})])


def test_a_database_of_the_first_schema_is_brought_up_to_date_with_all_it_holds(url: str, engine: Engine) -> None:
    migrate(engine, "0001")
    assert not {"brakes", "signatures", "policy_uses", "policy_refusals"} & set(inspect(engine).get_table_names())
    with engine.begin() as connection:
        fill(connection)
    store = Store(url)
    source = OLD_ROWS["policies"]["source"]
    kept = KeptPolicy(version=FIRST, first_used_at=NOON, last_used_at=NOON, source=source, files={})
    assert store.policy_versions() == (kept,)
    assert store.policy_in_force() is None
    assert (store.brakes(), store.signatures()) == ((), ())
    assert [verdict.by for verdict in store.case(1).verdicts] == ["Priya"]
    assert store.put_in_force(FIRST, by="section11", now=NOON + HOUR)
    store.sign("threat", "live", "a" * 64, by="Priya", why="", now=NOON + HOUR)
    assert lines(store)[0] == ("policy", FIRST, "section11")
    assert list(store.verify()) == []
    store.close()


def test_the_migrations_come_out_at_the_tables_as_they_are_written(store: Store) -> None:
    with store.db.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
