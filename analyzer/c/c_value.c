// SET, RETURN and TEST. Values that can't be named are 0; the pointers in them are let out, so that nobody follows them any further.
#include "c/c_value.h"

#include "base/str.h"
#include "c/c_place.h"

static void emit(CLower *lower, EventKind kind, uint32_t detail, PlaceId place, PlaceId other, NodeId node)
{
    graph_event(&lower->graph, lower->block, (Event){.kind = kind, .detail = detail, .place = place, .other = other, .node = node});
}

static PlaceId result_of(CLower *lower, NodeId node) { return place_result(lower->arena, &lower->unit->places, node); }

// --- constants -------------------------------------------------------------------------------------------------
static bool is_constant(const Unit *unit, NodeId node, int32_t *value)
{
    const Tree *tree = unit->tree;
    node = c_strip_casts(tree, node);
    const Node *at = tree_node(tree, node);
    const Binding *binding = unit_binding(unit, at->binding);
    uint32_t number;
    if (at->kind == C_UNARY && at->operation == OP_NEGATE && is_constant(unit, tree_first(tree, node), value)) {
        if (*value == INT32_MIN) return false;
        *value = -*value;
        return true;
    }
    if (at->kind == C_UNARY && at->operation == OP_BIT_NOT && is_constant(unit, tree_first(tree, node), value)) {
        *value = ~*value;
        return true;
    }
    if (at->kind == C_UNARY && at->operation == OP_NOT && is_constant(unit, tree_first(tree, node), value)) {
        *value = !*value;
        return true;
    }
    if (at->kind == C_REFERENCE && binding->kind == BINDING_ENUMERATOR && binding->has_value) {
        *value = binding->value;
        return true;
    }
    if (!c_integer(tree, node, &number) || number > INT32_MAX) return false;
    *value = (int32_t)number;
    return true;
}

bool c_value_constant(const Unit *unit, NodeId node, int32_t *value) { return node && is_constant(unit, node, value); }

static PlaceId constant_of(CLower *lower, NodeId node)
{
    int32_t value;
    return is_constant(lower->unit, node, &value) ? place_constant(lower->arena, &lower->unit->places, value) : 0;
}

void c_value_initial(Unit *unit)
{
    for (BindingId id = 1; id < unit->bindings.len; id++) {
        Binding *binding = &unit->bindings.at[id];
        if (binding->kind != BINDING_GLOBAL && binding->kind != BINDING_STATIC) continue;
        NodeId declared = binding->declared;
        if (!declared || tree_kind(unit->tree, declared) != C_VARIABLE) continue;
        NodeId init = tree_child_as(unit->tree, declared, ROLE_C_INIT);
        bool is_number = unit_type(unit, binding->type)->kind == TYPE_INTEGER;
        bool is_ours = binding->is_private || binding->kind == BINDING_STATIC;
        binding->has_value = is_number && (init ? is_constant(unit, init, &binding->value) : is_ours && !binding->writes);
    }
}

// --- values ----------------------------------------------------------------------------------------------------
static bool is_expect(const CLower *lower, NodeId call)
{
    BindingId callee = c_reference(lower->tree, tree_child_as(lower->tree, call, ROLE_C_CALLEE));
    return str_is(unit_binding(lower->unit, callee)->name, "__builtin_expect");
}

// p + n, n + p, p - n: a way back to p.
static NodeId pointer_of_sum(const CLower *lower, NodeId node)
{
    uint32_t operation = tree_node(lower->tree, node)->operation;
    if ((operation != OP_ADD && operation != OP_SUB) || !c_is_pointer(lower->unit, node)) return 0;
    NodeId left = tree_child_as(lower->tree, node, ROLE_C_LEFT);
    return c_is_pointer(lower->unit, left) ? left : tree_child_as(lower->tree, node, ROLE_C_RIGHT);
}

PlaceId c_value(CLower *lower, NodeId node)
{
    const Tree *tree = lower->tree;
    node = node ? c_strip_casts(tree, node) : 0;
    if (!node) return 0;
    PlaceId constant = constant_of(lower, node);
    if (constant) return constant;
    const Node *at = tree_node(tree, node);
    switch (at->kind) {
    case C_CALL: return is_expect(lower, node) ? c_value(lower, c_call_argument(tree, node, 1)) : result_of(lower, node);
    case C_CONDITIONAL:
    case C_STATEMENT_EXPRESSION: return result_of(lower, node);
    case C_UNARY:
        if (at->operation == OP_NEGATE || at->operation == OP_BIT_NOT || at->operation == OP_NOT) return 0;
        if (at->operation == OP_ADDRESS) {  // &p->field is a way back to p
            NodeId inner = c_strip_casts(tree, tree_first(tree, node));
            bool is_part = (tree_kind(tree, inner) == C_MEMBER && c_is_arrow(lower->unit, inner)) || tree_kind(tree, inner) == C_SUBSCRIPT;
            return is_part ? c_value(lower, tree_first(tree, inner)) : 0;
        }
        break;
    case C_BINARY:
        if (at->operation == OP_ASSIGN || at->operation == OP_COMMA) return c_value(lower, tree_child_as(tree, node, at->operation == OP_COMMA ? ROLE_C_RIGHT : ROLE_C_LEFT));
        if (pointer_of_sum(lower, node)) return c_value(lower, pointer_of_sum(lower, node));
        break;
    default: break;
    }
    if (unit_type(lower->unit, at->type)->kind == TYPE_ARRAY) {  // an array inside what p points to is p's block
        if (at->kind == C_MEMBER && c_is_arrow(lower->unit, node)) return c_value(lower, tree_first(tree, node));
        return at->kind == C_REFERENCE ? c_place(lower->arena, lower->unit, node) : 0;
    }
    return c_place(lower->arena, lower->unit, node);
}

// The address of a member leads back to the whole: &p->field.
static bool is_address_of(const Tree *tree, NodeId node)
{
    NodeId parent = tree_parent(tree, node);
    return tree_kind(tree, parent) == C_UNARY && tree_node(tree, parent)->operation == OP_ADDRESS;
}

// Is the value of the reference itself used, not what it leads to or what it compares to?
static bool gives_value(const CLower *lower, NodeId node, NodeId top)
{
    const Tree *tree = lower->tree;
    for (NodeId up = node; up != top; up = tree_parent(tree, up)) {
        NodeId parent = tree_parent(tree, up);
        const Node *at = tree_node(tree, parent);
        uint8_t role = tree_node(tree, up)->role;
        if (parent == top && at->kind == C_CALL) return true;  // a call whose effect something else tells
        if (at->kind == C_SIZEOF || at->kind == C_CALL || c_is_comparison(tree, parent)) return false;
        if (at->kind == C_MEMBER && unit_type(lower->unit, at->type)->kind != TYPE_ARRAY && !is_address_of(tree, parent)) return false;
        if (at->kind == C_SUBSCRIPT || role == ROLE_C_CONDITION) return false;
        if (at->kind == C_UNARY && (at->operation == OP_DEREF || at->operation == OP_NOT)) return false;
        if (at->kind == C_BINARY && (at->operation == OP_AND || at->operation == OP_OR)) return false;
    }
    return true;
}

// The address of a struct that is stored: who has it leads to all that hangs on the struct.
static bool is_address_of_record(const CLower *lower, NodeId node)
{
    const Node *at = tree_node(lower->tree, node);
    if (at->kind != C_UNARY || at->operation != OP_ADDRESS) return false;
    return unit_type(lower->unit, tree_node(lower->tree, c_strip(lower->tree, tree_first(lower->tree, node)))->type)->kind == TYPE_RECORD;
}

static void let_record_out(CLower *lower, NodeId address)
{
    const Place *root = NULL;
    PlaceId place = c_place(lower->arena, lower->unit, tree_first(lower->tree, address));
    if (place) root = unit_place(lower->unit, place_root(&lower->unit->places, place));
    if (root && root->kind == PLACE_LOCAL && unit_binding(lower->unit, root->binding)->exposed) emit(lower, EVENT_SET, 0, 0, place, address);
}

void c_value_let_out(CLower *lower, NodeId top)
{
    const Tree *tree = lower->tree;
    for (NodeId node = top, end = tree_end(tree, top); node < end; node++) {
        bool is_call = tree_kind(tree, node) == C_CALL && node != top;
        if (is_address_of_record(lower, node)) let_record_out(lower, node);
        if (!is_call && (tree_kind(tree, node) != C_REFERENCE || !c_is_pointer(lower->unit, node))) continue;
        if (!gives_value(lower, node, top)) continue;
        PlaceId place = is_call ? result_of(lower, node) : c_place(lower->arena, lower->unit, node);
        if (place) emit(lower, EVENT_SET, 0, 0, place, node);
    }
}

static bool is_truth(const Tree *tree, NodeId node)
{
    uint32_t operation = tree_node(tree, node)->operation;
    if (tree_kind(tree, node) == C_UNARY) return operation == OP_NOT;
    return c_is_comparison(tree, node) || (tree_kind(tree, node) == C_BINARY && (operation == OP_AND || operation == OP_OR));
}

// check(!make()), assert_true(p == NULL): whether the call comes back depends on what is asked.
static void let_asked_out(CLower *lower, NodeId top)
{
    const Tree *tree = lower->tree;
    for (NodeId node = top, end = tree_end(tree, top); node < end; node++) {
        bool is_call = tree_kind(tree, node) == C_CALL;
        if (!is_call && tree_kind(tree, node) != C_REFERENCE) continue;
        PlaceId place = is_call ? result_of(lower, node) : c_place(lower->arena, lower->unit, node);
        PlaceKind kind = unit_place(lower->unit, place)->kind;
        if (kind == PLACE_LOCAL || kind == PLACE_RESULT) emit(lower, EVENT_SET, 0, 0, place, node);
    }
}

// A string literal, or the address of a variable: what no allocator gave.
static bool is_storage(const CLower *lower, NodeId node)
{
    const Tree *tree = lower->tree;
    node = node ? c_strip_casts(tree, node) : 0;
    if (tree_kind(tree, node) == C_STRING) return true;
    bool is_address = tree_kind(tree, node) == C_UNARY && tree_node(tree, node)->operation == OP_ADDRESS;
    return is_address && tree_kind(tree, c_strip(tree, tree_first(tree, node))) == C_REFERENCE;
}

// p + n or p - n of a pointer, that the pointer itself gets or (by a constant) another one.
static Change change_of_sum(const CLower *lower, NodeId sum, bool is_itself)
{
    int32_t by = 1;
    if (tree_kind(lower->tree, sum) != C_BINARY || !pointer_of_sum(lower, sum)) return CHANGE_ANY;
    bool is_known = is_constant(lower->unit, tree_child_as(lower->tree, sum, ROLE_C_RIGHT), &by) && by > 0;
    if (!is_known && !is_itself) return CHANGE_ANY;
    if (tree_node(lower->tree, sum)->operation == OP_ADD) return CHANGE_GROWS;
    return is_known ? CHANGE_SINKS : CHANGE_ANY;
}

static void set(CLower *lower, PlaceId place, NodeId value, NodeId node)
{
    PlaceId other = c_value(lower, value);
    if (value && !other) c_value_let_out(lower, value);
    if (value && is_truth(lower->tree, c_strip_casts(lower->tree, value))) let_asked_out(lower, value);  // failed = p == NULL
    Change change = place && other && value ? change_of_sum(lower, c_strip_casts(lower->tree, value), place == other)
                    : !other && is_storage(lower, value) ? CHANGE_TO_STORAGE : CHANGE_ANY;
    if (place) emit(lower, EVENT_SET, change, place, other, node);
    else if (other) emit(lower, EVENT_SET, 0, 0, other, node);
}

void c_value_arm(CLower *lower, NodeId choice, NodeId arm) { set(lower, result_of(lower, choice), arm, arm); }

static void set_items(CLower *lower, PlaceId base, NodeId list)
{
    for (NodeId item = tree_first(lower->tree, list); item; item = tree_next(lower->tree, item)) {
        bool is_named = tree_kind(lower->tree, item) == C_DESIGNATED;
        NodeId value = is_named ? tree_child_as(lower->tree, item, ROLE_C_VALUE) : item;
        NodeId member = is_named ? tree_first(lower->tree, item) : 0;
        bool is_field = member && tree_kind(lower->tree, member) == C_MEMBER_NAME && base;
        PlaceId place = is_field ? place_field(lower->arena, &lower->unit->places, base, unit_binding(lower->unit, tree_node(lower->tree, member)->binding)->name, 0) : 0;
        bool is_list = value && tree_kind(lower->tree, c_strip(lower->tree, value)) == C_INIT_LIST;
        if (is_list) c_value_let_out(lower, value);
        else if (value) set(lower, place, value, item);
    }
}

// A static variable gets its first value once, and has another one when the function is called again.
static void set_variable(CLower *lower, NodeId node)
{
    const Tree *tree = lower->tree;
    if (unit_binding(lower->unit, tree_node(tree, node)->binding)->kind == BINDING_STATIC) return;
    NodeId value = tree_child_as(tree, node, ROLE_C_INIT);
    PlaceId place = c_place(lower->arena, lower->unit, node);
    NodeId list = value ? c_strip(tree, value) : 0;
    if (list && tree_kind(tree, list) == C_INIT_LIST) {
        set_items(lower, place, list);
    } else if (value) {
        set(lower, place, value, node);
    }
}

static Change change_of(const CLower *lower, uint32_t operation, NodeId right)
{
    int32_t by;
    if (!is_constant(lower->unit, right, &by) || by <= 0) return CHANGE_ANY;
    if (operation == (OP_COMPOUND | OP_ADD)) return CHANGE_GROWS;
    return operation == (OP_COMPOUND | OP_MUL) || operation == (OP_COMPOUND | OP_SHL) ? CHANGE_MULTIPLIES : CHANGE_ANY;
}

static void set_assigned(CLower *lower, NodeId node)
{
    const Tree *tree = lower->tree;
    uint32_t operation = tree_node(tree, node)->operation;
    NodeId left = tree_child_as(tree, node, ROLE_C_LEFT), right = tree_child_as(tree, node, ROLE_C_RIGHT);
    PlaceId place = c_place(lower->arena, lower->unit, left);
    if (operation == OP_ASSIGN) {
        set(lower, place, right, node);
    } else if (operation & OP_COMPOUND && place) {
        emit(lower, EVENT_SET, change_of(lower, operation, right), place, c_is_pointer(lower->unit, left) ? place : 0, node);
    }
}

static void set_counted(CLower *lower, NodeId node)
{
    uint32_t operation = tree_node(lower->tree, node)->operation;
    if (operation < OP_PRE_INC || operation > OP_POST_DEC) return;
    NodeId operand = tree_first(lower->tree, node);
    PlaceId place = c_place(lower->arena, lower->unit, operand);
    Change change = operation == OP_PRE_INC || operation == OP_POST_INC ? CHANGE_GROWS : CHANGE_SINKS;
    bool is_counter = change == CHANGE_GROWS && unit_place(lower->unit, place)->kind == PLACE_LOCAL && !c_is_pointer(lower->unit, operand);
    if (is_counter) change = CHANGE_COUNTS;
    if (place) emit(lower, EVENT_SET, change, place, c_is_pointer(lower->unit, operand) ? place : 0, node);
}

// assert_equal((long)p, 0)
static bool travels_as_number(const CLower *lower, NodeId argument)
{
    NodeId inner = c_strip_casts(lower->tree, argument);
    return c_is_pointer(lower->unit, inner) && unit_type(lower->unit, tree_node(lower->tree, argument)->type)->kind == TYPE_INTEGER;
}

// Arguments without a place of their own: nobody could tell what became of the pointers in them.
static void let_arguments_out(CLower *lower, NodeId node)
{
    const Call *call = unit_call(lower->unit, node);
    bool is_told = call && (call->effects.len || knowledge_ownership(lower->unit->knowledge, call->callee));
    for (uint32_t i = 0; call && i < call->argument_count; i++) {
        NodeId argument = call->arguments[i].node;
        if (!is_told && travels_as_number(lower, argument)) let_asked_out(lower, argument);
        if (call->arguments[i].place) continue;
        c_value_let_out(lower, argument);
        if (!is_told && is_truth(lower->tree, c_strip_casts(lower->tree, argument))) let_asked_out(lower, argument);
    }
}

static NodeId last_statement(const Tree *tree, NodeId compound)
{
    NodeId last = tree_first(tree, compound);
    while (last && tree_next(tree, last)) last = tree_next(tree, last);
    return last;
}

void c_value_node(CLower *lower, NodeId node)
{
    const Tree *tree = lower->tree;
    switch (tree_kind(tree, node)) {
    case C_VARIABLE: set_variable(lower, node); break;
    case C_BINARY: set_assigned(lower, node); break;
    case C_UNARY: set_counted(lower, node); break;
    case C_COMPOUND_LITERAL: c_value_let_out(lower, node); break;
    case C_STATEMENT_EXPRESSION: {
        NodeId last = last_statement(tree, tree_first(tree, node));
        bool is_value = last && tree_kind(tree, last) > C_EMPTY;
        if (is_value) set(lower, result_of(lower, node), last, node);
        break;
    }
    case C_RETURN: {
        NodeId value = tree_first(tree, node);
        PlaceId place = c_value(lower, value);
        if (value && !place) c_value_let_out(lower, value);
        emit(lower, EVENT_RETURN, 0, place, 0, node);
        break;
    }
    case C_CALL: let_arguments_out(lower, node); break;
    default: break;
    }
}

// --- conditions ------------------------------------------------------------------------------------------------
static Test test_of(uint32_t operation, bool is_swapped)
{
    switch (operation) {
    case OP_EQ: return TEST_EQUAL;
    case OP_NE: return TEST_UNEQUAL;
    case OP_LT: return is_swapped ? TEST_MORE : TEST_LESS;
    case OP_LE: return is_swapped ? TEST_AT_LEAST : TEST_AT_MOST;
    case OP_GT: return is_swapped ? TEST_LESS : TEST_MORE;
    default: return is_swapped ? TEST_AT_MOST : TEST_AT_LEAST;
    }
}

// Reads no more than variables: asked twice, the answer is the same as long as none of them is written.
static bool is_pure(const Tree *tree, NodeId node)
{
    for (NodeId at = node, end = tree_end(tree, node); at < end; at++) {
        uint32_t operation = tree_node(tree, at)->operation;
        if (tree_kind(tree, at) == C_CALL || c_is_assignment(tree, at) || tree_kind(tree, at) == C_STATEMENT_EXPRESSION) return false;
        if (tree_kind(tree, at) == C_UNARY && operation >= OP_PRE_INC && operation <= OP_POST_DEC) return false;
    }
    return true;
}

// Which variables it speaks of, as a number (FNV-1a).
static uint32_t names_in(const Tree *tree, NodeId node)
{
    uint32_t hash = 2166136261u;
    for (NodeId at = node, end = tree_end(tree, node); at < end; at++)
        if (tree_node(tree, at)->binding) hash = (hash ^ tree_node(tree, at)->binding) * 16777619u;
    return hash;
}

static PlaceId expression_of(CLower *lower, NodeId node)
{
    enum { LONGEST = 120 };
    Str text = tree_text(lower->tree, node);
    bool is_spelled = !(tree_node(lower->tree, node)->flags & NODE_IN_MACRO);  // an expansion's text says nothing of its parts
    if (!is_spelled || !text.len || text.len > LONGEST || !is_pure(lower->tree, node)) return 0;
    return place_expression(lower->arena, &lower->unit->places, text, names_in(lower->tree, node), node);
}

// out != stdout, name != small: whether it is the same thing as a global one or an array.
static void compare_with_global(CLower *lower, NodeId left, NodeId right, Event *event)
{
    PlaceId a = c_value(lower, left), b = c_value(lower, right);
    if (unit_place(lower->unit, a)->kind == PLACE_GLOBAL) {
        PlaceId swapped = a;
        a = b;
        b = swapped;
    }
    bool is_array = unit_type(lower->unit, tree_node(lower->tree, c_strip_casts(lower->tree, right))->type)->kind == TYPE_ARRAY;
    bool is_thing = unit_place(lower->unit, b)->kind == PLACE_GLOBAL || (b && is_array);
    if (!a || !is_thing || unit_place(lower->unit, a)->kind == PLACE_GLOBAL) return;
    event->place = a;
    event->other = b;
    event->detail = tree_node(lower->tree, event->node)->operation == OP_EQ ? TEST_EQUAL : TEST_UNEQUAL;
}

void c_value_test(CLower *lower, NodeId condition)
{
    const Tree *tree = lower->tree;
    NodeId node = c_strip_casts(tree, condition);
    Event event = {.kind = EVENT_TEST, .detail = TEST_TRUE, .node = node};
    if (c_is_comparison(tree, node)) {
        NodeId left = tree_child_as(tree, node, ROLE_C_LEFT), right = tree_child_as(tree, node, ROLE_C_RIGHT);
        PlaceId number = constant_of(lower, right);
        bool is_swapped = !number && (number = constant_of(lower, left)) != 0;
        event.place = number ? c_value(lower, is_swapped ? right : left) : 0;
        if (event.place) {
            event.detail = test_of(tree_node(tree, node)->operation, is_swapped);
            event.other = number;
            bool is_zero = unit_place(lower->unit, number)->value == 0;
            if (is_zero && event.detail == TEST_EQUAL) event = (Event){.kind = EVENT_TEST, .detail = TEST_FALSE, .place = event.place, .node = node};
            if (is_zero && event.detail == TEST_UNEQUAL) event = (Event){.kind = EVENT_TEST, .detail = TEST_TRUE, .place = event.place, .node = node};
        }
        uint32_t operation = tree_node(tree, node)->operation;
        if (!number && (operation == OP_EQ || operation == OP_NE)) compare_with_global(lower, left, right, &event);
    } else {
        event.place = c_value(lower, node);
    }
    if (!event.place) event.place = expression_of(lower, node);
    if (!event.place) {
        event.place = c_place(lower->arena, lower->unit, c_is_comparison(tree, node) ? tree_child_as(tree, node, ROLE_C_LEFT) : node);
        event.detail = TEST_COMPARE;
    }
    if (event.place) graph_event(&lower->graph, lower->block, event);
}

bool c_value_case(CLower *lower, NodeId switched, NodeId value)
{
    PlaceId place = c_value(lower, switched), number = constant_of(lower, value);
    if (!place || !number || unit_place(lower->unit, place)->kind == PLACE_CONSTANT) return false;
    emit(lower, EVENT_TEST, TEST_EQUAL, place, number, switched);
    return true;
}
