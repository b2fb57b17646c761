"""What is remembered: interactions, decisions, verdicts, outcomes and the sealed record of them all."""
