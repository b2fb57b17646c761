"""policy backtest: the old and the new policy on what was really said; no platform is ever asked."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot.app import offline
from bot.armed import armed
from bot.backtest import Asked, Source, Tally, backtest, was_asked
from bot.cli.at_desk import at_desk
from bot.cli.options import json_option
from bot.desk import Desk
from bot.errors import NotApproved
from bot.in_force import policy_of_version
from bot.policy.diff import changes
from bot.policy.load import load_whole
from bot.policy.model import Policy
from bot.policy.told import did_you_mean
from bot.reports.backtest import Question, as_html, headline, rows

console = Console(highlight=False)
SPAN = re.compile(r"(\d{1,4})([dwh])")
UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@click.command("backtest")
@click.option("--since", default="90d", show_default=True, help="How far back: 90d, 12w, 48h, or a day (2026-08-01).")
@click.option("--until", help="Up to when, in the same way; now if it is left out.")
@click.option("--policy", "file", type=click.Path(exists=True, path_type=Path), help="The policy to try.")
@click.option("--against", metavar="VERSION", help="The version to compare with; the one in force if left out.")
@click.option("--as-live", "as_live", multiple=True, metavar="RULE", help="Try this rule as if it were live already.")
@click.option("--out", type=click.Path(path_type=Path), default="backtest", show_default=True, help="Its folder.")
@click.option("--workers", type=click.IntRange(1, 64), help="How many processes; one for each core if left out.")
@json_option
@click.pass_obj
def policy_backtest(
    settings: str,
    since: str,
    until: str | None,
    file: Path | None,
    against: str | None,
    as_live: tuple[str, ...],
    out: Path,
    workers: int | None,
    *,
    as_json: bool,
) -> None:
    """Replay what was really said through the policy in force and another, and tell what would differ.

    What is interrupted goes on where it stopped when it is asked again. OUT/report.html is the report with charts.
    """
    with at_desk(settings) as desk:
        now = desk.clock()
        new = load_whole(file or desk.settings.policy)
        old, old_policy = _old(desk, against)
        database = desk.settings.database
    tried = _states(new.policy, as_live)
    before = was_asked(out)
    start = _moment(since, now)
    end = _moment(until, now) if until else now
    if before is not None and until is None and _is_same_day(before, start, end):
        start, end = before
    source = Source(source=new.source, files=new.files, states=tried)
    asked = Asked(database=database, old=old, new=source, since=start, until=end)
    tally = _run(asked, out, workers)
    question = Question(
        old=old_policy.version, new=new.policy.version, since=start, until=end, changes=changes(old_policy, new.policy)
    )
    report = out / "report.html"
    report.write_text(as_html(tally, question), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(tally.form() | {"since": start.isoformat(), "until": end.isoformat()}))
    else:
        _tell(tally, report)


def _run(asked: Asked, out: Path, workers: int | None) -> Tally:
    bar = (TextColumn("replaying"), BarColumn(), MofNCompleteColumn(), TextColumn("parts"), TimeRemainingColumn())
    with Progress(*bar, console=Console(stderr=True), transient=True) as progress:
        running = progress.add_task("replaying", total=None)
        return backtest(
            asked,
            out,
            offline,
            workers=workers,
            done=lambda part, of: progress.update(running, completed=part, total=of),
        )


def _old(desk: Desk, against: str | None) -> tuple[Source, Policy]:
    """The policy to compare with: a named version as it was written, else the one in force as it is armed."""
    if against is not None:
        kept = desk.store.policy_source(against)
        return Source(source=kept.source, files=kept.files), policy_of_version(kept.source, kept.files)
    kept_now = desk.store.policy_in_force()
    if kept_now is None:
        raise NotApproved("no policy was in force yet, so there is nothing to compare with: start the daemon")
    policy = policy_of_version(kept_now.source, kept_now.files)
    now = armed(policy, desk.store.signatures(), ())
    states = {one.rule: str(one.state) for one in now}
    return Source(source=kept_now.source, files=kept_now.files, states=states), policy


def _states(policy: Policy, as_live: tuple[str, ...]) -> Mapping[str, str]:
    names = [rule.name for rule in policy.behaviours]
    for rule in as_live:
        if rule not in names:
            near = did_you_mean(rule, names) or "one of: " + ", ".join(names)
            raise NotApproved(f"there is no rule {rule!r}; {near}")
    return dict.fromkeys(as_live, "live")


def _moment(words: str, now: datetime) -> datetime:
    """A span back from now, or a day. Raises click.BadParameter."""
    if found := SPAN.fullmatch(words.strip()):
        return now - int(found[1]) * UNITS[found[2]]
    try:
        day = datetime.fromisoformat(words)
    except ValueError:
        raise click.BadParameter(f"{words!r} is neither a span like 90d nor a day like 2026-08-01") from None
    return day if day.tzinfo else day.replace(tzinfo=now.tzinfo)


def _is_same_day(before: tuple[datetime, datetime], start: datetime, end: datetime) -> bool:
    """Whether a run that was interrupted asked nearly the same, so that it may go on."""
    return abs(before[0] - start) < timedelta(days=1) and abs(before[1] - end) < timedelta(days=1)


def _tell(tally: Tally, report: Path) -> None:
    figures = rows(tally)
    table = Table(show_edge=False, pad_edge=False)
    for name in ("rule", "before", "now", "newly", "no longer", "otherwise", "wrong", "missed"):
        table.add_column(name, justify="left" if name == "rule" else "right", no_wrap=True)
    for row in figures:
        wrong, missed = f"{row.wrong[0]}→{row.wrong[1]}", f"{row.missed[0]}→{row.missed[1]}"
        counts = (row.old, row.new, row.newly, row.no_longer, row.otherwise)
        table.add_row(row.rule, *(f"{count:,}" for count in counts), wrong, missed)
    console.print(table)
    for words in headline(tally):
        console.print(words, markup=False)
    for row in figures:
        if row.shadow:
            console.print(f"{row.rule}, in shadow, would have proposed {row.shadow:,}", markup=False)
    console.print(f"the whole report, with charts and examples: {report}", markup=False, style="dim")
