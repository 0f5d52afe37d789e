#!/usr/bin/env bash
# Recomputes every expected value with Python libraries and plain Python. tools.sh made the environment.
set -euo pipefail
cd "$(dirname "$0")/.."
exec env PYTHONDONTWRITEBYTECODE=1 "${CARGO_TARGET_DIR:-target}/ci/venv/bin/python" vectors/oracles/python/oracle.py --deep vectors
