"""The store's tests run on both databases: SQLite always, PostgreSQL where its server is installed."""

import getpass
import os
import pwd
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from storage.store import Store


def _server_folder() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else (Path(on_path).parent if on_path else None)


def _server_user() -> str:
    if os.getuid() != 0:
        return getpass.getuser()
    return "postgres" if any(u.pw_name == "postgres" for u in pwd.getpwall()) else "nobody"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of our own, on a socket in a folder of its own; gives a URL without a database."""
    programs = _server_folder()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed (Debian: apt install postgresql)")
    user = _server_user()
    folder = Path("/tmp") / f"section11-pg-{uuid.uuid4().hex[:8]}"  # noqa: S108 - socket paths must be short
    folder.mkdir(mode=0o700)
    shutil.chown(folder, user)
    as_user = {"user": user} if os.getuid() == 0 else {}
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, **as_user}
    subprocess.run(
        [programs / "initdb", "-D", folder / "data", "-U", "section11", "-A", "trust", "--no-sync"], check=True, **quiet
    )
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    start = [programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start"]
    subprocess.run(start, check=True, **quiet)
    try:
        yield f"postgresql+psycopg://section11@/%s?host={folder}"
    finally:
        subprocess.run([programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], check=True, **quiet)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new, empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'section11.db'}"
    form = request.getfixturevalue("postgresql")
    name = f"t{uuid.uuid4().hex}"
    engine = create_engine(form % "postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
        )
    engine.dispose()
    return str(form % name)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store."""
    opened = Store(url)
    yield opened
    opened.close()
