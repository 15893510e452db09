#include "c/c.h"

#include "base/str.h"
#include "c/c_flags.h"
#include "c/c_library.h"
#include "c/c_lower.h"
#include "c/c_parse.h"
#include "c/c_resolve.h"

struct CFront {
    CLibrary clang;
    CXIndex index, shared_index;  // the second for files with a preamble: cursors of what was precompiled are not visited
    CPlan *plan;                  // NULL = none was wanted
    CFlagOrigins origins;
};

bool c_open(Arena *arena, const CSetup *setup, CFront **front, Problem *why)
{
    CFront *opened = arena_new(arena, CFront);
    if (!c_library_open(arena, &opened->clang, why)) return false;
    opened->index = opened->clang.clang_createIndex(0, 0);
    opened->shared_index = opened->clang.clang_createIndex(1, 0);
    opened->origins = c_flags_open(arena, setup, opened->clang.headers);
    *front = opened;
    return true;
}

void c_close(CFront *front)
{
    if (!front || !front->clang.handle) return;
    front->clang.clang_disposeIndex(front->index);
    front->clang.clang_disposeIndex(front->shared_index);
    c_library_close(&front->clang);
}

Str c_version(const CFront *front) { return front ? front->clang.version : (Str){0}; }

Strs c_flags_for(const CFront *front, Arena *arena, const Source *source)
{
    CFlags flags = c_flags_of(arena, &front->origins, source);
    Strs all = {0};
    *array_push(arena, &all) = front->clang.version;
    for (uint32_t i = 0; i < flags.list.len; i++) *array_push(arena, &all) = flags.list.at[i];
    return all;
}

static const char *const *terminated_flags(Arena *arena, const CFlags *flags)
{
    const char **list = arena_array(arena, const char *, flags->list.len + 1);
    for (uint32_t i = 0; i < flags->list.len; i++) list[i] = arena_terminated(arena, flags->list.at[i]);
    return list;
}

// A missing header is not there, or nobody said where.
static Str remedy(const CFlags *flags)
{
    if (flags->from_database) return STR("build the project once, so that headers that are generated exist");
    return STR("name the folder of compile_commands.json with -p, or that of the headers with --c-flag=-IFOLDER");
}

static bool misses_headers(const Unit *unit)
{
    for (uint32_t i = 0; i < unit->notes.len; i++)
        if (str_starts(unit->notes.at[i], STR("missing header"))) return true;
    return false;
}

bool c_unit(CFront *front, Arena *arena, const Source *source, const Knowledge *knowledge, Unit *unit, Problem *why)
{
    *unit = (Unit){.source = source, .language = LANG_C, .knowledge = knowledge};
    CFlags flags = c_flags_of(arena, &front->origins, source);
    CParse parse = {
        .clang = &front->clang,
        .index = front->index,
        .shared_index = front->shared_index,
        .shared = c_preamble_find(arena, front->origins.setup.preambles, &flags, source),
        .flags = terminated_flags(arena, &flags),
        .flag_count = (int)flags.list.len,
        .keeps_inclusions = front->origins.setup.keeps_inclusions,
    };
    if (!c_parse(arena, &parse, unit, why)) return false;
    if (misses_headers(unit)) unit->remedy = remedy(&flags);
    c_resolve(arena, unit);
    c_lower(arena, unit);
    return true;
}

void c_plan(CFront *front, Arena *arena, const Source *source)
{
    CFlags flags = c_flags_of(arena, &front->origins, source);
    if (!front->plan) front->plan = c_plan_open(arena);
    c_plan_add(front->plan, &flags, source);
}

CPrecompiled c_precompile_planned(CFront *front, Arena *arena, Str stem)
{
    enum { MOST_FAILURES = 3 };  // with nothing made: then the project's headers are not there
    CPrecompiled made = {0};
    CChoices choices = front->plan ? c_plan_choose(front->plan) : (CChoices){0};
    for (uint32_t i = 0; i < choices.len && (made.len || i < MOST_FAILURES); i++) {
        Str path = arena_format(arena, "%.*s%u", FMT(stem), i);
        Inclusions inclusions = {0};
        if (c_precompile(arena, &front->clang, &choices.at[i], arena_terminated(arena, path), &inclusions))
            *array_push(arena, &made) = (CPrecompiledFile){choices.at[i].key, path, inclusions};
    }
    return made;
}

void c_preamble_add(Arena *arena, CPreambles **preambles, Str key, const char *path, const Inclusions *inclusions)
{
    if (!*preambles) *preambles = arena_new(arena, CPreambles);
    *array_push(arena, &(*preambles)->list) = (CPreamble){path, *inclusions};
    *map_at(arena, &(*preambles)->by_key, key) = (*preambles)->list.len;
}
