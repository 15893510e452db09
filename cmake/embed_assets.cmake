# cmake -DFOLDER=DIR -DOUTPUT=FILE -P embed_assets.cmake: writes the style sheet and the script of the HTML report as C arrays of bytes,
# and the hash by which the page's security policy knows the script: the base64 form of its SHA-256, of exactly what stands
# between the tags.
set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

# 64 hexadecimal digits are 32 bytes: ten groups of three and one of two.
function(base64_of_sha256 hex result)
  set(text)
  foreach(group RANGE 10)
    math(EXPR from "${group} * 6")
    string(SUBSTRING "${hex}0000" ${from} 6 digits)
    math(EXPR bits "0x${digits}")
    foreach(shift 18 12 6 0)
      math(EXPR index "(${bits} >> ${shift}) & 63")
      string(SUBSTRING "${alphabet}" ${index} 1 letter)
      string(APPEND text "${letter}")
    endforeach()
  endforeach()
  string(SUBSTRING "${text}" 0 43 text)
  set(${result} "${text}=" PARENT_SCOPE)
endfunction()

function(asset_write name file)
  file(READ "${file}" bytes HEX)
  string(REGEX REPLACE "(................................)" "\\1\n    " bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
  file(APPEND "${OUTPUT}.new" "const char ${name}[] = {\n    ${bytes}0};\n\n")
endfunction()

file(WRITE "${OUTPUT}.new" "/* Made by cmake/embed_assets.cmake from analyzer/report/html/. */\n#include \"report/html.h\"\n\n")
asset_write(html_style "${FOLDER}/report.css")
asset_write(html_script "${FOLDER}/report.js")
# The page writes a line end after the opening tag; it belongs to what is hashed.
file(READ "${FOLDER}/report.js" script)
string(SHA256 hash "\n${script}")
base64_of_sha256("${hash}" hash)
file(APPEND "${OUTPUT}.new" "const char html_script_hash[] = \"sha256-${hash}\";\n")
file(RENAME "${OUTPUT}.new" "${OUTPUT}")
