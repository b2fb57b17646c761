"""section11.yaml → Settings, or every problem with its line; the only reader of the environment."""

import copy
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.errors import Problem, SettingsInvalid
from bot.policy.told import Checked, checked
from bot.settings_file import (
    CHECKS,
    READER,
    SECRETS,
    SLACK,
    WORDS,
    AccountShape,
    Fault,
    SecondReaderShape,
    SecretShape,
    SettingsShape,
    SlackShape,
)
from bot.settings_values import (
    AccountSettings,
    Escalation,
    OfficerSettings,
    SecondReaderSettings,
    Secret,
    Settings,
    SlackSettings,
)
from bot.yaml_lines import Path_, Read, read_yaml

DEFAULT_PATH = Path("section11.yaml")
OFFICER = "SECTION11_OFFICER"


def load_settings(
    path: Path = DEFAULT_PATH, environ: Mapping[str, str] = os.environ, *, with_secrets: bool = True
) -> Settings:
    """The settings in the file, secrets read from where it says. Raises SettingsInvalid with every problem in it.

    Without secrets (who only decides needs none) the accounts come with empty ones.
    """
    read = read_yaml(path)
    if read.problems:
        raise SettingsInvalid(read.problems)
    literals = tuple(_literals(read))
    found = checked(SettingsShape, _without(literals, read), path.name, WORDS)
    wrong = [_literal(where, read.line(where), path.name) for where in literals]
    secrets: dict[Path_, Secret] = {}
    if found.shape is not None:
        asked = environ if with_secrets else None
        secrets, faults = _secrets(found.shape, path.parent, asked)
        faults += [fault for check in CHECKS for fault in check(found.shape)]
        wrong += [
            Problem(file=path.name, line=found.line(where), message=message, remedy=remedy)
            for where, message, remedy in faults
            if where not in literals and not found.within(where) and not _is_secret_amiss(where, found)
        ]
    if wrong or found.problems or found.shape is None:
        raise SettingsInvalid(tuple(sorted({*wrong, *found.problems})))
    return _settings(found.shape, secrets, path.parent)


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


def _literals(read: Read) -> Iterator[Path_]:
    """Where the file holds a secret itself instead of saying where it is kept."""
    top = read.value if isinstance(read.value, dict) else {}
    accounts = top.get("accounts")
    holders: list[tuple[Path_, Any]] = [((name,), top.get(name)) for name in (READER, SLACK)]
    holders += [(("accounts", n), account) for n, account in enumerate(accounts if isinstance(accounts, list) else ())]
    for where, holder in holders:
        for name in SECRETS if isinstance(holder, dict) else ():
            if not isinstance(holder.get(name), dict | None):
                yield (*where, name)


def _without(literals: Iterable[Path_], read: Read) -> Read:
    value = copy.deepcopy(read.value)
    for *around, name in literals:
        holder: Any = value
        for part in around:
            holder = holder[part]
        holder[name] = {}
    return replace(read, value=value)


def _literal(where: Path_, line: int, file: str) -> Problem:
    name = where[-1]
    remedy = f"name an environment variable instead: '{name}: {{env: SECTION11_…}}'; renew this one"
    return Problem(file=file, line=line, message=f"{name} is written into the file", remedy=remedy)


def _is_secret_amiss(where: Path_, found: Checked[SettingsShape]) -> bool:
    """Whether the place of a secret was said to be wrong already."""
    return where[-1] in SECRETS and found.holds(where)


def _secrets(
    shape: SettingsShape, folder: Path, environ: Mapping[str, str] | None
) -> tuple[dict[Path_, Secret], list[Fault]]:
    """Every secret, by its place in the file, and what is wrong with them; none at all without an environment."""
    found: dict[Path_, Secret] = {}
    faults: list[Fault] = []
    holders: list[tuple[Path_, object]] = [(("accounts", n), account) for n, account in enumerate(shape.accounts)]
    holders += [((READER,), shape.second_reader), ((SLACK,), shape.slack)]
    for around, holder in holders:
        for name in SECRETS if environ is not None else ():
            source = getattr(holder, name, None)
            if source is None:
                continue
            value, words, remedy = _secret(source, folder, environ or {})
            if words:
                faults.append(((*around, name), f"{name}: {words}", remedy))
            found[*around, name] = Secret(value)
    return found, faults


def _secret(source: SecretShape, folder: Path, environ: Mapping[str, str]) -> tuple[str, str, str]:
    """A secret's value, or what is wrong and what to do."""
    if (source.env is None) == (source.file is None):
        return "", "needs either 'env' or 'file'", "write {env: SECTION11_…}"
    if source.env is not None:
        value = environ.get(source.env, "").strip()
        return value, "" if value else f"the environment variable {source.env} is not set", "set it, then start again"
    try:
        value = (folder / str(source.file)).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return "", f"the file {source.file} cannot be read", "check the path and who may read it"
    return value, "" if value else f"the file {source.file} is empty", "put the secret into it"


def _settings(shape: SettingsShape, secrets: Mapping[Path_, Secret], folder: Path) -> Settings:
    return Settings(
        database=_database(shape.database, folder),
        policy=folder / shape.policy,
        act_every=timedelta(seconds=shape.act_every_seconds),
        log_json=shape.log == "json",
        clock_from=shape.clock_from,
        rehearse=shape.rehearse,
        accounts=tuple(_account(a, _of(secrets, "accounts", n)) for n, a in enumerate(shape.accounts)),
        officers=tuple(OfficerSettings(name=o.name, role=o.role, slack=o.slack) for o in shape.officers),
        second_reader=_second_reader(shape.second_reader, _of(secrets, READER)) if shape.second_reader else None,
        slack=_slack(shape.slack, _of(secrets, SLACK)) if shape.slack else None,
    )


def _of(secrets: Mapping[Path_, Secret], *around: str | int) -> dict[str, Secret]:
    """The secrets at that place, by their names."""
    return {str(where[-1]): secret for where, secret in secrets.items() if where[:-1] == around}


def _second_reader(shape: SecondReaderShape, secrets: Mapping[str, Secret]) -> SecondReaderSettings:
    return SecondReaderSettings(
        url=shape.url,
        model=shape.model,
        key=secrets.get("key"),
        wait=timedelta(seconds=shape.timeout_seconds),
        most_a_day=shape.most_a_day,
        every=timedelta(seconds=shape.every_seconds),
    )


def _slack(shape: SlackShape, secrets: Mapping[str, Secret]) -> SlackSettings:
    plain = {name: getattr(shape, name) for name in ("mode", "port", "base_url", "team", "channel", "care_channel")}
    return SlackSettings(
        **plain,
        usergroup=shape.usergroup,
        most_cards=shape.most_cards,
        secrets=secrets,
        claim_for=timedelta(minutes=shape.claim_minutes),
        escalation=tuple(
            Escalation(after=timedelta(minutes=e.after_minutes), people=e.people, out_of_hours=e.out_of_hours)
            for e in shape.escalation
        ),
    )


def _database(url: str, folder: Path) -> str:
    """An SQLite file's relative path counts from the settings file's folder."""
    prefix = "sqlite:///"
    if not url.startswith(prefix) or url.startswith(prefix + "/") or url == prefix or ":memory:" in url:
        return url
    return prefix + str((folder / url.removeprefix(prefix)).absolute())


def _account(shape: AccountShape, secrets: Mapping[str, Secret]) -> AccountSettings:
    plain: dict[str, Any] = {
        name: getattr(shape, name)
        for name in ("platform", "id", "page_id", "app_id", "base_url", "version", "daily_budget", "prices")
    }
    return AccountSettings(
        **plain,
        handle=shape.handle.removeprefix("@"),
        secrets=secrets,
        every=timedelta(seconds=shape.every_seconds),
        look_back=timedelta(days=shape.look_back_days),
        re_read=timedelta(days=shape.re_read_days),
    )
