"""Running: the daemon, how it is doing, and whether all is in order."""

import json
import signal
import sys

import click
from rich.console import Console
from rich.table import Table

from bot.app import build_daemon
from bot.cli.at_desk import at_desk
from bot.cli.options import json_option
from bot.cli.showing import plain, safe
from bot.doctor import examine
from bot.logs import set_up_logs
from bot.watchman import look_around
from storage.health import Reading

console = Console(highlight=False)
STYLE = {Reading.OK: "green", Reading.WAITING: "yellow", Reading.STOPPED: "bold red"}


@click.command()
@click.option("--rehearse", is_flag=True, help="Everything happens except effects: nothing is asked of a platform.")
@click.pass_obj
def run(settings: str, *, rehearse: bool) -> None:
    """Watch every account, queue what a person should look at, and carry out what was approved, until stopped."""
    with at_desk(settings, with_secrets=True) as desk:
        set_up_logs(as_json=desk.settings.log_json)
        daemon = build_daemon(desk, rehearse=rehearse or desk.settings.rehearse)
        for asked in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked, lambda *_: daemon.stop())
        daemon.run()


@click.command()
@json_option
@click.pass_obj
def status(settings: str, *, as_json: bool) -> None:
    """Tell how every account is doing, which policy is in force and what holds it back, and what waits for whom."""
    with at_desk(settings) as desk:
        seen = look_around(desk)
    if as_json:
        click.echo(json.dumps(seen.form()))
        return
    table = Table(show_edge=False)
    for name in ("account", "reading", "last read", "what is wrong", "what to do"):
        table.add_column(name)
    for one in seen.health:
        read = f"{one.read_at:%d %b %H:%M:%S} UTC" if one.read_at else "never"
        words = (f"{one.platform}:{one.account}", plain(one.reading), read, safe(one.detail), safe(one.remedy))
        table.add_row(*words, style=STYLE[one.reading])
    console.print(table if seen.health else "No account has been read yet: start the daemon with `section11 run`.")
    console.print(f"{seen.interactions:,} interactions, {seen.cases:,} cases, {sum(seen.states.values()):,} open")
    console.print(", ".join(f"{count} {state}" for state, count in seen.states.items()) or "nothing open")
    console.print(f"policy in force: {seen.version or 'none yet'}")
    for told in seen.held_back:
        console.print(told, style="yellow", markup=False)
    for told in seen.urgent:
        console.print(told, style="bold red", markup=False)


@click.command()
@click.pass_obj
def doctor(settings: str) -> None:
    """Check settings, policy, database, record, tokens, permissions and clock, and say what to do."""
    with at_desk(settings, with_secrets=True) as desk:
        checks = examine(desk)
    for check in checks:
        mark = "[green]✓[/]" if check.ok else "[bold red]✗[/]"
        console.print(mark, end=" ")
        console.print(f"{check.what}: {safe(check.detail, lines=False)}", markup=False)
        if check.remedy:
            console.print(f"    → {safe(check.remedy, lines=False)}", style="yellow", markup=False)
    bad = sum(not check.ok for check in checks)
    console.print(f"{bad} of {len(checks)} checks need you" if bad else f"all {len(checks)} checks are in order")
    sys.exit(1 if bad else 0)
