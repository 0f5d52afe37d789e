#!/usr/bin/env bash
# Packs the pages into cli/assets/, which the feature `pages` embeds.
# The compiler's library for WebAssembly: rustup's, where rustup can get it. Else Debian's compiler, which brings its own library
# source (also with PINPROOF_CORE=debian).
set -euo pipefail
cd "$(dirname "$0")/.."
target=wasm32-unknown-unknown
pack=(cargo run --locked -p pinproof-pack --)

has_library() {
    command -v rustup >/dev/null || return 1
    rustup target list --installed | grep -qx "$target" || timeout 120 rustup target add "$target"
}

if [ "${PINPROOF_CORE:-rustup}" = rustup ] && has_library; then
    exec "${pack[@]}"
fi

echo "rustup has no library for $target: Debian's compiler and library source instead"
if ! [ -x /usr/bin/cargo ] || ! [ -d "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library" ] ||
    ! command -v wasm-ld-22 >/dev/null; then
    apt-get update
    apt-get install -y --no-install-recommends rustc-web cargo-web rust-web-src lld-22
fi
export PATH=/usr/bin:$PATH CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}/ci/debian
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-22
exec "${pack[@]}" --build-std
