# What a trial looks and clicks with.

until_true() {
  local what=$1 end=$((SECONDS + 30))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || { echo "not so: $what"; cat tray.err 2>/dev/null; picture "/run/pictures/$name-failed.png" || true; exit 1; }
    read -rt 0.2 <> <(:) || true
  done
}

said() { grep -qF -- "$1" tray.out; }

picture() { import -window root "png:$1"; }

# box ONE OTHER: where two pictures differ, as WIDTHxHEIGHT+X+Y.
box() {
  convert "$1" "$2" -compose difference -composite -threshold 3% -bordercolor black -border 1 -trim -format '%wx%h%O' info: 2>/dev/null
}

# settled: two pictures in a row are the same.
settled() {
  local one other
  one=$(mktemp) other=$(mktemp)
  is_still() { picture "$one" && read -rt 0.5 <> <(:) || picture "$other" && cmp -s <(convert "$one" rgb:-) <(convert "$other" rgb:-); }
  until_true "the picture is still" is_still
}

# Sets `icon` (WIDTHxHEIGHT+X+Y) and the point `at` to click at.
icon_in_two_colours() {
  local light dark
  light=$(mktemp) dark=$(mktemp)
  two_colours() {
    show unread light && settled && picture "$light" && show unread dark && settled && picture "$dark"
    icon=$(box "$light" "$dark") && [[ $icon =~ ^([0-9]+)x([0-9]+)\+([0-9]+)\+([0-9]+)$ ]] &&
      [ "${BASH_REMATCH[1]}" -ge 8 ] && [ "${BASH_REMATCH[1]}" -le 64 ] && [ "${BASH_REMATCH[2]}" -le 64 ]
  }
  until_true "the icon's colour changes on the screen" two_colours
  # The border of the comparison is one pixel wide.
  at="$((BASH_REMATCH[3] - 1 + BASH_REMATCH[1] / 2)) $((BASH_REMATCH[4] - 1 + BASH_REMATCH[2] / 2))"
  area="${BASH_REMATCH[1]}x${BASH_REMATCH[2]}+$((BASH_REMATCH[3] - 1))+$((BASH_REMATCH[4] - 1))"
}

# Of the place where the icon is, a good part is not in its colour: the bell has a shape.
icon_is_no_square() {
  local same all
  show unread light
  settled
  picture icon.png
  convert icon.png -crop "$area" +repage icon-only.png
  cp icon-only.png "/run/pictures/$name-icon.png"
  same=$(convert icon-only.png -format '%c' -depth 8 histogram:info: | sort -rn | head -1 | tr -d ' ' | cut -d: -f1)
  all=$(identify -format '%[fx:w*h]' icon-only.png)
  [ "$same" -lt $((all * 95 / 100)) ] || { echo "not so: the icon has a shape"; exit 1; }
}

icon_differs() {
  local now
  now=$(mktemp) && picture "$now" && [ "$(convert "png:$1" -crop "$area" rgb:- | md5sum)" != "$(convert "png:$now" -crop "$area" rgb:- | md5sum)" ]
}

# shellcheck disable=SC2086
click() { xdotool mousemove $at click "$1"; }

open_menu() {
  local before now
  before=$(mktemp) now=$(mktemp)
  settled
  picture "$before"
  is_open() {
    picture "$now" && [[ $(box "$before" "$now") =~ ^([0-9]+)x([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -ge 100 ] && [ "${BASH_REMATCH[2]}" -ge 100 ]
  }
  click "${menu_button:-3}"
  until_true "the menu opens" is_open
  settled
  closed=$before
}

close_menu() {
  local now
  now=$(mktemp)
  # Sway gives keys to no menu of a panel.
  if [ -n "${WAYLAND_DISPLAY-}" ]; then xdotool mousemove 900 650 click 1; else xdotool key Escape; fi
  is_closed() { picture "$now" && ! [[ $(box "$closed" "$now") =~ ^[0-9]{3,}x[0-9]{3,} ]]; }
  until_true "the menu closes" is_closed
}

# The menu looks as it did the first time.
same_menu() {
  local differs
  differs=$(box "/run/pictures/$name-menu-1.png" "/run/pictures/$name-menu-$1.png" || true)
  ! [[ $differs =~ ^[0-9]{2,}x[0-9]{2,} ]] || { echo "not so: the menu is the same after pause $1: $differs"; exit 1; }
}

has_menu() { [ "$name" != swaybar ]; }
