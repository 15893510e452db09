// functools.cache or lru_cache on a method: `self` is part of the key, so the cache, which belongs to the class, holds instances.
//
// Without a bound every instance stays for ever; with one the last maxsize of them do. Values (enumerations, frozen dataclasses ...),
// metaclasses, objects that are made once and tiny bounds are left alone. Misses caches that are put on from outside the class.
#include "engine/rule.h"
#include "python/py_edit.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"
#include "python/py_resolve.h"

typedef struct Cache {
    NodeId decorator;  // PY_DECORATOR
    NodeId value;      // what is behind its @
    NodeId name;       // "lru_cache", "functools.cache" as written
    Str limit;         // as the message says it: "128", "MAX"; empty = none
    bool is_small;
} Cache;

static long number_of(Str text)
{
    long number = 0;
    for (size_t i = 0; i < text.len && number < INT32_MAX / 10; i++)
        if (text.at[i] >= '0' && text.at[i] <= '9') number = number * 10 + (text.at[i] - '0');
    return number;
}

static bool is_of_functools(const Unit *unit, const Cache *cache)
{
    return str_starts(py_qualified(unit, cache->name), STR("functools."));
}

// maxsize as it is written; @lru_cache without arguments has 128, @cache and what the configuration names none.
static void read_limit(const Check *check, NodeId value, Cache *cache)
{
    const Unit *unit = check->unit;
    const Tree *tree = unit->tree;
    if (!str_is(py_qualified(unit, cache->name), "functools.lru_cache")) return;
    NodeId limit = tree_kind(tree, value) == PY_CALL ? py_argument(tree, value, 0, "maxsize") : 0;
    cache->limit = limit ? tree_text(tree, limit) : STR("128");
    if (tree_kind(tree, limit) == PY_NONE) cache->limit = (Str){0};
    cache->is_small = tree_kind(tree, limit) == PY_INTEGER && number_of(cache->limit) <= (long)option(check, "small-bound");
}

static NodeId decorators_of(const Check *check, const Function *function) { return py_decorators(check->tree, function->node); }

// for_each_decorator(tree, first, decorator) { ... }
#define for_each_decorator(tree, first, decorator)                                                     \
    for (NodeId decorator = (first); decorator && tree_kind((tree), decorator) == PY_DECORATOR; decorator = tree_next((tree), decorator))

static bool find_cache(const Check *check, const Function *function, Cache *cache)
{
    const Tree *tree = check->tree;
    for_each_decorator(tree, decorators_of(check, function), decorator) {
        NodeId value = tree_first(tree, decorator);
        NodeId name = tree_kind(tree, value) == PY_CALL ? py_call_function(tree, value) : value;
        if (!py_is_cache(check->unit, py_qualified(check->unit, name))) continue;
        *cache = (Cache){.decorator = decorator, .value = value, .name = name};
        read_limit(check, value, cache);
        return true;
    }
    return false;
}

static bool takes_self(const Unit *unit, const Function *function)
{
    if (!function->class || function->flags & (FUNCTION_STATIC | FUNCTION_CLASS_METHOD) || !function->parameter_count) return false;
    Str first = unit_binding(unit, function->first_parameter)->name;
    return !str_is(first, "cls") && !str_is(first, "mcs") && !str_is(function->name, "__new__");
}

// `self.method.cache_clear()` somewhere: the end of the cache was thought of.
static bool is_cleared(const Tree *tree, Str method)
{
    for (NodeId node = ROOT; node < tree->count; node++) {
        if (tree_kind(tree, node) != PY_ATTRIBUTE || !str_is(tree_text(tree, tree_child_as(tree, node, ROLE_ATTRIBUTE)), "cache_clear")) continue;
        if (str_equal(str_last_part(tree_text(tree, tree_first(tree, node))), method)) return true;
    }
    return false;
}

// --- the fix: cached_property --------------------------------------------------------------------------------------

// @property above @cache goes away with it; what any other decorator makes of a cached_property is unknown.
static bool find_property(const Check *check, const Function *function, const Cache *cache, NodeId *property)
{
    *property = 0;
    for_each_decorator(check->tree, decorators_of(check, function), decorator) {
        if (decorator == cache->decorator) continue;
        if (!str_is(py_qualified(check->unit, tree_first(check->tree, decorator)), "builtins.property")) return false;
        *property = decorator;
    }
    return true;
}

// How cached_property is written here: behind "functools." or alone, then imported beside `lru_cache` (`import_beside`) if need be.
static bool find_spelling(const Unit *unit, const Cache *cache, Str *prefix, NodeId *import_beside)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, cache->name) == PY_ATTRIBUTE) {
        Str text = tree_text(tree, cache->name);
        *prefix = str_slice(text, 0, str_find_last_char(text, '.') + 1);
        return true;
    }
    *import_beside = unit_binding(unit, tree_node(tree, cache->name)->binding)->declared;
    NodeId import = tree_parent(tree, *import_beside);
    if (tree_kind(tree, import) == PY_ALIASED_IMPORT) *import_beside = import;
    if (tree_kind(tree, import) == PY_DOTTED_NAME) *import_beside = import;
    for (BindingId id = 1; id < unit->bindings.len; id++) {
        const Binding *binding = unit_binding(unit, id);
        if (!str_is(binding->name, "cached_property") || binding->kind == BINDING_CLASS_BODY) continue;
        if (!str_is(binding->qualified, "functools.cached_property")) return false;
        *import_beside = 0;
    }
    return true;
}

// Every use of the method through self is a call, which will lose its parentheses. `finding` NULL: only looks.
static bool mend_callers(Check *check, const Function *function, Finding *finding)
{
    for_each_use(check->unit, function->class, function->name, use) {
        if (use->kind != REFERENCE_CALLED || use->through_class) return false;
        NodeId arguments = py_call_arguments(check->tree, tree_parent(check->tree, use->node));
        if (finding) edit_delete(check, finding, tree_span(check->tree, arguments));
    }
    return true;
}

static void offer_fix(Check *check, Finding *finding, const Function *function, const Cache *cache)
{
    const Tree *tree = check->tree;
    Str prefix = {0};
    NodeId property, import_beside = 0;
    bool is_plain = is_of_functools(check->unit, cache) && function->parameter_count == 1 && !(function->flags & (FUNCTION_ASYNC | FUNCTION_GENERATOR));
    if (!is_plain || unit_class(check->unit, function->class)->has_slots) return;
    if (!find_property(check, function, cache, &property) || !find_spelling(check->unit, cache, &prefix, &import_beside)) return;
    if (!property && !mend_callers(check, function, NULL)) return;
    fix(check, finding, FIX_REVIEW, property ? "replace both decorators by functools.cached_property"
                                             : "replace by functools.cached_property; callers drop the parentheses");
    edit_replace(check, finding, tree_span(tree, cache->value), "%.*scached_property", FMT(prefix));
    if (property) edit_delete(check, finding, (Span){tree_span(tree, property).from, tree_span(tree, tree_next(tree, property)).from});
    if (!property) mend_callers(check, function, finding);
    if (import_beside) edit_insert(check, finding, tree_span(tree, import_beside).to, ", cached_property");
}

static void check(Check *check, FunctionId id)
{
    const Function *function = unit_function(check->unit, id);
    Cache cache;
    if (!takes_self(check->unit, function) || !find_cache(check, function, &cache) || cache.is_small) return;
    ClassId class = function->class;
    if (py_is_value_class(check->unit, class) || py_is_metaclass(check->unit, class) || py_is_made_once(check->unit, class)) return;
    if (is_cleared(check->tree, function->name) || (cache.limit.len && py_is_aside(check->unit))) return;
    Str name = unit_class(check->unit, class)->name;
    Finding *finding = cache.limit.len
        ? report(check, cache.value, "the cache of '%.*s' keeps up to %.*s instances of '%.*s' alive: 'self' is part of its key",
                 FMT(function->name), FMT(cache.limit), FMT(name))
        : report(check, cache.value, "the cache of '%.*s' keeps every instance of '%.*s' alive: 'self' is part of its key",
                 FMT(function->name), FMT(name));
    if (cache.limit.len) weigh(finding, SEVERITY_INFO);
    offer_fix(check, finding, function, &cache);
}

static const RuleOption options[] = {
    {"small-bound", "a cache of at most so many results is left alone", 8},
    {0},
};

const Rule rule_cached_method = {
    .id = "cached-method",
    .summary = "cache on a method keeps its instances alive",
    .help = "use functools.cached_property, a cache in the instance, or a cached function that does not see self",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .options = options,
    .on_function = check,
};
