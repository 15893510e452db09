// compile_commands.json: whatever it says, only flags of the allow-list come out.
#include "fuzz.h"

#include <unistd.h>

#include "c/c_flags.h"

static void read_back(const char *path)
{
    static const char *const never[] = {"-Xclang", "-fplugin", "-load", "-o", "-MF", "-MD", "-cc1", "-B", "-wrapper", "-mllvm", "--config", "-ivfsoverlay", "-include-pch"};
    Arena arena = {0};
    bool borrowed;
    CDatabases *databases = c_databases_open(&arena, path);
    const CEntry *entry = c_databases_find(databases, STR("/project/a.c"), &borrowed);
    if (entry) {
        CFlags flags = {0};
        Strs arguments = c_entry_arguments(&arena, entry);
        c_flags_filter(&arena, &arguments, entry->directory, &flags);
        for (uint32_t i = 0; i < flags.list.len; i++) {
            hold(flags.list.at[i].len == 0 || flags.list.at[i].at[0] != '@');
            for (size_t j = 0; j < COUNT_OF(never); j++) hold(!str_is(flags.list.at[i], never[j]));
        }
    }
    arena_close(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    snprintf(path, sizeof path, "/tmp/memlint-fuzz-%ld.json", (long)getpid());
    FILE *file = fopen(path, "wb");
    hold(file != NULL);
    fwrite(data, 1, size, file);
    fclose(file);
    read_back(path);
    unlink(path);
    return 0;
}
