// An exception refers to its traceback, the traceback to every frame between `raise` and `except`, each frame to its locals.
// Kept in an attribute or container, it pins all of them for as long as that object lives.
//
// Looks at what handlers do with the name of `except ... as e`, and at sys.exc_info(). Silent when the traceback is taken
// off, when the class itself is an exception, and when the class sets the attribute to something else later: then one
// exception is kept at a time. A collection that is emptied is no excuse where all who empty it throw the exception away, unread.
// A context variable keeps what it was set to, too, in each context, until it is set again.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_context_variable.h"
#include "python/py_held.h"
#include "python/py_idiom.h"
#include "python/py_reference.h"
#include "python/py_unread.h"

// The variable at the root of a.b[c].d, 0 when there is none.
static BindingId root_of(const Tree *tree, NodeId place)
{
    while (tree_kind(tree, place) == PY_ATTRIBUTE || tree_kind(tree, place) == PY_SUBSCRIPT)
        place = tree_first(tree, place);
    return tree_kind(tree, place) == PY_IDENTIFIER ? tree_node(tree, place)->binding : 0;
}

// `error = Failure(); error.inner = e; raise error`: the exception travels with another one.
static bool is_raised(const Unit *unit, BindingId root)
{
    for_each_reference(unit, root, reference)
        if (tree_kind(unit->tree, tree_parent(unit->tree, reference->node)) == PY_RAISE) return true;
    return false;
}

// What the class of self.x does with x: sets it anew after __init__, raises it.
typedef struct Fate {
    bool is_reset;
    NodeId raised;
} Fate;

// `self.error = e` of another handler: one exception after the other, and the last one stays.
static bool is_of_handler(const Unit *unit, NodeId value)
{
    NodeId handler = value ? py_handler_around(unit, value) : 0;
    NodeId name = handler ? py_handler_name(unit->tree, handler) : 0;
    bool is_name = value && tree_kind(unit->tree, value) == PY_IDENTIFIER;
    return name && is_name &&
           tree_node(unit->tree, value)->binding == tree_node(unit->tree, name)->binding;
}

// Set anew after __init__, deleted, emptied, or (a container) handed to code that may do so.
static bool lets_go(const Unit *unit, const Attribute *use, bool is_container)
{
    static const char *const shrinkers[] = {"pop",     "popleft", "popitem",    "clear", "remove",
                                            "discard", "get",     "get_nowait", NULL};
    bool starts = str_is(unit_function(unit, use->function)->name, "__init__");
    switch (use->kind) {
    case REFERENCE_WRITE: return !starts && !is_of_handler(unit, use->value);
    case REFERENCE_RECEIVER: return str_is_any(use->method, shrinkers);
    case REFERENCE_DELETE:
    case REFERENCE_ELEMENT_DELETE: return true;
    case REFERENCE_STORED: return is_container;
    default: return false;
    }
}

static Fate fate_of(const Unit *unit, NodeId place, bool is_container)
{
    Fate fate = {0};
    NodeId object = tree_first(unit->tree, place);
    bool is_name = tree_kind(unit->tree, place) == PY_ATTRIBUTE &&
                   tree_kind(unit->tree, object) == PY_IDENTIFIER;
    ClassId class = is_name ? py_self_class(unit, tree_node(unit->tree, object)->binding) : 0;
    Str name = py_attribute_name(unit->tree, place);
    for_each_use(unit, class, name, use) {
        if (use->node == place) continue;
        fate.is_reset |= lets_go(unit, use, is_container);
        if (tree_kind(unit->tree, py_context(unit->tree, use->node)) == PY_RAISE)
            fate.raised = use->node;
    }
    return fate;
}

// What is thrown away at once or belongs to the caller, and exceptions that keep each other on purpose.
static bool is_harmless(const Check *check, NodeId place)
{
    static const char *const chain[] = {"__cause__", "__context__", NULL};
    const Unit *unit = check->unit;
    BindingId root = root_of(check->tree, place);
    const Binding *binding = unit_binding(unit, root);
    if (tree_kind(check->tree, place) == PY_ATTRIBUTE &&
        str_is_any(py_attribute_name(check->tree, place), chain))
        return true;
    ClassId class = root ? py_self_class(unit, root) : 0;
    bool is_container = tree_kind(check->tree, place) != PY_ATTRIBUTE;
    bool is_local = binding->kind == BINDING_LOCAL ||
                    (binding->kind == BINDING_PARAMETER && is_container && !class);
    return !root || is_local || (class && py_is_exception_class(unit, class)) ||
           is_raised(unit, root);
}

// --- the verdict -----------------------------------------------------------------------------------------------------

static void ask_others(Check *check, Finding *finding, ClassId class, Str name)
{
    unless_elsewhere(check, finding, "above #%u: sets .%.*s", class, FMT(name));
    unless_elsewhere(check, finding, "below #%u: sets .%.*s", class, FMT(name));
    if (unit_class(check->unit, class)->has_unknown_base) unless_elsewhere(check, finding, "cuts .%.*s", FMT(name));
}

static void judge(Check *check, NodeId at, NodeId exception, NodeId place, Str what, bool is_container)
{
    if (is_harmless(check, place)) return;
    while (tree_kind(check->tree, place) == PY_SUBSCRIPT) {  // self.errors[key] = e
        place = tree_first(check->tree, place);
        is_container = true;
    }
    Fate fate = fate_of(check->unit, place, is_container);
    bool is_unread = fate.is_reset && py_is_unread_part(check->unit, exception, place);
    if (fate.is_reset && !is_unread) return;
    const Binding *root = unit_binding(check->unit, root_of(check->tree, place));
    bool is_global = root->kind == BINDING_GLOBAL || root->kind == BINDING_CLASS;
    Finding *finding = report(
        check, at,
        "'%.*s' keeps %.*s, and with it every frame between raise and here with all its locals%s",
        FMT(tree_text(check->tree, place)), FMT(what), is_global ? ", until the program ends" : "");
    if (!is_global || py_is_aside(check->unit)) weigh(finding, SEVERITY_INFO);
    if (fate.raised) also(check, finding, fate.raised, "raised again here");
    ClassId class = py_self_class(check->unit, root_of(check->tree, place));
    if (is_unread) help(check, finding, "leave '%.*s' out: nobody reads it", FMT(tree_text(check->tree, exception)));
    else if (class && tree_kind(check->tree, place) == PY_ATTRIBUTE) ask_others(check, finding, class, py_attribute_name(check->tree, place));
}

// --- context variables -----------------------------------------------------------------------------------------------

// The exception of a handler, or `exc_info[1]`, by a variable that has nothing else.
static bool is_exception(const Unit *unit, NodeId name)
{
    BindingId id = tree_node(unit->tree, name)->binding;
    NodeId handler = py_handler_around(unit, name), caught = handler ? py_handler_name(unit->tree, handler) : 0;
    if (caught && tree_node(unit->tree, caught)->binding == id) return !py_strips_traceback(unit, handler);
    NodeId value = unit_binding(unit, id)->kind == BINDING_LOCAL ? py_only_value(unit, id) : 0;
    if (!value || tree_kind(unit->tree, value) != PY_SUBSCRIPT) return false;
    NodeId info = tree_child_as(unit->tree, value, ROLE_VALUE);
    bool is_second = str_is(tree_text(unit->tree, tree_child_as(unit->tree, value, ROLE_SUBSCRIPT)), "1");
    return is_second && (str_is(tree_text(unit->tree, info), "exc_info") || py_calls(unit, info, "sys.exc_info"));
}

// variable.set(exception), where nobody takes the token with which to reset it
static void check_set(Check *check, NodeId call)
{
    NodeId value = str_is(py_method_name(check->tree, call), "set") ? py_argument(check->tree, call, 0, NULL) : 0;
    if (!value || tree_kind(check->tree, value) != PY_IDENTIFIER || tree_kind(check->tree, tree_parent(check->tree, call)) != PY_EXPRESSION_STATEMENT) return;
    NodeId place = py_call_receiver(check->tree, call);
    if (!is_exception(check->unit, value) || !py_is_context_variable(check->unit, place)) return;
    if (py_is_set_again(check->unit, call) || py_is_aside(check->unit)) return;
    Finding *finding = report(check, call, "context variable '%.*s' keeps '%.*s', and with it every frame between raise and here with all its locals",
                              FMT(tree_text(check->tree, place)), FMT(tree_text(check->tree, value)));
    help(check, finding, "keep weakref.ref(%.*s), its text or its id, or reset the variable when the exception is dealt with", FMT(tree_text(check->tree, value)));
    weigh(finding, SEVERITY_INFO);
}

// What a use of the exception puts it into; 0 = nothing, or a plain variable.
static NodeId place_of(const Tree *tree, NodeId node, ReferenceKind kind, bool *is_container)
{
    NodeId place = kind == REFERENCE_STORED ? py_stored_in(tree, node) : 0;
    bool is_packed = kind == REFERENCE_STORED && !place;
    if (is_packed) place = py_added_to(tree, py_context(tree, node));  // errors.append((key, e))
    if (kind == REFERENCE_ARGUMENT) place = py_added_to(tree, node);
    *is_container = kind == REFERENCE_ARGUMENT || is_packed;
    return place && (*is_container || tree_kind(tree, place) != PY_IDENTIFIER) ? place : 0;
}

// The parameter of a method of the same class that gets the exception of `self.fail(e)`; 0 = something else gets it.
static BindingId passed_to(const Unit *unit, NodeId exception)
{
    const Call *call = unit_call(unit, tree_ancestor(unit->tree, exception, PY_CALL));
    bool is_named = call && call->receiver && tree_kind(unit->tree, call->receiver) == PY_IDENTIFIER;
    bool is_own = is_named && unit_function(unit, call->target)->class && py_self_class(unit, tree_node(unit->tree, call->receiver)->binding);
    return is_own ? py_parameter_given(unit, exception) : 0;
}

static void check_use(Check *check, NodeId node, ReferenceKind kind)
{
    bool is_container;
    NodeId place = place_of(check->tree, node, kind, &is_container);
    BindingId parameter = !place && kind == REFERENCE_ARGUMENT ? passed_to(check->unit, node) : 0;
    for_each_reference(check->unit, parameter, reference)  // self.fail(e), where `fail` keeps it
        if (!place) place = place_of(check->tree, reference->node, reference->kind, &is_container);
    if (!place) return;
    judge(check, py_enclosing_statement(check->tree, node), node, place, arena_format(check->scratch, "'%.*s'", FMT(tree_text(check->tree, node))), is_container);
}

static void check_handler(Check *check, NodeId handler)
{
    NodeId name = py_handler_name(check->tree, handler);
    BindingId exception = name ? tree_node(check->tree, name)->binding : 0;
    if (!exception || py_strips_traceback(check->unit, handler)) return;
    for_each_use_within(check->unit, handler, exception, node) {
        Str member;
        check_use(check, node, py_reference_kind(check->tree, node, &member));
    }
}

static void check(Check *check, NodeId node)
{
    if (tree_kind(check->tree, node) == PY_EXCEPT) {
        check_handler(check, node);
        return;
    }
    check_set(check, node);
    if (!py_calls(check->unit, node, "sys.exc_info")) return;
    NodeId place = py_stored_in(check->tree, node);
    if (place && tree_kind(check->tree, place) == PY_ATTRIBUTE)
        judge(check, py_enclosing_statement(check->tree, node), node, place, STR("the exception"), false);
}

static const NodeKind kinds[] = {PY_EXCEPT, PY_CALL, 0};

const Rule rule_exception_stored_attribute = {
    .id = "exception-stored-attribute",
    .summary = "stored exception keeps the frames of its traceback",
    .help =
        "store e.with_traceback(None), its text, or traceback.TracebackException.from_exception(e)",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
