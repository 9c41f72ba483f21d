"""The documents that the training questions are over, laid out as one folder of reports."""

import json
import shutil
from pathlib import Path

from eval.training.questions import DOCUMENTS, REPORTS, digest
from index.errors import EvaluationError
from index.store.protocol import Store


def lay_out(shared: Path, folder: Path) -> None:
    """Copies the real documents out of `shared`, which are no part of the repository, and writes the made-up ones.

    Raises EvaluationError where a document is missing.
    """
    made_up = made_up_reports()
    for doc in json.loads(DOCUMENTS.read_text(encoding="utf-8")):
        target = folder / doc
        target.parent.mkdir(parents=True, exist_ok=True)
        if doc in made_up:
            target.write_text(made_up[doc], encoding="utf-8")
        elif (shared / doc).is_file():
            shutil.copyfile(shared / doc, target)
        else:
            raise EvaluationError(f"{shared} 里没有 {doc}：请指明训练文档所在的文件夹")


def made_up_reports() -> dict[str, str]:
    """The reports that were written for training, by their paths: real places, invented figures."""
    lines = REPORTS.read_text(encoding="utf-8").splitlines()
    return {told["doc"]: told["text"] for told in map(json.loads, lines)}


def check_digests(store: Store) -> None:
    """Raises EvaluationError unless the index holds every document with the very text that the offsets mean."""
    wanted: dict[str, str] = json.loads(DOCUMENTS.read_text(encoding="utf-8"))
    stored = store.hashes()
    for doc, known in wanted.items():
        if doc not in stored:
            raise EvaluationError(f"索引里没有 {doc}：请先用 lay-out 备好文档再建索引")
        if digest(store.report(doc).text) != known:
            raise EvaluationError(f"索引里 {doc} 的文字与训练问题所依据的不同")
