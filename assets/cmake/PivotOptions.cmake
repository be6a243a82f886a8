# SPDX-License-Identifier: GPL-3.0-or-later
# Options, the compiler's settings and where things are put. Included once by the top-level CMakeLists.txt.

include(GNUInstallDirs)

option(PIVOT_WITH_GUI "Build pivot-workbench (Qt Widgets, Qt Charts)" ON)
option(PIVOT_BUILD_TESTS "Build the tests" ON)
option(PIVOT_WERROR "Warnings of our own code are errors" OFF)
set(PIVOT_SANITIZE "" CACHE STRING "Sanitizers, e.g. address;undefined or thread")
# AUTO: in when its library is found. ON: an error when it is not. OFF: left out.
foreach(plugin IN ITEMS ONEDNN ONNX TORCH TRAIN XRT)
    set(PIVOT_WITH_${plugin} "AUTO" CACHE STRING "AUTO, ON or OFF")
    set_property(CACHE PIVOT_WITH_${plugin} PROPERTY STRINGS AUTO ON OFF)
endforeach()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
set(PIVOT_PLUGIN_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib/pivot")
# An installed plug-in finds a LibTorch that is not in the system's own library folder where the build found it.
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(PIVOT_CCACHE ccache)
if(PIVOT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # Both are what it wants before it keeps what is compiled with precompiled headers.
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${PIVOT_CCACHE}")
endif()

add_library(pivot_options INTERFACE)
target_compile_options(pivot_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough)
# GCC 12 warns of std::string's own operator+ when it inlines it (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(pivot_options INTERFACE -Wno-restrict)
endif()
# For what waits for other code: a test, a command line. Compiled in two thirds of the time.
add_library(pivot_light_options INTERFACE)
target_link_libraries(pivot_light_options INTERFACE pivot_options)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(pivot_light_options INTERFACE -O1)
endif()
if(PIVOT_WERROR)
    target_compile_options(pivot_options INTERFACE -Werror)
endif()
foreach(sanitizer IN LISTS PIVOT_SANITIZE)
    target_compile_options(pivot_options INTERFACE
        -fsanitize=${sanitizer} -fno-sanitize-recover=${sanitizer} -fno-omit-frame-pointer)
    target_link_options(pivot_options INTERFACE -fsanitize=${sanitizer})
endforeach()
# Some two hundred programs are linked, most of them tests: gold takes a third of the time. The sanitizers know their own way.
include(CheckLinkerFlag)
check_linker_flag(CXX -fuse-ld=gold PIVOT_HAS_GOLD)
if(PIVOT_HAS_GOLD AND NOT PIVOT_SANITIZE)
    target_link_options(pivot_options INTERFACE -fuse-ld=gold)
endif()
target_compile_definitions(pivot_options INTERFACE QT_NO_KEYWORDS QT_NO_CAST_FROM_BYTEARRAY)

find_package(Threads REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(tl-expected REQUIRED)
find_package(ZLIB REQUIRED)
set(qt_components Core Gui)
if(PIVOT_WITH_GUI)
    list(APPEND qt_components Widgets Charts Svg DBus PrintSupport)
endif()
if(PIVOT_BUILD_TESTS)
    list(APPEND qt_components Test)
endif()
find_package(Qt6 6.4 REQUIRED COMPONENTS ${qt_components})
