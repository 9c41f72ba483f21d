"""The same questions get the same answers from a folder and from Milvus."""

from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Assistant
from assistant.reader.reader import Reader
from eval.questions import load_questions
from index.build import build
from index.copy import copy
from index.embedding.embedder import Embedder
from index.store import opening as stores
from index.store.addresses import Address, MilvusAddress
from tests.helpers.paths import ROOT

QUESTIONS = load_questions(ROOT / "eval/questions.jsonl")[::8][:20]


def told(address: Address, embedder: Embedder, reader: Reader) -> list[dict[str, Any]]:
    """The answers as JSON, without what may differ: timings, and in which order engines rank what is not quoted."""
    assistant = Assistant(stores.open(address), embedder, reader)
    answers = [assistant.ask(question.question, tuple(question.history)).to_json() for question in QUESTIONS]
    return [{key: answer[key] for key in answer.keys() - {"timings_ms", "passages"}} for answer in answers]


@pytest.mark.model
def test_a_folder_and_milvus_answer_alike(tmp_path: Path, real_embedder: Embedder, real_reader: Reader) -> None:
    pytest.importorskip("pymilvus")
    pytest.importorskip("milvus_lite")
    milvus = MilvusAddress(str(tmp_path / "index.db"), "youju")
    build([ROOT / "reports"], tmp_path / "index", model=real_embedder, progress=False)
    copy(tmp_path / "index", milvus, progress=False)
    answers = told(tmp_path / "index", real_embedder, real_reader)
    assert told(milvus, real_embedder, real_reader) == answers
    assert {answer["refused"] for answer in answers} == {True, False}
    assert sum(len(answer["citations"]) for answer in answers) > len(QUESTIONS)
