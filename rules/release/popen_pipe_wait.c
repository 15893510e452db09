// Popen(stdout=PIPE) and then wait(): the child stops when the pipe is full (64 kB on Linux), and waits for a reader that
// waits for the child.
//
// Nothing reads the pipe, calls communicate() or gets the process in front of the wait(). Sockets and files as stdout are no
// pipe. A process that is kept in an attribute is not looked at.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

static const char *const starters[] = {"subprocess.Popen", "asyncio.create_subprocess_exec",
                                       "asyncio.create_subprocess_shell", NULL};

static bool is_pipe(const Unit *unit, NodeId value)
{
    static const char *const pipes[] = {"subprocess.PIPE", "asyncio.subprocess.PIPE", NULL};
    return value && str_is_any(py_qualified(unit, value), pipes);
}

static bool has_pipe(const Unit *unit, NodeId call)
{
    return is_pipe(unit, py_argument(unit->tree, call, -1, "stdout")) ||
           is_pipe(unit, py_argument(unit->tree, call, -1, "stderr"));
}

// The variable that the process is bound to, by = or by `with ... as`; 0 = none.
static NodeId variable_of(const Tree *tree, NodeId call)
{
    NodeId context = py_context(tree, call);
    if (tree_kind(tree, context) == PY_AWAIT) context = py_context(tree, context);
    NodeId target = 0;
    if (tree_kind(tree, context) == PY_ASSIGNMENT) target = tree_child_as(tree, context, ROLE_LEFT);
    if (tree_kind(tree, context) == PY_AS_PATTERN) {
        NodeId alias = tree_child_as(tree, context, ROLE_ALIAS);
        target = tree_kind(tree, alias) == PY_AS_PATTERN_TARGET ? tree_first(tree, alias) : alias;
    }
    return target && tree_kind(tree, target) == PY_IDENTIFIER ? target : 0;
}

// Does the use tell, or change, nothing about the pipes?
static bool is_harmless(const Reference *reference)
{
    static const char *const members[] = {"pid", "returncode", "args", "stdin", NULL};
    static const char *const methods[] = {"poll", "write", NULL};
    switch (reference->kind) {
    case REFERENCE_MEMBER: return str_is_any(reference->name, members);
    case REFERENCE_RECEIVER: return str_is_any(reference->name, methods);
    case REFERENCE_TESTED:
    case REFERENCE_WRITE: return true;
    default: return false;
    }
}

// p.wait(), when nothing in front of it could read the pipes; else 0.
static NodeId blind_wait(const Unit *unit, NodeId variable)
{
    const Tree *tree = unit->tree;
    BindingId binding = tree_node(tree, variable)->binding;
    NodeId function = py_enclosing_function(tree, variable);
    if (unit_binding(unit, binding)->writes != 1 || unit_binding(unit, binding)->is_captured)
        return 0;
    for_each_reference(unit, binding, reference)
    {
        if (py_enclosing_function(tree, reference->node) != function) return 0;
        if (reference->kind == REFERENCE_RECEIVER && str_is(reference->name, "wait"))
            return tree_parent(tree, tree_parent(tree, reference->node));
        if (!is_harmless(reference)) return 0;
    }
    return 0;
}

static void check(Check *check, NodeId call)
{
    const Tree *tree = check->tree;
    if (!py_calls_any(check->unit, call, starters) || !has_pipe(check->unit, call)) return;
    NodeId variable = variable_of(tree, call),
           wait = variable ? blind_wait(check->unit, variable) : 0;
    if (!wait || tree_kind(tree, wait) != PY_CALL) return;
    Finding *finding = report(check, wait,
                              "'%.*s' stops when it writes more than its pipe holds: nothing "
                              "reads it before this wait",
                              FMT(tree_text(tree, variable)));
    also(check, finding, call, "the pipe is made here");
    if (py_is_aside(check->unit)) weigh(finding, SEVERITY_INFO);
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_popen_pipe_wait = {
    .id = "popen-pipe-wait",
    .summary = "wait for a process whose pipe nothing reads",
    .help = "call communicate(), or read the pipe before wait(); subprocess.DEVNULL when the "
            "output is not needed",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
