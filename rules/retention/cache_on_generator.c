// functools.cache on something that can be used up once: every call after the first gets the same generator, iterator,
// coroutine or file back, exhausted, awaited or closed, and the cache keeps it alive.
//
// Generator functions, coroutine functions, and functions that return a generator expression, map, filter, zip or an open
// file. Silent when another decorator stands between the cache and the function: it may make a list of it.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

// What the expression makes that can be used only once; NULL = nothing known.
static const char *single_use(const Unit *unit, NodeId value)
{
    static const struct {
        const char *callee, *text;
    } makers[] = {
        {"builtins.map", "an iterator"},      {"builtins.filter", "an iterator"},
        {"builtins.zip", "an iterator"},      {"builtins.iter", "an iterator"},
        {"builtins.reversed", "an iterator"}, {"builtins.enumerate", "an iterator"},
        {"builtins.open", "an open file"},
    };
    value = py_unparenthesized(unit->tree, value);
    if (tree_kind(unit->tree, value) == PY_GENERATOR) return "a generator";
    Str callee = tree_kind(unit->tree, value) == PY_CALL
                     ? py_qualified(unit, py_call_function(unit->tree, value))
                     : (Str){0};
    for (size_t i = 0; i < COUNT_OF(makers); i++)
        if (str_is(callee, makers[i].callee)) return makers[i].text;
    return NULL;
}

// The first return of such a value; 0 = none.
static NodeId single_use_return(const Unit *unit, FunctionId id, const char **what)
{
    const Function *function = unit_function(unit, id);
    for (NodeId node = function->body, end = tree_end(unit->tree, function->body); node < end;
         node++) {
        if (tree_kind(unit->tree, node) != PY_RETURN || unit_function_at(unit, node) != id ||
            !tree_first(unit->tree, node))
            continue;
        *what = single_use(unit, tree_first(unit->tree, node));
        if (*what) return node;
    }
    return 0;
}

static void check(Check *check, FunctionId id)
{
    const Function *function = unit_function(check->unit, id);
    NodeId decorator = py_cache_decorator(check->unit, function->node), returned = 0;
    if (!decorator || tree_kind(check->tree, tree_next(check->tree, decorator)) == PY_DECORATOR)
        return;
    bool is_generator = function->flags & FUNCTION_GENERATOR,
         is_async = function->flags & FUNCTION_ASYNC;
    const char *what = is_generator ? "a generator" : is_async ? "a coroutine" : NULL;
    const char *becomes = is_async && !is_generator ? "awaited" : "used up";
    if (!what) returned = single_use_return(check->unit, id, &what);
    if (!what) return;
    if (str_is(str_from(what), "an open file")) becomes = "at its end or closed";
    Finding *finding =
        report(check, decorator, "the cache keeps %s: the second call of '%.*s' gets it back %s",
               what, FMT(function->name), becomes);
    if (returned) also(check, finding, returned, "made here");
    if (is_async && !is_generator)
        help(check, finding,
             "cache the awaited result: a cache for coroutines (async_lru), or a cached task");
}

const Rule rule_cache_on_generator = {
    .id = "cache-on-generator",
    .summary = "cache of something that can be used only once",
    .help = "return a tuple or list from the cached function",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_ERROR,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_function = check,
};
