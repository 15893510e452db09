# libseccomp for the sandbox of workers: its header at build time; the library itself is opened at run time. Without it workers have
# Landlock alone.
option(MEMLINT_WITH_SECCOMP "filter the system calls of workers (libseccomp)" ON)

add_library(libseccomp_headers INTERFACE)
if(MEMLINT_WITH_SECCOMP)
  pkg_check_modules(LIBSECCOMP QUIET libseccomp>=2.5)
  if(LIBSECCOMP_FOUND)
    target_include_directories(libseccomp_headers SYSTEM INTERFACE ${LIBSECCOMP_INCLUDE_DIRS})
    target_compile_definitions(libseccomp_headers INTERFACE MEMLINT_HAS_SECCOMP=1)
    message(STATUS "libseccomp: ${LIBSECCOMP_VERSION}")
  else()
    message(STATUS "libseccomp: not found, so no filter of system calls (Debian: libseccomp-dev)")
  endif()
endif()
