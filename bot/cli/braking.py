"""pause and resume: the brakes for people; they need nothing but the database, so they work whatever is down."""

import click

from bot.brakes import EVERYTHING
from bot.cli.at_desk import at_desk
from bot.cli.options import by_option, why_option
from bot.desk import Desk
from bot.errors import NotApproved
from bot.model import PlatformName
from bot.policy.told import did_you_mean
from storage.brakes import BrakeKind

platform_option = click.option("--platform", type=click.Choice([str(p) for p in PlatformName]), help="This platform.")
behaviour_option = click.option("--behaviour", "rule", metavar="RULE", help="This rule of the policy.")


@click.command()
@platform_option
@behaviour_option
@by_option
@why_option
@click.pass_obj
def pause(settings: str, platform: str | None, rule: str | None, by: str | None, why: str) -> None:
    """Stop acting at once: everything, a platform, or a rule. Reading and helping go on, and so does giving back.

    What is approved meanwhile waits. A paused rule is only recorded, as in shadow.
    """
    if not why.strip():
        raise NotApproved("say why: --why")
    with at_desk(settings) as desk:
        scope = _scope(desk, platform, rule)
        officer = desk.officer(by)
        done = desk.store.put_on(BrakeKind.PAUSED, scope, by=officer.name, why=why.strip(), now=desk.clock())
    click.echo(f"{_plain(scope)} is paused" + ("" if done else " already"))


@click.command()
@platform_option
@behaviour_option
@by_option
@why_option
@click.pass_obj
def resume(settings: str, platform: str | None, rule: str | None, by: str | None, why: str) -> None:
    """Take the brake off again: what waited is carried out, and a rule that was dropped to review is live again."""
    with at_desk(settings) as desk:
        scope = _scope(desk, platform, rule)
        officer, now = desk.officer(by), desk.clock()
        taken = [desk.store.take_off(kind, scope, by=officer.name, why=why.strip(), now=now) for kind in BrakeKind]
        left = [brake.scope for brake in desk.store.brakes()]
    click.echo(f"{_plain(scope)} goes on" if any(taken) else f"no brake was on {_plain(scope)}")
    if left:
        click.echo("still held: " + ", ".join(map(_plain, left)))


def _scope(desk: Desk, platform: str | None, rule: str | None) -> str:
    if platform and rule:
        raise click.UsageError("give --platform or --behaviour, or neither for everything")
    if rule:
        names = [one.name for one in desk.policy.behaviours]
        if rule not in names:
            near = did_you_mean(rule, names) or "one of: " + ", ".join(names)
            raise NotApproved(f"there is no rule {rule!r}; {near}")
        return f"behaviour:{rule}"
    return f"platform:{platform}" if platform else EVERYTHING


def _plain(scope: str) -> str:
    kind, _, name = scope.partition(":")
    return f"the rule {name}" if kind == "behaviour" else name or kind
