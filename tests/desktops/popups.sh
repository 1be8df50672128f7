#!/usr/bin/env bash
# Tries Rowbell on the notification servers that Debian 12 has, one after another: what is drawn, what a click does, a flood, more
# popups than a server takes, "do not disturb". `popups.sh NAME…` tries only these. Pictures for people to look at are in
# target/desktops.
set -euo pipefail
exec "$(dirname "$0")/in_a_layer.sh" popups rowbell "$@"
