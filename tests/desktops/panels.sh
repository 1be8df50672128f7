#!/usr/bin/env bash
# Shows the tray icon on the panels that Debian 12 has, one after another, and looks at what they make of it: is the icon
# drawn, does it follow the state, does a left click arrive, does a right click open the menu, also after a pause. `panels.sh NAME…`
# tries only these. Pictures for people to look at are in target/desktops.
set -euo pipefail
packages=(ayatana-indicator-application dbus fonts-dejavu-core imagemagick lxqt-panel mate-indicator-applet mate-panel
  mate-xapp-status-applet openbox sway waybar xapp-sn-watcher xdotool xfce4-panel xfce4-sntray-plugin xvfb)
exec "$(dirname "$0")/in_a_layer.sh" panels examples/tray "${packages[*]}" "$@"
