#include "python/py_lower.h"

#include "base/str.h"

void lower_plan(Lower *lower, TaskKind kind, NodeId node, uint32_t a, uint32_t b)
{
    *array_push(lower->arena, &lower->planned) = (Task){kind, node, a, b};
}

void lower_event(Lower *lower, EventKind kind, uint32_t detail, PlaceId place, PlaceId other,
                 NodeId node)
{
    if (!place && kind != EVENT_CALL) return;
    graph_event(&lower->graph, lower->current, (Event){kind, detail, place, other, node});
}

BlockId lower_block(Lower *lower) { return graph_block(&lower->graph); }

void lower_enter(Lower *lower, BlockId block)
{
    lower->current = block;
    if (lower->handler) graph_edge(&lower->graph, block, lower->handler, EDGE_EXCEPTION);
}

void lower_goto(Lower *lower, BlockId block)
{
    graph_edge(&lower->graph, lower->current, block, EDGE_ALWAYS);
}

// Children one by one, so that a module of 100,000 statements is not on the stack at once.
static void sequence(Lower *lower, NodeId node)
{
    if (!node) return;
    lower_plan(lower, TASK_VISIT, node, 0, 0);
    NodeId next = tree_next(lower->tree, node);
    if (next) lower_plan(lower, TASK_SEQUENCE, next, 0, 0);
}

static void visit(Lower *lower, NodeId node)
{
    if (node && !lower_statement(lower, node)) lower_expression(lower, node);
}

static void run(Lower *lower, Task task)
{
    switch (task.kind) {
    case TASK_VISIT: visit(lower, task.node); break;
    case TASK_SEQUENCE: sequence(lower, task.node); break;
    case TASK_CONDITION: lower_condition(lower, task); break;
    case TASK_TEST: lower_test(lower, task); break;
    case TASK_ASSIGN: lower_assign(lower, task); break;
    case TASK_STORE: lower_store(lower, task); break;
    case TASK_UPDATE: lower_update(lower, task); break;
    case TASK_CALL: lower_call(lower, task.node); break;
    case TASK_ENTER: lower_enter(lower, task.a); break;
    case TASK_GOTO: lower_goto(lower, task.a); break;
    case TASK_BRANCH:
    case TASK_HANDLER:
    case TASK_ALTERNATIVES:
    case TASK_CASES:
    case TASK_RETURN:
    case TASK_RAISE:
    case TASK_WITH:
    case TASK_END_WITH:
    case TASK_END_LOOP:
    case TASK_ENTER_FINALLY:
    case TASK_END_FINALLY:
    case TASK_END_NAME: lower_control(lower, task); break;
    }
}

// What a task planned is done before what was on the stack.
static void take_planned(Lower *lower)
{
    while (lower->planned.len)
        *array_push(lower->arena, &lower->tasks) = lower->planned.at[--lower->planned.len];
}

static void lower_function(Lower *lower, FunctionId id)
{
    lower->function = id;
    lower->handler = 0;
    graph_open(&lower->graph, lower->arena);
    lower->current = BLOCK_ENTRY;
    const Function *function = unit_function(lower->unit, id);
    bool is_lambda = function->flags & FUNCTION_LAMBDA;
    lower_plan(lower, TASK_VISIT, function->body, 0, 0);
    take_planned(lower);
    while (lower->tasks.len) {
        run(lower, lower->tasks.at[--lower->tasks.len]);
        take_planned(lower);
    }
    if (is_lambda)
        lower_event(lower, EVENT_MOVE, 0, lower_tracked(lower, function->body), 0, function->body);
    lower_goto(lower, BLOCK_EXIT);
    lower->unit->functions.at[id].graph = graph_close(&lower->graph);
}

// --- what a nested function captures -------------------------------------------------------------------------------

static void add_captured(Lower *lower, FunctionId function, BindingId binding)
{
    *array_push(lower->arena, &lower->captured) = (Captured){.binding = binding};
    uint32_t *link = &lower->first_captured[function];
    while (*link) link = &lower->captured.at[*link].next;
    *link = lower->captured.len - 1;
}

// Every function between the use of a variable and its owner keeps it.
static void find_captured(Lower *lower)
{
    const Unit *unit = lower->unit;
    lower->first_captured = arena_array(lower->arena, uint32_t, unit->functions.len);
    BindingId *seen = arena_array(lower->arena, BindingId, unit->functions.len);
    (void)array_push(lower->arena, &lower->captured);
    for (BindingId id = 1; id < unit->bindings.len; id++) {
        const Binding *binding = unit_binding(unit, id);
        if (!binding->is_captured) continue;
        for_each_reference(unit, id, reference)
        {
            FunctionId function = reference->function;
            for (; function && function != binding->function && seen[function] != id;
                 function = unit_function(unit, function)->parent) {
                seen[function] = id;
                add_captured(lower, function, id);
            }
        }
    }
}

// --- what is known of functions from their uses --------------------------------------------------------------------

static void note_call(Unit *unit, const Call *call)
{
    if (!call->target) return;
    Function *target = &unit->functions.at[call->target];
    target->call_count++;
    if (block_repeats(&unit_function(unit, call->function)->graph, call->block))
        target->flags |= FUNCTION_IN_LOOP;
}

static bool takes_address(ReferenceKind kind)
{
    return kind == REFERENCE_READ || kind == REFERENCE_ARGUMENT || kind == REFERENCE_RETURNED ||
           kind == REFERENCE_STORED;
}

static void note_address(Unit *unit, BindingId id)
{
    const Binding *binding = unit_binding(unit, id);
    if (binding->kind == BINDING_FUNCTION)
        unit->functions.at[binding->names_function].flags |= FUNCTION_ADDRESS_TAKEN;
}

static void note_uses(Unit *unit)
{
    for (uint32_t i = 1; i < unit->calls.len; i++) note_call(unit, &unit->calls.at[i]);
    for (uint32_t i = 1; i < unit->references.len; i++)
        if (takes_address(unit->references.at[i].kind))
            note_address(unit, unit->references.at[i].binding);
    for (uint32_t i = 0; i < unit->attributes.len; i++) {
        const Attribute *attribute = &unit->attributes.at[i];
        if (takes_address(attribute->kind))
            note_address(unit, tree_node(unit->tree, attribute->node)->binding);
    }
}

static void find_methods(Lower *lower)
{
    for (FunctionId id = TOP_LEVEL + 1; id < lower->unit->functions.len; id++) {
        const Function *function = unit_function(lower->unit, id);
        Str name = unit_binding(lower->unit, function->binding)->qualified;
        if (function->class && name.len) *map_at(lower->arena, &lower->methods, name) = id;
    }
}

void py_lower_unit(PyResolver *resolver)
{
    Unit *unit = resolver->unit;
    Lower lower = {
        .arena = resolver->arena, .unit = unit, .tree = resolver->tree, .resolver = resolver};
    unit->call_of_node = arena_array(resolver->arena, uint32_t, unit->tree->count);
    lower.place_of_binding = arena_array(resolver->arena, PlaceId, unit->bindings.len);
    (void)array_push(resolver->arena, &unit->calls);
    if (!unit->places.list.len) (void)array_push(resolver->arena, &unit->places.list);
    find_captured(&lower);
    find_methods(&lower);
    for (FunctionId id = TOP_LEVEL; id < unit->functions.len; id++) lower_function(&lower, id);
    note_uses(unit);
}
