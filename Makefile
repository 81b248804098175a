# The verbs of this project; `make` lists them.
.DEFAULT_GOAL := help
.PHONY: help check test fix docs accept demo

PYTHON ?= python3

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

check: ## everything: style, types, layers, drifting pages, tests
	ruff check .
	mypy
	lint-imports
	cog --check -I . docs/commandes.md docs/erreurs.md docs/format.md docs/appels.md docs/requirements.md
	$(PYTHON) docs/click_catalogue.py --check
	pytest -q

test: ## the tests alone
	pytest -q

fix: ## what can be mended by machine
	ruff check --fix .

docs: ## write the generated pages again
	cog -r -I . docs/commandes.md docs/erreurs.md docs/format.md docs/appels.md docs/requirements.md
	$(PYTHON) docs/click_catalogue.py
	$(PYTHON) docs/formats.py

accept: ## take today's report tables and transcripts as the expected ones; read the difference before committing
	FUNDALLOC_ACCEPT=1 pytest -q tests

demo: ## the whole story, into ./demo-fundalloc
	fundalloc demo
