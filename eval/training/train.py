"""The training itself: examples in, a checkpoint out; one that was stopped goes on where it saved last."""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional
from torch.optim import AdamW

from assistant.reader.inputs import Tokens, tokenized
from assistant.reader.network import ReaderNetwork
from eval.training.cropping import cropped
from eval.training.pairs import Example
from eval.training.sampling import by_question, drawn

_BATCH = 6  # questions
_SLICE = 240  # questions that are cut into batches together, by length, so that little is padding
_LONGEST = 300  # tokens of an example
_WARM_UP = 60  # steps
_EVERY = 300  # steps between two savings
_BODY_RATE, _HEAD_RATE = 1.2e-4, 8e-4


Question = Sequence[Example]
Batch = Sequence[Sequence[tuple[Example, Tokens]]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train: `epochs` over the questions, with the lowest `frozen` layers left as they are."""

    epochs: float
    frozen: int = 3
    seed: int = 1
    rate: float = _BODY_RATE


def train(
    network: ReaderNetwork, tokenizer: Tokenizer, examples: Sequence[Example], plan: Plan, checkpoint: Path
) -> None:
    """Trains in place, on a CUDA device where there is one; saves to `checkpoint` now and then, and goes on from it."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(plan.seed)
    network.to(device).train()
    optimiser = _optimiser(network, plan)
    questions = by_question(examples)
    steps = int(plan.epochs * len(questions) / _BATCH)
    done = _resume(checkpoint, network, optimiser)
    began, seen = time.monotonic(), 0
    averages = torch.zeros(5)
    for step, batch in enumerate(_batches(tokenizer, questions, plan), 1):
        if step <= done:
            continue
        if step > steps:
            break
        rate = min(1.0, step / min(_WARM_UP, 1 + steps // 10)) * max(0.02, 1 - step / steps)
        for group in optimiser.param_groups:
            group["lr"] = group["base"] * rate
        losses = _losses(network, batch, device)
        sum(losses).backward()  # type: ignore[union-attr]
        torch.nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        seen += sum(map(len, batch))
        averages = 0.98 * averages + 0.02 * torch.stack([loss.detach().cpu() for loss in losses])
        if step % 50 == 0:
            told = " ".join(f"{value:.3f}" for value in (averages / (1 - 0.98 ** (step - done))).tolist())
            print(f"{step}/{steps} {seen / (time.monotonic() - began):.1f}/s {told}", flush=True)
        if step % _EVERY == 0 or step == steps:
            _save(checkpoint, network, optimiser, step)


def _optimiser(network: ReaderNetwork, plan: Plan) -> AdamW:
    for name, values in network.named_parameters():
        layer = int(name.split(".")[3]) if name.startswith("bert.encoder.layer.") else None
        values.requires_grad = not name.startswith("bert.embeddings") and (layer is None or layer >= plan.frozen)
    body = [values for name, values in network.named_parameters() if values.requires_grad and name.startswith("bert.")]
    heads = [values for name, values in network.named_parameters() if not name.startswith("bert.")]
    groups = [{"params": body, "base": plan.rate}, {"params": heads, "base": _HEAD_RATE}]
    return AdamW(groups, lr=0.0, weight_decay=0.01, betas=(0.9, 0.98))


def _batches(tokenizer: Tokenizer, questions: Sequence[Question], plan: Plan) -> Iterator[Batch]:
    """Epoch after epoch, in an order that the seed decides."""
    choice = random.Random(plan.seed)
    order = list(questions)
    while True:
        choice.shuffle(order)
        for first in range(0, len(order), _SLICE):
            parts = [[cropped(one, choice) for one in drawn(group, choice)] for group in order[first : first + _SLICE]]
            tokens = iter(tokenized(tokenizer, [one.pair for part in parts for one in part], _LONGEST))
            rows = [[(one, next(tokens)) for one in part] for part in parts]
            rows.sort(key=lambda row: max(len(told.ids) for _, told in row))
            batches = [rows[at : at + _BATCH] for at in range(0, len(rows), _BATCH)]
            choice.shuffle(batches)
            yield from batches


def _losses(network: ReaderNetwork, questions: Batch, device: torch.device) -> tuple[torch.Tensor, ...]:
    """What the network misses: whether it is answered, where it begins and ends, what it holds, the verdict, and which
    of a question's passages is the right one."""
    batch = [row for question in questions for row in question]
    ids, passage, attention, marks = (part.to(device) for part in _tensors(batch))
    # In halves only on a GPU: without AMX a processor is twice as fast in float32.
    with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
        start, end, inside, answerable, yes = (part.float() for part in network(ids, passage, attention))
    answered = torch.tensor([float(bool(example.spans)) for example, _ in batch], device=device)
    told = torch.tensor([float(example.yes is not None) for example, _ in batch], device=device)
    verdict = torch.tensor([float(bool(example.yes)) for example, _ in batch], device=device)
    whole = functional.binary_cross_entropy_with_logits(answerable, answered)
    found = marks[0].any(-1)
    edges = (_edge(start, passage, marks[0])[found].sum() + _edge(end, passage, marks[1])[found].sum()) / 2
    each = functional.binary_cross_entropy_with_logits(inside, marks[2], reduction="none") * passage
    held_loss = (each.sum(-1) / passage.sum(-1).clamp(min=1)).mean()
    verdicts = functional.binary_cross_entropy_with_logits(yes, verdict, reduction="none") * told
    verdict_loss = verdicts.sum() / told.sum().clamp(min=1)
    against = _which(answerable, answered, [len(question) for question in questions])
    return 1.5 * whole, edges / max(1, int(found.sum())), held_loss, verdict_loss, 0.5 * against


def _tensors(batch: Sequence[tuple[Example, Tokens]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, the passage's mask and that of no padding, (pairs, tokens) each; marks, (3, pairs, tokens): begins, ends, is
    inside."""
    longest = max(len(tokens.ids) for _, tokens in batch)
    ids = torch.ones(len(batch), longest, dtype=torch.long)  # 1 pads
    passage, attention = torch.zeros(2, len(batch), longest)
    marks = torch.zeros(3, len(batch), longest)
    for row, (example, tokens) in enumerate(batch):
        ids[row, : len(tokens.ids)] = torch.from_numpy(tokens.ids)
        attention[row, : len(tokens.ids)] = 1
        passage[row, : len(tokens.ids)] = torch.from_numpy(tokens.passage)
        for start, end in example.spans:
            held = [at for at, (left, right) in enumerate(tokens.offsets) if right > start and left < end]
            if held:
                first, last = tokens.first + held[0], tokens.first + held[-1]
                marks[0, row, first] = marks[1, row, last] = 1
                marks[2, row, first : last + 1] = 1
    return ids, passage, attention, marks


def _which(answerable: torch.Tensor, answered: torch.Tensor, sizes: list[int]) -> torch.Tensor:
    """The negative logarithm of the share that the right passages have of a question's, its mean over those with both.

    After the shared normalisation of Clark & Gardner (2018).
    """
    missed = [
        logits.logsumexp(0) - logits[right > 0].logsumexp(0)
        for logits, right in zip(torch.split(answerable, sizes), torch.split(answered, sizes), strict=True)
        if 0 < right.sum() < len(right)
    ]
    return torch.stack(missed).mean() if missed else answerable.sum() * 0


def _edge(logits: torch.Tensor, passage: torch.Tensor, marks: torch.Tensor) -> torch.Tensor:
    """The negative logarithm of the share that the right tokens have of the passage's, (pairs,)."""
    logits = logits.masked_fill(passage == 0, -1e4)
    right = logits.masked_fill(marks == 0, -1e4).logsumexp(-1)
    return logits.logsumexp(-1) - right


def _save(checkpoint: Path, network: ReaderNetwork, optimiser: AdamW, step: int) -> None:
    part = checkpoint.with_suffix(".part")
    state = {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "step": step}
    torch.save(state, part)
    part.replace(checkpoint)


def _resume(checkpoint: Path, network: ReaderNetwork, optimiser: AdamW) -> int:
    """How many steps are done already."""
    if not checkpoint.exists():
        return 0
    state = torch.load(checkpoint, map_location="cpu")
    network.load_state_dict(state["network"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["step"])
