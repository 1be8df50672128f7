#!/usr/bin/env bash
# Packs what `make package` has built: `package.sh [FOLDER [VERSION]]`, into target/packages with the version in Cargo.toml
# unless given. Programs and assets are the same in both packages; a few folders differ.
set -euo pipefail
cd "$(dirname "$0")/.."

id=io.github.rowbell.Rowbell
target=$(realpath "${CARGO_TARGET_DIR:-target}")
folder=${1:-$target/packages}
current=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
version=${2:-$current}
metainfo=packaging/$id.metainfo.xml
if ! grep -m1 '<release ' "$metainfo" | grep -qF "version=\"$current\""; then
  echo "The first release in $metainfo is none of version $current, which Cargo.toml has." >&2
  exit 1
fi
# The same commit makes the same packages.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH
mkdir -p "$folder"
folder=$(realpath "$folder")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022

# put MODE SOURCE DESTINATION: one file.
put() { install -D -m "$1" "$2" "$root/$3"; }
# packed SOURCE DESTINATION: one file, compressed and without a date of its own.
packed() {
  mkdir -p "$root/$(dirname "$2")"
  gzip -9n <"$1" >"$root/$2"
  chmod 644 "$root/$2"
}

# stage ROOT ZSH: what both packages have.
stage() {
  root=$1
  put 755 "$target/release/rowbell" usr/bin/rowbell
  put 755 "$target/release/rowbell-window" usr/bin/rowbell-window
  put 644 "packaging/$id.desktop" "usr/share/applications/$id.desktop"
  put 644 "$metainfo" "usr/share/metainfo/$id.metainfo.xml"
  local file
  for file in packaging/systemd/*; do put 644 "$file" "usr/lib/systemd/user/${file##*/}"; done
  while read -r file; do put 644 "icons/$file" "usr/share/icons/$file"; done < <(cd icons && find hicolor -type f)
  for file in "$target"/package-assets/man/*.1 packaging/*.1; do packed "$file" "usr/share/man/man1/${file##*/}.gz"; done
  put 644 "$target/package-assets/completions/rowbell.bash" usr/share/bash-completion/completions/rowbell
  put 644 "$target/package-assets/completions/rowbell.fish" usr/share/fish/vendor_completions.d/rowbell.fish
  put 644 "$target/package-assets/completions/_rowbell" "usr/share/zsh/$2/_rowbell"
  packed "$target/package-assets/third-party-licences" usr/share/doc/rowbell/third-party-licences.gz
}

# filled FILE VALUES…: FILE with each @NAME@ replaced; VALUES are NAME=VALUE.
filled() {
  local text pair
  text=$(<"$1")
  for pair in "${@:2}"; do text=${text//"@${pair%%=*}@"/"${pair#*=}"}; done
  printf '%s\n' "$text"
}
words=("UPDATED=$(<packaging/updated.txt)" "REMOVED=$(<packaging/removed.txt)")

deb_package() {
  local architecture depends size
  architecture=$(dpkg --print-architecture)
  stage "$work/debian/rowbell" vendor-completions
  mkdir "$root/DEBIAN"
  put 644 packaging/debian/copyright usr/share/doc/rowbell/copyright
  put 644 packaging/debian/lintian-overrides usr/share/lintian/overrides/rowbell
  packed CHANGELOG.md usr/share/doc/rowbell/changelog.gz
  packed <(printf 'rowbell (%s-1) unstable; urgency=medium\n\n  * See changelog.gz.\n\n -- %s  %s\n' "$version" \
    'The Rowbell authors <rowbell@users.noreply.github.com>' "$(LC_ALL=C date -uRd "@$SOURCE_DATE_EPOCH")") \
    usr/share/doc/rowbell/changelog.Debian.gz
  # The shared libraries that the programs need, by the names and versions of their packages.
  printf 'Source: rowbell\n\nPackage: rowbell\nArchitecture: any\n' >"$work/debian/control"
  depends=$(cd "$work" && dpkg-shlibdeps -O debian/rowbell/usr/bin/* | sed -n 's/^shlibs:Depends=//p')
  size=$(du -sk --apparent-size "$root" | cut -f1)
  (cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
  filled packaging/debian/control.in "VERSION=$version-1" "ARCHITECTURE=$architecture" "DEPENDS=$depends" "SIZE=$size" \
    >"$root/DEBIAN/control"
  local script
  for script in postinst prerm; do
    filled "packaging/debian/$script.in" "${words[@]}" >"$root/DEBIAN/$script"
    chmod 755 "$root/DEBIAN/$script"
  done
  find "$root" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
  dpkg-deb --root-owner-group -Zxz --build "$root" "$folder/rowbell_$version-1_$architecture.deb" >/dev/null
}

rpm_package() {
  stage "$work/rpm" site-functions
  put 644 LICENSE usr/share/licenses/rowbell/LICENSE
  put 644 CHANGELOG.md usr/share/doc/rowbell/CHANGELOG.md
  find "$root" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
  filled packaging/rpm/rowbell.spec.in "VERSION=$version" "DATE=$(LC_ALL=C date -ud "@$SOURCE_DATE_EPOCH" '+%a %b %d %Y')" \
    "${words[@]}" >"$work/rowbell.spec"
  rpmbuild --quiet -bb --define "_topdir $work/rpmbuild" --define "_rpmdir $folder" --define "staged $root" \
    --define '_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' --define '_buildhost localhost' \
    --define 'use_source_date_epoch_as_buildtime 1' --define 'clamp_mtime_to_source_date_epoch 1' "$work/rowbell.spec"
}

deb_package
rpm_package
echo "The packages are in $folder:"
(cd "$folder" && ls -sh1 rowbell*"$version"-1[._]*)
