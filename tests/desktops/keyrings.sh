#!/usr/bin/env bash
# Tries Rowbell on the keyrings of KDE and KeePassXC themselves, with a person who types: no keyring yet, one that is locked, a
# window that is closed, one that was opened elsewhere. `keyrings.sh NAME…` tries only these (kwallet, keepassxc). When one fails, the
# screen is in target/desktops. Needs root, for namespaces: the programs are installed into a layer above this system, which is gone
# afterwards. tests/secret_service.py answers in their place elsewhere.
set -euo pipefail
cd "$(dirname "$0")/../.."

[ "$(id -u)" -eq 0 ] || exec sudo --preserve-env=PATH,CARGO_TARGET_DIR "$0" "$@"
target=$(realpath "${CARGO_TARGET_DIR:-target}")
rowbell=$target/debug/rowbell
[ -x "$rowbell" ] || { echo "Build it first: cargo build -p rowbell" >&2; exit 1; }
pictures=$target/desktops
mkdir -p "$pictures/archives/partial"

# In namespaces of its own: what is left running ends with it, and so does the layer.
unshare --mount --pid --fork --kill-child --propagation private bash -euc '
  pictures=$1 rowbell=$2 here=$3 && shift 3
  layer=$(mktemp -d)
  trap "umount -R $layer/root $layer 2>/dev/null; rmdir $layer" EXIT
  mount -t tmpfs tmpfs "$layer"
  mkdir "$layer/upper" "$layer/work" "$layer/root"
  root=$layer/root
  mount -t overlay overlay -o "lowerdir=/,upperdir=$layer/upper,workdir=$layer/work" "$root"
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
  mount -t tmpfs tmpfs "$root/run"
  mkdir "$root/run/trial" "$root/run/pictures"
  mount --bind "$pictures" "$root/run/pictures"
  mount --bind "$pictures/archives" "$root/var/cache/apt/archives"
  cp "$rowbell" "$here"/* "$root/run/trial/"
  printf "#!/bin/sh\nexit 101\n" >"$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
  echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
  chroot "$root" bash /run/trial/inside.sh "$@"' bash "$pictures" "$rowbell" tests/desktops/keyrings "$@"
