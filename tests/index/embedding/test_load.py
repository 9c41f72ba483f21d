"""The contract of every Embedder, and its fingerprint."""

import json
from pathlib import Path

import numpy as np
import pytest

from index.embedding.embedder import Embedder
from index.embedding.load import load_embedder, model_fingerprint
from index.errors import ModelError
from tests.helpers.fakes import passages

TEXTS = ["临时救助模式是先救助后审批。", "全年新增养老床位1200张，城乡低保标准提高到每人每月780元。" * 9, "婚姻登记"]
ODD = {
    "empty": "",
    "space": " \u3000\n",
    "emoji": "😀👨‍👩‍👧‍👦",
    "nul": "低保\0标准",
    "lone surrogate": "低保\ud800标准",
    "very long": "政策" * 50_000,
    "markup": "</s><pad><mask>",
}


@pytest.fixture(params=["fake_embedder", pytest.param("real_embedder", marks=pytest.mark.model)])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    found: Embedder = request.getfixturevalue(request.param)
    return found


class TestContract:
    """What holds for every Embedder."""

    def test_shapes_and_unit_length(self, embedder: Embedder) -> None:
        rows, query = passages(embedder, TEXTS), embedder.embed_query(TEXTS[0])
        assert rows.shape == (len(TEXTS), embedder.dimension)
        assert query.shape == (embedder.dimension,)
        assert rows.dtype == query.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm([*rows, query], axis=1), 1, atol=1e-5)

    def test_parts_have_rows_of_their_own_and_leave_the_whole_as_it_is(self, embedder: Embedder) -> None:
        parts = [[(0, 4), (4, 13)], [(0, 10)], []]
        vectors, matrices = embedder.embed_parts(TEXTS, parts)
        np.testing.assert_allclose(vectors, passages(embedder, TEXTS), atol=1e-6)
        assert [matrix.shape for matrix in matrices] == [(len(spans), embedder.dimension) for spans in parts]
        np.testing.assert_allclose(np.linalg.norm(np.concatenate(matrices), axis=1), 1, atol=1e-5)
        assert not np.allclose(matrices[0][0], matrices[0][1])
        alone = embedder.embed_parts(TEXTS[:1], parts[:1])[1][0]
        assert alone.tobytes() == matrices[0].tobytes()

    def test_parts_anywhere_have_rows(self, embedder: Embedder) -> None:
        _, (matrix,) = embedder.embed_parts(["政策" * 5000], [[(0, 2), (9990, 9999), (5, 5), (20_000, 20_001)]])
        np.testing.assert_allclose(np.linalg.norm(matrix, axis=1), 1, atol=1e-5)

    def test_no_passages(self, embedder: Embedder) -> None:
        assert passages(embedder, []).shape == (0, embedder.dimension)

    def test_a_vector_does_not_depend_on_its_company(self, embedder: Embedder) -> None:
        together = passages(embedder, [*TEXTS, *reversed(TEXTS)])
        alone = np.concatenate([passages(embedder, [text]) for text in TEXTS])
        assert together.tobytes() == np.concatenate([alone, alone[::-1]]).tobytes()

    def test_a_query_is_embedded_the_same_again(self, embedder: Embedder) -> None:
        assert embedder.embed_query(TEXTS[0]).tobytes() == embedder.embed_query(TEXTS[0]).tobytes()

    @pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
    def test_any_text_has_a_vector(self, embedder: Embedder, text: str) -> None:
        for vector in (embedder.embed_query(text), passages(embedder, [text])[0]):
            assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)

    def test_what_a_question_asks_lies_nearest(self, embedder: Embedder) -> None:
        assert np.argmax(passages(embedder, TEXTS) @ embedder.embed_query("临时救助模式是什么")) == 0


@pytest.mark.model
def test_the_end_of_a_text_past_512_tokens_is_not_seen(real_embedder: Embedder) -> None:
    long = "养老服务。" * 600
    assert np.array_equal(real_embedder.embed_query(long), real_embedder.embed_query(long + "婚姻登记"))


@pytest.mark.model
def test_questions_and_passages_have_different_prompts(real_embedder: Embedder) -> None:
    assert not np.array_equal(real_embedder.embed_query(TEXTS[0]), passages(real_embedder, TEXTS[:1])[0])


@pytest.mark.model
def test_the_fingerprint_is_known_without_loading(real_embedder: Embedder) -> None:
    assert model_fingerprint() == real_embedder.fingerprint


def model_folder(folder: Path, weights: bytes = b"weights", prompts: str = "query: ") -> Path:
    """A folder that looks like a sentence-transformers model, as far as a fingerprint goes."""
    folder.mkdir()
    (folder / "config_sentence_transformers.json").write_text(json.dumps({"prompts": prompts}), encoding="utf-8")
    (folder / "model.safetensors").write_bytes(weights)
    return folder


def test_a_folder_keeps_its_fingerprint_when_copied_or_described(tmp_path: Path) -> None:
    first, second = model_folder(tmp_path / "a"), model_folder(tmp_path / "b")
    (second / "README.md").write_text("a model", encoding="utf-8")
    (second / "onnx").mkdir()
    (second / "onnx" / "config.json").write_text("{}", encoding="utf-8")
    assert model_fingerprint(str(first)) == model_fingerprint(str(second))


def test_other_weights_or_prompts_are_another_model(tmp_path: Path) -> None:
    large = bytes(5 << 20)
    folders = [
        model_folder(tmp_path / "a"),
        model_folder(tmp_path / "b", weights=b"weightz"),
        model_folder(tmp_path / "c", prompts="问题："),
        model_folder(tmp_path / "d", weights=large),
        model_folder(tmp_path / "e", weights=large[:-1] + b"\1"),
    ]
    assert len({model_fingerprint(str(folder)) for folder in folders}) == len(folders)


def test_a_model_that_is_nowhere_is_named_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="make setup"):
        load_embedder("default", tmp_path / "none")
    with pytest.raises(ModelError, match="nobody/nothing"):
        load_embedder("nobody/nothing")
