"""Looking through the queue and deciding: queue, show, approve, leave-alone, undo."""

import json

import click
from rich.console import Console

from bot import cases
from bot.cli.at_desk import at_desk
from bot.cli.forms import case_form
from bot.cli.options import by_option, json_option, why_option
from bot.cli.showing import by_urgency, case_panel, plain, queue_table
from bot.model import ActionKind, Case, CaseState, PlatformName

console = Console()
KINDS = [kind.replace("_", "-") for kind in ActionKind]


@click.command()
@click.option("--care", "only_care", is_flag=True, help="Only those in which somebody needs help.")
@click.option("--by-hand", "only_by_hand", is_flag=True, help="Only what waits for a person to do by hand.")
@click.option("--reviews", is_flag=True, help="Only restrictions in force that are to be looked at again.")
@click.option("--platform", type=click.Choice([str(p) for p in PlatformName]), help="Only this platform.")
@json_option
@click.pass_obj
def queue(
    settings: str, *, only_care: bool, only_by_hand: bool, reviews: bool, platform: str | None, as_json: bool
) -> None:
    """List the open cases: who needs help first, then the oldest."""
    with at_desk(settings) as desk:
        open_ones = desk.store.to_review(desk.clock()) if reviews else desk.store.open_cases()
        found = by_urgency(open_ones)
    found = [
        case
        for case in found
        if (not only_care or (case.protected and not case.cared_for_by))
        and (not only_by_hand or case.state is CaseState.BY_HAND)
        and (platform is None or case.interaction.platform == platform)
    ]
    if as_json:
        for case in found:
            click.echo(json.dumps(case_form(case)))
        return
    if not found:
        console.print("Nothing is waiting.")
        return
    console.print(queue_table(found))
    console.print(f"{len(found)} open. section11 show CASE tells more; approve and leave-alone decide.", style="dim")


@click.command()
@click.argument("case", type=int)
@json_option
@click.pass_obj
def show(settings: str, case: int, *, as_json: bool) -> None:
    """Show everything about one case."""
    with at_desk(settings) as desk:
        found = desk.store.case(case)
        if as_json:
            click.echo(json.dumps(case_form(found)))
        else:
            console.print(case_panel(found, desk.policy))


@click.command()
@click.argument("case", type=int)
@click.option("--as", "kind", type=click.Choice(KINDS), help="Another action than the one that is proposed.")
@click.option("--wording", metavar="WORDS", help="Other words than those that are proposed.")
@click.option(
    "--variant", default="", metavar="FORM", help="The same words in another form: easy_read, or a language (pl)."
)
@by_option
@why_option
@click.pass_obj
def approve(
    settings: str, case: int, kind: str | None, wording: str | None, variant: str, by: str | None, why: str
) -> None:
    """Approve what is proposed for CASE, or another action or wording; the daemon carries it out."""
    wanted = ActionKind(kind.replace("-", "_")) if kind else None
    with at_desk(settings) as desk:
        officer = desk.officer(by)
        decided = cases.approve(
            desk.store,
            case,
            by=officer,
            policy=desk.policy,
            now=desk.clock(),
            kind=wanted,
            wording=wording,
            variant=variant,
            why=why,
        )
    _tell(decided)


@click.command("leave-alone")
@click.argument("case", type=int)
@by_option
@why_option
@click.pass_obj
def leave_alone(settings: str, case: int, by: str | None, why: str) -> None:
    """Decide that nothing is to be done to anybody about CASE."""
    with at_desk(settings) as desk:
        decided = cases.leave_alone(desk.store, case, by=desk.officer(by), why=why, now=desk.clock())
    _tell(decided)


@click.command()
@click.argument("case", type=int)
@by_option
@why_option
@click.pass_obj
def undo(settings: str, case: int, by: str | None, why: str) -> None:
    """Take back what was done about CASE: unhide, unblock, unmute."""
    with at_desk(settings) as desk:
        decided = cases.undo(desk.store, case, by=desk.officer(by), why=why, now=desk.clock())
    _tell(decided)


def _tell(case: Case) -> None:
    last = case.verdicts[-1]
    what = plain(last.action.kind) if last.action else "leave alone"
    click.echo(f"case {case.id}: {last.by} decided “{what}”; it is now {plain(case.state)}")
    if case.state is CaseState.NEEDS_SECOND:
        click.echo("the policy asks for a second person to approve this")
