"""The end of the demo: what came, what was decided and done, and whether the record holds."""

import requests
from rich.console import Console
from rich.table import Table

from bot.cli.showing import plain
from bot.desk import Desk
from bot.model import OutcomeState, PlatformName, Ref


def summary(console: Console, desk: Desk, town: str) -> bool:
    """Tell the figures and check them; true if the record holds and nothing that people said was lost."""
    figures = desk.store.figures()
    table = Table(title="What came of it", title_justify="left", show_header=False, show_edge=False)
    for platform, count in figures.interactions.items():
        table.add_row(f"interactions on {platform}", f"{count}")
    by_hand = sum(n for (_, state), n in figures.outcomes.items() if state == OutcomeState.BY_HAND)
    rows = {
        "edited and judged again": figures.edited,
        "deleted by their authors": figures.gone,
        "cases for a person": figures.cases,
        "care routed to people who can help": figures.care_routed,
        "… of them somebody has": figures.cared_for,
        "complaints logged": figures.complaints_logged,
        "approvals": figures.approvals,
        "left alone": figures.left_alone,
        "to be done by hand": by_hand,
    }
    for words, count in rows.items():
        table.add_row(words, f"{count}")
    for (action, state), count in sorted(figures.outcomes.items()):
        table.add_row(f"outcome: {plain(action)}, {plain(state)}", f"{count}")
    console.print()
    console.print(table)
    faults = list(desk.store.verify())
    holds = "the chain holds" if not faults else f"the chain is BROKEN: {faults[0].what}"
    style = "green" if not faults else "bold red"
    console.print(f"audit verify: {figures.entries:,} entries, {holds}", style=style)
    return not faults and _nothing_lost(console, desk, town)


def _nothing_lost(console: Console, desk: Desk, town: str) -> bool:
    """Compare with the town's own ground truth: everything that it still shows must be in the store."""
    shown = requests.get(f"{town}/_town/state", timeout=10).json()["interactions"]
    refs = {Ref(platform=PlatformName(one["platform"]), id=one["id"]) for one in shown if not one["deleted"]}
    lost = refs - desk.store.known(refs)
    words = f"{len(refs) - len(lost)} of the {len(refs)} interactions that the town shows are on record"
    console.print(words, style="green" if not lost else "bold red")
    for ref in sorted(lost):
        console.print(f"  missing: {ref}", style="bold red")
    return not lost
