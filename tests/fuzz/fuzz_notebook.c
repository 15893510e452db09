// A Jupyter notebook.
#include "fuzz.h"

#include "source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena arena = {0};
    Source source;
    Problem why = {0};
    bool ok = source_from_text(&arena, STR("a.ipynb"), LANG_PYTHON, (Str){(const char *)data, size}, &source, &why);
    hold(ok || why.text.len);
    arena_close(&arena);
    return 0;
}
