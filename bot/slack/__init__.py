"""Slack: cards on which officers decide. It records verdicts; it cannot reach a platform."""
