"""policy status, versions, show, diff, promote, demote, rollback: the life of a rule and of the whole file."""

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bot.armed import armed
from bot.cli.at_desk import at_desk
from bot.cli.options import by_option, json_option, why_option
from bot.cli.showing import safe
from bot.desk import Desk
from bot.errors import NoSuchPolicy
from bot.in_force import last_in_force, policy_of_version
from bot.lifecycle import demote, promote, roll_back, waiting_for_second
from bot.model import RuleState
from bot.policy.diff import Change, changes
from bot.policy.load import load_policy
from bot.policy.model import Policy

console = Console(highlight=False)
COLOUR = {RuleState.LIVE: "green", RuleState.REVIEW: "yellow", RuleState.SHADOW: "blue", RuleState.DRAFT: "dim"}
states = click.Choice([str(state) for state in RuleState])


@click.command("status")
@json_option
@click.pass_obj
def policy_status(settings: str, *, as_json: bool) -> None:
    """Tell which version is in force, how far each rule is armed and why, and what is wrong with the file."""
    with at_desk(settings) as desk:
        kept, refused = desk.store.policy_in_force(), desk.store.refused()
        signatures = desk.store.signatures()
        written = last_in_force(desk.store) or desk.policy
        rules = armed(written, signatures, desk.store.brakes())
        waiting = dict(waiting_for_second(written, signatures))
        brakes = desk.store.brake_history(limit=5)
    if as_json:
        form = [
            {"rule": r.rule, "asked": str(r.asked), "state": str(r.state), "why": r.why, "signed": waiting.get(r.rule)}
            for r in rules
        ]
        version = kept.version if kept else None
        click.echo(
            json.dumps({"version": version, "refused": list(refused.problems) if refused else [], "rules": form})
        )
        return
    console.print(f"in force: {kept.version if kept else 'nothing yet: start the daemon'}")
    if refused is not None:
        console.print(f"the file was refused {refused.at:%d %b %H:%M} UTC:", style="bold red")
        for problem in refused.problems:
            console.print(f"  {problem}", style="red", markup=False)
    table = Table(show_edge=False)
    for name in ("rule", "asks for", "works in", "why, and what to do"):
        table.add_column(name)
    for one in rules:
        why = one.why + (f" (signed by {waiting[one.rule]})" if one.rule in waiting else "")
        table.add_row(one.rule, str(one.asked), f"[{COLOUR[one.state]}]{one.state}[/]", safe(why, lines=False))
    console.print(table)
    for brake in brakes:
        ended = f", taken off by {brake.ended_by}" if brake.ended_by else ", still on"
        told = f"{brake.at:%d %b %H:%M} UTC: {brake.scope} {str(brake.kind).replace('_', ' ')} by {brake.by}{ended}"
        console.print(safe(f"{told} – {brake.why}", lines=False), style="dim", markup=False)


@click.command("versions")
@json_option
@click.pass_obj
def policy_versions(settings: str, *, as_json: bool) -> None:
    """List every version that was ever in force; each can be shown, compared and rolled back to."""
    with at_desk(settings) as desk:
        versions, now = desk.store.policy_versions(), desk.store.policy_in_force()
    for kept in versions:
        is_now = now is not None and kept.version == now.version
        first, last = kept.first_used_at, kept.last_used_at
        if as_json:
            form = {"version": kept.version, "first_used_at": first.isoformat(), "last_used_at": last.isoformat()}
            click.echo(json.dumps(form | {"in_force": is_now}))
        else:
            mark = "  in force" if is_now else ""
            click.echo(f"{kept.version}  first {first:%d %b %Y %H:%M}, last {last:%d %b %Y %H:%M} UTC{mark}")


@click.command("show")
@click.argument("version")
@click.pass_obj
def policy_show(settings: str, version: str) -> None:
    """Print the very text of VERSION (its first letters are enough)."""
    with at_desk(settings) as desk:
        click.echo(desk.store.policy_source(version).source, nl=False)


@click.command("diff")
@click.argument("old")
@click.argument("new", required=False)
@json_option
@click.pass_obj
def policy_diff(settings: str, old: str, new: str | None, *, as_json: bool) -> None:
    """Tell what changed from OLD to NEW in plain words; each is a file or a version. NEW is the file in use by default.

    What lets more be found or proposed, or with fewer people, is marked.
    """
    if Path(old).exists() and (new is None or Path(new).exists()):
        before, after = load_policy(Path(old)), load_policy(Path(new or "policies.yaml"))
    else:
        with at_desk(settings) as desk:
            before = _policy(old, desk)
            after = _policy(new, desk) if new else load_policy(desk.settings.policy)
    found = changes(before, after)
    if as_json:
        click.echo(json.dumps([{"about": c.about, "words": c.words, "arms": c.arms} for c in found]))
        return
    _show(found)


def _show(found: tuple[Change, ...]) -> None:
    if not found:
        console.print("Nothing that matters has changed.")
    about = ""
    for change in found:
        if change.about != about:
            about = change.about
            console.print(safe(about, lines=False), style="bold", markup=False)
        console.print("  ▲ " if change.arms else "  · ", style="bold yellow" if change.arms else "dim", end="")
        console.print(safe(change.words), markup=False)
    if any(change.arms for change in found):
        console.print("▲ lets more be found or proposed, or with fewer people", style="dim")


def _policy(name: str, desk: Desk) -> Policy:
    """The policy of a file, else of a version. Raises NoSuchPolicy, PolicyInvalid."""
    if Path(name).exists():
        return load_policy(Path(name))
    try:
        kept = desk.store.policy_source(name)
    except NoSuchPolicy as unknown:
        raise NoSuchPolicy(f"{name} is no file here, and {unknown}") from unknown
    return policy_of_version(kept.source, kept.files)


@click.command("promote")
@click.argument("rule")
@click.option("--to", "state", type=states, required=True, help="How far it is to be armed.")
@by_option
@why_option
@click.pass_obj
def policy_promote(settings: str, rule: str, state: str, by: str | None, why: str) -> None:
    """Sign for RULE as it stands in the file; the second person's signature arms it."""
    with at_desk(settings) as desk:
        path, officer = desk.settings.policy, desk.officer(by)
        done = promote(desk.store, path, rule, RuleState(state), by=officer, why=why, now=desk.clock())
    if done.file_changed:
        click.echo(f"{path.name} now says “state: {state}” for {rule}")
    if done.is_enough:
        click.echo(f"{rule} is armed as far as {state}: signed by {' and '.join(done.signed_by)}")
    else:
        click.echo(f"{officer.name} has signed for {rule}; a second person must sign before it is {state}:")
        click.echo(f"  section11 policy promote {rule} --to {state} --by NAME --why REASON")


@click.command("demote")
@click.argument("rule")
@click.option("--to", "state", type=states, required=True, help="How far it is to be armed from now on.")
@by_option
@why_option
@click.pass_obj
def policy_demote(settings: str, rule: str, state: str, by: str | None, why: str) -> None:
    """Disarm RULE at once; one person is enough."""
    with at_desk(settings) as desk:
        officer = desk.officer(by)
        demote(desk.store, desk.settings.policy, rule, RuleState(state), by=officer, why=why, now=desk.clock())
    click.echo(f"{rule} is now in {state}")


@click.command("rollback")
@click.argument("version")
@by_option
@why_option
@click.pass_obj
def policy_rollback(settings: str, version: str, by: str | None, why: str) -> None:
    """Put the very text of VERSION back into the file; the daemon takes it in force within a second."""
    with at_desk(settings) as desk:
        path = desk.settings.policy
        back = roll_back(desk.store, path, version, by=desk.officer(by), why=why, now=desk.clock())
    click.echo(f"{path.name} is {back} again; what was signed for it holds")


COMMANDS = (
    policy_status,
    policy_versions,
    policy_show,
    policy_diff,
    policy_promote,
    policy_demote,
    policy_rollback,
)
