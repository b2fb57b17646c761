"""What the product's rules alone find in the training comments, for the model to be weighed with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bot.detectors import detect
from bot.model import NO_HISTORY, Interaction, InteractionKind, PlatformName, Ref
from bot.policy.load import load_policy
from bot.policy.model import Trained
from training.comments import LABELS, Comment

POLICY = Path(__file__).parent.parent / "policies.yaml"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def rules_find(comments: Sequence[Comment]) -> np.ndarray:
    """How sure the rules are of each label in each comment; 0 where they find nothing."""
    policy = replace(load_policy(POLICY), trained=Trained(switched_on=False))
    found = np.zeros((len(comments), len(LABELS)))
    for row, comment in enumerate(comments):
        ref = Ref(platform=PlatformName.FACEBOOK, id=str(row))
        said = Interaction(ref=ref, kind=InteractionKind.COMMENT, text=comment.text, posted_at=NOON)
        for finding in detect(said, NO_HISTORY, policy):
            if str(finding.concern) in LABELS:
                column = LABELS.index(str(finding.concern))
                found[row, column] = max(found[row, column], finding.confidence)
    return found
