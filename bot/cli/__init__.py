"""section11 …: the command line. It records what people decide; it cannot reach a platform by itself."""

import sys

import click

from bot.cli.care import by_hand_command, care, dismiss_signal, log_complaint
from bot.cli.demo import demo
from bot.cli.explain import explain
from bot.cli.queue import approve, leave_alone, queue, show, undo
from bot.cli.record import audit
from bot.cli.running import doctor, run, simulate, status
from bot.errors import FileInvalid, Section11Error

FILE_IS_WRONG = 2
REFUSED = 1


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="section11")
@click.option(
    "--settings", "settings_path", default="section11.yaml", show_default=True, help="The settings file to use."
)
@click.pass_context
def section11(context: click.Context, settings_path: str) -> None:
    """Apply the unacceptable-behaviour policy to social media: watch, judge, ask a person, act, record."""
    context.obj = settings_path


for command in (
    run,
    status,
    doctor,
    queue,
    show,
    approve,
    leave_alone,
    undo,
    by_hand_command,
    care,
    log_complaint,
    dismiss_signal,
    explain,
    audit,
    simulate,
    demo,
):
    section11.add_command(command)


def main() -> None:
    """Run the command line; an error of ours is told in plain words, never as a traceback."""
    try:
        section11.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as misuse:
        misuse.show()
        sys.exit(misuse.exit_code)
    except FileInvalid as wrong:
        click.echo(str(wrong), err=True)
        sys.exit(FILE_IS_WRONG)
    except Section11Error as refused:
        click.echo(f"section11: {refused}", err=True)
        sys.exit(REFUSED)
