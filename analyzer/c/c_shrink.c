// What takes elements out of a container or limits it. Read generously, since it only silences: G = G->next, G = NULL, count--,
// count = 0, unlinking an element of any list with that link, a call that frees by its name, a comparison of the counter.
#include "c/c_pass.h"

#include "base/str.h"
#include "c/c_place.h"

static bool says_init(Str name)
{
    static const char *const words[] = {"init", "Init", "new", "New", "create", "Create", "setup", "alloc"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_contains(name, str_from(words[i]))) return true;
    return str_is(name, "main");
}

// The field that `link` writes or reads: two structs may have fields of one name.
static void unlink_field(CPass *pass, NodeId node, Str field, NodeId link)
{
    BindingId member = c_pass_member(pass, link);
    for (uint32_t i = 0; i < pass->links.len; i++) {
        const CLink *known = &pass->links.at[i];
        bool is_same = member && known->member ? known->member == member : str_equal(known->field, field);
        if (is_same) c_pass_shrink(pass, node, known->head, SHRINK_SOME);
    }
}

// A store into a link of what came out of the same link of something else.
static void find_unlink(CPass *pass, const CStored *stored)
{
    const Place *to = c_pass_at(pass, stored->to), *from = c_pass_at(pass, stored->from);
    if (stored->from_address || pass->result->quiet[stored->node]) return;
    if (to->kind == PLACE_FIELD && from->kind == PLACE_FIELD && str_equal(to->name, from->name) && to->base != from->base)
        unlink_field(pass, stored->node, to->name, stored->target);
    else if (to->kind == PLACE_FIELD && c_pass_is_variable(pass, stored->from) && c_pass_comes_from_link(pass, stored->from, to->name))
        unlink_field(pass, stored->node, to->name, stored->target);
    else if (to->kind == PLACE_ELEMENT && c_pass_is_variable(pass, to->base) && from->kind == PLACE_FIELD)
        unlink_field(pass, stored->node, from->name, stored->value);
}

static void pointer_shrinks(CPass *pass, const CStored *stored)
{
    bool is_null = c_is_null(pass->tree, stored->value);
    if (is_null && !says_init(unit_function(pass->unit, pass->function)->name)) c_pass_shrink(pass, stored->node, stored->to, SHRINK_ALL);
    if (is_null || stored->from_address || pass->result->quiet[stored->node]) return;
    if (c_pass_at(pass, stored->from)->kind == PLACE_FIELD) c_pass_shrink(pass, stored->node, stored->to, SHRINK_SOME);
    else if (c_pass_is_list(pass, stored->to) && stored->from) c_pass_shrink(pass, stored->node, stored->to, SHRINK_MAYBE);
}

static void counter_shrinks(CPass *pass, const CStored *stored)
{
    uint32_t value, first_plan = pass->result->plans.len;
    if (c_stored_down(stored)) {
        c_pass_shrink(pass, stored->node, stored->to, SHRINK_SOME);
    } else if (stored->operation == OP_ASSIGN && c_integer(pass->tree, stored->value, &value)) {
        bool is_init = says_init(unit_function(pass->unit, pass->function)->name);
        if (!is_init || value) c_pass_shrink(pass, stored->node, stored->to, SHRINK_ALL);
    } else if (stored->operation == OP_ASSIGN) {
        uint32_t operation = tree_kind(pass->tree, stored->value) == C_BINARY ? tree_node(pass->tree, stored->value)->operation : OP_NONE;
        bool goes_down = operation == OP_SUB || operation == OP_MOD || operation == OP_DIV || operation == OP_BIT_AND || operation == OP_SHR;
        bool is_other = c_pass_lasting_integer(pass, stored->value, true) != stored->to;
        if (goes_down || is_other) c_pass_shrink(pass, stored->node, stored->to, goes_down ? SHRINK_SOME : SHRINK_MAYBE);
    }
    PlaceId table = c_pass_get(&pass->companions, stored->to);
    if (table && pass->result->plans.len > first_plan) c_pass_shrink(pass, stored->node, table, SHRINK_MAYBE);
}

// Gives back or takes out what it is given, by its name.
static bool says_end(Str callee)
{
    static const char *const words[] = {"free",  "Free",  "destroy", "Destroy", "delete", "Delete", "release", "Release", "remove", "Remove",
                                        "clear", "Clear", "dispose", "unref",   "purge",  "flush",  "reset",   "Reset",   "pop",    "evict"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_contains(callee, str_from(words[i]))) return true;
    return false;
}

// The grown place that a value comes out of, directly or by way of locals: p = G; q = p->next.
static PlaceId comes_out_of(const CPass *pass, PlaceId place, int locals)
{
    PlaceId from = place;
    for (; from; from = c_pass_at(pass, from)->base)
        if (c_pass_get(&pass->grown, from)) return from;
    PlaceId root = place ? place_root(&pass->unit->places, place) : 0;
    if (!c_pass_is_variable(pass, root) || !locals) return 0;
    for_each_stored(&pass->stores, pass->function, stored) {
        if (stored->to != root || place_root(&pass->unit->places, stored->from) == root) continue;
        PlaceId found = comes_out_of(pass, stored->from, locals - 1);
        if (found) return found;
    }
    return 0;
}

static void find_frees(CPass *pass)
{
    NodeId body = unit_function(pass->unit, pass->function)->body;
    for (NodeId node = body, end = body ? tree_end(pass->tree, body) : 0; node < end; node++) {
        if (tree_kind(pass->tree, node) != C_CALL || !says_end(c_pass_callee(pass, node))) continue;
        for (NodeId argument = c_call_argument(pass->tree, node, 1); argument; argument = tree_next(pass->tree, argument)) {
            if (!c_is_pointer(pass->unit, argument)) continue;
            PlaceId container = comes_out_of(pass, c_operand(pass->arena, pass->unit, argument).place, 2);
            if (container) c_pass_shrink(pass, node, container, SHRINK_MAYBE);
        }
    }
}

void c_shrinks_find(CPass *pass)
{
    find_frees(pass);
    for_each_stored(&pass->stores, pass->function, stored) {
        TypeKind kind = c_pass_type(pass, stored->target)->kind;
        find_unlink(pass, stored);
        if (!c_pass_is_relevant(pass, stored->to)) continue;
        if (kind == TYPE_POINTER && stored->operation == OP_ASSIGN) pointer_shrinks(pass, stored);
        else if (kind == TYPE_INTEGER && !c_pass_get(&pass->capacities, stored->to)) counter_shrinks(pass, stored);
    }
}

// --- bounds -------------------------------------------------------------------------------------------------------
// A number that is a limit: no 0 or 1, which ask whether there is anything, and none that only guards the arithmetic.
static bool guards_arithmetic(Str macro)
{
    static const char *const names[] = {"SIZE_MAX", "SSIZE_MAX", "CHAR_MAX", "SHRT_MAX", "INT_MAX", "UINT_MAX", "LONG_MAX", "ULONG_MAX",
                                        "LLONG_MAX", "ULLONG_MAX", "INT32_MAX", "UINT32_MAX", "INT64_MAX", "UINT64_MAX", "PTRDIFF_MAX", NULL};
    return str_is_any(macro, names);
}

static bool is_limit(const CPass *pass, NodeId node)
{
    const Tree *tree = pass->tree;
    uint32_t value;
    NodeId first = node;  // of A * B + C
    while (tree_kind(tree, c_strip_casts(tree, first)) == C_BINARY && tree_first(tree, c_strip_casts(tree, first)))
        first = tree_first(tree, c_strip_casts(tree, first));
    if (guards_arithmetic(c_macro_name(tree, node)) || guards_arithmetic(c_macro_name(tree, first))) return false;
    if (c_integer(tree, first, &value)) return value > 1 && value < INT32_MAX;
    first = c_strip_casts(tree, first);
    return tree_kind(tree, first) == C_SIZEOF || unit_binding(pass->unit, c_reference(tree, first))->kind == BINDING_ENUMERATOR;
}

// Does the comparison hold for big values of its left (or right) side?
static bool asks_for_more(const Tree *tree, NodeId comparison, bool place_is_left)
{
    uint32_t operation = tree_node(tree, comparison)->operation;
    return place_is_left ? operation == OP_GT || operation == OP_GE : operation == OP_LT || operation == OP_LE;
}

static void compare(CPass *pass, NodeId comparison, NodeId side, NodeId other)
{
    PlaceId place = c_pass_lasting_integer(pass, side, false);
    bool is_left = tree_node(pass->tree, side)->role == ROLE_C_LEFT;
    if (!place || !(c_pass_is_relevant(pass, place) || c_pass_get(&pass->capacities, place))) return;
    bool bounds = is_limit(pass, other);
    PlaceId limit = bounds ? 0 : c_pass_lasting_integer(pass, other, false);
    if (limit) bounds = !c_pass_get(&pass->capacities, limit) && !c_pass_get(&pass->counters, limit);
    else if (!bounds) bounds = is_left && c_pass_is_variable(pass, c_pass_place(pass, other)) && c_pass_is_integer(pass, other);
    if (c_pass_get(&pass->capacities, place)) bounds = bounds && !limit && asks_for_more(pass->tree, comparison, is_left);
    if (bounds) c_pass_say(pass, comparison, (Event){.kind = EVENT_BOUND, .place = place});
}

void c_bounds_find(CPass *pass)
{
    NodeId body = unit_function(pass->unit, pass->function)->body;
    const Tree *tree = pass->tree;
    for (NodeId node = body, end = body ? tree_end(tree, body) : 0; node < end; node++) {
        if (tree_kind(tree, node) != C_BINARY) continue;
        NodeId left = tree_child_as(tree, node, ROLE_C_LEFT), right = tree_child_as(tree, node, ROLE_C_RIGHT);
        uint32_t operation = tree_node(tree, node)->operation;
        if (c_is_comparison(tree, node) && left && right) {
            compare(pass, node, left, right);
            compare(pass, node, right, left);
        } else if (operation == OP_MOD || operation == (OP_COMPOUND | OP_MOD)) {
            PlaceId place = c_pass_lasting_integer(pass, left, false);
            if (place && c_pass_is_relevant(pass, place)) c_pass_say(pass, node, (Event){.kind = EVENT_BOUND, .place = place});
        }
    }
}
