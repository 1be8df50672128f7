#!/usr/bin/env bash
# What: KWallet's Secret Service says that an open wallet is locked, and gives the secret of a locked item as success and nothing.
# Guess: `Locked` is as it is, and GetSecret of a locked item fails with org.freedesktop.Secret.Error.IsLocked, as the
#   specification has it and gnome-keyring and KeePassXC do.
# So: a wallet that was opened otherwise, by the login (PAM) say, stays "locked" until somebody calls Unlock, whose prompt ends
#   at once without a window; and GetSecret of a locked item succeeds with no bytes. KWallet 5.103.0 of Debian 12.
# Seen:
#   opened by the login: isOpen True, Locked True
#   unlocked without a window: Locked False, GetSecret b'a secret'
#   locked again: Locked True, GetSecret success, b''
# In Rowbell: no empty answer is a secret, and a wallet that KWallet's own interface calls open is unlocked without asking
#   (crates/agent/src/desktop/secrets/service; tests/desktop/keyrings.rs: an_empty_answer_is_no_secret,
#   a_wallet_that_was_opened_elsewhere_is_open).
set -euo pipefail
folder=$(mktemp -d)
trap 'sleep 1; rm -rf "$folder"' EXIT
cd "$folder"

# These, and of what they need whatever is not installed here.
version=5.103.0-1
pinned=("libkf5wallet-bin=$version" "libkf5wallet5=$version" "libkwalletbackend5-5=$version")
mapfile -t needed < <(
  apt-get -o Dir::State::status=/dev/null --no-install-recommends --print-uris -qq -y install "${pinned[@]}" |
    awk '{ print $2 }' | cut -d_ -f1 | sort -u
)
others=()
for package in "${needed[@]}"; do
  [[ " ${pinned[*]}" == *" $package="* ]] || dpkg-query -W "$package" >/dev/null 2>&1 || others+=("$package")
done
apt-get download -qq "${pinned[@]}" "${others[@]}" 2>/dev/null
for package in ./*.deb; do dpkg -x "$package" root; done
libraries=$(echo "$PWD"/root/usr/lib/*-linux-gnu)
python3 -m venv python
python/bin/pip -q install jeepney==0.8.0

cat >ask.py <<'P'
import hashlib
import sys
import time

from jeepney import DBusAddress, MessageType, new_method_call
from jeepney.io.blocking import open_dbus_connection

SECRET, PROPERTIES, ROOT = "org.freedesktop.Secret.", "org.freedesktop.DBus.Properties", "/org/freedesktop/secrets"
bus = open_dbus_connection("SESSION")


def call(path, interface, method, signature="", *body, name="org.freedesktop.secrets"):
    message = new_method_call(DBusAddress(path, name, interface), method, signature, body)
    reply = bus.send_and_get_reply(message, timeout=10)
    if reply.header.message_type is MessageType.error:
        raise SystemExit(f"{method}: {reply.body}")
    return reply.body


def wallet(method, *arguments):
    return call("/modules/kwalletd5", "org.kde.KWallet", method, *arguments, name="org.kde.kwalletd5")


def locked():
    return call(keyring, PROPERTIES, "Get", "ss", SECRET + "Collection", "Locked")[0][1]


# As pam_kwallet5 does; the first time it makes the wallet.
wallet("pamOpen", "sayi", "kdewallet", hashlib.sha512(b"password").digest()[:56], 0)
(opened,) = wallet("isOpen", "s", "kdewallet")
if sys.argv[1] == "make":
    sys.exit()
(keyring,) = call(ROOT, PROPERTIES, "Get", "ss", SECRET + "Service", "Collections")[0][1]
_, session = call(ROOT, SECRET + "Service", "OpenSession", "sv", "plain", ("s", ""))
seen = [opened, locked()]
print(f"opened by the login: isOpen {opened}, Locked {seen[1]}")

_, prompt = call(ROOT, SECRET + "Service", "Unlock", "ao", [keyring])
call(prompt, SECRET + "Prompt", "Prompt", "s", "")
end = time.time() + 10
while locked() and time.time() < end:
    time.sleep(0.1)
properties = {SECRET + "Item.Label": ("s", "x"), SECRET + "Item.Attributes": ("a{ss}", {"a": "b"})}
secret = (session, b"", b"a secret", "text/plain")
item, _ = call(keyring, SECRET + "Collection", "CreateItem", "a{sv}(oayays)b", properties, secret, False)
((_, _, given, _),) = call(item, SECRET + "Item", "GetSecret", "o", session)
seen += [locked(), given]
print(f"unlocked without a window: Locked {seen[2]}, GetSecret {given}")

call(ROOT, SECRET + "Service", "Lock", "ao", [keyring])
((_, _, given, _),) = call(item, SECRET + "Item", "GetSecret", "o", session)
seen += [locked(), given]
print(f"locked again: Locked {seen[4]}, GetSecret success, {given}")
sys.exit(seen != [True, True, False, b"a secret", True, b""])
P

export HOME=$folder/home XDG_RUNTIME_DIR=$folder/run XDG_CONFIG_HOME=$folder/home XDG_DATA_HOME=$folder/home
mkdir -p "$HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
printf '[Wallet]\nFirst Use=false\n' >"$HOME/kwalletrc"
export LD_LIBRARY_PATH=$libraries QT_PLUGIN_PATH=$libraries/qt5/plugins QT_QPA_PLATFORM=offscreen
cat >session.sh <<'S'
for what in make look; do
  root/usr/bin/kwalletd5 2>/dev/null &
  until busctl --user --address="$DBUS_SESSION_BUS_ADDRESS" status org.freedesktop.secrets >/dev/null 2>&1; do sleep 0.1; done
  python/bin/python ask.py $what || exit 1
  kill $!
  wait $! || true
done
S
env -u DISPLAY -u WAYLAND_DISPLAY dbus-run-session -- bash session.sh 2>/dev/null
