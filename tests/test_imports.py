"""Imports run one way, index ← assistant ← eval and app.py; only the page knows Gradio; light modules stay light."""

import ast
import os
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


@pytest.mark.model
def test_building_and_asking_with_the_default_model_import_nothing_heavy_that_they_do_not_use(tmp_path: Path) -> None:
    heavy = {"torch", "transformers", "sentence_transformers", "huggingface_hub", "onnx", "onnxruntime.quantization"}
    heavy |= {"gradio", "openai", "httpx2", "scipy", "sklearn", "pandas"}
    report, index = tmp_path / "报告.txt", tmp_path / "index"
    report.write_text("甲市2023年工作总结\n一、养老服务\n全年新增养老床位1200张。\n", encoding="utf-8")
    code = f"""
import sys
from pathlib import Path
from assistant.__main__ import main
from index.build import build
from index.default_model import ensure_default_model
ensure_default_model()
build([Path({str(report)!r})], Path({str(index)!r}), progress=False)
assert main(["ask", "新增了多少养老床位？", "--index", {str(index)!r}]) == 0
print(sorted({heavy} & set(sys.modules)))
"""
    # As a user has it who has set nothing but where the model lies.
    settings = {name for name in os.environ if name.startswith("YOUJU_")} - {"YOUJU_MODEL_DIR"}
    environment = {name: value for name, value in os.environ.items() if name not in settings}
    environment["YOUJU_DATA"] = str(tmp_path)
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    answer, imported_heavy = done.stdout.strip().rsplit("\n", 1)
    assert "1200张" in answer.replace("*", "")
    assert imported_heavy == "[]"
