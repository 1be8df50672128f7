#!/usr/bin/env bash
# See keyrings.sh, which runs this as root in a layer above the system.
set -euo pipefail
shopt -s inherit_errexit
rowbell=/run/trial/rowbell
folder=$(mktemp -d)
picture=/run/pictures/keyrings.png
pids=()

export DEBIAN_FRONTEND=noninteractive
packages=(dbus fonts-dejavu-core imagemagick keepassxc libkf5wallet-bin libqca-qt5-2-plugins openbox python3-dbus
  python3-pykeepass wmctrl xdotool xvfb)
dpkg-query -W "${packages[@]}" >/dev/null 2>&1 || {
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${packages[@]}" >"$folder/apt.log" 2>&1 || { tail -20 "$folder/apt.log"; exit 1; }
}

clean_up() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$folder" 2>/dev/null || { sleep 1 && rm -rf "$folder"; }
}
trap clean_up EXIT

fail() {
  echo "keyrings: $*" >&2
  tail -n 5 "$folder"/*.log >&2
  import -window root "$picture" 2>/dev/null || true
  echo "The screen is in target/desktops/keyrings.png." >&2
  exit 1
}

# start NAME COMMAND…: runs it beside this script; its output is in $folder/NAME.log.
start() {
  local name=$1
  shift
  "$@" >"$folder/$name.log" 2>&1 </dev/null &
  pids+=("$!")
  last=$!
}

# until_is WHAT COMMAND…: waits until the command succeeds.
until_is() {
  local what=$1 end=$((SECONDS + 60))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail "not in a minute: $what"
    sleep 0.2
  done
}

stop() {
  kill "$1"
  while kill -0 "$1" 2>/dev/null; do sleep 0.1; done
}

window() { wmctrl -l | awk -v title="$1" 'index($0, title) { print $1; exit }'; }
is_shown() { [ -n "$(window "$1")" ]; }
is_gone() { ! is_shown "$1"; }
is_another() { is_shown "$1" && [ "$(window "$1")" != "$2" ]; }
has_focus() { [ "$(xdotool getactivewindow)" -eq "$(($(window "$1")))" ]; }
# answer TITLE KEYS…: waits for the window and presses keys; "text:…" is typed.
answer() {
  local title=$1 key
  shift
  until_is "the window $title" is_shown "$title"
  until_is "the window $title has the keyboard" has_focus "$title"
  for key in "$@"; do
    case $key in
    text:*) xdotool type --delay 30 "${key#text:}" ;;
    *) xdotool key "$key" ;;
    esac
  done
}
# press TITLE X Y: clicks at a place in the window.
press() { xdotool mousemove --window "$(window "$1")" "$2" "$3" click 1; }

# A desktop of its own: $1 is its name.
desktop() {
  local home=$folder/$1
  mkdir -p "$home/run" "$home/.config" "$home/.local/share" "$home/.cache" "$home/tmp"
  chmod 700 "$home/run"
  export HOME=$home XDG_RUNTIME_DIR=$home/run XDG_CONFIG_HOME=$home/.config XDG_DATA_HOME=$home/.local/share
  # KeePassXC is there once for each folder of temporary files.
  export XDG_CACHE_HOME=$home/.cache TMPDIR=$home/tmp LC_ALL=C.UTF-8 ROWBELL_WINDOW=none
  unset WAYLAND_DISPLAY ROWBELL_SECRETS ROWBELL_DATA_DIR
  : >"$folder/display"
  start "$1-screen" bash -c "exec Xvfb -displayfd 3 -screen 0 1000x800x24 -nolisten tcp 3>'$folder/display'"
  until_is "a screen" test -s "$folder/display"
  export DISPLAY=:$(cat "$folder/display")
  cat >"$home/bus.conf" <<X
<busconfig><type>session</type><listen>unix:path=$home/run/bus</listen><auth>EXTERNAL</auth><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
X
  export DBUS_SESSION_BUS_ADDRESS=unix:path=$home/run/bus
  start "$1-bus" dbus-daemon --config-file="$home/bus.conf" --nofork --nopidfile
  until_is "a bus" test -S "$home/run/bus"
  start "$1-windows" openbox
  until_is "a window manager" wmctrl -m
  data=$home/rowbell
}

on_bus() { dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.GetNameOwner "string:$1"; }
agent() {
  start agent "$rowbell" --data-dir "$data" --port 0
  rowbell_pid=$last
  until_is "the agent answers" "$rowbell" --data-dir "$data" status
}
r() { "$rowbell" --data-dir "$data" "$@"; }
says() { r status | grep -q "$1"; }
says_not() { ! says "$1"; }
# set_secret TEXT: in the background, for it waits for the person.
set_secret() {
  printf %s "$1" >"$folder/secret"
  "$rowbell" --data-dir "$data" secret set <"$folder/secret" >"$folder/set.log" 2>&1 &
  setting=$!
}
is_set() { wait "$setting" || fail "the secret was not set: $(cat "$folder/set.log")"; }

try_kwallet() {
  desktop kwallet
  local title="KDE Wallet Service"
  printf '[Wallet]\nEnabled=true\nFirst Use=false\n' >"$XDG_CONFIG_HOME/kwalletrc"
  start kwalletd kwalletd5
  local kwalletd=$last
  until_is "KWallet" on_bus org.freedesktop.secrets
  agent
  says "Your keyring program has no keyring" || fail "status does not say that there is no wallet"

  # There is no wallet yet: one is made.
  set_secret "a secret"
  answer "$title"
  local wizard
  wizard=$(window "$title")
  press "$title" 108 167
  press "$title" 362 336
  until_is "the password's window" is_another "$title" "$wizard"
  answer "$title" text:pw Tab text:pw Return
  is_set
  r test | grep -q "signed, to" || fail "a sample is not signed"

  # Saved when it is closed; then both start anew, and the person does not want to give the password.
  dbus-send --session --print-reply --dest=org.kde.kwalletd5 /modules/kwalletd5 org.kde.KWallet.closeAllWallets >/dev/null
  stop "$rowbell_pid"
  stop "$kwalletd"
  start kwalletd kwalletd5
  kwalletd=$last
  until_is "KWallet" on_bus org.freedesktop.secrets
  agent
  answer "$title" Escape
  until_is "it is said to be locked" says "The keyring is locked"
  # The login opens it.
  /usr/bin/python3 - <<'P'
import dbus, hashlib, os
wallet = "Default keyring"
salt = open(f"{os.environ['XDG_DATA_HOME']}/kwalletd/{wallet}.salt", "rb").read()
key = hashlib.pbkdf2_hmac("sha512", b"pw", salt, 50000, 56)
service = dbus.SessionBus().get_object("org.kde.kwalletd5", "/modules/kwalletd5", introspect=False)
dbus.Interface(service, "org.kde.KWallet").pamOpen(wallet, dbus.ByteArray(key), 0)
P
  until_is "the wallet is used that was opened elsewhere" says_not "keyring"
  is_gone "$title" || fail "a window was shown for an open wallet"
  r test | grep -q "signed, to" || fail "a sample is not signed"

  # Each start opens another session, of which one in 170 is unusable.
  for n in $(seq "${ROWBELL_SESSIONS:-20}"); do
    set_secret "secret $n"
    is_set
    r secret unlock >/dev/null || fail "secret $n can't be read"
  done
  stop "$rowbell_pid"
  stop "$kwalletd"
}

try_keepassxc() {
  desktop keepassxc
  mkdir -p "$XDG_CONFIG_HOME/keepassxc"
  printf '[General]\nConfigVersion=2\nUpdateCheckMessageShown=true\n[GUI]\nCheckForUpdates=false\n[FdoSecrets]\nEnabled=true\n' \
    >"$XDG_CONFIG_HOME/keepassxc/keepassxc.ini"
  printf 'pw\npw\n' | keepassxc-cli db-create -q -p "$HOME/a.kdbx" >/dev/null 2>&1
  # The group that is open to the Secret Service, as the database's settings note it.
  /usr/bin/python3 - "$HOME/a.kdbx" <<'P'
import sys
from lxml import etree
from pykeepass import PyKeePass
database = PyKeePass(sys.argv[1], password="pw")
meta = database.tree.find("Meta")
checksum = meta.find("HeaderHash")
if checksum is not None:
    meta.remove(checksum)
data = meta.find("CustomData")
item = etree.SubElement(data if data is not None else etree.SubElement(meta, "CustomData"), "Item")
etree.SubElement(item, "Key").text = "FDO_SECRETS_EXPOSED_GROUP"
etree.SubElement(item, "Value").text = "{%s}" % database.root_group.uuid
database.save()
P
  local title="Unlock Database" access="Access Request"
  start keepassxc keepassxc "$HOME/a.kdbx"
  local keepassxc=$last
  until_is "KeePassXC" on_bus org.freedesktop.secrets
  agent
  set_secret "a secret"
  answer "$title" text:pw Return
  is_set
  r test | grep -q "signed, to" || fail "a sample is not signed"
  stop "$rowbell_pid"
  stop "$keepassxc"

  # Both start anew; the person closes the window, and is asked no more.
  start keepassxc keepassxc "$HOME/a.kdbx"
  keepassxc=$last
  until_is "KeePassXC" on_bus org.freedesktop.secrets
  agent
  answer "$title" Escape
  until_is "the window is closed" is_gone "$title"
  until_is "it is said to be locked" says "The keyring is locked"
  local end=$((SECONDS + 45))
  while [ $SECONDS -lt $end ]; do
    is_gone "$title" || fail "KeePassXC asks again"
    sleep 0.5
  done
  says "no longer kept" && fail "the secret is said to be gone"
  "$rowbell" --data-dir "$data" secret unlock >"$folder/unlock.log" 2>&1 &
  local unlocking=$!
  answer "$title" text:pw Return
  answer "$access" Return
  wait "$unlocking" || fail "it is not unlocked: $(cat "$folder/unlock.log")"
  until_is "the secret is read" says_not "keyring"
  r test | grep -q "signed, to" || fail "a sample is not signed"
  stop "$rowbell_pid"
  stop "$keepassxc"
}

trials=("$@")
[ $# -gt 0 ] || trials=(kwallet keepassxc)
for trial in "${trials[@]}"; do
  "try_$trial"
  echo "$trial: fine"
done
