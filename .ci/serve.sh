#!/usr/bin/env bash
# The service under a fuzzer that reads its OpenAPI document, and under load. The fuzzer finds no 5xx, nothing that the document
# does not say, and no secret in answers, logs or metrics; the load is reported.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --locked --release
target=${CARGO_TARGET_DIR:-target}
pinproof=$(realpath "$target/release/pinproof")
# Tokens live 30 seconds; what uses one is built before.
cargo test --locked --test serve --no-run

venv=$target/ci/venv-serve
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check schemathesis==4.32.5
fuzzer=$(realpath "$venv/bin/st")

folder=$(mktemp -d)
service=
stop() {
    if [ -n "$service" ]; then
        local ending=$service
        service=
        kill "$ending" 2>/dev/null || true
        # It ends with 0 only when the last records are written.
        wait "$ending"
    fi
}
trap 'stop || true; rm -rf "$folder"' EXIT
root=$PWD
pin=917350682417
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
        --admin --demo --frame shop=https://shop.example --schedule on-demand --rate 10000 --peer-rate 1000000 \
        --device-rate 1000000 --wrong-credentials 1000000 --log debug "$@" \
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

# ran N FILTER…: exactly N tests of the service, that stand by until a step asks for them. A filter that finds none fails nothing
# by itself.
ran() {
    local count=$1 said
    shift
    said=$(cargo test --locked --test serve -- --ignored --nocapture --test-threads 1 "$@" 2>&1) || {
        printf '%s\n' "$said" >&2
        return 1
    }
    printf '%s\n' "$said"
    if ! grep -q "^test result: ok\. $count passed;" <<<"$said"; then
        echo "not $count tests: $*" >&2
        return 1
    fi
}

# fuzz NAME OPTIONS…: the fuzzer on the service, and then a look at what the service wrote.
fuzz() {
    local name=$1 profile=$2 card plastic token pan
    shift 2
    card=$(post /card/v4/MC_CARD/customer/1/account/2/MAIN '{"pinStatus":"W"}' | field id)
    plastic=$(curl -sS -u "shop:$password" "$url/card/v3/$card/plastic" | python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["id"])')
    token=$(post "/pincontrol/v2/plastic/$plastic?auditUser=ci" '{"scope":"SET_PIN"}' | field id)
    # A PIN that the fuzzer could come upon, and what its block is bound to.
    pan=$(curl -sS -H 'Content-Type: application/json' -d "{\"controlId\":\"$token\"}" "$url/pincontrol/v2/context" |
        python3 -c 'import json, sys; print(json.load(sys.stdin).get("pan", ""))')
    URL=$url TOKEN=$token PIN=$pin PROFILE=$profile ran 1 --exact secrets::sets_the_pin_that_a_fuzzer_looks_for
    post "/admin/emboss" '' >"$folder/$name.embossed"
    printf '%s\n' "$password" "$bearer" "$key" "$token" "$pin" "$pan" >"$folder/secrets"
    # What it keeps of a run lies where it runs, and may hold answers.
    (cd "$folder" && SECRETS=$folder/secrets SCHEMATHESIS_HOOKS=$root/.ci/serve/checks.py \
        "$fuzzer" --config-file "$root/.ci/serve/schemathesis.toml" run "$url/openapi.json" --auth "shop:$password" \
        --max-examples "${EXAMPLES:-60}" --seed 1 --no-color "$@" </dev/null)
    curl -sS "$url/metrics" >"$folder/$name.metrics"
    if grep -E 'status="5' "$folder/$name.metrics"; then
        echo "$name: a 5xx" >&2
        return 1
    fi
    sed -i '/^$/d' "$folder/secrets"
    if grep -F -f "$folder/secrets" "$folder/$name.log" "$folder/$name.metrics"; then
        echo "$name: a secret in the log or the metrics" >&2
        return 1
    fi
}

start memory
fuzz memory enfuce-v3 --exclude-path /admin/faults
stop
start disk --profile aes-iso4 --db "$folder/data/pins.db" --key-file "$folder/keys/key"
fuzz disk aes-iso4 --exclude-path /admin/faults
stop
if grep -a -F -f "$folder/secrets" -r "$folder/data"; then
    echo "a secret in the database" >&2
    exit 1
fi
if [ -e .schemathesis ]; then
    echo "the fuzzer left its cache in the repository" >&2
    exit 1
fi
# Faults are 5xx on purpose, so the address that switches them is fuzzed by itself.
start faults
fuzz faults enfuce-v3 --include-path /admin/faults
stop

# The clients need no release build: what they compute with is optimised in every profile.
PINPROOF=$pinproof ran 2 load
