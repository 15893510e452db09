// A record, as a worker answers it: what can be read can be written and read again, and is the same then.
#include "fuzz.h"

#include "engine/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena arena = {0};
    Record record, again;
    if (record_read(&arena, (Str){(const char *)data, size}, &record)) {
        Str written = record_write(&arena, &record);
        hold(record_read(&arena, written, &again));
        hold(str_equal(written, record_write(&arena, &again)));
    }
    arena_close(&arena);
    return 0;
}
