#!/usr/bin/env bash
# Fuzzes each target for so many seconds: `fuzz.sh SECONDS [TARGET …]`. Installs cargo-fuzz where it is missing.
set -euo pipefail
cd "$(dirname "$0")/../fuzz"
# Sanitizers are for nightly compilers only, unless the stable one is told to take them all the same.
export RUSTC_BOOTSTRAP=1
seconds=${1:-60}
shift || true
command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --locked
[ -d corpus ] || ./seed.sh
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cargo fuzz list)
for target in "${targets[@]}"; do
  echo "== $target"
  cargo fuzz run "$target" -- -max_total_time="$seconds" -max_len=65536 -timeout=10 -print_final_stats=1
done
