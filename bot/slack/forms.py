"""The forms that open over Slack: what is asked before something is decided; pure."""

from bot.cases.allowed import plain
from bot.model import Case, Way
from bot.policy.model import Policy
from bot.slack.card import plain_word
from bot.slack.kit import (
    Block,
    choice_input,
    cut,
    line_input,
    modal,
    ours,
    plain_text,
    section,
    small,
    words_input,
)

PIECE = 2900  # characters of a long comment in one block


def wording(case: Case, policy: Policy, about: str) -> Block:
    """Other words for what is proposed."""
    proposal = case.decision.proposal
    if proposal is None or not proposal.action.kind.has_wording:
        return other(case, about)
    most = policy.longest_wording(case.interaction.platform, proposal.action.kind)
    blocks = [words_input("wording", plain(proposal.action).capitalize(), initial=proposal.action.wording, most=most)]
    blocks.append(words_input("why", "Why? (for the record)", optional=True))
    return modal("wording", f"Case {case.id}: wording", blocks, submit="Approve", about=about)


def other(case: Case, about: str) -> Block:
    """Another action than what is proposed."""
    offers = [*([case.decision.proposal] if case.decision.proposal else []), *case.decision.alternatives]
    open_ones = [offer for offer in offers if offer.way is not Way.NOT_HERE]
    blocks = [
        small(plain_text(f"{plain(offer.action)} isn't possible here: {offer.because}", 2000))
        for offer in offers
        if offer.way is Way.NOT_HERE
    ]
    if not open_ones:
        blocks.append(section(ours("Nothing else is possible here. Leave it alone, or ask a manager.")))
        return modal("read", f"Case {case.id}", blocks, about=about)
    by_hand = {Way.BY_HAND: " (by hand)"}
    choices = [(str(o.action.kind), plain(o.action).capitalize() + by_hand.get(o.way, "")) for o in open_ones]
    blocks.append(choice_input("kind", "What should be done?", list(dict(choices).items())))
    hint = "For answers and warnings. Left empty, the words of the template are sent."
    blocks.append(words_input("wording", "Words", hint=hint, optional=True))
    blocks.append(words_input("why", "Why?"))
    return modal("other", f"Case {case.id}: other action", blocks, submit="Approve", about=about)


def reason(case: Case, what: str, about: str) -> Block:
    """Why: it is asked before whatever is listed in REASONS."""
    title, label, submit = REASONS[what]
    return modal(what, f"Case {case.id}: {title}", [words_input("why", label)], submit=submit, about=about)


REASONS = {
    "leave": ("leave alone", "Why is nothing to be done? (for the record)", "Leave alone"),
    "approve_why": ("approve", "Why do you approve this? (for the record)", "Approve"),
    "undo": ("undo", "Why is it taken back? (for the record)", "Undo"),
    "manager": ("ask a manager", "Why should a manager decide?", "Ask"),
    "could_not": ("by hand", "Why could it not be done?", "Record"),
}


def complaint(case: Case, about: str) -> Block:
    """Under which reference the complaint was logged."""
    label = "Its reference in the complaints system"
    hint = "The Complaint Handling Code counts from the day on which it was received: log it today."
    blocks = [line_input("reference", label, hint=hint)]
    return modal("complaint", f"Case {case.id}: complaint", blocks, submit="Record", about=about)


def dismiss(case: Case, about: str) -> Block:
    """Which signal the machine saw by mistake."""
    choices = [(str(signal), plain_word(signal).capitalize()) for signal in case.protected]
    blocks = [choice_input("signal", "Which signal is mistaken?", choices), words_input("why", "Why?")]
    return modal("dismiss", f"Case {case.id}: signal", blocks, submit="Dismiss it", about=about)


def consider(case: Case, about: str) -> Block:
    """Whether an adjustment on record explains the behaviour, and what we have tried (policy 9.2)."""
    choices = [("no", "No, it does not explain the behaviour"), ("yes", "Yes, it explains the behaviour")]
    blocks = [
        section(ours("Whoever wrote this has asked us for an adjustment (policy 9.2).")),
        choice_input("explains", "Does it explain the behaviour?", choices),
        words_input("tried", "What have we tried to make it easier for them?"),
    ]
    return modal("consider", f"Case {case.id}: adjustment", blocks, submit="Record", about=about)


def whole(case: Case, about: str) -> Block:
    """The whole comment, as it was written."""
    text = case.interaction.text
    pieces = [text[n : n + PIECE] for n in range(0, len(text), PIECE)] or ["–"]
    blocks = [section(plain_text(piece)) for piece in pieces[:60]]
    blocks += [
        small(plain_text(f"{finding.called}: “{cut(finding.quote, 300)}” {finding.because}", 2000))
        for finding in case.decision.findings[:20]
    ]
    return modal("read", f"Case {case.id}", blocks, about=about)
