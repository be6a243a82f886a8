# SPDX-License-Identifier: GPL-3.0-or-later
# Writes OUTPUT with the commit of SOURCE_DIR, and only when it changed, so that nothing is compiled again for nothing.
execute_process(COMMAND git -C "${SOURCE_DIR}" rev-parse HEAD
    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
execute_process(COMMAND git -C "${SOURCE_DIR}" status --porcelain --untracked-files=no
    OUTPUT_VARIABLE changes OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT commit)
    set(commit "unknown")
elseif(changes)
    string(APPEND commit "-modified")
endif()
set(text "// Written by write_build_commit.cmake\n#pragma once\ninline constexpr const char* kBuildCommit = \"${commit}\";\n")
set(old "")
if(EXISTS "${OUTPUT}")
    file(READ "${OUTPUT}" old)
endif()
if(NOT old STREQUAL text)
    file(WRITE "${OUTPUT}" "${text}")
endif()
