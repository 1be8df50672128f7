# Tries each panel; started by panels.sh in the layer that the panels are to be in.
# inside.sh PACKAGES [NAME…]
set -euo pipefail
export HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS XDG_CURRENT_DESKTOP
cd /run/trial

packages=$1 && shift
names=("$@")
[ ${#names[@]} -gt 0 ] || names=(xfce lxqt mate xapp ayatana sntray waybar swaybar)
# shellcheck disable=SC2086
dpkg-query -W $packages >/dev/null 2>&1 || {
  apt-get update -qq
  # shellcheck disable=SC2086
  apt-get install -y -qq --no-install-recommends $packages >/run/trial/apt.log 2>&1 || { tail -20 /run/trial/apt.log; exit 1; }
}

# Sway does not run as root, and nobody's panel does.
id person >/dev/null 2>&1 || useradd --uid 1999 --home-dir /run/trial --no-create-home person
chown person /run/trial
chmod 777 /run/pictures
for name in "${names[@]}"; do rm -f "/run/pictures/$name"-*.png; done

failed=()
# For MATE's panel, which reads layouts from here only.
for applet in NotificationAreaAppletFactory::NotificationArea MateXAppStatusAppletFactory::MateXAppStatusApplet \
  IndicatorAppletCompleteFactory::IndicatorAppletComplete; do
  printf '%s\n' '[Toplevel top]' 'expand=true' 'orientation=top' 'size=28' '[Object tray]' 'object-type=applet' \
    "applet-iid=$applet" 'toplevel-id=top' 'position=0' 'locked=true' \
    >"/usr/share/mate-panel/layouts/rowbell-${applet#*::}.layout"
done

for name in "${names[@]}"; do
  echo "== $name"
  # A bus, a home and processes of its own for each.
  if unshare --pid --fork --kill-child --mount-proc setpriv --reuid=1999 --regid=1999 --clear-groups \
    bash trial.sh "$name" >"$name.log" 2>&1; then
    grep '^  ' "$name.log"
  else
    failed+=("$name")
    cat "$name.log"
  fi
done
[ ${#failed[@]} -eq 0 ] || { echo "Not as it should be: ${failed[*]}" >&2; exit 1; }
