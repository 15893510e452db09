// The unit of a C file, as a second look gets it: garbage is refused or gives a unit that can be walked.
#include "fuzz.h"

#include "model/unit_wire.h"

// The text that the seed is the unit of: without it every unit is refused at once.
static const char text[] = "void *malloc(unsigned long);\nvoid free(void *);\nchar *get(int);\nint f(int n)\n{\n    char *p = malloc(n);\n"
                           "    char *q = get(n);\n    if (!p) return -1;\n    p[0] = q[0];\n    free(q);\n    return 0;\n}\n";

static const Knowledge *knowledge(void)
{
    static Arena arena;
    static Knowledge knowledge;
    if (!arena_held(&arena)) knowledge = knowledge_open(&arena, LANG_C);
    return &knowledge;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena arena = {0};
    Source source;
    Unit unit;
    Problem why;
    hold(source_from_text(&arena, STR("a.c"), LANG_C, str_from(text), &source, &why));
    if (unit_read(&arena, (Str){(const char *)data, size}, &source, knowledge(), &unit)) {
        Str written = unit_write(&arena, &unit);
        hold(written.len > 0);
    }
    arena_close(&arena);
    return 0;
}
