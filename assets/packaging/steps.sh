# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2154 # $root is set by whoever sources this
# What run.sh and test.sh share: set up, configure, build. Sourced; wants $root. Everything it prints goes to stderr,
# so that stdout is the program's alone.

say() { printf '%s\n' "$*" >&2; }

# A file that includes LibTorch takes some 1.5 GB to compile: no more jobs than memory allows.
job_count() {
    local cores memory_jobs
    cores=$(nproc)
    memory_jobs=$(awk '/^MemAvailable:/ { print int($2 / 1572864) }' /proc/meminfo 2>/dev/null || true)
    [ "${memory_jobs:-0}" -ge 1 ] || memory_jobs=1
    echo $((cores < memory_jobs ? cores : memory_jobs))
}

# prepare BUILD TARGET [CMAKE ARGS...]: packages, configuration and build, each only where something is to be done.
# SKIP_SETUP=yes leaves the packages alone. Waits while another run.sh or test.sh builds in the same folder.
prepare() {
    local build=$1 target=$2
    shift 2
    mkdir -p "$build"
    (
        flock 9
        if [ "${SKIP_SETUP:-no}" != yes ]; then
            bash "$root/assets/packaging/setup-debian.sh" "$build/.packages" || exit 1
        fi
        # New packages may bring a plug-in in, so they ask for a new configuration; ninja sees to all else.
        if [ ! -f "$build/build.ninja" ] || [ "$build/.packages" -nt "$build/build.ninja" ]; then
            say "configuring $build"
            cmake -S "$root" --preset release -B "$build" "$@" >&2 || exit 1
            touch "$build/build.ninja"
        fi
        cmake --build "$build" --target "$target" --parallel "$(job_count)" 2>&1 9>&- |
            sed -u -e '/no work to do\.$/d' -e '/Re-checking globbed directories/d' >&2
    ) 9>"$build/.lock"
}
