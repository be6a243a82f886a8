#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the Debian 12 packages that building, testing and running need: only what is missing, and nothing when
# nothing is. Used by run.sh and test.sh; may be run alone. All words go to stderr.
#   setup-debian.sh [--list] [STAMP]   STAMP: a file that is rewritten whenever the set of packages changed
set -euo pipefail

required=(
    build-essential cmake ninja-build ccache pkg-config git ca-certificates
    qt6-base-dev qt6-charts-dev qt6-svg-dev libgl-dev # the window
    libqt6opengl6-dev                                 # what the CMake files of Qt Charts ask for but it does not pull in
    nlohmann-json3-dev libcli11-dev libexpected-dev   # values, arguments, Result<T>
    libsqlite3-dev libsqlitecpp-dev zlib1g-dev libssl-dev uuid-dev
    libzip-dev zipcmp zipmerge ziptool                # the CMake files of libzip want its tools to be there
    dataset-fashion-mnist                             # the bundled experiment's images
    fonts-liberation                                  # text of exported figures
    poppler-utils libxml2-utils                       # the tests read figures with what people read them with
    texlive-latex-base texlive-latex-recommended texlive-pictures
    fonts-dejavu-core fontconfig libqt6svg6 qt6-qpa-plugins # a first window on a bare machine, and the tests
)
# The build goes on without these: their devices are then listed as unavailable, with the reason.
optional=(
    libdnnl-dev                          # cpu:onednn, the fastest engine on a processor
    libtorch-dev                         # cpu:torch, cuda, training
    libopenblas0-pthread libopenblas-dev # else LibTorch brings the reference BLAS, with which everything crawls
    libxrt-dev                           # FPGA boards
    libonnx-dev libprotobuf-dev          # models as ONNX files
    qt6-image-formats-plugins            # more image formats than JPEG and PNG
)

if [ "${1:-}" = --list ]; then
    printf '%s\n' "${required[@]}" "${optional[@]}"
    exit 0
fi
stamp=${1:-}

say() { printf 'set-up: %s\n' "$*" >&2; }

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "this is no Debian system, so nothing is installed; what has to be there says: $0 --list"
    exit 0
fi

# missing PACKAGE... prints those that are not installed.
missing() {
    local installed
    # dpkg-query fails where it does not know a package, which is no failure here.
    installed=" $( (dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true) |
        sed -n 's/^installed //p' | tr '\n' ' ')"
    local package
    for package; do
        [[ $installed == *" $package "* ]] || printf '%s\n' "$package"
    done
}

# Names of packages hold nothing that splits or expands.
# shellcheck disable=SC2207
needed=($(missing "${required[@]}"))
# shellcheck disable=SC2207
wanted=($(missing "${optional[@]}"))
# What could not be had last time is not asked for again, unless the list of what is wanted changed.
state="wanted: ${wanted[*]}"
if [ ${#needed[@]} -eq 0 ]; then
    if [ ${#wanted[@]} -eq 0 ] || { [ -n "$stamp" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$state" ]; }; then
        exit 0
    fi
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        refusal="you are not root and there is no sudo"
    elif [ ! -t 0 ] && ! sudo -n true 2>/dev/null; then
        refusal="sudo wants a password and there is no terminal to type it in"
    fi
    as_root=(sudo)
fi
if [ -n "${refusal:-}" ]; then
    if [ ${#needed[@]} -gt 0 ]; then
        say "packages are missing and $refusal; let an administrator run: apt-get install ${needed[*]} ${wanted[*]}"
        exit 1
    fi
    say "going on without ${wanted[*]}: $refusal"
    if [ -n "$stamp" ]; then printf '%s\n' "$state" >"$stamp"; fi
    exit 0
fi

apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o Dpkg::Use-Pty=0 \
        -o Acquire::Retries=3 "$@" </dev/null >&2
}
known() { apt-cache show --no-all-versions "$1" >/dev/null 2>&1; }
install() { apt install --no-install-recommends "$@"; }

updated=no
update() {
    [ $updated = no ] || return 1
    updated=yes
    say "reading the package lists"
    apt update || say "the package lists could not be read; trying with those that are here"
}

for package in "${needed[@]}" "${wanted[@]}"; do
    if ! known "$package"; then
        update || true
        break
    fi
done
available=()
for package in "${wanted[@]}"; do
    if known "$package"; then
        available+=("$package")
    else
        say "$package is not to be had here; going on without it"
    fi
done

if [ $(( ${#needed[@]} + ${#available[@]} )) -gt 0 ]; then
    say "installing ${needed[*]} ${available[*]}"
    # Package lists that are older than the archive name files that are gone: hence the second try.
    if ! install "${needed[@]}" "${available[@]}" && ! { update && install "${needed[@]}" "${available[@]}"; }; then
        if [ ${#needed[@]} -gt 0 ] && ! install "${needed[@]}"; then
            say "apt-get could not install what the build needs; see above, mend it and start again"
            exit 1
        fi
        for package in "${available[@]}"; do
            install "$package" || say "$package could not be installed; going on without it"
        done
    fi
fi

if [ -n "$stamp" ]; then
    mkdir -p "$(dirname "$stamp")"
    printf 'wanted: %s\n' "$(missing "${optional[@]}" | tr '\n' ' ' | sed 's/ $//')" >"$stamp"
fi
