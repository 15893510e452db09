// functools.cache on a method makes `self` a part of the key. A class that defines __eq__ and no __hash__ (an ordinary
// dataclass does, too) can't be a key: the first call raises TypeError.
//
// Looks at the class itself. Silent when a subclass of this file defines __hash__ or a decorator is not known.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

// Where the class loses its hash: its __eq__ or its dataclass decorator. 0 = it does not, or that is not certain.
static NodeId unhashable_since(const Unit *unit, ClassId class)
{
    static const char *const dataclass[] = {"dataclasses.dataclass", NULL};
    static const char *const known[] = {"dataclasses.dataclass", "functools.total_ordering",
                                        "typing.final", NULL};
    const Tree *tree = unit->tree;
    NodeId node = unit_class(unit, class)->node;
    if (py_class_member(unit, class, STR("__hash__"))) return 0;
    for (NodeId decorator = py_decorators(tree, node);
         decorator && tree_kind(tree, decorator) == PY_DECORATOR;
         decorator = tree_next(tree, decorator)) {
        if (!str_is_any(py_decorator_name(unit, decorator), known)) return 0;
    }
    FunctionId equal = py_class_method(unit, class, "__eq__");
    NodeId decorator = py_decorator_named(unit, node, dataclass),
           call = decorator ? py_decorator_call(tree, decorator) : 0;
    bool keeps_hash =
        call &&
        (py_argument(tree, call, -1, "frozen") || py_argument(tree, call, -1, "unsafe_hash") ||
         py_argument(tree, call, -1, "eq") || py_argument(tree, call, -1, "order"));
    for (NodeId argument = call ? tree_first(tree, py_call_arguments(tree, call)) : 0; argument;
         argument = tree_next(tree, argument))
        keeps_hash |= tree_kind(tree, argument) == PY_DICTIONARY_SPLAT;
    if (decorator) return keeps_hash ? 0 : decorator;
    return equal ? unit_function(unit, equal)->node : 0;
}

static bool subclass_has_hash(const Unit *unit, ClassId class)
{
    for (ClassId id = py_next_subclass(unit, class, 0); id; id = py_next_subclass(unit, class, id))
        if (py_class_member(unit, id, STR("__hash__"))) return true;
    return false;
}

static void check(Check *check, FunctionId id)
{
    const Unit *unit = check->unit;
    const Function *method = unit_function(unit, id);
    bool takes_self = method->class &&
                      !(method->flags & (FUNCTION_STATIC | FUNCTION_CLASS_METHOD)) &&
                      method->parameter_count;
    NodeId decorator = takes_self ? py_cache_decorator(unit, method->node) : 0;
    NodeId since = decorator ? unhashable_since(unit, method->class) : 0;
    if (!since || subclass_has_hash(unit, method->class)) return;
    Str name = unit_class(unit, method->class)->name;
    Finding *finding = report(check, decorator,
                              "calling '%.*s' raises TypeError: 'self' is part of the cache's key, "
                              "and a '%.*s' has no hash",
                              FMT(method->name), FMT(name));
    bool is_dataclass = tree_kind(check->tree, since) == PY_DECORATOR;
    also(check, finding, is_dataclass ? since : tree_child_as(check->tree, since, ROLE_NAME),
         is_dataclass ? "an ordinary dataclass compares by value and has no hash"
                      : "__eq__ without __hash__ takes the hash away");
}

const Rule rule_unhashable_cached_method = {
    .id = "unhashable-cached-method",
    .summary = "cache on a method of a class that has no hash",
    .help =
        "define __hash__ (frozen=True for a dataclass), or cache a function that does not see self",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_ERROR,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_function = check,
};
