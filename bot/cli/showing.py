"""How things look in a terminal: plain words, and no comment can move the cursor or forge a line."""

import unicodedata

from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.model import Case, CaseState, Proposal, Protected, RuleState, Way
from bot.policy.model import Policy
from bot.text.language import name_of

SHOWN_AT_MOST = 4000
JOINER = "\u200d"  # holds an emoji of several people together; steers nothing
URGENT = {Protected.EMERGENCY: 0, Protected.SAFEGUARDING: 1}
COLOUR = {
    Protected.EMERGENCY: "bold white on red",
    Protected.SAFEGUARDING: "bold white on magenta",
    Protected.COMPLAINT: "bold yellow",
    Protected.ADJUSTMENT: "bold cyan",
}
STATE_COLOUR = {
    CaseState.DONE: "green",
    CaseState.BY_HAND: "yellow",
    CaseState.FAILED: "red",
    CaseState.CHANGED: "yellow",
    CaseState.WAITING: "bold",
    CaseState.HELD: "bold yellow",
}


def safe(text: str, *, lines: bool = True) -> str:
    """Somebody else's words, harmless in a terminal: what can't be seen or would steer it is shown as a middle dot.

    Line breaks stay where `lines` is true; otherwise everything comes on one line.
    """
    kept = "".join(c if _is_harmless(c, lines=lines) else (" " if c in "\n\r\t" else "·") for c in text[:SHOWN_AT_MOST])
    return kept + (f" … ({len(text):,} characters)" if len(text) > SHOWN_AT_MOST else "")


def _is_harmless(character: str, *, lines: bool) -> bool:
    if character == "\n":
        return lines
    if character == JOINER:
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def plain(word: str) -> str:
    """A name from the code as an officer would say it."""
    return str(word).replace("_", " ")


def by_urgency(cases: tuple[Case, ...]) -> list[Case]:
    """The order to look at cases in: who needs help first, then the oldest."""
    return sorted(cases, key=lambda c: (min((URGENT.get(p, 9) for p in c.protected), default=9), c.id))


def signals(case: Case) -> Text:
    """The protected signals of a case, each in its own colour."""
    words = Text()
    for signal in case.protected:
        words.append(f" {plain(signal)} ", style=COLOUR[signal])
        words.append(" ")
    return words


def proposal_words(proposal: Proposal | None) -> str:
    """What is proposed, and how it would be done here."""
    if proposal is None:
        return "nothing to be done to anybody"
    how = {Way.BY_API: "", Way.BY_HAND: " (by hand)", Way.NOT_HERE: " (not possible here)"}[proposal.way]
    until = f", until {proposal.until:%a %d %b %H:%M} UTC" if proposal.until else ""
    return plain(proposal.action.kind) + how + until


def wish(case: Case) -> str:
    """What should be done about a case: what is proposed, or to look after whoever needs help."""
    if case.decision.proposal is None and case.decision.unread:
        language = case.decision.language
        return f"read it: it is in {name_of(language)}" if language else "read it: the machine could not"
    if case.decision.proposal is None and case.decision.behaviour is not None:
        return f"look at it: perhaps {plain(case.decision.behaviour)}"
    if case.decision.proposal is None and case.protected:
        return "look after them"
    return proposal_words(case.decision.proposal)


def queue_table(cases: list[Case]) -> Table:
    """The open cases, a line each."""
    table = Table(show_edge=False, pad_edge=False, expand=True)
    for name, ratio in (("case", 1), ("where", 2), ("who", 3), ("what was said", 8), ("found", 3), ("proposed", 3)):
        table.add_column(name, ratio=ratio, overflow="ellipsis", no_wrap=name != "found")
    table.add_column("state", ratio=2)
    for case in cases:
        found = signals(case)
        found.append(", ".join(plain(b) for b in case.decision.behaviours))
        author = case.interaction.author
        table.add_row(
            str(case.id),
            str(case.interaction.platform),
            Text(safe(author.shown, lines=False) if author else "not shown to us"),
            Text(safe(case.interaction.text, lines=False)),
            found,
            Text(wish(case)),
            Text(plain(case.state), style=STATE_COLOUR.get(case.state, "")),
        )
    return table


def case_panel(case: Case, policy: Policy) -> Panel:
    """Everything an officer needs to decide one case."""
    words = Text()
    _said(words, case)
    _found(words, case)
    _routed(words, case, policy)
    _proposed(words, case)
    _decided(words, case)
    _notice(words, case, policy)
    return Panel(words, title=f"case {case.id} · {plain(case.state)}", title_align="left", border_style="blue")


def _said(words: Text, case: Case) -> None:
    said = case.interaction
    who = safe(said.author.shown, lines=False) if said.author else "somebody whom the platform doesn't name"
    words.append(f"{who} on {said.platform}, {plain(said.kind)}, {said.posted_at:%a %d %b %Y %H:%M} UTC\n", "dim")
    words.append(safe(said.text) + "\n", style="bold")
    words.append((safe(said.url, lines=False) or "no link") + "\n", style="dim")
    if case.version > 1:
        words.append(f"edited: this is version {case.version}\n", style="yellow")
    if case.gone_at:
        words.append("since deleted, or no longer shown to us\n", style="yellow")
    words.append("\n")


def _found(words: Text, case: Case) -> None:
    words.append_text(signals(case))
    if case.protected:
        cared = f"{case.cared_for_by} has it\n" if case.cared_for_by else "nobody has it yet\n"
        words.append(cared, style="green" if case.cared_for_by else "red")
    for finding in case.decision.findings:
        words.append(f"{finding.called}: ", style="bold")
        words.append(f"“{safe(finding.quote, lines=False)}” {finding.because} ({finding.confidence:.0%})\n")
    if case.decision.clause:
        why = case.decision.step_because or f"step {case.decision.step} of the ladder"
        words.append(f"policy {case.decision.clause}, {why}\n")
    words.append(f"{safe(case.decision.because)}\n")
    for gate in case.decision.gates:
        words.append(f"{gate}\n", style="yellow")
    if case.adjustment_considered:
        words.append(f"the adjustment was considered: {safe(case.adjustment_considered, lines=False)}\n", style="green")
    words.append("\n")


def _routed(words: Text, case: Case, policy: Policy) -> None:
    for signal in case.protected:
        protection = policy.protections[signal]
        words.append(f"{plain(signal)} goes to: ", style="bold")
        reach = policy.channels.get(protection.route, "")
        how = f" ({reach})" if reach else ""
        words.append(f"{protection.route}, within {_span(protection.within_minutes)}{how}\n")
        if signal is Protected.EMERGENCY:
            words.append(f"  we have known of it since {case.opened_at:%a %d %b %Y %H:%M} UTC\n", style="bold red")


def _notice(words: Text, case: Case, policy: Policy) -> None:
    """What whoever wrote it may be told, once something was done to what they wrote or to their account."""
    verdict = case.upheld
    if case.state is not CaseState.DONE or verdict is None or verdict.action is None:
        return
    name = policy.notices.get(verdict.action.kind)
    if name is not None:
        words.append("\nYou may tell them in private: ", style="bold")
        words.append(f"“{policy.templates[name].words(case.interaction.platform)}”\n")


def _span(minutes: int) -> str:
    """A length of time as somebody would say it."""
    for unit, size in (("day", 1440), ("hour", 60)):
        if minutes >= size and minutes % size == 0:
            return f"{minutes // size} {unit}" + ("s" if minutes > size else "")
    return f"{minutes} minutes"


def _proposed(words: Text, case: Case) -> None:
    proposal = case.decision.proposal
    words.append("Proposed: ", style="bold")
    words.append(wish(case) + "\n", style="bold blue")
    if proposal is not None:
        if proposal.action.wording:
            words.append(f"  “{proposal.action.wording}”\n")
        if proposal.needs_complaint_logged and not case.complaint_logged:
            words.append("  only after the complaint is logged\n", style="yellow")
        if proposal.because:
            words.append(f"  {proposal.because}\n", style="dim")
        if proposal.for_days:
            words.append(f"  for {proposal.for_days} days, looked at again after {proposal.review_days}\n")
    if case.decision.rule_state is RuleState.REVIEW and case.decision.rule:
        words.append(f"  the rule {case.decision.rule} is on review: whoever approves says why\n", style="yellow")
    for action in case.decision.formal:
        words.append(f"  formal route: {plain(action)} may be considered\n", style="dim")
    for other in case.decision.alternatives:
        because = f": {other.because}" if other.because else ""
        words.append(f"  or {proposal_words(other)}{because}\n", style="dim")


def _decided(words: Text, case: Case) -> None:
    for verdict in case.verdicts:
        what = plain(verdict.action.kind) if verdict.action else "leave alone"
        words.append(f"\n{verdict.by}, {verdict.at:%d %b %H:%M}: {plain(verdict.choice)}, {what}", style="bold")
        words.append(f" – {safe(verdict.why, lines=False)}" if verdict.why else "")
        if verdict.action and verdict.action.until:
            words.append(f"\n  until {verdict.action.until:%a %d %b %Y %H:%M} UTC")
    for outcome in case.outcomes:
        words.append(f"\n{outcome.at:%d %b %H:%M}: {plain(outcome.state)} – {safe(outcome.detail, lines=False)}")
        words.append(f"\n  {safe(outcome.link, lines=False)}" if outcome.link else "", style="dim")
