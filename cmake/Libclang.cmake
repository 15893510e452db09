# The target libclang_headers: clang-c/Index.h of libclang 17 or newer, the newest found first. Only types and constants
# come from it; the library is opened at run time, so a machine without it still builds and still reads Python.
set(LIBCLANG_OLDEST 17)
set(LIBCLANG_NEWEST 22)
set(LIBCLANG_MINOR_OF_17 64) # CINDEX_VERSION_MINOR; LLVM 16 has 63

# Every folder that may hold clang-c/, best first.
function(libclang_candidates result)
  set(folders)
  foreach(version RANGE ${LIBCLANG_NEWEST} ${LIBCLANG_OLDEST} -1)
    find_program(LLVM_CONFIG_${version} NAMES llvm-config-${version} llvm-config${version} llvm-config-${version}-64)
    mark_as_advanced(LLVM_CONFIG_${version})
    if(LLVM_CONFIG_${version})
      execute_process(COMMAND "${LLVM_CONFIG_${version}}" --includedir
        OUTPUT_VARIABLE folder OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
      list(APPEND folders "${folder}")
    endif()
    list(APPEND folders
      "/usr/lib/llvm-${version}/include" "/usr/lib/llvm${version}/include" "/usr/lib64/llvm${version}/include"
      "/usr/local/llvm${version}/include"
      "/opt/homebrew/opt/llvm@${version}/include" "/usr/local/opt/llvm@${version}/include")
  endforeach()
  list(APPEND folders /opt/homebrew/opt/llvm/include /usr/local/opt/llvm/include /usr/include /usr/local/include)
  set(${result} "${folders}" PARENT_SCOPE)
endfunction()

function(libclang_minor folder result)
  set(${result} 0 PARENT_SCOPE)
  if(EXISTS "${folder}/clang-c/Index.h")
    file(STRINGS "${folder}/clang-c/Index.h" line REGEX "^#define CINDEX_VERSION_MINOR [0-9]+")
    string(REGEX REPLACE "[^0-9]" "" minor "${line}")
    set(${result} "${minor}" PARENT_SCOPE)
  endif()
endfunction()

if(NOT LIBCLANG_INCLUDE_DIR)
  libclang_candidates(folders)
  foreach(folder IN LISTS folders)
    libclang_minor("${folder}" minor)
    if(minor GREATER_EQUAL LIBCLANG_MINOR_OF_17)
      set(LIBCLANG_INCLUDE_DIR "${folder}" CACHE PATH "the folder that holds clang-c/Index.h")
      message(STATUS "libclang headers: ${folder}")
      break()
    endif()
  endforeach()
endif()

libclang_minor("${LIBCLANG_INCLUDE_DIR}" minor)
if(minor LESS LIBCLANG_MINOR_OF_17)
  message(FATAL_ERROR
    "clang-c/Index.h of libclang ${LIBCLANG_OLDEST} or newer was not found. Run scripts/setup, or install libclang-19-dev "
    "(Debian, Ubuntu), clang-devel (Fedora) or llvm (Homebrew), or pass -DLIBCLANG_INCLUDE_DIR=FOLDER.")
endif()

add_library(libclang_headers INTERFACE)
target_include_directories(libclang_headers SYSTEM INTERFACE "${LIBCLANG_INCLUDE_DIR}")
