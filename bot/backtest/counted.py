"""How two policies differ about one interaction, counted and, where it ranks among the first, kept as an example."""

import hashlib
from dataclasses import dataclass

from bot.backtest.tally import EXAMPLES, Example, Tally
from bot.model import Decision
from storage.replay import Replayed

NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proposed:
    """What is proposed, as far as two policies may differ in it: step and length count, other wordings do not."""

    rule: str
    step: int
    action: str
    silences: bool


def _proposed(decision: Decision | None) -> _Proposed | None:
    if decision is None or decision.behaviour is None:
        return None
    proposal = decision.proposal
    action = NOTHING if proposal is None else str(proposal.action.kind)
    if proposal is not None and proposal.for_days:
        action += f" for {proposal.for_days} days"
    if decision.hold_hours:
        action += f", hidden at once for {decision.hold_hours} hours"
    silences = proposal is not None and proposal.silences
    return _Proposed(rule=decision.rule, step=decision.step, action=action, silences=silences)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """One interaction under both policies."""

    said: Replayed
    before: Decision | None
    after: Decision | None
    old: _Proposed | None
    new: _Proposed | None

    @property
    def kind(self) -> str:
        """How the policies differ about it."""
        if self.old is None:
            return "newly"
        return "no longer" if self.new is None else "otherwise"

    @property
    def actions(self) -> tuple[str, str]:
        """What each would do, and where both would do the same, what is other about it."""
        old, new = self.old, self.new
        if old is None or new is None or old.action != new.action:
            return (old.action if old else NOTHING, new.action if new else NOTHING)
        if old.rule != new.rule:
            return (f"{old.action} by the rule {old.rule}", f"{new.action} by the rule {new.rule}")
        return (f"{old.action} at step {old.step}", f"{new.action} at step {new.step}")

    @property
    def rule(self) -> str:
        """The rule that proposes it now, else the one that did."""
        proposed = self.new or self.old
        return proposed.rule if proposed else NOTHING

    @property
    def newly_in_need(self) -> str:
        """The signals of somebody who needs help and to whom something would newly be done; else nothing."""
        care = self.after.care if self.after is not None and self.kind == "newly" else ()
        return ", ".join(str(signal).replace("_", " ") for signal in care)


def count(tally: Tally, said: Replayed, before: Decision | None, after: Decision | None) -> None:
    """Count what each policy makes of it, and how they differ."""
    tally.looked_at += 1
    tried = _Tried(said=said, before=before, after=after, old=_proposed(before), new=_proposed(after))
    day = said.interaction.posted_at.date().isoformat()
    if tried.old:
        tally.old[tried.old.rule] += 1
        tally.days_old[day] += 1
        tally.silencing_old += tried.old.silences
    if tried.new:
        tally.new[tried.new.rule] += 1
        tally.days_new[day] += 1
        tally.silencing_new += tried.new.silences
    for shadow in after.shadows if after else ():
        tally.shadow[shadow.rule] += 1
    _count_words(tally, tried)
    if tried.old != tried.new:
        _count_change(tally, tried)


def _count_words(tally: Tally, tried: _Tried) -> None:
    """Measure both against what officers made of it."""
    word = tried.said.word
    if word is None:
        return
    for proposed, right, wrong, missed in (
        (tried.old, tally.right_old, tally.wrong_old, tally.missed_old),
        (tried.new, tally.right_new, tally.wrong_new, tally.missed_new),
    ):
        if proposed:
            (right if word.upheld else wrong)[proposed.rule] += 1
        elif word.upheld:
            missed[word.rule or NOTHING] += 1


def _count_change(tally: Tally, tried: _Tried) -> None:
    author = tried.said.interaction.author
    who = f"{tried.said.interaction.platform}:{author.id}" if author else "not shown"
    if tried.kind == "newly":
        tally.newly[tried.rule] += 1
        tally.accounts_newly[who] += 1
        tally.protected_newly += bool(tried.newly_in_need)
    elif tried.kind == "no longer":
        tally.no_longer[tried.rule] += 1
        tally.accounts_no_longer[who] += 1
    else:
        tally.otherwise[tried.rule] += 1
    tally.actions[" -> ".join(tried.actions)] += 1
    _keep(tally, tried)


def _keep(tally: Tally, tried: _Tried) -> None:
    """Keep it as an example if it ranks among the first: by a hash of its name, so that any way of parting agrees.

    Whoever needs help comes before everybody else.
    """
    kept = tally.examples.setdefault(f"{tried.kind}:{tried.rule}", [])
    name = hashlib.sha256(str(tried.said.interaction.ref).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    rank = ("0" if tried.newly_in_need else "1") + name
    if len(kept) >= EXAMPLES and rank >= kept[-1].rank:
        return
    kept.append(_example(tried, rank))
    kept.sort(key=lambda example: example.rank)
    del kept[EXAMPLES:]


def _example(tried: _Tried, rank: str) -> Example:
    shown = tried.after if tried.new else tried.before
    concern = shown.behaviour if shown else None
    findings = [f for f in shown.findings if f.concern is concern] if shown else []
    passed = (
        [p.why for p in tried.after.passed if p.finding.concern is concern] if tried.after and not tried.new else []
    )
    because = findings[0].because if findings else ""
    return Example(
        rank=rank,
        ref=str(tried.said.interaction.ref),
        url=tried.said.interaction.url,
        at=tried.said.interaction.posted_at.isoformat(),
        quote=findings[0].quote if findings else "",
        rule=tried.rule,
        before=tried.actions[0],
        after=tried.actions[1],
        why=passed[0] if passed else because,
        care=tried.newly_in_need,
    )
