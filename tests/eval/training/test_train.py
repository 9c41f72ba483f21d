"""The training on a network of a thousandth of the size: it learns, and goes on where it was."""

from pathlib import Path

import pytest
import torch
from transformers import AutoModel, BertConfig

from assistant.reader.inputs import tokenized
from assistant.reader.network import ReaderNetwork
from assistant.reader.reader import Pair
from eval.training.pairs import Example
from eval.training.ship import temperature
from eval.training.train import Plan, train
from tests.helpers.fakes import by_character

TEXTS = ("丂七丄丅", "丂丄七丅", "七丄丂丅", "丂丄丅七")
EXAMPLES = [
    Example("x", Pair(question, "", text), spans)
    for question in "一丁" * 40
    for text, spans in (("丂七丄丅", ((1, 2),)), ("丂万丄丅", ()))
]


def network() -> ReaderNetwork:
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=70,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=1,
    )
    return ReaderNetwork(AutoModel.from_config(config, add_pooling_layer=False), 32)  # type: ignore[no-untyped-call]


def test_it_learns_where_an_answer_begins(tmp_path: Path) -> None:
    learner, pairs = (
        network(),
        [
            Example("x", Pair(question, "", text), ((text.index("七"), text.index("七") + 1),))
            for question, text in zip("一丁丂七", TEXTS, strict=True)
        ],
    )
    train(learner, by_character(), pairs * 30, Plan(epochs=5, frozen=0, rate=5e-3), tmp_path / "c.pt")
    for one, tokens in zip(pairs, tokenized(by_character(), [one.pair for one in pairs]), strict=True):
        start = learner(torch.from_numpy(tokens.ids)[None], torch.from_numpy(tokens.passage)[None])[0][0]
        assert int(start[tokens.first : -1].argmax()) == one.spans[0][0]


def test_a_training_that_is_done_is_taken_up_where_it_ended(tmp_path: Path) -> None:
    first, second = network(), network()
    plan = Plan(epochs=1, frozen=0)
    train(first, by_character(), EXAMPLES, plan, tmp_path / "c.pt")
    torch.nn.init.zeros_(second.pool.weight)
    train(second, by_character(), EXAMPLES, plan, tmp_path / "c.pt")
    assert all(torch.equal(one, other) for one, other in zip(first.parameters(), second.parameters(), strict=True))


def test_frozen_layers_stay_as_they_are(tmp_path: Path) -> None:
    learner = network()
    before = {name: values.clone() for name, values in learner.state_dict().items()}
    train(learner, by_character(), EXAMPLES, Plan(epochs=1, frozen=1), tmp_path / "c.pt")
    after = learner.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before if name.startswith("bert."))
    assert not torch.equal(before["pool.weight"], after["pool.weight"])


def test_odds_twice_too_sure_are_halved() -> None:
    honest = [-1.0] * 73 + [1.0] * 27 + [1.0] * 73 + [-1.0] * 27
    told = [False] * 100 + [True] * 100
    assert temperature(honest, told) == pytest.approx(1.0, abs=0.05)
    assert temperature([2 * odds for odds in honest], told) == pytest.approx(2.0, abs=0.1)
