// for (...) pthread_create(&thread[i], NULL, run, &i): every thread gets the address of the same variable, which the loop changes before
// the thread has looked at it.
//
// Only where the function waits for its threads after the loop; without that closure-capture speaks. A join in the same turn, or an
// element of an array (&jobs[i]), is silent.
#include "base/str.h"
#include "c/c_loop.h"
#include "engine/rule.h"

static uint32_t data_argument(Str callee)
{
    if (str_is(callee, "pthread_create") || str_is(callee, "uv_thread_create")) return str_starts(callee, STR("uv_")) ? 3 : 4;
    return str_is(callee, "thrd_create") ? 3 : 0;
}

static bool waits(Str callee)
{
    static const char *const names[] = {"pthread_join", "uv_thread_join", "thrd_join", "sem_wait", "uv_sem_wait", "pthread_cond_wait", "pthread_barrier_wait", "uv_barrier_wait", NULL};
    return str_is_any(callee, names);
}

// Does a call in the subtree wait for a thread?
static bool waits_in(const Unit *unit, NodeId node)
{
    for (NodeId at = node, end = tree_end(unit->tree, node); at < end; at++)
        if (tree_kind(unit->tree, at) == C_CALL && unit_call(unit, at) && waits(unit_call(unit, at)->callee)) return true;
    return false;
}

// Does the loop give the variable another value, in its body or in its head?
static bool is_set_in(const Unit *unit, NodeId loop, BindingId variable)
{
    for_each_reference(unit, variable, reference)
        if ((reference->kind == REFERENCE_WRITE || reference->kind == REFERENCE_UPDATE) && tree_contains(unit->tree, loop, reference->node)) return true;
    return false;
}

static void check(Check *check, const Call *call)
{
    uint32_t number = data_argument(call->callee);
    if (!number || call->argument_count < number || c_is_broken(check->tree, call->node)) return;
    NodeId data = c_strip_casts(check->tree, call->arguments[number - 1].node);
    bool is_address = tree_kind(check->tree, data) == C_UNARY && tree_node(check->tree, data)->operation == OP_ADDRESS;
    BindingId variable = is_address ? c_reference(check->tree, tree_first(check->tree, data)) : 0;
    NodeId loop = variable ? c_loop_around(check->tree, call->node) : 0;
    if (!loop || unit_binding(check->unit, variable)->kind != BINDING_LOCAL || waits_in(check->unit, loop)) return;
    if (!is_set_in(check->unit, loop, variable) || !waits_in(check->unit, unit_function(check->unit, call->function)->body)) return;
    Str name = unit_binding(check->unit, variable)->name;
    Finding *finding = report(check, call->arguments[number - 1].node, "every thread gets the address of the same '%.*s', which the next turn of the loop changes under it", FMT(name));
    also(check, finding, loop, "the loop");
}

const Rule rule_thread_argument_shared = {
    .id = "thread-argument-shared",
    .summary = "threads of a loop share the variable that each should have its own of",
    .help = "give each thread an element of an array, or pass the number itself: (void *)(intptr_t)i",
    .languages = LANG_C,
    .severity = SEVERITY_ERROR,
    .since = "0.1",
    .cwe = "CWE-362",
    .on_call = check,
};
