# SPDX-License-Identifier: GPL-3.0-or-later
# oneDNN as the imported target OneDnn::OneDnn, with OneDnn_VERSION.
#
# Not its own CMake config: Debian's build has an OpenCL side as well, and the config then wants OpenCL's headers, which a CPU
# device does not use.
include(FindPackageHandleStandardArgs)

find_path(OneDnn_INCLUDE_DIR oneapi/dnnl/dnnl.hpp)
find_library(OneDnn_LIBRARY dnnl)
mark_as_advanced(OneDnn_INCLUDE_DIR OneDnn_LIBRARY)

if(OneDnn_INCLUDE_DIR)
    file(STRINGS "${OneDnn_INCLUDE_DIR}/oneapi/dnnl/dnnl_version.h" _onednn_lines
        REGEX "^#define DNNL_VERSION_(MAJOR|MINOR|PATCH) ")
    string(REGEX REPLACE "[^0-9;]" "" _onednn_numbers "${_onednn_lines}")
    string(REPLACE ";" "." OneDnn_VERSION "${_onednn_numbers}")
endif()

find_package_handle_standard_args(OneDnn REQUIRED_VARS OneDnn_LIBRARY OneDnn_INCLUDE_DIR VERSION_VAR OneDnn_VERSION)

if(OneDnn_FOUND AND NOT TARGET OneDnn::OneDnn)
    add_library(OneDnn::OneDnn INTERFACE IMPORTED GLOBAL)
    target_include_directories(OneDnn::OneDnn SYSTEM INTERFACE "${OneDnn_INCLUDE_DIR}")
    target_link_libraries(OneDnn::OneDnn INTERFACE "${OneDnn_LIBRARY}")
endif()
