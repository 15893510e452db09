// Arrays that are counted or reallocated, out of the assignments and calls of one function:
//   G[count++] = x;                a counted array grows; also G[count] = x with count++ elsewhere in the function
//   G = realloc(G, ... count ...)  a table grows, when the new size depends on something that lasts
// A fixed array cannot grow, and a buffer that gets the room it needs now is no container.
#include "c/c_pass.h"

#include "base/str.h"
#include "c/c_place.h"

// --- counted arrays -----------------------------------------------------------------------------------------------
// The subscript of G in G[i], G[i].a and &G[i]; 0 when the expression is no such thing.
static NodeId subscript_in(const CPass *pass, NodeId node)
{
    const Tree *tree = pass->tree;
    for (node = c_strip_casts(tree, node); node; node = c_strip_casts(tree, tree_first(tree, node))) {
        bool is_address = tree_kind(tree, node) == C_UNARY && tree_node(tree, node)->operation == OP_ADDRESS;
        bool is_part = tree_kind(tree, node) == C_MEMBER && tree_first(tree, node) && !c_is_arrow(pass->unit, node);
        if (tree_kind(tree, node) == C_SUBSCRIPT) return node;
        if (!is_address && !is_part) return 0;
    }
    return 0;
}

static bool goes_up(const CPass *pass, PlaceId counter)
{
    for_each_stored(&pass->stores, pass->function, stored) {
        if (stored->to != counter) continue;
        bool is_sum = stored->operation == OP_ASSIGN && tree_kind(pass->tree, stored->value) == C_BINARY &&
                      tree_node(pass->tree, stored->value)->operation == OP_ADD;
        if (c_stored_up(stored) || is_sum) return true;
    }
    return false;
}

static bool is_increment(const Tree *tree, NodeId node)
{
    uint32_t operation = tree_node(tree, node)->operation;
    return tree_kind(tree, node) == C_UNARY && (operation == OP_POST_INC || operation == OP_PRE_INC);
}

// One growth per function, whatever number of fields is filled.
static bool grows_here(const CPass *pass, PlaceId array)
{
    for (uint32_t i = 0; i < pass->result->plans.len; i++) {
        const Event *event = &pass->result->plans.at[i].event;
        if (event->kind == EVENT_GROW && event->place == array && unit_function_at(pass->unit, event->node) == pass->function) return true;
    }
    return false;
}

// An array whose block is never made larger is as large as it is, whatever is put into it.
static bool is_table(const CPass *pass, PlaceId array)
{
    return c_pass_lasts(pass, array) && (c_pass_get(&pass->tables, array) || (c_pass_at(pass, array)->kind == PLACE_FIELD && map_get(&pass->tables, c_pass_at(pass, array)->name)));
}

static void element_store(CPass *pass, NodeId node, NodeId subscript)
{
    const Tree *tree = pass->tree;
    NodeId base = c_strip_casts(tree, tree_child_as(tree, subscript, ROLE_C_BASE));
    NodeId index = c_strip_casts(tree, tree_child_as(tree, subscript, ROLE_C_INDEX));
    if (!base || !index || c_pass_type(pass, base)->kind != TYPE_POINTER) return;
    bool counts_up = is_increment(tree, index);
    PlaceId array = c_pass_place(pass, base), counter = c_pass_place(pass, counts_up ? tree_first(tree, index) : index);
    if (!is_table(pass, array) || !c_pass_lasts(pass, counter) || !c_pass_is_integer(pass, index)) return;
    PlaceId owner = place_root(&pass->unit->places, counter);
    if (owner != place_root(&pass->unit->places, array) && c_pass_at(pass, owner)->kind != PLACE_GLOBAL) return;
    c_pass_put(pass, &pass->index_of, array, counter);
    if ((!counts_up && !goes_up(pass, counter)) || grows_here(pass, array)) return;
    c_pass_grow(pass, node, array, GROW_APPEND, counter);
}

void c_arrays_find(CPass *pass)
{
    for_each_stored(&pass->stores, pass->function, stored) {
        NodeId written = subscript_in(pass, stored->target);
        bool is_plain = stored->operation == OP_ASSIGN;
        if (written && is_plain) element_store(pass, stored->node, written);
        bool takes_address = is_plain && stored->from_address && tree_kind(pass->tree, stored->value) == C_UNARY;
        NodeId taken = takes_address ? subscript_in(pass, stored->value) : 0;
        if (taken) element_store(pass, stored->node, taken);
    }
}

// --- realloc ------------------------------------------------------------------------------------------------------
static bool says_realloc(Str callee)
{
    for (size_t i = 0; i + 7 <= callee.len; i++) {
        size_t same = 0;
        while (same < 7 && (callee.at[i + same] | 0x20) == "realloc"[same]) same++;
        if (same == 7) return true;
    }
    return false;
}

// Where the block of a realloc ends up: the lasting place that it came from, also by way of a local; 0 = elsewhere. `*node` is where.
static PlaceId reallocated(CPass *pass, NodeId call, NodeId *node)
{
    PlaceId old = c_pass_place(pass, c_call_argument(pass->tree, call, 1));
    PlaceId result = c_place_of_result(pass->arena, pass->unit, call);
    *node = call;
    if (!old || c_pass_at(pass, result)->kind == PLACE_RESULT) return 0;
    if (result == old && c_pass_lasts(pass, old)) return old;
    for_each_stored(&pass->stores, pass->function, stored) {
        if (stored->from != result || stored->from_address || !c_pass_lasts(pass, stored->to)) continue;
        if (stored->to != old && !(c_pass_is_variable(pass, old) && c_pass_gets(pass, old, stored->to))) continue;
        *node = stored->node;
        return stored->to;
    }
    return 0;
}

// Integers that this function writes say how much room there is, those that it only compares with them how much is used.
static void learn_sizes(CPass *pass, PlaceId table, PlaceId size, PlaceId counter)
{
    NodeId body = unit_function(pass->unit, pass->function)->body;
    if (size != counter) c_pass_put(pass, &pass->capacities, size, 1);
    for_each_stored(&pass->stores, pass->function, stored) {
        if (stored->to == counter || !c_pass_lasts(pass, stored->to) || !c_pass_is_integer(pass, stored->target)) continue;
        if (c_stored_up(stored) && stored->to != size) c_pass_put(pass, &pass->companions, stored->to, table);
        else c_pass_put(pass, &pass->capacities, stored->to, 1);
    }
    for (NodeId node = body, end = tree_end(pass->tree, body); node < end; node++) {
        if (!c_is_comparison(pass->tree, node)) continue;
        PlaceId left = c_pass_lasting_integer(pass, tree_first(pass->tree, node), false);
        PlaceId right = c_pass_lasting_integer(pass, tree_next(pass->tree, tree_first(pass->tree, node)), false);
        if (c_pass_get(&pass->capacities, right) && !c_pass_get(&pass->capacities, left)) c_pass_put(pass, &pass->companions, left, table);
        if (c_pass_get(&pass->capacities, left) && !c_pass_get(&pass->capacities, right)) c_pass_put(pass, &pass->companions, right, table);
    }
}

static bool is_realloc(const CPass *pass, NodeId node)
{
    return tree_kind(pass->tree, node) == C_CALL && says_realloc(c_pass_callee(pass, node)) && c_call_argument(pass->tree, node, 2);
}

// Where the copy of a lasting block ends up: new = malloc(more); memcpy(new, G, n); ... G = new; 0 = elsewhere.
static PlaceId copied(CPass *pass, NodeId node)
{
    Str callee = tree_kind(pass->tree, node) == C_CALL ? c_pass_callee(pass, node) : (Str){0};
    if (!str_is(callee, "memcpy") && !str_is(callee, "memmove")) return 0;
    PlaceId new = c_pass_place(pass, c_call_argument(pass->tree, node, 1)), old = c_pass_place(pass, c_call_argument(pass->tree, node, 2));
    return c_pass_is_variable(pass, new) && c_pass_lasts(pass, old) && c_pass_gets(pass, old, new) ? old : 0;
}

void c_tables_learn(CPass *pass)
{
    NodeId body = unit_function(pass->unit, pass->function)->body, where;
    for (NodeId node = body, end = body ? tree_end(pass->tree, body) : 0; node < end; node++) {
        PlaceId table = is_realloc(pass, node) ? reallocated(pass, node, &where) : copied(pass, node);
        c_pass_put(pass, &pass->tables, table, 1);
        if (table && c_pass_at(pass, table)->kind == PLACE_FIELD) *map_at(pass->arena, &pass->tables, c_pass_at(pass, table)->name) = 1;
    }
}

// Goes up by one, or by what is given, but not by a fixed number of elements: that is how room is made.
static bool counts_elements(const CPass *pass, PlaceId counter)
{
    for_each_stored(&pass->stores, pass->function, stored) {
        uint32_t step;
        if (stored->to != counter) continue;
        NodeId added = stored->value;
        bool is_sum = stored->operation == OP_ASSIGN && tree_kind(pass->tree, stored->value) == C_BINARY &&
                      tree_node(pass->tree, stored->value)->operation == OP_ADD;
        if (is_sum) added = tree_child_as(pass->tree, stored->value, ROLE_C_RIGHT);
        if ((c_stored_up(stored) || is_sum) && !(added && c_integer(pass->tree, added, &step) && step > 1)) return true;
    }
    return false;
}

static bool is_compared(CPass *pass, PlaceId size)
{
    NodeId body = unit_function(pass->unit, pass->function)->body;
    for (NodeId node = body, end = tree_end(pass->tree, body); node < end; node++) {
        if (!c_is_comparison(pass->tree, node)) continue;
        NodeId left = tree_first(pass->tree, node);
        if (c_pass_lasting_integer(pass, left, false) == size || c_pass_lasting_integer(pass, tree_next(pass->tree, left), false) == size) return true;
    }
    return false;
}

// A table that only ever gets the room that is needed now is no container; one that something fills is.
static bool is_filled(CPass *pass, PlaceId table, PlaceId size)
{
    if (counts_elements(pass, size) && !is_compared(pass, size)) return true;
    for_each_stored(&pass->stores, pass->function, stored)
        if (c_pass_get(&pass->companions, stored->to) == table && counts_elements(pass, stored->to)) return true;
    return false;
}

void c_tables_find(CPass *pass)
{
    NodeId body = unit_function(pass->unit, pass->function)->body;
    for (NodeId node = body, end = body ? tree_end(pass->tree, body) : 0; node < end; node++) {
        if (!is_realloc(pass, node)) continue;
        NodeId where;
        PlaceId table = reallocated(pass, node, &where), size = 0;
        for (NodeId arg = c_call_argument(pass->tree, node, 2); arg && !size; arg = tree_next(pass->tree, arg)) size = c_pass_lasting_integer(pass, arg, true);
        if (!table || !size) continue;
        PlaceId counter = c_pass_get(&pass->index_of, table);
        learn_sizes(pass, table, size, counter);
        if (!grows_here(pass, table) && is_filled(pass, table, size)) c_pass_grow(pass, where, table, GROW_APPEND, counter ? counter : size);
    }
}
