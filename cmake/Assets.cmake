# report_assets.c: the static parts of the HTML report, written again whenever one changes. analyzer/report/html.h declares them.
function(memlint_assets target)
  set(folder "${PROJECT_SOURCE_DIR}/analyzer/report/html")
  set(script "${PROJECT_SOURCE_DIR}/cmake/embed_assets.cmake")
  set(output "${CMAKE_CURRENT_BINARY_DIR}/report_assets.c")
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DFOLDER=${folder}" "-DOUTPUT=${output}" -P "${script}"
    DEPENDS "${folder}/report.css" "${folder}/report.js" "${script}"
    COMMENT "Embedding the parts of the HTML report" VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()
