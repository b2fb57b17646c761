"""What changed between two policies, in words an officer understands rather than lines of YAML."""

from dataclasses import dataclass

from bot.policy.diff.ladders import told_of_ladders
from bot.policy.diff.rest import told_of_the_rest
from bot.policy.diff.rules import told_of_rules
from bot.policy.model import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that changed: `words` is a plain sentence, `about` the rule or the part of the policy that it is about.

    `arms` tells whether it lets the product find or propose more, or do so with fewer people or looser brakes.
    """

    about: str
    words: str
    arms: bool


def changes(old: Policy, new: Policy) -> tuple[Change, ...]:
    """Everything that differs from `old` to `new`, grouped by what it is about: the rules first, in their new order.

    No field changes unnoticed, save `version` and the digests of rules, which follow from the rest.
    """
    told = (*told_of_rules(old, new), *told_of_ladders(old, new), *told_of_the_rest(old, new))
    return tuple(Change(about=about, words=words, arms=arms) for about, said in told for words, arms in said)
