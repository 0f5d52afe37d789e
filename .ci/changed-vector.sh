#!/usr/bin/env bash
# One hex digit of one expected value changed in a copy of the vectors: exit 1, and the case is named. The same copy, used
# on a foreign client: exit 6, because the reference itself does not agree.
set -euo pipefail
cd "$(dirname "$0")/.."
pinproof=$(realpath "${CARGO_TARGET_DIR:-target}/release/pinproof")
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r vectors/. "$copy"

id=$(python3 - "$copy" <<'PY'
import json, pathlib, sys
path = pathlib.Path(sys.argv[1]) / "pin_block_encode_iso0.json"
document = json.loads(path.read_text(encoding="utf-8"))
case = next(c for g in document["groups"] for c in g["cases"] if c["verdict"] == "accept" and "block" in c.get("output", {}))
block = case["output"]["block"]
case["output"]["block"] = block[:-1] + ("0" if block[-1] != "0" else "1")
path.write_text(json.dumps(document), encoding="utf-8")
print(f"{path.stem}/{case['id']}")
PY
)
echo "changed: $id"

# expect CODE ARGUMENTS…
expect() {
    local wanted=$1 code=0 output
    shift
    output=$("$pinproof" "$@" 2>&1) || code=$?
    tail -n 6 <<<"$output"
    echo "exit $code, wanted $wanted"
    [ "$code" = "$wanted" ]
    grep -qF "$id" <<<"$output"
}

expect 1 --quiet --vectors "$copy"
expect 6 check --quiet --vectors "$copy" -- "$pinproof" client
