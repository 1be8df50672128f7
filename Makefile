# `make run` and `make test` are all a newcomer needs; both install what is missing on Debian and Ubuntu.

SHELL := /bin/bash
TARGET := $(or $(CARGO_TARGET_DIR),target)
DEBUG := $(abspath $(TARGET))/debug
# What scripts/install.sh has just installed is found without a new shell.
export PATH := $(abspath $(TARGET))/tools/node_modules/.bin:$(PATH):$(HOME)/.cargo/bin

# What `make run` builds. Both programs are named each time, so that both have the same features of what they share and it
# is built once. The agent's packages keep to the features it needs.
LOCAL := cargo build --profile local -p rowbell -p rowbell-window

.PHONY: run agent demo ui package-relay quick test test-all lint check bench desktops package check-packages check-platforms \
  fuzz clean help

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

run: ## Build Rowbell and start it
	@scripts/install.sh build
	# The window's program takes the page in, so it waits for it; the agent need not.
	$(MAKE) --jobs=2 ui agent
	$(LOCAL)
	$(TARGET)/local/rowbell

agent:
	$(LOCAL) --bin rowbell

ui: ui/dist/index.html ## Build the window's page, which its program takes in

# Cargo.lock: the page tells the licences of all that is built in.
ui/dist/index.html: ui/node_modules/.package-lock.json ui/index.html ui/vite.config.ts Cargo.lock LICENSE $(shell find ui/src ui/locales ui/licences -type f)
	cd ui && npm run build

ui/node_modules/.package-lock.json: ui/package.json ui/package-lock.json
	cd ui && npm ci
	@touch $@

demo: ## Rowbell with a pretend SeaTable and a team at work in it; needs no account
	@scripts/demo.sh

test: ## Run the tests, those on a virtual desktop included
	@scripts/install.sh test
	$(MAKE) check
	cargo build -p rowbell -p rowbell-relay -p rowbell-window
	cargo test --workspace
	cd ui && npm test
	cd ui && ROWBELL_BINARY=$(DEBUG)/rowbell ROWBELL_RELAY_BINARY=$(DEBUG)/rowbell-relay npm run e2e

quick: ## Formatting, lints and unit tests of what has changed since main
	@scripts/quick.sh

check: ui ## Formatting, lints, documentation
	cd ui && npm run check
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items

lint: ## Spelling and dependencies
	@scripts/install.sh lint
	typos
	cargo deny --offline check bans licenses sources

test-all: test lint ## Everything: slow tests, fuzzing, other platforms
	@scripts/install.sh test-all
	ROWBELL_EARLIER_BIN=$$(scripts/earlier-program.sh) ROWBELL_SLOW=1 cargo test -p rowbell-tests -p rowbell-relay
	$(MAKE) desktops fuzz check-packages check-platforms

desktops: ## Try the tray icon on the panels that Debian has, and popups on its notification servers, and its keyrings
	cargo build -p rowbell --bin rowbell --example tray
	tests/desktops/panels.sh
	tests/desktops/popups.sh
	tests/desktops/keyrings.sh

fuzz: ## Fuzz each reader of foreign bytes for a minute
	scripts/fuzz.sh 60

package-relay: ui/node_modules/.package-lock.json ## Make a .deb of the relay, for a server, in target/packages
	@scripts/install.sh package
	cargo build --release -p rowbell-relay
	rm -rf $(TARGET)/relay-assets
	cargo run --quiet -p rowbell-relay --example manual $(TARGET)/relay-assets
	cd ui && npx tsx licences/print.ts rowbell-relay >$(abspath $(TARGET))/relay-assets/third-party-licences
	scripts/package-relay.sh

bench: ## Measure; results go to docs/benchmarks.md by hand
	scripts/bench.sh

package: ## Make a .deb and an .rpm, in target/packages
	@scripts/install.sh package
	$(MAKE) ui
	# One after the other: built together, the agent would have features that only the window needs.
	cargo build --release -p rowbell
	cargo build --release -p rowbell-window
	rm -rf $(TARGET)/package-assets
	cargo run --quiet -p rowbell --example manual $(TARGET)/package-assets
	cd ui && npx tsx licences/print.ts >$(abspath $(TARGET))/package-assets/third-party-licences
	scripts/package.sh

check-packages: package package-relay ## Install, use, update and remove the packages in a fresh root
	@scripts/install.sh check-packages
	scripts/check-packages.sh

check-platforms: ## Build for Windows and run under Wine
	scripts/check-platforms.sh

clean: ## Remove what was built
	cargo clean
	rm -rf ui/dist ui/node_modules
