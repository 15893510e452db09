# The registry: two tables in the build tree, made from what lies in rules/ and docs/rules/. The file name is the symbol:
# rules/growth/unbounded_cache.c defines rule_unbounded_cache, whose page is docs/rules/unbounded-cache.md.
# analyzer/engine/registry.h declares what is generated here.

# registry_rules.c. Sorted by the rule's name; one name in two families is an error.
function(registry_of_rules target)
  file(GLOB files CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/rules/*/*.c")
  set(names)
  foreach(file IN LISTS files)
    get_filename_component(stem "${file}" NAME_WE)
    get_filename_component(folder "${file}" DIRECTORY)
    string(REPLACE "_" "-" name "${stem}")
    if(name IN_LIST names)
      message(FATAL_ERROR "two rules are named ${name}; the second is ${file}")
    endif()
    list(APPEND names "${name}")
    get_filename_component(family_of_${stem} "${folder}" NAME)
  endforeach()
  list(SORT names)
  list(LENGTH names RULE_COUNT)
  foreach(name IN LISTS names)
    string(REPLACE "-" "_" stem "${name}")
    string(APPEND RULE_DECLARATIONS "extern const Rule rule_${stem};\n")
    string(APPEND RULE_ENTRIES "    {&rule_${stem}, \"${family_of_${stem}}\"},\n")
  endforeach()
  configure_file("${PROJECT_SOURCE_DIR}/cmake/registry_rules.c.in" registry_rules.c @ONLY)
  target_sources(${target} PRIVATE ${files} "${PROJECT_SOURCE_DIR}/rules/left_out.c" "${CMAKE_CURRENT_BINARY_DIR}/registry_rules.c")
endfunction()

# registry_pages.c, written again whenever a page changes.
function(registry_of_pages target)
  file(GLOB files CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/docs/rules/*.md")
  set(script "${PROJECT_SOURCE_DIR}/cmake/pages.cmake")
  set(output "${CMAKE_CURRENT_BINARY_DIR}/registry_pages.c")
  list(SORT files COMPARE FILE_BASENAME)
  list(JOIN files "\n" lines)
  file(CONFIGURE OUTPUT pages.txt CONTENT "${lines}" @ONLY)
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DPAGES=${CMAKE_CURRENT_BINARY_DIR}/pages.txt" "-DOUTPUT=${output}" -P "${script}"
    DEPENDS ${files} "${script}" "${CMAKE_CURRENT_BINARY_DIR}/pages.txt"
    COMMENT "Embedding the pages of the rules" VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()

function(memlint_registry target)
  registry_of_rules(${target})
  registry_of_pages(${target})
endfunction()
