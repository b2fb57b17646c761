"""Whether all is in order, asked before anybody else has to: each finding says what to do."""

import shutil
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import requests

from bot.app import build_platform, endpoint_of
from bot.desk import Desk
from bot.errors import ModelMissing, PlatformError, SecondReaderFailed, Section11Error
from bot.masking import Masked
from bot.second_reader.answer import findings_of
from bot.second_reader.asking import Asker, Endpoint, Question
from bot.settings_values import AccountSettings
from bot.slack.channel import client_of
from bot.slack.installed import looked_at
from bot.trained import trained_model
from platforms.base import Check

CLOCKS_MAY_DIFFER = timedelta(seconds=30)
ROOM_NEEDED = 500_000_000  # bytes
PATIENCE = 10  # seconds
SAMPLE = "Lovely to see the new planters by the bus stop."


def examine(desk: Desk) -> tuple[Check, ...]:
    """Every check, in order: the files, the database, the record, then each account and the clock."""
    files = (
        Check(what="settings", ok=True, detail=f"{len(desk.settings.accounts)} accounts"),
        _policy(desk),
        _officers(desk),
        _model(desk),
    )
    accounts = tuple(check for account in desk.settings.accounts for check in _account(desk, account))
    endpoint = endpoint_of(desk.settings.second_reader)
    others = (_second_reader(endpoint),) if endpoint is not None else ()
    return (*files, _database(desk), _record(desk), _clock(desk), *others, *_slack(desk), *accounts)


def _policy(desk: Desk) -> Check:
    if desk.warning:
        return Check(what="policy", ok=False, detail=desk.warning, remedy="mend the file; nothing else needs doing")
    return Check(what="policy", ok=True, detail=f"{desk.settings.policy.name}, version {desk.policy.version}")


def _officers(desk: Desk) -> Check:
    names = [officer.name for officer in desk.settings.officers]
    if len(names) >= max(desk.policy.approvals.values(), default=1):
        return Check(what="officers", ok=True, detail=f"{len(names)} may decide")
    remedy = "list everybody who may decide under 'officers' in the settings"
    detail = "anybody may decide under any name" if not names else f"only {len(names)}, but some actions need more"
    return Check(what="officers", ok=False, detail=detail, remedy=remedy)


def _model(desk: Desk) -> Check:
    if not desk.policy.trained.switched_on:
        return Check(what="trained model", ok=True, detail="switched off in the policy")
    try:
        return Check(what="trained model", ok=True, detail=f"{len(trained_model().labels)} labels")
    except ModelMissing as trouble:
        remedy = "install section11 anew, or switch it off in the policy"
        return Check(what="trained model", ok=False, detail=str(trouble), remedy=remedy)


def _second_reader(endpoint: Endpoint) -> Check:
    """Whether it answers, in the form that we ask for, about words that nobody wrote."""
    what, number = f"second reader {endpoint.called}", "a0"
    said = Masked(text=SAMPLE, taken=())
    try:
        content = Asker(endpoint).ask(Question(reading_of=number, comment=SAMPLE))
        findings_of(content, reading_of=number, said=said, text=SAMPLE)
    except SecondReaderFailed as trouble:
        remedy = "look at second_reader in the settings: url, model, key; without it everything else goes on"
        return Check(what=what, ok=False, detail=str(trouble), remedy=remedy)
    return Check(what=what, ok=True, detail=f"answers; at most {endpoint.most_a_day} questions a day")


def _slack(desk: Desk) -> tuple[Check, ...]:
    """What `section11 slack install-check` looks at."""
    settings = desk.settings.slack
    if settings is None:
        return ()
    found = looked_at(client_of(settings), settings, desk.settings.officers)
    return tuple(Check(what=f"slack: {f.what}", ok=f.ok, detail=f.detail, remedy=f.remedy) for f in found)


def _database(desk: Desk) -> Check:
    engine = desk.store.db.engine
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    room = shutil.disk_usage(file).free if file else None
    if room is not None and room < ROOM_NEEDED:
        return Check(what="database", ok=False, detail=f"{room:,} bytes are free", remedy="make room on the disk")
    return Check(what="database", ok=True, detail=f"{engine.dialect.name}, schema up to date")


def _record(desk: Desk) -> Check:
    try:
        first = next(desk.store.verify(), None)
    except Section11Error as trouble:
        first = None
        return Check(what="record", ok=False, detail=str(trouble), remedy="keep the database as it is; ask for help")
    if first is None:
        return Check(what="record", ok=True, detail=f"{desk.store.length():,} entries, one unbroken chain")
    remedy = "stop the daemon, keep the database as it is, and run `section11 audit verify`"
    return Check(what="record", ok=False, detail=first.what, remedy=remedy)


def _clock(desk: Desk) -> Check:
    if desk.settings.clock_from:
        return Check(what="clock", ok=True, detail=f"the town's: {desk.clock():%d %b %Y %H:%M} UTC")
    address = desk.settings.accounts[0].base_url or "https://graph.facebook.com"
    try:
        told = requests.head(address, timeout=PATIENCE, allow_redirects=False).headers.get("Date", "")
        theirs = parsedate_to_datetime(told)
    except (requests.RequestException, ValueError):
        return Check(what="clock", ok=False, detail="no platform told the time", remedy="check the network")
    off = abs(datetime.now(UTC) - theirs)
    if off <= CLOCKS_MAY_DIFFER:
        return Check(what="clock", ok=True, detail=f"within {off.total_seconds():.0f} s of the platform's")
    remedy = "set this machine's clock by NTP; windows of days and sign-in depend on it"
    return Check(what="clock", ok=False, detail=f"{off.total_seconds():.0f} s off the platform's", remedy=remedy)


def _account(desk: Desk, account: AccountSettings) -> tuple[Check, ...]:
    name = f"{account.platform} {account.id}"
    try:
        found = build_platform(account, clock=desk.clock).check(now=desk.clock())
    except PlatformError as trouble:
        remedy = getattr(trouble, "remedy", "") or "look at the network and at the platform's status page"
        return (Check(what=name, ok=False, detail=str(trouble), remedy=remedy),)
    return tuple(Check(what=f"{name} {c.what}", ok=c.ok, detail=c.detail, remedy=c.remedy) for c in found)
