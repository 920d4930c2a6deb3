# All set-up and every check of kiennghi. Needs GNU make and Python 3.11 with venv; see `make help`.
# A stamp inside .venv is newer than the lock file it was made from, so set-up runs only when a
# lock changes.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV ?= uv
DEMO_DATA ?= demo-data
PYTEST_ARGS ?=
BENCH_ARGS ?=
LOCK_ARGS ?=

BIN := .venv/bin
PACKAGES := domain workflows projections adapters
MADE_BY_DEMO := $(DEMO_DATA)/.made-by-make-demo
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--allow-unsafe --no-header --no-annotate --no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check faults bench lock catalogues regime-docs clean

help:  ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.project  ## Set up, then play one simulated month into demo-data/
	@if [ -e "$(DEMO_DATA)" ] && [ ! -e "$(MADE_BY_DEMO)" ]; then \
		echo "$(DEMO_DATA) exists and no finished 'make demo' made it: move or delete it," \
			"or choose another folder with 'make demo DEMO_DATA=folder'." >&2; exit 1; fi
	@rm -rf "$(DEMO_DATA)"
	@echo "The demo writes its data to $(DEMO_DATA)/ (made anew by every 'make demo')."
	@trap : INT; $(BIN)/kiennghi demo --data "$(DEMO_DATA)"; status=$$?; \
		if [ -d "$(DEMO_DATA)" ]; then touch "$(MADE_BY_DEMO)"; fi; exit $$status

test: check  ## Set up, then run every check

check: .venv/.dev .venv/.project  ## Lint, format, types, layers, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(PACKAGES) tests benchmarks
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest --numprocesses auto --dist loadfile $(PYTEST_ARGS)

faults: .venv/.dev .venv/.project  ## The long fault runs, of which the tests hold a short form
	$(BIN)/pytest tests/faults --full-faults $(PYTEST_ARGS)

bench: .venv/.dev .venv/.project  ## Measure, write docs/performance.md (BENCH_ARGS=pages: a part)
	$(BIN)/python -m benchmarks --write docs/performance.md $(BENCH_ARGS)

lock:  ## Resolve the lock files anew (needs uv; LOCK_ARGS=--upgrade for newer versions)
	$(UV) $(COMPILE) $(LOCK_ARGS) --group build --output-file requirements.lock
	$(UV) $(COMPILE) $(LOCK_ARGS) --group dev --constraints requirements.lock \
		--output-file requirements-dev.lock

catalogues: .venv/.dev  ## Compile the translations
	$(BIN)/pybabel compile --directory adapters/locales --domain kiennghi

regime-docs: .venv/.dev .venv/.project  ## Write docs/regimes.md from the rules and the regimes
	$(BIN)/python -m adapters.regime_docs docs/regimes.md

clean:  ## Remove everything that make made, the demo's data included
	@if [ -e "$(MADE_BY_DEMO)" ]; then rm -rf "$(DEMO_DATA)"; fi
	rm -rf .venv build dist kiennghi.egg-info \
		.pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.created:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c \
		'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || { \
		echo "kiennghi needs Python 3.11 ('$(PYTHON)' is not it):" \
			"install it, or name it with 'make PYTHON=/path/to/python3.11'." >&2; exit 1; }
	@echo "Creating .venv"
	@"$(PYTHON)" -m venv --clear .venv
	@touch $@

# --only-binary: nothing is built from downloaded source, so every byte installed is a hashed one.
.venv/.runtime: requirements.lock | .venv/.created
	@echo "Installing requirements.lock"
	@$(PIP_INSTALL) --require-hashes --only-binary :all: -r requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock | .venv/.runtime
	@echo "Installing requirements-dev.lock"
	@$(PIP_INSTALL) --require-hashes --only-binary :all: -r requirements-dev.lock
	@touch $@

.venv/.project: pyproject.toml .venv/.runtime
	@$(PIP_INSTALL) --no-index --no-deps --no-build-isolation --editable .
	@touch $@
