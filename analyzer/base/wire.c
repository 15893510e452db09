#include "base/wire.h"

#include "base/str.h"

// --- writing ---------------------------------------------------------------------------------------------------
char *wire_room(WireWriter *writer, size_t size)
{
    uint32_t len = writer->bytes.len, cap = writer->bytes.cap;
    if (size > cap - len) {
        size_t wider = (size_t)cap * 2 > len + size ? (size_t)cap * 2 : len + size + 1024;
        assert(wider <= UINT32_MAX);
        writer->bytes.at = arena_grow(writer->arena, writer->bytes.at, cap, wider);
        writer->bytes.cap = (uint32_t)wider;
    }
    writer->bytes.len += (uint32_t)size;
    return writer->bytes.at + len;
}

void wire_put_bytes(WireWriter *writer, uint64_t value, size_t size)
{
    char *at = wire_room(writer, size);
    for (size_t i = 0; i < size; i++) at[i] = (char)(value >> (8 * i));
}

void wire_put(WireWriter *writer, uint64_t value)
{
    for (; value >= 0x80; value >>= 7) *wire_room(writer, 1) = (char)(value | 0x80);
    *wire_room(writer, 1) = (char)value;
}

void wire_put_signed(WireWriter *writer, int64_t value)
{
    uint64_t doubled = (uint64_t)value << 1;  // the sign goes to the lowest bit
    wire_put(writer, value < 0 ? ~doubled : doubled);
}

void wire_put_text(WireWriter *writer, Str text)
{
    wire_put(writer, text.len);
    if (text.len) memcpy(wire_room(writer, text.len), text.at, text.len);
}

// --- reading ---------------------------------------------------------------------------------------------------
const char *wire_take(WireReader *reader, size_t size)
{
    if (!reader->ok || reader->rest.len < size) {
        reader->ok = false;
        return NULL;
    }
    const char *at = reader->rest.at;
    reader->rest = (Str){at + size, reader->rest.len - size};
    return at;
}

uint64_t wire_get_bytes(WireReader *reader, size_t size)
{
    const char *at = wire_take(reader, size);
    uint64_t value = 0;
    for (size_t i = 0; at && i < size; i++) value |= (uint64_t)(unsigned char)at[i] << (8 * i);
    return value;
}

uint64_t wire_get(WireReader *reader)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const char *at = wire_take(reader, 1);
        if (!at) return 0;
        value |= (uint64_t)((unsigned char)*at & 0x7f) << shift;
        if (!((unsigned char)*at & 0x80)) return value;
    }
    reader->ok = false;
    return 0;
}

int64_t wire_get_signed(WireReader *reader)
{
    uint64_t value = wire_get(reader);
    return (int64_t)(value & 1 ? ~(value >> 1) : value >> 1);
}

uint32_t wire_get_below(WireReader *reader, uint64_t count)
{
    uint64_t value = wire_get(reader);
    if (value >= count) reader->ok = false;
    return reader->ok ? (uint32_t)value : 0;
}

uint32_t wire_get_count(WireReader *reader) { return wire_get_below(reader, (uint64_t)reader->rest.len + 1); }

Str wire_get_text(WireReader *reader)
{
    uint32_t len = wire_get_count(reader);
    const char *at = wire_take(reader, len);
    return at && len ? (Str){at, len} : (Str){0};
}
