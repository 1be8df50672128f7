#!/usr/bin/env bash
# Runs a rowbell.exe under Wine, in a folder and with a Wine of its own: `under-wine.sh PATH`.
set -euo pipefail
cd "$(dirname "$0")/.."

exe=$(realpath "$1")
work=$(mktemp -d)
export WINEPREFIX=$work/prefix WINEDEBUG=-all WINEDLLOVERRIDES='winemenubuilder.exe=d;mscoree,mshtml='
unset DISPLAY WAYLAND_DISPLAY
xvfb=

finish() {
  [ ! -d "$WINEPREFIX" ] || { wineserver -k; wineserver -w; } || true
  [ -z "$xvfb" ] || kill "$xvfb" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

ok() { echo "ok    $*"; }
fail() {
  echo "FAIL  $*" >&2
  cat "$work"/out "$work"/err "$WINEPREFIX"/drive_c/rowbell/logs/* >&2 2>/dev/null || true
  exit 1
}
rowbell() { wine "$work/rowbell.exe" --data-dir 'C:\rowbell' "$@" | tr -d '\r'; }

# field PATH…: a value of the JSON on standard input.
field() {
  python3 -c '
import json, sys
value = json.load(sys.stdin)
for part in sys.argv[1:]:
    value = value[int(part)] if part.lstrip("-").isdigit() else value[part]
print(json.dumps(value) if not isinstance(value, str) else value)' "$@"
}

# until_it_is VALUE COMMAND…: waits at most 15 seconds for a command to print it.
until_it_is() {
  local wanted=$1 seen= deadline=$((SECONDS + 15))
  shift
  while [ $SECONDS -lt $deadline ]; do
    seen=$("$@" 2>/dev/null) || seen=
    [ "$seen" != "$wanted" ] || return 0
    sleep 0.2
  done
  fail "$* gives “$seen” and not “$wanted”"
}

agent=
start() {
  : >"$work/out"
  wine "$@" --data-dir 'C:\rowbell' --port 0 >"$work/out" 2>"$work/err" &
  agent=$!
  until_it_is reachable reachable
}
reachable() { rowbell url --json >/dev/null && echo reachable; }
gone() {
  local status=0
  timeout 20 tail --pid=$agent -f /dev/null || fail "it did not end"
  wait "$agent" || status=$?
  [ $status -eq 0 ] || fail "it ended with $status"
}
url() { rowbell url --json | field 0 url; }
total() { rowbell status --json | field total; }
status() { rowbell status --json | field "$@"; }
newest() { rowbell history --limit 1 --json | field 0 "$@"; }
post() { curl -sS -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' "$@" "$(url)"; }

fixtures=$PWD/tests/fixtures/seatable
insert=$fixtures/01_webhook_insert_row_docs2023.json
modify=$fixtures/02_webhook_modify_row_single_select_docs2023.json

wineboot -i >/dev/null 2>&1
cp "$exe" "$work/rowbell.exe"
cp "$(dirname "$exe")/rowbellw.exe" "$work/"
# Wine 8 has no bcryptprimitives.dll, which Rust's standard library takes random bytes from. Windows has; this is for Wine.
if [ ! -e "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" ]; then
  cat >"$work/stub.c" <<'END'
__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *buffer, unsigned long length);
__declspec(dllexport) int __stdcall ProcessPrng(unsigned char *buffer, unsigned long long length) {
  while (length > 0) {
    unsigned long part = length > 65536 ? 65536 : (unsigned long)length;
    if (!SystemFunction036(buffer, part)) return 0;
    buffer += part;
    length -= part;
  }
  return 1;
}
END
  x86_64-w64-mingw32-gcc -shared -o "$work/bcryptprimitives.dll" "$work/stub.c" -ladvapi32
fi

start "$work/rowbell.exe"
ok "starts without a desktop: $(url)"
[[ $(rowbell) == *'is already running'* ]] || fail "a second start does not find the first"
ok "a second start finds the first over the named pipe"

[ "$(post --data-binary "@$insert")" = 200 ] || fail "a webhook is not taken"
until_it_is 1 total
until_it_is row_added newest kind
ok "a webhook: 200, and in the history: $(newest title)"
until_it_is no_notification_server newest outcome_reason
ok "Wine shows no toasts; the change is kept as unread, and status says why"

printf '\n[[rule]]\nname = "Quiet"\nkind = ["row_changed"]\naction = "mute"\n' >>"$WINEPREFIX/drive_c/rowbell/rowbell.toml"
rule() { rowbell rule list --json | field -1 name; }
until_it_is Quiet rule
[ "$(post --data-binary "@$modify")" = 200 ] || fail "a second webhook is not taken"
until_it_is Quiet newest outcome_reason
ok "the settings file is watched: a rule mutes"

printf 'se cret\r\n' | rowbell secret set default >/dev/null
[ "$(post --data-binary "@$insert")" = 401 ] || fail "an unsigned webhook is taken though there is a secret"
signed() {
  local mac
  mac=$(openssl dgst -sha256 -hmac 'se cret' -r "$modify" | cut -d' ' -f1)
  post --data-binary "@$modify" -H "X-SeaTable-Signature: sha256=$mac"
}
[ "$(signed)" = 200 ] || fail "a signed webhook is refused"
ok "a secret in the credential store: unsigned 401, signed 200"

count=$(total)
rowbell quit >/dev/null
gone
ok "quit ends it"

start "$work/rowbell.exe"
until_it_is "$count" total
until_it_is 1 status endpoints 0 secrets
[ "$(signed)" = 200 ] || fail "the secret is lost"
ok "after a restart history and secret are there"

wine taskkill /f /im rowbell.exe >/dev/null 2>&1
wait "$agent" || true
start "$work/rowbell.exe"
until_it_is "$count" total
ok "after a kill, too"

rowbell autostart on >/dev/null
run_key=$(wine reg query 'HKCU\Software\Microsoft\Windows\CurrentVersion\Run' /v Rowbell)
[[ $run_key == *'rowbellw.exe" "--hidden" "--data-dir" "C:\rowbell"'* ]] ||
  fail "the Run key does not start it"
rowbell autostart off >/dev/null
[ "$(rowbell autostart --json | field on)" = false ] || fail "autostart off leaves it on"
ok "autostart on and off, in the registry"
rowbell quit >/dev/null
gone
wine "$work/rowbellw.exe" --data-dir 'C:\rowbell' --port 0 || fail "rowbellw does not start it"
until_it_is reachable reachable
until_it_is "$count" total
rowbell quit >/dev/null
until_it_is '' reachable
ok "rowbellw starts it and goes away"
wineserver -k || true

# The tray icon, in the taskbar of Wine's own desktop.
Xvfb -displayfd 3 -screen 0 800x600x24 3>"$work/display" >/dev/null 2>&1 &
xvfb=$!
for _ in $(seq 50); do [ -s "$work/display" ] && break || sleep 0.2; done
DISPLAY=:$(cat "$work/display")
export DISPLAY
start explorer '/desktop=rowbell,800x600' "$(winepath -w "$work/rowbell.exe")"
until_it_is shown status tray
ok "the tray icon is taken by Wine's taskbar"
rowbell quit >/dev/null
until_it_is '' reachable
ok "it ends with a desktop, too"
