// An exception refers to its traceback, the traceback to every frame between `raise` and `except`, each frame to its locals.
// Kept in an attribute or container, it pins all of them for as long as that object lives.
//
// Looks at what handlers do with the name of `except ... as e`, and at sys.exc_info(). Silent when the traceback is taken
// off, when the class itself is an exception, and when the class sets the attribute to something else later: then one
// exception is kept at a time.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_reference.h"

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
    for_each_reference(
        unit, root,
        reference) if (tree_kind(unit->tree, tree_parent(unit->tree, reference->node)) ==
                       PY_RAISE) return true;
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

static void judge(Check *check, NodeId at, NodeId place, Str what, bool is_container)
{
    if (is_harmless(check, place)) return;
    while (tree_kind(check->tree, place) == PY_SUBSCRIPT) {  // self.errors[key] = e
        place = tree_first(check->tree, place);
        is_container = true;
    }
    Fate fate = fate_of(check->unit, place, is_container);
    if (fate.is_reset) return;
    const Binding *root = unit_binding(check->unit, root_of(check->tree, place));
    bool is_global = root->kind == BINDING_GLOBAL || root->kind == BINDING_CLASS;
    Finding *finding = report(
        check, at,
        "'%.*s' keeps %.*s, and with it every frame between raise and here with all its locals%s",
        FMT(tree_text(check->tree, place)), FMT(what), is_global ? ", until the program ends" : "");
    if (!is_global || py_is_aside(check->unit)) weigh(finding, SEVERITY_INFO);
    if (fate.raised) also(check, finding, fate.raised, "raised again here");
    ClassId class = py_self_class(check->unit, root_of(check->tree, place));
    if (!class || tree_kind(check->tree, place) != PY_ATTRIBUTE) return;
    unless_elsewhere(check, finding, "above #%u: sets .%.*s", class, FMT(py_attribute_name(check->tree, place)));
    unless_elsewhere(check, finding, "below #%u: sets .%.*s", class, FMT(py_attribute_name(check->tree, place)));
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
    const Tree *tree = unit->tree;
    NodeId list = tree_parent(tree, exception);
    const Call *call = tree_kind(tree, list) == PY_ARGUMENT_LIST ? unit_call(unit, tree_parent(tree, list)) : NULL;
    const Function *target = unit_function(unit, call ? call->target : 0);
    bool is_own = call && call->receiver && tree_kind(tree, call->receiver) == PY_IDENTIFIER && target->class;
    if (!is_own || !py_self_class(unit, tree_node(tree, call->receiver)->binding)) return 0;
    for (uint32_t i = 0; i < call->argument_count && i + 1 < target->parameter_count; i++)
        if (call->arguments[i].node == exception && !call->arguments[i].keyword.len) return target->first_parameter + i + 1;
    return 0;
}

static void check_use(Check *check, NodeId node, ReferenceKind kind)
{
    bool is_container;
    NodeId place = place_of(check->tree, node, kind, &is_container);
    BindingId parameter = !place && kind == REFERENCE_ARGUMENT ? passed_to(check->unit, node) : 0;
    for_each_reference(check->unit, parameter, reference)  // self.fail(e), where `fail` keeps it
        if (!place) place = place_of(check->tree, reference->node, reference->kind, &is_container);
    if (!place) return;
    judge(check, py_enclosing_statement(check->tree, node), place, arena_format(check->scratch, "'%.*s'", FMT(tree_text(check->tree, node))), is_container);
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
    if (!py_calls(check->unit, node, "sys.exc_info")) return;
    NodeId place = py_stored_in(check->tree, node);
    if (place && tree_kind(check->tree, place) == PY_ATTRIBUTE)
        judge(check, py_enclosing_statement(check->tree, node), place, STR("the exception"), false);
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
