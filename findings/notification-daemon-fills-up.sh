#!/usr/bin/env bash
# What: notification-daemon counts popups that have long expired, refuses all after the 21st, and never says that one expired.
# Guess: what has left the screen is forgotten and told by NotificationClosed, as the specification has it; at most what is on
#   the screen counts towards a limit.
# So: 21 popups that nobody clicks silence every program of the session until somebody closes one by its id; no signal tells
#   of their end. notification-daemon 3.20.0 of Debian 12.
# Seen:
#   taken: 21, then org.freedesktop.Notifications.MaxNotificationsExceeded
#   colours on the screen ten seconds later: 1
#   NotificationClosed for those that expired: 0
#   after one of them was closed by its id: taken
# In Rowbell: the oldest popup of ours is closed to make room (crates/agent/src/desktop/linux/popups; tests/desktop/manners.rs:
#   a_server_that_takes_no_more_gets_room_by_closing_our_oldest).
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq notification-daemon=3.20.0-4+b1 2>/dev/null
dpkg -x ./*.deb root

export HOME=$folder XDG_RUNTIME_DIR=$folder GDK_BACKEND=x11 NO_AT_BRIDGE=1 DBUS_SESSION_BUS_ADDRESS=unix:path=$folder/bus
dbus-daemon --session --nofork --nopidfile --address="$DBUS_SESSION_BUS_ADDRESS" 2>/dev/null &
Xvfb -displayfd 6 -screen 0 800x600x24 -nolisten tcp 6>display 2>/dev/null &
until [ -S bus ] && [ -s display ]; do sleep 0.1; done
export DISPLAY=:$(cat display)
root/usr/lib/notification-daemon/notification-daemon >/dev/null 2>&1 &
name=org.freedesktop.Notifications
gdbus wait --session --timeout 20 $name
gdbus monitor --session --dest $name >signals &

call() { gdbus call --session --dest $name --object-path /org/freedesktop/Notifications --method "$name.$1" "${@:2}" 2>&1; }
# Each may stay for a tenth of a second, and has five to go.
notify() { call Notify program 0 '' title body '[]' '{}' 100; }

taken=0
while answer=$(notify); do
  taken=$((taken + 1))
  [ $taken -lt 60 ] || break
  sleep 0.5
done
error=$(grep -o 'org\.freedesktop[A-Za-z.]*' <<<"$answer" | head -1 || true)
sleep 10
colours=$(import -window root png:- | identify -format %k png:-)
answer=$(notify) && { echo "they were forgotten"; exit 1; }
closed=$(grep -c NotificationClosed signals || true)
echo "taken: $taken, then $error"
echo "colours on the screen ten seconds later: $colours"
echo "NotificationClosed for those that expired: $closed"
call CloseNotification 1 >/dev/null
notify >/dev/null && echo "after one of them was closed by its id: taken"
[ "$taken $error $colours $closed" = "21 $name.MaxNotificationsExceeded 1 0" ]
