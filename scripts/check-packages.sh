#!/usr/bin/env bash
# Installs, uses, updates and removes the packages that `make package` and `make package-relay` made, in a fresh Debian or
# Ubuntu of its own; and looks through them with lintian and rpmlint. Needs root, for the namespaces. What it needs more than once
# (the bare system, the packages of Debian) is kept in target/package-root; pictures of the window are there, too.
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(id -u)" -eq 0 ] || exec sudo --preserve-env=PATH,CARGO_TARGET_DIR "$0" "$@"
. /etc/os-release
target=$(realpath "${CARGO_TARGET_DIR:-target}")
work=$target/package-root
packages=$target/packages
bare=$work/$VERSION_CODENAME
root=$work/root
case $ID in
ubuntu) mirror=http://archive.ubuntu.com/ubuntu parts=main,universe ;;
*) mirror=http://deb.debian.org/debian parts=main ;;
esac

# What the check itself needs inside: a screen, a notification server, shells, and what reads the files.
tools=(appstream bash-completion binutils cpio dbus desktop-file-utils dunst fish fonts-dejavu-core man-db procps rpm x11-apps xdotool xvfb zsh)

version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
deb=$(ls "$packages/rowbell_$version"-1_*.deb)
rpm=$(ls "$packages/rowbell-$version"-1.*.rpm)
relay=$(ls "$packages/rowbell-relay_$version"-1_*.deb)

echo "== What lintian and rpmlint say"
lintian --fail-on error,warning "$deb" "$relay" 2> >(grep -v 'root privileges' >&2)
rpmlint --config packaging/rpm/rpmlint.toml "$rpm"

# An update has a higher version; what is in it is the same.
mkdir -p "$work/newer"
rm -f "$work"/newer/*
scripts/package.sh "$work/newer" "$version.1" >/dev/null
scripts/package-relay.sh "$work/newer" "$version.1" >/dev/null

if [ ! -e "$bare/made" ]; then
  echo "== A bare $PRETTY_NAME"
  rm -rf "$bare"
  debootstrap --variant=minbase --components="$parts" "$VERSION_CODENAME" "$bare" "$mirror" >"$work/debootstrap.log" ||
    { tail "$work/debootstrap.log"; exit 1; }
  touch "$bare/made"
fi
rm -rf "$root"
cp -a "$bare" "$root"
cp /etc/hosts /etc/resolv.conf "$root/etc/"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod +x "$root/usr/sbin/policy-rc.d"
# Nothing of it has to survive a power cut.
echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
mkdir -p "$work/archives/partial" "$root/check/newer"
cp "$deb" "$rpm" "$relay" scripts/checks.sh scripts/use-packages.sh scripts/use-relay.sh "$root/check/"
cp "$work"/newer/* "$root/check/newer/"

# inside NAMESPACES… -- COMMAND…: in the root, in namespaces of its own; what is left running ends with it.
inside() {
  local namespaces=()
  while [ "$1" != -- ]; do namespaces+=("$1") && shift; done
  shift
  unshare --mount --pid --fork --kill-child "${namespaces[@]}" bash -euc '
    root=$1 archives=$2 && shift 2
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --bind "$archives" "$root/var/cache/apt/archives"
    [ ! -e /proc/self/ns/net ] || ip link set lo up || true
    exec chroot "$root" env -i HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"' bash "$root" "$work/archives" "$@"
}

echo "== The packages of $NAME that are needed"
inside -- sh -euc 'apt-get update -qq && apt-get install -qq -y --no-install-recommends --download-only "$@" >/dev/null' \
  sh "/check/${deb##*/}" "/check/${relay##*/}" "${tools[@]}"
# From here on there is no network but the loopback.
inside --net -- bash /check/use-packages.sh "$version" "${tools[@]}"
inside --net -- bash /check/use-relay.sh "$version"
for picture in "$root"/check/*.xwd; do convert "xwd:$picture" "$work/$(basename "$picture" .xwd).png"; done
rm -rf "$root"
echo "The packages can be installed, used, updated and removed. Pictures of the window are in $work."
