"""The second opinion on meaning, by a CrossEncoder: a tiny one with random weights, made here."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.verify.entail import CrossEncoderEntailment
from index.errors import ModelError

LABELS = ("contradiction", "Entailment", "neutral")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Makes a model of these labels, and names its folder."""
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    def make(*labels: str) -> str:
        folder = tmp_path_factory.mktemp("nli")
        vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"新建家养老机构没有1235"]
        (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
        config = BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=8,
            num_hidden_layers=1,
            num_attention_heads=1,
            intermediate_size=8,
            max_position_embeddings=64,
            id2label=dict(enumerate(labels)),
            label2id={label: at for at, label in enumerate(labels)},
        )
        BertForSequenceClassification(config).save_pretrained(folder)
        BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
        return str(folder)

    return make


@pytest.fixture(scope="module")
def nli(made: Callable[..., str]) -> CrossEncoderEntailment:
    return CrossEncoderEntailment(made(*LABELS))


def test_a_model_of_the_users_judges(nli: CrossEncoderEntailment) -> None:
    assert nli("新建养老机构5家", "新建5家") in (True, False)


@pytest.mark.parametrize(
    ("scores", "stands"),
    [((0.1, 0.8, 0.1), True), ((0.8, 0.1, 0.1), False), ((0.3, 0.4, 0.3), False), ((0.5, 0.5, 0.0), True)],
)
def test_it_stands_where_entailment_is_likelier_than_not(
    nli: CrossEncoderEntailment, scores: tuple[float, ...], stands: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def predict(pairs: list[tuple[str, str]], apply_softmax: bool) -> list[tuple[float, ...]]:
        asked.extend(pairs)
        assert apply_softmax
        return [scores]

    monkeypatch.setattr(nli, "_model", SimpleNamespace(predict=predict))
    premise = f"新建{scores}"
    assert nli(premise, "新建") == nli(premise, "新建") == stands
    assert asked == [(premise, "新建")]  # once


def test_a_model_without_such_a_label_is_told(made: Callable[..., str]) -> None:
    with pytest.raises(ModelError, match=r"没有 entailment 这一类（yes、no）：请检查 YOUJU_NLI"):
        CrossEncoderEntailment(made("yes", "no"))


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="YOUJU_NLI"):
        CrossEncoderEntailment(str(tmp_path / "none"))
