# Sourced by pack.sh and target.sh: a compiler that has the library of a target, or its source.

# Whether rustup has the library of TARGET, or can get it; never with PINPROOF_CORE=debian.
rustup_has() {
    [ "${PINPROOF_CORE:-rustup}" = rustup ] && command -v rustup >/dev/null || return 1
    rustup target list --installed | grep -qx "$1" || timeout 120 rustup target add "$1"
}

# use_debian TARGET [LINKER PACKAGE]: Debian's compiler, which brings its own library source, first on the path.
use_debian() {
    echo "rustup has no library for $1: Debian's compiler and library source instead"
    if ! [ -x /usr/bin/cargo ] || ! [ -d "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library" ] ||
        { [ -n "${2:-}" ] && ! command -v "$2" >/dev/null; }; then
        apt-get update
        apt-get install -y --no-install-recommends rustc-web cargo-web rust-web-src ${3:+"$3"}
    fi
    export PATH=/usr/bin:$PATH CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}/ci/debian
}
