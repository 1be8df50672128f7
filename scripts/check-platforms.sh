#!/usr/bin/env bash
# Checks the agent for other systems than Linux, on Debian: `check-platforms.sh [windows] [macos]`, both without a word.
#
#   windows   lints, builds and links rowbell.exe, and runs it under Wine (scripts/under-wine.sh)
#   macos     compiles the agent as far as it goes without Apple's SDK: nothing is linked or run
#
# rustup's toolchain has no standard library for other systems without a download for each. Debian's `rustc-web` brings
# the library's source, so it is built here, too; a cold run takes about ten minutes on two cores. What this can't show is
# in docs/platforms.md.
set -euo pipefail
cd "$(dirname "$0")/.."

packages() {
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

command -v dpkg-query >/dev/null || {
  echo "This check needs Debian, for its rustc-web and rust-web-src." >&2
  exit 2
}
scripts/install.sh build
packages rustc-web rust-web-src rust-web-clippy

# A folder of its own, since the two compilers' files don't mix.
export RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$PWD/target/platforms
std=(-Zbuild-std=std,panic_abort)

windows() {
  packages gcc-mingw-w64-x86-64-win32 g++-mingw-w64-x86-64-win32 wine64 wine curl openssl python3 xvfb
  local target=x86_64-pc-windows-gnu gcc=x86_64-w64-mingw32
  export CC_x86_64_pc_windows_gnu=$gcc-gcc CXX_x86_64_pc_windows_gnu=$gcc-g++ AR_x86_64_pc_windows_gnu=$gcc-ar
  export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=$gcc-gcc
  CARGO=$(command -v cargo) /usr/bin/cargo-clippy clippy -p rowbell -p rowbell-api -p rowbell-core -p rowbell-sqlite -p seatable --no-deps \
    --features rowbell/windows-launcher "${std[@]}" --target $target -- -D warnings
  cargo build -p rowbell --features windows-launcher "${std[@]}" --target $target
  scripts/under-wine.sh "$CARGO_TARGET_DIR/$target/debug/rowbell.exe"
}

macos() {
  packages python3 python3-venv
  local zig=$CARGO_TARGET_DIR/zig target=aarch64-apple-darwin
  if [ ! -x "$zig/bin/python" ]; then
    mkdir -p "$CARGO_TARGET_DIR"
    python3 -m venv "$zig"
    "$zig/bin/pip" install --quiet ziglang
  fi
  cat >"$zig/cc" <<END
#!/usr/bin/env bash
# zig as the C compiler for macOS, without the options that it does not know.
set -euo pipefail
zig=("$zig/bin/python" -m ziglang cc -target aarch64-macos)
arguments=() objective_c= out=
while [ \$# -gt 0 ]; do
  case \$1 in
  -arch | -isysroot | -target) shift ;;
  --target=* | -m*-version-min=*) ;;
  *.m) objective_c=1 ;;
  -o) arguments+=("\$1" "\$2") out=\$2 && shift ;;
  *) arguments+=("\$1") ;;
  esac
  shift
done
if [ -n "\$objective_c" ]; then
  # Apple's headers are not to be had. Nothing is linked, so an empty object does.
  echo >"\$out.c"
  exec "\${zig[@]}" -c "\$out.c" -o "\$out"
fi
exec "\${zig[@]}" "\${arguments[@]}"
END
  chmod +x "$zig/cc"
  CC_aarch64_apple_darwin=$zig/cc AR_aarch64_apple_darwin=ar SDKROOT=/ CARGO=$(command -v cargo) \
    /usr/bin/cargo-clippy clippy -p rowbell -p rowbell-api -p rowbell-core -p rowbell-sqlite -p seatable --no-deps \
    "${std[@]}" --target $target -- -D warnings
  echo "macOS: compiles (neither linked nor run)"
}

[ $# -gt 0 ] || set -- windows macos
for system in "$@"; do
  case $system in
  windows | macos) "$system" ;;
  *)
    echo "usage: $0 [windows] [macos]" >&2
    exit 2
    ;;
  esac
done
