#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Holds exported models against ONNX Runtime. Apart from CTest, since it fetches a package with npm.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
here=$root/tests/bench/onnxruntime

usage() {
    cat <<'TEXT'
Usage: tests/bench/compare_onnxruntime.sh [OPTIONS]          times of both engines
       tests/bench/compare_onnxruntime.sh --check [OPTIONS]  whether they compute the same

Times a model in ONNX Runtime and in `pivot bench`, in turns and with the same number of threads, and prints images a
second of both (medians), their ratio, and our share of the GEMM limit. Wants a quiet machine.

  --model M           timm folder, .safetensors or .pth (default: DeiT-S, 224, with synthetic weights)
  --skip S            skipped attentions (default: none)
  --device ID         of ours (default: cpu:onednn)
  --batch LIST        images a batch (default: 1,8,32)
  --precision LIST    of ours, where the device has them (default: fp32,bf16,int8); ONNX Runtime's is fp32
  --rounds N          of each engine, in turns (default: 5)
  --seconds S         least time of a round (default: 2)
  --threads N         of each engine (default: the physical cores that may be used)
  --json              the table as JSON, with the figures of every round

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
mode=compare
model=''
timing=() # compare.js reads these
while [ $# -gt 0 ]; do
    case $1 in
        --check) mode=check; shift; continue ;;
        --json) timing+=("$1"); shift; continue ;;
        --help | -h) usage; exit 0 ;;
        --build | --model | --skip | --device | --batch | --precision | --rounds | --seconds | --threads) ;;
        *) say "$1 is not known; see --help"; exit 2 ;;
    esac
    [ $# -ge 2 ] || { say "$1 wants a value; see --help"; exit 2; }
    case $1 in
        --build) build=$2 ;;
        --model) model=$2 ;;
        *) timing+=("$1" "$2") ;;
    esac
    shift 2
done
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

if [ $mode = check ]; then
    build_targets pivot pivot_onnx pivot-golden-models
else
    build_targets pivot pivot_onnx pivot_onednn
fi
install_runtime
pivot=$build/bin/pivot
golden=$work/golden
mkdir -p "$golden"

if [ $mode = check ]; then
    "$build/bin/pivot-golden-models" "$golden"
    run_node "$here/check.js" "$pivot" "$golden" "$root/assets/models/fashion-anypath" "$work/check"
    exit
fi

if [ -z "$model" ]; then
    build_targets pivot-golden-models
    "$build/bin/pivot-golden-models" "$work/timed" full_deit_s
    model=$work/timed/full_deit_s.gelu
fi
run_node "$here/compare.js" --pivot "$pivot" --work "$work" --model "$model" "${timing[@]}"
