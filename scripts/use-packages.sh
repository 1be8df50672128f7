#!/usr/bin/env bash
# Inside the fresh system of scripts/check-packages.sh: `use-packages.sh VERSION TOOLS…` installs the packages in /check and
# uses Rowbell as a person would, before and after an update and a removal.
set -euo pipefail

version=$1
tools=("${@:2}")
id=io.github.rowbell.Rowbell
person=anna
home=/home/$person
session=

logs="/tmp/session.log $home/.local/share/rowbell/logs/*"
source "$(dirname "$0")/checks.sh"
as_person() { runuser -u $person -- env -i HOME=$home PATH=/usr/bin:/bin LC_ALL=C.UTF-8 XDG_RUNTIME_DIR=/run/user/1000 DISPLAY=:99 "$@"; }
entries() { as_person rowbell history --json | grep -c '"row_id"'; }

# A desktop: a screen, a bus, a notification server, and Rowbell.
log_in() {
  mkdir -p /run/user/1000
  chown $person: /run/user/1000
  as_person dbus-run-session -- bash -c 'Xvfb :99 -screen 0 1200x800x24 -nolisten tcp & exec rowbell --hidden' \
    >/tmp/session.log 2>&1 &
  session=$!
  by_then "the agent answers" as_person rowbell status
}
log_out() {
  as_person rowbell quit >/dev/null
  by_then "the agent has ended" bash -c '! pgrep -x rowbell'
  pkill -x Xvfb
  wait $session || true
  by_then "the window has ended" bash -c '! pgrep -f ^/usr/bin/rowbell-window'
}
# picture NAME: of the screen, to /check/NAME.xwd; says whether it shows more than plain areas, which hardly take space when packed.
picture() { as_person xwd -silent -root -display :99 >"/check/$1.xwd" && [ "$(gzip -c "/check/$1.xwd" | wc -c)" -gt 20000 ]; }
# open_window NAME: plain `rowbell` opens the window.
open_window() {
  has "is already running" as_person rowbell
  by_then "a window is there" as_person xdotool search --onlyvisible --name '^Rowbell'
  pgrep -f '^/usr/bin/rowbell-window' >/dev/null || fail "the window is another program's"
  by_then "the window shows something" picture "$1"
}
# gone FILES: none of these is there, and nothing else of Rowbell but the person's files (and pages that man keeps, formatted).
gone() {
  local file left
  while read -r file; do
    [ ! -f "$file" ] && [ ! -L "$file" ] || fail "$file was left behind"
  done <"$1"
  left=$(find / -xdev \( -path /home -o -path /check -o -path /tmp -o -path /var/cache/man \) -prune -o -iname '*rowbell*' -print)
  [ -z "$left" ] || fail "something was left behind: $left"
}
# use: what a person does; leaves a session with a window and two entries in the history.
use() {
  has "rowbell $version" as_person rowbell --version
  ! ldd /usr/bin/rowbell /usr/bin/rowbell-window | grep 'not found' || fail "libraries are missing"
  log_in
  has "127.0.0.1:8765" as_person rowbell status
  local before
  before=$(entries || true)
  as_person rowbell test >/dev/null || fail "a sample change"
  [ "$(entries)" -eq $((before + 1)) ] || fail "the sample change is not in the history"
  open_window "$1"
}

useradd -m -s /bin/bash -u 1000 $person

say "installing the .deb, with what it depends on and nothing else"
apt-get install -qq -y --no-install-recommends /check/rowbell_"$version"-1_*.deb >/tmp/apt.log || { cat /tmp/apt.log; exit 1; }
has "rowbell $version" as_person rowbell --version
! ldd /usr/bin/rowbell /usr/bin/rowbell-window | grep 'not found' || fail "libraries are missing"
dpkg -V rowbell || fail "files differ"
apt-get install -qq -y --no-install-recommends "${tools[@]}" >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }
dpkg -L rowbell | sort >/tmp/files

say "manual, completions, desktop file, units"
has "REMOVING ROWBELL" man -P cat rowbell
has "as copied from the browser" man -P cat rowbell-base-add
has "history" as_person bash -c 'source /usr/share/bash-completion/bash_completion; _completion_loader rowbell || true
  COMP_WORDS=(rowbell hist); COMP_CWORD=1; COMP_LINE="rowbell hist"; _rowbell rowbell hist rowbell; echo "${COMPREPLY[@]}"'
has "history" as_person fish -c 'complete -C "rowbell hist"'
has "_rowbell" as_person zsh -c 'autoload -U compinit && compinit -D && echo ${_comps[rowbell]}'
desktop-file-validate /usr/share/applications/$id.desktop || fail "the desktop file"
appstreamcli validate --no-net /usr/share/metainfo/$id.metainfo.xml || fail "the metainfo file"
[ -z "$(find /etc/systemd /home -name '*rowbell*')" ] || fail "an installation switches something on"

say "use"
use installed

say "an update while it runs"
pid=$(pgrep -x rowbell)
apt-get install -qq -y /check/newer/rowbell_*.deb >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }
grep -q "Rowbell was updated" /tmp/apt.log || fail "an update says nothing: $(cat /tmp/apt.log)"
has "$version.1-1" dpkg-query -W -f '${Version}' rowbell
[ "$(pgrep -x rowbell)" = "$pid" ] || fail "the running agent is another one"
as_person rowbell test >/dev/null || fail "the running agent receives nothing"
[ "$(entries)" -eq 2 ] || fail "the history has not both changes"
log_out
log_in
[ "$(entries)" -eq 2 ] || fail "the new agent has another history"
open_window updated

say "removal while it runs"
apt-get remove -qq -y rowbell >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; exit 1; }
grep -q "delete those that go to this computer" /tmp/apt.log || fail "a removal reminds of nothing: $(cat /tmp/apt.log)"
gone /tmp/files
[ -s $home/.local/share/rowbell/rowbell.db ] || fail "the history is gone"
# It has no files of settings, so there is nothing that a purge would remove beyond that.
! dpkg-query -W rowbell >/dev/null 2>&1 || fail "dpkg still knows it"
pkill -x rowbell
by_then "the agent has ended" bash -c '! pgrep -x rowbell'
pkill -x Xvfb
wait $session || true

# Debian's packages are none of rpm's, so dependencies can't be resolved here; that all libraries are named can be seen.
say "the .rpm: names all libraries it needs"
rpm -qp --requires /check/rowbell-"$version"-1.*.rpm >/tmp/requires
mkdir /tmp/rpm
(cd /tmp/rpm && rpm2cpio /check/rowbell-"$version"-1.*.rpm | cpio -idm --quiet)
for library in $(objdump -p /tmp/rpm/usr/bin/rowbell /tmp/rpm/usr/bin/rowbell-window | awk '$1 == "NEEDED" { print $2 }' | sort -u); do
  grep -qF "$library()" /tmp/requires || fail "$library is not among what the .rpm requires"
done
rm -r /tmp/rpm

say "the .rpm: installing, use, update, removal"
rm -rf $home/.local $home/.config
rpm -i --nodeps /check/rowbell-"$version"-1.*.rpm || fail "rpm -i"
rpm -V --nodeps rowbell || fail "files differ"
rpm -ql rowbell >/tmp/files
use rpm
pid=$(pgrep -x rowbell)
has "Rowbell was updated" rpm -U --nodeps /check/newer/rowbell-*.rpm
[ "$(pgrep -x rowbell)" = "$pid" ] || fail "the running agent is another one"
log_out
log_in
[ "$(entries)" -eq 1 ] || fail "the new agent has another history"
log_out
has "delete those that go to this computer" rpm -e rowbell
gone /tmp/files
[ -s $home/.local/share/rowbell/rowbell.db ] || fail "the history is gone"
