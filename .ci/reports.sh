#!/usr/bin/env bash
# The reports of a right and a wrong client: JUnit against the schema, HTML in a real browser, every form from one results file.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
command -v xmllint >/dev/null || missing+=(libxml2-utils)
command -v chromium >/dev/null || missing+=(chromium)
if [ "${#missing[@]}" != 0 ]; then
    apt-get update
    apt-get install -y --no-install-recommends "${missing[@]}"
fi

pinproof=${CARGO_TARGET_DIR:-target}/release/pinproof
pinproof=$(realpath "$pinproof")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# run NAME CODE ARGUMENTS…: a client's results, and every form made from them.
run() {
    local name=$1 code=$2 got=0
    shift 2
    "$pinproof" check --quiet --format json --output "$folder/$name.json" -- "$pinproof" client "$@" || got=$?
    [ "$got" = "$code" ] || { echo "$name: exit code $got, not $code" >&2; exit 1; }
    local form
    for form in text junit html markdown badge; do
        got=0
        "$pinproof" report "$folder/$name.json" --format "$form" --output "$folder/$name.$form" >/dev/null || got=$?
        [ "$got" = "$code" ] || { echo "$name as $form: exit code $got, not $code" >&2; exit 1; }
    done
    xmllint --noout --schema cli/tests/junit.xsd "$folder/$name.junit"
    xmllint --noout "$folder/$name.badge"
}

run right 0
run wrong 1 --mutant C01

# The page's own script runs under its policy, and asks nobody; what the browser asks for itself has no page as initiator.
asked() {
    python3 - "$1" <<'PYTHON'
import json, sys
events = json.load(open(sys.argv[1], encoding="utf-8"))["events"]
params = [event.get("params", {}) for event in events]
of_pages = [p for p in params if p.get("initiator", "not an origin") != "not an origin"]
print("\n".join({p["url"] for p in of_pages if not p.get("url", "file:").startswith(("file:", "data:"))}))
PYTHON
}
open_page() {
    chromium --headless --no-sandbox --disable-gpu --disable-background-networking --user-data-dir="$folder/profile" \
        --host-resolver-rules='MAP * ~NOTFOUND' --log-net-log="$2" --dump-dom "file://$1" 2>/dev/null
}
browse() {
    cp "$folder/$1.html" "$folder/$1.page.html"
    open_page "$folder/$1.page.html" "$folder/$1.net" >"$folder/$1.dom"
    local urls
    urls=$(asked "$folder/$1.net")
    [ -z "$urls" ] || { echo "$1: the page asks for $urls" >&2; exit 1; }
}
# A page that does ask is seen.
echo '<img src="http://pinproof.invalid/">' >"$folder/asks.page.html"
open_page "$folder/asks.page.html" "$folder/asks.net" >/dev/null
[ -n "$(asked "$folder/asks.net")" ] || { echo "the check for requests sees none" >&2; exit 1; }
browse right
browse wrong
shown=$(grep -oE '[0-9]+ of [0-9]+ shown' "$folder/wrong.dom" || true)
[ -n "$shown" ] || { echo "the page's script did not run" >&2; exit 1; }
grep -q 'Behaves like C01' "$folder/wrong.dom" || { echo "the page does not name the bug" >&2; exit 1; }
echo "reports: JUnit valid, HTML opens without the network, $shown"
