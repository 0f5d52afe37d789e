#!/usr/bin/env bash
# Clients that do not speak the protocol: exit 3 or 1 within bounded time, and a message.
set -euo pipefail
cd "$(dirname "$0")/.."
pinproof=$(realpath "${CARGO_TARGET_DIR:-target}/release/pinproof")
failed=0

# expect NAME CMD…
expect() {
    local name=$1 code=0 start=$SECONDS output
    shift
    output=$(timeout --kill-after=5 120 "$pinproof" check --quiet --timeout 2 -- "$@" 2>&1) || code=$?
    echo "$name: exit $code after $((SECONDS - start)) s"
    tail -n 3 <<<"$output" | sed 's/^/    /'
    if [ "$code" != 3 ] && [ "$code" != 1 ] || [ -z "$output" ]; then
        failed=1
    fi
}

expect "ends at once" false
expect "echoes its input" cat
expect "writes without end" yes
expect "never answers" sleep 600
expect "prints garbage" sh -c 'while read -r line; do echo "not json"; done'
expect "dies at line 50" sh -c "head -n 50 | '$pinproof' client; exit 1"
expect "does not exist" ./no-such-client
exit "$failed"
