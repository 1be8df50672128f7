# One panel: trial.sh NAME
set -euo pipefail
name=$1
here=/run/trial
export HOME=$here/$name.home XDG_RUNTIME_DIR=$here/$name.run GSETTINGS_BACKEND=keyfile NO_AT_BRIDGE=1 GDK_BACKEND=x11
export XDG_CONFIG_HOME=$HOME/.config XDG_DATA_HOME=$HOME/.local/share XDG_CACHE_HOME=$HOME/.cache QT_QPA_PLATFORM=xcb
rm -rf "$HOME" "$XDG_RUNTIME_DIR"
mkdir -p "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_CACHE_HOME"
mkdir -m 700 "$XDG_RUNTIME_DIR"
cd "$HOME"
export DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus
dbus-daemon --session --nofork --nopidfile --address="$DBUS_SESSION_BUS_ADDRESS" 2>/dev/null &
. "$here/tools.sh"
until_true "a bus" test -S "$XDG_RUNTIME_DIR/bus"
. "$here/start.sh"

[ -z "${NOFILES-}" ] || touch "$XDG_RUNTIME_DIR/tray-icons"
mkfifo words
./../tray <words >tray.out 2>tray.err &
exec 7>words
show() { echo "$*" >&7; }

start_"$name"
until_true "the panel takes the icon" said 'host: Present'

# The icon is where the picture changes with its colour, and nothing else does.
show unread light
icon_in_two_colours
echo "  the icon is drawn at $icon, in the colour that is wanted"
icon_is_no_square
for state in idle unread paused trouble; do
  before=$(mktemp) && picture "$before"
  show "$state" light
  [ "$state" = idle ] || until_true "the icon is another one for $state" icon_differs "$before"
  picture "/run/pictures/$name-$state.png"
done
echo "  each state has an icon of its own"

if [ -z "${menu_button-}" ]; then
  show unread light
  settled
  click 1
  until_true "a left click arrives" said "asked: Open {"
  echo "  a left click arrives"
fi

has_menu || exit 0
show trouble light
settled
open_menu
picture "/run/pictures/$name-menu-trouble.png"
close_menu
# After a pause and its end the menu has the lines to pause again. Panels that got answers in another order opened it empty.
for round in 1 2 3; do
  show paused light
  settled
  open_menu
  close_menu
  show unread light
  settled
  open_menu
  picture "/run/pictures/$name-menu-$round.png"
  [ "$round" = 1 ] || same_menu "$round"
  close_menu
done
echo "  the menu opens, also after pauses"
