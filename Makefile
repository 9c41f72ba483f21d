# setup: .venv and the model · run: the page · test · test-ui · test-faults · check · index · eval · eval-mutants · bench ·
# soak · milvus, rivals, training: what these need · lock: the locks again, after a change of pyproject.toml · map: docs/map.md again,
# after a change of files · picture: docs/page.png again, after a change of the page
# What was done is remembered by the files that it made: a second run costs nothing.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3)
REPORTS ?= reports
INDEX ?= .index
BIN := .venv/bin
MODEL := $(or $(YOUJU_MODEL_DIR),.model/e5-small)
READER := $(or $(YOUJU_READER_DIR),.model/reader)
# All that a lock names and nothing else; other bytes are refused.
INSTALL := $(BIN)/pip --disable-pip-version-check install --no-deps --require-hashes
# Of pip's many lines: what is being fetched, and what went wrong.
PROGRESS := { grep -E --line-buffered '^ *(Downloading|Building|Successfully built|ERROR|error)' || true; }

.PHONY: setup dev run test test-ui check index eval eval-mutants bench soak test-faults milvus rivals training lock map picture

setup: $(MODEL)/model.json $(READER)/reader.json

run: index
	@exec $(BIN)/python app.py --index $(INDEX) --reports $(REPORTS)

# In two halves at the same time, one a core; what the other half says comes last.
test: setup dev
	@said=$$(mktemp)
	$(BIN)/python -m pytest tests/index tests/eval > "$$said" 2>&1 & half=$$!
	$(BIN)/python -m pytest --ignore tests/index --ignore tests/eval && failed=0 || failed=$$?
	wait $$half || failed=$$?
	cat "$$said"
	rm "$$said"
	exit $$failed

test-ui: setup dev
	@$(BIN)/python -m pytest tests/ui

check: dev
	@$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

index: setup
	@$(BIN)/python -m index build $(REPORTS) --out $(INDEX) --prune

# The gate, over an index of its own: .index may hold other reports. The page of the run is in eval/runs/.
eval: setup
	@$(BIN)/python -m index build reports eval/series --out .index-eval --prune
	$(BIN)/python -m eval check-set eval/gate.jsonl --reports reports eval/series
	$(BIN)/python -m eval run --questions eval/gate.jsonl --index .index-eval --baseline eval/baseline.json \
		--out eval/runs/$$(date +%Y-%m-%d-%H%M%S)

# The gate's own test: red for each way in which the system is broken on purpose.
eval-mutants: setup
	@$(BIN)/python -m eval.mutants

bench: setup
	@$(BIN)/python -m eval.bench

# Twenty simulated users at the page for half an hour: red on an error and where memory grows.
soak: setup dev
	@$(BIN)/python -m tests.soak $(MINUTES) $(USERS)

# kill -9, full and read-only disks, broken and hostile files. YOUJU_KILLS and YOUJU_SEED set how many kills, and when.
test-faults: setup dev
	@$(BIN)/python -m pytest tests/faults

map: dev
	@$(BIN)/python -m docs.map

picture: setup dev
	@$(BIN)/python -m docs.picture

dev: .venv/.dev

milvus: .venv/.milvus

rivals: .venv/.bench

training: .venv/.training

lock:
	@tools=$$(mktemp -d)
	trap 'rm -rf "$$tools"' EXIT
	$(PYTHON) -m venv "$$tools"
	"$$tools/bin/pip" --disable-pip-version-check install --quiet uv==0.13.9 packaging==26.3
	PATH="$$tools/bin:$$PATH" python .ci/lock.py

$(MODEL)/model.json: .venv/.installed $(wildcard index/embedding/default_*.py index/embedding/e5*.py)
	@echo "生成默认向量模型（约半分钟）……"
	$(BIN)/python -m index.embedding.default_model
	touch $@

$(READER)/reader.json: .venv/.installed $(wildcard assistant/reader/*.py assistant/reader/data/*)
	@echo "生成阅读模型（约 20 秒）……"
	$(BIN)/python -m assistant.reader.make
	touch $@

.venv/.installed: requirements.lock requirements.torch.lock requirements.torch-cpu.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新的版本" >&2; exit 1; }
	[ -x $(BIN)/pip ] || $(PYTHON) -m venv --clear .venv || {
		rm -rf .venv
		echo "建不了虚拟环境：在 Debian/Ubuntu 上请先运行 sudo apt install python3-venv，再重试" >&2
		exit 1
	}
	echo "安装依赖（约 2 GB，几分钟）……"
	# Of torch the small build where the index has it. What it says where it has not would look like a failure.
	$(INSTALL) -r requirements.torch-cpu.lock 2> /dev/null | $(PROGRESS) || {
		echo "装不了 torch 的 CPU 版（索引里没有，或哈希值不符），改装通用版……"
		$(INSTALL) -r requirements.torch.lock | $(PROGRESS)
	}
	$(INSTALL) -r requirements.lock | $(PROGRESS)
	touch $@

.venv/.dev .venv/.milvus .venv/.bench .venv/.training: .venv/.%: requirements.%.lock .venv/.installed
	@echo "安装 $< 所列的包……"
	$(INSTALL) -r $< | $(PROGRESS)
	touch $@
