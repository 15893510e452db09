// What every file of memlint builds on: slices of text, spans of bytes, and nothing else.
// All zero is a valid empty value of every type in this project.
#pragma once

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// A slice of text. It never owns its bytes and is not terminated by a zero.
typedef struct Str {
    const char *at;
    size_t len;
} Str;

// A place in a file: bytes [from, to). Lines and columns are computed where something is printed.
typedef struct Span {
    uint32_t from, to;
} Span;

// A Str of a string literal.
#define STR(literal) ((Str){(literal), sizeof(literal) - 1})

// The two arguments that printf's "%.*s" wants.
#define FMT(str) (int)(str).len, (str).at

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

#if defined(__GNUC__)
#define PRINTF_LIKE(template, first) __attribute__((format(printf, template, first)))
#else
#define PRINTF_LIKE(template, first)
#endif
