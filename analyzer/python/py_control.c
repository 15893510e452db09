// Statements: which blocks they make and how control goes between them.
//
// A finally block is lowered once; every way through it leads on from its end, so paths that can't follow each other are joined there.
// Exceptions are edges only inside try statements: from each block of the try body to the place where handlers are chosen.
#include "base/str.h"
#include "python/py_lower.h"

static NodeId part(const Lower *lower, NodeId node, PyRole role)
{
    return tree_child_as(lower->tree, node, (uint8_t)role);
}

static NodeId child_of_kind(const Lower *lower, NodeId node, NodeKind kind)
{
    NodeId child = tree_first(lower->tree, node);
    while (child && tree_kind(lower->tree, child) != kind) child = tree_next(lower->tree, child);
    return child;
}

static void plan_children(Lower *lower, NodeId node)
{
    lower_plan_from(lower, tree_first(lower->tree, node));
}

static void plan_block(Lower *lower, TaskKind kind, BlockId block)
{
    lower_plan(lower, kind, 0, block, 0);
}

// --- leaving -----------------------------------------------------------------------------------------------------

static void close_files(Lower *lower, NodeId with)
{
    NodeId clause = child_of_kind(lower, with, PY_WITH_CLAUSE);
    for (NodeId item = tree_first(lower->tree, clause); item; item = tree_next(lower->tree, item)) {
        PlaceId file = lower_managed(lower, item);
        if (file) lower_event(lower, EVENT_RELEASE, FAMILY_FILE, file, 0, item);
    }
}

// Goes outwards from the `from` innermost surroundings on; the first finally on the way takes over.
static void leave_through(Lower *lower, Leaving leaving, uint32_t from)
{
    for (uint32_t i = from; i-- > 0;) {
        Around *around = &lower->around.at[i];
        if (around->kind == AROUND_WITH) close_files(lower, around->node);
        if (around->kind == AROUND_FINALLY) {
            around->leaving |= leaving;
            lower_goto(lower, around->first);
            return;
        }
        if (around->kind == AROUND_LOOP && leaving != LEAVING_RETURN) {
            lower_goto(lower, leaving == LEAVING_BREAK ? around->after : around->first);
            return;
        }
    }
    lower_goto(lower, BLOCK_EXIT);
}

// Control goes on after this only by other ways.
static void leave(Lower *lower, Leaving leaving)
{
    leave_through(lower, leaving, lower->around.len);
    lower_enter(lower, lower_block(lower));
}

void lower_raise(Lower *lower)
{
    if (!lower->handler)
        graph_edge(&lower->graph, lower->current, BLOCK_EXIT, EDGE_EXCEPTION);
    lower_enter(lower, lower_block(lower));
}

static void leave_by_return(Lower *lower, NodeId statement)
{
    const Tree *tree = lower->tree;
    NodeId value = py_unparenthesized(tree, tree_first(tree, statement));
    bool is_packed =
        tree_kind(tree, value) == PY_EXPRESSION_LIST || tree_kind(tree, value) == PY_TUPLE;
    if (!is_packed) lower_event(lower, EVENT_MOVE, 0, lower_tracked(lower, value), 0, value);
    for (NodeId each = is_packed ? tree_first(tree, value) : 0; each; each = tree_next(tree, each))
        lower_event(lower, EVENT_MOVE, 0, lower_tracked(lower, each), 0, each);
    leave(lower, LEAVING_RETURN);
}

// --- if, match ---------------------------------------------------------------------------------------------------

// Condition, consequence; what comes next starts in the block of the false edge.
static void plan_choice(Lower *lower, NodeId node, BlockId after)
{
    BlockId yes = lower_block(lower), no = lower_block(lower);
    lower_plan(lower, TASK_CONDITION, part(lower, node, ROLE_CONDITION), yes, no);
    plan_block(lower, TASK_ENTER, yes);
    lower_plan_visit(lower, part(lower, node, ROLE_CONSEQUENCE));
    plan_block(lower, TASK_GOTO, after);
    plan_block(lower, TASK_ENTER, no);
}

static void lower_if(Lower *lower, NodeId node)
{
    BlockId after = lower_block(lower);
    plan_choice(lower, node, after);
    lower_plan(lower, TASK_ALTERNATIVES, part(lower, node, ROLE_ALTERNATIVE), after, 0);
}

static void lower_alternatives(Lower *lower, NodeId node, BlockId after)
{
    if (node && tree_kind(lower->tree, node) == PY_ELIF) {
        plan_choice(lower, node, after);
        lower_plan(lower, TASK_ALTERNATIVES, tree_next(lower->tree, node), after, 0);
        return;
    }
    if (node) lower_plan_visit(lower, part(lower, node, ROLE_BODY));
    plan_block(lower, TASK_GOTO, after);
    plan_block(lower, TASK_ENTER, after);
}

static bool is_irrefutable(const Lower *lower, NodeId clause)
{
    const Tree *tree = lower->tree;
    NodeId pattern = tree_first(tree, clause);
    NodeId inner = tree_first(tree, pattern);
    bool is_name = !inner || (tree_kind(tree, inner) == PY_DOTTED_NAME &&
                              !tree_next(tree, tree_first(tree, inner)));
    return !part(lower, clause, ROLE_GUARD) && tree_kind(tree, pattern) == PY_CASE_PATTERN &&
           is_name && !tree_next(tree, inner);
}

static bool is_capture(const Tree *tree, NodeId node)
{
    NodeId parent = tree_parent(tree, node);
    if (tree_kind(tree, node) != PY_IDENTIFIER) return false;
    if (tree_kind(tree, parent) == PY_SPLAT_PATTERN) return true;
    if (tree_kind(tree, parent) == PY_AS_PATTERN) return tree_node(tree, node)->role == ROLE_ALIAS;
    bool is_name =
        tree_kind(tree, parent) == PY_DOTTED_NAME && !tree_next(tree, tree_first(tree, parent));
    return is_name && tree_kind(tree, tree_parent(tree, parent)) != PY_CLASS_PATTERN;
}

static void plan_captures(Lower *lower, NodeId clause)
{
    NodeId end = part(lower, clause, ROLE_GUARD);
    if (!end) end = part(lower, clause, ROLE_CONSEQUENCE);
    for (NodeId node = clause + 1; node < end; node++)
        if (is_capture(lower->tree, node)) lower_plan(lower, TASK_STORE, node, 0, 0);
}

static void lower_cases(Lower *lower, NodeId clause, BlockId after)
{
    while (clause && tree_kind(lower->tree, clause) != PY_CASE)
        clause = tree_next(lower->tree, clause);
    if (!clause) {
        plan_block(lower, TASK_GOTO, after);
        plan_block(lower, TASK_ENTER, after);
        return;
    }
    BlockId matched = lower_block(lower), next = lower_block(lower);
    graph_edge(&lower->graph, lower->current, matched, EDGE_CASE);
    if (!is_irrefutable(lower, clause)) graph_edge(&lower->graph, lower->current, next, EDGE_CASE);
    plan_block(lower, TASK_ENTER, matched);
    plan_captures(lower, clause);
    NodeId guard = part(lower, clause, ROLE_GUARD);
    if (guard) {
        BlockId body = lower_block(lower);
        lower_plan(lower, TASK_CONDITION, part(lower, guard, ROLE_CONDITION), body, next);
        plan_block(lower, TASK_ENTER, body);
    }
    lower_plan_visit(lower, part(lower, clause, ROLE_CONSEQUENCE));
    plan_block(lower, TASK_GOTO, after);
    plan_block(lower, TASK_ENTER, next);
    lower_plan(lower, TASK_CASES, tree_next(lower->tree, clause), after, 0);
}

static void lower_match(Lower *lower, NodeId node)
{
    for (NodeId child = tree_first(lower->tree, node); child; child = tree_next(lower->tree, child))
        if (tree_node(lower->tree, child)->role == ROLE_SUBJECT) lower_plan_visit(lower, child);
    lower_plan(lower, TASK_CASES, tree_first(lower->tree, part(lower, node, ROLE_BODY)),
               lower_block(lower), 0);
}

// --- loops -------------------------------------------------------------------------------------------------------

typedef struct Loop {
    BlockId head, body, otherwise, after;
} Loop;

static Loop open_loop(Lower *lower, NodeId node)
{
    Loop loop = {lower_block(lower), lower_block(lower), 0, lower_block(lower)};
    loop.otherwise = part(lower, node, ROLE_ALTERNATIVE) ? lower_block(lower) : loop.after;
    return loop;
}

static void plan_loop_body(Lower *lower, NodeId node, Loop loop)
{
    *array_push(lower->arena, &lower->around) =
        (Around){.kind = AROUND_LOOP, .node = node, .first = loop.head, .after = loop.after};
    plan_block(lower, TASK_ENTER, loop.body);
    if (tree_kind(lower->tree, node) == PY_FOR)
        lower_plan(lower, TASK_STORE, part(lower, node, ROLE_LEFT), 0, 0);
    lower_plan_visit(lower, part(lower, node, ROLE_BODY));
    plan_block(lower, TASK_GOTO, loop.head);
    lower_plan(lower, TASK_END_LOOP, node, 0, 0);
    if (loop.otherwise != loop.after) {
        plan_block(lower, TASK_ENTER, loop.otherwise);
        lower_plan_visit(lower, part(lower, part(lower, node, ROLE_ALTERNATIVE), ROLE_BODY));
        plan_block(lower, TASK_GOTO, loop.after);
    }
    plan_block(lower, TASK_ENTER, loop.after);
}

static void lower_while(Lower *lower, NodeId node)
{
    Loop loop = open_loop(lower, node);
    lower_goto(lower, loop.head);
    lower_enter(lower, loop.head);
    lower_plan(lower, TASK_CONDITION, part(lower, node, ROLE_CONDITION), loop.body, loop.otherwise);
    plan_loop_body(lower, node, loop);
}

static void lower_for(Lower *lower, NodeId node)
{
    Loop loop = open_loop(lower, node);
    lower_plan_visit(lower, part(lower, node, ROLE_RIGHT));
    plan_block(lower, TASK_GOTO, loop.head);
    plan_block(lower, TASK_ENTER, loop.head);
    lower_plan(lower, TASK_BRANCH, 0, loop.body, loop.otherwise);
    plan_loop_body(lower, node, loop);
}

// --- try ---------------------------------------------------------------------------------------------------------

static bool catches_all(const Lower *lower, NodeId clause)
{
    NodeId value = part(lower, clause, ROLE_VALUE);
    if (value && tree_kind(lower->tree, value) == PY_AS_PATTERN)
        value = part(lower, value, ROLE_VALUE);
    Str name = value ? py_qualified(lower->unit, value) : (Str){0};
    return !value || str_is(name, "builtins.Exception") || str_is(name, "builtins.BaseException");
}

static void plan_except(Lower *lower, NodeId clause, BlockId after)
{
    NodeId value = part(lower, clause, ROLE_VALUE);
    bool is_named = value && tree_kind(lower->tree, value) == PY_AS_PATTERN;
    NodeId name = is_named ? tree_first(lower->tree, part(lower, value, ROLE_ALIAS)) : 0;
    lower_plan_visit(lower, is_named ? part(lower, value, ROLE_VALUE) : value);
    if (name) lower_plan(lower, TASK_STORE, name, 0, 0);
    lower_plan_visit(lower, child_of_kind(lower, clause, PY_BLOCK));
    if (name) lower_plan(lower, TASK_END_NAME, name, 0, 0);
    plan_block(lower, TASK_GOTO, after);
}

// `choice` is where the handler is chosen, `uncaught` where exceptions go that none of them takes.
static void plan_handlers(Lower *lower, NodeId node, BlockId choice, BlockId uncaught,
                          BlockId after)
{
    bool takes_all = false;
    for (NodeId child = tree_first(lower->tree, node); child;
         child = tree_next(lower->tree, child)) {
        if (tree_kind(lower->tree, child) != PY_EXCEPT) continue;
        BlockId handler = lower_block(lower);
        graph_edge(&lower->graph, choice, handler, EDGE_CASE);
        plan_block(lower, TASK_ENTER, handler);
        plan_except(lower, child, after);
        takes_all |= catches_all(lower, child);
    }
    if (!takes_all)
        graph_edge(&lower->graph, choice, uncaught ? uncaught : BLOCK_EXIT, EDGE_EXCEPTION);
}

static void lower_try(Lower *lower, NodeId node)
{
    NodeId finally = child_of_kind(lower, node, PY_FINALLY),
           otherwise = child_of_kind(lower, node, PY_ELSE);
    bool has_handlers = child_of_kind(lower, node, PY_EXCEPT) != 0;
    BlockId saved = lower->handler, end = lower_block(lower),
            last = finally ? lower_block(lower) : 0;
    BlockId choice = has_handlers ? lower_block(lower) : 0;
    BlockId uncaught = finally ? last : saved, after = finally ? last : end,
            body = lower_block(lower);
    if (finally)
        *array_push(lower->arena, &lower->around) =
            (Around){.kind = AROUND_FINALLY, .node = node, .first = last, .handler = saved};
    lower_goto(lower, body);
    lower->handler = choice ? choice : uncaught;
    lower_enter(lower, body);
    lower_plan_visit(lower, part(lower, node, ROLE_BODY));
    plan_block(lower, TASK_HANDLER, uncaught);
    if (otherwise) {
        BlockId block = lower_block(lower);
        plan_block(lower, TASK_GOTO, block);
        plan_block(lower, TASK_ENTER, block);
        lower_plan_visit(lower, part(lower, otherwise, ROLE_BODY));
    }
    plan_block(lower, TASK_GOTO, after);
    if (choice) plan_handlers(lower, node, choice, uncaught, after);
    if (finally) {
        plan_block(lower, TASK_ENTER_FINALLY, last);
        lower_plan_visit(lower, child_of_kind(lower, finally, PY_BLOCK));
        lower_plan(lower, TASK_END_FINALLY, node, end, 0);
    } else {
        plan_block(lower, TASK_ENTER, end);
    }
}

static void enter_finally(Lower *lower, BlockId block)
{
    Around *around = &lower->around.at[lower->around.len - 1];
    around->kind = AROUND_CLOSED;
    lower->handler = around->handler;
    lower_enter(lower, block);
}

// Behind a finally: on, out with the exception, and wherever a return, break or continue was going.
static void end_finally(Lower *lower, BlockId after)
{
    Around around = lower->around.at[--lower->around.len];
    BlockId end = lower->current;
    graph_edge(&lower->graph, end, after, EDGE_ALWAYS);
    graph_edge(&lower->graph, end, around.handler ? around.handler : BLOCK_EXIT, EDGE_EXCEPTION);
    for (uint32_t leaving = LEAVING_RETURN; leaving <= LEAVING_CONTINUE; leaving <<= 1) {
        if (!(around.leaving & leaving)) continue;
        lower->current = lower_block(lower);
        graph_edge(&lower->graph, end, lower->current, EDGE_ALWAYS);
        leave_through(lower, (Leaving)leaving, lower->around.len);
    }
    lower_enter(lower, after);
}

// --- with --------------------------------------------------------------------------------------------------------

static void plan_with_item(Lower *lower, NodeId item)
{
    NodeId value = py_unparenthesized(lower->tree, part(lower, item, ROLE_VALUE));
    bool is_named = tree_kind(lower->tree, value) == PY_AS_PATTERN;
    NodeId from = is_named ? py_unparenthesized(lower->tree, part(lower, value, ROLE_VALUE)) : value;
    NodeId target = is_named ? part(lower, value, ROLE_ALIAS) : 0;
    NodeKind kind = tree_kind(lower->tree, from);
    if (target && (kind == PY_CONDITIONAL || kind == PY_BOOLEAN)) {
        lower_plan(lower, TASK_ASSIGN, tree_first(lower->tree, target), from, 0);
        return;
    }
    lower_plan_visit(lower, from);
    if (target)
        lower_plan(lower, TASK_STORE, tree_first(lower->tree, target),
                   part(lower, value, ROLE_VALUE), 1);
}

static void lower_with(Lower *lower, NodeId node)
{
    NodeId clause = child_of_kind(lower, node, PY_WITH_CLAUSE);
    for (NodeId item = tree_first(lower->tree, clause); item; item = tree_next(lower->tree, item))
        plan_with_item(lower, item);
    lower_plan(lower, TASK_WITH, node, 0, 0);
    lower_plan_visit(lower, part(lower, node, ROLE_BODY));
    lower_plan(lower, TASK_END_WITH, node, 0, 0);
}

// Inside a try the exceptional way out of a with closes its files too.
static void open_with(Lower *lower, NodeId node)
{
    Around around = {.kind = AROUND_WITH, .node = node, .handler = lower->handler};
    if (lower->handler) {
        BlockId body = lower_block(lower);
        around.first = lower_block(lower);
        lower_goto(lower, body);
        lower->handler = around.first;
        lower_enter(lower, body);
    }
    *array_push(lower->arena, &lower->around) = around;
}

static void end_with(Lower *lower)
{
    Around around = lower->around.at[--lower->around.len];
    close_files(lower, around.node);
    lower->handler = around.handler;
    if (!around.first) return;
    BlockId after = lower_block(lower);
    lower_goto(lower, after);
    lower->current = around.first;
    close_files(lower, around.node);
    graph_edge(&lower->graph, around.first, around.handler, EDGE_EXCEPTION);
    lower_enter(lower, after);
}

// --- everything else ---------------------------------------------------------------------------------------------

static void lower_assert(Lower *lower, NodeId node)
{
    BlockId holds = lower_block(lower), fails = lower_block(lower);
    lower_plan(lower, TASK_CONDITION, part(lower, node, ROLE_CONDITION), holds, fails);
    plan_block(lower, TASK_ENTER, fails);
    lower_plan_visit(lower, part(lower, node, ROLE_VALUE));
    lower_plan(lower, TASK_RAISE, node, 0, 0);
    plan_block(lower, TASK_ENTER, holds);
}

// a = b = value: the innermost target gets the value, the others are further names of that target.
static void lower_assignment(Lower *lower, NodeId node)
{
    const Tree *tree = lower->tree;
    NodeId innermost = node, value = part(lower, node, ROLE_RIGHT);
    while (value && tree_kind(tree, value) == PY_ASSIGNMENT) {
        innermost = value;
        value = part(lower, value, ROLE_RIGHT);
    }
    if (!value) return;
    NodeId first = part(lower, innermost, ROLE_LEFT);
    lower_plan(lower, TASK_ASSIGN, first, value, 0);
    for (NodeId outer = node; outer != innermost; outer = part(lower, outer, ROLE_RIGHT))
        lower_plan(lower, TASK_STORE, part(lower, outer, ROLE_LEFT), first, 0);
}

static void lower_deletes(Lower *lower, NodeId node)
{
    NodeId targets = py_unparenthesized(lower->tree, tree_first(lower->tree, node));
    NodeKind kind = tree_kind(lower->tree, targets);
    if (kind != PY_EXPRESSION_LIST && kind != PY_TUPLE && kind != PY_LIST) {
        lower_delete(lower, targets);
        return;
    }
    for (NodeId each = tree_first(lower->tree, targets); each; each = tree_next(lower->tree, each))
        lower_delete(lower, py_unparenthesized(lower->tree, each));
}

static void lower_definition(Lower *lower, NodeId node)
{
    NodeId parameters = part(lower, node, ROLE_PARAMETERS);
    for (NodeId each = tree_first(lower->tree, parameters); each;
         each = tree_next(lower->tree, each))
        lower_plan_visit(lower, py_parameter_default(lower->tree, each));
    lower_captures(lower, node);
}

static void lower_class(Lower *lower, NodeId node)
{
    NodeId bases = part(lower, node, ROLE_SUPERCLASSES);
    if (bases) plan_children(lower, bases);
    lower_plan_visit(lower, part(lower, node, ROLE_BODY));
}

bool lower_statement(Lower *lower, NodeId node)
{
    switch (tree_kind(lower->tree, node)) {
    case PY_MODULE:
    case PY_BLOCK:
    case PY_ERROR:
    case PY_OTHER:
    case PY_EXPRESSION_STATEMENT:
    case PY_DECORATED:
    case PY_DECORATOR: plan_children(lower, node); return true;
    case PY_ASSIGNMENT: lower_assignment(lower, node); return true;
    case PY_AUGMENTED_ASSIGNMENT:
        lower_plan_visit(lower, part(lower, node, ROLE_RIGHT));
        lower_plan(lower, TASK_UPDATE, node, 0, 0);
        return true;
    case PY_RETURN:
        plan_children(lower, node);
        lower_plan(lower, TASK_RETURN, node, 0, 0);
        return true;
    case PY_RAISE:
        plan_children(lower, node);
        lower_plan(lower, TASK_RAISE, node, 0, 0);
        return true;
    case PY_BREAK: leave(lower, LEAVING_BREAK); return true;
    case PY_CONTINUE: leave(lower, LEAVING_CONTINUE); return true;
    case PY_DELETE: lower_deletes(lower, node); return true;
    case PY_ASSERT: lower_assert(lower, node); return true;
    case PY_IF: lower_if(lower, node); return true;
    case PY_WHILE: lower_while(lower, node); return true;
    case PY_FOR: lower_for(lower, node); return true;
    case PY_TRY: lower_try(lower, node); return true;
    case PY_WITH: lower_with(lower, node); return true;
    case PY_MATCH: lower_match(lower, node); return true;
    case PY_FUNCTION: lower_definition(lower, node); return true;
    case PY_CLASS: lower_class(lower, node); return true;
    case PY_PASS:
    case PY_GLOBAL:
    case PY_NONLOCAL:
    case PY_IMPORT:
    case PY_IMPORT_FROM:
    case PY_FUTURE_IMPORT:
    case PY_TYPE_ALIAS: return true;
    default: return false;
    }
}

void lower_control(Lower *lower, Task task)
{
    switch (task.kind) {
    case TASK_BRANCH:
        graph_edge(&lower->graph, lower->current, task.a, EDGE_TRUE);
        graph_edge(&lower->graph, lower->current, task.b, EDGE_FALSE);
        break;
    case TASK_HANDLER: lower->handler = task.a; break;
    case TASK_ALTERNATIVES: lower_alternatives(lower, task.node, task.a); break;
    case TASK_CASES: lower_cases(lower, task.node, task.a); break;
    case TASK_RETURN: leave_by_return(lower, task.node); break;
    case TASK_RAISE: lower_raise(lower); break;
    case TASK_WITH: open_with(lower, task.node); break;
    case TASK_END_WITH: end_with(lower); break;
    case TASK_END_LOOP: lower->around.len--; break;
    case TASK_ENTER_FINALLY: enter_finally(lower, task.a); break;
    case TASK_END_FINALLY: end_finally(lower, task.a); break;
    case TASK_END_NAME:
        lower_event(lower, EVENT_END, 0, lower_place(lower, task.node), 0, task.node);
        break;
    default: assert(!"no task of control");
    }
}
