// What one expression does to memory, when its operands have been evaluated. Containers are read in c_container.c.
//
// Misses: integer handles, pointers that travel in integers, and what inline assembly does.
#include "c/c_lower.h"

#include "base/str.h"
#include "c/c_abort.h"
#include "c/c_exposed.h"
#include "c/c_place.h"
#include "c/c_value.h"

static void emit(CLower *lower, Event event)
{
    if (event.place && unit_place(lower->unit, event.place)->kind != PLACE_CONSTANT) graph_event(&lower->graph, lower->block, event);
}

static void emit_on(CLower *lower, EventKind kind, PlaceId place, NodeId node)
{
    emit(lower, (Event){.kind = kind, .place = place, .node = node});
}

static const Type *type_of(const CLower *lower, NodeId node) { return unit_type(lower->unit, tree_node(lower->tree, node)->type); }

static PlaceId place_of(CLower *lower, NodeId node) { return node ? c_place(lower->arena, lower->unit, node) : 0; }

// --- addresses of locals ------------------------------------------------------------------------------------------
// The variable whose storage the expression denotes, without following a pointer; 0 when it is none.
static BindingId stored_in(const CLower *lower, NodeId node)
{
    const Tree *tree = lower->tree;
    for (node = c_strip(tree, node); node && tree_kind(tree, node) != C_REFERENCE;) {
        NodeKind kind = tree_kind(tree, node);
        NodeId base = tree_first(tree, node) ? c_strip(tree, tree_first(tree, node)) : 0;
        bool is_address = base && tree_kind(tree, base) == C_UNARY && tree_node(tree, base)->operation == OP_ADDRESS;
        bool is_part = base && ((kind == C_MEMBER && type_of(lower, base)->kind == TYPE_RECORD) ||
                                (kind == C_SUBSCRIPT && c_is_array(lower->unit, base)));
        if (kind == C_MEMBER && is_address) base = c_strip(tree, tree_child_as(tree, base, ROLE_C_OPERAND));  // (&x)->a
        else if (!is_part) return 0;
        node = base;
    }
    return node ? tree_node(tree, node)->binding : 0;
}

static bool is_automatic(const CLower *lower, BindingId id)
{
    BindingKind kind = unit_binding(lower->unit, id)->kind;
    return id && (kind == BINDING_LOCAL || kind == BINDING_PARAMETER);
}

// The automatic variable whose address is the value of the expression: &x, &x.a, &x[1], an array x; else 0.
static BindingId address_of_local(const CLower *lower, NodeId node)
{
    const Tree *tree = lower->tree;
    NodeId value = c_strip_casts(tree, node);
    bool is_address = tree_kind(tree, value) == C_UNARY && tree_node(tree, value)->operation == OP_ADDRESS;
    if (!is_address && !c_is_array(lower->unit, value)) return 0;
    BindingId variable = stored_in(lower, is_address ? tree_child_as(tree, value, ROLE_C_OPERAND) : value);
    return is_automatic(lower, variable) ? variable : 0;
}

// The value that a use of a variable writes to it, 0 when it writes none.
static NodeId written_value(const CLower *lower, const Reference *use)
{
    const Tree *tree = lower->tree;
    if (tree_kind(tree, use->node) == C_VARIABLE) return tree_child_as(tree, use->node, ROLE_C_INIT);
    return use->kind == REFERENCE_WRITE ? tree_child_as(tree, c_parent(tree, use->node), ROLE_C_RIGHT) : 0;
}

// The local whose address a local pointer has, whatever is assigned to it; 0 when it may point elsewhere.
static BindingId pointed_to(const CLower *lower, NodeId node)
{
    BindingId pointer = c_reference(lower->tree, c_strip_casts(lower->tree, node)), local = 0;
    const Binding *binding = unit_binding(lower->unit, pointer);
    if (binding->kind != BINDING_LOCAL || unit_type(lower->unit, binding->type)->kind != TYPE_POINTER) return 0;
    for_each_reference(lower->unit, pointer, use) {
        NodeId value = written_value(lower, use);
        if (use->kind == REFERENCE_ADDRESS || (value && !(local = address_of_local(lower, value)))) return 0;
    }
    return local;
}

// The storage that ends with the function and whose address is the value: a local's place, a compound literal; 0 when it is neither.
static PlaceId local_storage(CLower *lower, NodeId node)
{
    const Tree *tree = lower->tree;
    NodeId value = c_strip_casts(tree, node);
    BindingId local = address_of_local(lower, value);
    if (!local) local = pointed_to(lower, value);
    if (local) return place_of_binding(lower->arena, &lower->unit->places, &lower->unit->bindings, local);
    if (tree_kind(tree, value) == C_UNARY && tree_node(tree, value)->operation == OP_ADDRESS)
        value = c_strip(tree, tree_child_as(tree, value, ROLE_C_OPERAND));
    else if (type_of(lower, value)->kind != TYPE_ARRAY) return 0;
    bool is_literal = tree_kind(tree, value) == C_COMPOUND_LITERAL && lower->function != TOP_LEVEL;
    return is_literal ? place_result(lower->arena, &lower->unit->places, value) : 0;
}

static bool names_release(Str callee)
{
    static const char *const words[] = {"free", "destroy", "delete", "release", "close", "unref", "fini", "cleanup"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_contains(callee, str_from(words[i]))) return true;
    return false;
}

// A local pointer whose object ends in this function: it got the address of a local, or it is given back here.
static bool ends_here(const CLower *lower, BindingId id)
{
    const Tree *tree = lower->tree;
    for_each_reference(lower->unit, id, use) {
        NodeId parent = c_parent(tree, use->node);
        if (tree_kind(tree, parent) == C_CAST) parent = c_parent(tree, parent);
        NodeId value = written_value(lower, use);
        if (value && address_of_local(lower, value)) return true;
        if (use->kind != REFERENCE_ARGUMENT || tree_kind(tree, parent) != C_CALL) continue;
        if (names_release(unit_binding(lower->unit, c_reference(tree, tree_first(tree, parent)))->name)) return true;
    }
    return false;
}

// Does what is stored there outlive the function: a global, or an object behind a pointer that came from elsewhere?
static bool outlives(const CLower *lower, NodeId target)
{
    const Tree *tree = lower->tree;
    BindingId storage = stored_in(lower, target);
    if (storage) return !is_automatic(lower, storage);
    NodeId node = c_strip_casts(tree, target);
    while (node && tree_kind(tree, node) != C_REFERENCE) {
        NodeKind kind = tree_kind(tree, node);
        if (kind != C_MEMBER && kind != C_SUBSCRIPT && kind != C_UNARY) return false;
        node = c_strip_casts(tree, tree_first(tree, node));
    }
    BindingId root = node ? tree_node(tree, node)->binding : 0;
    bool is_hop = is_automatic(lower, root) && (type_of(lower, node)->kind == TYPE_RECORD || c_is_array(lower->unit, node));
    if (is_hop) return false;  // through a pointer that a local holds: nobody knows whose object
    return root && !(unit_binding(lower->unit, root)->kind == BINDING_LOCAL && ends_here(lower, root));
}

static void capture(CLower *lower, PlaceId local, CaptureBy how, PlaceId other, NodeId node)
{
    emit(lower, (Event){EVENT_CAPTURE, how, local, other, node});
}

// --- stores -------------------------------------------------------------------------------------------------------
static bool has_call_arm(const CLower *lower, NodeId value)
{
    for (NodeId arm = tree_first(lower->tree, value); arm; arm = tree_next(lower->tree, arm))
        if (tree_kind(lower->tree, c_strip_casts(lower->tree, arm)) == C_CALL) return true;
    return false;
}

static bool holds_memory(const Type *type) { return type->kind == TYPE_POINTER || type->kind == TYPE_RECORD || type->kind == TYPE_UNKNOWN; }

static void store(CLower *lower, NodeId node, NodeId target, NodeId value)
{
    PlaceId place = place_of(lower, target);
    NodeId from = c_strip_casts(lower->tree, value);
    NodeKind kind = tree_kind(lower->tree, from);
    if (!place || !holds_memory(type_of(lower, target)) || c_containers_links(lower->containers, node)) return;
    if (kind == C_CALL || kind == C_INIT_LIST || (kind == C_CONDITIONAL && has_call_arm(lower, from))) return;
    PlaceId local = local_storage(lower, value);
    if (local && tree_kind(lower->tree, target) != C_VARIABLE && outlives(lower, target)) capture(lower, local, CAPTURE_STORED, place, node);
    PlaceId other = c_is_null(lower->tree, from) ? 0 : place_of(lower, from);
    if (c_operand(lower->arena, lower->unit, from).is_address) other = 0;
    emit(lower, (Event){EVENT_ALIAS, 0, place, other, node});
    if (other && !c_place_is_local(lower->unit, place)) emit(lower, (Event){EVENT_ESCAPE, 0, other, place, node});
}

static void lower_initialisers(CLower *lower, NodeId list)
{
    for (NodeId item = tree_first(lower->tree, list); item; item = tree_next(lower->tree, item)) {
        NodeId value = tree_kind(lower->tree, item) == C_DESIGNATED ? tree_child_as(lower->tree, item, ROLE_C_VALUE) : item;
        if (value && c_is_pointer(lower->unit, value) && !c_is_null(lower->tree, value)) {
            COperand operand = c_operand(lower->arena, lower->unit, value);
            if (!operand.is_address) emit_on(lower, EVENT_ESCAPE, operand.place, value);
        }
    }
}

static void lower_returned(CLower *lower, NodeId value, NodeId node)
{
    NodeId at = c_strip_casts(lower->tree, value);
    PlaceId local = local_storage(lower, value);
    if (local) capture(lower, local, CAPTURE_RETURNED, 0, at);
    else if (holds_memory(type_of(lower, at)) && !c_operand(lower->arena, lower->unit, at).is_address)
        emit_on(lower, EVENT_MOVE, place_of(lower, at), node);
}

static void lower_return(CLower *lower, NodeId node)
{
    NodeId value = tree_first(lower->tree, node);
    if (!value) return;
    NodeId choice = c_strip_casts(lower->tree, value);
    if (tree_kind(lower->tree, choice) != C_CONDITIONAL) {
        lower_returned(lower, value, node);
        return;
    }
    for (NodeId arm = tree_first(lower->tree, choice); arm; arm = tree_next(lower->tree, arm))
        if (tree_node(lower->tree, arm)->role != ROLE_C_CONDITION) lower_returned(lower, arm, node);
}

// --- calls --------------------------------------------------------------------------------------------------------
static bool gives_up(Str callee)
{
    static const char *const names[] = {"setjmp", "_setjmp", "sigsetjmp", "__sigsetjmp", "__builtin_setjmp", "getcontext", NULL};
    return str_is_any(callee, names);
}

// The function that a local pointer is, when it is never another one.
static const Binding *only_function(const CLower *lower, const Binding *callee)
{
    if (callee->kind != BINDING_LOCAL || callee->writes != 1 || !callee->declared) return callee;
    NodeId init = tree_child_as(lower->tree, callee->declared, ROLE_C_INIT);
    BindingId function = init ? c_reference(lower->tree, c_strip_casts(lower->tree, init)) : 0;
    return function ? unit_binding(lower->unit, function) : callee;
}

static TypeKind kind_of_argument(const CLower *lower, NodeId call, uint32_t number)
{
    NodeId argument = c_call_argument(lower->tree, call, number);
    return argument ? type_of(lower, argument)->kind : TYPE_UNKNOWN;
}

// An allocator behind a pointer (hooks->malloc, Curl_cfree): named like one and called like one.
static bool is_allocator(const CLower *lower, const Binding *pointer, NodeId call)
{
    Str name = pointer->name;
    TypeKind first = kind_of_argument(lower, call, 1), second = kind_of_argument(lower, call, 2);
    bool takes_three = kind_of_argument(lower, call, 3) != TYPE_UNKNOWN, takes_two = !takes_three && second != TYPE_UNKNOWN;
    const Type *result = type_of(lower, call);
    if (pointer->kind == BINDING_FIELD && str_is(name, "tp_alloc")) return result->kind == TYPE_POINTER && takes_two;
    if (takes_three || (pointer->kind != BINDING_GLOBAL && pointer->kind != BINDING_FIELD)) return false;
    if (str_ends(name, STR("free"))) {  // a member of that name is a method as often
        bool takes_any = first == TYPE_POINTER && unit_type(lower->unit, type_of(lower, c_call_argument(lower->tree, call, 1))->target)->kind == TYPE_VOID;
        return pointer->kind == BINDING_GLOBAL && result->kind == TYPE_VOID && takes_any && !takes_two;
    }
    if (result->kind != TYPE_POINTER) return false;
    if (str_ends(name, STR("realloc"))) return first == TYPE_POINTER && second == TYPE_INTEGER;
    if (str_ends(name, STR("calloc"))) return first == TYPE_INTEGER && second == TYPE_INTEGER;
    if (str_ends(name, STR("malloc"))) return first == TYPE_INTEGER && !takes_two;
    return str_ends(name, STR("strdup")) && first == TYPE_POINTER && !takes_two;
}

static void name_pointer(CLower *lower, Call *call, NodeId node)
{
    const Binding *pointer = unit_binding(lower->unit, tree_node(lower->tree, node)->binding);
    NodeId init = pointer->kind == BINDING_GLOBAL && pointer->is_private && pointer->declared ? tree_child_as(lower->tree, pointer->declared, ROLE_C_INIT) : 0;
    const Binding *first = unit_binding(lower->unit, init ? c_reference(lower->tree, c_strip_casts(lower->tree, init)) : 0);
    FunctionId target = first->kind == BINDING_FUNCTION ? first->names_function : 0;
    lower->ends = target && unit_function(lower->unit, target)->flags & FUNCTION_NO_RETURN;  // a handler that ends the program by default
    if (!is_allocator(lower, pointer, call->node)) return;
    call->callee = pointer->name;
    call->effects = knowledge_find(lower->unit->knowledge, str_ends(pointer->name, STR("realloc")) ? STR("realloc") : pointer->name);
}

static void name_callee(CLower *lower, Call *call)
{
    NodeId node = c_strip_casts(lower->tree, tree_first(lower->tree, call->node));
    const Binding *callee = unit_binding(lower->unit, c_reference(lower->tree, node));
    callee = only_function(lower, callee);
    if (callee->kind != BINDING_FUNCTION) {
        name_pointer(lower, call, node);
        return;
    }
    call->callee = callee->name;
    call->target = callee->names_function;
    if (!call->target) call->effects = knowledge_find(lower->unit->knowledge, call->callee);
    lower->ends = callee->never_returns || (call->target && unit_function(lower->unit, call->target)->flags & FUNCTION_NO_RETURN);
    for (uint32_t i = 0; i < call->effects.len; i++) lower->ends |= (call->effects.at[i].flags & EFFECT_NO_RETURN) != 0;
    if (gives_up(call->callee)) lower->graph.gave_up = true;
}

// free(p - n): what is given back is not what p holds, but the address of an element of it.
static COperand operand_of(CLower *lower, const Ownership *row, uint32_t number, NodeId node)
{
    COperand operand = c_operand(lower->arena, lower->unit, node);
    bool is_released = row && number < strlen(row->takes) && row->takes[number] == '!';
    NodeId value = is_released ? c_strip_casts(lower->tree, node) : 0;
    uint32_t operation = tree_node(lower->tree, value)->operation;
    bool is_moved = value && tree_kind(lower->tree, value) == C_BINARY && (operation == OP_ADD || operation == OP_SUB);
    if (!is_moved || !operand.place) return operand;
    return (COperand){place_element(lower->arena, &lower->unit->places, operand.place), true};
}

static void read_arguments(CLower *lower, Call *call)
{
    const Tree *tree = lower->tree;
    NodeId first = tree_next(tree, tree_first(tree, call->node));
    for (NodeId node = first; node; node = tree_next(tree, node)) call->argument_count++;
    call->arguments = arena_array(lower->arena, Argument, call->argument_count);
    const Ownership *row = call->target ? NULL : knowledge_ownership(lower->unit->knowledge, call->callee);
    uint32_t n = 0;
    for (NodeId node = first; node; node = tree_next(tree, node)) {
        COperand operand = operand_of(lower, row, n, node);
        call->arguments[n++] = (Argument){.node = node, .place = operand.place, .is_address = operand.is_address};
        if (!operand.place && !operand.is_address) call->arguments[n - 1].place = c_value(lower, node);
    }
}

static PlaceId operand_place(const Call *call, int operand)
{
    if (operand == OPERAND_RESULT) return call->result;
    return operand > 0 && (uint32_t)operand <= call->argument_count ? call->arguments[operand - 1].place : 0;
}

static void register_argument(CLower *lower, const Call *call, const Effect *effect)
{
    if (effect->operand < 1 || (uint32_t)effect->operand > call->argument_count) return;
    NodeId node = call->arguments[effect->operand - 1].node;
    PlaceId local = local_storage(lower, node);
    PlaceId handle = place_result(lower->arena, &lower->unit->places, call->node);
    if (local) capture(lower, local, CAPTURE_REGISTERED, handle, node);
    else emit_on(lower, EVENT_ESCAPE, call->arguments[effect->operand - 1].place, node);
}

static void apply_effect(CLower *lower, const Call *call, const Effect *effect)
{
    PlaceId place = operand_place(call, effect->operand);
    Event event = {.kind = effect->event, .detail = effect->detail, .place = place, .node = call->node};
    switch (effect->event) {
    case EVENT_ACQUIRE:
        event.detail = effect->family;
        event.other = effect->flags & EFFECT_REALLOC ? operand_place(call, 1) : 0;
        emit(lower, event);
        break;
    case EVENT_RELEASE:
        event.detail = effect->family;
        if (effect->family != FAMILY_NONE) emit(lower, event);
        break;
    case EVENT_CAPTURE: register_argument(lower, call, effect); break;
    case EVENT_CALL: break;
    case EVENT_MOVE:
    case EVENT_ALIAS:
    case EVENT_ESCAPE:
    case EVENT_USE:
    case EVENT_TEST:
    case EVENT_GROW:
    case EVENT_SHRINK:
    case EVENT_BOUND:
    case EVENT_SET:
    case EVENT_RETURN:
    case EVENT_END:
    case EVENT_KIND_COUNT: emit(lower, event); break;
    }
}

static bool is_mentioned(const Call *call, uint32_t argument)
{
    for (uint32_t i = 0; i < call->effects.len; i++)
        if (call->effects.at[i].operand == (int)argument + 1) return true;
    return false;
}

// The parameter's type shows in the conversion of the argument: const data is only looked at.
static bool is_borrowed(const CLower *lower, NodeId argument)
{
    const Type *type = type_of(lower, argument);
    return type->kind == TYPE_POINTER && unit_type(lower->unit, type->target)->is_const;
}

static void hand_over(CLower *lower, const Call *call, uint32_t i)
{
    const Argument *argument = &call->arguments[i];
    if (!argument->place || is_mentioned(call, i) || !(c_is_pointer(lower->unit, argument->node) || argument->is_address)) return;
    bool is_seen = call->effects.len || is_borrowed(lower, argument->node) || (call->target && c_place_is_global(lower->unit, argument->place));
    emit_on(lower, is_seen ? EVENT_USE : EVENT_ESCAPE, argument->place, argument->node);
}

static void lower_call(CLower *lower, NodeId node)
{
    Call call = {.node = node, .function = lower->function, .block = lower->block};
    if (!tree_first(lower->tree, node)) return;
    name_callee(lower, &call);
    read_arguments(lower, &call);
    call.result = c_place_of_result(lower->arena, lower->unit, node);
    uint32_t index = lower->unit->calls.len;
    *array_push(lower->arena, &lower->unit->calls) = call;
    lower->unit->call_of_node[node] = index;
    PlaceId result = place_result(lower->arena, &lower->unit->places, node);
    graph_event(&lower->graph, lower->block, (Event){EVENT_CALL, index, call.result, result, node});
    for (uint32_t i = 0; i < call.effects.len; i++) apply_effect(lower, &call, &call.effects.at[i]);
    for (uint32_t i = 0; i < call.argument_count; i++) hand_over(lower, &call, i);
}

// --- nodes --------------------------------------------------------------------------------------------------------
static void lower_dereference(CLower *lower, NodeId node)
{
    NodeId base = c_strip(lower->tree, tree_first(lower->tree, node));
    if (base && c_is_pointer(lower->unit, base) && !c_is_array(lower->unit, base)) emit(lower, (Event){EVENT_USE, USE_DEREFERENCE, place_of(lower, base), 0, node});
}

static void lower_unary(CLower *lower, NodeId node)
{
    if (tree_node(lower->tree, node)->operation == OP_DEREF) lower_dereference(lower, node);
}

static void lower_binary(CLower *lower, NodeId node)
{
    if (tree_node(lower->tree, node)->operation == OP_ASSIGN)
        store(lower, node, tree_child_as(lower->tree, node, ROLE_C_LEFT), tree_child_as(lower->tree, node, ROLE_C_RIGHT));
}

static void emit_plans(CLower *lower, NodeId node)
{
    for (const CPlan *plan = c_containers_plan(lower->containers, node); plan; plan = c_containers_next(lower->containers, plan))
        emit(lower, plan->event);
}

void c_lower_node(CLower *lower, NodeId node)
{
    NodeId value;
    switch (c_containers_replace(lower->containers, node) ? C_EMPTY : tree_kind(lower->tree, node)) {
    case C_VARIABLE:
        value = tree_child_as(lower->tree, node, ROLE_C_INIT);
        if (value) store(lower, node, node, value);
        break;
    case C_BINARY: lower_binary(lower, node); break;
    case C_UNARY: lower_unary(lower, node); break;
    case C_MEMBER:
    case C_SUBSCRIPT: lower_dereference(lower, node); break;
    case C_CALL: lower_call(lower, node); break;
    case C_RETURN: lower_return(lower, node); break;
    case C_INIT_LIST: lower_initialisers(lower, node); break;
    default: break;
    }
    emit_plans(lower, node);
    if (c_containers_replace(lower->containers, node)) c_value_let_out(lower, node);
    else c_value_node(lower, node);
}

void c_lower_test(CLower *lower, NodeId condition) { c_value_test(lower, condition); }

// --- functions ----------------------------------------------------------------------------------------------------
static void note_loops(Unit *unit)
{
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        const Graph *graph = &unit_function(unit, call->function)->graph;
        if (call->target && block_repeats(graph, call->block)) unit->functions.at[call->target].flags |= FUNCTION_IN_LOOP;
    }
}

static uint32_t label_count(const Tree *tree)
{
    uint32_t count = 0;
    for (NodeId node = ROOT; node < tree->count; node++) {
        const Node *at = tree_node(tree, node);
        if ((at->kind == C_LABEL || at->kind == C_GOTO) && at->operation > count) count = at->operation;
    }
    return count + 1;
}

void c_lower(Arena *arena, Unit *unit)
{
    if (!unit->calls.len) (void)array_push(arena, &unit->calls);
    if (!unit->places.list.len) (void)array_push(arena, &unit->places.list);
    unit->call_of_node = arena_array(arena, uint32_t, unit->tree->count);
    c_abort_find(unit);
    c_value_initial(unit);
    c_exposed_find(unit);
    CContainers containers = c_containers_learn(arena, unit);
    Arena scratch = {0};
    CLower lower = {.arena = arena, .scratch = &scratch, .unit = unit, .tree = unit->tree, .containers = &containers};
    lower.labels = arena_array(arena, BlockId, label_count(unit->tree));
    for (FunctionId id = TOP_LEVEL; id < unit->functions.len; id++) {
        lower.function = id;
        c_graph_build(&lower);
        unit->functions.at[id].graph = graph_close(&lower.graph);
    }
    arena_close(&scratch);
    note_loops(unit);
}
