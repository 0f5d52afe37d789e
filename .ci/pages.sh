#!/usr/bin/env bash
# The pages, which pack.sh has packed: type-checked, and in a real browser against the real service. Pictures go to
# PINPROOF_SCREENSHOTS. Ends in the count of the browser suite, in the form in which the gate counts tests.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(realpath -m "${CARGO_TARGET_DIR:-target}")

missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
if [ "${#missing[@]}" != 0 ]; then
    apt-get update
    apt-get install -y --no-install-recommends "${missing[@]}"
fi

cargo test --locked -p pinproof-cli --features pages --bin pinproof serve::
cargo build --locked -p pinproof-cli --features pages

# Beside the sources, so that no package is installed into the working tree.
work=$out/ci/browser
mkdir -p "$work"
cp tests/browser/*.mjs tests/browser/package.json tests/browser/package-lock.json "$work"
npm ci --prefix "$work" --no-audit --no-fund --ignore-scripts
# A worker has no document, and a page no worker's scope: each is checked with what it has.
for project in tsconfig.json tsconfig.worker.json; do
    node "$work/node_modules/typescript/bin/tsc" --project "web/$project"
done

cd "$work"
code=0
PINPROOF=$out/debug/pinproof PINPROOF_SCREENSHOTS=${PINPROOF_SCREENSHOTS:-$work/screenshots} \
    node run.mjs "$@" | tee suite.log || code=$?
sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/test result: browser. \1 passed; \2 failed;/p' suite.log
exit "$code"
