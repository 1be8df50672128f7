#!/usr/bin/env bash
# Rowbell without an account: a stand-in for a SeaTable server with a pretend team at work, and a Rowbell of its own that is
# connected to the team's bases. `demo.sh [SECONDS]`: how long the team waits between two edits (5 unless given). Everything
# is in target/demo and is made anew at each start; your own Rowbell, its settings and your keyring are not touched.
set -euo pipefail
cd "$(dirname "$0")/.."
# A toolchain that scripts/install.sh has just installed is found without a new shell.
export PATH=$PATH:$HOME/.cargo/bin

every=${1:-5}
target=${CARGO_TARGET_DIR:-target}
folder=$target/demo data=$target/demo/data
export ROWBELL_SECRETS=file
unset ROWBELL_DATA_DIR ROWBELL_PORT
rowbell() { "$target/debug/rowbell" --data-dir "$data" "$@"; }

scripts/install.sh build
make --no-print-directory ui
cargo build -p rowbell -p rowbell-window -p rowbell-stand-in
if rowbell status >/dev/null 2>&1; then
  echo "A demo runs already; its Ctrl-C, or $target/debug/rowbell --data-dir $data quit, ends it." >&2
  exit 1
fi
rm -rf "$folder"
mkdir -p "$folder"

# Both are in process groups of their own, so that Ctrl-C reaches this script alone, which ends them one after the other.
set -m
agent='' server=''
ended() { [ -z "$1" ] || ! kill -0 "$1" 2>/dev/null; }
finish() {
  trap '' INT TERM HUP
  # Rowbell first, or it would report that its server is gone. Neither takes long to end; what hangs is killed.
  local name pid
  # One that was started again.
  [ -n "$agent" ] || rowbell quit >/dev/null 2>&1 || true
  for name in TERM:agent INT:server; do
    pid=${name#*:} pid=${!pid}
    ended "$pid" || kill -s "${name%:*}" "$pid" 2>/dev/null || true
    for _ in $(seq 100); do ended "$pid" && break || sleep 0.1; done
    ended "$pid" || kill -s KILL "$pid" 2>/dev/null || true
  done
}
trap finish EXIT
trap 'echo; echo "The demo is over. What it kept is in $folder, until the next one."; exit 0' INT TERM HUP

mkfifo "$folder/team"
"$target/debug/rowbell-stand-in" demo --port 0 --every "$every" >"$folder/team" 2>"$folder/server.log" &
server=$!
exec {team}<"$folder/team"
address='' account='' bases=() tokens=()
while read -r -t 30 -u "$team" line; do
  case $line in
  'server '*) address=${line##* } ;;
  'API token '*) read -r _ _ token base <<<"$line" && tokens+=("$token") bases+=("$base") ;;
  'account token '*) account=${line##* } && break ;;
  esac
done
if [ -z "$address" ]; then
  echo "The pretend SeaTable did not start: $(cat "$folder/server.log")" >&2
  exit 1
fi

"$target/debug/rowbell" --data-dir "$data" --port 0 --hidden >"$folder/rowbell.log" 2>&1 &
agent=$!
for _ in $(seq 100); do
  ! rowbell status >/dev/null 2>&1 || break
  ended "$agent" && cat "$folder/rowbell.log" >&2 && exit 1
  sleep 0.1
done
for at in "${!bases[@]}"; do
  rowbell connect "$address" <<<"${tokens[$at]}" >/dev/null
done
rowbell >/dev/null

cat <<END

A pretend SeaTable runs on this computer, at $address. A team of six people edits three bases there:
  $(printf '%s, ' "${bases[@]}" | sed 's/, $//')
A Rowbell of its own is connected to them. Every few seconds somebody changes something; you should see it in the window and
as a popup, and a bell in your panel. A click on a popup opens the row. In another terminal try:

  alias demo='ROWBELL_SECRETS=file $(realpath "$target")/debug/rowbell --data-dir $(realpath "$data")'
  demo                   # opens the window again
  demo status            # how Rowbell is
  demo history           # what changed; --search, --table, --person, --unread, --since 5m
  demo show ID           # one change in full; the history prints the ID at its end
  demo base hide Vertrieb   # popups say only that something changed in it
  demo pause 1h, demo resume, demo read --all, demo rule mute --table Articles, demo watch
  demo quit              # and after a while demo --port 0, to see what it says of what it missed

With an account, webhooks are made and looked after (demo webhook create Sales, demo webhook list):

  demo account add $address <<< $account

$(rowbell status | grep -E '^(Popups:|! )' || true)
Ctrl-C ends both. What the team does:

END
part=''
while :; do
  if read -r -t 2 -u "$team" line; then
    printf '  %s  %s\n' "$(date +%H:%M:%S)" "$part$line"
    part=''
  elif part+=$line && ended "$server"; then
    echo "The pretend SeaTable has ended: $(cat "$folder/server.log")" >&2
    exit 1
  fi
  if [ -n "$agent" ] && ended "$agent"; then
    agent=''
    echo "  Rowbell has ended, and the team goes on. \`demo --port 0\` starts it again; Ctrl-C here ends the team."
  fi
done
