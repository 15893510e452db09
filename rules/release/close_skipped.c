// A function closes what it opens, but only on the way that somebody thought of: an early return or continue passes the close() by, or an exception
// does, because it stands neither in a `finally` nor in a `with`. Or a handler empties the attribute that holds it.
//
// CPython closes files and sockets when the frame goes, which a kept traceback or a loop that handles the exception delays; a descriptor is a number
// that nobody closes. So numbers are warnings, the others infos. A way out by an exception is only told where a call that is not one of the thing's
// own methods stands between, and where no handler, `finally` or `with` of the function speaks of the thing. Processes are left out: they end by themselves.
#include "engine/path.h"
#include "model/object.h"
#include "python/py_custody.h"
#include "python/py_dropped.h"
#include "python/py_escape.h"
#include "python/py_idiom.h"
#include "python/py_opened.h"
#include "python/py_stdlib.h"

static bool is_out_of_scope(const Check *check, const Resource *resource)
{
    Family family = (Family)resource->family;
    bool is_other = family == FAMILY_PROCESS || family == FAMILY_POOL || family == FAMILY_EXECUTOR || !family_is_object(family);
    bool is_managed = tree_ancestor(check->tree, resource->call->node, PY_WITH_CLAUSE);
    return is_other || is_managed || !resource->place || !resource->is_released || !resource->name.len || path_ends_program(check, resource) || py_is_aside(check->unit);
}

// --- ways out without a close ----------------------------------------------------------------------------------------

// The first way out that leaves it open for certain; UINT32_MAX = none.
static uint32_t open_end(const Resource *resource)
{
    for (uint32_t i = 0; i < resource->endings.len; i++) {
        const Ending *ending = &resource->endings.at[i];
        if ((ending->kind == ENDING_LEAKED || ending->kind == ENDING_OVERWRITTEN) && !ending->is_merged) return i;
    }
    return UINT32_MAX;
}

static bool closes(const Check *check, const Reference *reference)
{
    bool is_method = reference->kind == REFERENCE_RECEIVER && object_method(reference->name) == OBJECT_CLOSED;
    return is_method || (reference->kind == REFERENCE_ARGUMENT && py_calls(check->unit, tree_ancestor(check->tree, reference->node, PY_CALL), "os.close"));
}

// `if owns: f.close()`: a condition of its own says who closes it.
static bool is_told_apart(const Check *check, const Resource *resource)
{
    const Tree *tree = check->tree;
    for_each_reference(check->unit, unit_place(check->unit, resource->place)->binding, reference) {
        NodeId block = tree_parent(tree, py_enclosing_statement(tree, reference->node));
        bool is_only = tree_kind(tree, tree_parent(tree, block)) == PY_IF && !tree_next(tree, tree_first(tree, block));
        if (is_only && closes(check, reference)) return true;
    }
    return false;
}

// --- exceptions ----------------------------------------------------------------------------------------------------

static bool is_safeguarded(const Check *check, NodeId node, NodeId function)
{
    for (; node && node != function; node = tree_parent(check->tree, node)) {
        NodeKind kind = tree_kind(check->tree, node);
        if (kind == PY_FINALLY || kind == PY_EXCEPT || kind == PY_WITH_ITEM) return true;
    }
    return false;
}

// The first close() of the variable; 0 when a handler, `finally` or `with` speaks of it, or nothing closes it by name.
static NodeId first_close(const Check *check, BindingId variable, NodeId function)
{
    NodeId first = 0;
    for_each_reference(check->unit, variable, reference) {
        if (reference->kind == REFERENCE_WRITE) continue;
        bool is_moved = reference->kind == REFERENCE_RECEIVER && str_is(reference->name, "detach");
        if (is_moved || is_safeguarded(check, reference->node, function)) return 0;
        if (!first && closes(check, reference)) first = tree_ancestor(check->tree, reference->node, PY_CALL);
    }
    return first;
}

// Calls that fail in practice: of the program's own code, of what is given as an argument, and of what reads data that others wrote.
static bool can_raise(const Check *check, NodeId node, BindingId variable)
{
    static const char *const builtins[] = {"builtins.int", "builtins.float", "builtins.exec", "builtins.eval", "builtins.compile", "builtins.next", NULL};
    static const char *const modules[] = {"json.", "pickle.", "marshal.", "struct.", "subprocess.", "urllib.", "http.", "email.", "xml.", "zipfile.", "tarfile.",
                                          "ast.", "importlib.", "ssl.", "binascii.", "base64.", "zlib.", "codecs.", NULL};
    const Unit *unit = check->unit;
    const Call *call = unit_call(unit, node);
    NodeId function = py_unparenthesized(check->tree, py_call_function(check->tree, node)), receiver = py_call_receiver(check->tree, node);
    Str name = py_qualified(unit, function);
    if (!call || py_family_opened(unit, call) || (receiver && py_mention(unit, receiver, variable))) return false;
    BindingId id = receiver && tree_kind(check->tree, receiver) == PY_IDENTIFIER ? tree_node(check->tree, receiver)->binding : 0;
    if (call->target || py_self_class(unit, id) || py_class_named(unit, name)) return true;
    for (const char *const *module = modules; *module; module++)
        if (str_starts(name, str_from(*module))) return true;
    return str_is_any(name, builtins) || (name.len && !py_is_stdlib(name) && !call->effects.len);
}

// Has control passed the opening when it comes to the node, and can it come to the close from there?
static bool is_on_the_way(const Check *check, NodeId node, NodeId opened)
{
    const Tree *tree = check->tree;
    NodeId child = node, around = tree_parent(tree, node);
    for (; around && !tree_contains(tree, around, opened); child = around, around = tree_parent(tree, around))
        if (tree_kind(tree, around) == PY_TRY || tree_kind(tree, child) == PY_EXCEPT) return false;
    bool is_branch = tree_kind(tree, around) == PY_IF || tree_kind(tree, around) == PY_MATCH || tree_kind(tree, around) == PY_CONDITIONAL;
    return !is_branch && !(tree_kind(tree, around) == PY_TRY && tree_kind(tree, child) == PY_EXCEPT);
}

// A raise, or a call that may raise, between the two; 0 = none.
static NodeId risk_between(const Check *check, const Resource *resource, NodeId close)
{
    const Tree *tree = check->tree;
    NodeId opened = resource->call->node, risk = 0;
    BindingId variable = unit_place(check->unit, resource->place)->binding;
    for (NodeId node = tree_end(tree, opened); node < close; node++) {
        NodeKind kind = tree_kind(tree, node);
        if ((kind != PY_CALL && kind != PY_RAISE) || unit_function_at(check->unit, node) != resource->function) continue;
        if (tree_contains(tree, node, close) || !is_on_the_way(check, node, opened)) continue;
        if (kind == PY_RAISE) return node;
        if (!risk && can_raise(check, node, variable)) risk = node;
    }
    return risk;
}

// --- the rule ------------------------------------------------------------------------------------------------------

static const char *cost_of(const Resource *resource)
{
    return resource->family == FAMILY_DESCRIPTOR ? "it stays open until the process ends" : "it stays open as long as something has the frame";
}

static void check_exception(Check *check, const Resource *resource)
{
    BindingId variable = unit_place(check->unit, resource->place)->binding;
    NodeId close = first_close(check, variable, unit_function(check->unit, resource->function)->node);
    NodeId risk = close > resource->call->node ? risk_between(check, resource, close) : 0;
    if (!risk || resource->is_handed_on || unit_binding(check->unit, variable)->is_captured) return;
    bool is_raise = tree_kind(check->tree, risk) == PY_RAISE;
    Str callee = is_raise ? STR("raise") : tree_text(check->tree, py_call_function(check->tree, risk));
    const char *what = is_raise ? "the" : "an exception of";
    Finding *finding = report(check, resource->call->node, "%s '%.*s' skips the close of %s '%.*s': %s", what, FMT(callee),
                              family_noun((Family)resource->family), FMT(resource->name), cost_of(resource));
    also(check, finding, risk, is_raise ? "raised here" : "this may raise");
    also(check, finding, close, "only then is it closed");
    if (resource->family != FAMILY_DESCRIPTOR) weigh(finding, SEVERITY_INFO);
}

static void check_resource(Check *check, const Resource *resource)
{
    if (!resource->call || is_out_of_scope(check, resource) || py_opens_over_another(check->unit, resource->call)) return;
    uint32_t ending = open_end(resource);
    if (ending == UINT32_MAX || is_told_apart(check, resource)) {
        check_exception(check, resource);
        return;
    }
    Finding *finding = report(check, resource->call->node, "a way out of '%.*s' skips the close of %s '%.*s': %s",
                              FMT(unit_function(check->unit, resource->function)->name), family_noun((Family)resource->family), FMT(resource->name), cost_of(resource));
    path_steps(check, finding, resource, ending);
    if (resource->family != FAMILY_DESCRIPTOR) weigh(finding, SEVERITY_INFO);
}

static void check_call(Check *check, const Call *call)
{
    NodeId attribute, handler = call->effects.len && !py_is_aside(check->unit) ? py_dropping_handler(check->unit, call, &attribute) : 0;
    if (!handler) return;
    Family family = py_family_opened(check->unit, call);
    Finding *finding = report(check, call->node, "the handler lets go of %s '%.*s' and does not close it: when what follows raises, it stays open until it is collected",
                              family_noun(family), FMT(tree_text(check->tree, attribute)));
    also(check, finding, handler, "this handler");
    help(check, finding, "close it in the handler when it was opened");
    weigh(finding, SEVERITY_INFO);
}

// --- handlers for one kind of exception -----------------------------------------------------------------------------

// `v.close()` and, at the end, `raise`: the variable v; 0 = the handler does something else.
static BindingId closed_and_raised(const Check *check, NodeId handler)
{
    const Tree *tree = check->tree;
    BindingId closed = 0;
    NodeId last = 0, block = tree_first(tree, handler);
    while (block && tree_kind(tree, block) != PY_BLOCK) block = tree_next(tree, block);
    for (NodeId statement = tree_first(tree, block); statement; statement = tree_next(tree, statement)) {
        NodeId call = tree_first(tree, statement), receiver = tree_kind(tree, call) == PY_CALL ? py_call_receiver(tree, call) : 0;
        bool is_close = receiver && tree_kind(tree, receiver) == PY_IDENTIFIER && str_is(py_method_name(tree, call), "close");
        if (is_close) closed = tree_node(tree, receiver)->binding;
        last = statement;
    }
    bool is_passed_on = last && tree_kind(tree, last) == PY_RAISE && !tree_first(tree, last);
    const Binding *binding = unit_binding(check->unit, closed);
    return is_passed_on && binding->kind == BINDING_LOCAL && !binding->is_captured ? closed : 0;
}

// Is the variable set before the try, and does nothing but its handlers see to it: no `finally` or `with`, no try around?
static bool is_left_to_handlers(const Check *check, NodeId try, BindingId variable)
{
    const Tree *tree = check->tree;
    NodeId function = unit_function(check->unit, unit_function_at(check->unit, try))->node;
    bool is_set = false;
    for_each_reference(check->unit, variable, reference) {
        bool is_inside = tree_contains(tree, try, reference->node);
        if (reference->kind == REFERENCE_WRITE) is_set |= !is_inside && reference->node < try;
        if (reference->kind == REFERENCE_WRITE && is_inside) return false;
        for (NodeId node = reference->node; node && node != function; node = tree_parent(tree, node)) {
            NodeKind kind = tree_kind(tree, node);
            if (kind == PY_FINALLY || kind == PY_WITH_ITEM || (kind == PY_EXCEPT && !is_inside)) return false;
        }
    }
    return is_set;
}

static bool is_closed_by_callee(const Check *check, NodeId node, BindingId variable)
{
    const Call *call = unit_call(check->unit, node);
    const Function *callee = unit_function(check->unit, call->target);
    for (uint32_t i = 0; i < callee->parameter_count; i++)
        if (py_mention(check->unit, node, variable) && py_parameter_fate(check->unit, callee->first_parameter + i) == FATE_CLOSED) return true;
    return false;
}

static void check_handler(Check *check, NodeId handler)
{
    const Tree *tree = check->tree;
    NodeId try = tree_parent(tree, handler);
    BindingId variable = closed_and_raised(check, handler);
    Escape escape;
    if (!variable || py_is_aside(check->unit) || !is_left_to_handlers(check, try, variable)) return;
    if (!py_escape(check->scratch, check->unit, try, &escape) || is_closed_by_callee(check, escape.call, variable)) return;
    Finding *finding = report(check, tree_child_as(tree, handler, ROLE_VALUE), "'%.*s' of '%.*s' skips the close of '%.*s': the handler is not for it", FMT(escape.name),
                              FMT(tree_text(tree, py_call_function(tree, escape.call))), FMT(unit_binding(check->unit, variable)->name));
    also(check, finding, escape.raise, "raised here");
    help(check, finding, "close it for every exception: `except BaseException`, or a finally");
    weigh(finding, SEVERITY_INFO);
    if (!escape.class.len) return;
    only_if_elsewhere(check, finding, "class %.*s: exception", FMT(escape.class));
    unless_elsewhere(check, finding, "lineage %.*s: open", FMT(escape.class));
    for (uint32_t i = 0; i < escape.caught.len; i++) unless_elsewhere(check, finding, "lineage %.*s: derives %.*s", FMT(escape.class), FMT(str_last_part(escape.caught.at[i])));
}

// --- conditions that ask something else --------------------------------------------------------------------------------

static void check_branch(Check *check, NodeId branch)
{
    PyDropped dropped;
    if (!py_dropped(check->unit, branch, &dropped) || py_is_aside(check->unit)) return;
    Finding *finding = report(check, dropped.close, "'%.*s' is let go of in any case, and closed only when '%.*s' is open", FMT(dropped.thing), FMT(dropped.other));
    also(check, finding, dropped.drop, "let go of here");
    help(check, finding, "close it in front of the `del`, whatever the other is");
    weigh(finding, SEVERITY_INFO);
}

static void check_node(Check *check, NodeId node)
{
    if (tree_kind(check->tree, node) == PY_EXCEPT) check_handler(check, node);
    else check_branch(check, node);
}

static const NodeKind kinds[] = {PY_EXCEPT, PY_IF, 0};

const Rule rule_close_skipped = {
    .id = "close-skipped",
    .summary = "some way out of the function skips the close that another has",
    .help = "open it in a `with` statement, or close it in a finally",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .cwe = "CWE-772",
    .on_resource = check_resource,
    .on_call = check_call,
    .on_node = check_node,
    .kinds = kinds,
};
