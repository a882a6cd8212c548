# The verbs of the course. Each sets up what it needs: Python 3.11 or newer and make are enough.
# People without make find the same commands, written out, in README.md.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
SITE := book/_site
MODULES := $(SITE)/node_modules/.package-lock.json
LIGHTHOUSE := tests/support/lighthouse/node_modules/.package-lock.json
PAGE := _build/html/index.html
PDF = dist/$(shell sed -n 's/^title: *//p' _config.yml | tr 'A-Z /' 'a-z\-\-' | tr -d "\"'").pdf
TEX := latexmk make texlive-xetex texlive-latex-extra texlive-fonts-extra texlive-science fonts-freefont-otf
GRADERS := _build/bench/otter/installed _build/bench/nbgrader/installed
PACKAGES := --require-hashes -r requirements.txt

# Everything below runs what is installed in .venv, nothing from outside.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help book check test test-all lab serve dist pdf record prose words bench mutants lighthouse clean site setup

help: ## Print this list
	@echo "The verbs of this course:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

book: site ## Build the book and open it
	@python -m coursesite.open_book $(PAGE)

# Tests run on all cores already: a product that takes them all too would only stand in the way.
check test test-all: export OPENBLAS_NUM_THREADS = 1

test: site $(LIGHTHOUSE) ## Run the checks: style, types, units, the site in a browser; not again what passed, and not what takes long
	ruff check . && ruff format --check . && mypy
	DLCOURSE_STAMPS=1 DLCOURSE_BRIEF=all python -m pytest tests

test-all: site $(LIGHTHOUSE) ## Run every check, as CI does: also what takes long or passed before, and each notebook anew
	ruff check . && ruff format --check . && mypy
	python -m pytest

check: setup $(MODULES) $(LIGHTHOUSE) ## Run what your change touches, or FILES="…": the quick one, while you work
	@python tests/support/touched.py $(FILES)

lab: setup ## Open the notebooks in JupyterLab
	jupyter lab --LabApp.default_url=/lab/tree/book

serve: site ## Serve the built book at http://127.0.0.1:8000, for this machine alone
	python -m http.server 8000 --bind 127.0.0.1 --directory _build/html

dist: site ## Make dist/: the site and the student's kit, each to unpack and open, and the wheel
	@python -m coursekit.archives

# Widgets stand still there, so what the notebooks show differs: they run once more for it.
pdf: setup $(MODULES) ## Make a PDF of the book in dist/, where TeX is installed
	@command -v latexmk xelatex >/dev/null || { echo "This needs TeX. On Debian and Ubuntu: \
	sudo apt install $(TEX)"; exit 1; }
	@echo "Making the PDF. The first time every notebook runs once more: some minutes."
	@DLCOURSE_PAPER="$(CURDIR)/_build/paper" jupyter-book build . -q -W -n --keep-going --builder latex
	@$(MAKE) -C _build/latex LATEXMKOPTS="-interaction=nonstopmode -halt-on-error -silent" >/dev/null || \
	{ grep -A9 "^!" _build/latex/course.log; exit 1; }
	@mkdir -p dist && cp _build/latex/course.pdf "$(PDF)" && echo "The book is at $(PDF)"

record: setup ## Run the notebooks, or CHAPTER=3 alone, and record the text they print; renew the pages made from data
	python -m coursesite.record $(if $(CHAPTER),$(or $(wildcard book/$(CHAPTER)_*.ipynb book/0$(CHAPTER)_*.ipynb), \
	$(error There is no notebook of chapter $(CHAPTER))))
	python -m coursesite.data_pages.ledger
	python -m coursesite.data_pages.glossary
	python -m coursesite.data_pages.equations
	python -m coursesite.data_pages.notation
	python -m coursesite.data_pages.housemap
	python -m coursesite.around.reading
	python -m coursesite.around.plan
	python -m coursesite.data_pages.reference
	dlcourse exercise build exercises/[0-9]*

prose: setup ## Print what the chapters' sentences, terms, letters and claims lack; CHAPTER=3 in full
	@python -m coursesite.prose $(CHAPTER)

words: setup ## Collect the sentences of pictures, site and exercises for a translator
	@python -m coursesite.words

bench: site $(GRADERS) ## Measure speed, as ratios against other programs in the same run
	PYTHONPATH=tests/support python tests/bench/bench.py

mutants: $(VENV)/mutation ## Put one mistake after another into the package: does a test notice?
	@python tests/mutation $(if $(CHANGED),--changed $(CHANGED)) $(if $(WING),--wing $(WING))

# The graders that `make bench` measures ours against, each in an environment of its own.
_build/bench/%/installed: tests/bench/%.txt | setup
	@python -m venv $(@D)
	@$(@D)/bin/python -m pip install --quiet --require-hashes -r $<
	@touch $@

lighthouse: site $(LIGHTHOUSE) ## Measure every page with Lighthouse, as on a phone
	@python tests/support/site_lighthouse.py

clean: ## Remove what was built (the environment in .venv stays)
	rm -rf _build dist .pytest_cache .mypy_cache .ruff_cache $(SITE)/node_modules tests/support/lighthouse/node_modules
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

# Quiet unless something is wrong. A warning is an error: -W; every missing reference warns: -n.
site: setup $(MODULES)
	@test -d _build/.jupyter_cache && echo "Building the book." || \
	echo "Building the book. The first time every notebook runs: about four minutes on two cores."
	@python -m coursesite.prose.lacking
	@jupyter-book build . -q -W -n --keep-going

setup: $(VENV)/installed

# What the lock names and nothing else, checked by hash; the package itself as editable. Python compiles
# a module when it is first imported: to have pip compile all of them takes longer than to install them.
$(VENV)/installed: requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "This course needs Python 3.11 or newer, and none was found. \
	Install one, or name it: make PYTHON=/path/to/python3.12"; exit 1; }
	@echo "Setting up $(VENV) from requirements.txt: a minute or two, once."
	@test -x $(VENV)/bin/python || "$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
	echo "On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@python -m pip install --quiet --no-compile $(PACKAGES)
	@python -m pip install --quiet --no-build-isolation --no-deps --editable .
	@mkdir -p $(VENV)/etc/ipython $(VENV)/share/jupyter/lab/settings
	@cp book/_kit/settings/ipython_kernel_config.py $(VENV)/etc/ipython
	@cp book/_kit/settings/overrides.json $(VENV)/share/jupyter/lab/settings
	@touch $@

# The mutation tester, which `make mutants` alone needs.
$(VENV)/mutation: tests/mutation/requirements.txt | setup
	@python -m pip install --quiet --require-hashes -r tests/mutation/requirements.txt
	@touch $@

# What builds and checks the site, and Lighthouse, which is far larger and which tests alone need:
# from the npm registry, by the lock beside each package.json.
$(MODULES) $(LIGHTHOUSE): %/node_modules/.package-lock.json: %/package.json %/package-lock.json | setup
	@npm ci --prefix $* --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
