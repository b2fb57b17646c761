"""The small trained model, shipped with the product: how likely each label is, worked out offline on the CPU."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from math import exp
from pathlib import Path
from typing import Any

from bot.errors import ModelMissing

MODEL, TOKENIZER, CARD = "model.onnx", "tokenizer.json", "labels.json"
MOST_PIECES = 12  # of a comment longer than any platform allows, the beginning and the end are read
KEPT = 2048  # comments whose reading is remembered
USUAL = 0.75  # about how sure a rule usually is, as `training/calibrate.py` has it
NO_WORD = 0  # the number that fills a row up
NOTHING = -20.0  # the figure of a text without a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label that the model reads, and how its figure and a rule's become one confidence.

    The curve was fitted on comments that the model had not been shown; `at_least` is from when on it is worth speaking.
    """

    label: str
    at_least: float
    slope: float
    offset: float
    rule: float
    rule_sure: float

    def sure(self, figure: float, rule: float | None = None) -> float:
        """How sure the model's `figure` makes it, of 1, together with how sure a rule is, if one found it."""
        weight = self.slope * figure + self.offset
        if rule is not None:
            weight += self.rule + self.rule_sure * (rule - USUAL)
        return 1 / (1 + exp(-max(-60.0, min(60.0, weight))))


class TrainedModel:
    """The model and its words' numbers, read from the files that `training/train.py` writes."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelMissing where the files are not all there or can't be read."""
        try:
            # what loads slowly is loaded by whoever needs it
            from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415
            from tokenizers import Tokenizer  # noqa: PLC0415

            card = json.loads((folder / CARD).read_text(encoding="utf-8"))
            self.labels = tuple(Label(**label) for label in card["labels"])
            self._longest: int = card["longest"]
            self._words: Any = Tokenizer.from_file(str(folder / TOKENIZER))
            options = SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.enable_cpu_mem_arena = False  # keeps what it has used low; speed is the same
            self._session: Any = InferenceSession(str(folder / MODEL), options, providers=["CPUExecutionProvider"])
        except Exception as trouble:
            raise ModelMissing(
                f"the trained model in {folder.name} can't be read ({trouble}); install section11 anew, or write "
                "'trained: {switched_on: false}' into policies.yaml"
            ) from trouble

    def figures(self, text: str) -> Mapping[str, float]:
        """The model's raw figure for each label about this text; of a long one, the greatest of its pieces'."""
        found = [self._read(piece) for piece in self._pieces(text)]
        return {
            label.label: max((logits[n] for logits in found), default=NOTHING) for n, label in enumerate(self.labels)
        }

    def figures_of_each(self, texts: Sequence[str]) -> tuple[Mapping[str, float], ...]:
        """The same for several short texts at once, which takes less than one after another; of each the beginning."""
        numbers = [self._words.encode(text).ids for text in texts]
        numbers = [[*some[: self._longest - 1], some[-1]] if len(some) > self._longest else some for some in numbers]
        width = max(map(len, numbers), default=0)
        ids = [[*some, *[NO_WORD] * (width - len(some))] for some in numbers]
        mask = [[1] * len(some) + [0] * (width - len(some)) for some in numbers]
        read = self._run(ids, mask) if texts else ()
        return tuple({label.label: logits[n] for n, label in enumerate(self.labels)} for logits in read)

    def _pieces(self, text: str) -> Sequence[Sequence[int]]:
        """The text as numbers, in pieces that the model can read, each with its first and last mark."""
        numbers: list[int] = self._words.encode(text).ids
        if len(numbers) <= 2:
            return ()
        first, words, last = numbers[0], numbers[1:-1], numbers[-1]
        room = self._longest - 2
        pieces = [[first, *words[n : n + room], last] for n in range(0, len(words), room)]
        if len(pieces) > MOST_PIECES:
            pieces = [*pieces[: MOST_PIECES - 4], *pieces[-4:]]
        return pieces

    def _read(self, numbers: Sequence[int]) -> Sequence[float]:
        return self._run([list(numbers)], [[1] * len(numbers)])[0]

    def _run(self, ids: Sequence[Sequence[int]], mask: Sequence[Sequence[int]]) -> Sequence[Sequence[float]]:
        (logits,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        read: Sequence[Sequence[float]] = logits.tolist()
        return read


@cache
def trained_model() -> TrainedModel:
    """The model that is shipped, read at the first use. Raises ModelMissing."""
    return TrainedModel(_folder())


@lru_cache(maxsize=KEPT)
def figures_of(text: str) -> Mapping[str, float]:
    """The shipped model's raw figure for each label about this text. Raises ModelMissing."""
    return trained_model().figures(text)


@lru_cache(maxsize=KEPT // 4)
def figures_of_each(texts: tuple[str, ...]) -> tuple[Mapping[str, float], ...]:
    """The same for several short texts, such as the sentences of a comment. Raises ModelMissing."""
    return trained_model().figures_of_each(texts)


@cache
def fingerprint() -> str:
    """A hash over the files of the model: another model, another reading. Raises ModelMissing."""
    found = sha256()
    for name in (MODEL, TOKENIZER, CARD):
        path = _folder() / name
        if not path.exists():
            raise ModelMissing(f"{name} of the trained model is not there; install section11 anew")
        found.update(path.read_bytes())
    return found.hexdigest()


def _folder() -> Path:
    return Path(str(files("bot.trained"))) / "weights"
