"""The schema goes up and down on data of the version before, on both databases."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text

from storage.store import Store
from tests.builders import NOON


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
