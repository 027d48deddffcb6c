# Shared by packaging/run and packaging/test (sourced, not run): messages, packages, building.
# Callers set `set -eu` and stand in the root of the tree.

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
stop() { printf '%s: %s\n' "$0" "$*" >&2; exit 1; }

# packages_of GROUP...: the names in packaging/packages.txt
packages_of() {
    local group
    for group in "$@"; do
        awk -v group="$group" '$1 == group { print $2 }' packaging/packages.txt
    done
}

# install_packages GROUP...: what is missing, by apt-get. Does nothing where nothing is missing.
install_packages() {
    local wanted missing="" name
    wanted=$(packages_of "$@")
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        if [ "${WEIR_PACKAGES:-}" = present ]; then
            return
        fi
        printf 'This is not a Debian system. Weir builds with what these packages of Debian 12 hold:\n\n' >&2
        printf '%s\n' "$wanted" | fmt -w 100 >&2
        printf '\nInstall their like, then run this again with WEIR_PACKAGES=present.\n' >&2
        exit 1
    fi
    for name in $wanted; do
        if [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true)" != installed ]; then
            missing="$missing $name"
        fi
    done
    if [ -z "$missing" ]; then
        say "All packages are installed."
        return
    fi
    local root=""
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || stop "needs these packages and finds no sudo. As root: apt-get install --no-install-recommends$missing"
        root=sudo
    fi
    say "Installing from Debian:$missing"
    # A list of packages as old as the image it came with points at files that are gone, so it is fetched anew.
    $root apt-get update -q >&2 || say "apt-get update failed; going on with the lists that are there."
    # shellcheck disable=SC2086
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >&2 ||
        stop "apt-get could not install$missing. Its message is above."
}

# build TARGET...: preset release, all targets where none is named.
build() {
    say "Configuring build/release"
    local log=build/configure.log
    mkdir -p build
    cmake --preset release >"$log" 2>&1 || { tail -n 40 "$log" >&2; stop "cmake could not configure the tree; the whole log is $log."; }
    say "Building ${*:-everything} (the first time takes some minutes)"
    if [ $# -gt 0 ]; then
        cmake --build build/release --target "$@" >&2 || stop "the build failed; the first error is above."
    else
        cmake --build build/release >&2 || stop "the build failed; the first error is above."
    fi
}
