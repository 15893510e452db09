// Something outlives the function that owns it, through a closure or a callback.
//
// C: the address of a local variable is returned, stored where it outlives the function, or given to a registration or thread that
// nothing in the function ends. What is undone later in the same function is not reported; paths are not looked at.
//
// Python: an escaping closure keeps a large local of which it only needs a number, or a registry of the process keeps `self`.
#include "base/str.h"
#include "c/c_idiom.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"
#include "python/py_load.h"

// --- C ---------------------------------------------------------------------------------------------------------

// The variables of main live as long as the program, those of a test as long as what it tests.
static bool owns_program(Str function)
{
    return str_is(function, "main") || c_is_test(function);
}

// A number made of an address measures the stack.
static bool is_number(const Check *check, NodeId value)
{
    for (NodeId at = value; at && tree_kind(check->tree, at) != C_RETURN; at = tree_parent(check->tree, at))
        if (!c_is_pointer(check->unit, at) && tree_kind(check->tree, at) == C_CAST) return true;
    return false;
}

// The object that got the address goes to a call later in the function: what the address is for happens there.
static bool is_used_up(const Check *check, const Capture *capture)
{
    const Unit *unit = check->unit;
    BindingId holder = unit_root_binding(unit, capture->into);
    NodeId end = tree_end(check->tree, unit_function(unit, capture->owner)->body);
    for (NodeId node = capture->escapes_at; node < end; node++) {
        NodeId call = c_reference(check->tree, node) == holder ? tree_ancestor(check->tree, node, C_CALL) : 0;
        if (call > capture->escapes_at && call < end) return true;
    }
    return false;
}

// stack[depth++] = &local, and the counter changes again: taken out by count.
static bool is_counted(const Check *check, const Capture *capture)
{
    const Tree *tree = check->tree;
    NodeId end = tree_end(tree, unit_function(check->unit, capture->owner)->body), counter = 0;
    for (NodeId node = capture->escapes_at; node < end; node++) {
        uint32_t operation = tree_node(tree, node)->operation;
        bool steps = tree_kind(tree, node) == C_UNARY && operation >= OP_PRE_INC && operation <= OP_POST_DEC;
        bool inside = node < tree_end(tree, capture->escapes_at);
        if (inside && steps) counter = tree_child_as(tree, node, ROLE_C_OPERAND);
        if (inside || !counter || !(steps || c_is_assignment(tree, node))) continue;
        if (c_same_place(tree, counter, tree_child_as(tree, node, steps ? ROLE_C_OPERAND : ROLE_C_LEFT))) return true;
    }
    return false;
}

// Behind a local pointer stands an object of which nobody knows how long it lives.
static bool is_behind_local(const Check *check, const Capture *capture)
{
    return unit_binding(check->unit, unit_root_binding(check->unit, capture->into))->kind == BINDING_LOCAL;
}

// event_assign(&event, ..., &data): what got the address is a local as well, and ends with it.
static bool is_beside(const Check *check, const Capture *capture)
{
    for (uint32_t i = 0; i < capture->call->argument_count; i++) {
        const Argument *argument = &capture->call->arguments[i];
        const Place *place = unit_place(check->unit, argument->place);
        if (!argument->is_address || place->kind != PLACE_LOCAL || place->binding == capture->binding) continue;
        if (unit_type(check->unit, unit_binding(check->unit, place->binding)->type)->kind == TYPE_RECORD) return true;
    }
    return false;
}

// Macros that store addresses of locals work on lists that are linked through their elements, and take them out elsewhere.
static bool is_excused(const Check *check, const Capture *capture)
{
    if (capture->undone || c_is_broken(check->tree, capture->escapes_at)) return true;
    if (capture->how == HOW_RETURNED) return is_number(check, capture->escapes_at);
    if (owns_program(unit_function(check->unit, capture->owner)->name)) return true;
    if (capture->how == HOW_REGISTERED) return is_beside(check, capture);
    bool in_macro = tree_node(check->tree, capture->escapes_at)->flags & NODE_IN_MACRO;
    return in_macro || is_behind_local(check, capture) || is_used_up(check, capture) || is_counted(check, capture);
}

static Str keeper_of(const Check *check, const Capture *capture)
{
    if (capture->how == HOW_REGISTERED) return capture->call->callee;
    return tree_text(check->tree, tree_child_as(check->tree, capture->escapes_at, ROLE_C_LEFT));
}

static void check_c_capture(Check *check, const Capture *capture)
{
    static const char *const remedies[] = {
        [HOW_RETURNED] = "let the caller give the memory, allocate it, or return the value itself",
        [HOW_STORED] = "store a copy on the heap, or take the address out again before the function returns",
        [HOW_REGISTERED] = "give it memory that lives as long as the callback, or wait for its end before the function returns",
    };
    const Binding *binding = unit_binding(check->unit, capture->binding);
    Str name = capture->binding ? binding->name : STR("compound literal"), function = unit_function(check->unit, capture->owner)->name;
    if (is_excused(check, capture)) return;
    bool is_returned = capture->how == HOW_RETURNED;
    Finding *finding =
        is_returned ? report(check, capture->escapes_at, "'%.*s' returns the address of its local '%.*s', which ends with the call", FMT(function), FMT(name))
                    : report(check, capture->escapes_at, "'%.*s' keeps the address of the local '%.*s' after '%.*s' has returned",
                             FMT(keeper_of(check, capture)), FMT(name), FMT(function));
    weigh(finding, is_returned ? SEVERITY_ERROR : SEVERITY_WARNING);
    help(check, finding, "%s", remedies[capture->how]);
    if (binding->declared) also(check, finding, binding->declared, "'%.*s' lives in this call of '%.*s' only", FMT(name), FMT(function));
}

// --- Python ----------------------------------------------------------------------------------------------------

// A lambda itself, the name of a definition.
static NodeId head_of(const Tree *tree, NodeId closure)
{
    return tree_kind(tree, closure) == PY_LAMBDA ? closure : tree_child_as(tree, closure, ROLE_NAME);
}

static void check_python_capture(Check *check, const Capture *capture)
{
    const Unit *unit = check->unit;
    NodeId value = py_large_value(unit, capture->binding);
    NodeId needed = value ? py_derived_use(unit, capture->binding, capture->closure) : 0;
    if (!needed) return;
    Str name = unit_binding(unit, capture->binding)->name;
    const Function *closure = unit_function(unit, capture->closure);
    bool is_lambda = closure->flags & FUNCTION_LAMBDA;
    Finding *finding = report(check, head_of(check->tree, closure->node), "%s%.*s%s keeps all of '%.*s' alive, though it only needs '%.*s'",
                              is_lambda ? "the " : "'", FMT(is_lambda ? STR("lambda") : closure->name), is_lambda ? "" : "'", FMT(name),
                              FMT(tree_text(check->tree, needed)));
    also(check, finding, value, "'%.*s' is as large as what it is made from", FMT(name));
    also(check, finding, capture->escapes_at, "the closure outlives '%.*s' here", FMT(unit_function(unit, capture->owner)->name));
}

// What the process calls until its end. Not signal.signal and the like: there the next registration replaces the last.
static const char *const registries[] = {"atexit.register", "sys.addaudithook", "os.register_at_fork", "codecs.register",
                                         "gc.callbacks.append", "sys.path_hooks.append",
                                         "multiprocessing.util.register_after_fork", "billiard.util.register_after_fork", NULL};

// self.method among the arguments; else 0.
static NodeId registered_method(const Unit *unit, const Call *call)
{
    const Tree *tree = unit->tree;
    for (uint32_t i = 0; i < call->argument_count; i++) {
        NodeId value = call->arguments[i].node;
        if (py_bound_method(unit, value) && py_self_class(unit, tree_node(tree, tree_first(tree, value))->binding)) return value;
    }
    return 0;
}

static bool is_taken_back(const Unit *unit)
{
    static const char *const takers[] = {"atexit.unregister", "codecs.unregister", "gc.callbacks.remove",
                                         "sys.path_hooks.remove", NULL};
    for (uint32_t i = 1; i < unit->calls.len; i++)
        if (str_is_any(unit->calls.at[i].callee, takers)) return true;
    return false;
}

static void check_python_call(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    NodeId kept = str_is_any(call->callee, registries) ? registered_method(unit, call) : 0;
    if (!kept) return;
    ClassId class = py_self_class(unit, tree_node(check->tree, tree_first(check->tree, kept))->binding);
    if (py_is_made_once(unit, class) || is_taken_back(unit)) return;
    Finding *finding = report(check, kept, "'%.*s' keeps every instance of '%.*s' alive until the process ends", FMT(call->callee),
                              FMT(unit_class(unit, class)->name));
    help(check, finding, "take the registration back in close(), or register a function that holds the object weakly");
}

static void check_capture(Check *check, const Capture *capture)
{
    if (check->unit->language == LANG_C) check_c_capture(check, capture);
    else if (capture->by == CAPTURE_CLOSURE) check_python_capture(check, capture);
}

static void check_call(Check *check, const Call *call)
{
    if (check->unit->language == LANG_PYTHON) check_python_call(check, call);
}

const Rule rule_closure_capture = {
    .id = "closure-capture",
    .summary = "closure or callback keeps what its function should let go",
    .help = "take out what is needed before the closure is made",
    .languages = LANG_C | LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .cwe = "CWE-562",
    .on_capture = check_capture,
    .on_call = check_call,
};
