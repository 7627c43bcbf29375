# Two commands on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup dev run test bench drill years check audit lock bundle backup restore lighthouse pictures clean

setup: .venv/.runtime

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed / 需要 Python 3.11 或更新版本"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "The package python3-venv is missing: apt install python3-venv / 缺少 python3-venv，请先安装"; exit 1; }
	@echo "Making .venv … / 正在准备运行环境……"
	@$(PYTHON) -m venv .venv

# A wheelhouse beside the sources (make bundle) serves a machine without internet.
PIP := $(BIN)/pip install -qq --disable-pip-version-check --require-hashes \
	$(if $(wildcard wheelhouse),--no-index --find-links wheelhouse)

.venv/.runtime: requirements.lock | .venv/bin/python
	@echo "Installing the locked packages … / 正在安装锁定版本的软件包……"
	@$(PIP) -r requirements.lock
	@touch $@

dev: .venv/.dev

.venv/.dev: requirements-dev.lock .venv/.runtime
	@echo "Installing the test tools … / 正在安装测试工具……"
	@$(PIP) --no-compile -r requirements-dev.lock
	@touch $@

run: setup
	@exec $(BIN)/python -m dushi.serve

test: dev
	@exec $(BIN)/python tests/run.py

# NATION=<folder> takes the real lists; SCALE=0.01 tries a hundredth
bench: dev
	@exec $(BIN)/python -m bench

# Faults at full size; goes on where the last drill of this commit ended: make drill MINUTES=20
drill: dev
	@exec $(BIN)/python -m tests.chaos --minutes $(or $(MINUTES),600) $(if $(ROWS),--rows $(ROWS))

# Whole simulated years, each from a seed: make years YEARS=100 SEED=1 JOBS=2; MINUTES=30 begins none after half an hour
years: dev
	@exec $(BIN)/python -m tests.year --years $(or $(YEARS),1) --seed $(or $(SEED),1) --jobs $(or $(JOBS),1) --minutes $(or $(MINUTES),0)

# Would the tests notice? Goes on where it ended: make mutate ONLY=arithmetic
mutate: dev
	@exec $(BIN)/python -m tools.mutate $(ONLY)

check: dev
	@exec bash .ci/check

# REFRESH=1 (with internet) keeps what OSV says today in tools/advisories.json, for machines without internet
audit: dev
	@exec $(BIN)/python -m tools.audit $(if $(REFRESH),--refresh)

lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		requirements.in -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		requirements-dev.in -o requirements-dev.lock

# BACKUP=<file or folder>; without it into var/backups
backup: setup
	@PRODUCTION=$${PRODUCTION-0} $(BIN)/python manage.py backup $(BACKUP)

# BACKUP=<file>, and OVERWRITE=1 where there are data already (they are set aside, not deleted)
restore: setup
	@PRODUCTION=$${PRODUCTION-0} $(BIN)/python manage.py restore $(BACKUP) $(if $(OVERWRITE),--overwrite)

bundle: setup
	@exec $(BIN)/python -m tools.bundle

# A demo must be running: make run, then make lighthouse URL=http://localhost:8000 (Node.js 18 or newer)
lighthouse: dev
	@npm ci --silent --prefix tools
	@$(BIN)/python -m tools.lighthouse $(or $(URL),http://localhost:8000)

# A demo must be running: make run, then make pictures URL=http://localhost:8000 ONLY="office-grid office-state"
pictures: dev
	@$(BIN)/python -m tools.pictures $(or $(URL),http://localhost:8000) $(ONLY)

clean:
	rm -rf .venv dist staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
