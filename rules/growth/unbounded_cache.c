// A container that outlives every caller gets one more element each time a function runs, and nothing ever takes one out.
//
// The container pass collects every sign that somebody thought of an end (removal, bound, replacement, a way out of sight); this rule
// adds what is bounded by the program itself: registries, containers keyed by classes, functions or constants, start-up code.
// Misses containers that are instance attributes, and those that grow only through an alias of an alias.
#include "engine/rule.h"
#include "python/py_kinds.h"

// Words in a function's name that say: called a fixed number of times, while the program is put together.
static const char *const setup_words[] = {"register", "init", "setup", "install", "configure", "config", "declare", "define",
                                          "main", "load", "import", "subscribe", "connect", "add", "enable", "plugin", "hook",
                                          "patch", "option", "options", "bind", "mount", "populate", "build", "constructor", NULL};

// Does one of the words, cut at '_' and at capitals, occur in the name?
static bool has_word(Str name, const char *const *words)
{
    size_t from = 0;
    for (size_t at = 0; at <= name.len; at++) {
        bool cut = at == name.len || name.at[at] == '_' || (name.at[at] >= 'A' && name.at[at] <= 'Z');
        if (!cut) continue;
        char word[32];
        size_t len = at - from < sizeof word ? at - from : 0;
        for (size_t i = 0; i < len; i++) word[i] = (char)(name.at[from + i] | 0x20);
        if (len && str_is_any((Str){word, len}, words)) return true;
        from = at < name.len && name.at[at] == '_' ? at + 1 : at;
    }
    return false;
}

// Runs while the program is put together: a setup function, or one that only such code (and module level) calls.
static bool is_setup(const Unit *unit, FunctionId id)
{
    for (; id > TOP_LEVEL; id = unit_function(unit, id)->parent) {
        const Function *function = unit_function(unit, id);
        bool is_hook = str_starts(function->name, STR("__init")) || str_is(function->name, "__set_name__") ||
                       str_is(function->name, "__new__") || str_is(function->name, "__class_getitem__");
        if (is_hook || has_word(function->name, setup_words)) return true;
    }
    return false;
}

static bool is_called_at_import_only(const Unit *unit, FunctionId id)
{
    const Function *function = unit_function(unit, id);
    if (!function->call_count || !function->binding || function->flags & FUNCTION_ADDRESS_TAKEN) return false;
    for (uint32_t i = 1; i < unit->calls.len; i++)
        if (unit->calls.at[i].target == id && unit->calls.at[i].function != TOP_LEVEL) return false;
    return true;
}

// --- Python: what is put in ------------------------------------------------------------------------------------

// The key of CONTAINER[key] = ..., the first argument of CONTAINER.append(value); 0 = unknown.
static NodeId added(const Tree *tree, NodeId node)
{
    if (tree_kind(tree, node) == PY_CALL) return py_argument(tree, node, 0, NULL);
    if (tree_kind(tree, node) == PY_ASSIGNMENT || tree_kind(tree, node) == PY_AUGMENTED_ASSIGNMENT)
        node = tree_child_as(tree, node, ROLE_LEFT);
    return tree_kind(tree, node) == PY_SUBSCRIPT ? tree_child_as(tree, node, ROLE_SUBSCRIPT) : 0;
}

// The number of classes, functions and modules is bounded by the program.
static bool names_code(const Unit *unit, NodeId node)
{
    static const char *const members[] = {"__class__", "__name__", "__qualname__", "__module__", "__func__", NULL};
    static const char *const names[] = {"cls", "klass", "class_", "func", "function", "fn", "method", "type", "typ",
                                        "type_", "tp", "module", "mod", "meta", "mcs", NULL};
    const Tree *tree = unit->tree;
    Str text = tree_text(tree, node);
    if (tree_kind(tree, node) == PY_IDENTIFIER) {
        BindingKind kind = unit_binding(unit, tree_node(tree, node)->binding)->kind;
        return str_is_any(text, names) || kind == BINDING_CLASS || kind == BINDING_FUNCTION;
    }
    if (tree_kind(tree, node) == PY_ATTRIBUTE) return str_is_any(tree_text(tree, tree_child_as(tree, node, ROLE_ATTRIBUTE)), members);
    const Call *call = unit_call(unit, node);
    return call && str_is(call->callee, "builtins.type");
}

static bool is_constant(const Unit *unit, NodeId node)
{
    if (py_is_literal(unit->tree, node)) return true;
    Str name = str_last_part(tree_text(unit->tree, node));
    bool has_lower = false, has_upper = false;
    for (size_t i = 0; i < name.len; i++) {
        has_lower |= name.at[i] >= 'a' && name.at[i] <= 'z';
        has_upper |= name.at[i] >= 'A' && name.at[i] <= 'Z';
    }
    NodeKind kind = tree_kind(unit->tree, node);
    return (kind == PY_IDENTIFIER || kind == PY_ATTRIBUTE) && has_upper && !has_lower;
}

// A tuple is as bounded as all its parts.
static bool is_bounded_by_program(const Unit *unit, NodeId node)
{
    node = py_unparenthesized(unit->tree, node);
    if (tree_kind(unit->tree, node) != PY_TUPLE) return names_code(unit, node) || is_constant(unit, node);
    for (NodeId part = tree_first(unit->tree, node); part; part = tree_next(unit->tree, part))
        if (!names_code(unit, part) && !is_constant(unit, part)) return false;
    return true;
}

// A function that gives back a parameter it has stored is a decorator or a registry.
static bool returns_parameter(const Unit *unit, FunctionId id)
{
    const Function *function = unit_function(unit, id);
    for (uint32_t i = 0; i < function->parameter_count; i++)
        for_each_reference(unit, function->first_parameter + i, reference)
            if (reference->kind == REFERENCE_RETURNED) return true;
    return false;
}

static bool is_excused(const Unit *unit, const GrowSite *site)
{
    if (is_setup(unit, site->function) || is_called_at_import_only(unit, site->function)) return true;
    if (unit->language != LANG_PYTHON) return false;
    NodeId what = added(unit->tree, site->node);
    return returns_parameter(unit, site->function) || (what && is_bounded_by_program(unit, what));
}

static void check(Check *check, const Container *container)
{
    if (container->lives != LIVES_PROCESS) return;
    if (container->shrinks_at || container->bounded_at || container->rebound_at || container->escapes_at) return;
    const GrowSite *found = NULL;
    for (uint32_t i = 0; i < container->grows.len && !found; i++) {
        const GrowSite *site = &container->grows.at[i];
        if (site->repeats && !is_excused(check->unit, site)) found = site;
    }
    if (!found) return;
    Str function = unit_function(check->unit, found->function)->name;
    Finding *finding = report(check, found->node, "'%.*s' grows each time '%.*s' runs, and nothing ever removes from it",
                              FMT(container->name), FMT(function));
    if (container->made_at) also(check, finding, container->made_at, "'%.*s' lives as long as the process", FMT(container->name));
    const Binding *binding = unit_binding(check->unit, container->binding);
    if (check->unit->language == LANG_PYTHON || binding->is_exported)
        unless_elsewhere(check, finding, "shrinks %.*s", FMT(unit_place(check->unit, container->place)->name));
}

const Rule rule_unbounded_cache = {
    .id = "unbounded-cache",
    .summary = "process-lifetime container grows without bound",
    .help = "bound it (lru_cache(maxsize=...), an eviction before the insertion), remove what is no longer needed, or hold the values weakly",
    .languages = LANG_C | LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .since = "0.1",
    .cwe = "CWE-401",
    .on_container = check,
};
