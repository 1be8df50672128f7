#!/usr/bin/env bash
# Tries Rowbell on the keyrings of KDE and KeePassXC themselves, with a person who types: no keyring yet, one that is locked, a
# window that is closed, one that was opened elsewhere. `keyrings.sh NAME…` tries only these (kwallet, keepassxc). When one fails, the
# screen is in target/desktops. tests/secret_service.py answers in their place elsewhere.
set -euo pipefail
exec "$(dirname "$0")/in_a_layer.sh" keyrings rowbell "$@"
