"""From the model's raw figure and what the rules found to how sure both together are, and from when on to speak.

What is true of a comment is 1 or 0 for each label, and not a number (NaN) where two readers did not agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from training.comments import LABELS, SIGNALS

TO_BE_FOUND = {"emergency": 0.95, "safeguarding": 0.95, "complaint": 0.94, "adjustment": 0.85}
"""What share of those in need is to be found: a missed cry for help is worse than a false one."""
LEAST_LIKELY = 0.3  # a behaviour less likely than this is not spoken of, whatever its F1
LEAST_PRECISE = 0.45  # but so much of what is found must be right, or nobody looks any more
USUAL = 0.75  # about how sure a rule usually is


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """How a label's figures become one confidence: a logistic curve over the model's figure and the rule's."""

    slope: float
    offset: float
    rule: float
    rule_sure: float


def curves(logits: np.ndarray, rules: np.ndarray, truth: np.ndarray) -> list[Curve]:
    """For each label the curve that fits best, on comments it was not shown; `rules` is 0 for no finding."""
    found = []
    for n in range(len(LABELS)):
        settled = ~np.isnan(truth[:, n])
        fit = LogisticRegression(C=1.0).fit(_features(logits[:, n], rules[:, n])[settled], truth[settled, n])
        slope, rule, rule_sure = (float(weight) for weight in fit.coef_[0])
        found.append(Curve(slope=slope, offset=float(fit.intercept_[0]), rule=rule, rule_sure=rule_sure))
    return found


def together(logits: np.ndarray, rules: np.ndarray, fitted: Sequence[Curve]) -> np.ndarray:
    """How sure the model and the rules together are of each label."""
    found = np.zeros_like(logits)
    for n, c in enumerate(fitted):
        weights = np.array([c.slope, c.rule, c.rule_sure])
        found[:, n] = 1 / (1 + np.exp(-(_features(logits[:, n], rules[:, n]) @ weights + c.offset)))
    return found


def thresholds(sure: np.ndarray, truth: np.ndarray) -> list[float]:
    """From when on each label is spoken of: the best F1 for a behaviour, high recall for a signal."""
    return [_threshold(label, sure[:, n], truth[:, n]) for n, label in enumerate(LABELS)]


def _features(logits: np.ndarray, rules: np.ndarray) -> np.ndarray:
    there = rules > 0
    return np.stack([logits, there.astype(float), np.where(there, rules - USUAL, 0.0)], axis=1)


def _threshold(label: str, sure: np.ndarray, truth: np.ndarray) -> float:
    tried = [(at, *measured(sure >= at, truth)) for at in np.arange(0.03, 0.95, 0.01)]
    if label not in SIGNALS:
        return max(LEAST_LIKELY, float(max((f1, at) for at, _, _, f1 in tried)[1]))
    precise = [at for at, precision, _, _ in tried if precision >= LEAST_PRECISE]
    enough = [at for at, _, recall, _ in tried if recall >= TO_BE_FOUND[label]]
    return float(max(max(enough, default=tried[0][0]), min(precise, default=0.5)))


def measured(said: np.ndarray, truth: np.ndarray) -> tuple[float, float, float]:
    """Precision, recall and F1, of what is settled."""
    settled = ~np.isnan(truth)
    said, truth = said[settled], truth[settled]
    right = float((said & (truth > 0)).sum())
    precision = right / max(1, said.sum())
    recall = right / max(1, (truth > 0).sum())
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)
