"""policy: checking, testing and explaining the file that officers edit; each without settings, secrets or a store."""

import json
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from bot.app import judging, policy_at_hand, what_can_be_done
from bot.cli import policy_life
from bot.cli.at_desk import at_desk
from bot.cli.options import json_option
from bot.cli.policy_backtest import policy_backtest
from bot.cli.reasons import for_tenant, reasons, reasons_form
from bot.errors import FileInvalid, PolicyInvalid
from bot.explain import explain_comment
from bot.model import Decision, PlatformName
from bot.policy.load import policy_schema
from bot.policy.model import Policy
from bot.stories import load_stories, tell
from bot.trial import load_and_try

console = Console(highlight=False)
existing = click.Path(path_type=Path)
STORIES = Path("policy-stories.yaml")
WRONG = 2


@click.group()
def policy() -> None:
    """Look after policies.yaml: check, test, explain, backtest, promote, roll back."""


@policy.command("check")
@click.argument("file", type=existing, default="policies.yaml")
@json_option
def policy_check(file: Path, *, as_json: bool) -> None:
    """Tell everything that is wrong with FILE at once, with the line, the likely word and what to do.

    Its examples are read too: every comment that a rule should find or leave alone.
    """
    try:
        found = load_and_try(file, what_can_be_done()).policy
    except FileInvalid as wrong:
        if not as_json:
            raise
        click.echo(json.dumps(_problems_form(wrong)))
        raise SystemExit(WRONG) from None
    examples = sum(len(rule.finds) + len(rule.leaves) for rule in found.behaviours)
    if as_json:
        click.echo(json.dumps({"ok": True, "version": found.version, "problems": []}))
    else:
        rules = f"{len(found.behaviours)} rules, {examples} examples that come out"
        click.echo(f"{file.name} is in order: {rules}, version {found.version}")


@policy.command("schema")
def policy_schema_command() -> None:
    """Print the JSON Schema of policies.yaml, so that an editor completes and checks while you type."""
    click.echo(json.dumps(policy_schema(), indent=2))


@policy.command("test")
@click.option("--policy", "file", type=existing, help="The policy to test, instead of the one at hand.")
@click.option("--stories", type=existing, default=STORIES, show_default=True, help="The file of whole stories.")
@json_option
def policy_test(file: Path | None, stories: Path, *, as_json: bool) -> None:
    """Read the examples in the file, then every story, as they would be live; tell what does not come out."""
    parts = judging(file)
    load_and_try(file or policy_at_hand())
    told = load_stories(stories)
    expected = sum(line.expect is not None for story in told.stories for line in story.lines)
    told_so_far = tell(told, parts.policy, parts.can)
    shown = Console(stderr=True, quiet=as_json)
    lines = list(track(told_so_far, total=expected, description="stories", console=shown, transient=True))
    amiss = [one for one in lines if one.amiss]
    if as_json:
        form = [{"story": one.story, "line": one.line, "amiss": list(one.amiss)} for one in lines]
        click.echo(json.dumps({"ok": not amiss, "version": parts.policy.version, "stories": form}))
    else:
        for one in amiss:
            console.print(f"{told.file}:{one.line}: {one.story}", style="bold", markup=False)
            for words in one.amiss:
                console.print(f"    {words}", style="red", markup=False)
            console.print(f"    {one.decision.because} {one.decision.step_because}", style="dim", markup=False)
        good = len(lines) - len(amiss)
        console.print(f"{good} of {len(lines)} expectations in {len(told.stories)} stories came out")
    if amiss:
        raise SystemExit(1)


@policy.command("explain")
@click.argument("text", required=False)
@click.option("--case", type=int, help="What was decided about this case, as it was decided.")
@click.option("--platform", type=click.Choice([str(p) for p in PlatformName]), default="facebook", help="Where.")
@click.option("--policy", "file", type=existing, help="The policy to explain by, instead of the one at hand.")
@click.option("--short", is_flag=True, help="A form that could be sent to a tenant: the clause, never the words.")
@json_option
@click.pass_obj
def policy_explain(
    settings: str,
    text: str | None,
    case: int | None,
    platform: str,
    file: Path | None,
    *,
    short: bool,
    as_json: bool,
) -> None:
    """Say which rules looked at TEXT, which matched on which words, what each gate did, and why this step."""
    if (text is None) == (case is None):
        raise click.UsageError("give a TEXT or --case NUMBER")
    if case is not None:
        with at_desk(settings) as desk:
            _tell(desk.store.case(case).decision, desk.policy, short=short, as_json=as_json)
        return
    parts = judging(file)
    judged = explain_comment({"id": "1", "platform": platform, "text": text}, parts.policy, parts.can)
    _tell(judged.decision, parts.policy, short=short, as_json=as_json)


def _tell(decision: Decision, policy: Policy, *, short: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(reasons_form(decision) | {"for_tenant": for_tenant(decision, policy)}))
    elif short:
        console.print(for_tenant(decision, policy), markup=False)
    else:
        for heading, words in reasons(decision, policy):
            console.print(f"{heading:>12}  ", style="dim", end="")
            console.print(words, markup=False)


def _problems_form(wrong: FileInvalid) -> dict[str, object]:
    problems = [
        {"file": p.file, "line": p.line, "column": p.column, "message": p.message, "remedy": p.remedy}
        for p in wrong.problems
    ]
    return {"ok": False, "kind": "policy" if isinstance(wrong, PolicyInvalid) else "file", "problems": problems}


policy.add_command(policy_backtest)
for command in policy_life.COMMANDS:
    policy.add_command(command)
