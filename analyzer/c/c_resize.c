#include "c/c_resize.h"

#include "base/str.h"

// --- who keeps the block on failure ----------------------------------------------------------------------------

static bool is_realloc(const Call *call)
{
    const unsigned wanted = EFFECT_REALLOC | EFFECT_MAY_FAIL;
    for (uint32_t i = 0; i < call->effects.len; i++)
        if (call->effects.at[i].event == EVENT_ACQUIRE && (call->effects.at[i].flags & wanted) == wanted) return true;
    return false;
}

static bool only_acquires(const Call *call)
{
    for (uint32_t i = 0; i < call->effects.len; i++)
        if (call->effects.at[i].event != EVENT_ACQUIRE || call->effects.at[i].flags & EFFECT_REALLOC) return false;
    return call->effects.len > 0;
}

// A wrapper that does nothing but call realloc, malloc at most, and pass the answer on: the number of its block parameter, from 1.
static uint32_t wrapper_block(const Unit *unit, FunctionId id)
{
    const Function *function = unit_function(unit, id);
    BindingId block = 0;
    for (NodeId node = function->body, end = tree_end(unit->tree, function->body); node < end; node++) {
        const Call *call = unit_call(unit, node);
        if (!call || only_acquires(call)) continue;
        if (block || !is_realloc(call)) return 0;
        block = c_reference(unit->tree, c_strip_casts(unit->tree, c_call_argument(unit->tree, node, 1)));
    }
    bool is_parameter = block >= function->first_parameter && block < function->first_parameter + function->parameter_count;
    bool returns_pointer = c_is_pointer(unit, function->node) || c_first_of(unit->tree, function->body, C_RETURN);
    return is_parameter && returns_pointer ? block - function->first_parameter + 1 : 0;
}

// The argument that survives a failure of the call, or 0.
static NodeId survivor(const Unit *unit, const Call *call)
{
    uint32_t number = is_realloc(call) ? 1 : call->target ? wrapper_block(unit, call->target) : 0;
    return number ? c_call_argument(unit->tree, call->node, number) : 0;
}

// realloc(p, 0) frees.
static bool frees(const Tree *tree, const Call *call)
{
    uint32_t size;
    NodeId last = call->argument_count ? c_call_argument(tree, call->node, call->argument_count) : 0;
    return last && c_integer(tree, last, &size) && size == 0;
}

// --- who still has the old address -----------------------------------------------------------------------------

static bool is_lvalue(const Tree *tree, NodeId node)
{
    NodeKind kind = tree_kind(tree, node);
    return kind == C_REFERENCE || kind == C_MEMBER || kind == C_SUBSCRIPT ||
           (kind == C_UNARY && tree_node(tree, node)->operation == OP_DEREF);
}

// `old = p` keeps the address, and so does the place that p was read from. In a loop it may also stand behind the call.
static bool has_second_name(const CResize *resize)
{
    const Tree *tree = resize->tree;
    bool in_loop = c_is_in_loop(tree, resize->node);
    for (NodeId node = resize->function, end = in_loop ? tree_end(tree, resize->function) : resize->node; node < end; node++) {
        CStore store;
        if (node == resize->node || !c_store(tree, node, &store)) continue;
        bool is_target = c_same_place(tree, store.target, resize->place), is_value = c_same_place(tree, store.value, resize->place);
        if (is_value && !is_target) return true;
        if (is_target && !is_value && is_lvalue(tree, store.value)) return true;
    }
    return false;
}

// A local that got nothing but NULL so far has nothing to lose.
static bool is_empty_before(const CResize *resize)
{
    const Tree *tree = resize->tree;
    BindingId variable = c_reference(tree, resize->place);
    if (unit_binding(resize->unit, variable)->kind != BINDING_LOCAL || c_is_in_loop(tree, resize->node)) return false;
    for_each_reference(resize->unit, variable, reference) {
        if (reference->node >= resize->node) break;
        if (reference->kind == REFERENCE_ADDRESS) return false;
        NodeId at = reference->kind == REFERENCE_WRITE ? c_parent(tree, reference->node) : 0;
        CStore store;
        if (tree_kind(tree, reference->node) == C_VARIABLE) at = reference->node;
        if (at && c_store(tree, at, &store) && !c_is_null(tree, store.value)) return false;
    }
    return true;
}

static bool is_parameter(const CResize *resize)
{
    BindingId holder = c_holder(resize->unit, resize->place);
    return holder && unit_binding(resize->unit, holder)->kind == BINDING_PARAMETER;
}

// --- what happens on failure -----------------------------------------------------------------------------------

static void find_test(CResize *resize)
{
    const Tree *tree = resize->tree;
    NodeId statement = c_enclosing_statement(tree, resize->node);
    bool in_condition = tree_kind(tree, statement) == C_IF && tree_contains(tree, tree_child_as(tree, statement, ROLE_C_CONDITION), resize->node);
    resize->test = in_condition ? statement : tree_next(tree, statement);
    if (!resize->test || tree_kind(tree, resize->test) != C_IF) {
        resize->test = 0;
        return;
    }
    resize->failing = c_null_test(resize->unit, tree_child_as(tree, resize->test, ROLE_C_CONDITION), resize->place);
    if (resize->failing == NULL_UNTESTED) resize->test = 0;
}

static bool is_asserted(const CResize *resize)
{
    NodeId next = tree_next(resize->tree, c_enclosing_statement(resize->tree, resize->node));
    Str macro = next ? c_macro_name(resize->tree, next) : (Str){0};
    return str_contains(macro, STR("assert")) || str_contains(macro, STR("ASSERT"));
}

// Does [from, end) call something that never returns before it returns? In main, to return is to end the program.
static bool ends_program(const Unit *unit, NodeId from, NodeId end)
{
    bool is_main = str_is(unit_function(unit, unit_function_at(unit, from))->name, "main");
    for (NodeId node = from; node < end; node++) {
        if (tree_kind(unit->tree, node) == C_CALL && c_never_returns(unit, node)) return true;
        if (tree_kind(unit->tree, node) == C_RETURN) return is_main;
    }
    return false;
}

static NodeId label_of(const CResize *resize, NodeId jump)
{
    const Tree *tree = resize->tree;
    for (NodeId node = resize->function, end = tree_end(tree, node); node < end; node++)
        if (tree_kind(tree, node) == C_LABEL && tree_node(tree, node)->operation == tree_node(tree, jump)->operation) return node;
    return 0;
}

// Only says something, and comes back.
static bool only_prints(Str callee)
{
    static const char *const names[] = {"printf", "fprintf", "vfprintf", "dprintf", "perror", "puts", "fputs", "fputc", "putc", "fwrite",
                                        "write", "syslog", "warn", "warnx", "strerror", "snprintf", "sprintf", "free", "fclose", "close", NULL};
    return str_is_any(callee, names);
}

// A branch that falls through after a call to code that is not seen: what follows uses the block, so that call can't come back.
static bool is_believed_fatal(const Unit *unit, NodeId branch)
{
    const Tree *tree = unit->tree;
    bool calls = false;
    for (NodeId node = branch, end = tree_end(tree, branch); node < end; node++) {
        NodeKind kind = tree_kind(tree, node);
        if (kind == C_RETURN || kind == C_GOTO || kind == C_BREAK || kind == C_CONTINUE || c_is_assignment(tree, node)) return false;
        const Call *call = unit_call(unit, node);
        if (!call) continue;
        if (!call->target) calls |= !call->effects.len && !only_prints(call->callee);
        else calls |= ends_program(unit, unit_function(unit, call->target)->body, tree_end(tree, unit_function(unit, call->target)->body));
    }
    return calls;
}

NodeId c_resize_failing_branch(const CResize *resize)
{
    if (!resize->test) return 0;
    return tree_child_as(resize->tree, resize->test, resize->failing == NULL_THEN ? ROLE_C_THEN : ROLE_C_ELSE);
}

static bool is_fatal(const CResize *resize)
{
    if (is_asserted(resize)) return true;
    NodeId branch = c_resize_failing_branch(resize);
    if (!branch) return false;
    if (ends_program(resize->unit, branch, tree_end(resize->tree, branch))) return true;
    NodeId jump = c_first_of(resize->tree, branch, C_GOTO);
    NodeId label = jump ? label_of(resize, jump) : 0;
    if (label && ends_program(resize->unit, label, tree_end(resize->tree, resize->function))) return true;
    return is_believed_fatal(resize->unit, branch);
}

bool c_resize_read(const Unit *unit, NodeId node, CResize *resize)
{
    CStore store;
    if (!c_store(unit->tree, node, &store)) return false;
    const Call *call = unit_call(unit, store.value);
    NodeId block = call ? survivor(unit, call) : 0;
    if (!block || !c_same_place(unit->tree, store.target, block) || frees(unit->tree, call)) return false;
    *resize = (CResize){.unit = unit, .tree = unit->tree, .node = node, .place = store.target, .call = call,
                        .function = c_enclosing_function(unit->tree, node)};
    if (!resize->function || c_is_broken(unit->tree, node) || is_parameter(resize) || is_empty_before(resize) || has_second_name(resize)) return false;
    find_test(resize);
    return !is_fatal(resize) && !c_is_test(unit_function(unit, call->function)->name);
}
