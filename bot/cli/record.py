"""The record: audit show, verify, export."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import track

from bot.cli.at_desk import at_desk
from bot.cli.options import json_option
from bot.cli.showing import safe
from bot.errors import AuditBroken
from storage.audit import Recorded, faults

console = Console()
progress = Console(stderr=True)


@click.group()
def audit() -> None:
    """Read, check and export the record of everything that was seen, decided and done."""


@audit.command("show")
@click.option("--case", "case", type=int, help="Only what concerns this case.")
@click.option("--last", default=20, show_default=True, help="How many entries, counted from the end.")
@json_option
@click.pass_obj
def audit_show(settings: str, case: int | None, last: int, *, as_json: bool) -> None:
    """Show the newest entries, or all of one case."""
    with at_desk(settings) as desk:
        if case is not None:
            found = list(desk.store.record_of(case))
        else:
            found = list(desk.store.recorded(after=max(desk.store.length() - last, 0)))
    for one in found:
        if as_json:
            click.echo(json.dumps(entry_form(one)))
        else:
            e = one.entry
            line = f"{e.seq:>6}  {e.at:%Y-%m-%d %H:%M:%S}Z  {safe(e.actor, lines=False):<18} {e.event:<18} {e.subject}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)


@audit.command("verify")
@click.pass_obj
def audit_verify(settings: str) -> None:
    """Check that nothing on the record was changed, dropped or slipped in."""
    with at_desk(settings) as desk:
        length = desk.store.length()
        walked = track(desk.store.recorded(), total=length, description="verifying", transient=True, console=progress)
        found = list(faults(walked))
    if found:
        raise AuditBroken("the record does not hold:\n" + "\n".join(fault.what for fault in found[:50]))
    click.echo(f"the record holds: {length:,} entries, one unbroken chain")


@audit.command("export")
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="A file; else standard output.")
@click.pass_obj
def audit_export(settings: str, target: Path | None) -> None:
    """Write the whole record as JSON Lines, hashes and particulars included."""
    with at_desk(settings) as desk:
        if target is None:
            sys.stdout.writelines(_lines(desk.store.recorded()))
            return
        with target.open("w", encoding="utf-8") as out:
            out.writelines(_lines(desk.store.recorded()))
        click.echo(f"{desk.store.length():,} entries written to {target}")


def _lines(recorded: Iterator[Recorded]) -> Iterator[str]:
    for one in recorded:
        yield json.dumps(entry_form(one)) + "\n"


def entry_form(one: Recorded) -> dict[str, Any]:
    """An entry with its particulars as JSON values; `payload` is null where it was lawfully erased."""
    e = one.entry
    return {
        "seq": e.seq,
        "at": e.at.isoformat(timespec="microseconds"),
        "actor": e.actor,
        "event": e.event,
        "subject": e.subject,
        "digest": e.digest,
        "prev": e.prev,
        "hash": e.hash,
        "payload": json.loads(one.body) if one.body is not None else None,
    }
