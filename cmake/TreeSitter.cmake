# The target tree_sitter: tree-sitter's core with its grammars of Python (ABI 15) and of TOML, which memlint's configuration
# is written in. From the system where it is new enough, else compiled from the sources inside the npm packages that
# package-lock.json pins. Sets TREE_SITTER_PYTHON_VERSION. Why not simply Debian 12's libtree-sitter: docs/design/dependencies.md.
include(CheckCSourceCompiles)

# The pkg-config file can't be asked: that of 0.20.7 calls itself 0.6.3. The header can.
function(tree_sitter_system_is_usable result)
  set(${result} FALSE PARENT_SCOPE)
  pkg_check_modules(TREE_SITTER_CORE QUIET IMPORTED_TARGET tree-sitter)
  pkg_check_modules(TREE_SITTER_GRAMMAR QUIET IMPORTED_TARGET tree-sitter-python)
  pkg_check_modules(TREE_SITTER_TOML QUIET IMPORTED_TARGET tree-sitter-toml)
  if(TREE_SITTER_CORE_FOUND)
    set(CMAKE_REQUIRED_LIBRARIES PkgConfig::TREE_SITTER_CORE)
    set(CMAKE_REQUIRED_QUIET ON)
    check_c_source_compiles("
      #include <tree_sitter/api.h>
      #if TREE_SITTER_LANGUAGE_VERSION < 15
      #error older than grammar ABI 15
      #endif
      int main(void) { ts_parser_delete(ts_parser_new()); return 0; }" TREE_SITTER_SYSTEM_ABI_15)
    if(TREE_SITTER_SYSTEM_ABI_15 AND TREE_SITTER_GRAMMAR_FOUND AND TREE_SITTER_TOML_FOUND)
      set(${result} TRUE PARENT_SCOPE)
    endif()
  endif()
endfunction()

function(tree_sitter_package_version package result)
  set(${result} "" PARENT_SCOPE)
  set(description "${PROJECT_SOURCE_DIR}/node_modules/${package}/package.json")
  if(EXISTS "${description}")
    file(READ "${description}" json)
    string(JSON version GET "${json}" version)
    set(${result} "${version}" PARENT_SCOPE)
  endif()
endfunction()

# Whether node_modules holds exactly what package.json pins.
function(tree_sitter_packages_are_current result)
  file(READ "${PROJECT_SOURCE_DIR}/package.json" json)
  set(${result} TRUE PARENT_SCOPE)
  foreach(package tree-sitter tree-sitter-python @tree-sitter-grammars/tree-sitter-toml)
    string(JSON wanted GET "${json}" dependencies ${package})
    tree_sitter_package_version(${package} found)
    if(NOT found STREQUAL wanted)
      set(${result} FALSE PARENT_SCOPE)
    endif()
  endforeach()
endfunction()

function(tree_sitter_fetch_packages)
  set(remedy "Run scripts/setup, or install npm (Debian: npm, Fedora: nodejs-npm, Homebrew: node), or install "
    "tree-sitter, tree-sitter-python 0.25 and tree-sitter-toml with their pkg-config files.")
  find_program(NPM npm)
  mark_as_advanced(NPM)
  if(NOT NPM)
    message(FATAL_ERROR "The sources of tree-sitter are missing and there is no npm to bring them. " ${remedy})
  endif()
  message(STATUS "bringing the sources of tree-sitter and its grammars (npm ci)")
  execute_process(COMMAND "${NPM}" ci --ignore-scripts --no-audit --no-fund
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}" INPUT_FILE /dev/null
    OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "npm ci failed in ${PROJECT_SOURCE_DIR}; it said:\n${output}")
  endif()
endfunction()

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS package.json package-lock.json)

set(use_system FALSE)
if(NOT MEMLINT_SYSTEM_TREE_SITTER STREQUAL "OFF")
  tree_sitter_system_is_usable(use_system)
  if(MEMLINT_SYSTEM_TREE_SITTER STREQUAL "ON" AND NOT use_system)
    message(FATAL_ERROR
      "The system's tree-sitter can't be used: memlint needs a core whose api.h has TREE_SITTER_LANGUAGE_VERSION 15 or "
      "newer, and its grammars beside it (pkg-config: tree-sitter, tree-sitter-python, tree-sitter-toml). Debian 12's libtree-sitter "
      "0.20.7 corrupts the heap when a node has more than 65,535 children and can't load the grammar. Leave out "
      "-DMEMLINT_SYSTEM_TREE_SITTER=ON to build the pinned sources instead.")
  endif()
endif()

if(use_system)
  add_library(tree_sitter INTERFACE)
  target_link_libraries(tree_sitter INTERFACE
    PkgConfig::TREE_SITTER_GRAMMAR PkgConfig::TREE_SITTER_TOML PkgConfig::TREE_SITTER_CORE)
  add_library(tree_sitter_stock ALIAS tree_sitter)
  set(TREE_SITTER_PYTHON_VERSION "${TREE_SITTER_GRAMMAR_VERSION}")
  message(STATUS "tree-sitter: the system's, grammar ${TREE_SITTER_PYTHON_VERSION}")
else()
  tree_sitter_packages_are_current(current)
  if(NOT current)
    tree_sitter_fetch_packages()
  endif()
  tree_sitter_package_version(tree-sitter-python TREE_SITTER_PYTHON_VERSION)
  set(core "${PROJECT_SOURCE_DIR}/node_modules/tree-sitter/vendor/tree-sitter/lib")
  set(python "${PROJECT_SOURCE_DIR}/node_modules/tree-sitter-python/src")
  set(toml "${PROJECT_SOURCE_DIR}/node_modules/@tree-sitter-grammars/tree-sitter-toml/src")
  # tree_sitter is ours; tree_sitter_stock is what a program gets that takes it as it comes, the base that scripts/bench measures against.
  foreach(library tree_sitter tree_sitter_stock)
    add_library(${library} STATIC "${core}/src/lib.c"
      "${python}/parser.c" "${python}/scanner.c" "${toml}/parser.c" "${toml}/scanner.c")
    target_include_directories(${library} SYSTEM PUBLIC "${core}/include")
    target_include_directories(${library} PRIVATE "${core}/src")
    target_compile_definitions(${library} PRIVATE _POSIX_C_SOURCE=200112L _DEFAULT_SOURCE _DARWIN_C_SOURCE
      TREE_SITTER_REUSE_ALLOCATOR) # the scanners take memory from where the core does
    # Hidden, so that it can't clash with another tree-sitter in the process. Optimised in Debug too: tests parse much.
    target_compile_options(${library} PRIVATE -fvisibility=hidden -O2 -w)
  endforeach()
  target_compile_options(tree_sitter PRIVATE "$<$<CONFIG:Release>:-O3>")
  set_target_properties(tree_sitter_stock PROPERTIES EXCLUDE_FROM_ALL TRUE)
  # One file reads trees where they lie, as their own headers say.
  set_source_files_properties(analyzer/python/py_walk.c PROPERTIES
    COMPILE_DEFINITIONS MEMLINT_SUBTREES= COMPILE_OPTIONS "-isystem;${core}/src")
  message(STATUS "tree-sitter: built from the npm packages, grammar ${TREE_SITTER_PYTHON_VERSION}")
endif()
