"""Running: the daemon, how it is doing, whether all is in order, and the simulator town."""

import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bot.app import build_daemon
from bot.cli.showing import plain, safe
from bot.desk import open_desk
from bot.doctor import examine
from bot.logs import set_up_logs
from platforms.simulator.scenario import load_scenario
from platforms.simulator.server import serve
from platforms.simulator.town import Town
from storage.health import Reading

console = Console(highlight=False)
new_file = click.Path(dir_okay=False, path_type=Path)
STYLE = {Reading.OK: "green", Reading.WAITING: "yellow", Reading.STOPPED: "bold red"}


@click.command()
@click.option("--rehearse", is_flag=True, help="Everything happens except effects: nothing is asked of a platform.")
@click.pass_obj
def run(settings: str, *, rehearse: bool) -> None:
    """Watch every account, queue what a person should look at, and carry out what was approved, until stopped."""
    with open_desk(settings, with_secrets=True) as desk:
        set_up_logs(as_json=desk.settings.log_json)
        source = desk.settings.policy.read_text(encoding="utf-8")
        desk.store.remember_policy(desk.policy.version, source, now=desk.clock())
        daemon = build_daemon(desk, rehearse=rehearse or desk.settings.rehearse)
        for asked in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked, lambda *_: daemon.stop())
        daemon.run()


@click.command()
@click.pass_obj
def status(settings: str) -> None:
    """Tell how every account is doing, and how much waits for whom."""
    with open_desk(settings) as desk:
        health, figures, waiting = desk.store.health(), desk.store.figures(), desk.store.open_cases()
    table = Table(show_edge=False)
    for name in ("account", "reading", "last read", "what is wrong", "what to do"):
        table.add_column(name)
    for one in health:
        read = f"{one.read_at:%d %b %H:%M:%S} UTC" if one.read_at else "never"
        words = (f"{one.platform}:{one.account}", plain(one.reading), read, safe(one.detail), safe(one.remedy))
        table.add_row(*words, style=STYLE[one.reading])
    console.print(table if health else "No account has been read yet: start the daemon with `section11 run`.")
    states: dict[str, int] = {}
    for case in waiting:
        states[plain(case.state)] = states.get(plain(case.state), 0) + 1
    helpless = sum(bool(case.protected) and not case.cared_for_by for case in waiting)
    console.print(
        f"{sum(figures.interactions.values()):,} interactions, {figures.cases:,} cases, {len(waiting):,} open"
    )
    console.print(", ".join(f"{count} {state}" for state, count in states.items()) or "nothing open")
    if helpless:
        console.print(f"{helpless} in which somebody needs help and nobody has said “I have it”", style="bold red")


@click.command()
@click.pass_obj
def doctor(settings: str) -> None:
    """Check settings, policy, database, record, tokens, permissions and clock, and say what to do."""
    with open_desk(settings, with_secrets=True) as desk:
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


@click.command()
@click.option("--port", default=8011, show_default=True, help="Any free port if 0.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--rate", default=60.0, show_default=True, help="Town seconds in one real second; 0 stands still.")
@click.option(
    "--log", type=click.Path(dir_okay=False, path_type=Path), help="Write every request to this JSON Lines file."
)
@click.option("--scenario", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Another scenario.")
@click.option(
    "--address-file", type=click.Path(dir_okay=False, path_type=Path), help="Write the address here once open."
)
def simulate(
    port: int, host: str, rate: float, log: Path | None, scenario: Path | None, address_file: Path | None
) -> None:
    """Open the simulator town: the Graph API and X API v2 on this machine, with people who say things."""
    written = load_scenario(scenario)
    town = Town(written.start, rate=rate, log=log, scenario=written)

    def opened(address: str) -> None:
        click.echo(f"the town is open at {address}/ since {datetime.now(UTC):%H:%M:%S} UTC; Ctrl-C closes it")
        if address_file is not None:
            address_file.write_text(address, encoding="utf-8")

    serve(town, host, port, opened=opened)
