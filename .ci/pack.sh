#!/usr/bin/env bash
# Packs the pages into cli/assets/, which the feature `pages` embeds.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.ci/core.sh
source .ci/core.sh
target=wasm32-unknown-unknown
pack=(cargo run --locked -p pinproof-pack --)

if rustup_has "$target"; then
    exec "${pack[@]}"
fi

use_debian "$target" wasm-ld-22 lld-22
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-22
exec "${pack[@]}" --build-std
