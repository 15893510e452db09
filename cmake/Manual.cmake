# The manual page and the completions of bash, zsh and fish, written at build time by a program that reads the table of options,
# and where each is installed. Debian's zsh looks for those of packages in zsh/vendor-completions.
include(GNUInstallDirs)
set(MEMLINT_ZSH_FOLDER "zsh/site-functions" CACHE STRING "where zsh looks for completions, below the data folder")

function(memlint_manual core)
  add_executable(memlint_manual manual/manual.c manual/words.c manual/page.c manual/bash.c manual/zsh.c manual/fish.c)
  target_link_libraries(memlint_manual PRIVATE ${core} memlint_flags)
  target_compile_definitions(memlint_manual PRIVATE MEMLINT_DATE="${MEMLINT_DATE}")
  set(folder "${PROJECT_BINARY_DIR}/manual")
  file(MAKE_DIRECTORY "${folder}")
  set(files "${folder}/memlint.1" "${folder}/memlint.bash" "${folder}/_memlint" "${folder}/memlint.fish")
  add_custom_command(OUTPUT ${files} COMMAND memlint_manual "${folder}" DEPENDS memlint_manual
    COMMENT "Writing the manual page and the completions" VERBATIM)
  add_custom_target(manual ALL DEPENDS ${files})
  install(FILES "${folder}/memlint.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
  install(FILES "${folder}/memlint.bash" DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" RENAME memlint)
  install(FILES "${folder}/_memlint" DESTINATION "${CMAKE_INSTALL_DATADIR}/${MEMLINT_ZSH_FOLDER}")
  install(FILES "${folder}/memlint.fish" DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
endfunction()
