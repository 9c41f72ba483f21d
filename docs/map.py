"""Writes docs/map.md (`make map`): every file of the checkout with one line, by folder.

The line of a Python file is the first of its docstring; a folder's is that of its `__init__.py`. Other files say it in
their first line, if that is a comment or a heading; for those that cannot, `TOLD` does.
"""

import ast
import re
import subprocess
from collections.abc import Iterable
from fnmatch import fnmatchcase
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parents[1]
MAP = ROOT / "docs" / "map.md"
TOLD = {
    "docs/": "What there is to read.",
    "prompts/": "What a language model is told, where one is set up.",
    "reports/": "Sample reports: excerpts of public ones, their figures to the letter.",
    "tests/": "The tests, and what they share.",
    "tests/ui/": "The page in a browser: `make test-ui`.",
    "tests/faults/": "Kills, disks that fail, hostile files, at full size: `make test-faults`.",
    ".ci/": "What is run before a merge.",
    ".ci/run": "What must hold before a merge: format, lint, types, the gate on answers, tests.",
    ".gitignore": "What make and the tools write.",
    ".pre-commit-config.yaml": "Runs `make check` before each commit.",
    "Makefile": "Every command; `make run` and `make test` are all that most need.",
    "pyproject.toml": "The version; dependencies with their reasons; settings of ruff, mypy and pytest.",
    "LICENSE": "The Apache License 2.0.",
    "NOTICE": "What is by others: the model, names of places, reports.",
    "README.md": "What this is and how to start it.",
    "README.zh-CN.md": "The same in Chinese.",
    "docs/map.md": "This page.",
    "docs/page.png": "A picture of the page, made by `make picture`.",
    "docs/usage.zh-CN.md": "Using it, in Chinese.",
    "prompts/README.md": "How a prompt is written, and which there are.",
    "prompts/*.md": "A prompt: its variables, the instructions, the request.",
    "reports/*": "A sample report.",
    "eval/baseline.json": "The published scores and the tolerance of each.",
    "eval/bench.json": "The published speed and memory.",
    "eval/gate.jsonl": "The gate's questions, on the sample reports and the made-up ones.",
    "eval/series/": "Made-up reports of two real places, for the gate: every figure in them is invented.",
    "eval/series/*": "A made-up report.",
    "eval/questions.jsonl": "Questions on the sample reports: the gate's before.",
    "eval/calibration.jsonl": "Hard ones on the sample reports: colloquial words, near misses.",
    "eval/provincial.jsonl": "Questions on 16 provincial reports, which are not in the repository.",
    "eval/training/data/": "What the reader learns from.",
    "eval/training/data/questions.jsonl": "Questions by hand, with the offsets of what answers or nearly does.",
    "eval/training/data/statements.jsonl": "Statements by hand, true and false, with the offsets of what they cite.",
    "eval/training/data/documents.json": "The digests of the documents' texts, which the offsets mean.",
    "eval/training/data/reports.jsonl": "The made-up reports among them: real places, invented figures.",
    "index/figures/anchor/data/anchor.json": "What was fitted of times and states, in hundredths.",
    "eval/training/data/times.jsonl": "Figures of training documents with time and state, told by hand, as offsets.",
    "eval/training/data/plans.jsonl": "Questions with what they want done with figures and of which things.",
    "eval/pairs/": "Statements, true ones and lies, each with the span that it is held against.",
    "eval/pairs/civil_affairs.jsonl": "On five real reports.",
    "eval/pairs/digests.jsonl": "On the sample reports.",
    "eval/pairs/other_reports.jsonl": "On thirty other documents.",
    "eval/pairs/turned.jsonl": "True statements turned into lies by one word, and true ones near the text.",
    "eval/pairs/turned_unseen.jsonl": "The same, on documents not looked at while the rules were written.",
    "eval/showing/static/page.html": "The template of a run's page.",
    "eval/showing/static/page.js": "Sorts and filters its questions.",
    "assistant/reader/data/delta.npz": "What training changed of the default model's weights: the reader's.",
    "assistant/evidence/data/confidence_weights.json": "The fitted weights of `confidence.py`.",
    "assistant/reckon/data/": "What the reckoner learned.",
    "assistant/reckon/data/operation.json": "Weights: what a question wants done with figures.",
    "assistant/reckon/data/things.json": "Weights: which words name the things asked for.",
    "assistant/web/static/head.html": "A mark leads to its paragraph.",
    "assistant/web/static/sign_in.html": "The form to sign in with.",
    "assistant/web/static/talk.css": "The tab 问答: what stands under an answer, the filters, the sources.",
    "tests/index/files/data/": "Files that other software wrote, of invented text.",
    "tests/index/files/data/*": "A file that other software wrote.",
    "index/places/data/common_words.txt": "Place names that are ordinary words, too.",
    "index/places/data/place_aliases.tsv": "Former and informal names of places, with their codes.",
    "index/places/data/place_groups.tsv": "Names of several provinces together, with theirs.",
}
_HEAD = """# Every file

Written by `make map`; `tests/test_papers.py` holds it against the files. Imports run one way: `index` ← `assistant` ←
`eval`, `app.py`.
"""
_COMMENT = re.compile(r"(?:#|//|/\*)\s*(?P<said>.+?)\s*(?:\*/)?")


def files() -> list[str]:
    """The files of the checkout, from its root, sorted: tracked, or new and not ignored.

    Raises OSError where there is no git, CalledProcessError where this is no checkout of it.
    """
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    return sorted({path for path in done.stdout.split("\0") if path and (ROOT / path).is_file()})


def told(path: str) -> str:
    """What a file or a folder (`/` behind its name) is for; "" where nothing says it."""
    known = TOLD.get(path) or next((line for pattern, line in TOLD.items() if fnmatchcase(path, pattern)), "")
    if known or not path:
        return known
    file = ROOT / path
    if path.endswith("/"):
        file /= "__init__.py"
        if not file.exists():
            return ""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    said = _COMMENT.fullmatch(text.partition("\n")[0])
    return said["said"] if said else ""


def written(paths: Iterable[str]) -> str:
    """The map of these files, in Markdown."""
    folders = groupby(sorted(paths, key=_place), key=lambda path: _place(path)[0])
    return "\n".join([_HEAD, *(_part(folder, list(inside)) for folder, inside in folders)])


def _place(path: str) -> tuple[str, str]:
    folder, slash, name = path.rpartition("/")
    return folder + slash, name


def _part(folder: str, paths: Iterable[str]) -> str:
    heads = [f"## {folder or 'The top'}", told(folder)]
    lines = [f"- [{_place(path)[1]}](../{path}): {told(path)}" for path in paths if not path.endswith("/__init__.py")]
    return "\n".join([*(f"{head}\n" for head in heads if head), *lines, ""])


if __name__ == "__main__":
    MAP.touch()  # it is in the map
    MAP.write_text(written(files()), encoding="utf-8")
