# Everything runs from this folder with the locked dependencies; the project itself is not installed.
PYTHON ?= python3
UV ?= uv
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.locked
ORACLES := .oracles
ROOMS := config desk events imports ledger oms_client oms_sandbox orderlane sources storefronts tasks webhooks worker

# For every system and every Python from 3.11 on, with the hashes of all files a version has.
LOCK := pyproject.toml --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock"

EXTRAS := --extra embedded --extra azure --extra sqs --extra telemetry

.DEFAULT_GOAL := help
.PHONY: help run test test-long lint format bench bench-desk chaos fuzz simulate model mutants oracles screenshots lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(READY) ## start Redis, the OMS sandbox, receiver, worker, Flower and the desk, and show a tour (ONCE=1: then end)
	$(RUN) -m orderlane up

test: $(READY) $(ORACLES) ## run all tests (ARGS="tests/unit -x" for some)
	$(RUN) -m pytest -n 2 --dist loadscope $(ARGS)

test-long: $(READY) ## run what takes long: a million rows checked, 20,000 imported through kills, every call asked often (SEED=1 CALLS=50)
	$(RUN) -m tests.bench.imports --orders 1000000
	$(RUN) -m tests.bench.imports --orders 1000000 --target kibo
	$(RUN) -m tests.long.imports --orders 20000 --kills 3 --seed $(or $(SEED),1)
	ORDERLANE_CALLS=$(or $(CALLS),50) $(RUN) -m pytest -v --timeout 0 --durations 3 -k schemathesis tests/contract

lint: $(READY) ## check style, types and who imports whom
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports

format: $(READY) ## put the code into its form
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

bench: $(READY) ## measure what the receiver's door can take
	$(RUN) -m tests.bench.door

bench-desk: $(READY) ## measure looks and pages with a million events in the ledger
	$(RUN) -m tests.bench.look
	$(RUN) -m tests.bench.desk

chaos: $(READY) ## attack the whole house (SECONDS=600 SEED=1, ARGS="--stock 120" beside stock Celery)
	$(RUN) -m tests.chaos --seconds $(or $(SECONDS),600) --seed $(or $(SEED),1) $(ARGS)

fuzz: $(READY) ## fire at the door of every dialect, and at its queues (SECONDS=300 SEED=1)
	$(RUN) -m tests.fuzz --seconds $(or $(SECONDS),300) --seed $(or $(SEED),1) $(ARGS)

simulate: $(READY) ## play seeded days of faults in one thread (SEEDS=1000; ARGS="--keep FILE" to go on later, ARGS=--crashes for a death at each point)
	$(RUN) -m tests.simulation --seeds $(or $(SEEDS),1000) $(ARGS)

mutants: $(READY) ## take out guard after guard, and show what catches each
	$(RUN) -m tests.mutants $(ARGS)

model: $(READY) ## search every state of the protocol
	$(RUN) -m tests.model $(ARGS)

oracles: $(READY) $(ORACLES) ## show our seals to the senders' own libraries, and record what they took
	$(RUN) -m tests.oracles

screenshots: $(READY) ## take the pictures of docs/images from a running house (needs Chromium)
	$(RUN) -m tests.browser.screenshots

lock: ## renew the lock files from pyproject.toml (needs uv; ARGS=--upgrade for newer versions)
	$(UV) pip compile $(LOCK) $(EXTRAS) --output-file requirements.lock $(ARGS)
	$(UV) pip compile $(LOCK) $(EXTRAS) --extra dev --output-file requirements-dev.lock $(ARGS)

clean: ## remove the environment, the caches and the data of `make run`
	rm -rf $(VENV) $(ORACLES) tests/oracles/node_modules .orderlane .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find $(ROOMS) tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit("%s is Python %d.%d, orderlane needs 3.11 or later: make PYTHON=python3.13" % (("$(PYTHON)",) + sys.version_info[:2]) if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv --clear $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# The senders' own libraries are Node packages: without npm, or without its registry, recorded answers are taken.
$(ORACLES): tests/oracles/package-lock.json
	@if command -v npm >/dev/null; then cd tests/oracles && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --silent \
		|| echo "npm cannot install the oracles: recorded answers are taken"; \
	else echo "npm is not there: the oracles' recorded answers are taken"; fi
	@touch $@
