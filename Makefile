# `make run` opens the app, `make test` runs the tests; both set up .venv first when it is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
BESIDE := --numprocesses auto --maxprocesses 4 --dist loadgroup --no-loadscope-reorder
HEAVY := browser or slow

.PHONY: run test test-fast check lint architecture screenshots tables wheel try-package clean

run: $(VENV)/.app
	$(BIN)/streamlit run streamlit_app.py

# those with a browser, and trainings of minutes, come after the others: two at a time, the trainings first
test: test-fast
	$(PYTEST) --numprocesses 2 --dist loadgroup --no-loadscope-reorder -m "$(HEAVY)"

test-fast: $(VENV)/.dev
	$(PYTEST) $(BESIDE) -m "not ($(HEAVY))"

check: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/mypy
	$(MAKE) test

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32

architecture: $(VENV)/.dev
	$(BIN)/python -m tests.architecture

screenshots: $(VENV)/.dev
	$(BIN)/python -m tests.browser.screenshots docs/screenshots

tables: $(VENV)/.dev
	$(BIN)/python -m pytest tests/media tests/text tests/analysis/test_latent_files.py --write-tables

$(VENV)/.app: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: requirements.txt requirements-lab.txt requirements-dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/.app

wheel: $(VENV)/.dev
	$(BIN)/python -m build --outdir dist

# installs the wheel into an empty environment and uses it there; minutes
try-package: $(VENV)/.dev
	$(BIN)/python -m tests.try_package

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache
