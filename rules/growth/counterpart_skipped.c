// p.on_span_start(span) always, p.on_span_finish(span) only `if self.enabled`: what the first call makes the other object remember, nobody makes
// it forget while the setting is off.
//
// Both calls stand in methods of one class, with the same receivers (self.x, or the elements of self.x), and their names differ in one word of a pair.
// All calls of the second ask for an attribute that is a setting: __init__ makes it, or a parameter gives it, and nothing else. The first, and whoever
// calls its method, does not ask.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_guard.h"
#include "python/py_idiom.h"
#include "python/py_reference.h"

// --- pairs of names ------------------------------------------------------------------------------------------------

static const char *const pairs[][2] = {
    {"start", "finish"},     {"start", "stop"},       {"start", "end"},         {"started", "finished"}, {"started", "stopped"},
    {"begin", "end"},        {"enter", "exit"},       {"enter", "leave"},       {"open", "close"},       {"opened", "closed"},
    {"connect", "disconnect"}, {"connected", "disconnected"}, {"register", "unregister"}, {"attach", "detach"},  {"subscribe", "unsubscribe"},
    {"acquire", "release"},  {"push", "pop"},         {"add", "remove"},        {"created", "destroyed"},
};

// The name with the first word of the pair replaced by the second, made in the arena; empty when no word of it, between underscores, is that one.
static Str counterpart_of(Arena *arena, Str name, size_t pair)
{
    Str word = str_from(pairs[pair][0]);
    for (size_t at = 0; at + word.len <= name.len; at++) {
        size_t end = at + word.len;
        bool is_word = (at == 0 || name.at[at - 1] == '_') && (end == name.len || name.at[end] == '_');
        if (is_word && str_equal(str_slice(name, at, end), word))
            return arena_format(arena, "%.*s%s%.*s", FMT(str_slice(name, 0, at)), pairs[pair][1], FMT(str_from_byte(name, end)));
    }
    return (Str){0};
}

// --- receivers -----------------------------------------------------------------------------------------------------

// "self.processors" for self.processors.m() and for p.m() in `for p in self.processors`; empty = something else.
static Str hooked(const Unit *unit, NodeId call)
{
    const Tree *tree = unit->tree;
    NodeId object = py_unparenthesized(tree, py_call_receiver(tree, call));
    if (tree_kind(tree, object) == PY_IDENTIFIER) {
        NodeId name = object;
        object = 0;
        for (NodeId around = tree_parent(tree, call); around && !object && !py_is_function(tree, around); around = tree_parent(tree, around)) {
            NodeId left = tree_kind(tree, around) == PY_FOR ? tree_child_as(tree, around, ROLE_LEFT) : 0;
            if (left && str_equal(tree_text(tree, left), tree_text(tree, name))) object = tree_child_as(tree, around, ROLE_RIGHT);
        }
    }
    bool is_own = object && tree_kind(tree, object) == PY_ATTRIBUTE && py_self_class(unit, tree_node(tree, tree_first(tree, object))->binding);
    return is_own ? tree_text(tree, object) : (Str){0};
}

// --- conditions ------------------------------------------------------------------------------------------------------

// Is it what __init__ makes it, or what a parameter of another method gives?
static bool is_setting(const Unit *unit, ClassId class, Str name)
{
    bool is_set = false;
    for_each_use(unit, class, name, use) {
        if (use->kind == REFERENCE_UPDATE || use->kind == REFERENCE_DELETE) return false;
        if (use->kind != REFERENCE_WRITE) continue;
        bool is_given = use->value && unit_binding(unit, tree_node(unit->tree, use->value)->binding)->kind == BINDING_PARAMETER;
        if (!is_given && !str_is(unit_function(unit, use->function)->name, "__init__")) return false;
        is_set = true;
    }
    return is_set;
}

static bool asks(const Check *check, NodeId node, const PyGuard *guard)
{
    PyGuards guards = py_guards(check->scratch, check->unit, node, true);
    return py_guards_have(&guards, guard->name, guard->is_true) || py_guards_have(&guards, guard->name, !guard->is_true);
}

static bool is_method_guarded(const Check *check, ClassId class, FunctionId method, const PyGuard *guard)
{
    for_each_use(check->unit, class, unit_function(check->unit, method)->name, use)
        if (use->kind == REFERENCE_CALLED && asks(check, use->node, guard)) return true;
    return false;
}

// --- the rule --------------------------------------------------------------------------------------------------------

static NodeId called_at(const Tree *tree, NodeId attribute)
{
    NodeId call = tree_parent(tree, attribute);
    return tree_kind(tree, attribute) == PY_ATTRIBUTE && tree_kind(tree, call) == PY_CALL && tree_first(tree, call) == attribute ? call : 0;
}

// The setting without which no call of the method on the same receiver in the class is reached; `at` is one of these calls.
static bool shared_guard(const Check *check, ClassId class, Str method, Str receiver, PyGuard *guard, NodeId *at)
{
    const Unit *unit = check->unit;
    *at = 0;
    for_each_spelling(unit, method, spelling) {
        NodeId call = called_at(unit->tree, spelling->node);
        if (!call || !str_equal(hooked(unit, call), receiver)) continue;
        if (unit_function(unit, unit_function_at(unit, call))->class != class) continue;
        PyGuards guards = py_guards(check->scratch, unit, call, false);
        if (guards.len != 1 || !guards.at[0].is_true || (*at && !str_equal(guards.at[0].name, guard->name))) return false;
        *guard = guards.at[0];
        *at = call;
    }
    return *at != 0;
}

static void compare(Check *check, const Call *call, ClassId class, Str receiver, Str method, Str counterpart)
{
    const Unit *unit = check->unit;
    PyGuard guard;
    NodeId other;
    if (!shared_guard(check, class, counterpart, receiver, &guard, &other) || !is_setting(unit, class, guard.name)) return;
    if (str_contains(receiver, guard.name) || asks(check, call->node, &guard) || is_method_guarded(check, class, call->function, &guard)) return;
    Finding *finding = report(check, call->node, "'%.*s' is called also when '%.*s' is not set, '%.*s' only when it is: what begins then never ends", FMT(method), FMT(guard.name),
                              FMT(counterpart));
    also(check, finding, other, "the counterpart");
    also(check, finding, guard.at, "its condition");
}

static void check(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    ClassId class = unit_function(unit, call->function)->class;
    if (!class || !call->receiver || !call->argument_count || py_is_aside(unit) || str_is(unit_function(unit, call->function)->name, "__init__")) return;
    Str method = py_method_name(unit->tree, call->node);
    if (!memchr(method.at, '_', method.len)) return;
    Str receiver = hooked(unit, call->node);
    if (!receiver.len) return;
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        Str counterpart = counterpart_of(check->scratch, method, i);
        if (counterpart.len) compare(check, call, class, receiver, method, counterpart);
    }
}

const Rule rule_counterpart_skipped = {
    .id = "counterpart-skipped",
    .summary = "a hook that begins something is always called, the one that ends it only under a setting",
    .help = "ask for the setting in both places, or in neither",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_call = check,
};
