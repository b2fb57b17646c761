"""slack: the app's manifest, and whether it is installed as it must be."""

import sys

import click
from rich.console import Console

from bot.cli.at_desk import at_desk
from bot.cli.showing import safe
from bot.errors import NotApproved
from bot.slack.channel import client_of
from bot.slack.installed import looked_at
from bot.slack.installed import manifest as the_manifest

console = Console(highlight=False)


@click.group()
def slack() -> None:
    """Set Slack up, and check it."""


@slack.command()
def manifest() -> None:
    """Print the app's manifest, to be pasted where Slack asks for one."""
    click.echo(the_manifest(), nl=False)


@slack.command("install-check")
@click.pass_obj
def install_check(settings: str) -> None:
    """Say which scope, channel, group or member id is missing or wrong, and what to do; nothing is posted."""
    with at_desk(settings, with_secrets=True) as desk:
        found = desk.settings.slack
        if found is None:
            raise NotApproved("nothing about Slack stands in the settings; docs/slack.md says what to add")
        findings = list(looked_at(client_of(found), found, desk.settings.officers))
    for one in findings:
        console.print("[green]✓[/]" if one.ok else "[bold red]✗[/]", end=" ")
        console.print(f"{one.what}: {safe(one.detail, lines=False)}", markup=False)
        if one.remedy:
            console.print(f"    → {safe(one.remedy, lines=False)}", style="yellow", markup=False)
    bad = sum(not one.ok for one in findings)
    console.print(f"{bad} of {len(findings)} need you" if bad else f"all {len(findings)} are in order")
    sys.exit(1 if bad else 0)
