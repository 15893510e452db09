// Linked lists, out of the assignments of one function, whatever their order:
//   n->next = G; G = n;   a list grows at its head
//   T->next = n; T = n;   a list grows at its tail; its head is what else got n
// A local that walked to the end is a tail too. Misses lists whose links are indices, and nodes that are linked by a callee.
#include "c/c_pass.h"

#include "base/str.h"
#include "c/c_place.h"

static void add_link(CPass *pass, PlaceId head, Str field, NodeId link)
{
    for (uint32_t i = 0; i < pass->links.len; i++)
        if (pass->links.at[i].head == head && str_equal(pass->links.at[i].field, field)) return;
    *array_push(pass->arena, &pass->links) = (CLink){head, field, c_pass_member(pass, link)};
}

// A counter that goes up in the same function beside the list.
static PlaceId counter_beside(const CPass *pass)
{
    for_each_stored(&pass->stores, pass->function, stored)
        if (c_stored_up(stored) && c_pass_lasts(pass, stored->to) && c_pass_is_integer(pass, stored->target)) return stored->to;
    return 0;
}

// A list in an array of lists is a bucket of a hash table.
static Growth growth_of(const CPass *pass, NodeId target) { return tree_kind(pass->tree, target) == C_SUBSCRIPT ? GROW_KEYED : GROW_APPEND; }

// An element that is never made here but comes off another list: nothing grows.
static bool is_recycled(const CPass *pass, PlaceId element)
{
    bool is_taken = false;
    for_each_stored(&pass->stores, pass->function, stored) {
        if (stored->to != element || stored->from_address) continue;
        if (!c_pass_lasts(pass, stored->from) || place_root(&pass->unit->places, stored->from) == element) return false;
        is_taken = true;
    }
    return is_taken;
}

// `head = n` with `n->field = head` beside it.
static void head_insertion(CPass *pass, const CStored *moved)
{
    for_each_stored(&pass->stores, pass->function, linked) {
        bool is_link = c_pass_at(pass, linked->to)->kind == PLACE_FIELD && c_pass_at(pass, linked->to)->base == moved->from && !linked->from_address;
        if (!is_link || !linked->from || linked->operation != OP_ASSIGN) continue;
        if (linked->from != moved->to && !(c_pass_is_variable(pass, linked->from) && c_pass_gets(pass, linked->from, moved->to))) continue;
        c_pass_grow(pass, moved->node, moved->to, growth_of(pass, moved->target), counter_beside(pass));
        c_pass_plan(pass, moved->node, (Event){EVENT_ESCAPE, 0, moved->from, moved->to, 0});
        add_link(pass, moved->to, c_pass_at(pass, linked->to)->name, linked->target);
        c_pass_link_only(pass, linked->node);
        c_pass_link_only(pass, moved->node);
        return;
    }
}

// What starts the list whose tail gets `element`: another pointer that gets it too.
static PlaceId head_beside(const CPass *pass, PlaceId tail, PlaceId element)
{
    for_each_stored(&pass->stores, pass->function, stored)
        if (stored->from == element && !stored->from_address && stored->to != tail && c_pass_lasts(pass, stored->to) &&
            c_pass_at(pass, stored->to)->base == c_pass_at(pass, tail)->base && c_pass_type(pass, stored->target)->kind == TYPE_POINTER)
            return stored->to;
    return tail;
}

static bool advances(const CPass *pass, PlaceId tail, PlaceId element, PlaceId link)
{
    for_each_stored(&pass->stores, pass->function, stored)
        if (stored->to == tail && (stored->from == element || stored->from == link)) return true;
    return false;
}

// The lasting pointer that a local walked from: p = G; ... p = p->next.
static PlaceId walked_from(const CPass *pass, PlaceId variable)
{
    for_each_stored(&pass->stores, pass->function, stored)
        if (stored->to == variable && c_pass_lasts(pass, stored->from) && place_root(&pass->unit->places, stored->from) != variable) return stored->from;
    return 0;
}

// `tail->field = n` with `tail = n`, or with a local that walked to the end.
static void tail_insertion(CPass *pass, const CStored *linked)
{
    PlaceId tail = c_pass_at(pass, linked->to)->base, head = 0;
    Str field = c_pass_at(pass, linked->to)->name;
    if (c_pass_comes_from_link(pass, linked->from, field)) return;
    if (c_pass_lasts(pass, tail) && advances(pass, tail, linked->from, linked->to)) head = head_beside(pass, tail, linked->from);
    else if (c_pass_is_variable(pass, tail) && c_pass_gets(pass, tail, linked->to)) head = walked_from(pass, tail);
    if (!head) return;
    c_pass_grow(pass, linked->node, head, GROW_APPEND, counter_beside(pass));
    c_pass_plan(pass, linked->node, (Event){EVENT_ESCAPE, 0, linked->from, head, 0});
    add_link(pass, head, field, linked->target);
    c_pass_link_only(pass, linked->node);
    for_each_stored(&pass->stores, pass->function, first)  // the first element of an empty list
        if (first->to == head && first->from == linked->from) c_pass_link_only(pass, first->node);
}

// `*tail = n; tail = &n->field`: the head is what the tail's first value points to.
static void pointer_tail_insertion(CPass *pass, const CStored *stored)
{
    PlaceId tail = c_pass_at(pass, stored->to)->base, head = tail;
    Str field = {0};
    for_each_stored(&pass->stores, pass->function, moved)
        if (moved->to == tail && moved->from_address && c_pass_at(pass, moved->from)->base == stored->from) field = c_pass_at(pass, moved->from)->name;
    if (!field.len) return;
    for (uint32_t i = 0; i < pass->stores.list.len; i++) {
        const CStored *first = &pass->stores.list.at[i];
        if (first->to == tail && first->from_address && c_pass_lasts(pass, first->from) && c_pass_at(pass, first->from)->base != stored->from) head = first->from;
    }
    if (!c_pass_lasts(pass, head)) return;
    c_pass_grow(pass, stored->node, head, GROW_APPEND, counter_beside(pass));
    c_pass_plan(pass, stored->node, (Event){EVENT_ESCAPE, 0, stored->from, head, 0});
    add_link(pass, head, field, 0);
    c_pass_link_only(pass, stored->node);
}

// A new element, or the links that it carries inside: node, &node->links.
static bool is_element(const CPass *pass, const CStored *stored)
{
    bool is_inside = c_pass_at(pass, stored->from)->kind == PLACE_FIELD && c_pass_is_variable(pass, place_root(&pass->unit->places, stored->from));
    bool is_node = stored->from_address ? is_inside : c_pass_is_variable(pass, stored->from);
    if (is_node && is_recycled(pass, stored->from)) return false;
    return stored->operation == OP_ASSIGN && is_node && c_pass_type(pass, stored->target)->kind == TYPE_POINTER && c_pass_lasts(pass, stored->to);
}

void c_lists_find(CPass *pass)
{
    for_each_stored(&pass->stores, pass->function, stored) {
        if (!is_element(pass, stored)) continue;
        head_insertion(pass, stored);
        if (stored->from_address) continue;
        PlaceKind kind = c_pass_at(pass, stored->to)->kind;
        if (kind == PLACE_FIELD) tail_insertion(pass, stored);
        else if (kind == PLACE_ELEMENT) pointer_tail_insertion(pass, stored);
    }
}
