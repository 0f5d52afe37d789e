#!/usr/bin/env bash
# Changes the library's own source, one place at a time, and runs its tests: fails when they pass a change that is not listed in
# source-mutants.toml. Takes hours, so the gate runs it with --list only, which checks the list.
#
#   .ci/source-mutants.sh            all of it
#   .ci/source-mutants.sh 2/8        one part of eight
#   .ci/source-mutants.sh --list     only that each change that is left out has its reason
set -euo pipefail
cd "$(dirname "$0")/.."
config=.ci/source-mutants.toml

# Inside exclude_re, each entry stands under a comment.
awk '
    /^exclude_re = \[/ { inside = 1; next }
    inside && /^\]/    { inside = 0; closed = 1 }
    !inside            { next }
    /^ *#/             { reason = 1; next }
    /^ *"/             { if (!reason) { print FILENAME ":" FNR ": no reason: " $0; wrong = 1 } reason = 0; count++; next }
    /./                { print FILENAME ":" FNR ": not an entry: " $0; wrong = 1 }
    END                { if (!closed) { print FILENAME ": no exclude_re"; wrong = 1 }; if (wrong) exit 1; print count + 0 " changes are left out, each with its reason" }
' "$config"
[ "${1:-}" != --list ] || exit 0

command -v cargo-mutants >/dev/null || cargo install --locked cargo-mutants
shard=()
[ -z "${1:-}" ] || shard=(--shard "$(echo "$1" | awk -F/ '{ print $1 - 1 "/" $2 }')")
output=${CARGO_TARGET_DIR:-target}/ci/source-mutants
mkdir -p "$output"
# Exit code 2 of cargo-mutants: a change was missed. 3: a test ran out of time, which is as good as a failure of the test.
code=0
cargo mutants --package pinproof --config "$config" --no-shuffle --jobs 1 --output "$output" "${shard[@]}" || code=$?
[ "$code" = 0 ] || [ "$code" = 3 ]
