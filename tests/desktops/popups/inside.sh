# Tries each server; started by popups.sh in the layer that they are to be in.
set -euo pipefail
export HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS XDG_CURRENT_DESKTOP
cd /run/trial

packages=(adwaita-icon-theme dbus dunst fonts-dejavu-core imagemagick lxqt-notificationd mako-notifier mate-notification-daemon
  notification-daemon notify-osd openbox python3-dbus python3-gi sway sway-notification-center xdotool xcompmgr xfce4-notifyd xfconf xvfb)
dpkg-query -W "${packages[@]}" >/dev/null 2>&1 || {
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${packages[@]}" >apt.log 2>&1 || { tail -20 apt.log; exit 1; }
}
# Sway does not run as root, and nobody's desktop does.
id person >/dev/null 2>&1 || useradd --uid 1999 --home-dir /run/trial --no-create-home person
chown person /run/trial
chmod 777 /run/pictures

names=("$@")
[ ${#names[@]} -gt 0 ] || names=(dunst xfce mate notification-daemon notify-osd lxqt swaync mako)
failed=()
for name in "${names[@]}"; do
  echo "== $name"
  unshare --pid --fork --kill-child --mount-proc setpriv --reuid=1999 --regid=1999 --clear-groups \
    /usr/bin/python3 trial.py "$name" || failed+=("$name")
done
[ ${#failed[@]} -eq 0 ] || { echo "Not as it should be: ${failed[*]}" >&2; exit 1; }
