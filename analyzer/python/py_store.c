// Assignments: what a name, an attribute or an element holds from now on, and whether its container grows or shrinks by it.
#include "base/str.h"
#include "python/py_lower.h"
#include "python/py_type.h"

static NodeId part(const Lower *lower, NodeId node, PyRole role)
{
    return tree_child_as(lower->tree, node, (uint8_t)role);
}

static NodeId bare(const Lower *lower, NodeId node)
{
    return py_unparenthesized(lower->tree, node);
}

static bool is_simple(const Lower *lower, NodeId node)
{
    NodeKind kind = tree_kind(lower->tree, node);
    return kind == PY_IDENTIFIER || kind == PY_ATTRIBUTE;
}

// --- conditional values --------------------------------------------------------------------------------------------

static void plan_branch(Lower *lower, BlockId block, TaskKind kind, NodeId target, NodeId value,
                        BlockId after)
{
    lower_plan(lower, TASK_ENTER, 0, block, 0);
    lower_plan(lower, kind, target, value, 0);
    lower_plan(lower, TASK_GOTO, 0, after, 0);
}

// x = a if c else b, and x = a or b: each branch assigns for itself.
void lower_assign(Lower *lower, Task task)
{
    const Tree *tree = lower->tree;
    NodeId value = bare(lower, task.a);
    NodeKind kind = tree_kind(tree, value);
    if (kind != PY_CONDITIONAL && kind != PY_BOOLEAN) {
        lower_plan(lower, TASK_VISIT, value, 0, 0);
        lower_plan(lower, TASK_STORE, task.node, value, 0);
        return;
    }
    BlockId yes = lower_block(lower), no = lower_block(lower), after = lower_block(lower);
    if (kind == PY_CONDITIONAL) {
        lower_plan(lower, TASK_CONDITION, part(lower, value, ROLE_CONDITION), yes, no);
        plan_branch(lower, yes, TASK_ASSIGN, task.node, part(lower, value, ROLE_CONSEQUENCE),
                    after);
        plan_branch(lower, no, TASK_ASSIGN, task.node, part(lower, value, ROLE_ALTERNATIVE), after);
    } else {
        bool is_or = tree_node(tree, value)->operation == OP_OR;
        NodeId left = tree_first(tree, value);
        lower_plan(lower, TASK_CONDITION, left, yes, no);
        plan_branch(lower, is_or ? yes : no, TASK_STORE, task.node, left, after);
        plan_branch(lower, is_or ? no : yes, TASK_ASSIGN, task.node, tree_next(tree, left), after);
    }
    lower_plan(lower, TASK_ENTER, 0, after, 0);
}

// --- names and attributes ------------------------------------------------------------------------------------------

static bool is_same_place(Lower *lower, NodeId expression, PlaceId place)
{
    expression = bare(lower, expression);
    return is_simple(lower, expression) && lower_tracked(lower, expression) == place;
}

// X = [x for x in X if ...] and X = {k: v for k, v in X.items() if ...} throw elements away.
static bool is_filter_of(Lower *lower, NodeId value, PlaceId place)
{
    const Tree *tree = lower->tree;
    if (!py_is_comprehension(tree, value)) return false;
    NodeId clause = tree_next(tree, tree_first(tree, value));
    NodeId last = clause;
    while (tree_next(tree, last)) last = tree_next(tree, last);
    NodeId over = bare(lower, part(lower, clause, ROLE_RIGHT));
    if (tree_kind(tree, over) == PY_CALL) over = py_call_receiver(tree, over);
    return tree_kind(tree, last) == PY_IF_CLAUSE && over && is_same_place(lower, over, place);
}

// X = X + [...], X = X | {...}, X = X - {...}, X = X[-n:]; false when the value is something else.
static bool changes_itself(Lower *lower, NodeId target, PlaceId place, NodeId value)
{
    const Tree *tree = lower->tree;
    NodeId left = tree_first(tree, value);
    bool is_slice = tree_kind(tree, value) == PY_SUBSCRIPT &&
                    tree_kind(tree, part(lower, value, ROLE_SUBSCRIPT)) == PY_SLICE;
    if (is_slice && is_same_place(lower, left, place)) {
        lower_event(lower, EVENT_BOUND, 0, place, 0, target);
        return true;
    }
    if (tree_kind(tree, value) != PY_BINARY || !is_same_place(lower, left, place)) return false;
    bool is_container = lower_is_container_type(lower_type(lower, target)) ||
                        lower_is_container_type(lower_type(lower, tree_next(tree, left)));
    if (!is_container) return false;
    switch (tree_node(tree, value)->operation) {
    case OP_ADD: lower_event(lower, EVENT_GROW, GROW_APPEND, place, 0, target); return true;
    case OP_BIT_OR: lower_event(lower, EVENT_GROW, GROW_KEYED, place, 0, target); return true;
    case OP_SUB:
    case OP_BIT_AND: lower_event(lower, EVENT_SHRINK, SHRINK_SOME, place, 0, target); return true;
    default: return false;
    }
}

static bool is_container_literal(NodeKind kind)
{
    return kind == PY_LIST || kind == PY_DICTIONARY || kind == PY_SET ||
           kind == PY_LIST_COMPREHENSION || kind == PY_SET_COMPREHENSION ||
           kind == PY_DICTIONARY_COMPREHENSION;
}

static void store_place(Lower *lower, NodeId target, NodeId value)
{
    PlaceId place = lower_tracked(lower, target);
    if (!place) return;
    NodeKind kind = tree_kind(lower->tree, value);
    if (kind == PY_AWAIT) value = bare(lower, tree_first(lower->tree, value));
    if (is_container_literal(kind)) {
        if (is_filter_of(lower, value, place))
            lower_event(lower, EVENT_SHRINK, SHRINK_SOME, place, 0, value);
        lower_event(lower, EVENT_ACQUIRE, FAMILY_CONTAINER, place, 0, value);
        return;
    }
    if (tree_kind(lower->tree, value) == PY_CALL) {
        const Call *call = unit_call(lower->unit, value);
        bool is_told = call && call->result == place && lower_gives(call);
        if (!is_told) lower_event(lower, EVENT_ALIAS, 0, place, 0, target);
        return;
    }
    if (changes_itself(lower, target, place, value)) return;
    lower_event(lower, EVENT_ALIAS, 0, place, value ? lower_tracked(lower, value) : 0, target);
}

// --- elements ----------------------------------------------------------------------------------------------------

static bool is_slice(const Lower *lower, NodeId subscript)
{
    return tree_kind(lower->tree, part(lower, subscript, ROLE_SUBSCRIPT)) == PY_SLICE;
}

static bool is_constant_key(const Lower *lower, NodeId subscript)
{
    const Tree *tree = lower->tree;
    for (NodeId key = part(lower, subscript, ROLE_SUBSCRIPT); key; key = tree_next(tree, key)) {
        NodeId bare_key = bare(lower, key);
        if (tree_kind(tree, bare_key) != PY_TUPLE && !py_is_literal(tree, bare_key)) return false;
        for (NodeId each = tree_kind(tree, bare_key) == PY_TUPLE ? tree_first(tree, bare_key) : 0;
             each; each = tree_next(tree, each))
            if (!py_is_literal(tree, each)) return false;
    }
    return true;
}

// Visits the parts of a subscript that is assigned or deleted and gives the place of what it is a part of.
static PlaceId enter_element(Lower *lower, NodeId subscript)
{
    NodeId base = bare(lower, tree_first(lower->tree, subscript));
    if (!is_simple(lower, base)) lower_plan(lower, TASK_VISIT, base, 0, 0);
    lower_plan_from(lower, part(lower, subscript, ROLE_SUBSCRIPT));
    return lower_tracked(lower, base);
}

static void store_element(Lower *lower, NodeId subscript, NodeId value)
{
    NodeId base = bare(lower, tree_first(lower->tree, subscript));
    PlaceId place = enter_element(lower, subscript);
    Str type = lower_type(lower, base);
    if (!place) return;
    if (is_slice(lower, subscript)) {
        lower_event(lower, EVENT_SHRINK, SHRINK_ALL, place, 0, subscript);
        return;
    }
    bool grows = !type.len || lower_is_keyed_type(type);
    if (grows)
        lower_event(lower, EVENT_GROW,
                    is_constant_key(lower, subscript) ? GROW_CONSTANT : GROW_KEYED, place, 0,
                    subscript);
    PlaceId stored = value ? lower_tracked(lower, value) : 0;
    PlaceId element = stored ? place_element(lower->arena, &lower->unit->places, place) : 0;
    if (element) lower_event(lower, EVENT_ALIAS, 0, element, stored, subscript);
}

// --- all targets ---------------------------------------------------------------------------------------------------

static bool is_packed(NodeKind kind)
{
    return kind == PY_TUPLE || kind == PY_LIST || kind == PY_EXPRESSION_LIST;
}

static bool has_splat(const Tree *tree, NodeId list)
{
    for (NodeId each = tree_first(tree, list); each; each = tree_next(tree, each))
        if (tree_kind(tree, each) == PY_LIST_SPLAT ||
            tree_kind(tree, each) == PY_LIST_SPLAT_PATTERN)
            return true;
    return false;
}

// a, b = x, y is two assignments; from anything else the parts are unknown.
static void store_parts(Lower *lower, NodeId targets, NodeId value)
{
    const Tree *tree = lower->tree;
    NodeId call = value && tree_kind(tree, value) == PY_AWAIT ? bare(lower, tree_first(tree, value)) : value;
    Effect made = lower_parts(call ? unit_call(lower->unit, call) : NULL);
    bool pairs = value && is_packed(tree_kind(tree, value)) && !has_splat(tree, value) &&
                 !has_splat(tree, targets) &&
                 tree_child_count(tree, value) == tree_child_count(tree, targets);
    NodeId from = pairs ? tree_first(tree, value) : 0;
    for (NodeId target = tree_first(tree, targets); target; target = tree_next(tree, target)) {
        bool is_made = made.detail & 1 && tree_kind(tree, target) == PY_IDENTIFIER;
        made.detail >>= 1;
        if (is_made)
            lower_event(lower, EVENT_ACQUIRE, made.family, lower_tracked(lower, target), 0, call);
        else
            lower_plan(lower, TASK_STORE, target, from, 0);
        from = from ? tree_next(tree, from) : 0;
    }
}

void lower_store(Lower *lower, Task task)
{
    NodeId target = bare(lower, task.node), value = bare(lower, task.a);
    switch (tree_kind(lower->tree, target)) {
    case PY_ATTRIBUTE: {
        NodeId object = bare(lower, tree_first(lower->tree, target));
        if (!is_simple(lower, object)) lower_plan(lower, TASK_VISIT, object, 0, 0);
        store_place(lower, target, value);
        return;
    }
    case PY_IDENTIFIER: store_place(lower, target, value); return;
    case PY_SUBSCRIPT: store_element(lower, target, value); return;
    case PY_PATTERN_LIST:
    case PY_TUPLE_PATTERN:
    case PY_LIST_PATTERN:
    case PY_EXPRESSION_LIST:
    case PY_TUPLE:
    case PY_LIST: store_parts(lower, target, value); return;
    case PY_LIST_SPLAT:
    case PY_LIST_SPLAT_PATTERN:
        lower_plan(lower, TASK_STORE, tree_first(lower->tree, target), 0, 0);
        return;
    default: return;
    }
}

// --- x += y, del x -------------------------------------------------------------------------------------------------

static bool is_set_like(Str type)
{
    return str_is(type, "builtins.set") || str_is(type, "collections.Counter") ||
           str_is(type, "builtins.frozenset");
}

static void update_place(Lower *lower, NodeId node, NodeId target, NodeId value)
{
    PlaceId place = lower_tracked(lower, target);
    Str type = lower_type(lower, target), added = lower_type(lower, value);
    bool is_container = lower_is_container_type(type),
         adds_container = !type.len && lower_is_container_type(added);
    switch (tree_node(lower->tree, node)->operation & ~(uint32_t)OP_COMPOUND) {
    case OP_ADD:
        if (is_container || adds_container)
            lower_event(lower, EVENT_GROW, GROW_APPEND, place, 0, node);
        return;
    case OP_BIT_OR:
        if (is_container || adds_container)
            lower_event(lower, EVENT_GROW, GROW_KEYED, place, 0, node);
        return;
    case OP_SUB:
    case OP_BIT_AND:
    case OP_BIT_XOR:
        if (is_set_like(type) || is_set_like(added))
            lower_event(lower, EVENT_SHRINK, SHRINK_SOME, place, 0, node);
        return;
    default: return;
    }
}

// d[k] += 1 makes the key only in a defaultdict or Counter; d[k] += [x] makes the element longer.
static void update_element(Lower *lower, NodeId subscript, NodeId value)
{
    NodeId base = bare(lower, tree_first(lower->tree, subscript));
    PlaceId place = enter_element(lower, subscript);
    Str type = lower_type(lower, base);
    if (!place) return;
    bool inserts =
        !type.len || str_is(type, "collections.defaultdict") || str_is(type, "collections.Counter");
    if (inserts)
        lower_event(lower, EVENT_GROW,
                    is_constant_key(lower, subscript) ? GROW_CONSTANT : GROW_KEYED, place, 0,
                    subscript);
    if (!inserts) lower_event(lower, EVENT_USE, 0, place, 0, subscript);
    if (!str_is(lower_type(lower, value), "builtins.list")) return;
    lower_event(lower, EVENT_GROW, GROW_APPEND,
                place_element(lower->arena, &lower->unit->places, place), 0, subscript);
}

void lower_update(Lower *lower, Task task)
{
    NodeId target = bare(lower, part(lower, task.node, ROLE_LEFT)),
           value = part(lower, task.node, ROLE_RIGHT);
    if (tree_kind(lower->tree, target) == PY_SUBSCRIPT) {
        update_element(lower, target, value);
    } else if (is_simple(lower, target)) {
        update_place(lower, task.node, target, value);
    }
}

void lower_delete(Lower *lower, NodeId target)
{
    if (tree_kind(lower->tree, target) != PY_SUBSCRIPT) {
        if (is_simple(lower, target))
            lower_event(lower, EVENT_END, 0, lower_tracked(lower, target), 0, target);
        return;
    }
    PlaceId place = enter_element(lower, target);
    lower_event(lower, EVENT_SHRINK, SHRINK_SOME, place, 0, target);
    if (is_slice(lower, target)) lower_event(lower, EVENT_BOUND, 0, place, 0, target);
}
