"""Imports run one way: index ← assistant ← eval and app.py, up the floors of each, in no circle; light stays light.

Only the page knows Gradio. An import counts wherever it stands: those in functions are late for speed, those for types
alone spare a load, and neither may hide a circle or lead downstairs.
"""

import ast
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.helpers.paths import ROOT

# What each part may import of ours.
ALLOWED = {
    "index": {"index"},
    "assistant": {"index", "assistant"},
    "eval": {"index", "assistant", "eval"},
    "app.py": {"index", "assistant"},
}
OURS = {"index", "assistant", "eval", "app", "tests"}
# The rooms and single files of each half from the ground up: each imports itself and what lies on floors below it, and
# no neighbour. A file that stands on no floor is under the roof and may import all of its half.
FLOORS = {
    "index": ("text", "errors model whole", "files places", "report embedding", "figures", "store"),
    "assistant": (
        "model settings catalogue examples",
        *("language", "question reader", "retrieval", "evidence", "writing", "verify"),
        *("reckon", "llm", "answer", "web"),
    ),
}
ROOF = 99
MOST = 16  # Python files in a folder: as many as one takes in at a glance
SOURCES = [
    path for part in ALLOWED for path in ([ROOT / part] if part.endswith(".py") else (ROOT / part).rglob("*.py"))
]


def name_of(path: Path) -> str:
    """The dotted name by which a file is imported."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in SOURCES}


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports anywhere in it; of a package, those of its files that are named."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = path.relative_to(ROOT).parts[: -node.level] if node.level else ()
            module = ".".join((*package, *filter(None, [node.module])))
            files = [f"{module}.{alias.name}" for alias in node.names]
            yield from (file if file in MODULES else module for file in files)


def place(module: str) -> tuple[str, str, int]:
    """The half, the room or single file in it, and its floor."""
    half, _, inside = module.partition(".")
    room = inside.partition(".")[0]
    floors = FLOORS.get(half, ())
    return half, room, next((floor for floor, rooms in enumerate(floors) if room in rooms.split()), ROOF)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_run_one_way(path: Path) -> None:
    part = path.relative_to(ROOT).parts[0]
    packages = {module.partition(".")[0] for module in imported(path)}
    assert OURS & packages <= ALLOWED[part]
    of_the_page = part == "app.py" or path.is_relative_to(ROOT / "assistant" / "web")
    assert of_the_page or "gradio" not in packages


@pytest.mark.parametrize("module", [module for module in MODULES if place(module)[2] < ROOF])
def test_rooms_import_what_lies_below_them(module: str) -> None:
    half, room, floor = place(module)
    others = {other for other in imported(MODULES[module]) if place(other)[0] == half and place(other)[1] != room}
    assert [other for other in sorted(others) if place(other)[2] >= floor] == []


def test_every_floor_is_there() -> None:
    rooms = {f"{half}.{room}" for half, floors in FLOORS.items() for floor in floors for room in floor.split()}
    assert rooms <= set(MODULES)


def test_no_imports_run_in_a_circle() -> None:
    TopologicalSorter({module: set(imported(path)) for module, path in MODULES.items()}).prepare()  # or CycleError


def test_no_folder_holds_more_files_than_one_takes_in() -> None:
    held = Counter(path.parent.relative_to(ROOT) for path in [*SOURCES, *(ROOT / "tests").rglob("*.py")])
    assert [(str(folder), count) for folder, count in held.items() if count > MOST] == []


def test_the_tests_mirror_the_rooms() -> None:
    folders = {path.parent for half in ("index", "assistant", "eval") for path in (ROOT / "tests" / half).rglob("*.py")}
    assert [str(folder) for folder in folders if not (ROOT / folder.relative_to(ROOT / "tests")).is_dir()] == []


def test_embedding_is_imported_without_its_heavy_libraries() -> None:
    code = (
        "import index.embedding.load, sys; print(*{'torch', 'sentence_transformers', 'onnxruntime'} & set(sys.modules))"
    )
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
from index.embedding.default_model import ensure_default_model
ensure_default_model()
build([Path({str(report)!r})], Path({str(index)!r}), progress=False)
assert main(["ask", "新增了多少养老床位？", "--index", {str(index)!r}]) == 0
print(sorted({heavy} & set(sys.modules)))
"""
    # As a user has it who has set nothing but where the model lies.
    settings = {name for name in os.environ if name.startswith("YOUJU_")} - {"YOUJU_MODEL_DIR", "YOUJU_READER_DIR"}
    environment = {name: value for name, value in os.environ.items() if name not in settings}
    environment["YOUJU_DATA"] = str(tmp_path)
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    answer, imported_heavy = done.stdout.strip().rsplit("\n", 1)
    assert "1200张" in answer.replace("*", "")
    assert imported_heavy == "[]"
