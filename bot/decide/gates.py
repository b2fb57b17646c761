"""The gates that no rule of the policy can pass: who is never a target, what is never silenced, when we wait."""

from collections.abc import Iterable, Sequence
from itertools import dropwhile

from bot.model import Behaviour, Finding, History, Interaction, Protected
from bot.policy.model import Policy
from bot.policy.rule import SUSPECTS, BehaviourRule

NEVER_SILENCED_WITH = (Protected.EMERGENCY, Protected.SAFEGUARDING, Protected.ADJUSTMENT)
OVERRIDES_COMPLAINT = frozenset(
    {Behaviour.THREAT, Behaviour.DISCRIMINATION, Behaviour.PRIVATE_INFO, Behaviour.RECORDING}
)
WAITS_FOR_US = frozenset(
    {Behaviour.DEMAND, Behaviour.CONTACT_VOLUME, Behaviour.DUPLICATE_CONTENT, Behaviour.NON_COOPERATION}
)
"""Policy 5.1, 6.1 to 6.3 and 8.3: nobody can demand, press or refuse too much of a landlord who is late."""
FIGURES_NEED = "manager"


def may_silence(
    behaviours: Iterable[Behaviour],
    protected: Iterable[Protected],
    *,
    names_somebody: bool = False,
    complaint_logged: bool = True,
) -> str | None:
    """Why silencing is not open here, in words for an officer; None if it is.

    Never with an emergency, safeguarding or adjustment signal. With a complaint only for a threat, discrimination,
    private information, a published recording or an allegation naming somebody, and only once it is logged
    (Complaint Handling Code 5.1; policy 9 and 11.6).
    """
    signals, found = set(protected), set(behaviours)
    for signal in NEVER_SILENCED_WITH:
        if signal in signals:
            return f"it carries {_with_article(signal)} signal; if that is mistaken, dismiss the signal first"
    if Protected.COMPLAINT not in signals:
        return None
    if not (found & OVERRIDES_COMPLAINT or (Behaviour.ALLEGATION in found and names_somebody)):
        return "it is a complaint, which must stay where others can see it"
    return None if complaint_logged else "it holds a complaint, which must be logged first"


def names_somebody(findings: Iterable[Finding]) -> bool:
    """Whether an allegation among these names a person."""
    return any(f.names_somebody for f in findings if f.concern is Behaviour.ALLEGATION)


def is_only_suspected(rule: BehaviourRule, findings: Iterable[Finding]) -> bool:
    """Whether it is only worth a look: only what may suspect (the trained model, the second
    reader, the same words from many accounts) speaks for it, or makes less of it than the rule asks.

    On that nothing is proposed against anybody.
    """
    return not any(
        f.concern is rule.behaviour and not f.detector.startswith(SUSPECTS) and rule.is_sure(f) for f in findings
    )


def is_ours(interaction: Interaction, policy: Policy) -> bool:
    """Whether one of the landlord's own accounts said it, named in the policy by its id or its handle."""
    return _is_listed(interaction, policy.own_accounts.get(interaction.platform, ()))


def role_needed(interaction: Interaction, policy: Policy) -> str:
    """The role that one of those who approve must have because of who is spoken to: elected members, journalists."""
    return FIGURES_NEED if _is_listed(interaction, policy.public_figures.get(interaction.platform, ())) else ""


def waits_for_us(rule: BehaviourRule, history: History) -> str | None:
    """Why nothing is held against anybody while we are late, in words for an officer; None if this rule need not wait.

    The landlord-late guard: chasing us while we are late, or have not answered, is nobody's misbehaviour. It always
    guards the behaviours of sections 5, 6 and 8, whatever the file says; a rule may ask for it besides.
    """
    if rule.behaviour not in WAITS_FOR_US and not rule.landlord_late_guard:
        return None
    if history.landlord_late:
        return "one of our own clocks on this person's matters is overdue"
    return "we have not answered them yet" if is_unanswered(history) else None


def is_unanswered(history: History) -> bool:
    """Whether they have written before and nothing of ours has come since their first line."""
    since_first = dropwhile(lambda line: line.ours, history.said)
    return next(since_first, None) is not None and not any(line.ours for line in since_first)


def _is_listed(interaction: Interaction, names: Sequence[str]) -> bool:
    who = interaction.author
    if who is None or not names:
        return False
    wanted = {name.removeprefix("@").casefold() for name in names}
    return who.id.casefold() in wanted or who.handle.removeprefix("@").casefold() in wanted - {""}


def _with_article(signal: Protected) -> str:
    return f"an {signal}" if signal in {Protected.EMERGENCY, Protected.ADJUSTMENT} else f"a {signal}"
