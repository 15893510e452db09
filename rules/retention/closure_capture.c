// Something outlives the function that owns it, through a closure or a callback.
//
// C: the address of a local variable is returned, stored where it outlives the function, or given to a registration or thread that
// nothing in the function ends. What is undone later in the same function is not reported; paths are not looked at.
//
// Python: an escaping closure keeps a large local of which it only needs a number, or a registry of the process keeps `self`.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_class.h"
#include "python/py_instances.h"
#include "python/py_load.h"
#include "python/py_resolve.h"

// --- C ---------------------------------------------------------------------------------------------------------

// main's variables live as long as the program, but for what it returns.
static bool is_in_main(const Check *check, const Capture *capture)
{
    return str_is(unit_function(check->unit, capture->owner)->name, "main");
}

static void check_c_capture(Check *check, const Capture *capture)
{
    const Unit *unit = check->unit;
    const Binding *binding = unit_binding(unit, capture->binding);
    Str name = binding->name, function = unit_function(unit, capture->owner)->name;
    Finding *finding = NULL;
    if (capture->undone || (capture->how != HOW_RETURNED && is_in_main(check, capture))) return;
    switch (capture->how) {
    case HOW_RETURNED:
        finding = report(check, capture->escapes_at, "'%.*s' returns the address of its local '%.*s', which ends with the call", FMT(function), FMT(name));
        weigh(finding, SEVERITY_ERROR);
        help(check, finding, "let the caller give the memory, allocate it, or return the value itself");
        break;
    case HOW_STORED:
        finding = report(check, capture->escapes_at, "'%.*s' keeps the address of the local '%.*s' after '%.*s' has returned",
                         FMT(place_text(check->scratch, &unit->places, capture->into)), FMT(name), FMT(function));
        weigh(finding, SEVERITY_WARNING);
        help(check, finding, "store a copy on the heap, or take the address out again before the function returns");
        break;
    case HOW_REGISTERED:
        finding = report(check, capture->escapes_at, "'%.*s' keeps the address of the local '%.*s' after '%.*s' has returned",
                         FMT(capture->call->callee), FMT(name), FMT(function));
        weigh(finding, SEVERITY_WARNING);
        help(check, finding, "give it memory that lives as long as the callback, or wait for its end before the function returns");
        break;
    }
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

// What the process calls until its end.
static const char *const registries[] = {"atexit.register", "signal.signal", "sys.settrace", "sys.setprofile", "sys.addaudithook",
                                         "threading.settrace", "threading.setprofile", "os.register_at_fork", "codecs.register", NULL};

// self.method among the arguments; else 0.
static NodeId registered_method(const Unit *unit, const Call *call)
{
    const Tree *tree = unit->tree;
    for (uint32_t i = 0; i < call->argument_count; i++) {
        NodeId value = call->arguments[i].node;
        if (tree_kind(tree, value) != PY_ATTRIBUTE || !py_self_class(unit, tree_node(tree, tree_first(tree, value))->binding)) continue;
        const Binding *method = unit_binding(unit, tree_node(tree, value)->binding);
        uint32_t flags = unit_function(unit, method->names_function)->flags;
        if (method->names_function && !(flags & (FUNCTION_STATIC | FUNCTION_CLASS_METHOD))) return value;
    }
    return 0;
}

// atexit.unregister, or something else given to the same registry, anywhere in the file.
static bool is_taken_back(const Unit *unit, const Call *call)
{
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *other = &unit->calls.at[i];
        if (str_is(other->callee, "atexit.unregister")) return true;
        if (str_equal(other->callee, call->callee) && !registered_method(unit, other)) return true;
    }
    return false;
}

static void check_python_call(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    NodeId kept = str_is_any(call->callee, registries) ? registered_method(unit, call) : 0;
    if (!kept) return;
    ClassId class = py_self_class(unit, tree_node(check->tree, tree_first(check->tree, kept))->binding);
    if (py_is_made_once(unit, class) || is_taken_back(unit, call)) return;
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
