# Sourced by run: named steps with their time, and the count that the gate ends in.

passed=0
failed=0
failures=()
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Seconds that one step may take: a hang must not eat the whole gate.
limit=2400

# Where cargo puts what it builds.
target_dir() {
    printf '%s' "${CARGO_TARGET_DIR:-target}"
}

# run_logged NAME COMMAND…: the command's own exit code, its output shown and kept in $log.
run_logged() {
    local name=$1 code=0 start=$SECONDS
    shift
    printf '\n== %s\n' "$name"
    timeout --kill-after=10 "$limit" "$@" </dev/null 2>&1 | tee "$log" || code=$?
    printf -- '-- %s: %s, %d s\n' "$name" "$([ "$code" = 0 ] && echo ok || echo "FAILED with code $code")" $((SECONDS - start))
    return "$code"
}

# One step, one check.
check() {
    if run_logged "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        failures+=("$1")
    fi
}

# A step of `cargo test`: each test counts. A step that breaks off, or runs no test, is a failure of its own.
tests() {
    local code=0 ok bad
    run_logged "$@" || code=$?
    ok=$(awk '/^test result:/ { for (i = 2; i <= NF; i++) if ($i == "passed;") n += $(i - 1) } END { print n + 0 }' "$log")
    bad=$(awk '/^test result:/ { for (i = 2; i <= NF; i++) if ($i == "failed;") n += $(i - 1) } END { print n + 0 }' "$log")
    if [ "$bad" = 0 ] && { [ "$code" != 0 ] || [ "$ok" = 0 ]; }; then
        bad=1
    fi
    passed=$((passed + ok))
    failed=$((failed + bad))
    if [ "$bad" != 0 ]; then
        failures+=("$1")
    fi
}

finish() {
    printf '\n%d s in all\n' "$SECONDS"
    local name
    for name in ${failures[@]+"${failures[@]}"}; do
        printf 'failed: %s\n' "$name"
    done
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" = 0 ]
}
