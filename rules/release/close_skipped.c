// A function closes what it opens, but only on the way that somebody thought of: an early return or continue passes the close() by, or an exception
// does, because it stands neither in a `finally` nor in a `with`. Or a handler empties the attribute that holds it.
//
// CPython closes files and sockets when the frame goes, which a kept traceback or a loop that handles the exception delays; a descriptor is a number
// that nobody closes. So numbers are warnings, the others infos. A way out by an exception is only told where a call that is not one of the thing's
// own methods stands between, and where no handler, `finally` or `with` of the function speaks of the thing. Processes are left out: they end by themselves.
#include "engine/path.h"
#include "model/object.h"
#include "python/py_dropped.h"
#include "python/py_escape.h"
#include "python/py_idiom.h"
#include "python/py_opened.h"
#include "python/py_risk.h"

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

// `if owns: f.close()`: a condition of its own says who closes it.
static bool is_told_apart(const Check *check, const Resource *resource)
{
    const Tree *tree = check->tree;
    for_each_reference(check->unit, unit_place(check->unit, resource->place)->binding, reference) {
        NodeId block = tree_parent(tree, py_enclosing_statement(tree, reference->node));
        bool is_only = tree_kind(tree, tree_parent(tree, block)) == PY_IF && !tree_next(tree, tree_first(tree, block));
        if (is_only && py_closes(check->unit, reference)) return true;
    }
    return false;
}

// --- the rule ------------------------------------------------------------------------------------------------------

static const char *cost_of(const Resource *resource)
{
    return resource->family == FAMILY_DESCRIPTOR ? "it stays open until the process ends" : "it stays open as long as something has the frame";
}

static void check_exception(Check *check, const Resource *resource)
{
    const Binding *variable = unit_binding(check->unit, unit_place(check->unit, resource->place)->binding);
    NodeId close, risk = py_risk(check->unit, resource, &close);
    if (!risk || resource->is_handed_on || variable->is_captured) return;
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

static void check_handler(Check *check, NodeId handler)
{
    const Tree *tree = check->tree;
    Escape escape;
    BindingId variable = py_is_aside(check->unit) ? 0 : py_escape_past_close(check->scratch, check->unit, handler, &escape);
    if (!variable) return;
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
