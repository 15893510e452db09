// Expressions: what is read, what goes elsewhere, and which way a condition sends control.
#include "base/str.h"
#include "python/py_lower.h"

enum { CLIMB_MAX = 32 };

static NodeId part(const Lower *lower, NodeId node, PyRole role)
{
    return tree_child_as(lower->tree, node, (uint8_t)role);
}

void lower_plan_from(Lower *lower, NodeId first)
{
    if (first) lower_plan(lower, TASK_SEQUENCE, first, 0, 0);
}

void lower_plan_visit(Lower *lower, NodeId node)
{
    if (node) lower_plan(lower, TASK_VISIT, node, 0, 0);
}

// --- places whose value is used ------------------------------------------------------------------------------------

static bool is_element(const Lower *lower, PlaceId place)
{
    return unit_place(lower->unit, place)->kind == PLACE_ELEMENT;
}

// Reads of modules and functions say nothing about memory.
static bool is_worth_a_use(const Lower *lower, PlaceId place)
{
    BindingId binding = unit_place(lower->unit, place)->binding;
    BindingKind kind = unit_binding(lower->unit, binding)->kind;
    return kind != BINDING_IMPORT && kind != BINDING_UNDEFINED && kind != BINDING_FUNCTION;
}

typedef enum Fate {
    FATE_READ,
    FATE_ESCAPES,
    FATE_RETURNED,
    FATE_ELSEWHERE,  // the call, assignment or return around it says what happens
} Fate;

static Fate fate_in_tuple(const Tree *tree, NodeId tuple)
{
    NodeId context = py_context(tree, tuple);
    NodeKind kind = tree_kind(tree, context);
    NodeId left = kind == PY_ASSIGNMENT ? tree_first(tree, context) : 0;
    bool is_unpacked =
        left && tree_kind(tree, left) != PY_IDENTIFIER && tree_kind(tree, left) != PY_ATTRIBUTE;
    if (kind == PY_RETURN || is_unpacked) return FATE_ELSEWHERE;
    return kind == PY_FOR || kind == PY_FOR_IN || kind == PY_COMPARISON ? FATE_READ : FATE_ESCAPES;
}

// What becomes of the value of a place that stands in an expression.
static Fate fate_of(const Tree *tree, NodeId expression)
{
    bool is_branch = false;
    for (int climbed = 0; climbed < CLIMB_MAX;
         climbed++, expression = tree_parent(tree, expression)) {
        NodeId parent = tree_parent(tree, expression);
        uint8_t role = tree_node(tree, expression)->role;
        switch (tree_kind(tree, parent)) {
        case PY_PARENTHESIZED: break;
        case PY_BOOLEAN: is_branch = true; break;
        case PY_CONDITIONAL:
            if (role == ROLE_CONDITION) return FATE_READ;
            is_branch = true;
            break;
        case PY_ASSIGNMENT:
        case PY_NAMED_EXPRESSION:
        case PY_AS_PATTERN: return FATE_ELSEWHERE;
        case PY_RETURN: return is_branch ? FATE_RETURNED : FATE_ELSEWHERE;
        case PY_LAMBDA: return is_branch ? FATE_RETURNED : FATE_ELSEWHERE;
        case PY_TUPLE:
        case PY_EXPRESSION_LIST: return fate_in_tuple(tree, parent);
        case PY_ARGUMENT_LIST:
        case PY_KEYWORD_ARGUMENT: return is_branch ? FATE_ESCAPES : FATE_ELSEWHERE;
        case PY_LIST_SPLAT:
        case PY_DICTIONARY_SPLAT:
            return tree_kind(tree, tree_parent(tree, parent)) == PY_ARGUMENT_LIST ? FATE_ELSEWHERE
                                                                                  : FATE_READ;
        case PY_LIST:
        case PY_SET:
        case PY_PAIR:
        case PY_LIST_COMPREHENSION:
        case PY_SET_COMPREHENSION:
        case PY_GENERATOR:
        case PY_YIELD:
        case PY_DEFAULT_PARAMETER:
        case PY_TYPED_DEFAULT_PARAMETER: return FATE_ESCAPES;
        default: return FATE_READ;
        }
    }
    return FATE_READ;
}

static void use_place(Lower *lower, NodeId node, PlaceId place)
{
    if (!place) return;
    switch (fate_of(lower->tree, node)) {
    case FATE_ELSEWHERE: return;
    case FATE_READ:
        if (is_worth_a_use(lower, place)) lower_event(lower, EVENT_USE, 0, place, 0, node);
        return;
    case FATE_ESCAPES:
        if (!is_element(lower, place)) lower_event(lower, EVENT_ESCAPE, 0, place, 0, node);
        return;
    case FATE_RETURNED:
        if (!is_element(lower, place)) lower_event(lower, EVENT_MOVE, 0, place, 0, node);
        return;
    }
}

void lower_use_result(Lower *lower, NodeId node, PlaceId place)
{
    NodeKind parent = tree_kind(lower->tree, tree_parent(lower->tree, node));
    Fate fate = fate_of(lower->tree, node);
    bool is_part = parent == PY_TUPLE || parent == PY_EXPRESSION_LIST;
    if (fate == FATE_ESCAPES || (is_part && fate == FATE_ELSEWHERE))
        lower_event(lower, EVENT_ESCAPE, 0, place, 0, node);
    if (fate == FATE_RETURNED) lower_event(lower, EVENT_MOVE, 0, place, 0, node);
}

static void read_base(Lower *lower, NodeId object)
{
    PlaceId place = lower_tracked(lower, object);
    bool is_self = py_self_class(lower->unit, tree_node(lower->tree, object)->binding) != 0;
    if (place && !is_self && is_worth_a_use(lower, place))
        lower_event(lower, EVENT_USE, 0, place, 0, object);
}

static void lower_attribute(Lower *lower, NodeId node)
{
    const Tree *tree = lower->tree;
    NodeId object = py_unparenthesized(tree, tree_first(tree, node));
    NodeKind kind = tree_kind(tree, object);
    if (kind != PY_IDENTIFIER) lower_plan_visit(lower, object);
    if (kind != PY_IDENTIFIER && kind != PY_ATTRIBUTE) return;
    if (kind == PY_IDENTIFIER) read_base(lower, object);
    if (lower_is_shrinker(lower, node))
        lower_event(lower, EVENT_SHRINK, SHRINK_MAYBE, lower_tracked(lower, object), 0, node);
    if (str_is(tree_text(tree, tree_next(tree, object)), "maxlen"))
        lower_event(lower, EVENT_BOUND, 0, lower_tracked(lower, object), 0, node);
    use_place(lower, node, lower_tracked(lower, node));
}

static void lower_subscript(Lower *lower, NodeId node)
{
    const Tree *tree = lower->tree;
    NodeId base = py_unparenthesized(tree, tree_first(tree, node)),
           index = part(lower, node, ROLE_SUBSCRIPT);
    NodeKind kind = tree_kind(tree, base);
    lower_plan_from(lower, index);
    if (kind != PY_IDENTIFIER && kind != PY_ATTRIBUTE) {
        lower_plan_visit(lower, base);
        return;
    }
    PlaceId place = lower_tracked(lower, base);
    if (!place) return;
    bool inserts = str_is(lower_type(lower, base), "collections.defaultdict") &&
                   tree_kind(tree, index) != PY_SLICE;
    uint32_t growth = py_is_literal(tree, index) ? GROW_CONSTANT : GROW_READ;
    if (inserts) lower_event(lower, EVENT_GROW, growth, place, 0, node);
    if (is_worth_a_use(lower, place)) lower_event(lower, EVENT_USE, 0, place, 0, node);
}

// --- definitions and comprehensions -------------------------------------------------------------------------------

void lower_captures(Lower *lower, NodeId definition)
{
    FunctionId id = unit_function_defined(lower->unit, definition);
    if (!id) return;
    NodeId name = part(lower, definition, ROLE_NAME);
    PlaceId by = lower_place(lower, name ? name : definition);
    for (uint32_t i = lower->first_captured[id]; i; i = lower->captured.at[i].next) {
        BindingId binding = lower->captured.at[i].binding;
        PlaceId place =
            place_of_binding(lower->arena, &lower->unit->places, &lower->unit->bindings, binding);
        lower_event(lower, EVENT_CAPTURE, CAPTURE_CLOSURE, place, by, definition);
    }
}

static void lower_lambda(Lower *lower, NodeId node)
{
    NodeId parameters = part(lower, node, ROLE_PARAMETERS);
    for (NodeId each = parameters ? tree_first(lower->tree, parameters) : 0; each;
         each = tree_next(lower->tree, each))
        lower_plan_visit(lower, py_parameter_default(lower->tree, each));
    lower_captures(lower, node);
}

// One `for` of a comprehension; the head of its loop is returned, which is where the inner parts go back to.
static BlockId plan_clause(Lower *lower, NodeId clause, BlockId back)
{
    BlockId inside = lower_block(lower);
    if (tree_kind(lower->tree, clause) == PY_IF_CLAUSE) {
        lower_plan(lower, TASK_CONDITION, tree_first(lower->tree, clause), inside, back);
        lower_plan(lower, TASK_ENTER, 0, inside, 0);
        return back;
    }
    BlockId head = lower_block(lower);
    lower_plan_visit(lower, part(lower, clause, ROLE_RIGHT));
    lower_plan(lower, TASK_GOTO, 0, head, 0);
    lower_plan(lower, TASK_ENTER, 0, head, 0);
    lower_plan(lower, TASK_BRANCH, 0, inside, back);
    lower_plan(lower, TASK_ENTER, 0, inside, 0);
    lower_plan(lower, TASK_STORE, part(lower, clause, ROLE_LEFT), 0, 0);
    return head;
}

static void lower_comprehension(Lower *lower, NodeId node)
{
    BlockId after = lower_block(lower), back = after;
    NodeId body = tree_first(lower->tree, node);
    for (NodeId clause = tree_next(lower->tree, body); clause;
         clause = tree_next(lower->tree, clause))
        back = plan_clause(lower, clause, back);
    lower_plan_visit(lower, body);
    lower_plan(lower, TASK_GOTO, 0, back, 0);
    lower_plan(lower, TASK_ENTER, 0, after, 0);
}

static void lower_call_parts(Lower *lower, NodeId node)
{
    const Tree *tree = lower->tree;
    NodeId function = py_unparenthesized(tree, py_call_function(tree, node));
    NodeId arguments = py_call_arguments(tree, node);
    if (tree_kind(tree, function) == PY_ATTRIBUTE) {
        NodeId receiver = py_unparenthesized(tree, tree_first(tree, function));
        NodeKind kind = tree_kind(tree, receiver);
        if (kind != PY_IDENTIFIER && kind != PY_ATTRIBUTE) lower_plan_visit(lower, receiver);
    } else {
        lower_plan_visit(lower, function);
    }
    bool is_generator = tree_kind(tree, arguments) == PY_GENERATOR;
    if (is_generator) lower_plan_visit(lower, arguments);
    if (!is_generator) lower_plan_from(lower, tree_first(tree, arguments));
    lower_plan(lower, TASK_CALL, node, 0, 0);
}

void lower_expression(Lower *lower, NodeId node)
{
    switch (tree_kind(lower->tree, node)) {
    case PY_IDENTIFIER: use_place(lower, node, lower_tracked(lower, node)); return;
    case PY_ATTRIBUTE: lower_attribute(lower, node); return;
    case PY_SUBSCRIPT: lower_subscript(lower, node); return;
    case PY_CALL: lower_call_parts(lower, node); return;
    case PY_LAMBDA: lower_lambda(lower, node); return;
    case PY_LIST_COMPREHENSION:
    case PY_SET_COMPREHENSION:
    case PY_DICTIONARY_COMPREHENSION:
    case PY_GENERATOR: lower_comprehension(lower, node); return;
    case PY_KEYWORD_ARGUMENT: lower_plan_visit(lower, part(lower, node, ROLE_VALUE)); return;
    case PY_NAMED_EXPRESSION:
        lower_plan(lower, TASK_ASSIGN, part(lower, node, ROLE_NAME), part(lower, node, ROLE_VALUE),
                   0);
        return;
    case PY_TYPE: return;
    default: lower_plan_from(lower, tree_first(lower->tree, node)); return;
    }
}

// --- conditions --------------------------------------------------------------------------------------------------

// 1 = always true, 0 = always false, -1 = unknown.
static int constant_of(const Lower *lower, NodeId node)
{
    switch (tree_kind(lower->tree, node)) {
    case PY_TRUE: return 1;
    case PY_FALSE:
    case PY_NONE: return 0;
    case PY_INTEGER: return !str_is(tree_text(lower->tree, node), "0");
    default: return -1;
    }
}

static void plan_both(Lower *lower, NodeId node, Task task)
{
    BlockId between = lower_block(lower);
    bool is_and = tree_node(lower->tree, node)->operation == OP_AND;
    lower_plan(lower, TASK_CONDITION, tree_first(lower->tree, node), is_and ? between : task.a,
               is_and ? task.b : between);
    lower_plan(lower, TASK_ENTER, 0, between, 0);
    lower_plan(lower, TASK_CONDITION, tree_next(lower->tree, tree_first(lower->tree, node)), task.a,
               task.b);
}

void lower_condition(Lower *lower, Task task)
{
    NodeId node = py_unparenthesized(lower->tree, task.node);
    NodeKind kind = tree_kind(lower->tree, node);
    int constant = constant_of(lower, node);
    if (constant >= 0) {
        lower_goto(lower, constant ? task.a : task.b);
    } else if (kind == PY_NOT) {
        lower_plan(lower, TASK_CONDITION, tree_first(lower->tree, node), task.b, task.a);
    } else if (kind == PY_BOOLEAN && tree_next(lower->tree, tree_first(lower->tree, node))) {
        plan_both(lower, node, task);
    } else {
        if (kind != PY_IDENTIFIER) lower_plan_visit(lower, node);
        lower_plan(lower, TASK_TEST, node, task.a, task.b);
    }
}

// x of len(x), else 0.
static NodeId measured(const Lower *lower, NodeId node)
{
    const Call *call = unit_call(lower->unit, py_unparenthesized(lower->tree, node));
    return call && str_is(call->callee, "builtins.len") && call->argument_count == 1
               ? call->arguments[0].node
               : 0;
}

// len(x) > 0 asks what `x` asks, len(x) == 0 and len(x) < 1 what `not x` does.
static bool test_emptiness(Lower *lower, NodeId node)
{
    const Tree *tree = lower->tree;
    NodeId left = tree_first(tree, node), number = tree_next(tree, left),
           of = measured(lower, left);
    uint32_t operation = tree_node(tree, node)->operation;
    bool is_zero = str_is(tree_text(tree, number), "0"),
         is_one = str_is(tree_text(tree, number), "1");
    bool is_filled =
        is_zero ? operation == OP_GT || operation == OP_NE : is_one && operation == OP_GE;
    bool is_empty =
        is_zero ? operation == OP_EQ || operation == OP_LE : is_one && operation == OP_LT;
    if (!of || (!is_filled && !is_empty)) return false;
    lower_event(lower, EVENT_TEST, is_filled ? TEST_TRUE : TEST_FALSE, lower_tracked(lower, of), 0,
                node);
    return true;
}

// What is compared, when it has a name.
static PlaceId compared(Lower *lower, NodeId node)
{
    PlaceId place = lower_tracked(lower, node);
    return unit_place(lower->unit, place)->kind == PLACE_RESULT ? 0 : place;
}

static void test_comparison(Lower *lower, NodeId node)
{
    const Tree *tree = lower->tree;
    NodeId left = tree_first(tree, node), right = tree_next(tree, left);
    uint32_t operation = tree_node(tree, node)->operation;
    bool with_none = tree_kind(tree, right) == PY_NONE;
    bool is_same = operation == OP_IS || operation == OP_EQ,
         is_other = operation == OP_IS_NOT || operation == OP_NE;
    NodeId tested = operation == OP_IN || operation == OP_NOT_IN ? right : left;
    PlaceId place = compared(lower, tested);
    if (!place && tested == left) place = compared(lower, right);
    uint32_t test = with_none && is_same    ? TEST_FALSE
                    : with_none && is_other ? TEST_TRUE
                                            : TEST_COMPARE;
    lower_event(lower, EVENT_TEST, test, place, 0, node);
}

// The TEST stands last in its block.
void lower_test(Lower *lower, Task task)
{
    NodeKind kind = tree_kind(lower->tree, task.node);
    NodeId tested = kind == PY_CALL ? measured(lower, task.node) : task.node;
    if (kind != PY_COMPARISON) {
        lower_event(lower, EVENT_TEST, TEST_TRUE, tested ? lower_tracked(lower, tested) : 0, 0,
                    task.node);
    } else if (!test_emptiness(lower, task.node)) {
        test_comparison(lower, task.node);
    }
    graph_edge(&lower->graph, lower->current, task.a, EDGE_TRUE);
    graph_edge(&lower->graph, lower->current, task.b, EDGE_FALSE);
}
