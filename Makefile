# Two commands: `make demo` and `make test`. Both set up everything they need; again, they only do what is missing.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python
WITHOUT_MODEL := "(browser or slow) and not (real or ollama)"
# hard links would break nltk, which refuses files with several names
export UV_LINK_MODE ?= copy
export TOKENIZERS_PARALLELISM ?= false

.PHONY: demo test check format weights ollama browser eval audit clean help

help: ## this list of targets
	@grep -E '^[a-z]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 12

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "error: Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ": make PYTHON=python3.11")'
	@echo "── installing into .venv (a minute; PyTorch is the large one)"
	@test -x $(RUN) || $(PYTHON) -m venv .venv
	@$(RUN) -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --python $(RUN) --constraint constraints.txt --editable '.[dev]'
	@touch $@

weights: .venv/ready ## fetch and verify the models' weights (1.2 GB, once)
	@echo "── models"
	@$(RUN) -m ingest.weights embedding gguf

demo: weights ## set everything up and answer five questions about the five policies
	@echo "── ingesting policies/"
	@$(RUN) -m ingest
	@echo "── asking"
	@$(RUN) -m assistant \
	  "How long does Segments.ai keep my personal data after I close my account?" \
	  "Does AIpicMarket use Google Analytics cookies?" \
	  "Does AI Planet sell its customers' personal information?" \
	  "How old must children be before AI Expert lets them use its service?" \
	  "Which e-mail address should I write to with questions about the lightenup.ai privacy policy?"
	@echo
	@echo "── chat in the browser: $(BIN)/clausewise chat"

ollama: .venv/ready ## a local Ollama with the model: found, or built once with Go (4 minutes); prints its address
	@$(RUN) -m tools.ollama start

browser: .venv/ready
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
	  { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && echo "── installing Chromium" && \
	    apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
	  echo "!! no Chromium: the browser tests will be skipped; install it with your system's package manager"

test: check weights browser ## everything that is tested, with a real Ollama where one can be had
	@echo "── all tests"
	@host=$$($(RUN) -m tools.ollama start | sed -n 's/^export OLLAMA_HOST=//p'); \
	  test -n "$$host" || echo "!! no Ollama server: its tests are skipped (the line above says why)"; \
	  { $(RUN) -m pytest -n 2 --dist loadfile --durations=15 -m $(WITHOUT_MODEL) || \
	    { echo "── what failed beside another test, once more by itself"; $(RUN) -m pytest --last-failed --last-failed-no-failures none -m $(WITHOUT_MODEL); }; } && \
	  OLLAMA_HOST="$$host" $(RUN) -m pytest --durations=15 -m "real or ollama"

check: .venv/ready ## format, lint, types and the fast tests
	@echo "── format, lint, types, fast tests"
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy
	@$(RUN) -m pytest -n 2 -m "not real and not ollama and not browser and not slow"

audit: .venv/ready ## known advisories of the pinned packages: 0 none, 1 some, 3 could not be checked (not part of CI)
	@$(RUN) -m tools.audit

format: .venv/ready ## rewrite the files as `check` wants them
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

eval: weights ## score the answers to the hand-written questions
	@$(RUN) -m ingest
	@$(RUN) -m eval

clean: ## remove the index and the virtual environment; the weights in your cache stay
	rm -rf .venv .clausewise
