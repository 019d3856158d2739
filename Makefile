# make run            set up .venv, run the default study and make its report
# make run STUDY=orl  the same for config/studies/orl.yaml
# make test           set up .venv, check style, run the tests
# make test-slow      the tests that simulate whole studies
# make setup          set up .venv only
# make report         results/rendered/report.html, one file, of a study that has run; STUDY=… as above
# make compare A=results/rendered B=results/other  what two trees of results differ in
# make clean-study STUDY=orl  remove the results of that study; downloads are kept
# make guidance       one page from all finished studies: results/guidance.html
# make docs           write config/README.md anew from the schema
# make bench          measure time and memory beside peers: results/benchmarks
# make head-model     cut faces/head.npz anew from its carrier

STUDY ?= rendered
CORES ?= all
# The first interpreter that this project supports.
PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11,$(shell $(p) -c \
	'import sys; (3, 11) <= sys.version_info < (3, 14) and print("$(p)")' 2>/dev/null)))

BIN := .venv/bin
INSTALLED := .venv/installed
CONFIG := $(if $(filter rendered,$(STUDY)),config/config.yaml,config/studies/$(STUDY).yaml)
HEAD := workflow/face_relevance/faces/head.npz

REPORT := results/$(STUDY)/report.html

.PHONY: run report test test-slow lint setup compare clean-study guidance docs bench head-model

# The report is made by a run of its own: its captions quote what the study found.
run: $(INSTALLED)
	$(BIN)/snakemake --cores $(CORES) --rerun-incomplete --configfile $(CONFIG)
	@$(MAKE) --no-print-directory report

report: $(INSTALLED)
	$(BIN)/snakemake --quiet all --configfile $(CONFIG) --report $(REPORT) --report-stylesheet workflow/report/report.css
	@echo "Open in a browser:"
	@ls -1 $(REPORT) $(wildcard $(dir $(REPORT))landing.html $(dir $(REPORT))atlas/index.html)

test: lint
	$(BIN)/python -m pytest

test-slow: $(INSTALLED)
	$(BIN)/python -m pytest -m slow

lint: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/snakefmt --check Snakefile workflow/rules
	$(BIN)/snakemake --lint

setup: $(INSTALLED)

$(INSTALLED): envs/requirements.lock
	$(if $(PYTHON),,$(error No Python 3.11, 3.12 or 3.13 was found; install one, or name it: make PYTHON=…))
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	touch $@

compare: $(INSTALLED)
	$(if $(and $(A),$(B)),,$(error Name two trees of results: make compare A=results/rendered B=results/other))
	PYTHONPATH=workflow $(BIN)/python -m face_relevance.pages.compare_trees "$(A)" "$(B)" results/comparisons

# Never of a study that was not named.
clean-study: $(INSTALLED)
	$(if $(filter file,$(origin STUDY)),$(error Name the study to remove: make clean-study STUDY=…))
	PYTHONPATH=workflow $(BIN)/python -m face_relevance.study.cleaning results "$(STUDY)"

guidance: $(INSTALLED)
	PYTHONPATH=workflow $(BIN)/python -m face_relevance.pages.guidance results config/config.yaml $(sort $(wildcard config/studies/*.yaml))

docs: $(INSTALLED)
	PYTHONPATH=workflow $(BIN)/python -m face_relevance.study.docs workflow/schemas/config.schema.yaml config/README.md

bench: $(INSTALLED)
	PYTHONPATH=workflow $(BIN)/python tests/benchmarks/relevance.py
	PYTHONPATH=workflow $(BIN)/python tests/benchmarks/masking.py
	PYTHONPATH=workflow $(BIN)/python tests/benchmarks/similarity.py
	PYTHONPATH=workflow:tests/unit/relevance $(BIN)/python tests/benchmarks/advise.py
	OMP_NUM_THREADS=1 PYTHONPATH=workflow $(BIN)/python tests/benchmarks/rendering.py
	PYTHONPATH=workflow $(BIN)/python tests/benchmarks/atlas.py
	PYTHONPATH=workflow:tests:tests/unit/pages $(BIN)/python tests/benchmarks/atlas_page.py

head-model: $(INSTALLED)
	$(BIN)/snakemake --cores 1 results/carriers/head.whl
	PYTHONPATH=workflow $(BIN)/python -c 'from face_relevance.faces import extract_head; extract_head("results/carriers/head.whl", "$(HEAD)")'
