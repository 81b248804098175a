# The verbs of this project; `make` lists them.
.DEFAULT_GOAL := help
.PHONY: help check test fix docs site accept demo

PYTHON ?= python3
PAGES = docs/*.md docs/en/*.md docs/adr/README.md

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

check: ## everything: style, types, layers, drifting pages, tests
	ruff check .
	mypy
	lint-imports
	cog --check -I . $(PAGES)
	$(PYTHON) docs/click_catalogue.py --check
	pytest -q

test: ## the tests alone
	pytest -q

fix: ## what can be mended by machine
	ruff check --fix .

docs: ## write the generated pages again
	cog -r -I . $(PAGES)
	$(PYTHON) docs/click_catalogue.py
	$(PYTHON) docs/formats.py

site: docs ## the documentation site, in both languages, into ./site
	mkdocs build -q --strict
	mkdocs build -q --strict -f mkdocs.en.yml

accept: ## take today's report tables and transcripts as the expected ones; read the difference before committing
	FUNDALLOC_ACCEPT=1 pytest -q tests

demo: ## the whole story, into ./demo-fundalloc
	fundalloc demo
