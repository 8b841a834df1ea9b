# Everything a user or a machine runs. `make demo` and `make test` need Python 3.11+ and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# Tests start dozens of processes; each would compile every source anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo run test check bench lock clean tools

help: ## What there is to run
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

$(READY): requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up a locked environment in $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements-dev.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY) ## The main job over real sockets, with what it issued in out/
	@$(BIN)/python -m simulators.demo

run: $(READY) ## The same house, left standing; Ctrl-C stops it
	@$(BIN)/peyvand up --data-dir data --contracts 10000

tools: $(READY) ## The system tools that some tests judge with (Debian, as root)
	@sh tests/tools.sh

test: tools ## All tests
	@$(BIN)/python -m pytest -q -n auto

check: $(READY) ## Format, lint, types, import contracts, unit tests (properties with 15 examples; `make test`: 100)
	@$(BIN)/ruff format --check --quiet . || { echo "run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache | tail -n 3
	@$(BIN)/deptry --no-ansi .
	@$(BIN)/python -m pytest -q -n auto --hypothesis-profile=quick tests/unit tests/architecture

bench: $(READY) ## The figures, side by side with their peers
	@$(BIN)/python -m benchmarks

lock: ## Renew the locks
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements-dev.lock
	@grep -A30 '^uv==' requirements-dev.lock | awk 'NR==1 || /^    --hash/ {print; next} {exit}' > requirements-uv.lock

clean: ## Remove what was built and issued
	@rm -rf $(VENV) out data .mypy_cache .ruff_cache .pytest_cache .hypothesis
