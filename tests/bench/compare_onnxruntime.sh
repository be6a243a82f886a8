#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Holds exported models against ONNX Runtime. Apart from CTest, since it fetches a package with npm.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
here=$root/tests/bench/onnxruntime

usage() {
    cat <<'TEXT'
Usage: tests/bench/compare_onnxruntime.sh --check [--build DIR]

  --check      export the golden models and the bundled one under all their skip sets, run them in ONNX Runtime on the
               CPU in float32, and compare the logits with the expected ones; fails where one differs by more than 5e-5
               or where ONNX Runtime's optimiser missed a pattern that it knows
  --build DIR  a configured build folder (default: build)
  --help       this text

Needs node and npm. The pinned onnxruntime-node is installed into the build folder.
TEXT
}
say() { printf 'compare_onnxruntime: %s\n' "$*" >&2; }

build=$root/build
mode=
while [ $# -gt 0 ]; do
    case $1 in
        --check) mode=check; shift ;;
        --build)
            [ $# -ge 2 ] || { say "--build wants a folder"; exit 2; }
            build=$2
            shift 2 ;;
        --help | -h) usage; exit 0 ;;
        *) say "$1 is not known; see --help"; exit 2 ;;
    esac
done
[ -n "$mode" ] || { usage >&2; exit 2; }
for program in node npm; do
    command -v "$program" >/dev/null || { say "$program is not there: install nodejs and npm"; exit 1; }
done
[ -f "$build/CMakeCache.txt" ] || { say "$build is no build folder: run ./run.sh --build, or name one with --build"; exit 1; }
build=$(cd "$build" && pwd)
work=$build/bench-onnxruntime

# Installed again where the pinned version changed. The package's own install script is not run: all it does is fetch
# libraries for GPUs.
install_runtime() {
    if cmp -s "$here/package.json" "$work/installed.json"; then
        return
    fi
    mkdir -p "$work"
    cp "$here/package.json" "$work/package.json"
    (cd "$work" && npm install --ignore-scripts --no-package-lock --no-audit --no-fund >&2)
    cp "$here/package.json" "$work/installed.json"
}
run_node() { NODE_PATH=$work/node_modules node "$@"; }
build_targets() { cmake --build "$build" --target "$@" >&2; }

build_targets pivot pivot_onnx pivot-golden-models
install_runtime
pivot=$build/bin/pivot
golden=$work/golden
mkdir -p "$golden"

"$build/bin/pivot-golden-models" "$golden"
run_node "$here/check.js" "$pivot" "$golden" "$root/assets/models/fashion-anypath" "$work/check"
