"""section11.yaml → Settings, or every problem with its line; the only reader of the environment."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import Problem, SettingsInvalid
from bot.model import PlatformName
from bot.policy.load import told
from bot.yaml_lines import Path_, Read, read_yaml

ENVIRONMENT_NAME = r"^[A-Z][A-Z0-9_]*$"
DEFAULT_PATH = Path("section11.yaml")
OFFICER = "SECTION11_OFFICER"
LOCAL = {"127.0.0.1", "localhost", "::1"}


class Secret:
    """A secret value; shows itself to nobody who does not ask by name."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Keep `value` to itself."""
        self._value = value

    def reveal(self) -> str:
        """The value, for handing it to a library."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _SecretShape(_Shape):
    env: Annotated[str, Field(pattern=ENVIRONMENT_NAME)] | None = None
    file: str | None = None


class _AccountShape(_Shape):
    platform: PlatformName
    id: Annotated[str, Field(pattern=r"^\d{3,25}$")]
    handle: str = ""
    page_id: str = ""
    token: _SecretShape | None = None
    app_secret: _SecretShape | None = None
    app_id: str = ""
    consumer_key: _SecretShape | None = None
    consumer_secret: _SecretShape | None = None
    access_token: _SecretShape | None = None
    access_secret: _SecretShape | None = None
    base_url: str = ""
    version: Annotated[str, Field(pattern=r"^v\d{2}\.0$")] = "v26.0"
    every_seconds: Annotated[float, Field(ge=0.2, le=86_400)] = 60.0
    look_back_days: Annotated[float, Field(gt=0, le=90)] = 7.0
    re_read_days: Annotated[float, Field(gt=0, le=90)] = 7.0
    daily_budget: Annotated[Decimal, Field(ge=0)] | None = None
    prices: dict[str, Annotated[Decimal, Field(ge=0)]] = {}


class _OfficerShape(_Shape):
    name: Annotated[str, Field(min_length=1, max_length=120)]
    role: Literal["officer", "manager", "executive"] = "officer"


class _SettingsShape(_Shape):
    database: str = "sqlite:///var/section11.db"
    policy: str = "policies.yaml"
    act_every_seconds: Annotated[float, Field(ge=0.2, le=3600)] = 5.0
    log: Literal["readable", "json"] = "readable"
    clock_from: str = ""
    rehearse: bool = False
    accounts: tuple[_AccountShape, ...]
    officers: tuple[_OfficerShape, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettings:
    """One account of ours. `secrets` are named as in the file.

    `every` is the cadence of reading, in real time; `look_back` how far the first reading goes back; `re_read` for how
    long edits and deletions are looked for.
    """

    platform: PlatformName
    id: str
    handle: str
    page_id: str
    secrets: Mapping[str, Secret]
    app_id: str
    base_url: str
    version: str
    every: timedelta
    look_back: timedelta
    re_read: timedelta
    daily_budget: Decimal | None
    prices: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerSettings:
    """Somebody who may decide."""

    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that an operator sets. Relative paths are taken from the settings file's folder."""

    database: str
    policy: Path
    act_every: timedelta
    log_json: bool
    clock_from: str
    rehearse: bool
    accounts: tuple[AccountSettings, ...]
    officers: tuple[OfficerSettings, ...]


def load_settings(
    path: Path = DEFAULT_PATH, environ: Mapping[str, str] = os.environ, *, with_secrets: bool = True
) -> Settings:
    """The settings in the file, secrets read from where it says. Raises SettingsInvalid with every problem in it.

    Without secrets (who only decides needs none) the accounts come with empty ones.
    """
    read = read_yaml(path)
    if read.problems:
        raise SettingsInvalid(read.problems)
    problems = [*_literal_secrets(read, path.name)]
    try:
        shape = _SettingsShape.model_validate(read.value)
    except ValidationError as wrong:
        found = told(wrong, read, path.name, _names(), {"platform": ("platform", list(PlatformName))})
        spoken_of = {problem.line for problem in problems}
        raise SettingsInvalid(tuple(sorted({*problems, *(p for p in found if p.line not in spoken_of)}))) from None
    secrets: list[dict[str, Secret]] = [{} for _ in shape.accounts]
    if with_secrets:
        secrets, missing = _secrets(shape, read, path, environ)
        problems += missing
    problems += [_told(read, path.name, *found) for found in _checks(shape)]
    if problems:
        raise SettingsInvalid(tuple(sorted(problems)))
    return _settings(shape, secrets, path.parent)


def policy_named_in(path: Path) -> Path:
    """The policy file that the settings name, read without asking for any secret. Raises SettingsInvalid."""
    read = read_yaml(path)
    if read.problems:
        raise SettingsInvalid(read.problems)
    named = read.value.get("policy") if isinstance(read.value, dict) else None
    return path.parent / (named if isinstance(named, str) else "policies.yaml")


def officer_from_environment(environ: Mapping[str, str] = os.environ) -> str:
    """Who sits at this terminal, where SECTION11_OFFICER says so; else an empty name."""
    return environ.get(OFFICER, "")


def _names() -> list[str]:
    shapes: tuple[type[BaseModel], ...] = (_SettingsShape, _AccountShape, _OfficerShape, _SecretShape)
    return [name for shape in shapes for name in shape.model_fields]


SECRET_NAMES = ("token", "app_secret", "consumer_key", "consumer_secret", "access_token", "access_secret")
NEEDED: Mapping[PlatformName, tuple[str, ...]] = {
    PlatformName.FACEBOOK: ("token",),
    PlatformName.INSTAGRAM: ("token",),
    PlatformName.X: ("consumer_key", "consumer_secret", "access_token", "access_secret"),
}


def _literal_secrets(read: Read, file: str) -> Iterator[Problem]:
    accounts = read.value.get("accounts") if isinstance(read.value, dict) else None
    for n, account in enumerate(accounts if isinstance(accounts, list) else ()):
        for name in SECRET_NAMES:
            if isinstance(account, dict) and isinstance(account.get(name), str):
                words = f"{name} is written into the file"
                remedy = f"name an environment variable instead: '{name}: {{env: SECTION11_…}}'; renew this one"
                yield _told(read, file, ("accounts", n, name), words, remedy)


def _secrets(
    shape: _SettingsShape, read: Read, path: Path, environ: Mapping[str, str]
) -> tuple[list[dict[str, Secret]], list[Problem]]:
    found, problems = [], []
    for n, account in enumerate(shape.accounts):
        mine = {}
        for name in SECRET_NAMES:
            source = getattr(account, name)
            if source is None:
                continue
            value, words, remedy = _secret(source, path.parent, environ)
            if words:
                problems.append(_told(read, path.name, ("accounts", n, name), f"{name}: {words}", remedy))
            mine[name] = Secret(value)
        found.append(mine)
    return found, problems


def _secret(source: _SecretShape, folder: Path, environ: Mapping[str, str]) -> tuple[str, str, str]:
    """A secret's value, or what is wrong and what to do."""
    if (source.env is None) == (source.file is None):
        return "", "needs either 'env' or 'file'", "write {env: SECTION11_…}"
    if source.env is not None:
        value = environ.get(source.env, "")
        return value, "" if value else f"the environment variable {source.env} is not set", "set it, then start again"
    try:
        value = (folder / str(source.file)).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return "", f"the file {source.file} cannot be read", "check the path and who may read it"
    return value, "" if value else f"the file {source.file} is empty", "put the secret into it"


def _checks(shape: _SettingsShape) -> Iterator[tuple[Path_, str, str]]:
    keys = [(account.platform, account.id) for account in shape.accounts]
    for n, account in enumerate(shape.accounts):
        where: Path_ = ("accounts", n)
        if keys[n] in keys[:n]:
            yield (*where, "id"), f"{account.platform} {account.id} is listed twice", "keep one of them"
        for name in NEEDED[account.platform]:
            if getattr(account, name) is None:
                yield where, f"an account on {account.platform} needs {name!r}", f"add '{name}: {{env: …}}'"
        if account.platform is PlatformName.X and not account.handle:
            yield where, "an account on x needs its handle", "add 'handle: YourHandle', without the @"
        if account.platform is PlatformName.INSTAGRAM and not account.page_id:
            yield where, "an account on instagram needs its linked Page's id", "add 'page_id: …'"
        if account.base_url and not _is_address(account.base_url):
            yield (*where, "base_url"), "base_url must be https, or http on this machine", "leave it out"
    if not shape.accounts:
        yield ("accounts",), "no account is listed", "add at least one"
    if shape.clock_from and urlsplit(shape.clock_from).hostname not in LOCAL:
        yield ("clock_from",), "only a town on this machine can tell the time", "leave it out"


def _is_address(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)


def _told(read: Read, file: str, where: Path_, message: str, remedy: str) -> Problem:
    return Problem(file=file, line=read.line(where), message=message, remedy=remedy)


def _settings(shape: _SettingsShape, secrets: list[dict[str, Secret]], folder: Path) -> Settings:
    return Settings(
        database=_database(shape.database, folder),
        policy=folder / shape.policy,
        act_every=timedelta(seconds=shape.act_every_seconds),
        log_json=shape.log == "json",
        clock_from=shape.clock_from,
        rehearse=shape.rehearse,
        accounts=tuple(_account(a, s) for a, s in zip(shape.accounts, secrets, strict=True)),
        officers=tuple(OfficerSettings(name=o.name, role=o.role) for o in shape.officers),
    )


def _database(url: str, folder: Path) -> str:
    """An SQLite file's relative path counts from the settings file's folder."""
    prefix = "sqlite:///"
    if not url.startswith(prefix) or url.startswith(prefix + "/") or url == prefix or ":memory:" in url:
        return url
    return prefix + str((folder / url.removeprefix(prefix)).absolute())


def _account(shape: _AccountShape, secrets: Mapping[str, Secret]) -> AccountSettings:
    plain: dict[str, Any] = {
        name: getattr(shape, name)
        for name in ("platform", "id", "handle", "page_id", "app_id", "base_url", "version", "daily_budget", "prices")
    }
    return AccountSettings(
        **plain,
        secrets=secrets,
        every=timedelta(seconds=shape.every_seconds),
        look_back=timedelta(days=shape.look_back_days),
        re_read=timedelta(days=shape.re_read_days),
    )
