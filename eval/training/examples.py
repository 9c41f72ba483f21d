"""Examples as JSON lines, so that they are drawn once and trained on often."""

import json
from collections.abc import Iterable
from pathlib import Path

from assistant.reader.reader import Pair
from eval.training.pairs import Example
from index.errors import EvaluationError


def save_examples(path: Path, examples: Iterable[Example]) -> int:
    """Writes one example a line; how many there were."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for one in examples:
            count += 1
            fields = {
                "source": one.source,
                "pair": [one.pair.question, one.pair.heading, one.pair.text],
                "spans": one.spans,
                "yes": one.yes,
                "near": one.near,
            }
            file.write(json.dumps(fields, ensure_ascii=False) + "\n")
    return count


def load_examples(path: Path) -> list[Example]:
    """The examples of a file. Raises EvaluationError where it cannot be read."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return [
            Example(
                row["source"],
                Pair(*row["pair"]),
                tuple((start, end) for start, end in row["spans"]),
                row["yes"],
                (row["near"][0], row["near"][1]) if row["near"] else None,
            )
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluationError(f"读不了训练用的问答对 {path}：{error}") from error
