// Control flow of one function: statements and the operators && || ?: make blocks.
//
// No recursion: what is still to be done stands on a stack of steps, the next one on top. A statement pushes the steps of its
// parts in reverse. Code that nothing reaches gets blocks without incoming edges.
// LIMIT: computed goto, asm goto and setjmp give up on the function (fixtures/c/events/gave_up.c).
#include "base/str.h"
#include "c/c_abort.h"
#include "c/c_lower.h"
#include "c/c_scan.h"
#include "c/c_value.h"

typedef enum StepKind {
    STEP_STATEMENT,  // lower the statement
    STEP_LIST,       // lower the statement and its later siblings
    STEP_VALUE,      // evaluate the expression
    STEP_VALUES,     // evaluate the expression and its later siblings
    STEP_NODE,       // the events of the node itself
    STEP_ARM,        // the value of an arm is the value of its ?:
    STEP_CONDITION,  // branch to `to` when the expression holds, else to `other`
    STEP_BRANCH,     // the same for an expression that has been evaluated
    STEP_BLOCK,      // go on in block `to`
    STEP_JUMP,       // an edge to block `to`
    STEP_LEAVE,      // the loop or switch is done
    STEP_RETURN,
} StepKind;

typedef struct Step {
    StepKind kind;
    NodeId node;
    BlockId to, other;
} Step;

// A case of a switch, in the order in which they are written.
typedef struct Case {
    NodeId value;    // 0 = a range of values
    BlockId to;
    uint32_t before;  // index of the one before + 1, 0 = none
} Case;

// Where break, continue and case go.
typedef struct Scope {
    BlockId break_to, continue_to;  // continue_to = 0: a switch
    BlockId dispatch;               // of a switch: where its cases hang
    BlockId default_to;             // its default, 0 = none yet
    NodeId switched;                // what it looks at
    uint32_t last_case, case_count; // index into Flow.cases + 1; how many
    bool is_constant, is_matched;   // it switches on `value`; a case of that value has come
    int32_t value;
} Scope;

typedef struct Flow {
    CLower *lower;
    const Tree *tree;
    ArrayOf(Step) steps;
    ArrayOf(Scope) scopes;
    ArrayOf(Case) cases;
} Flow;

static Step *push(Flow *flow, StepKind kind, NodeId node)
{
    Step *step = array_push(flow->lower->scratch, &flow->steps);
    *step = (Step){.kind = kind, .node = node};
    return step;
}

static void push_to(Flow *flow, StepKind kind, BlockId to) { push(flow, kind, 0)->to = to; }

static void push_node(Flow *flow, StepKind kind, NodeId node)
{
    if (node) push(flow, kind, node);
}

static void push_condition(Flow *flow, NodeId condition, BlockId to, BlockId other)
{
    Step *step = push(flow, STEP_CONDITION, condition);
    step->to = to;
    step->other = other;
}

static BlockId new_block(Flow *flow) { return graph_block(&flow->lower->graph); }

static void edge(Flow *flow, BlockId to, EdgeKind kind) { graph_edge(&flow->lower->graph, flow->lower->block, to, kind); }

// Control does not come here: what follows starts a block of its own.
static void cut(Flow *flow) { flow->lower->block = new_block(flow); }

static NodeId part(const Flow *flow, NodeId node, CRole role) { return tree_child_as(flow->tree, node, (uint8_t)role); }

// --- jumps --------------------------------------------------------------------------------------------------------
static BlockId label_block(Flow *flow, NodeId node)
{
    BlockId *block = &flow->lower->labels[tree_node(flow->tree, node)->operation];
    if (!*block) *block = new_block(flow);
    return *block;
}

static void jump(Flow *flow, BlockId to)
{
    if (to) edge(flow, to, EDGE_ALWAYS);
    cut(flow);
}

static Scope *innermost(Flow *flow, bool loop)
{
    for (uint32_t i = flow->scopes.len; i > 0; i--)
        if (!loop || flow->scopes.at[i - 1].continue_to) return &flow->scopes.at[i - 1];
    return NULL;
}

static Scope *innermost_switch(Flow *flow)
{
    for (uint32_t i = flow->scopes.len; i > 0; i--)
        if (flow->scopes.at[i - 1].dispatch) return &flow->scopes.at[i - 1];
    return NULL;
}

static void give_up(Flow *flow) { flow->lower->graph.gave_up = true; }

// --- statements ---------------------------------------------------------------------------------------------------
// Where an assertion has failed, nothing follows.
static void push_arm(Flow *flow, NodeId arm, NodeId failure, BlockId to, BlockId after)
{
    if (arm && arm == failure) return;
    push_to(flow, STEP_JUMP, after);
    push_node(flow, STEP_STATEMENT, arm);
    push_to(flow, STEP_BLOCK, to);
}

static void lower_if(Flow *flow, NodeId node)
{
    BlockId then = new_block(flow), otherwise = new_block(flow), after = new_block(flow);
    NodeId failure = c_abort_failure(flow->lower->unit, node);
    push_to(flow, STEP_BLOCK, after);
    push_arm(flow, part(flow, node, ROLE_C_ELSE), failure, otherwise, after);
    push_arm(flow, part(flow, node, ROLE_C_THEN), failure, then, after);
    push_condition(flow, part(flow, node, ROLE_C_CONDITION), then, otherwise);
}

static void enter(Flow *flow, Scope scope) { *array_push(flow->lower->scratch, &flow->scopes) = scope; }

// while and for: the head tests, the tail increments.
static void lower_loop(Flow *flow, NodeId node)
{
    BlockId head = new_block(flow), body = new_block(flow), tail = new_block(flow), after = new_block(flow);
    NodeId condition = part(flow, node, ROLE_C_CONDITION), init = part(flow, node, ROLE_C_INIT);
    push_to(flow, STEP_BLOCK, after);
    push(flow, STEP_LEAVE, 0);
    push_to(flow, STEP_JUMP, head);
    push_node(flow, STEP_VALUE, part(flow, node, ROLE_C_INCREMENT));
    push_to(flow, STEP_BLOCK, tail);
    push_to(flow, STEP_JUMP, tail);
    push_node(flow, STEP_STATEMENT, part(flow, node, ROLE_C_BODY));
    push_to(flow, STEP_BLOCK, body);
    if (condition) push_condition(flow, condition, body, after);
    else push_to(flow, STEP_JUMP, body);
    push_to(flow, STEP_BLOCK, head);
    push_to(flow, STEP_JUMP, head);
    push_node(flow, STEP_STATEMENT, init);
    enter(flow, (Scope){.break_to = after, .continue_to = tail});
}

static void lower_do(Flow *flow, NodeId node)
{
    BlockId body = new_block(flow), test = new_block(flow), after = new_block(flow);
    push_to(flow, STEP_BLOCK, after);
    push(flow, STEP_LEAVE, 0);
    push_condition(flow, part(flow, node, ROLE_C_CONDITION), body, after);
    push_to(flow, STEP_BLOCK, test);
    push_to(flow, STEP_JUMP, test);
    push_node(flow, STEP_STATEMENT, part(flow, node, ROLE_C_BODY));
    push_to(flow, STEP_BLOCK, body);
    push_to(flow, STEP_JUMP, body);
    enter(flow, (Scope){.break_to = after, .continue_to = test});
}

static void lower_switch(Flow *flow, NodeId node)
{
    BlockId dispatch = new_block(flow), body = new_block(flow), after = new_block(flow);
    push_to(flow, STEP_BLOCK, after);
    push(flow, STEP_LEAVE, 0);
    push_to(flow, STEP_JUMP, after);
    push_node(flow, STEP_STATEMENT, part(flow, node, ROLE_C_BODY));
    push_to(flow, STEP_BLOCK, body);  // what stands before the first case is never reached
    push_to(flow, STEP_BLOCK, dispatch);
    push_to(flow, STEP_JUMP, dispatch);
    push_node(flow, STEP_VALUE, part(flow, node, ROLE_C_CONDITION));
    Scope scope = {.break_to = after, .dispatch = dispatch, .switched = part(flow, node, ROLE_C_CONDITION)};
    scope.is_constant = c_value_constant(flow->lower->unit, part(flow, node, ROLE_C_CONDITION), &scope.value);
    enter(flow, scope);
}

// A switch on a constant goes to the case of that value only.
static bool can_match(const Flow *flow, Scope *scope, NodeId node)
{
    int32_t value;
    if (!scope->is_constant || !c_value_constant(flow->lower->unit, part(flow, node, ROLE_C_VALUE), &value)) return true;
    scope->is_matched |= value == scope->value;
    return value == scope->value;
}

static void note_case(Flow *flow, Scope *scope, NodeId node, BlockId here)
{
    bool is_range = part(flow, node, ROLE_C_VALUE) != tree_first(flow->tree, node) || tree_child_count(flow->tree, node) > 2;
    Case *entry = array_push(flow->lower->scratch, &flow->cases);
    *entry = (Case){is_range ? 0 : part(flow, node, ROLE_C_VALUE), here, scope->last_case};
    scope->last_case = flow->cases.len;
    scope->case_count++;
}

static void lower_case(Flow *flow, NodeId node)
{
    Scope *scope = innermost_switch(flow);
    BlockId here = new_block(flow);
    edge(flow, here, EDGE_ALWAYS);  // fall-through
    if (scope && tree_kind(flow->tree, node) == C_DEFAULT) scope->default_to = here;
    else if (scope && can_match(flow, scope, node)) note_case(flow, scope, node, here);
    flow->lower->block = here;
    push_node(flow, STEP_STATEMENT, part(flow, node, ROLE_C_BODY));
}

static void lower_label(Flow *flow, NodeId node)
{
    BlockId here = label_block(flow, node);
    edge(flow, here, EDGE_ALWAYS);
    flow->lower->block = here;
    push_node(flow, STEP_STATEMENT, part(flow, node, ROLE_C_BODY));
}

static void lower_declaration(Flow *flow, NodeId node)
{
    if (tree_kind(flow->tree, node) != C_VARIABLE) return;
    push(flow, STEP_NODE, node);
    push_node(flow, STEP_VALUE, part(flow, node, ROLE_C_INIT));
}

// Few cases are asked for one after the other, so that what each of them says of the value is known in it.
static bool ask_case(Flow *flow, const Scope *scope, const Case *entry)
{
    enum { FEW_CASES = 24 };
    if (!entry->value || scope->is_constant || scope->case_count > FEW_CASES) return false;
    if (!c_value_case(flow->lower, scope->switched, entry->value)) return false;
    BlockId next = new_block(flow);
    edge(flow, entry->to, EDGE_TRUE);
    edge(flow, next, EDGE_FALSE);
    flow->lower->block = next;
    return true;
}

static void leave_scope(Flow *flow)
{
    Scope scope = flow->scopes.at[--flow->scopes.len];
    BlockId here = flow->lower->block;
    if (!scope.dispatch) return;
    flow->lower->block = scope.dispatch;
    for (uint32_t at = scope.last_case; at; at = flow->cases.at[at - 1].before)
        if (!ask_case(flow, &scope, &flow->cases.at[at - 1])) edge(flow, flow->cases.at[at - 1].to, EDGE_CASE);
    if (!(scope.is_constant && scope.is_matched)) edge(flow, scope.default_to ? scope.default_to : scope.break_to, EDGE_CASE);
    flow->lower->block = here;
}

static void lower_asm(Flow *flow, NodeId node)
{
    Str text = tree_text(flow->tree, node), piece;
    size_t at = 0;
    for (ScanKind kind; (kind = c_scan_piece(text, &at, &piece)) != SCAN_END && !str_is(piece, "(");)
        if (kind == SCAN_WORD && str_is(piece, "goto")) give_up(flow);
}

static void lower_statement(Flow *flow, NodeId node)
{
    if (c_containers_replace(flow->lower->containers, node)) {
        push(flow, STEP_NODE, node);
        return;
    }
    switch (tree_kind(flow->tree, node)) {
    case C_COMPOUND:
    case C_DECLARATION: push_node(flow, STEP_LIST, tree_first(flow->tree, node)); break;
    case C_VARIABLE:
    case C_STRUCT:
    case C_UNION:
    case C_ENUM:
    case C_TYPEDEF:
    case C_PROTOTYPE:
    case C_STATIC_ASSERT:
    case C_ATTRIBUTE: lower_declaration(flow, node); break;
    case C_IF: lower_if(flow, node); break;
    case C_WHILE:
    case C_FOR: lower_loop(flow, node); break;
    case C_DO: lower_do(flow, node); break;
    case C_SWITCH: lower_switch(flow, node); break;
    case C_CASE:
    case C_DEFAULT: lower_case(flow, node); break;
    case C_LABEL: lower_label(flow, node); break;
    case C_GOTO: jump(flow, label_block(flow, node)); break;
    case C_BREAK: jump(flow, flow->scopes.len ? innermost(flow, false)->break_to : 0); break;
    case C_CONTINUE: jump(flow, innermost(flow, true) ? innermost(flow, true)->continue_to : 0); break;
    case C_RETURN:
        push(flow, STEP_RETURN, node);
        push_node(flow, STEP_VALUE, tree_first(flow->tree, node));
        break;
    case C_COMPUTED_GOTO:
        give_up(flow);
        cut(flow);
        break;
    case C_ASM: lower_asm(flow, node); break;
    case C_EMPTY: break;
    default: push(flow, STEP_VALUE, node); break;
    }
}

// --- expressions --------------------------------------------------------------------------------------------------
// Has no operands, or none that are evaluated.
static bool is_inert(NodeKind kind)
{
    return kind == C_REFERENCE || kind == C_INTEGER || kind == C_CHARACTER || kind == C_STRING || kind == C_FLOAT || kind == C_SIZEOF ||
           kind == C_LABEL_ADDRESS || kind == C_TYPE_REFERENCE || kind == C_MEMBER_NAME;
}

static bool is_logical(const Tree *tree, NodeId node)
{
    uint32_t operation = tree_node(tree, node)->operation;
    return tree_kind(tree, node) == C_BINARY && (operation == OP_AND || operation == OP_OR);
}

static void value_of_logical(Flow *flow, NodeId node)
{
    BlockId after = new_block(flow);
    push_to(flow, STEP_BLOCK, after);
    push_condition(flow, node, after, after);
}

static void value_of_conditional(Flow *flow, NodeId node)
{
    BlockId then = new_block(flow), otherwise = new_block(flow), after = new_block(flow);
    push_to(flow, STEP_BLOCK, after);
    push_to(flow, STEP_JUMP, after);
    push_node(flow, STEP_ARM, part(flow, node, ROLE_C_ELSE));
    push_node(flow, STEP_VALUE, part(flow, node, ROLE_C_ELSE));
    push_to(flow, STEP_BLOCK, otherwise);
    push_to(flow, STEP_JUMP, after);
    push_node(flow, STEP_ARM, part(flow, node, part(flow, node, ROLE_C_THEN) ? ROLE_C_THEN : ROLE_C_CONDITION));
    push_node(flow, STEP_VALUE, part(flow, node, ROLE_C_THEN));
    push_to(flow, STEP_BLOCK, then);
    push_condition(flow, part(flow, node, ROLE_C_CONDITION), then, otherwise);
}

// Asked by the compiler, never evaluated; the answer that leads to code is no.
static bool is_unevaluated(const Unit *unit, NodeId node)
{
    if (tree_kind(unit->tree, node) != C_CALL) return false;
    return str_is(unit_binding(unit, c_reference(unit->tree, tree_first(unit->tree, node)))->name, "__builtin_constant_p");
}

static bool is_offsetof(const Tree *tree, NodeId node)
{
    if (tree_kind(tree, node) != C_OTHER) return false;
    for (NodeId child = tree_first(tree, node); child; child = tree_next(tree, child))
        if (tree_kind(tree, child) == C_MEMBER_NAME) return true;
    return false;
}

static void lower_value(Flow *flow, NodeId node)
{
    node = c_strip(flow->tree, node);
    NodeKind kind = tree_kind(flow->tree, node);
    if (is_inert(kind) || is_offsetof(flow->tree, node) || is_unevaluated(flow->lower->unit, node)) return;
    if (c_containers_replace(flow->lower->containers, node)) push(flow, STEP_NODE, node);
    else if (is_logical(flow->tree, node)) value_of_logical(flow, node);
    else if (kind == C_CONDITIONAL) value_of_conditional(flow, node);
    else if (kind == C_STATEMENT_EXPRESSION) {
        push(flow, STEP_NODE, node);
        push_node(flow, STEP_STATEMENT, tree_first(flow->tree, node));
    }
    else if (kind >= C_COMPOUND && kind <= C_EMPTY) lower_statement(flow, node);
    else if (kind == C_CAST) {  // (typeof(*p))q does not follow p
        push(flow, STEP_NODE, node);
        push_node(flow, STEP_VALUE, part(flow, node, ROLE_C_OPERAND));
    }
    else {
        push(flow, STEP_NODE, node);
        push_node(flow, STEP_VALUES, tree_first(flow->tree, node));
    }
}

static bool is_expect(const Unit *unit, NodeId node)
{
    if (tree_kind(unit->tree, node) != C_CALL) return false;
    Str name = unit_binding(unit, c_reference(unit->tree, tree_first(unit->tree, node)))->name;
    return str_is(name, "__builtin_expect") || str_is(name, "__builtin_expect_with_probability");
}

// while (1), do ... while (0): a constant condition has one edge.
static bool constant_edge(Flow *flow, NodeId node, BlockId to, BlockId other)
{
    uint32_t value;
    if (is_unevaluated(flow->lower->unit, node)) {
        edge(flow, other, EDGE_ALWAYS);
        return true;
    }
    if (!c_integer(flow->tree, node, &value)) return false;
    edge(flow, value ? to : other, EDGE_ALWAYS);
    return true;
}

static void branch(Flow *flow, Step step)
{
    c_lower_test(flow->lower, step.node);
    edge(flow, step.to, EDGE_TRUE);
    edge(flow, step.other, EDGE_FALSE);
}

static void condition_of_conditional(Flow *flow, NodeId node, Step step)
{
    BlockId then = new_block(flow), otherwise = new_block(flow);
    push_condition(flow, part(flow, node, ROLE_C_ELSE), step.to, step.other);
    push_to(flow, STEP_BLOCK, otherwise);
    push_condition(flow, part(flow, node, ROLE_C_THEN), step.to, step.other);
    push_to(flow, STEP_BLOCK, then);
    push_condition(flow, part(flow, node, ROLE_C_CONDITION), then, otherwise);
}

static bool is_truth(const Flow *flow, NodeId node)
{
    bool is_not = tree_kind(flow->tree, node) == C_UNARY && tree_node(flow->tree, node)->operation == OP_NOT;
    return is_not || is_logical(flow->tree, node) || c_is_comparison(flow->tree, node) || is_expect(flow->lower->unit, node);
}

// unlikely(x) is often __builtin_expect((x) != 0, 0): the truth value that is compared with zero, 0 = none is.
static NodeId truth_beside_zero(const Flow *flow, NodeId node)
{
    uint32_t operation = tree_node(flow->tree, node)->operation, value;
    NodeId left = c_strip(flow->tree, part(flow, node, ROLE_C_LEFT)), right = part(flow, node, ROLE_C_RIGHT);
    bool is_asked = tree_kind(flow->tree, node) == C_BINARY && (operation == OP_NE || operation == OP_EQ);
    return is_asked && c_integer(flow->tree, c_strip(flow->tree, right), &value) && value == 0 && is_truth(flow, left) ? left : 0;
}

static void lower_condition(Flow *flow, Step step)
{
    const Tree *tree = flow->tree;
    NodeId node = c_strip(tree, step.node);
    uint32_t operation = tree_node(tree, node)->operation;
    if (constant_edge(flow, node, step.to, step.other)) return;
    if (is_logical(tree, node)) {
        BlockId middle = new_block(flow);
        push_condition(flow, part(flow, node, ROLE_C_RIGHT), step.to, step.other);
        push_to(flow, STEP_BLOCK, middle);
        push_condition(flow, part(flow, node, ROLE_C_LEFT), operation == OP_AND ? middle : step.to,
                       operation == OP_AND ? step.other : middle);
    } else if (tree_kind(tree, node) == C_UNARY && operation == OP_NOT) {
        push_condition(flow, part(flow, node, ROLE_C_OPERAND), step.other, step.to);
    } else if (tree_kind(tree, node) == C_BINARY && operation == OP_COMMA) {
        push_condition(flow, part(flow, node, ROLE_C_RIGHT), step.to, step.other);
        push_node(flow, STEP_VALUE, part(flow, node, ROLE_C_LEFT));
    } else if (tree_kind(tree, node) == C_CONDITIONAL && part(flow, node, ROLE_C_THEN)) {
        condition_of_conditional(flow, node, step);
    } else if (truth_beside_zero(flow, node)) {
        bool is_same = operation == OP_NE;
        push_condition(flow, truth_beside_zero(flow, node), is_same ? step.to : step.other, is_same ? step.other : step.to);
    } else if (is_expect(flow->lower->unit, node)) {
        push_condition(flow, c_call_argument(tree, node, 1), step.to, step.other);
    } else {
        *push(flow, STEP_BRANCH, node) = (Step){.kind = STEP_BRANCH, .node = node, .to = step.to, .other = step.other};
        push_node(flow, STEP_VALUE, node);
    }
}

static void lower_return(Flow *flow, NodeId node)
{
    c_lower_node(flow->lower, node);
    jump(flow, BLOCK_EXIT);
}

static void take(Flow *flow, Step step)
{
    switch (step.kind) {
    case STEP_STATEMENT: lower_statement(flow, step.node); break;
    case STEP_LIST:
        push_node(flow, STEP_LIST, tree_next(flow->tree, step.node));
        push(flow, STEP_STATEMENT, step.node);
        break;
    case STEP_VALUE: lower_value(flow, step.node); break;
    case STEP_VALUES:
        push_node(flow, STEP_VALUES, tree_next(flow->tree, step.node));
        push(flow, STEP_VALUE, step.node);
        break;
    case STEP_NODE:
        c_lower_node(flow->lower, step.node);
        if (flow->lower->ends) cut(flow);
        flow->lower->ends = false;
        break;
    case STEP_ARM: c_value_arm(flow->lower, c_parent(flow->tree, step.node), step.node); break;
    case STEP_CONDITION: lower_condition(flow, step); break;
    case STEP_BLOCK: flow->lower->block = step.to; break;
    case STEP_BRANCH: branch(flow, step); break;
    case STEP_JUMP: edge(flow, step.to, EDGE_ALWAYS); break;
    case STEP_LEAVE: leave_scope(flow); break;
    case STEP_RETURN: lower_return(flow, step.node); break;
    }
}

void c_graph_build(CLower *lower)
{
    Flow flow = {.lower = lower, .tree = lower->tree};
    ArenaMark mark = arena_mark(lower->scratch);
    graph_open(&lower->graph, lower->arena);
    lower->block = BLOCK_ENTRY;
    const Function *function = unit_function(lower->unit, lower->function);
    if (lower->function != TOP_LEVEL && function->body) push(&flow, STEP_STATEMENT, function->body);
    while (flow.steps.len) take(&flow, flow.steps.at[--flow.steps.len]);
    edge(&flow, BLOCK_EXIT, EDGE_ALWAYS);
    arena_rewind(lower->scratch, mark);
}
