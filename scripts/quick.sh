#!/usr/bin/env bash
# Checks what has changed since main, committed or not: formatting, lints of the crates that changed and of those that use
# them, unit tests of the crates that changed, the arrows between rooms, and the page's types, style and parts. The whole truth
# is `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."

main=main
! git rev-parse --quiet --verify origin/main >/dev/null || main=origin/main
base=$(git merge-base HEAD "$main")
mapfile -t changed < <({
  git -c core.quotePath=false diff --name-only --no-renames "$base"
  git -c core.quotePath=false ls-files --others --exclude-standard
} | sort -u)
echo "Files that have changed since $main ($(git rev-parse --short "$base")): ${#changed[@]}"

# The folders of the workspace's crates that have changed, and whether the page has.
members=$(sed -n 's/^members = \[\(.*\)\]$/\1/p' Cargo.toml | tr -d '",')
folders=() page='' rust=''
for file in "${changed[@]}"; do
  case $file in
  ui/*) page=yes ;;
  Cargo.toml | Cargo.lock | rustfmt.toml | *.rs) rust=yes ;;
  esac
  # The longest that fits: tests/stand-in is no part of tests.
  found=''
  for member in $members; do
    [[ $file != "$member"/* ]] || [ ${#member} -lt ${#found} ] || found=$member
  done
  [ -z "$found" ] || [[ " ${folders[*]} " == *" $found "* ]] || folders+=("$found")
done

name_of() { sed -n '/^\[package\]/,/^$/s/^name = "\(.*\)"/\1/p' "$1/Cargo.toml"; }
# step WHAT COMMAND…: runs it, and says how long it took.
step() {
  local what=$1 begun=$SECONDS
  shift
  "$@" || { echo "FAILED: $what" >&2 && return 1; }
  echo "ok: $what ($((SECONDS - begun)) s)"
}

check_page() {
  [ -e ui/node_modules/.package-lock.json ] || make --no-print-directory ui/node_modules/.package-lock.json || return
  cd ui || return
  step "the page's types and style" npm run --silent check || return
  step "the page's parts" npm test --silent
}

check_rust() {
  local folder package kinds
  step "formatting" cargo fmt --all --check || return
  # The window's program takes the page in; to look at its code any page will do.
  [ -e ui/dist/index.html ] || make --no-print-directory ui || return
  # Of the whole workspace cargo checks only what has changed and what uses that: most of what a change breaks, it breaks there.
  step "lints" cargo clippy --quiet --workspace --all-targets -- -D warnings || return
  for folder in "${folders[@]}"; do
    grep -rqF '#[cfg(test)]' "$folder/src" || continue
    package=$(name_of "$folder")
    kinds=(--bins)
    [ ! -e "$folder/src/lib.rs" ] || kinds+=(--lib)
    step "unit tests of $package" cargo test --quiet -p "$package" "${kinds[@]}" || return
  done
  step "the arrows between rooms" cargo test --quiet --workspace --test architecture
}

# The page is checked meanwhile; what that says is kept until the rest has been said.
said=$(mktemp)
trap 'rm -f "$said"' EXIT
checking='' failed=''
if [ -n "$page" ]; then
  check_page >"$said" 2>&1 &
  checking=$!
fi
if [ -n "$rust" ] || [ ${#folders[@]} -gt 0 ]; then
  check_rust || failed=yes
fi
if [ -n "$checking" ]; then
  wait "$checking" || failed=yes
  cat "$said"
fi
[ -z "$failed" ] || exit 1
echo "Well, after $SECONDS s. \`make test\` looks at the rest."
