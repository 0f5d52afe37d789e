#!/usr/bin/env bash
# Wrong clients through the pipe, as a team's own client is checked: each must end with exit code 1, and the first suspect must be
# the bug that it has, or one that answers the same in every case. One variant of each bug class, and each that shows only in what
# is heard over a pipe; with --all every variant, which takes about three times as long. What only advice catches needs --strict.
set -euo pipefail
cd "$(dirname "$0")/.."
pinproof=$(realpath "${CARGO_TARGET_DIR:-target}/release/pinproof")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

chosen=$(python3 - "${1:-}" <<'PYTHON'
import json, sys
rows = json.load(open("vectors/kill_matrix.json", encoding="utf-8"))["mutants"]
classes = set()
for row in rows:
    bug = row["id"].split("-")[0]
    heard = "kit_secrets" in row["kills"] and all(file.startswith("kit_") for file in row["kills"])
    if sys.argv[1] == "--all" or heard or bug not in classes:
        print(row["id"] + (" --strict" if row.get("advice") else ""))
    classes.add(bug)
PYTHON
)

# one PROGRAM FOLDER ID [--strict]
one() {
    local code=0
    "$1" check "${@:4}" --quiet --format json --output "$2/$3.json" -- "$1" client --mutant "$3" >/dev/null 2>&1 || code=$?
    [ "$code" = 1 ] || echo "$3: exit code $code" >"$2/$3.wrong"
}
export -f one
# A run waits for its client now and then, so that two for each core keep it busy.
printf '%s\n' "$chosen" | xargs -P "$((2 * $(nproc)))" -I ID bash -c "one '$pinproof' '$folder' ID"

cat "$folder"/*.wrong 2>/dev/null && exit 1
python3 - "$folder" <<'PYTHON'
import json, pathlib, sys
wrong, files = [], sorted(pathlib.Path(sys.argv[1]).glob("*.json"))
for file in files:
    suspects = json.loads(file.read_text(encoding="utf-8")).get("suspects", [])
    first = suspects[0] if suspects else {}
    if file.stem != first.get("mutant") and file.stem not in first.get("same", []):
        wrong.append(f"{file.stem}: the first suspect is {first.get('mutant', 'nobody')}")
print("\n".join(wrong) or f"{len(files)} wrong clients, each caught and named")
sys.exit(bool(wrong) or not files)
PYTHON
