#!/usr/bin/env bash
# Packs what `make package-relay` has built: `package-relay.sh [FOLDER [VERSION]]`, into target/packages with the version in
# Cargo.toml unless given.
set -euo pipefail
cd "$(dirname "$0")/.."

target=$(realpath "${CARGO_TARGET_DIR:-target}")
folder=${1:-$target/packages}
version=${2:-$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)}
architecture=$(dpkg --print-architecture)
# The same commit makes the same package.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022
root=$work/debian/rowbell-relay

# put MODE SOURCE DESTINATION: one file.
put() { install -D -m "$1" "$2" "$root/$3"; }
# packed SOURCE DESTINATION: one file, compressed and without a date of its own.
packed() {
  mkdir -p "$root/$(dirname "$2")"
  gzip -9n <"$1" >"$root/$2"
  chmod 644 "$root/$2"
}
put 755 "$target/release/rowbell-relay" usr/bin/rowbell-relay
for unit in service socket; do
  put 644 "packaging/relay/rowbell-relay.$unit" "usr/lib/systemd/system/rowbell-relay.$unit"
done
put 644 crates/relay/rowbell-relay.toml etc/rowbell-relay.toml
put 644 packaging/relay/Caddyfile usr/share/doc/rowbell-relay/Caddyfile
put 644 docs/self-hosting.md usr/share/doc/rowbell-relay/self-hosting.md
put 644 LICENSE usr/share/doc/rowbell-relay/copyright
packed "$target/relay-assets/third-party-licences" usr/share/doc/rowbell-relay/third-party-licences.gz
for page in "$target"/relay-assets/*.8; do packed "$page" "usr/share/man/man8/${page##*/}.gz"; done
put 644 packaging/relay/lintian-overrides usr/share/lintian/overrides/rowbell-relay
packed CHANGELOG.md usr/share/doc/rowbell-relay/changelog.gz
packed <(printf 'rowbell-relay (%s-1) unstable; urgency=medium\n\n  * See changelog.gz.\n\n -- %s  %s\n' "$version" \
  'The Rowbell authors <rowbell@users.noreply.github.com>' "$(LC_ALL=C date -uRd "@$SOURCE_DATE_EPOCH")") \
  usr/share/doc/rowbell-relay/changelog.Debian.gz

mkdir "$root/DEBIAN"
echo /etc/rowbell-relay.toml >"$root/DEBIAN/conffiles"
for script in postinst prerm postrm; do install -m 755 "packaging/relay/$script" "$root/DEBIAN/$script"; done
printf 'Source: rowbell\n\nPackage: rowbell-relay\nArchitecture: any\n' >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O debian/rowbell-relay/usr/bin/* | sed -n 's/^shlibs:Depends=//p')
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
cat >"$root/DEBIAN/control" <<EOF
Package: rowbell-relay
Version: $version-1
Architecture: $architecture
Maintainer: The Rowbell authors <rowbell@users.noreply.github.com>
Installed-Size: $(du -sk --apparent-size "$root" | cut -f1)
Depends: $depends
Recommends: caddy | httpd
Section: net
Priority: optional
Homepage: https://github.com/rowbell/rowbell
Description: keeps SeaTable's webhooks for computers that sleep
 SeaTable switches a webhook off when it is refused a connection. This relay,
 on a small server, takes webhooks day and night, keeps them sealed so that
 only their owner can read them, and hands them to Rowbell on a person's
 computer when that is awake.
EOF
find "$root" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz --build "$root" "$folder/rowbell-relay_$version-1_$architecture.deb" >/dev/null
echo "The package is $folder/rowbell-relay_$version-1_$architecture.deb"
