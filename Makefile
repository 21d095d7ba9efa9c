# Two commands matter: `make demo` and `make test`. Each sets up what it needs, may be run again, and is quick then.
# scripts/set_up.py says what is installed; requirements*.lock and package-lock.json say which versions, with their hashes.

SHELL := /bin/sh
BIN := .venv/bin
SET_UP := sh scripts/set-up
COMPILE := .uv/bin/uv pip compile -q --python-version 3.11 --universal --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header

.PHONY: help setup demo test check bench lock format clean clean-all
.NOTPARALLEL:

help:
	@echo 'make demo       a worked example of seven partners with its page, and a made-up place, run and published'
	@echo 'make test       all tests'
	@echo 'make check      format, lint, types, rules of the house, docs in step with the code'
	@echo 'make setup      only the set-up: leaves $(BIN)/goodplace'
	@echo 'make bench      the claims of speed, measured'
	@echo 'make format     put the code into its written form'
	@echo 'make lock       choose package versions anew, and pin them'
	@echo 'make clean      take away what runs and tools made; clean-all: the set-up too'

setup:
	@$(SET_UP) demo

demo: setup
	$(BIN)/goodplace quick examples/seven-partners.xlsx --out demo/seven-partners
	$(BIN)/goodplace demo --out demo/made-up --partners 7 --options 10 --people 50000
	@echo
	@echo 'One workbook in, one page out:  demo/seven-partners/index.html'
	@echo 'A made-up place, published:     demo/made-up/public/index.html'
	@echo 'The same, served with sign-in:  $(BIN)/goodplace member add demo/made-up/place me --role analyst'
	@echo '                                $(BIN)/goodplace serve demo/made-up/place'

# What to run can be narrowed: make test ARGS="tests/agree -k nucleolus"
test:
	@$(SET_UP) test
	$(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

check:
	@$(SET_UP) check
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -q tests/house
	@if [ -e scripts/docs_reference.py ]; then $(BIN)/python scripts/docs_reference.py --check; fi

bench:
	@$(SET_UP) bench
	@set -e; for claim in benchmarks/[!_]*.py; do [ -e "$$claim" ] || continue; echo "== $$claim"; $(BIN)/python "$$claim"; done

format:
	@$(SET_UP) check
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

lock:
	@$(SET_UP) check
	$(COMPILE) pyproject.toml --group dev --group bench -o requirements-dev.lock
	$(COMPILE) pyproject.toml -c requirements-dev.lock -o requirements.lock
	$(COMPILE) --group pyproject.toml:uv -o requirements-uv.lock
	$(COMPILE) --group pyproject.toml:build -o requirements-build.lock

clean:
	rm -rf demo runs dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src scripts tests -name __pycache__ -prune -exec rm -rf {} +

clean-all: clean
	rm -rf .venv .uv node_modules src/goodplace/pages/static/govuk-frontend.css
