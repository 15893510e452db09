// A file, socket, connection ... that the function opens and never closes: not returned, not stored, not given to anybody, on no path closed.
//
// CPython closes most of them when the last name goes; what is then lost is the moment (with a ResourceWarning), on other interpreters and
// where an exception keeps the frame for longer. That is an info. What nobody closes is a warning: descriptors are numbers, selectors and
// event loops stand in a cycle, the event loop keeps its streams, and only close() writes the end of a tar archive.
// Paths that close it somewhere are not reported, nor are ways out by an exception. Pools and executors have a rule of their own.
#include "engine/path.h"
#include "python/py_custody.h"
#include "python/py_idiom.h"
#include "python/py_opened.h"
#include "python/py_owner.h"
#include "python/py_table.h"

#define OTHERWISE "CPython closes it with the last name and a ResourceWarning, other interpreters some time later"

static bool writes_archive(const Check *check, NodeId call)
{
    NodeId mode = py_argument(check->tree, call, 1, "mode");
    return mode && str_contains(tree_text(check->tree, mode), STR("w"));
}

// What it costs, and how certain that is.
static const char *cost_of(const Check *check, const Resource *resource, Severity *severity)
{
    *severity = SEVERITY_WARNING;
    switch ((Family)resource->family) {
    case FAMILY_DESCRIPTOR: return "the number goes, the open file stays until the process ends";
    case FAMILY_SELECTOR:
    case FAMILY_EVENT_LOOP: return "it refers to itself, so its descriptors stay open until the cyclic collector runs";
    case FAMILY_STREAM: return "the event loop keeps its transport and the socket open";
    case FAMILY_ARCHIVE_FILE:
        if (str_starts(resource->call->callee, STR("tarfile.")) && writes_archive(check, resource->call->node)) return "the archive has no end: only close() writes it";
        break;
    case FAMILY_PROCESS:
        *severity = SEVERITY_INFO;
        return "it stays a zombie when it ends";
    default: break;
    }
    *severity = SEVERITY_INFO;
    return OTHERWISE;
}

static bool is_pool(Family family) { return family == FAMILY_POOL || family == FAMILY_EXECUTOR; }

static void depend(Check *check, Finding *finding, const Custody *custody)
{
    for (uint32_t i = 0; i < custody->only_if.len; i++) only_if_elsewhere(check, finding, "%.*s", FMT(custody->only_if.at[i]));
    for (uint32_t i = 0; i < custody->unless.len; i++) unless_elsewhere(check, finding, "%.*s", FMT(custody->unless.at[i]));
}

static void check(Check *check, const Resource *resource)
{
    if (is_pool((Family)resource->family) || path_ends_program(check, resource) || py_is_aside(check->unit)) return;
    bool is_given = !resource->is_released && !py_is_left_open(check->unit, resource) && !py_opens_over_another(check->unit, resource->call);
    if (!is_given && !py_is_left_open(check->unit, resource)) return;
    Custody custody = is_given ? py_custody(check->scratch, check->unit, resource->call->node, (Str){0}) : (Custody){0};
    if (!custody_is_left(&custody)) return;
    Severity severity;
    const char *cost = cost_of(check, resource, &severity), *noun = family_noun((Family)resource->family);
    const char *lacks = resource->family == FAMILY_PROCESS ? "waited for" : "closed";
    bool has_name = resource->name.len != 0;
    Finding *finding = has_name ? report(check, resource->call->node, "%s '%.*s' is never %s: %s", noun, FMT(resource->name), lacks, cost)
                                : report(check, resource->call->node, "%s that '%.*s' opens is never %s: %s", noun, FMT(resource->call->callee), lacks, cost);
    weigh(finding, severity);
    depend(check, finding, &custody);
    if (resource->family == FAMILY_PROCESS) help(check, finding, "call wait() or communicate(), or run it with subprocess.run()");
    if (resource->family == FAMILY_DESCRIPTOR) help(check, finding, "call os.close() in a finally, or wrap it at once with os.fdopen() and `with`");
}

// Closed by another class of the program, or in the hands of one?
static void ask_relatives(Check *check, Finding *finding, NodeId attribute)
{
    static const char *const closers[] = {"close", "aclose", "shutdown", "terminate", "stop", "disconnect", "wait", "communicate", "kill", "server_close", NULL};
    ClassId class = py_self_class(check->unit, tree_node(check->tree, tree_first(check->tree, attribute))->binding);
    Str name = py_attribute_name(check->tree, attribute);
    unless_elsewhere(check, finding, "gives .%.*s", FMT(name));
    unless_elsewhere(check, finding, "above #%u: passes .%.*s", class, FMT(name));
    for (const char *const *closer = closers; *closer; closer++) {
        unless_elsewhere(check, finding, "calls .%.*s.%s", FMT(name), *closer);
        unless_elsewhere(check, finding, "above #%u: calls .%.*s.%s", class, FMT(name), *closer);
        unless_elsewhere(check, finding, "below #%u: calls .%.*s.%s", class, FMT(name), *closer);
    }
    if (!py_next_subclass(check->unit, class, 0)) unless_elsewhere(check, finding, "below #%u: passes .%.*s", class, FMT(name));
}

static void check_attribute(Check *check, const Call *call)
{
    NodeId attribute;
    Family family = call->effects.len ? py_attribute_left_open(check->unit, call, &attribute) : FAMILY_NONE;
    bool asks = call->effects.len && !family;
    if (asks) family = py_family_attribute_left_open(check->unit, call, &attribute);
    if (!family || is_pool(family) || py_is_aside(check->unit)) return;
    Finding *finding = report(check, call->node, "%s '%.*s' is open as long as the object lives: nothing in its class closes it", family_noun(family),
                              FMT(tree_text(check->tree, attribute)));
    weigh(finding, family == FAMILY_DESCRIPTOR ? SEVERITY_WARNING : SEVERITY_INFO);
    if (asks) ask_relatives(check, finding, attribute);
    help(check, finding, "give the class a close() that closes it, and __enter__ and __exit__, so that users can write `with`");
}

// What a function, method or class of the program opens, when the program says that it does.
static void check_opener(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    Opener opener;
    bool is_dropped = tree_kind(check->tree, py_context(check->tree, call->node)) == PY_EXPRESSION_STATEMENT;
    if (is_dropped || call->function == TOP_LEVEL || str_is(unit_function(unit, call->function)->name, "main")) return;
    if (!py_opener(check->scratch, unit, call, &opener) || py_is_aside(unit)) return;
    Custody custody = py_custody(check->scratch, unit, call->node, opener.class);
    if (!custody_is_left(&custody)) return;
    Str callee = tree_text(check->tree, py_call_function(check->tree, call->node));
    Finding *finding = report(check, call->node, "what '%.*s' opens is never closed: " OTHERWISE, FMT(callee));
    weigh(finding, SEVERITY_INFO);
    depend(check, finding, &custody);
    only_if_elsewhere(check, finding, "%.*s", FMT(opener.only_if));
    if (opener.unless.len) unless_elsewhere(check, finding, "%.*s", FMT(opener.unless));
}

static void check_call(Check *check, const Call *call)
{
    check_attribute(check, call);
    check_opener(check, call);
}

const Rule rule_resource_not_closed = {
    .id = "resource-not-closed",
    .summary = "opened and never closed",
    .help = "open it in a `with` statement (contextlib.closing() where it is no context manager)",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .cwe = "CWE-772",
    .on_resource = check,
    .on_call = check_call,
};
