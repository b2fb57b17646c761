"""policy: checking the file that officers edit, without settings, secrets or a store."""

from pathlib import Path

import click

from bot.policy.load import load_policy

existing = click.Path(path_type=Path)


@click.group()
def policy() -> None:
    """Look after policies.yaml."""


@policy.command("check")
@click.argument("file", type=existing, default="policies.yaml")
def policy_check(file: Path) -> None:
    """Tell everything that is wrong with FILE at once, with the line, the likely word and what to do."""
    found = load_policy(file)
    click.echo(f"{file.name} is in order: {len(found.behaviours)} behaviours, version {found.version}")
