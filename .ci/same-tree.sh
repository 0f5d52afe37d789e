#!/usr/bin/env bash
# same-tree.sh STATUS: the checks before this one have left the working tree as `git status --porcelain` showed it.
set -euo pipefail
cd "$(dirname "$0")/.."
now=$(git status --porcelain)
if [ "$now" != "$1" ]; then
    diff <(echo "$1") <(echo "$now") || true
    echo "a check changed the working tree" >&2
    exit 1
fi
