"""Opening the database, always at the newest schema: SQLite with a write-ahead log, or PostgreSQL by its URL."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Self

from alembic import command
from alembic.config import Config
from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from bot.errors import AlreadyRunning

DAEMON_LOCK = 0x5EC711_DA
WRITERS_LOCK = 0x5EC710_11  # any fixed number: the lock under which PostgreSQL's writers queue
WAIT_FOR_WRITERS = 30  # seconds that a writer waits for another before it gives up


class Database:
    """One database. `reading()` and `writing()` are the only ways in; a writing is one transaction, alone."""

    def __init__(self, url: str) -> None:
        """Open `url` (SQLAlchemy's form) and bring its schema up to date. The folder of an SQLite file is made."""
        self.url = url
        self.engine = _open(url)
        migrate(self.engine)

    @classmethod
    def read_only(cls, url: str) -> Self:
        """Open `url` as it stands, so that nothing can be written through it; its schema is not touched."""
        found = cls.__new__(cls)
        found.url, found.engine = url, _open_read_only(url)
        return found

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See one unchanging state of everything."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Write, alone: everything in the block stands, or nothing does; what it reads stays true until then."""
        with self.engine.connect().execution_options(section11_writes=True) as connection, connection.begin():
            if connection.dialect.name == "postgresql":  # SQLite's writers queue by themselves
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITERS_LOCK})
            yield connection

    @contextmanager
    def held_alone(self) -> Iterator[None]:
        """Be the only daemon on this database while the block runs. Raises AlreadyRunning."""
        with _hold(self.engine):
            yield

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _hold(engine: Engine) -> AbstractContextManager[None]:
    if engine.dialect.name == "postgresql":
        return _advisory_lock(engine)
    if engine.url.database in (None, "", ":memory:"):
        return nullcontext()
    return _file_lock(f"{engine.url.database}.running")


@contextmanager
def _advisory_lock(engine: Engine) -> Iterator[None]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": DAEMON_LOCK}).scalar():
            raise AlreadyRunning("another section11 daemon is at work on this database; stop it first")
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": DAEMON_LOCK})


@contextmanager
def _file_lock(path: str) -> Iterator[None]:
    try:
        with FileLock(path, timeout=0):
            yield
    except Timeout as held:
        raise AlreadyRunning(f"another section11 daemon is at work on this database ({path} is held)") from held


def _open(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database in (None, "", ":memory:"):
        engine = create_engine(parsed, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        Path(str(parsed.database)).absolute().parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, connect_args={"timeout": WAIT_FOR_WRITERS, "check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _open_read_only(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, connect_args={"options": "-c default_transaction_read_only=on"})
    place = Path(str(parsed.database)).absolute().as_uri()
    engine = create_engine(f"sqlite:///{place}?mode=ro&uri=true", connect_args={"timeout": WAIT_FOR_WRITERS})
    event.listen(engine, "connect", _only_read)
    return engine


def _only_read(dbapi_connection: object, _: ConnectionPoolEntry) -> None:
    cursor = dbapi_connection.cursor()  # type: ignore[attr-defined] # SQLAlchemy types it as object
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _prepare(dbapi_connection: object, _: ConnectionPoolEntry) -> None:
    dbapi_connection.isolation_level = None  # type: ignore[attr-defined] # SQLAlchemy types it as object; we say BEGIN
    cursor = dbapi_connection.cursor()  # type: ignore[attr-defined] # the same
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("section11_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to `revision`; does nothing where it is there already."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect().execution_options(section11_writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
