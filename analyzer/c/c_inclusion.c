#include "c/c_inclusion.h"

#include "base/map.h"

typedef struct Pass {
    const CLibrary *clang;
    Arena *arena;
    Inclusions *found;
    Map index;      // path -> index into `found`, + 1
} Pass;

static uint32_t add(Pass *pass, Str path, uint32_t includer)
{
    uint32_t *at = map_at(pass->arena, &pass->index, path);
    if (*at) return *at;
    *array_push(pass->arena, pass->found) = (Inclusion){.path = path, .includer = includer};
    return *at = pass->found->len;
}

static Str name_of(const Pass *pass, CXFile file)
{
    return c_library_string(pass->clang, pass->arena, pass->clang->clang_getFileName(file));
}

// The includers of a file stand on the stack, the innermost first; the last one is the file that is parsed.
static void visit(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data)
{
    Pass *pass = data;
    CXFile includer = NULL;
    if (!depth) return;
    pass->clang->clang_getSpellingLocation(stack[0], &includer, NULL, NULL, NULL);
    add(pass, name_of(pass, file), depth > 1 && includer ? add(pass, name_of(pass, includer), 0) : 0);
}

void c_inclusions_read(Arena *arena, const CLibrary *clang, CXTranslationUnit translation, const Inclusions *preamble, Inclusions *inclusions)
{
    Pass pass = {.clang = clang, .arena = arena, .found = inclusions};
    uint32_t before = inclusions->len;  // headers that are missing, which nobody included
    for (uint32_t i = 0; preamble && i < preamble->len; i++)
        add(&pass, preamble->at[i].path, preamble->at[i].includer ? preamble->at[i].includer + before : 0);
    clang->clang_getInclusions(translation, visit, &pass);
}
