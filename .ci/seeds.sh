#!/usr/bin/env bash
# No false alarm: the reference device passes under 100 seeds, one after the other.
set -euo pipefail
cd "$(dirname "$0")/.."
pinproof=${CARGO_TARGET_DIR:-target}/release/pinproof
for seed in $(seq 1 "${1:-100}"); do
    "$pinproof" --quiet --strict --seed "$seed" >"${TMPDIR:-/tmp}/pinproof-seed.txt" || {
        cat "${TMPDIR:-/tmp}/pinproof-seed.txt"
        echo "seed $seed: the reference does not pass" >&2
        exit 1
    }
done
rm -f "${TMPDIR:-/tmp}/pinproof-seed.txt"
echo "the reference passes under ${1:-100} seeds"
