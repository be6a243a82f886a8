# SPDX-License-Identifier: GPL-3.0-or-later
# LibTorch as one imported target, LibTorch::LibTorch, with LibTorch_VERSION, LibTorch_BLAS (the library that it calls for
# matrix products; empty where that is inside) and LibTorch_CUDA_LIBRARY (where it was built with CUDA).
#
# Not find_package(Torch): its config stops the whole configuration where gflags, glog or protobuf lack their development
# files, hands on C++14, and links what a plug-in does not use. Only headers, libtorch and libc10 are needed here. A LibTorch
# that was unpacked from a zip is found through CMAKE_PREFIX_PATH.
include(FindPackageHandleStandardArgs)
include(CheckCXXSourceCompiles)

find_path(LibTorch_INCLUDE_DIR torch/csrc/api/include/torch/version.h)
find_library(LibTorch_LIBRARY torch)
find_library(LibTorch_CPU_LIBRARY torch_cpu)
find_library(LibTorch_C10_LIBRARY c10)
if(LibTorch_CPU_LIBRARY)
    get_filename_component(_libtorch_folder "${LibTorch_CPU_LIBRARY}" DIRECTORY)
    find_library(LibTorch_CUDA_LIBRARY torch_cuda PATHS "${_libtorch_folder}" NO_DEFAULT_PATH)
    set(LibTorch_BLAS "")
    execute_process(COMMAND "${CMAKE_READELF}" -d "${LibTorch_CPU_LIBRARY}" OUTPUT_VARIABLE _libtorch_needs ERROR_QUIET)
    if(_libtorch_needs MATCHES "\\[(lib[a-z]*blas[a-z0-9]*\\.so\\.[0-9]+)\\]")
        find_library(LibTorch_BLAS_LIBRARY NAMES "${CMAKE_MATCH_1}")
        if(LibTorch_BLAS_LIBRARY)
            set(LibTorch_BLAS "${LibTorch_BLAS_LIBRARY}")
        endif()
    endif()
endif()
mark_as_advanced(LibTorch_INCLUDE_DIR LibTorch_LIBRARY LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY LibTorch_CUDA_LIBRARY
    LibTorch_BLAS_LIBRARY)

if(LibTorch_INCLUDE_DIR)
    file(STRINGS "${LibTorch_INCLUDE_DIR}/torch/csrc/api/include/torch/version.h" _libtorch_lines
        REGEX "^#define TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
    string(REGEX REPLACE "[^0-9;]" "" _libtorch_numbers "${_libtorch_lines}")
    string(REPLACE ";" "." LibTorch_VERSION "${_libtorch_numbers}")
endif()

# A LibTorch of the old C++ ABI is found and cannot be linked: say so here rather than when the plug-in is opened.
if(LibTorch_CPU_LIBRARY AND LibTorch_C10_LIBRARY)
    set(CMAKE_REQUIRED_LIBRARIES "${LibTorch_CPU_LIBRARY}" "${LibTorch_C10_LIBRARY}")
    check_cxx_source_compiles("
        #include <string>
        namespace at { std::string show_config(); }
        int main() { return at::show_config().empty() ? 1 : 0; }" LibTorch_LINKS)
    unset(CMAKE_REQUIRED_LIBRARIES)
endif()

find_package_handle_standard_args(LibTorch
    REQUIRED_VARS LibTorch_LIBRARY LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY LibTorch_INCLUDE_DIR LibTorch_LINKS
    VERSION_VAR LibTorch_VERSION)

if(LibTorch_FOUND AND NOT TARGET LibTorch::LibTorch)
    add_library(LibTorch::LibTorch INTERFACE IMPORTED GLOBAL)
    target_include_directories(LibTorch::LibTorch SYSTEM INTERFACE
        "${LibTorch_INCLUDE_DIR}" "${LibTorch_INCLUDE_DIR}/torch/csrc/api/include")
    # libtorch names libtorch_cuda where it was built with it: keep it although no symbol of it is used.
    target_link_libraries(LibTorch::LibTorch INTERFACE
        "-Wl,--push-state,--no-as-needed"
        "${LibTorch_LIBRARY}" "${LibTorch_CPU_LIBRARY}" "${LibTorch_C10_LIBRARY}"
        "-Wl,--pop-state")
endif()
