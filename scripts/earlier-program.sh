#!/usr/bin/env bash
# Builds the agent of commit 29820d1 from the project's history, once, and prints its path: the Rowbell whose databases the
# tests of migrations (tests/e2e/migration.rs) open with today's.
set -euo pipefail
cd "$(dirname "$0")/.."

commit=29820d1
folder=$(realpath -m "${CARGO_TARGET_DIR:-target}")/earlier
if [ ! -x "$folder/rowbell" ]; then
  if ! git cat-file -e "$commit^{commit}" 2>/dev/null; then
    echo "Commit $commit is not here: this clone is shallow. \`git fetch --unshallow\` fetches the rest." >&2
    exit 1
  fi
  rm -rf "$folder"
  mkdir -p "$folder/source"
  git archive "$commit" | tar -x -C "$folder/source"
  (cd "$folder/source" && CARGO_TARGET_DIR="$folder/target" cargo build --release --locked -p rowbell >&2)
  mv "$folder/target/release/rowbell" "$folder/"
  rm -rf "$folder/source" "$folder/target"
fi
echo "$folder/rowbell"
