#include "c/c_container.h"

CContainers c_containers_learn(Arena *arena, Unit *unit)
{
    CContainers containers = {0};
    containers.plan_of_node = arena_array(arena, uint32_t, unit->tree->count);
    containers.quiet = arena_array(arena, uint8_t, unit->tree->count);
    return containers;
}

static const CPlan *at(const CContainers *containers, uint32_t index) { return index ? &containers->plans.at[index - 1] : NULL; }

const CPlan *c_containers_plan(const CContainers *containers, NodeId node) { return at(containers, containers->plan_of_node[node]); }

const CPlan *c_containers_next(const CContainers *containers, const CPlan *plan) { return at(containers, plan->next); }
