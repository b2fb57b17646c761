"""Looking after people and cases: care, log-complaint, dismiss-signal, consider, claim, needs-manager, done."""

from datetime import timedelta

import click

from bot import cases
from bot.cli.at_desk import at_desk
from bot.cli.options import by_option, why_option
from bot.cli.showing import plain
from bot.model import Protected


@click.command()
@click.argument("case", type=int)
@by_option
@why_option
@click.pass_obj
def care(settings: str, case: int, by: str | None, why: str) -> None:
    """Say "I have it": you look after whoever needs help in CASE."""
    with at_desk(settings) as desk:
        officer = desk.officer(by)
        found = cases.take_care(desk.store, case, by=officer, why=why, now=desk.clock())
    click.echo(f"case {found.id}: {officer.name} has it")


@click.command("log-complaint")
@click.argument("case", type=int)
@click.option("--reference", required=True, metavar="REF", help="The complaint's number in your complaints system.")
@by_option
@click.pass_obj
def log_complaint(settings: str, case: int, reference: str, by: str | None) -> None:
    """Record under which reference the complaint in CASE was logged."""
    with at_desk(settings) as desk:
        found = cases.log_complaint(desk.store, case, reference=reference, by=desk.officer(by), now=desk.clock())
    click.echo(f"case {found.id}: complaint logged as {found.complaint_logged}")


@click.command("dismiss-signal")
@click.argument("case", type=int)
@click.argument("signal", type=click.Choice([str(p) for p in Protected]))
@by_option
@why_option
@click.pass_obj
def dismiss_signal(settings: str, case: int, signal: str, by: str | None, why: str) -> None:
    """Record that the machine was wrong to see SIGNAL (an emergency, say) in CASE."""
    with at_desk(settings) as desk:
        officer = desk.officer(by)
        found = cases.dismiss_signal(desk.store, case, Protected(signal), by=officer, why=why, now=desk.clock())
    left = ", ".join(plain(p) for p in found.protected) or "none"
    click.echo(f"case {found.id}: {signal} dismissed by {officer.name}; signals left: {left}")


@click.command()
@click.argument("case", type=int)
@click.option("--explains/--does-not-explain", required=True, help="Whether the adjustment explains the behaviour.")
@click.option("--tried", required=True, metavar="WHAT", help="What we have tried to make it easier for them.")
@by_option
@click.pass_obj
def consider(settings: str, case: int, tried: str, by: str | None, *, explains: bool) -> None:
    """Answer, before anything is done in CASE, whether the adjustment on record explains it (policy 9.2)."""
    with at_desk(settings) as desk:
        officer = desk.officer(by)
        found = cases.consider_adjustment(
            desk.store, case, explains=explains, tried=tried, by=officer, now=desk.clock()
        )
    click.echo(f"case {found.id}: {found.adjustment_considered}")


@click.command()
@click.argument("case", type=int)
@click.option("--minutes", type=click.IntRange(0, 480), default=15, show_default=True, help="0 lets go of it.")
@by_option
@click.pass_obj
def claim(settings: str, case: int, minutes: int, by: str | None) -> None:
    """Say that you are looking at CASE, so that nobody else decides it for a while."""
    with at_desk(settings) as desk:
        officer = desk.officer(by)
        if minutes:
            cases.claim(desk.store, case, by=officer, lasting=timedelta(minutes=minutes), now=desk.clock())
        else:
            cases.release(desk.store, case, by=officer, now=desk.clock())
    words = f"is looking at it for {minutes} minutes" if minutes else "has let go of it"
    click.echo(f"case {case}: {officer.name} {words}")


@click.command("needs-manager")
@click.argument("case", type=int)
@by_option
@why_option
@click.pass_obj
def needs_manager(settings: str, case: int, by: str | None, why: str) -> None:
    """Ask that a manager decides CASE."""
    with at_desk(settings) as desk:
        cases.ask_manager(desk.store, case, by=desk.officer(by), why=why, now=desk.clock())
    click.echo(f"case {case}: a manager is asked to decide")


@click.command("done")
@click.argument("case", type=int)
@click.option("--could-not", is_flag=True, help="It could not be done; say why.")
@by_option
@why_option
@click.pass_obj
def by_hand_command(settings: str, case: int, by: str | None, why: str, *, could_not: bool) -> None:
    """Record that you did by hand what CASE was waiting for."""
    with at_desk(settings) as desk:
        officer = desk.officer(by)
        found = cases.by_hand(desk.store, case, by=officer, did=not could_not, why=why, now=desk.clock())
    click.echo(f"case {found.id}: it is now {plain(found.state)}")
