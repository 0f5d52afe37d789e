#!/usr/bin/env bash
# Fresh cases of a drawn seed, or of the one given, through both oracles and the linter: what a run makes up must be as right
# as the vectors. Prints the seed, so that a failure can be had again.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
seed=${1:-$((RANDOM * 32768 + RANDOM))}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$target/release/pinproof" vectors fresh --seed "$seed" --deep --output "$folder"
"$target/release/pinproof" vectors lint --vectors "$folder"
env PYTHONDONTWRITEBYTECODE=1 "$target/ci/venv/bin/python" vectors/oracles/python/oracle.py "$folder"
java -cp "$target/ci/java" Oracle "$folder"
