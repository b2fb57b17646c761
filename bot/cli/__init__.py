"""section11 …: the command line. It records what people decide; it cannot reach a platform by itself."""

import sys
from importlib import import_module

import click

from bot.errors import FileInvalid, Section11Error

FILE_IS_WRONG = 2
REFUSED = 1
# Where each command lives. It is read only when it is asked for, so that deciding waits for no adapter and no town.
COMMANDS = {
    "run": "running:run",
    "status": "running:status",
    "doctor": "running:doctor",
    "queue": "queue:queue",
    "show": "queue:show",
    "approve": "queue:approve",
    "leave-alone": "queue:leave_alone",
    "undo": "queue:undo",
    "done": "care:by_hand_command",
    "care": "care:care",
    "log-complaint": "care:log_complaint",
    "dismiss-signal": "care:dismiss_signal",
    "consider": "care:consider",
    "pause": "braking:pause",
    "resume": "braking:resume",
    "claim": "care:claim",
    "needs-manager": "care:needs_manager",
    "slack": "slack:slack",
    "missed": "learn:missed",
    "learn": "learn:learn",
    "explain": "explain:explain",
    "evaluate": "evaluate:evaluate",
    "audit": "record:audit",
    "policy": "policy:policy",
    "simulate": "simulate:simulate",
    "demo": "demo:demo",
}


class Commands(click.Group):
    """The commands by name, in the order of a day's work."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Their names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The command of that name; None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"bot.cli.{module}"), name)
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="section11")
@click.option(
    "--settings", "settings_path", default="section11.yaml", show_default=True, help="The settings file to use."
)
@click.pass_context
def section11(context: click.Context, settings_path: str) -> None:
    """Apply the unacceptable-behaviour policy to social media: watch, judge, ask a person, act, record."""
    context.obj = settings_path


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
