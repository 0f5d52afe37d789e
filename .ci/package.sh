#!/usr/bin/env bash
# Packs the library, builds it from its own tarball with every feature (the vectors must be inside), then builds and runs
# a crate that depends on the tarball: the issuer's sandbox in miniature, public API only.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")

# A fresh clone is clean; a developer's tree need not be.
dirty=()
[ -z "$(git status --porcelain)" ] || dirty=(--allow-dirty)
rm -rf "$target"/package/pinproof-*
cargo package --locked -p pinproof --all-features "${dirty[@]}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -xzf "$target"/package/pinproof-*.crate -C "$work"
unpacked=$(echo "$work"/pinproof-*)
packed=$(find "$unpacked/vectors" -maxdepth 1 -name '*.json' | wc -l)
[ "$packed" = "$(find vectors -maxdepth 1 -name '*.json' | wc -l)" ] && [ "$packed" -gt 0 ]
echo "$packed vector files in $(basename "$target"/package/pinproof-*.crate), $(stat -c %s "$target"/package/pinproof-*.crate) bytes"

# The pages are in no repository; whoever packs the command line with them must find them inside.
mkdir "$work/tree"
git ls-files -z | tar --null -cT - | tar -x -C "$work/tree"
mkdir -p "$work/tree/cli/assets"
touch "$work/tree/cli/assets/boot.js"
(cd "$work/tree" && cargo package --list --allow-dirty -p pinproof-cli) | grep -qx assets/boot.js

cp -r tests/downstream "$work/downstream"
cp Cargo.lock "$work/downstream/"
sed -i "s|path = \"../..\"|path = \"$unpacked\"|" "$work/downstream/Cargo.toml"
grep -q "path = \"$unpacked\"" "$work/downstream/Cargo.toml"
cd "$work/downstream"
CARGO_TARGET_DIR=$target/ci/downstream cargo run
