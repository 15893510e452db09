// usage: memlint_manual FOLDER
//
// Writes the manual page and the completions of three shells into FOLDER, all from the table of options. Runs at build time.
#include "words.h"

#include <errno.h>
#include <string.h>

static const struct Output { const char *name; void (*write)(FILE *out); } outputs[] = {
    {"memlint.1", write_page}, {"memlint.bash", write_bash}, {"_memlint", write_zsh}, {"memlint.fish", write_fish},
};

static bool write_file(const char *folder, const struct Output *output)
{
    char path[4096];
    int len = snprintf(path, sizeof path, "%s/%s", folder, output->name);
    FILE *file = len < (int)sizeof path ? fopen(path, "w") : NULL;
    if (file) output->write(file);
    bool ok = file && !ferror(file);
    if (file && fclose(file) != 0) ok = false;
    if (!ok) fprintf(stderr, "memlint_manual: %s: %s\n", path, strerror(errno));
    return ok;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: memlint_manual FOLDER\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < COUNT_OF(outputs); i++)
        if (!write_file(argv[1], &outputs[i])) return 1;
    return 0;
}
