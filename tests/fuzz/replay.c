// usage: REPLAY SECONDS FILE...
//
// Drives a fuzz target without a fuzzer: each file as it is, then cut, changed and joined at random (always the same way), for so many seconds.
#include "fuzz.h"

#include "base/os.h"

static uint64_t state = 0x9E3779B97F4A7C15u;

static uint32_t below(uint32_t count)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return count ? (uint32_t)((state >> 32) % count) : 0;
}

static void run(Str bytes) { LLVMFuzzerTestOneInput((const uint8_t *)(bytes.len ? bytes.at : ""), bytes.len); }

static Str changed(Arena *arena, Str text, Str other)
{
    static const char odd[] = "()[]{}'\"\\\n\t #:=,.\xff\x00\x80*@-0";
    Str head = str_slice(text, 0, below((uint32_t)text.len + 1)), tail = str_from_byte(other, below((uint32_t)other.len + 1));
    Str joined = below(3) ? text : arena_format(arena, "%.*s%.*s", FMT(head), FMT(tail));
    if (!joined.len) return joined;
    char *at = (char *)arena_copy(arena, joined).at;
    for (uint32_t i = below(8); i > 0; i--) at[below((uint32_t)joined.len)] = below(2) ? odd[below(sizeof odd)] : (char)below(256);
    return (Str){at, below(4) ? joined.len : below((uint32_t)joined.len)};
}

int main(int argc, char **argv)
{
    Arena arena = {0}, scratch = {0};
    Strs seeds = {0};
    Problem why;
    double seconds = argc > 1 ? atof(argv[1]) : 1, end;
    uint64_t count = 0;
    for (int i = 2; i < argc; i++)
        if (!os_read(&arena, str_from(argv[i]), 0, array_push(&arena, &seeds), &why)) return 2;
    if (!seeds.len) *array_push(&arena, &seeds) = STR("");
    for (uint32_t i = 0; i < seeds.len; i++, count++) run(seeds.at[i]);
    for (end = os_seconds() + seconds; os_seconds() < end; count++) {
        run(changed(&scratch, seeds.at[below(seeds.len)], seeds.at[below(seeds.len)]));
        arena_reset(&scratch);
    }
    printf("%llu inputs from %u seeds\n", (unsigned long long)count, seeds.len);
    arena_close(&scratch);
    arena_close(&arena);
    return 0;
}
