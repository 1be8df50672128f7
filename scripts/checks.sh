# What the checks inside the fresh system of scripts/check-packages.sh share; they set `logs`.

say() { echo "-- $*"; }
# fail WHY: tells it, with the ends of the files that `logs` names.
fail() {
  echo "FAILED: $*" >&2
  tail -n 20 $logs >&2 2>/dev/null || true
  exit 1
}
# by_then WHAT COMMAND…: waits until the command succeeds, for a minute at most.
by_then() {
  local what=$1 end=$((SECONDS + 60))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail "$what"
    sleep 0.05
  done
}
# has TEXT COMMAND…: the command succeeds and says TEXT.
has() {
  local text=$1 said
  shift
  said=$("$@" 2>&1) || fail "$*: $said"
  grep -qF -- "$text" <<<"$said" || fail "$* does not say \"$text\" but: $said"
}
