// A configuration: TOML and what its keys may say.
#include "fuzz.h"

#include "engine/policy.h"
#include "source/config_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena arena = {0};
    Source source;
    Toml *document;
    Settings settings = {0};
    Problem why = {0};
    Vocabulary words = policy_vocabulary(&arena);
    Str text = {(const char *)data, size};
    if (source_from_text(&arena, STR(".memlint.toml"), LANG_PYTHON, text, &source, &why) && toml_read(&arena, &source, &document, &why)) {
        ConfigReader reader = {.arena = &arena, .source = &source, .vocabulary = &words, .why = &why};
        bool ok = config_read(&reader, document, &settings);
        hold(ok || why.text.len);
    }
    arena_close(&arena);
    return 0;
}
