# Porewise. `make` lists what there is; `make run` and `make test` are all that most people need.
.DEFAULT_GOAL := help
SHELL := bash
export PATH := $(CURDIR)/.venv/bin:$(PATH)
MAKEFLAGS += --no-print-directory

RASA_PORT ?= 5005
ACTIONS_PORT ?= 5055
export RASA_PORT ACTIONS_PORT

.PHONY: help setup encoder train run chat test test-one chromium postgresql redis widget widget-tools check format evaluate evaluate-safety benchmark-nlu replay bench review-sheet faq screenshots lock clean

help: ## List the targets
	@echo "Porewise: an assistant for dermatology clinics. Targets:"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

setup: ## Make the Python 3.10 environment (.venv) from the lock
	@tools/setup.sh

encoder: setup ## Build the language model (spaCy pipeline with the sentence encoder)
	@python -m porewise.language.build

train: encoder ## Train the assistant, if no model fits the data
	@porewise train

run: setup ## Start everything and print the address to open (RASA_PORT=5005)
	@porewise run

chat: train ## Talk with the assistant in the terminal
	@porewise chat

test: train chromium postgresql redis widget-tools ## Run all tests
	@pytest -n logical --maxprocesses 4 --dist loadfile

test-one: train ## Run one test file or folder: make test-one T=tests/actions
	@pytest $(T)

chromium: ## Install the browser that the tests drive (Debian package)
	@tools/debian.sh chromium

postgresql: ## Install the database server that the tests stop (Debian package)
	@tools/debian.sh postgresql

redis: ## Install the store of chats that the tests stop (Debian package)
	@tools/debian.sh redis-server

widget: widget-tools ## Build the chat for clinics' sites (web/widget/) into web/built/
	@node web/widget/build.mjs

widget-tools: ## Install what builds the chat (npm; Debian package where it is missing)
	@tools/debian.sh npm
	@test web/widget/node_modules/.package-lock.json -nt web/widget/package-lock.json || npm ci --prefix web/widget --no-audit --no-fund

check: encoder ## Format, lint, types, data, Rasa's own validation
	@ruff format --check . && ruff check . && mypy && porewise check
	@echo "Rasa's validation ..." && rasa data validate --max-history 5 >var/validate.log 2>&1 \
	  || { tail -n 5 var/validate.log; echo "Stopped: rasa data validate found something; see var/validate.log" >&2; exit 1; }

format: setup ## Format the code
	@ruff format . && ruff check --fix .

evaluate: train ## Score the answers, write reports/evaluation (DATA=folder of .jsonl OPTIONS="--seeds 3 --keep")
	@porewise evaluate $(if $(DATA),"$(DATA)") $(OPTIONS)

evaluate-safety: train ## Measure whether danger is heard, and false alarms (DATA=folder of .jsonl OPTIONS="--misses --keep")
	@porewise evaluate-safety $(if $(DATA),"$(DATA)") $(OPTIONS)

benchmark-nlu: encoder ## Score the NLU pipeline on other data (DATA=folder with train.csv and test.csv)
	@$(if $(DATA),,echo "Stopped: say which folder: make benchmark-nlu DATA=folder" >&2; exit 1;) porewise benchmark-nlu "$(DATA)" $(OPTIONS)

replay: train ## Run messages through the whole assistant: make replay FILE=in.jsonl OUT=out.jsonl
	@porewise replay "$(FILE)" "$(OUT)"

bench: train ## Measure against Rasa's default pipeline (takes some 15 minutes)
	@python -m bench

faq: setup ## Write the FAQ page as one file (OUT=faq.html)
	@porewise faq "$(or $(OUT),faq.html)"

review-sheet: setup chromium ## Write what a clinician reads and signs to reports/review (OPTIONS="--topic risks --open")
	@porewise review sheet $(OPTIONS)

screenshots: train chromium ## Take the README's pictures of the running page
	@python -m tools.screenshots

lock: setup ## Resolve pyproject.toml anew into requirements.lock
	@tools/lock.sh

clean: ## Remove what was built, trained and recorded (not the environment)
	@rm -rf build reports .rasa models/*.tar.gz var/*.db var/*.log
