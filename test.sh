#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=assets/packaging/steps.sh
. "$root/assets/packaging/steps.sh"

usage() {
    cat <<'TEXT'
Usage: ./test.sh [OPTION] [CTEST ARGS...]   e.g. ./test.sh -R parity

Installs what is missing (Debian 12, with sudo where you are not root), builds everything in ./build and runs all
tests through CTest, offscreen. Exits with CTest's code; no tests is an error.

Options:
  --no-plugins   the same first in ./build-noplugins, without LibTorch, XRT, ONNX and training
  --no-setup     install no packages
  --help         this text
TEXT
}

SKIP_SETUP=no
no_plugins=no
while [ $# -gt 0 ]; do
    case $1 in
        --help | -h) usage; exit 0 ;;
        --no-setup) SKIP_SETUP=yes; shift ;;
        --no-plugins) no_plugins=yes; shift ;;
        --) shift; break ;;
        *) break ;;
    esac
done

export QT_QPA_PLATFORM=offscreen
# Programs under test use several threads, so two at a time keep a small machine busy and a large one quiet.
run_tests() {
    local build=$1
    shift
    ctest --test-dir "$build" --output-on-failure --no-tests=error --parallel 2 "$@"
}

code=0
if [ $no_plugins = yes ]; then
    prepare "$root/build-noplugins" all \
        -DPIVOT_WITH_ONEDNN=OFF -DPIVOT_WITH_TORCH=OFF -DPIVOT_WITH_TRAIN=OFF -DPIVOT_WITH_XRT=OFF \
        -DPIVOT_WITH_ONNX=OFF || { say "the build failed; see above"; exit 1; }
    run_tests "$root/build-noplugins" "$@" || code=$?
fi
prepare "$root/build" all || { say "the build failed; see above"; exit 1; }
run_tests "$root/build" "$@" || code=$?
exit $code
