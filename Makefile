# Everything one does with the house. `make` alone lists it.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
export PORT ?= 8000
N ?= 10000
# Some machines forbid Python to keep what it has compiled: then each of the many processes here would compile it anew.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
# Two at once, each with whole files. In their own order: few tests in a file may well be the longest ones, and would come last.
TOGETHER := -n 2 --dist loadfile --no-loadscope-reorder
STATIC := $(shell find static/src static/styles static/icons -type f 2>/dev/null)
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/django.po)

ifdef JSON # nothing else on standard output
MAKEFLAGS += --silent
endif

.DEFAULT_GOAL := help
.PHONY: help run dev test lint types test-sqlite test-postgres test-scripts test-browser messages bench bench-all bench-pages bench-desk bench-desk-sqlite bench-desk-postgres lock format clean
.DELETE_ON_ERROR:

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: build/.collected build/.compiled ## serve everything on http://127.0.0.1:$PORT/ (8000), as production would
	@$(BIN)/python tools/prepare.py
	@exec $(BIN)/gunicorn atlas.wsgi

dev: build/.compiled node_modules/.installed ## the same with autoreload and readable scripts
	@$(BIN)/python tools/prepare.py
	@rm -f build/.bundled build/.collected # the watcher's files are not the ones to serve
	@trap 'kill 0' EXIT INT TERM; \
	tools/node node tools/bundle.mjs --watch & \
	DEBUG=1 $(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: lint types test-sqlite test-postgres test-scripts test-browser ## everything that can be checked

lint: .venv/.test node_modules/.installed ## style, templates, scripts, import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint templates --quiet --lint
	tools/node node_modules/.bin/biome check --error-on-warnings

types: .venv/.test ## Python's types
	$(BIN)/mypy

test-sqlite: .venv/.test build/.bundled build/.compiled ## Python's tests on SQLite
	env -u DATABASE_URL $(BIN)/pytest -m "not browser" $(TOGETHER)

test-postgres: .venv/.test build/.bundled build/.compiled ## the same on a PostgreSQL of their own
	$(BIN)/python tools/postgres.py $(BIN)/pytest -m "not browser" $(TOGETHER)

test-scripts: node_modules/.installed ## the scripts' tests
	tools/node node --test tests/scripts/*.test.js

test-browser: .venv/.test build/.collected build/.compiled ## the whole product in Chromium
	tools/chromium
	env -u DATABASE_URL $(BIN)/pytest -m browser $(TOGETHER) tests/browser

messages: .venv/.run ## collect the texts to translate, compile the translations
	$(BIN)/python tools/messages.py

bench: .venv/.test .venv/.bench build/.collected build/.compiled ## measure with a synthetic register of N=10000 places; JSON=1
	@tools/chromium >&2
	@$(BIN)/python -m tools.bench $(N) $(if $(JSON),--json)

bench-all: ## measure with 1,000, 10,000 and 100,000 places, and compare them
	@$(MAKE) --no-print-directory bench N="1000 10000 100000"

bench-pages: .venv/.test .venv/.bench build/.collected build/.compiled ## how long each kind of page takes, on the real register
	@$(BIN)/python -m tools.bench.pages

bench-desk: bench-desk-sqlite bench-desk-postgres ## how long the desk's lists and forms take on both databases, with 20,000 places; TABLES="…" only

bench-desk-sqlite: .venv/.test .venv/.bench build/.collected build/.compiled ## the same on SQLite alone
	@$(BIN)/python -m tools.bench.desk $(TABLES)

bench-desk-postgres: .venv/.test .venv/.bench build/.collected build/.compiled ## the same on a PostgreSQL of its own alone
	@$(BIN)/python tools/postgres.py $(BIN)/python -m tools.bench.desk --postgres $(TABLES)

format: .venv/.test node_modules/.installed ## let the formatters have their way
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	tools/node node_modules/.bin/biome check --write

lock: .venv/.run ## renew the locks in requirements/ and package-lock.json
	$(BIN)/pip install --quiet --upgrade uv
	cd requirements && for name in run test node bench; do \
	  ../$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header $$name.in -o $$name.txt; done
	tools/node npm update --package-lock-only

clean: ## remove what was built; the database and the sign-in in local/ stay
	rm -rf build .venv node_modules

# --- What the commands above stand on; each file is made again when what it is made from changes ---

.venv/bin/python:
	@tools/venv $(PYTHON)

.venv/.run: requirements/run.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/.test: requirements/test.txt .venv/.run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/.bench: requirements/bench.txt .venv/.run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

node_modules/.installed: package-lock.json .npmrc | .venv/bin/python
	tools/node npm ci --ignore-scripts
	@touch $@

build/.bundled: tools/bundle.mjs tools/shapes.mjs node_modules/.installed $(STATIC)
	tools/node node $<
	@touch $@

build/.collected: build/.bundled .venv/.run
	$(BIN)/python manage.py collectstatic --noinput --clear --verbosity 0 --ignore redoc --ignore rest_framework
	@touch $@

build/.compiled: $(CATALOGUES) tools/messages.py .venv/.run
	@mkdir -p build
	$(BIN)/python tools/messages.py --compile
	@touch $@
