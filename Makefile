# For people. Anything with logic is a task of `cargo xtask`, and says what it does when it runs.

# What `slipway serve` gets beside its name: make run ARGS="--data /somewhere/else"
ARGS ?=

.PHONY: help run test lint assets screenshots bench deny fuzz

help: ## list what make can do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: assets ## build Slipway and start it: portal on http://localhost:4000, sandpit on :4001, integration on :4002
	cargo run --package slipway -- serve $(ARGS)

test: ## everything: format, lints, tests on SQLite and PostgreSQL, browser tests
	cargo xtask test

lint: assets ## the quick checks only: format, lints, the house's rules
	cargo fmt --all -- --check
	cargo xtask tidy
	cargo clippy --workspace --all-targets -- --deny warnings

assets: ## install the design system from npm, by lock file, when it changed
	cargo xtask assets

screenshots: ## take the pictures in docs/images again, from a Slipway of their own
	cargo xtask screenshots

bench: ## measure whole journeys against a floor and a peer, and pages over 10,000 integrations (docs/performance.md)
	cargo xtask assets bench
	cargo build --release --package slipway --package bench
	taskset --cpu-list 1 cargo xtask with-postgres -- cargo run --release --package bench -- $(ARGS)
	cargo run --release --package bench -- programme
	taskset --cpu-list 1 cargo run --release --package bench -- proving

fuzz: ## throw arbitrary input at the parsers for a minute each, where a nightly compiler and cargo-fuzz are installed
	for target in filter jwt vtr workbook pds; do cargo +nightly fuzz run $$target -- -max_total_time=60 || exit 1; done

# Not part of `make test`: cargo-deny has no ready-made package on Debian, and compiling it costs more than the product.
deny: ## licences, advisories and unwanted crates, where cargo-deny is installed
	cargo deny check
