#!/usr/bin/env bash
# The browser's own client in headless Chromium: every case that it declares passes, and the page draws what the kit counted.
# Needs the program with the pages and the browser driver, both of which pages.sh has made. PINPROOF is another program than that.
set -euo pipefail
cd "$(dirname "$0")/.."

out=$(realpath -m "${CARGO_TARGET_DIR:-target}")
pinproof=${PINPROOF:-$out/debug/pinproof}
work=$out/ci/browser
shots=${PINPROOF_SCREENSHOTS:-$work/screenshots}
mkdir -p "$work" "$shots"
cp tests/browser/conformance.mjs tests/browser/checks.mjs tests/browser/package.json tests/browser/package-lock.json "$work"
[ -d "$work/node_modules/playwright-core" ] || npm ci --prefix "$work" --no-audit --no-fund --ignore-scripts

folder=$(mktemp -d)
pids=()
end() {
    local pid
    for pid in ${pids[@]+"${pids[@]}"}; do
        kill "$pid" 2>/dev/null || true
    done
    rm -rf "$folder"
}
trap end EXIT

: >"$folder/err"
"$pinproof" check --quiet --listen 127.0.0.1:0 --timeout 60 --format json --output "$folder/results.json" \
    >"$folder/out" 2>"$folder/err" &
run=$!
pids+=("$run")
address=
for _ in $(seq 1200); do
    address=$(sed -n 's/^listening on \([^ ]*\): .*/\1/p' "$folder/err")
    [ -z "$address" ] || break
    kill -0 "$run" 2>/dev/null || break
    sleep 0.1
done
[ -n "$address" ] || { echo "it does not listen:" >&2; cat "$folder/err" >&2; exit 1; }
grep -q "open http://$address/" "$folder/err" || { echo "this program has no pages: build it with --features pages" >&2; exit 1; }

(cd "$work" && exec node conformance.mjs "http://$address/" "$shots") >"$folder/drawn.json" &
browser=$!
pids+=("$browser")

code=0
wait "$run" || code=$?
wait "$browser" || { echo "the page did not come to an end, or cannot be used by everybody" >&2; cat "$folder/err" "$folder/out" >&2; exit 1; }
cat "$folder/out"
[ "$code" = 0 ] || { echo "the browser's client ended with exit code $code" >&2; exit 1; }

python3 - "$folder/results.json" "$folder/drawn.json" <<'PYTHON'
import json, re, sys
results, drawn = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
totals = results["totals"]
bad = {name: totals[name] for name in ("failed", "advisory", "hung", "crashed", "harness_errors") if totals[name]}
assert not bad, f"not everything that is declared passes: {bad}"
# What WebCrypto cannot do, what did not come up, what a short run leaves out, and nothing else.
allowed = re.compile(r"OAEP pair (\w+)/(?!\1 )\w+ not declared|not declared, and asked all the same|not exercised: |asked with --deep$")
strange = [why for why in results["not_tested_by_reason"] if not allowed.match(why)]
assert not strange, f"not tested for another reason: {strange}"
assert totals["passed"] > 6000, totals
expected = {"passed": totals["passed"], "failed": 0, "advice": 0, "notTested": totals["not_tested"]}
assert drawn["numbers"] == expected, f"the page draws {drawn['numbers']}, the kit counted {expected}"
assert drawn["exit"] == "0" and drawn["console"] == [], drawn
assert drawn["foreign"] == [], f"the page asks others: {drawn['foreign']}"
print(f"{results['client']['client']['runtime']}: {totals['passed']} passed, 0 failed, {totals['not_tested']} not tested")
PYTHON
