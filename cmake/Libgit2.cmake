# libgit2 for --diff-base: its headers at build time; the library itself is opened at run time, by the name that the headers say.
# Without it memlint does everything else.
option(MEMLINT_WITH_GIT "ask libgit2 for the code before a change (--diff-base)" ON)

add_library(libgit2_headers INTERFACE)
if(MEMLINT_WITH_GIT)
  pkg_check_modules(LIBGIT2 QUIET libgit2>=1.1)
  if(LIBGIT2_FOUND)
    target_include_directories(libgit2_headers SYSTEM INTERFACE ${LIBGIT2_INCLUDE_DIRS})
    target_compile_definitions(libgit2_headers INTERFACE MEMLINT_HAS_GIT=1)
    message(STATUS "libgit2: ${LIBGIT2_VERSION}")
  else()
    message(STATUS "libgit2: not found, so no --diff-base (Debian: libgit2-dev)")
  endif()
endif()
