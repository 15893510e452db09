// JSON as the protocol has it: what a client sends may lack anything, what we send is always valid UTF-8.
#pragma once

#include <jansson.h>

#include "base/array.h"

// A JSON string; bytes that are no UTF-8 become U+FFFD.
json_t *value_text(Str text);
// The member's text, empty when there is none. Borrowed from the object.
Str value_str(const json_t *object, const char *key);
// The text of a JSON string, empty for anything else.
Str value_of_string(const json_t *value);
// The member's number, brought into the range of the type; 0 when there is none.
uint32_t value_number(const json_t *object, const char *key);
// The member at the end of a path: value_at(params, "textDocument.uri"); NULL when there is none.
json_t *value_at(const json_t *object, const char *path);
// Is the text one of an array of strings?
bool value_lists(const json_t *array, const char *text);
