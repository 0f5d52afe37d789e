#!/usr/bin/env bash
# target.sh TARGET: builds the library without features for a target without std.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.ci/core.sh
source .ci/core.sh
target=$1
build=(cargo build --locked -p pinproof --no-default-features --lib --target "$target")

if rustup_has "$target"; then
    exec "${build[@]}"
fi

use_debian "$target"
export RUSTC_BOOTSTRAP=1
cargo --version
exec "${build[@]}" -Zbuild-std=core,alloc
