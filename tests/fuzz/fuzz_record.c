// A record, as a worker answers it: what can be read can be written and read again, and is the same then.
#include "fuzz.h"

#include "engine/record.h"

#include <xxhash.h>

enum { SIGN = 8, HEADER = SIGN + 4 + 8 };  // magic and version, length, checksum

// The same with the header that its body wants: a checksum keeps out what is merely changed, and all that a fuzzer does is change.
static Str sealed(Arena *arena, Str bytes)
{
    Record empty = {.outcome = OUTCOME_CHECKED};
    Str valid = record_write(arena, &empty), body = str_from_byte(bytes, HEADER);
    char *at = (char *)arena_copy(arena, bytes).at;
    uint32_t len = (uint32_t)body.len;
    uint64_t checksum = XXH3_64bits(body.at, body.len);
    memcpy(at, valid.at, SIGN);
    memcpy(at + SIGN, &len, sizeof len);
    memcpy(at + SIGN + sizeof len, &checksum, sizeof checksum);
    return (Str){at, bytes.len};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena arena = {0};
    Record record, again;
    Str bytes = {(const char *)data, size};
    if (record_read(&arena, size > HEADER ? sealed(&arena, bytes) : bytes, &record)) {
        Str written = record_write(&arena, &record);
        hold(record_read(&arena, written, &again));
        hold(str_equal(written, record_write(&arena, &again)));
    }
    arena_close(&arena);
    return 0;
}
