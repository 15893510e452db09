// Values as bytes and back: numbers as fixed little-endian bytes or in as few bytes as they need, texts with their length in front.
// The reader believes nothing: after the first thing that can't be, `ok` is false and every further read gives zero.
#pragma once

#include "base/array.h"

typedef struct WireWriter {
    Arena *arena;
    ArrayOf(char) bytes;
} WireWriter;

typedef struct WireReader {
    Str rest;
    bool ok;
} WireReader;

// Room for that many more bytes, which the caller fills.
char *wire_room(WireWriter *writer, size_t size);
// The `size` low bytes of a value.
void wire_put_bytes(WireWriter *writer, uint64_t value, size_t size);
// A number in one byte when it is small, in up to ten when it is not.
void wire_put(WireWriter *writer, uint64_t value);
// The same for numbers of either sign.
void wire_put_signed(WireWriter *writer, int64_t value);
// The length and the text itself.
void wire_put_text(WireWriter *writer, Str text);

// The next bytes, or NULL when there are not so many.
const char *wire_take(WireReader *reader, size_t size);
uint64_t wire_get_bytes(WireReader *reader, size_t size);
uint64_t wire_get(WireReader *reader);
int64_t wire_get_signed(WireReader *reader);
// A number below `count`, for indices.
uint32_t wire_get_below(WireReader *reader, uint64_t count);
// The length of a list whose elements take at least one byte each: a wrong one must not make us ask for memory.
uint32_t wire_get_count(WireReader *reader);
// Borrowed from what is read.
Str wire_get_text(WireReader *reader);
