#!/usr/bin/env bash
# The service under a fuzzer that reads its OpenAPI document, and under load. The fuzzer finds no 5xx, nothing that the document
# does not say, and no secret in answers, logs or metrics; the load is reported.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --locked --release
target=${CARGO_TARGET_DIR:-target}
pinproof=$(realpath "$target/release/pinproof")

venv=$target/ci/venv-serve
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check schemathesis==4.32.5
fuzzer=$(realpath "$venv/bin/st")

folder=$(mktemp -d)
service=
stop() {
    if [ -n "$service" ]; then
        kill "$service" 2>/dev/null || true
        wait "$service" || true
        service=
    fi
}
trap 'stop; rm -rf "$folder"' EXIT
umask 077
mkdir "$folder/data" "$folder/keys"
hex() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
password=$(hex 16) bearer=$(hex 20) key=$(hex 32)
printf 'shop:%s\n' "$password" >"$folder/credentials"
printf '%s\n' "$bearer" >"$folder/bearer"
printf '%s\n' "$key" >"$folder/keys/key"

# start NAME OPTIONS…: a service on a free port; sets $service and $url.
start() {
    local name=$1
    shift
    "$pinproof" serve --listen 127.0.0.1:0 --credentials "$folder/credentials" --bearer-file "$folder/bearer" \
        --admin --demo --frame shop=https://shop.example --schedule on-demand --rate 10000 --log debug "$@" \
        >"$folder/$name.out" 2>"$folder/$name.log" &
    service=$!
    local _
    for _ in $(seq 100); do
        grep -q '^ends on' "$folder/$name.out" && break
        sleep 0.1
    done
    url=$(sed -n 's/^pinproof serves .* on //p' "$folder/$name.out")
}

# post PATH BODY: as a back end.
post() {
    curl -sS -u "shop:$password" -H 'Content-Type: application/json' -d "$2" "$url$1"
}

# field NAME: of the JSON on standard input.
field() {
    python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"
}

# fuzz NAME OPTIONS…: the fuzzer on the service, and then a look at what the service wrote.
fuzz() {
    local name=$1 card plastic token
    shift
    card=$(post /card/v4/MC_CARD/customer/1/account/2/MAIN '{"pinStatus":"W"}' | field id)
    plastic=$(curl -sS -u "shop:$password" "$url/card/v3/$card/plastic" | python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["id"])')
    token=$(post "/pincontrol/v2/plastic/$plastic?auditUser=ci" '{"scope":"SET_PIN"}' | field id)
    printf '%s\n' "$password" "$bearer" "$key" "$token" >"$folder/secrets"
    SECRETS=$folder/secrets SCHEMATHESIS_HOOKS=$PWD/.ci/serve/checks.py \
        "$fuzzer" --config-file .ci/serve/schemathesis.toml run "$url/openapi.json" --auth "shop:$password" \
        --max-examples "${EXAMPLES:-60}" --seed 1 --no-color "$@" </dev/null
    curl -sS "$url/metrics" >"$folder/$name.metrics"
    if grep -E 'status="5' "$folder/$name.metrics"; then
        echo "$name: a 5xx" >&2
        return 1
    fi
    if grep -F -f "$folder/secrets" "$folder/$name.log" "$folder/$name.metrics"; then
        echo "$name: a secret in the log or the metrics" >&2
        return 1
    fi
}

start memory
fuzz memory --exclude-path /admin/faults
stop
start disk --profile aes-iso4 --db "$folder/data/pins.db" --key-file "$folder/keys/key"
fuzz disk --exclude-path /admin/faults
stop
if grep -a -F -f "$folder/secrets" -r "$folder/data"; then
    echo "a secret in the database" >&2
    exit 1
fi
# Faults are 5xx on purpose, so the address that switches them is fuzzed by itself.
start faults
fuzz faults --include-path /admin/faults
stop

# The clients need no release build: what they compute with is optimised in every profile.
PINPROOF=$pinproof cargo test --locked --test serve -- --ignored --nocapture --test-threads 1 load
