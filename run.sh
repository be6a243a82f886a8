#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$root/build
# shellcheck source=assets/packaging/steps.sh
. "$root/assets/packaging/steps.sh"

usage() {
    cat <<'TEXT'
Usage: ./run.sh [OPTION] [FILE]          the workbench, where there is a display; FILE: a database, model or figure
       ./run.sh [OPTION] --cli ARGS...   the command line program, e.g. --cli run --device cpu --json

Installs what is missing (Debian 12, with sudo where you are not root), builds in ./build and starts PIVOT Workbench.
Without a display it runs the bundled experiment and prints its summary. The second start does no work that the first
did. What set-up and build say goes to stderr; the exit code is that of the program.

Options:
  --no-setup   install no packages
  --build      set up and build only
  --help       this text; `./run.sh --cli --help` is the program's
TEXT
}

SKIP_SETUP=no
mode=window
while [ $# -gt 0 ]; do
    case $1 in
        --help | -h) usage; exit 0 ;;
        --no-setup) SKIP_SETUP=yes; shift ;;
        --build) mode=build; shift ;;
        --cli) mode=cli; shift; break ;;
        --) shift; break ;;
        -*) say "run.sh does not know $1; see ./run.sh --help (the program's own arguments follow --cli)"; exit 2 ;;
        *) break ;;
    esac
done

prepare "$build" programs || { say "the build failed; see above"; exit 1; }

case $mode in
    build) exit 0 ;;
    cli) exec "$build/bin/pivot" "$@" ;;
esac
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -x "$build/bin/pivot-workbench" ]; then
    exec "$build/bin/pivot-workbench" "$@"
fi
if [ $# -gt 0 ]; then
    say "there is no display to open $1 on; without one, use ./run.sh --cli ARGS..."
    exit 2
fi
say "There is no display, so the bundled experiment runs here."
exec "$build/bin/pivot" run
