#!/usr/bin/env bash
# Measures the agent and the history: `bench.sh` all parts, `bench.sh PART…` some of them. docs/benchmarks.md says what
# each is. Prints Markdown, and keeps it in target/bench/results.md.
#
# ROWBELL_BENCH_MILLION=1   with a million changes on disk: 10 minutes and 4 GB more
# ROWBELL_BENCH_DIR=DIR     the disk to measure (default target/bench)
# ROWBELL_BENCH_BINARY=FILE a program that is built already
# ROWBELL_BENCH_BESIDE=FILE another build's program, for the part `beside`
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install.sh bench
target=${CARGO_TARGET_DIR:-target}
export ROWBELL_BENCH_DIR=${ROWBELL_BENCH_DIR:-$target/bench}
mkdir -p "$ROWBELL_BENCH_DIR"
# A thousand popups of the peer are a thousand connections of the bus.
ulimit -n "$(ulimit -Hn)"

# One after the other: built together, they would share features of libraries that the agent itself does without.
if [ -z "${ROWBELL_BENCH_BINARY:-}" ]; then
  cargo build --release -p rowbell
  make --no-print-directory ui
  cargo build --release -p rowbell-window
  cargo build --release -p rowbell-relay
  export ROWBELL_BENCH_BINARY=$target/release/rowbell
fi
cargo build --release -p rowbell-bench
"$target/release/rowbell-bench" "$@" | tee "$ROWBELL_BENCH_DIR/results.md"
