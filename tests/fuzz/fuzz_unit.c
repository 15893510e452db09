// The unit of a C file, as a second look gets it: garbage is refused or gives a unit that can be walked.
#include "fuzz.h"

#include "model/unit_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena arena = {0};
    Source source;
    Unit unit;
    Problem why;
    Knowledge knowledge = knowledge_open(&arena, LANG_C);
    hold(source_from_text(&arena, STR("a.c"), LANG_C, STR("int x;\n"), &source, &why));
    if (unit_read(&arena, (Str){(const char *)data, size}, &source, &knowledge, &unit)) {
        Str written = unit_write(&arena, &unit);
        hold(written.len > 0);
    }
    arena_close(&arena);
    return 0;
}
