#include "model/unit.h"

#include "base/str.h"

const Call *unit_call(const Unit *unit, NodeId node)
{
    uint32_t call = unit->call_of_node && node < unit->tree->count ? unit->call_of_node[node] : 0;
    return call ? &unit->calls.at[call] : NULL;
}

FunctionId unit_function_defined(const Unit *unit, NodeId node)
{
    FunctionId from = TOP_LEVEL, to = unit->functions.len;
    while (from < to) {
        FunctionId middle = from + (to - from) / 2;
        if (unit->functions.at[middle].node < node) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from < unit->functions.len && unit->functions.at[from].node == node ? from : 0;
}

FunctionId unit_function_at(const Unit *unit, NodeId node)
{
    for (; node; node = tree_parent(unit->tree, node))
        if (unit->function_of_node && unit->function_of_node[node]) return unit->function_of_node[node];
    return TOP_LEVEL;
}

bool function_is_within(const Unit *unit, FunctionId inner, FunctionId outer)
{
    while (inner && inner != outer) inner = unit->functions.at[inner].parent;
    return inner == outer;
}

BindingId unit_root_binding(const Unit *unit, PlaceId place)
{
    PlaceId root = place_root(&unit->places, place);
    return root ? unit->places.list.at[root].binding : 0;
}

uint32_t unit_first_attribute(const Unit *unit, ClassId class)
{
    uint32_t from = 0, to = unit->attributes.len;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (unit->attributes.at[middle].class < class) from = middle + 1;
        else to = middle;
    }
    return from < unit->attributes.len && unit->attributes.at[from].class == class ? from : unit->attributes.len;
}
