"""Measuring the judgement against labelled comments: how often it is right, what it misses, whom it would wrong."""

from bot.evaluate.labelled import Labelled, labelled_comment, labelled_thread, wrong_with
from bot.evaluate.measure import Measured, Score, measure

__all__ = ["Labelled", "Measured", "Score", "labelled_comment", "labelled_thread", "measure", "wrong_with"]
