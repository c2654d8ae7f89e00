# `make help` lists what can be done. Everything else is in `cargo xtask --help`.

export PATH := $(PATH):$(HOME)/.cargo/bin

LISTEN ?= 127.0.0.1:8025
DATA   ?= ./data

.PHONY: help run dev test bench clean

help: ## Shows this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

run: ## Sets up, builds and serves a demonstration on http://127.0.0.1:8025
	@.ci/setup run
	@cargo xtask build
	@exec target/release/pillarbox serve --demo --listen $(LISTEN) --data $(DATA)

dev: ## Serves, and rebuilds and reloads whenever a file changes
	@.ci/setup run
	@exec cargo xtask dev

test: ## Checks and tests everything; the last line has the totals
	@.ci/setup test
	@exec cargo xtask test

bench: ## Measures the budgets, beside other programs where there are some
	@.ci/setup bench
	@exec cargo xtask bench

clean: ## Removes what was built; mail in ./data stays
	@cargo clean
	@rm -rf end2end/node_modules end2end/results end2end/shots
