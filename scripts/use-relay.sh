#!/usr/bin/env bash
# Inside the fresh system of scripts/check-packages.sh: `use-relay.sh VERSION` installs the relay's package and Rowbell's, has
# the relay take a webhook for a person whose Rowbell does not run, and hand it over; then an update, a removal, a purge. There is
# no systemd inside, so the relay is started by hand, as the unit starts it.
set -euo pipefail

version=$1
at=http://127.0.0.1:8770
settings=/etc/rowbell-relay.toml
store=/var/lib/rowbell-relay
person=bert
home=/home/$person
relay=

logs="/tmp/relay.log $home/.local/share/rowbell/logs/*"
source "$(dirname "$0")/checks.sh"
install() { apt-get install -qq -y --no-install-recommends "$@" >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }; }

as_person() { runuser -u $person -- env -i HOME=$home PATH=/usr/bin:/bin LC_ALL=C.UTF-8 XDG_RUNTIME_DIR=/run/user/1001 ROWBELL_SECRETS=file "$@"; }
rowbell_starts() {
  as_person rowbell --hidden --port 0 >/tmp/rowbell.log 2>&1 &
  by_then "the agent answers" as_person rowbell status
}
rowbell_ends() {
  as_person rowbell quit >/dev/null
  by_then "the agent has ended" bash -c '! pgrep -x rowbell'
}
# has_come ROW: it is in the person's history, once.
has_come() { [ "$(as_person rowbell history --json | grep -c "\"row_id\": *\"$1\"")" -eq 1 ]; }

# ask METHOD URL [BODY]: the answer's first line. There is no curl in a bare system.
ask() {
  exec 3<>/dev/tcp/127.0.0.1/8770
  printf '%s %s HTTP/1.1\r\nHost: 127.0.0.1:8770\r\nConnection: close\r\nContent-Length: %s\r\n\r\n%s' \
    "$1" "${2#"$at"}" "${#3}" "$3" >&3
  head -n 1 <&3
  exec 3>&-
}
post() {
  local body
  body=$(printf '{"event":"update","data":{"dtable_uuid":"9f0c7d31-1c44-4b9c-a7fd-6d4c3b7d4c11","row_id":"%s","op_user":"a@b","op_type":"insert_row","op_time":1787664773351,"table_id":"0000","table_name":"Tasks","row_name":"%s","row_data":[]}}' "$2" "$2")
  ask POST "$1" "$body"
}
is_ready() { [[ $(ask GET /readyz "") == *" 200 "* ]]; }
relay_starts() {
  rowbell-relay >>/tmp/relay.log 2>&1 &
  relay=$!
  by_then "the relay is ready" is_ready
}
relay_ends() {
  kill -TERM $relay
  wait $relay || fail "the relay ended with $?"
}

useradd -m -s /bin/bash -u 1001 $person
mkdir -p /run/user/1001
chown $person: /run/user/1001

say "the relay: installing, with what it depends on"
install /check/rowbell-relay_"$version"-1_*.deb
grep -q "systemctl enable --now rowbell-relay.socket" /tmp/apt.log || fail "an installation does not say what to do: $(cat /tmp/apt.log)"
has "rowbell-relay $version" rowbell-relay --version
! ldd /usr/bin/rowbell-relay | grep 'not found' || fail "libraries are missing"
dpkg -V rowbell-relay || fail "files differ"
has "tokio" zcat /usr/share/doc/rowbell-relay/third-party-licences.gz
has "self-hosting.md" man -P cat 8 rowbell-relay
has "Who it is for" man -P cat 8 rowbell-relay-invite
[ -z "$(find /etc/systemd -name '*rowbell*')" ] || fail "an installation switches something on"
dpkg -L rowbell-relay | sort >/tmp/files
install /check/rowbell_"$version"-1_*.deb
has "Open a mailbox" man -P cat 1 rowbell-relay-add

say "the relay: a webhook for somebody who is away"
echo "public_address = \"$at\"" >>$settings
relay_starts
rowbell_starts
as_person rowbell relay add "$(rowbell-relay invite --note Bert)" >/tmp/added || fail "the invitation"
url=$(grep -o "$at/in/[A-Za-z0-9_-]*" /tmp/added | head -n 1)
rowbell_ends
has " 200 " post "$url" first

say "the relay: an update and a restart"
pid=$relay
install /check/newer/rowbell-relay_*.deb
has "$version.1-1" dpkg-query -W -f '${Version}' rowbell-relay
kill -0 "$pid" || fail "the running relay was ended"
has " 200 " post "$url" second
grep -qF "public_address = \"$at\"" $settings || fail "the settings were changed"
relay_ends
relay_starts
has " 200 " post "$url" third
has "Bert" rowbell-relay mailboxes
rowbell_starts
for row in first second third; do by_then "$row has come" has_come $row; done
rowbell_ends

say "the relay: removal and purge"
relay_ends
apt-get remove -qq -y rowbell-relay >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }
[ -s $store/relay.db ] && [ -s $settings ] || fail "a removal takes store or settings away"
apt-get purge -qq -y rowbell-relay >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }
while read -r file; do [ ! -f "$file" ] || fail "$file was left behind"; done </tmp/files
[ ! -e $store ] && [ ! -e $settings ] || fail "a purge leaves store or settings"
apt-get remove -qq -y rowbell >/dev/null 2>&1
