"""The shipped policy with the trained model switched off: what these benches measure is everything around it."""

from pathlib import Path

from bot.in_force import policy_of_version
from bot.policy.model import Policy

SHIPPED = Path(__file__).parents[1] / "policies.yaml"
ON, OFF = "trained:\n  switched_on: true\n", "trained:\n  switched_on: false\n"


def rules_only_text() -> str:
    """The policy as text."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert ON in text
    return text.replace(ON, OFF)


def rules_only() -> Policy:
    """The policy."""
    return policy_of_version(rules_only_text(), {})
