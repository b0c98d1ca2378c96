# Everything a person does with a checkout. The README gives the same without make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test kill bench screenshots reading-table outside fresh claims lint clean

run: $(VENV)/.ready
	$(BIN)/mbb serve

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.test-ready: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@

# Each stage prints what it took; `.ci/stage --report` adds them up at the end.
test: $(VENV)/.test-ready
	@.ci/stage --begin
	@.ci/stage browser .ci/browser
	@.ci/stage lint $(BIN)/ruff check .
	@.ci/stage format $(BIN)/ruff format --check .
	@.ci/stage types $(BIN)/mypy
	@.ci/stage tests $(BIN)/python -m pytest -q -m "not browser" --durations=10
	@.ci/stage pages $(BIN)/python -m pytest -q -m browser tests/web
	@.ci/stage --report

lint: $(VENV)/.test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.bench-ready: $(VENV)/.test-ready
	$(BIN)/python -m pip install --quiet --editable '.[test,bench]'
	touch $@

# Needs the folder of real records beside the checkout (or KB_SHARED).
bench: $(VENV)/.bench-ready
	$(BIN)/python -m tests.bench

# A refresh killed at thirty seeded moments, each run again; the tests take four.
kill: $(VENV)/.test-ready
	MBB_KILL_POINTS=30 $(BIN)/python -m pytest -q tests/ingest/test_kill.py

screenshots: $(VENV)/.test-ready
	$(BIN)/python -m tests.web.screenshots

# How well this release reads: the figures that ship with it, and the table in docs/reading.md.
reading-table: $(VENV)/.test-ready
	$(BIN)/python -m tests.reading_table

# docs/claims.md: the claims on trial over the starter set.
claims: $(VENV)/.ready
	home=$$(mktemp -d) && KB_HOME=$$home $(BIN)/mbb starter --quiet && \
	KB_HOME=$$home $(BIN)/mbb claims --output docs/claims.md; rm -rf "$$home"
# The same on other people's gold sets; needs the folder of real records.
outside: $(VENV)/.test-ready
	$(BIN)/python -m tests.outside

# The same on texts annotated after the rules were written; needs the folder of real records.
fresh: $(VENV)/.test-ready
	$(BIN)/python -m tests.fresh_reading

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
