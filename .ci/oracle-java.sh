#!/usr/bin/env bash
# Recomputes every expected value with the JDK and plain Java.
set -euo pipefail
cd "$(dirname "$0")/.."
classes=${CARGO_TARGET_DIR:-target}/ci/java
rm -rf "$classes"
javac -encoding UTF-8 -Xlint:all -Werror -d "$classes" vectors/oracles/java/*.java
exec java -cp "$classes" Oracle --deep vectors
