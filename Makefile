# Two commands on a fresh machine: `make run` and `make test`. Needed: Python 3.11 to 3.13.

PYTHON ?= python3
ARGS ?=
PY := .venv/bin/python
MANAGE := $(PY) manage.py

.DEFAULT_GOAL := help
.PHONY: help prepare run stop test lint check fmt bench doctor shell messages lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  (PORT=8001 make run; make test ARGS='tests/pms -x'; PYTHON=python3.12 for another Python)"

prepare:
	@command -v $(PYTHON) >/dev/null || { \
		echo "hotel-agent: $(PYTHON) is not installed: Python 3.11, 3.12 or 3.13 is needed" >&2; exit 1; }
	@$(PYTHON) hotel_agent/bootstrap.py

run: prepare  ## start everything on http://127.0.0.1:8000/ until Ctrl-C
	@exec $(PY) -m hotel_agent.run

stop:  ## stop what `make run` started, also after it was killed
	@if [ -x $(PY) ]; then exec $(PY) -m hotel_agent.run stop; else echo "nothing was running"; fi

test: prepare  ## the whole test suite with its coverage; ARGS='tests/pms -x' for a part
	@$(PY) -m pytest -n 2 --dist worksteal $(if $(ARGS),$(ARGS),--cov --cov-report=term:skip-covered)

lint: prepare  ## style, types, layers, migrations and deployment settings
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@$(MANAGE) makemigrations --check --dry-run
	@$(MANAGE) check
	@ENVIRONMENT=production DEBUG=false SIMULATOR_ENABLED=false \
		SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))')" \
		CREDENTIALS_KEYS="$$($(PY) -c \
			'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')" \
		ALLOWED_HOSTS=hotel.example.com CSRF_TRUSTED_ORIGINS=https://hotel.example.com \
		DATABASE_URL=postgresql://hotel:secret@db.example.com:5432/hotel \
		REDIS_URL=redis://cache.example.com:6379/0 \
		$(MANAGE) check --deploy --fail-level WARNING

check: lint test  ## lint and test: what CI runs

fmt: prepare  ## put the code in shape
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

bench: prepare  ## measure it (ARGS are passed on)
	@$(PY) -m hotel_agent.bench $(ARGS)

doctor: prepare  ## what is configured, reachable and healthy
	@$(MANAGE) doctor $(ARGS)

shell: prepare  ## a Python shell with the models
	@$(MANAGE) shell

messages: prepare  ## compile locale/*.po (also part of every target that needs it)

lock: prepare  ## pin requirements/*.in with hashes
	@for name in base dev; do \
		$(PY) -m uv pip compile requirements/$$name.in --output-file requirements/$$name.txt \
			--universal --python-version 3.11 --generate-hashes \
			--no-header --no-emit-index-url --no-annotate --quiet || exit 1; \
	done

clean: stop  ## stop, then delete .venv, var (with the local database) and caches
	@rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
