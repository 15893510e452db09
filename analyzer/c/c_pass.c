#include "c/c_pass.h"

#include "base/str.h"
#include "c/c_place.h"

enum { DEEPEST_CARRY = 3, MOST_CARRIED = 4096 };

static Str key_of(Arena *arena, PlaceId place) { return arena_copy(arena, (Str){(const char *)&place, sizeof place}); }

void c_pass_put(CPass *pass, Map *set, PlaceId place, uint32_t value)
{
    if (place) *map_at(pass->arena, set, key_of(pass->arena, place)) = value;
}

uint32_t c_pass_get(const Map *set, PlaceId place) { return map_get(set, (Str){(const char *)&place, sizeof place}); }

// --- places -------------------------------------------------------------------------------------------------------
const Place *c_pass_at(const CPass *pass, PlaceId place) { return unit_place(pass->unit, place); }

bool c_pass_lasts(const CPass *pass, PlaceId place)
{
    return place && !c_place_is_local(pass->unit, place) && c_pass_at(pass, place)->kind != PLACE_RESULT;
}

bool c_pass_is_variable(const CPass *pass, PlaceId place) { return place && c_place_is_local(pass->unit, place); }

bool c_pass_is_of_parameter(const CPass *pass, PlaceId place)
{
    return place && c_pass_at(pass, place)->base && c_pass_at(pass, place_root(&pass->unit->places, place))->kind == PLACE_PARAMETER;
}

const Type *c_pass_type(const CPass *pass, NodeId node) { return unit_type(pass->unit, tree_node(pass->tree, node)->type); }

PlaceId c_pass_place(CPass *pass, NodeId node) { return node ? c_place(pass->arena, pass->unit, node) : 0; }

bool c_pass_is_integer(const CPass *pass, NodeId node) { return c_pass_type(pass, node)->kind == TYPE_INTEGER; }

static bool is_counted(const CPass *pass, PlaceId place)
{
    return c_pass_get(&pass->grown, place) || c_pass_get(&pass->counters, place) || c_pass_get(&pass->companions, place);
}

// A global that other files see may grow there: what shrinks it here is evidence for them.
static bool is_shared(const CPass *pass, PlaceId place)
{
    return unit_binding(pass->unit, unit_root_binding(pass->unit, place))->is_exported;
}

bool c_pass_is_relevant(const CPass *pass, PlaceId place)
{
    return is_counted(pass, place) || c_pass_is_of_parameter(pass, place) || is_shared(pass, place);
}

// --- plans --------------------------------------------------------------------------------------------------------
void c_pass_plan(CPass *pass, NodeId node, Event event)
{
    event.node = node;
    *array_push(pass->arena, &pass->result->plans) = (CPlan){.event = event};
    uint32_t *last = &pass->result->plan_of_node[node];
    while (*last) last = &pass->result->plans.at[*last - 1].next;
    *last = pass->result->plans.len;
}

void c_pass_carry(CPass *pass, FunctionId function, Event event, int depth)
{
    if (c_pass_is_of_parameter(pass, event.place) && depth < DEEPEST_CARRY && pass->summaries.len < MOST_CARRIED)
        *array_push(pass->arena, &pass->summaries) = (CSummary){function, event, depth};
}

void c_pass_say(CPass *pass, NodeId node, Event event)
{
    c_pass_plan(pass, node, event);
    c_pass_carry(pass, pass->function, event, 0);
}

void c_pass_grow(CPass *pass, NodeId node, PlaceId place, Growth growth, PlaceId counter)
{
    c_pass_put(pass, &pass->grown, place, 1);
    c_pass_put(pass, &pass->counters, counter, 1);
    c_pass_say(pass, node, (Event){EVENT_GROW, growth, place, counter, 0});
}

void c_pass_shrink(CPass *pass, NodeId node, PlaceId place, Shrinkage how) { c_pass_say(pass, node, (Event){EVENT_SHRINK, how, place, 0, 0}); }

void c_pass_link_only(CPass *pass, NodeId node) { pass->result->quiet[node] = 1; }

bool c_pass_gets(const CPass *pass, PlaceId variable, PlaceId place)
{
    for_each_stored(&pass->stores, pass->function, stored)
        if (stored->to == variable && stored->from == place && !stored->from_address) return true;
    return false;
}

BindingId c_pass_member(const CPass *pass, NodeId node)
{
    return tree_kind(pass->tree, node) == C_MEMBER ? tree_node(pass->tree, node)->binding : 0;
}

bool c_pass_is_list(const CPass *pass, PlaceId head)
{
    for (uint32_t i = 0; i < pass->links.len; i++)
        if (pass->links.at[i].head == head) return true;
    return false;
}

bool c_pass_comes_from_link(const CPass *pass, PlaceId variable, Str field)
{
    for_each_stored(&pass->stores, pass->function, stored)
        if (stored->to == variable && c_pass_at(pass, stored->from)->kind == PLACE_FIELD &&
            str_equal(c_pass_at(pass, stored->from)->name, field))
            return true;
    return false;
}

Str c_pass_callee(const CPass *pass, NodeId call)
{
    return unit_binding(pass->unit, c_reference(pass->tree, c_strip_casts(pass->tree, tree_first(pass->tree, call))))->name;
}

PlaceId c_pass_lasting_integer(CPass *pass, NodeId expression, bool through_locals)
{
    for (NodeId node = expression, end = tree_end(pass->tree, expression); node < end; node++) {
        NodeKind kind = tree_kind(pass->tree, node);
        if ((kind != C_REFERENCE && kind != C_MEMBER) || !c_pass_is_integer(pass, node)) continue;
        PlaceId place = c_pass_place(pass, node);
        if (c_pass_lasts(pass, place)) return place;
        if (!through_locals || !c_pass_is_variable(pass, place)) continue;
        for_each_stored(&pass->stores, pass->function, stored) {
            if (stored->to != place || !stored->value) continue;
            PlaceId found = c_pass_lasting_integer(pass, stored->value, false);
            if (found) return found;
        }
    }
    return 0;
}
