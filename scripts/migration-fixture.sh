#!/usr/bin/env bash
# Has the program of commit 29820d1 write the database of tests/fixtures/migration anew, and tell what is in it:
# `migration-fixture.sh [COUNT [FOLDER]]`, some more than COUNT changes (300 unless given).
set -euo pipefail
cd "$(dirname "$0")/.."

program=$(scripts/earlier-program.sh)
cargo build -p rowbell-relay
cargo run -p rowbell-tests --example migration_fixture -- "$program" "${1:-300}" "${2:-tests/fixtures/migration}"
du -bc "${2:-tests/fixtures/migration}"/*
