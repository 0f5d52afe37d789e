#!/usr/bin/env bash
# Python with venv, Node 20 or later, a JDK 17 or later: for the oracles and the client. Asks apt-get only for what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3 python3-venv)
command -v node >/dev/null || missing+=(nodejs)
command -v javac >/dev/null || missing+=(openjdk-17-jdk-headless)
if [ "${#missing[@]}" != 0 ]; then
    apt-get update
    apt-get install -y --no-install-recommends "${missing[@]}"
fi

cargo --version
rustc --version
python3 --version
node --version
javac -version

node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' ||
    { echo "clients/node needs Node 20 or later" >&2; exit 1; }

venv=${CARGO_TARGET_DIR:-target}/ci/venv
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r vectors/oracles/python/requirements.txt
