# Everything runs in .venv, which the first target that needs it makes. `make help` lists the targets.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
GENERATED := docs/rules docs/pictures schemas finops_gate/catalog/data finops_gate/detect/index

.PHONY: help env demo test properties test-services check static site fresh gen page goldens lock coverage bench bench-rivals fuzz mutants new refresh clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1	/' | while IFS='	' read -r name text; do printf '  make %-15s %s\n' "$$name" "$$text"; done

$(READY): requirements/dev.txt pyproject.toml scripts/env.sh
	@sh scripts/env.sh $(VENV)
	@touch $@

env: $(READY) ## make the environment: locked requirements and the project
	@:

demo: $(READY) ## show the gate's verdict on the example pull request
	@$(BIN)/python examples/helpdesk-bot/demo.py

test: $(READY) ## run every test (ARGS="-k prices" narrows it down)
	@$(BIN)/pytest $(ARGS)

properties: $(READY) ## try 10,000 cases of each property of approvals, waivers and policy (ARGS=tests/policy for others)
	@$(BIN)/pytest --hypothesis-profile=thorough $(or $(ARGS),tests/verdict)

test-services: $(READY) ## run the tests of engines: PostgreSQL, Spark, Polars, ClickHouse; starts and stops what they need
	@sh scripts/services.sh $(VENV) $(ARGS)

check: static test ## everything that CI asks for

static: $(READY) ## format, lint, types, import contracts, workflows, generated files
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/ruff check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports >$(VENV)/.contracts 2>&1 || { cat $(VENV)/.contracts; exit 1; }
	@$(MAKE) lint-workflows
	@sh scripts/page.sh --check
	@$(MAKE) fresh
	@$(MAKE) site

site: $(READY) ## build the documentation as a site; a link that leads nowhere fails it
	@$(BIN)/mkdocs build --quiet

lint-workflows: $(READY) ## check workflows, the Action, the examples and shell scripts (needs npm)
	@sh scripts/lint_workflows.sh $(VENV)

fresh: gen
	@git diff --exit-code --stat -- $(GENERATED) || { echo 'Generated files are stale: make gen, read the difference, commit it.'; exit 1; }
	@new=$$(git ls-files --others --exclude-standard -- $(GENERATED)); test -z "$$new" || { echo "Generated and not committed: $$new"; exit 1; }

gen: $(READY) ## write the compiled catalog, the schemas, the rule pages, the index of the shelves and the pictures anew
	@$(BIN)/python -m scripts.compile_catalog
	@$(BIN)/python -m scripts.generate_schemas
	@$(BIN)/python -m scripts.generate_rule_pages
	@$(BIN)/python -m scripts.generate_index
	@$(BIN)/python -m scripts.generate_pictures

page: ## build the program of the HTML page anew (needs npm)
	@sh scripts/page.sh

goldens: $(READY) ## rewrite the expected reports of the tests; then read the difference line by line
	@$(BIN)/pytest --update-goldens $(ARGS)

coverage: $(READY) ## run every test and report branch coverage
	@$(BIN)/pytest --cov --cov-report=term-missing $(ARGS)

bench: $(READY) ## measure start-up, hook, diff, scan, usage, editor and pages against their floors (MILLIONS=50 of calls)
	@$(BIN)/python -m bench $(ARGS)
	@$(BIN)/python -m bench.usage $(or $(MILLIONS),1 10)
	@$(BIN)/python -m bench.editor
	@$(BIN)/python -m bench.fleet $(REPOSITORIES)

bench-rivals: $(READY) ## measure finops-gate beside tokentoll, semgrep, ast-grep and ripgrep (REPO="DIR DIR DIR")
	@$(BIN)/python -m bench.rivals

new: $(READY) ## begin a plug-in with its test (KIND=rule NAME=idle-gpu)
	@$(BIN)/python -m scripts.new $(KIND) $(NAME)

refresh: $(READY) ## append what the price tables say today (LITELLM=litellm-....whl)
	@$(BIN)/finops-gate catalog refresh $(if $(LITELLM),--litellm $(LITELLM))

lock: ## pin every requirement anew, with hashes (UPGRADE=1 takes newer versions)
	@sh scripts/lock.sh

fuzz: $(READY) ## fuzz the readers of source and configuration (SECONDS=600)
	@$(BIN)/pip install --quiet "atheris>=2.3,<4"
	@mkdir -p out/fuzz && PYTHONPATH=. $(BIN)/python scripts/fuzz_readers.py out/fuzz -max_total_time=$(or $(SECONDS),600) -timeout=20 -max_len=4096 -artifact_prefix=out/

mutants: $(READY) ## break the judgement and the policy on purpose and see whether tests notice (ARGS=finops_gate/verdict)
	@$(BIN)/pip install --quiet "cosmic-ray>=8.3,<9"
	@$(BIN)/python -m scripts.mutants $(ARGS)

clean: ## remove the environment and everything that was made
	@rm -rf $(VENV) build dist out *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	@find finops_gate scripts tests examples -name __pycache__ -type d -prune -exec rm -rf {} +
