#!/usr/bin/env bash
# `in_a_layer.sh TRIAL PROGRAM ARGUMENT…` runs TRIAL/inside.sh, with the other files of that folder and PROGRAM (of target/debug) beside
# it, in a layer above this system: what it installs there is gone afterwards, and what it leaves running ends with it. Pictures go
# to target/desktops. Needs root, for namespaces.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
[ "$(id -u)" -eq 0 ] || exec sudo --preserve-env=PATH,CARGO_TARGET_DIR "$0" "$@"
trial=$here/$1 name=$2
shift 2
target=$(realpath "${CARGO_TARGET_DIR:-$here/../../target}")
program=$target/debug/$name
[ -x "$program" ] || { echo "$program is missing. Build it first: make desktops does." >&2; exit 1; }
pictures=$target/desktops
mkdir -p "$pictures/archives/partial"

unshare --mount --pid --fork --kill-child --propagation private bash -euc '
  pictures=$1 program=$2 trial=$3 && shift 3
  layer=$(mktemp -d)
  # What the trial has started may still be ending, and holds the layer; it ends with this namespace.
  trap "umount --recursive --lazy $layer/root $layer 2>/dev/null || true; rmdir $layer" EXIT
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
  cp "$program" "$trial"/* "$root/run/trial/"
  # Nothing that is installed starts by itself, and none of it need outlive a power cut.
  printf "#!/bin/sh\nexit 101\n" >"$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
  echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
  chroot "$root" bash /run/trial/inside.sh "$@"' bash "$pictures" "$program" "$trial" "$@"
