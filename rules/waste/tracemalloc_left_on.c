// tracemalloc.start() without a condition and without a stop: from then on every allocation is written down, at 60 bytes per
// live block and several times the running time.
//
// Silent behind any condition, where the file stops it, in functions that are there for tracing, and in tests.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

static bool is_stopped(const Unit *unit)
{
    for (NodeId node = ROOT; node < unit->tree->count; node++) {
        NodeKind kind = tree_kind(unit->tree, node);
        if ((kind == PY_ATTRIBUTE || kind == PY_IDENTIFIER) &&
            str_is(py_qualified(unit, node), "tracemalloc.stop"))
            return true;
    }
    return false;
}

// `def start_memory_profiler():`: somebody asks for it.
static bool is_asked_for(const Unit *unit, NodeId call)
{
    static const char *const words[] = {"trace", "profil",   "debug", "memory",
                                        "leak",  "snapshot", NULL};
    const Function *function = unit_function(unit, unit_function_at(unit, call));
    Str class = function->class ? unit_class(unit, function->class)->name : (Str){0};
    for (const char *const *word = words; *word; word++) {
        Str text = str_from(*word), rest = str_from_byte(text, 1);
        if (str_contains(function->name, text) || str_contains(unit->module, text) ||
            str_contains(class, rest))
            return true;
    }
    return false;
}

static bool is_conditional(const Tree *tree, NodeId call)
{
    static const NodeKind conditions[] = {PY_IF, PY_CONDITIONAL, PY_BOOLEAN, PY_CASE, PY_WITH};
    for (size_t i = 0; i < COUNT_OF(conditions); i++)
        if (tree_ancestor(tree, call, conditions[i])) return true;
    return false;
}

static void check(Check *check, NodeId call)
{
    if (!py_calls(check->unit, call, "tracemalloc.start")) return;
    if (py_is_aside(check->unit) || is_conditional(check->tree, call) || is_stopped(check->unit) ||
        is_asked_for(check->unit, call))
        return;
    report(check, call,
           "every allocation is traced from here on, at 60 bytes for each live block and several "
           "times the running time");
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_tracemalloc_left_on = {
    .id = "tracemalloc-left-on",
    .summary = "tracemalloc is started without condition and never stopped",
    .help = "start it behind an option, or with PYTHONTRACEMALLOC=1 when it is wanted",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
