# `make demo` and `make test` need only python3 (3.11 or newer) with its venv module; they install the rest
# into .venv, and again only when pyproject.toml has changed.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check install
# What the demo needs, and what developers need on top of it.
RUN    := $(VENV)/.installed-run
DEV    := $(VENV)/.installed-dev
TESTS  ?= -n 2 --dist loadgroup
# Programs that tests run for real, by their names in Debian; a test says what it skips without them.
DEBIAN ?= postgresql openjdk-17-jdk-headless coq ocaml-nox chromium nodejs node-typescript npm wrk \
  libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 poppler-utils

LMRULES   := $(BIN)/lmrules
RULEBOOK  := rules/nukleaermedisin.rules
APPROVALS := rules/eksempler/godkjenninger.csv

.DELETE_ON_ERROR:
.PHONY: help demo docs docs-serve studio screenshots node-packages system-packages test lint types layers test-lowest coverage mutants prove proof-vectors schemathesis load load-page release-check bench bench-quick bench-page soak fuzz audit-deps sbom wheel reference highlighting vscode new-check clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 14

# ---------------------------------------------------------------------------------------------- setting up

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found: install Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$$($(PYTHON) --version) is too old: lmrules needs Python 3.11 or newer." >&2; \
	  echo "Name a newer one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments here." >&2; \
	  echo "On Debian and Ubuntu, install the package python3-venv: apt install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(RUN): pyproject.toml | $(BIN)/python
	@echo "Installing lmrules into $(VENV) …"
	@$(PIP) --editable '.[all]'
	@touch $@

# pip reads dependency groups since 25.1; an environment is made with the pip that Python came with.
$(DEV): pyproject.toml $(RUN)
	@echo "Installing the development tools into $(VENV) …"
	@$(PIP) 'pip>=25.1'
	@$(PIP) --group dev
	@touch $@

# --------------------------------------------------------------------------------------------------- using

demo: $(RUN)  ## transfer invented doctors' approvals with the shipped rulebook, and explain decisions
	@printf '\n=== Er regelverket i orden? ===\n$$ lmrules check %s\n' $(RULEBOOK)
	@$(LMRULES) check $(RULEBOOK)
	@printf '\n=== Hva overføres, og hva må vurderes? LIS-001 ===\n$$ lmrules transfer %s %s --person LIS-001\n\n' $(RULEBOOK) $(APPROVALS)
	@$(LMRULES) transfer $(RULEBOOK) $(APPROVALS) --person LIS-001
	@for lis in LIS-005 LIS-015; do \
	  printf '\n=== Hva overføres? %s (det som må vurderes, er utelatt her) ===\n\n' $$lis; \
	  all=$$($(LMRULES) transfer $(RULEBOOK) $(APPROVALS) --person $$lis) || exit 1; \
	  printf '%s\n' "$$all" | sed '/^Må vurderes/,$$d'; \
	done
	@printf '=== Hvorfor overføres NUK-120 for LIS-001? ===\n$$ lmrules why %s %s LIS-001 NUK-120\n\n' $(RULEBOOK) $(APPROVALS)
	@$(LMRULES) why $(RULEBOOK) $(APPROVALS) LIS-001 NUK-120
	@printf '\n=== Hvorfor må NUK-104 vurderes for LIS-002? ===\n$$ lmrules why %s %s LIS-002 NUK-104\n\n' $(RULEBOOK) $(APPROVALS)
	@$(LMRULES) why $(RULEBOOK) $(APPROVALS) LIS-002 NUK-104

# ---------------------------------------------------------------------------------- the page of `lmrules studio`

NODE := studio/node_modules/.package-lock.json

$(NODE): studio/package.json studio/package-lock.json
	cd studio && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

screenshots: $(DEV) studio  ## the pictures of the page in docs/images, taken anew
	$(BIN)/python tools/studio_screenshots.py

studio: $(NODE)  ## build the page of `lmrules studio` into lmrules/studio/static, which is committed
	cd studio && npm run --silent build

# ------------------------------------------------------------------------------------------- documentation

PLAYGROUND := playground/node_modules/.package-lock.json

$(PLAYGROUND): playground/package.json playground/package-lock.json
	@command -v npm >/dev/null || { echo "npm was not found: install Node.js (on Debian: apt install npm)." >&2; exit 1; }
	cd playground && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

docs: $(DEV) $(PLAYGROUND)  ## the documentation as a site that needs no network, with the playground: build/site
	@$(BIN)/python tools/site/build.py

docs-serve: docs  ## the same, served to this machine alone: http://127.0.0.1:8000
	@$(BIN)/python -m http.server 8000 --bind 127.0.0.1 --directory build/site

# ------------------------------------------------------------------------------------------------- testing

NODE_PACKAGES = $(NODE) $(PLAYGROUND) $(VSCODE)/node_modules/.installed

node-packages: system-packages  ## what tests take from npm, where npm is there
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(NODE_PACKAGES) || \
	  echo "npm could not install its packages: the tests that need them are skipped" >&2; fi

system-packages:  ## the programs in DEBIAN, where we are root on Debian; quietly nothing elsewhere
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  missing=$$(for p in $(DEBIAN); do \
	    dpkg -s "$$p" >/dev/null 2>&1 || command -v "$$p" >/dev/null || echo "$$p"; done); \
	  export DEBIAN_FRONTEND=noninteractive; get="apt-get install -qq --no-install-recommends"; \
	  [ -z "$$missing" ] || { apt-get update -qq && { $$get $$missing || \
	    for p in $$missing; do $$get "$$p"; done; }; } >/dev/null 2>&1 || true; \
	fi

test: system-packages node-packages lint types layers test-lowest  ## everything CI runs: style, types, layers, tests at both ends of the ranges
	$(BIN)/pytest $(TESTS)

lint: $(DEV)  ## style and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV)  ## mypy, strict
	$(BIN)/mypy

layers: $(DEV)  ## import-linter: who may import whom
	$(BIN)/lint-imports

# The lower end of every range in pyproject.toml, read from it, in an environment of its own.
LOWEST := .venv-lowest
LOWEST_TESTS ?= tests/test_api.py tests/test_cli_transfer.py tests/test_kernel_cover.py \
  tests/test_syntax_words.py tests/test_syntax_recovery.py tests/test_syntax_positions.py

$(LOWEST)/.installed: pyproject.toml
	@$(MAKE) --no-print-directory VENV=$(LOWEST) $(LOWEST)/bin/python
	@echo "Installing the lowest versions into $(LOWEST) …"
	@$(LOWEST)/bin/python -c 'import re, tomllib; \
	  project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	  wanted = project["dependencies"] + project["optional-dependencies"]["cli"]; \
	  print(*(f"{n}=={v}" for n, v in re.findall(r"([\w-]+)>=([\d.]+)", " ".join(wanted))), sep="\n")' \
	  > $(LOWEST)/lowest.txt
	@$(LOWEST)/bin/python -m pip --quiet --disable-pip-version-check install --editable . \
	  --requirement $(LOWEST)/lowest.txt hypothesis jsonschema pytest pytest-xdist
	@touch $@

test-lowest: $(LOWEST)/.installed  ## the core's tests again, with the lowest version of every dependency
	$(LOWEST)/bin/pytest $(TESTS) $(LOWEST_TESTS)

# Several times slower than `test`: not part of it.
coverage: $(DEV)  ## lines and branches per module; fails below 100 % in kernel and evaluator, 95 % elsewhere
	$(BIN)/pytest $(TESTS) --quiet --cov=lmrules --cov-branch --cov-report= --cov-report=json:coverage.json
	$(BIN)/python tools/coverage_check.py coverage.json

# mutmut writes its mutants at the first run; what the corpus notices at once, pytest need not run.
mutants: $(DEV)  ## mutation testing of the core: score per module, and the mutants that live
	$(PIP) 'mutmut>=3.8,<4'
	LMRULES_HYPOTHESIS=mutants $(BIN)/mutmut run lmrules.kernel.x_covers__mutmut_1
	$(BIN)/python tools/mutants.py quick
	LMRULES_HYPOTHESIS=mutants $(BIN)/mutmut run
	$(BIN)/python tools/mutants.py report

# lmrules against every independent judge; goes on from where the last run stopped (FIRST=0: from the start).
CASES ?= 100000
FIRST ?=

soak: $(DEV)  ## many generated cases through every judge: make soak CASES=5000
	$(BIN)/python tests/soak.py --cases $(CASES) $(if $(FIRST),--first $(FIRST))

prove: $(DEV)  ## check the Coq proofs (installs coq and ocaml where missing), and run lmrules against them
	@sh proofs/prove.sh $(BIN)/python

proof-vectors: prove  ## the same, and write the answers that the tests replay (proofs/vectors.jsonl)
	@$(BIN)/python tools/compare_with_coq.py --write build/proofs/oracle 1000 0

# Each target for SECONDS; what is found is written as crash-… or timeout-… in build/fuzz.
SECONDS ?= 60
FUZZED  ?= rules approvals_csv approvals_json approvals_jsonl approvals_any audit config \
  import_sssom import_fhir import_fhir_r4 import_skos import_case import_csv import_xlsx skeleton serve editing

$(VENV)/.installed-fuzz: pyproject.toml $(DEV)
	@$(PIP) --group fuzz
	@touch $@

fuzz: $(VENV)/.installed-fuzz  ## coverage-guided fuzzing of each reader: make fuzz SECONDS=600
	@mkdir -p build/fuzz
	@for target in $(FUZZED); do \
	  mkdir -p build/fuzz/$$target; \
	  $(BIN)/python fuzz/run.py $$target build/fuzz/$$target -artifact_prefix=build/fuzz/ \
	    -max_total_time=$(SECONDS) -timeout=60 -rss_limit_mb=4000 -print_final_stats=1 || exit 1; \
	done

schemathesis: $(DEV)  ## try our HTTP server by its own OpenAPI page, on loopback: make schemathesis SECONDS=300
	$(BIN)/python tools/try_http.py $(SECONDS)

load: system-packages $(DEV)  ## how many transfers a second our HTTP server answers, on loopback (needs wrk)
	$(BIN)/python -m bench.load

load-page: system-packages $(DEV)  ## the same, written to docs/reference/http-load.md
	$(BIN)/python -m bench.load --page

$(VENV)/.installed-supply: pyproject.toml $(RUN)
	@$(PIP) 'pip>=25.1' && $(PIP) --group supply
	@touch $@

audit-deps: $(VENV)/.installed-supply  ## known vulnerabilities in what lmrules needs at run time (wants the net)
	@$(BIN)/python tools/audit_deps.py

sbom: $(VENV)/.installed-supply  ## what lmrules needs at run time, as CycloneDX JSON: build/lmrules.cdx.json
	@mkdir -p build
	@$(PYTHON) -m venv build/sbom-env
	@build/sbom-env/bin/python -m pip --quiet --disable-pip-version-check install '.[all]'
	@$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --of JSON \
	  -o build/lmrules.cdx.json build/sbom-env/bin/python
	@rm -rf build/sbom-env
	@echo "build/lmrules.cdx.json"

$(VENV)/.installed-release: pyproject.toml $(DEV)
	@$(PIP) --group release
	@touch $@

PYTHONS ?=

release-check: $(VENV)/.installed-release  ## wheel and sdist: built, looked over, installed and used on every Python found
	$(BIN)/python tools/release_check.py $(PYTHONS)

wheel: $(DEV)  ## the wheel, the same bytes wherever and whenever it is built: dist/
	$(BIN)/python -m build --wheel --no-isolation

# What lmrules is measured beside has an environment of its own; what cannot be had is left out, and the
# tables say so.
BENCH := .venv-bench

$(BENCH)/.installed: pyproject.toml
	@$(MAKE) --no-print-directory VENV=$(BENCH) $(BENCH)/.installed-run
	@echo "Installing what lmrules is measured beside into $(BENCH) …"
	@$(BENCH)/bin/python -m pip --quiet --disable-pip-version-check install 'pip>=25.1'
	@$(BENCH)/bin/python -m pip --quiet --disable-pip-version-check install --group bench || \
	  for peer in $$($(BENCH)/bin/python -c 'import tomllib; \
	    print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["bench"])'); do \
	    $(BENCH)/bin/python -m pip --quiet --disable-pip-version-check install "$$peer" || echo "left out: $$peer"; \
	  done
	@touch $@

bench: $(BENCH)/.installed  ## how fast it is, beside other engines (about 35 minutes)
	$(BENCH)/bin/python -m bench.core
	$(BENCH)/bin/python -m bench.editor
	$(BENCH)/bin/python -m bench.run

bench-quick: $(BENCH)/.installed  ## the same with fewer persons and rules
	$(BENCH)/bin/python -m bench.run --quick

bench-page: $(BENCH)/.installed  ## the same, written to docs/reference/benchmarks.md
	$(BENCH)/bin/python -m bench.run --page

reference: $(DEV)  ## the generated pages: the rulebook's, the diagnostics' index, grammar, Python, schemas, pictures
	$(BIN)/python -m lmrules.cli._reference $(RULEBOOK) > docs/reference/nukleaermedisin.md.new
	mv docs/reference/nukleaermedisin.md.new docs/reference/nukleaermedisin.md
	$(BIN)/python tools/diagnostics_index.py
	$(BIN)/python tools/site/generated.py
	$(BIN)/python -m lmrules.serve.openapi > docs/reference/openapi.json.new
	mv docs/reference/openapi.json.new docs/reference/openapi.json

highlighting: $(DEV)  ## the generated words and patterns that editors and Pygments colour rule files by
	$(BIN)/python tools/highlighting.py

VSCODE := editors/vscode

$(VSCODE)/node_modules/.installed: $(VSCODE)/package.json $(VSCODE)/package-lock.json
	@command -v npm >/dev/null || { echo "npm was not found: install Node.js 20 or newer." >&2; exit 1; }
	cd $(VSCODE) && npm ci --ignore-scripts --silent
	@touch $@

vscode: $(VSCODE)/node_modules/.installed  ## the extension for VS Code: editors/vscode/dist/lmrules.vsix
	cp LICENSE $(VSCODE)/LICENSE.txt
	cd $(VSCODE) && npm run --silent build && npm run --silent package

new-check: $(DEV)  ## a new check with its page and its test: make new-check NAME=unused-level
	@test -n '$(NAME)' || { echo 'Say what it is called: make new-check NAME=unused-level' >&2; exit 1; }
	@$(BIN)/python tools/new_check.py '$(NAME)'

clean:  ## remove what make and the tools have made, the environments included
	rm -rf .venv $(LOWEST) build dist mutants htmlcov .coverage coverage.json .grimp_cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .soak $(BENCH) studio/node_modules playground/node_modules $(VSCODE)/node_modules $(VSCODE)/dist $(VSCODE)/LICENSE.txt
