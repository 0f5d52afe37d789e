#!/usr/bin/env bash
# The oldest Rust that Cargo.toml promises. With that toolchain installed: it checks the workspace. Without: clippy finds
# library features that are too new for it, and every dependency must declare that it still takes it; new syntax would go
# unseen.
set -euo pipefail
cd "$(dirname "$0")/.."
oldest=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)
[ -n "$oldest" ]

if command -v rustup >/dev/null && RUSTUP_AUTO_INSTALL=0 rustup run "$oldest" cargo --version 2>/dev/null; then
    echo "checking with Rust $oldest itself"
    export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}/ci/msrv
    exec rustup run "$oldest" cargo check --locked --workspace --all-features
fi

echo "Rust $oldest is not installed: clippy's incompatible_msrv and the declarations of the dependencies instead"
cargo clippy --locked --workspace --all-features -- -D clippy::incompatible_msrv
host=$(rustc -vV | sed -n 's/^host: //p')
cargo metadata --locked --format-version 1 --all-features --filter-platform "$host" | python3 -c '
import json, sys
number = lambda text: tuple(int(part) for part in (text + ".0.0").split(".")[:3])
oldest = sys.argv[1]
metadata = json.load(sys.stdin)
packages = {package["id"]: package for package in metadata["packages"]}
nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
# What a user compiles: normal and build dependencies of the members, not what their tests and benches use.
used, queue = set(), list(metadata["workspace_members"])
while queue:
    one = queue.pop()
    if one not in used:
        used.add(one)
        queue += [d["pkg"] for d in nodes[one]["deps"] if any(k["kind"] != "dev" for k in d["dep_kinds"])]
stated = {id: packages[id]["rust_version"] for id in used}
newer = sorted(packages[id]["name"] + " needs " + v for id, v in stated.items() if v and number(v) > number(oldest))
silent = sorted(packages[id]["name"] for id, v in stated.items() if not v)
print(len(used), "crates,", len(silent), "of them silent:", ", ".join(silent))
sys.exit("too new for Rust " + oldest + ": " + ", ".join(newer) if newer else 0)
' "$oldest"
