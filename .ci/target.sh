#!/usr/bin/env bash
# target.sh TARGET: builds the library without features for a target without std.
# Core library: rustup's, where rustup can get it. Else Debian's compiler, which brings its own library source
# (also with PINPROOF_CORE=debian).
set -euo pipefail
cd "$(dirname "$0")/.."
target=$1
build=(cargo build --locked -p pinproof --no-default-features --lib --target "$target")

has_core() {
    command -v rustup >/dev/null || return 1
    rustup target list --installed | grep -qx "$target" || timeout 120 rustup target add "$target"
}

if [ "${PINPROOF_CORE:-rustup}" = rustup ] && has_core; then
    exec "${build[@]}"
fi

echo "rustup has no core library for $target: Debian's compiler and library source instead"
if ! [ -x /usr/bin/cargo ] || ! [ -d "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library" ]; then
    apt-get update
    apt-get install -y --no-install-recommends rustc-web cargo-web rust-web-src
fi
export PATH=/usr/bin:$PATH RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}/ci/debian
cargo --version
exec "${build[@]}" -Zbuild-std=core,alloc
