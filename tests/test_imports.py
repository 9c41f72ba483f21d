"""Imports run one way, index ← assistant ← eval and app.py; only the page knows Gradio; light modules stay light."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# What each part may import of ours.
ALLOWED = {
    "index": {"index"},
    "assistant": {"index", "assistant"},
    "eval": {"index", "assistant", "eval"},
    "app.py": {"index", "assistant"},
}
OURS = {"index", "assistant", "eval", "app", "tests"}
SOURCES = [
    path for part in ALLOWED for path in ([ROOT / part] if part.endswith(".py") else (ROOT / part).rglob("*.py"))
]


def imported(path: Path) -> Iterator[str]:
    """The top-level packages that a file imports anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield path.relative_to(ROOT).parts[0] if node.level else (node.module or "").split(".")[0]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_run_one_way(path: Path) -> None:
    part = path.relative_to(ROOT).parts[0]
    assert OURS & set(imported(path)) <= ALLOWED[part]
    of_the_page = part == "app.py" or path.is_relative_to(ROOT / "assistant" / "web")
    assert of_the_page or "gradio" not in imported(path)


def test_embedding_is_imported_without_its_heavy_libraries() -> None:
    code = "import index.embed, sys; print(*{'torch', 'sentence_transformers', 'onnxruntime'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
