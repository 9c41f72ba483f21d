"""Any model of sentence-transformers as an Embedder: in padded batches, as on a CUDA device, and in half precision."""

from pathlib import Path

import numpy as np
import pytest

from index.embedding.load import load_embedder, model_fingerprint
from index.errors import ModelError
from tests.helpers.fakes import passages

TEXTS = ["低保", "全年新增养老床位1200张，城乡低保标准提高到每人每月780元。", "", "婚姻登记 😀"]
PARTS = [[(0, 2)], [(0, 13), (13, 29), (500, 501)], [], [(0, 4), (4, 6)]]


@pytest.fixture(scope="module", params=["float32", "bfloat16"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer with weights by chance and a token a character."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(7)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *sorted(set("".join(TEXTS)) - {" "})]
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        "[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    source, target = (tmp_path_factory.mktemp(name) for name in ("bert", "model"))
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", model_max_length=64
    )
    fast.save_pretrained(source)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).to(getattr(torch, request.param)).save_pretrained(source)
    transformer = Transformer(str(source))
    SentenceTransformer(modules=[transformer, Pooling(32)], prompts={"query": "低", "document": "养老"}).save(
        str(target)
    )
    return target


def test_a_padded_batch_gives_what_a_text_alone_gives(folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    from index.embedding.sentence_embedder import SentenceTransformerEmbedder

    alone = load_embedder(str(folder))
    assert alone.fingerprint == model_fingerprint(str(folder))
    padded = SentenceTransformerEmbedder("padded", "", SentenceTransformer(str(folder)), batch_size=4)
    vectors, matrices = alone.embed_parts(TEXTS, PARTS)
    assert [matrix.shape for matrix in matrices] == [(len(spans), 32) for spans in PARTS]
    np.testing.assert_allclose(np.linalg.norm([*vectors, *np.concatenate(matrices)], axis=1), 1, atol=1e-5)
    close = 0.02 if _is_half(folder) else 1e-5
    for one, other in zip(
        [vectors, *matrices], [passages(padded, TEXTS), *padded.embed_parts(TEXTS, PARTS)[1]], strict=True
    ):
        np.testing.assert_allclose(one, other, atol=close)
    for text in TEXTS:
        query = alone.embed_query(text)
        assert np.linalg.norm(query) == pytest.approx(1, abs=1e-5)
        np.testing.assert_allclose(query, padded.embed_query(text), atol=close)


def _is_half(folder: Path) -> bool:
    return "bfloat16" in (folder / "config.json").read_text(encoding="utf-8")


def test_a_folder_that_is_no_model_is_told_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="请检查这个模型是否完整"):
        load_embedder(str(tmp_path))
