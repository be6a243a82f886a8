# SPDX-License-Identifier: GPL-3.0-or-later
# One target a folder, and the arrows between them as link dependencies.

# pivot_layer(core SOURCES a.cpp b.cpp [LINKS targets...] [PRIVATE_LINKS targets...]): the static library pivot_core.
# LINKS names other layers in short (core -> pivot_core) or any target.
function(pivot_layer name)
    cmake_parse_arguments(arg "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
    add_library(pivot_${name} STATIC ${arg_SOURCES})
    target_include_directories(pivot_${name} PUBLIC "${CMAKE_SOURCE_DIR}/backends" "${CMAKE_SOURCE_DIR}")
    _pivot_link(pivot_${name} PUBLIC ${arg_LINKS})
    _pivot_link(pivot_${name} PRIVATE ${arg_PRIVATE_LINKS})
    target_link_libraries(pivot_${name} PRIVATE pivot_options)
endfunction()

# pivot_plugin(torch SOURCES ... LINKS ...): the MODULE library pivot_torch.so, loaded when first needed.
function(pivot_plugin name)
    cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
    add_library(pivot_${name} MODULE ${arg_SOURCES})
    set_target_properties(pivot_${name} PROPERTIES PREFIX "" CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON LIBRARY_OUTPUT_DIRECTORY "${PIVOT_PLUGIN_OUTPUT_DIRECTORY}")
    target_include_directories(pivot_${name} PRIVATE "${CMAKE_SOURCE_DIR}/backends" "${CMAKE_SOURCE_DIR}")
    _pivot_link(pivot_${name} PRIVATE ${arg_LINKS})
    target_link_libraries(pivot_${name} PRIVATE pivot_options)
    pivot_program(pivot_${name})
    install(TARGETS pivot_${name} LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}/pivot")
endfunction()

# pivot_program(target): what a start of the program needs, so part of the target `programs` (all but the tests).
function(pivot_program target)
    if(NOT TARGET programs)
        add_custom_target(programs)
    endif()
    add_dependencies(programs ${target})
endfunction()

# pivot_test_folder(LINKS targets... [HEADERS core|gui|widgets]): every tst_*.cpp in this folder is a QtTest program and
# a CTest of its name. HEADERS: the precompiled headers of tests/support, as far as what the folder links has Qt.
function(pivot_test_folder)
    cmake_parse_arguments(arg "" "TIMEOUT;HEADERS" "LINKS;LABELS" ${ARGN})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    # Tests have a home of their own: no setting or database of the person who runs them is read or written.
    set(home "${CMAKE_BINARY_DIR}/tests/home")
    set(environment QT_QPA_PLATFORM=offscreen QT_LOGGING_RULES=qt.qpa.fonts=false LC_ALL=C.UTF-8
        "XDG_CONFIG_HOME=${home}/config" "XDG_DATA_HOME=${home}/data" "XDG_CACHE_HOME=${home}/cache")
    if(PIVOT_SANITIZE)
        math(EXPR arg_TIMEOUT "5 * ${arg_TIMEOUT}")
        list(APPEND environment QTEST_FUNCTION_TIMEOUT=1800000)  # ms; five minutes otherwise
    endif()
    if("address" IN_LIST PIVOT_SANITIZE AND "${arg_LABELS}" MATCHES "parity|integration|gui")
        # The leak check cannot walk the threads that LibTorch and oneDNN leave behind: it crashes at the very end.
        list(APPEND environment ASAN_OPTIONS=detect_leaks=0)
    endif()
    file(GLOB sources CONFIGURE_DEPENDS "tst_*.cpp")
    foreach(source IN LISTS sources)
        get_filename_component(name "${source}" NAME_WE)
        # AUTOMOC would scan, compile an empty file and take longer than the test itself, two hundred times. moc wants
        # no headers; what the target defines decides which test functions there are, what the compiler defines does not.
        set(moc "${CMAKE_CURRENT_BINARY_DIR}/${name}.moc")
        set(defines "$<TARGET_PROPERTY:${name},COMPILE_DEFINITIONS>")
        add_custom_command(OUTPUT "${moc}"
            COMMAND Qt6::moc "$<$<BOOL:${defines}>:-D$<JOIN:${defines},;-D>>" "${source}" -o "${moc}"
            DEPENDS "${source}" COMMAND_EXPAND_LISTS VERBATIM)
        add_executable(${name} "${source}" "${moc}")
        set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
        target_compile_definitions(${name} PRIVATE
            PIVOT_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data"
            PIVOT_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
            PIVOT_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}"
            PIVOT_PLUGIN_DIR="${PIVOT_PLUGIN_OUTPUT_DIRECTORY}")
        target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests" "${CMAKE_CURRENT_BINARY_DIR}")
        _pivot_link(${name} PRIVATE ${arg_LINKS})
        target_link_libraries(${name} PRIVATE pivot_test_program)
        if(arg_HEADERS)
            target_precompile_headers(${name} REUSE_FROM pivot_test_headers_${arg_HEADERS})
        endif()
        add_test(NAME ${name} COMMAND ${name})
        set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
            ENVIRONMENT "${environment}")
    endforeach()
endfunction()

function(_pivot_link target scope)
    foreach(item IN LISTS ARGN)
        # A layer goes before a program or an imported library of the same name: `pivot` is both.
        set(type "")
        if(TARGET pivot_${item})
            get_target_property(type pivot_${item} TYPE)
        endif()
        if(type MATCHES "STATIC_LIBRARY|INTERFACE_LIBRARY")
            target_link_libraries(${target} ${scope} pivot_${item})
        else()
            target_link_libraries(${target} ${scope} ${item})
        endif()
    endforeach()
endfunction()

# What the summary says of each plug-in: pivot_plugin_status(torch "in (LibTorch 1.13.1)")
function(pivot_plugin_status name text)
    set_property(GLOBAL APPEND PROPERTY PIVOT_PLUGIN_STATUS "${name}: ${text}")
endfunction()

function(pivot_print_summary)
    message(STATUS "")
    message(STATUS "PIVOT Workbench ${PROJECT_VERSION}, ${CMAKE_BUILD_TYPE}")
    message(STATUS "  window (Qt ${Qt6_VERSION}): ${PIVOT_WITH_GUI}   tests: ${PIVOT_BUILD_TESTS}")
    get_property(lines GLOBAL PROPERTY PIVOT_PLUGIN_STATUS)
    foreach(plugin IN ITEMS onednn onnx torch train xrt)
        string(TOUPPER "${plugin}" upper)
        if(NOT "${lines}" MATCHES "(^|;)${plugin}: ")
            if(TARGET pivot_${plugin})
                list(APPEND lines "${plugin}: in")
            elseif("${PIVOT_WITH_${upper}}" STREQUAL "OFF")
                list(APPEND lines "${plugin}: left out (PIVOT_WITH_${upper}=OFF)")
            else()
                list(APPEND lines "${plugin}: left out, its library was not found")
            endif()
        endif()
    endforeach()
    foreach(line IN LISTS lines)
        message(STATUS "  plug-in ${line}")
    endforeach()
    message(STATUS "")
endfunction()
