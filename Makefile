# The two commands are `make report` and `make test`; `make help` names the others.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help report test lab bench notebooks lock clean

help:  ## what each target does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 16

report: $(READY)  ## make every report of the embedded operations; prints where the index page lies
	@$(BIN)/refanalysis report $(ARGS)

test: $(READY)  ## run every test: library, data, notebooks, browser
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --nbval --nbval-current-env --nbval-sanitize-with tests/nbval_sanitize.cfg $(ARGS) tests notebooks

lab: $(READY)  ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab notebooks

bench: $(READY)  ## time what benchmarks/ describes
	@$(BIN)/python benchmarks/run.py $(ARGS)

notebooks: $(READY)  ## run every notebook again and store outputs and checksums (after a change meant to change results)
	@$(BIN)/python tests/refresh_notebooks.py $(ARGS)

lock:  ## resolve requirements.lock again from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q -o requirements.lock

clean:  ## remove the environment, caches and generated reports
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find reports -mindepth 1 ! -name README.md ! -name 'example_*.png' -exec rm -rf {} +

# The newest python3.x that is 3.11 or newer makes the environment; the lock file says exactly what goes in.
$(READY): requirements.lock pyproject.toml
	@python="$$(for name in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	  "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)"; \
	[ -n "$$python" ] || { echo "refanalysis needs Python 3.11 or newer; found none on the PATH" >&2; exit 1; }; \
	echo "Setting up $(VENV) with $$python (first time only, about a minute)"; \
	"$$python" -m venv --clear $(VENV) && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . && \
	touch $@
