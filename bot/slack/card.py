"""A case as a card: what an officer must know to decide it, and the buttons for just that; pure."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cases.allowed import plain
from bot.model import Behaviour, Case, Choice, Finding, Proposal, Protected, RuleState, Said, Way
from bot.policy.model import Policy
from bot.slack.buttons import DECIDABLE, rows
from bot.slack.kit import Block, cut, escaped, ours, plain_text, section, small
from bot.text.language import name_of
from storage.cards import Around

MOST = 50  # blocks of a message
SHOWN = 1500  # characters of a comment on a card; a click shows all of it
FINDINGS = 6
MASKED = {Behaviour.ABUSE, Behaviour.THREAT, Behaviour.DISCRIMINATION}
MASK = "▒▒▒▒"
COLOUR = {
    Protected.EMERGENCY: ":large_red_square:",
    Protected.SAFEGUARDING: ":large_purple_square:",
    Protected.COMPLAINT: ":large_yellow_square:",
    Protected.ADJUSTMENT: ":large_blue_square:",
}
URGENT = (Protected.EMERGENCY, Protected.SAFEGUARDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A card: its blocks, and the words of its notification, in which nothing stands that somebody else wrote."""

    blocks: list[Block]
    text: str

    @property
    def digest(self) -> str:
        """A hash over all that it shows."""
        return hashlib.sha256(json.dumps([self.text, self.blocks], sort_keys=True).encode()).hexdigest()


def is_urgent(case: Case) -> bool:
    """Whether somebody may be in danger here."""
    return any(signal in case.protected for signal in URGENT)


def mark_of(case: Case, around: Around) -> str:
    """What a button carries of the comment as it was drawn: press after it has changed, and you are asked again."""
    return f"{case.version}.{int(case.gone_at is not None)}.{len(around.answers)}"


def what_changed(drawn: str, case: Case, around: Around) -> str:
    """In words, what has become of the comment since the card was drawn; empty if nothing."""
    now, then = mark_of(case, around).split("."), drawn.split(".")
    if then == now or len(then) != len(now):
        return ""
    told = ("it was edited", "it was deleted or taken from our sight", "somebody of ours has answered it")
    return " and ".join(words for words, before, after in zip(told, then, now, strict=True) if before != after)


def draw(case: Case, policy: Policy, around: Around, *, now: datetime) -> Drawn:
    """The card of a case as it stands."""
    title = f"*Case {case.id}* · {escaped(_what(case))} · {plain(case.state)}"
    blocks = [
        section(ours(title)),
        *_signals(case, policy),
        *_said(case, policy),
        *_found(case),
        *_before(case, policy, around),
    ]
    blocks += [*_proposed(case), *_so_far(case, policy, now)]
    is_cut = is_masked(case) or len(case.interaction.text) > SHOWN
    buttons = list(rows(case, mark_of(case, around), now, is_cut=is_cut))
    where = str(case.interaction.platform).capitalize()
    text = f"Case {case.id} on {where}: {_what(case)}; {wish(case)}"
    return Drawn(blocks=[*blocks[: MOST - len(buttons)], *buttons], text=text)


def wish(case: Case) -> str:
    """What should be done about a case, in a few words."""
    decision = case.decision
    if decision.proposal is not None:
        how = {Way.BY_API: "", Way.BY_HAND: " (by hand)", Way.NOT_HERE: " (not possible here)"}[decision.proposal.way]
        return f"proposed: {plain(decision.proposal.action)}{how}"
    if decision.unread:
        return f"read it: it is in {name_of(decision.language)}" if decision.language else "read it yourself"
    if decision.behaviour is not None:
        return f"look at it: perhaps {plain_word(decision.behaviour)}"
    return "look after them" if case.protected else "nothing to be done to anybody"


def plain_word(word: str) -> str:
    """A name from the code as an officer would say it."""
    return str(word).replace("_", " ")


def is_masked(case: Case) -> bool:
    """Whether something is covered on the card so that nobody has to read it unawares."""
    return any(finding.concern in MASKED for finding in case.decision.findings)


def masked(case: Case) -> str:
    """The comment with what is abusive in it covered, quote by quote."""
    return _covered(case, 0, len(case.interaction.text))


def _covered(case: Case, start: int, end: int) -> str:
    """That part of the comment, with a mask wherever something abusive stands."""
    text, shown, at = case.interaction.text, "", start
    for first, last in sorted((f.start, f.end) for f in case.decision.findings if f.concern in MASKED):
        if last <= at or first >= end:
            continue
        shown += text[at : max(first, at)] + (MASK if not shown.endswith(MASK) or first > at else "")
        at = min(last, end)
    return shown + text[at:end]


def _what(case: Case) -> str:
    decision = case.decision
    if decision.behaviour is not None:
        clause = f" (policy {decision.clause})" if decision.clause else ""
        return ", ".join(plain_word(b) for b in decision.behaviours) + clause
    if decision.unread:
        return "could not be read by the machine"
    return ", ".join(plain_word(p) for p in case.protected) or "nothing unacceptable"


def _signals(case: Case, policy: Policy) -> Iterator[Block]:
    since = _at(case.opened_at, policy)
    for signal in case.protected:
        protection = policy.protections[signal]
        hazards = sorted({f.hazard for f in case.decision.findings if f.concern is signal and f.hazard})
        name = plain_word(signal).upper() + (f" ({', '.join(hazards)})" if hazards else "")
        reach = policy.channels.get(protection.route, "")
        to = f"goes to {escaped(protection.route)}" + (f" ({escaped(reach)})" if reach else "")
        yield section(ours(f"{COLOUR[signal]} *{escaped(name)}* – {to}; we have known of it since {since}"))
    if case.protected:
        who = f":white_check_mark: {escaped(case.cared_for_by)} has it" if case.cared_for_by else "*Nobody has it yet*"
        logged = f" · complaint logged as {escaped(case.complaint_logged)}" if case.complaint_logged else ""
        yield small(ours(who + logged))


def _said(case: Case, policy: Policy) -> Iterator[Block]:
    said = case.interaction
    who = said.author.shown if said.author else "somebody whom the platform doesn't name"
    yield small(plain_text(f"{who} · {said.platform}, {plain_word(said.kind)} · {_at(said.posted_at, policy)}", 2000))
    words = masked(case)
    yield section(plain_text(cut(words, SHOWN)))
    if len(words) > SHOWN:
        yield small(plain_text(f"the beginning of {len(said.text):,} characters", 2000))
    if case.version > 1:
        yield small(ours(f":pencil2: edited by whoever wrote it: this is version {case.version}"))
    if case.gone_at:
        yield small(ours(":wastebasket: since deleted, or no longer shown to us"))


def _found(case: Case) -> Iterator[Block]:
    for finding in case.decision.findings[:FINDINGS]:
        yield small(plain_text(f"{finding.called}: {_quoted(case, finding)} {finding.because}", 2000))
    left = len(case.decision.findings) - FINDINGS
    if left > 0:
        yield small(plain_text(f"and {left} more, in: section11 show {case.id}", 2000))
    yield small(plain_text(case.decision.because, 2000))
    for gate in case.decision.gates[:5]:
        yield small(plain_text(f"⚠ {gate}", 2000))


def _quoted(case: Case, finding: Finding) -> str:
    """The finding's quote, covered like the comment; one that stands on its own is covered where it is abusive."""
    if case.interaction.text[finding.start : finding.end] == finding.quote:
        return f"“{cut(_covered(case, finding.start, finding.end), 200)}”"
    return f"“{MASK}”" if is_masked(case) else f"“{cut(finding.quote, 200)}”"


def _before(case: Case, policy: Policy, around: Around) -> Iterator[Block]:
    past, decision = around.history, case.decision
    who = "identity not verified; no tenancy is linked"
    upheld = sum(one.case != case.id for one in past.upheld)
    times = f"{upheld} time{'s' if upheld != 1 else ''} upheld before" if upheld else "nothing upheld before"
    step = f"step {decision.step} of the ladder" + (f": {decision.step_because}" if decision.step_because else "")
    lines = [who, times] + ([step] if decision.behaviour else []) + (["we are late ourselves"] * past.landlord_late)
    yield small(plain_text(" · ".join(lines), 2000))
    if past.post:
        yield small(plain_text(f"under our post: “{cut(past.post, 200)}”", 2000))
    for line in [line for line in past.said if line.ref != case.interaction.ref][-3:]:
        yield small(plain_text(_earlier(line, policy), 2000))
    if around.answers:
        yield small(plain_text(f"somebody of ours has answered: “{cut(around.answers[-1].text, 300)}”", 2000))


def _earlier(line: Said, policy: Policy) -> str:
    """What was said before: our words; of theirs only that they wrote, for nobody needs to read it to decide this."""
    at = _at(line.at, policy)
    return f"we wrote to them, {at}: “{cut(line.text, 200)}”" if line.ours else f"they wrote to us too, {at}"


def _proposed(case: Case) -> Iterator[Block]:
    proposal = case.decision.proposal
    yield section(ours(f"*{escaped(wish(case)[0].upper() + wish(case)[1:])}*"))
    if proposal is not None:
        if proposal.action.wording:
            yield section(plain_text(f"“{proposal.action.wording}”"))
        for words in _conditions(proposal, case):
            yield small(plain_text(words, 2000))
    others = [_offered(offer) for offer in case.decision.alternatives]
    if others:
        yield small(plain_text("also here: " + "; ".join(others), 2000))
    if case.decision.rule_state is RuleState.REVIEW and case.decision.rule:
        yield small(plain_text(f"the rule {case.decision.rule} is on review: whoever approves says why", 2000))
    for kind, needed in sorted(case.people_needed.items()):
        if proposal is not None and kind is proposal.action.kind and needed > 1:
            yield small(plain_text(f"{needed} different people must approve this", 2000))


def _conditions(proposal: Proposal, case: Case) -> Iterator[str]:
    if proposal.needs_complaint_logged and not case.complaint_logged:
        yield "only after the complaint is logged"
    if proposal.because:
        yield proposal.because
    if proposal.for_days:
        yield f"for {proposal.for_days} days, looked at again after {proposal.review_days}"


def _offered(offer: Proposal) -> str:
    how = {Way.BY_API: "", Way.BY_HAND: " by hand", Way.NOT_HERE: " isn't possible"}[offer.way]
    return plain(offer.action) + how + (f" ({offer.because})" if offer.because and offer.way is not Way.BY_API else "")


def _so_far(case: Case, policy: Policy, now: datetime) -> Iterator[Block]:
    claim = case.claimed(now)
    if claim is not None and case.state in DECIDABLE:
        yield small(ours(f":eyes: {escaped(claim.by)} is looking at it until {_at(claim.until, policy, day=False)}"))
    if case.manager_asked and case.state in DECIDABLE:
        yield small(plain_text(f"✋ a manager is to decide. {case.manager_asked}", 2000))
    if case.adjustment_considered:
        yield small(plain_text(f"the adjustment was considered: {case.adjustment_considered}", 2000))
    for verdict in case.verdicts[-4:]:
        what = plain(verdict.action) if verdict.action else "leave alone"
        did = {Choice.UNDO: "undid it: ", Choice.LAPSE: "its time was over: ", Choice.HOLD: "held at once: "}
        why = f" – {verdict.why}" if verdict.why else ""
        by = f"{verdict.by}, {_at(verdict.at, policy)}: {did.get(verdict.choice, '')}{what}{why}"
        yield small(plain_text(by, 2000))
    if case.outcome is not None:
        yield small(plain_text(f"{plain_word(case.outcome.state)} – {case.outcome.detail}", 2000))


def _at(at: datetime, policy: Policy, *, day: bool = True) -> str:
    here = at.astimezone(ZoneInfo(policy.calendar.timezone))
    return f"{here:%a %d %b, %H:%M}" if day else f"{here:%H:%M}"
