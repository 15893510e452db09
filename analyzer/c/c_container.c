// The idioms are looked for among the assignments of one function at a time, whatever their order:
//   n->next = G; G = n;            a list grows at its head
//   T->next = n; T = n;            a list grows at its tail (its head is what else got n)
//   G[count++] = x;                a counted array grows; also G[count] = x with count++ elsewhere in the function
//   G = realloc(G, ... count ...)  a table grows, when the new size depends on something that lasts
// What takes elements out is read generously, since it only silences: G = G->next, G = NULL, count--, count = 0, unlinking an
// element of any list with that link, a comparison of the counter. One function's effects on its parameters are carried to its callers.
// Misses containers behind unions, in arrays of structs, and growth through function pointers.
#include "c/c_container.h"

#include "base/str.h"
#include "c/c_macro.h"
#include "c/c_place.h"
#include "c/c_scan.h"
#include "c/c_store.h"

// A list: where it starts and which field links its elements.
typedef struct Link {
    PlaceId head;
    Str field;
    BindingId member;  // the field of its struct, 0 = known by name only
} Link;

// What a function does to something that its parameter leads to.
typedef struct Summary {
    FunctionId function;
    Event event;
    int depth;       // calls that it was carried through
} Summary;

enum { DEEPEST_CARRY = 3, MOST_CARRIED = 4096, MOST_STORES = 2000 };

typedef struct Pass {
    Arena *arena;
    Unit *unit;
    const Tree *tree;
    CContainers *result;
    CStores stores;
    ArrayOf(Link) links;
    ArrayOf(Link) macro_links;
    ArrayOf(Summary) summaries;
    Map grown;        // places that grow, by number
    Map counters;     // places that count elements
    Map capacities;   // places that say how much room there is
    Map index_of;     // array's place -> the place of the counter that indexes it
    Map companions;   // counter -> a table that it says how much is used of
    Map tables;       // places (and names of fields) whose block some function of the file makes larger
    FunctionId function;
} Pass;

// --- little sets of places ----------------------------------------------------------------------------------------
static Str key_of(Arena *arena, PlaceId place) { return arena_copy(arena, (Str){(const char *)&place, sizeof place}); }

static void put(Pass *pass, Map *set, PlaceId place, uint32_t value)
{
    if (place) *map_at(pass->arena, set, key_of(pass->arena, place)) = value;
}

static uint32_t get(const Map *set, PlaceId place) { return map_get(set, (Str){(const char *)&place, sizeof place}); }

static const Place *at(const Pass *pass, PlaceId place) { return unit_place(pass->unit, place); }

// Is it more than a variable of the running function: a global, or a field or element of anything?
static bool lasts(const Pass *pass, PlaceId place) { return place && !c_place_is_local(pass->unit, place) && at(pass, place)->kind != PLACE_RESULT; }

static bool is_variable(const Pass *pass, PlaceId place) { return place && c_place_is_local(pass->unit, place); }

static bool belongs_to_parameter(const Pass *pass, PlaceId place)
{
    return place && at(pass, place)->base && at(pass, place_root(&pass->unit->places, place))->kind == PLACE_PARAMETER;
}

static const Type *type_of(const Pass *pass, NodeId node) { return unit_type(pass->unit, tree_node(pass->tree, node)->type); }

static PlaceId place_at(Pass *pass, NodeId node) { return node ? c_place(pass->arena, pass->unit, node) : 0; }

static bool is_integer(const Pass *pass, NodeId node) { return type_of(pass, node)->kind == TYPE_INTEGER; }

// --- plans --------------------------------------------------------------------------------------------------------
static void plan(Pass *pass, NodeId node, Event event)
{
    event.node = node;
    *array_push(pass->arena, &pass->result->plans) = (CPlan){.event = event};
    uint32_t *last = &pass->result->plan_of_node[node];
    while (*last) last = &pass->result->plans.at[*last - 1].next;
    *last = pass->result->plans.len;
}

static void carry(Pass *pass, FunctionId function, Event event, int depth)
{
    if (belongs_to_parameter(pass, event.place) && depth < DEEPEST_CARRY && pass->summaries.len < MOST_CARRIED)
        *array_push(pass->arena, &pass->summaries) = (Summary){function, event, depth};
}

static void say(Pass *pass, NodeId node, Event event)
{
    plan(pass, node, event);
    carry(pass, pass->function, event, 0);
}

static void grow(Pass *pass, NodeId node, PlaceId place, Growth growth, PlaceId counter)
{
    put(pass, &pass->grown, place, 1);
    put(pass, &pass->counters, counter, 1);
    say(pass, node, (Event){EVENT_GROW, growth, place, counter, 0});
}

static void shrink(Pass *pass, NodeId node, PlaceId place, Shrinkage how) { say(pass, node, (Event){EVENT_SHRINK, how, place, 0, 0}); }

static void link_only(Pass *pass, NodeId node) { pass->result->quiet[node] = 1; }

// --- lists --------------------------------------------------------------------------------------------------------
// Does the function ever give the local `variable` the value of `place`?
static bool gets(const Pass *pass, PlaceId variable, PlaceId place)
{
    for_each_stored(&pass->stores, pass->function, stored)
        if (stored->to == variable && stored->from == place && !stored->from_address) return true;
    return false;
}

static bool is_list(const Pass *pass, PlaceId head)
{
    for (uint32_t i = 0; i < pass->links.len; i++)
        if (pass->links.at[i].head == head) return true;
    return false;
}

static BindingId member_of(const Pass *pass, NodeId node)
{
    return tree_kind(pass->tree, node) == C_MEMBER ? tree_node(pass->tree, node)->binding : 0;
}

static void add_link(Pass *pass, PlaceId head, Str field, NodeId link)
{
    for (uint32_t i = 0; i < pass->links.len; i++)
        if (pass->links.at[i].head == head && str_equal(pass->links.at[i].field, field)) return;
    *array_push(pass->arena, &pass->links) = (Link){head, field, member_of(pass, link)};
}

// A counter that goes up in the same function beside the list.
static PlaceId counter_beside(const Pass *pass)
{
    for_each_stored(&pass->stores, pass->function, stored)
        if (c_stored_up(stored) && lasts(pass, stored->to) && is_integer(pass, stored->target)) return stored->to;
    return 0;
}

// A list in an array of lists is a bucket of a hash table.
static Growth growth_of(const Pass *pass, NodeId target) { return tree_kind(pass->tree, target) == C_SUBSCRIPT ? GROW_KEYED : GROW_APPEND; }

// An element that is never made here but comes off another list: nothing grows.
static bool is_recycled(const Pass *pass, PlaceId element)
{
    bool is_taken = false;
    for_each_stored(&pass->stores, pass->function, stored) {
        if (stored->to != element || stored->from_address) continue;
        if (!lasts(pass, stored->from) || place_root(&pass->unit->places, stored->from) == element) return false;
        is_taken = true;
    }
    return is_taken;
}

// `head = n` with `n->field = head` beside it.
static void head_insertion(Pass *pass, const CStored *moved)
{
    for_each_stored(&pass->stores, pass->function, linked) {
        bool is_link = at(pass, linked->to)->kind == PLACE_FIELD && at(pass, linked->to)->base == moved->from && !linked->from_address;
        if (!is_link || !linked->from || linked->operation != OP_ASSIGN) continue;
        if (linked->from != moved->to && !(is_variable(pass, linked->from) && gets(pass, linked->from, moved->to))) continue;
        grow(pass, moved->node, moved->to, growth_of(pass, moved->target), counter_beside(pass));
        plan(pass, moved->node, (Event){EVENT_ESCAPE, 0, moved->from, moved->to, 0});
        add_link(pass, moved->to, at(pass, linked->to)->name, linked->target);
        link_only(pass, linked->node);
        link_only(pass, moved->node);
        return;
    }
}

// What starts the list whose tail gets `element`: another pointer that gets it too.
static PlaceId head_beside(const Pass *pass, PlaceId tail, PlaceId element)
{
    for_each_stored(&pass->stores, pass->function, stored)
        if (stored->from == element && !stored->from_address && stored->to != tail && lasts(pass, stored->to) &&
            at(pass, stored->to)->base == at(pass, tail)->base && type_of(pass, stored->target)->kind == TYPE_POINTER)
            return stored->to;
    return tail;
}

static bool advances(const Pass *pass, PlaceId tail, PlaceId element, PlaceId link)
{
    for_each_stored(&pass->stores, pass->function, stored)
        if (stored->to == tail && (stored->from == element || stored->from == link)) return true;
    return false;
}

// The lasting pointer that a local walked from: p = G; ... p = p->next.
static PlaceId walked_from(const Pass *pass, PlaceId variable)
{
    for_each_stored(&pass->stores, pass->function, stored)
        if (stored->to == variable && lasts(pass, stored->from) && place_root(&pass->unit->places, stored->from) != variable) return stored->from;
    return 0;
}

// Is the local's value taken out of a link, so that storing it unlinks?
static bool comes_from_link(const Pass *pass, PlaceId variable, Str field)
{
    for_each_stored(&pass->stores, pass->function, stored)
        if (stored->to == variable && at(pass, stored->from)->kind == PLACE_FIELD && str_equal(at(pass, stored->from)->name, field)) return true;
    return false;
}

// `tail->field = n` with `tail = n`, or with a local that walked to the end.
static void tail_insertion(Pass *pass, const CStored *linked)
{
    PlaceId tail = at(pass, linked->to)->base, head = 0;
    Str field = at(pass, linked->to)->name;
    if (comes_from_link(pass, linked->from, field)) return;
    if (lasts(pass, tail) && advances(pass, tail, linked->from, linked->to)) head = head_beside(pass, tail, linked->from);
    else if (is_variable(pass, tail) && gets(pass, tail, linked->to)) head = walked_from(pass, tail);
    if (!head) return;
    grow(pass, linked->node, head, GROW_APPEND, counter_beside(pass));
    plan(pass, linked->node, (Event){EVENT_ESCAPE, 0, linked->from, head, 0});
    add_link(pass, head, field, linked->target);
    link_only(pass, linked->node);
    for_each_stored(&pass->stores, pass->function, first)  // the first element of an empty list
        if (first->to == head && first->from == linked->from) link_only(pass, first->node);
}

// `*tail = n; tail = &n->field`: the head is what the tail's first value points to.
static void pointer_tail_insertion(Pass *pass, const CStored *stored)
{
    PlaceId tail = at(pass, stored->to)->base, head = tail;
    Str field = {0};
    for_each_stored(&pass->stores, pass->function, moved)
        if (moved->to == tail && moved->from_address && at(pass, moved->from)->base == stored->from) field = at(pass, moved->from)->name;
    if (!field.len) return;
    for (uint32_t i = 0; i < pass->stores.list.len; i++) {
        const CStored *first = &pass->stores.list.at[i];
        if (first->to == tail && first->from_address && lasts(pass, first->from) && at(pass, first->from)->base != stored->from) head = first->from;
    }
    if (!lasts(pass, head)) return;
    grow(pass, stored->node, head, GROW_APPEND, counter_beside(pass));
    plan(pass, stored->node, (Event){EVENT_ESCAPE, 0, stored->from, head, 0});
    add_link(pass, head, field, 0);
    link_only(pass, stored->node);
}

// A new element, or the links that it carries inside: node, &node->links.
static bool is_element(const Pass *pass, const CStored *stored)
{
    bool is_inside = at(pass, stored->from)->kind == PLACE_FIELD && is_variable(pass, place_root(&pass->unit->places, stored->from));
    bool is_node = stored->from_address ? is_inside : is_variable(pass, stored->from);
    if (is_node && is_recycled(pass, stored->from)) return false;
    return stored->operation == OP_ASSIGN && is_node && type_of(pass, stored->target)->kind == TYPE_POINTER && lasts(pass, stored->to);
}

static void find_lists(Pass *pass)
{
    for_each_stored(&pass->stores, pass->function, stored) {
        if (!is_element(pass, stored)) continue;
        head_insertion(pass, stored);
        if (stored->from_address) continue;
        PlaceKind kind = at(pass, stored->to)->kind;
        if (kind == PLACE_FIELD) tail_insertion(pass, stored);
        else if (kind == PLACE_ELEMENT) pointer_tail_insertion(pass, stored);
    }
}

// --- counted arrays -----------------------------------------------------------------------------------------------
// The subscript of G in G[i], G[i].a and &G[i]; 0 when the expression is no such thing.
static NodeId subscript_in(const Pass *pass, NodeId node)
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

static bool goes_up(const Pass *pass, PlaceId counter)
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
static bool grows_here(const Pass *pass, PlaceId array)
{
    for (uint32_t i = 0; i < pass->result->plans.len; i++) {
        const Event *event = &pass->result->plans.at[i].event;
        if (event->kind == EVENT_GROW && event->place == array && unit_function_at(pass->unit, event->node) == pass->function) return true;
    }
    return false;
}

// An array whose block is never made larger is as large as it is, whatever is put into it.
static bool is_table(const Pass *pass, PlaceId array)
{
    return lasts(pass, array) && (get(&pass->tables, array) || (at(pass, array)->kind == PLACE_FIELD && map_get(&pass->tables, at(pass, array)->name)));
}

static void element_store(Pass *pass, NodeId node, NodeId subscript)
{
    const Tree *tree = pass->tree;
    NodeId base = c_strip_casts(tree, tree_child_as(tree, subscript, ROLE_C_BASE));
    NodeId index = c_strip_casts(tree, tree_child_as(tree, subscript, ROLE_C_INDEX));
    if (!base || !index || type_of(pass, base)->kind != TYPE_POINTER) return;
    bool counts_up = is_increment(tree, index);
    PlaceId array = place_at(pass, base), counter = place_at(pass, counts_up ? tree_first(tree, index) : index);
    if (!is_table(pass, array) || !lasts(pass, counter) || !is_integer(pass, index)) return;
    PlaceId owner = place_root(&pass->unit->places, counter);
    if (owner != place_root(&pass->unit->places, array) && at(pass, owner)->kind != PLACE_GLOBAL) return;
    put(pass, &pass->index_of, array, counter);
    if ((!counts_up && !goes_up(pass, counter)) || grows_here(pass, array)) return;
    grow(pass, node, array, GROW_APPEND, counter);
}

static void find_arrays(Pass *pass)
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

static Str callee_name(const Pass *pass, NodeId call)
{
    return unit_binding(pass->unit, c_reference(pass->tree, c_strip_casts(pass->tree, tree_first(pass->tree, call))))->name;
}

// The first integer in the expression that lasts, looking through what the function's locals were set to.
static PlaceId lasting_integer(Pass *pass, NodeId expression, bool through_locals)
{
    for (NodeId node = expression, end = tree_end(pass->tree, expression); node < end; node++) {
        NodeKind kind = tree_kind(pass->tree, node);
        if ((kind != C_REFERENCE && kind != C_MEMBER) || !is_integer(pass, node)) continue;
        PlaceId place = place_at(pass, node);
        if (lasts(pass, place)) return place;
        if (!through_locals || !is_variable(pass, place)) continue;
        for_each_stored(&pass->stores, pass->function, stored) {
            if (stored->to != place || !stored->value) continue;
            PlaceId found = lasting_integer(pass, stored->value, false);
            if (found) return found;
        }
    }
    return 0;
}

// Where the block of a realloc ends up: the lasting place that it came from, also by way of a local; 0 = elsewhere. `*node` is where.
static PlaceId reallocated(Pass *pass, NodeId call, NodeId *node)
{
    PlaceId old = place_at(pass, c_call_argument(pass->tree, call, 1));
    PlaceId result = c_place_of_result(pass->arena, pass->unit, call);
    *node = call;
    if (!old || at(pass, result)->kind == PLACE_RESULT) return 0;
    if (result == old && lasts(pass, old)) return old;
    for_each_stored(&pass->stores, pass->function, stored) {
        if (stored->from != result || stored->from_address || !lasts(pass, stored->to)) continue;
        if (stored->to != old && !(is_variable(pass, old) && gets(pass, old, stored->to))) continue;
        *node = stored->node;
        return stored->to;
    }
    return 0;
}

// Integers that this function writes say how much room there is, those that it only compares with them how much is used.
static void learn_sizes(Pass *pass, PlaceId table, PlaceId size, PlaceId counter)
{
    NodeId body = unit_function(pass->unit, pass->function)->body;
    if (size != counter) put(pass, &pass->capacities, size, 1);
    for_each_stored(&pass->stores, pass->function, stored) {
        if (stored->to == counter || !lasts(pass, stored->to) || !is_integer(pass, stored->target)) continue;
        if (c_stored_up(stored) && stored->to != size) put(pass, &pass->companions, stored->to, table);
        else put(pass, &pass->capacities, stored->to, 1);
    }
    for (NodeId node = body, end = tree_end(pass->tree, body); node < end; node++) {
        if (!c_is_comparison(pass->tree, node)) continue;
        PlaceId left = lasting_integer(pass, tree_first(pass->tree, node), false);
        PlaceId right = lasting_integer(pass, tree_next(pass->tree, tree_first(pass->tree, node)), false);
        if (get(&pass->capacities, right) && !get(&pass->capacities, left)) put(pass, &pass->companions, left, table);
        if (get(&pass->capacities, left) && !get(&pass->capacities, right)) put(pass, &pass->companions, right, table);
    }
}

static bool is_realloc(const Pass *pass, NodeId node)
{
    return tree_kind(pass->tree, node) == C_CALL && says_realloc(callee_name(pass, node)) && c_call_argument(pass->tree, node, 2);
}

// Where the copy of a lasting block ends up: new = malloc(more); memcpy(new, G, n); ... G = new; 0 = elsewhere.
static PlaceId copied(Pass *pass, NodeId node)
{
    Str callee = tree_kind(pass->tree, node) == C_CALL ? callee_name(pass, node) : (Str){0};
    if (!str_is(callee, "memcpy") && !str_is(callee, "memmove")) return 0;
    PlaceId new = place_at(pass, c_call_argument(pass->tree, node, 1)), old = place_at(pass, c_call_argument(pass->tree, node, 2));
    return is_variable(pass, new) && lasts(pass, old) && gets(pass, old, new) ? old : 0;
}

static void learn_tables(Pass *pass)
{
    NodeId body = unit_function(pass->unit, pass->function)->body, where;
    for (NodeId node = body, end = body ? tree_end(pass->tree, body) : 0; node < end; node++) {
        PlaceId table = is_realloc(pass, node) ? reallocated(pass, node, &where) : copied(pass, node);
        put(pass, &pass->tables, table, 1);
        if (table && at(pass, table)->kind == PLACE_FIELD) *map_at(pass->arena, &pass->tables, at(pass, table)->name) = 1;
    }
}

// Goes up by one, or by what is given, but not by a fixed number of elements: that is how room is made.
static bool counts_elements(const Pass *pass, PlaceId counter)
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

static bool is_compared(Pass *pass, PlaceId size)
{
    NodeId body = unit_function(pass->unit, pass->function)->body;
    for (NodeId node = body, end = tree_end(pass->tree, body); node < end; node++) {
        if (!c_is_comparison(pass->tree, node)) continue;
        NodeId left = tree_first(pass->tree, node);
        if (lasting_integer(pass, left, false) == size || lasting_integer(pass, tree_next(pass->tree, left), false) == size) return true;
    }
    return false;
}

// A table that only ever gets the room that is needed now is no container; one that something fills is.
static bool is_filled(Pass *pass, PlaceId table, PlaceId size)
{
    if (counts_elements(pass, size) && !is_compared(pass, size)) return true;
    for_each_stored(&pass->stores, pass->function, stored)
        if (get(&pass->companions, stored->to) == table && counts_elements(pass, stored->to)) return true;
    return false;
}

static void find_reallocs(Pass *pass)
{
    NodeId body = unit_function(pass->unit, pass->function)->body;
    for (NodeId node = body, end = body ? tree_end(pass->tree, body) : 0; node < end; node++) {
        if (!is_realloc(pass, node)) continue;
        NodeId where;
        PlaceId table = reallocated(pass, node, &where), size = 0;
        for (NodeId arg = c_call_argument(pass->tree, node, 2); arg && !size; arg = tree_next(pass->tree, arg)) size = lasting_integer(pass, arg, true);
        if (!table || !size) continue;
        PlaceId counter = get(&pass->index_of, table);
        learn_sizes(pass, table, size, counter);
        if (!grows_here(pass, table) && is_filled(pass, table, size)) grow(pass, where, table, GROW_APPEND, counter ? counter : size);
    }
}

// --- macros -------------------------------------------------------------------------------------------------------
// The place that the text of a macro's argument names: name, &name, (name), name->field.field; its root is looked up in the expansion.
static PlaceId place_of_text(Pass *pass, NodeId expansion, Str text)
{
    Str piece, last = {0};
    PlaceId place = 0;
    size_t offset = 0;
    for (ScanKind kind; (kind = c_scan_piece(text, &offset, &piece)) != SCAN_END;) {
        if (kind == SCAN_OTHER && piece.at[0] == '[' && place) {
            offset = str_find_char(str_from_byte(text, offset), ']') + offset + 1;
            place = place_element(pass->arena, &pass->unit->places, place);
        }
        if (kind != SCAN_WORD) continue;
        if (place) place = place_field(pass->arena, &pass->unit->places, place, piece, 0);
        for (NodeId node = expansion, end = tree_end(pass->tree, node); node < end && !place; node++) {
            BindingId id = tree_node(pass->tree, node)->binding;
            if (tree_kind(pass->tree, node) == C_REFERENCE && str_equal(unit_binding(pass->unit, id)->name, piece))
                place = c_place(pass->arena, pass->unit, node);
        }
        last = piece;
    }
    return last.len ? place : 0;
}

static void macro_shrinks(Pass *pass, NodeId node, const CMacro *macro, Str field)
{
    if (macro->head) {
        shrink(pass, node, place_of_text(pass, node, c_scan_argument(tree_text(pass->tree, node), macro->head)), (Shrinkage)macro->detail);
        return;
    }
    for (uint32_t i = 0; i < pass->macro_links.len; i++)
        if (str_equal(pass->macro_links.at[i].field, field)) shrink(pass, node, pass->macro_links.at[i].head, (Shrinkage)macro->detail);
}

static void expand_macro(Pass *pass, NodeId node, const CMacro *macro, EventKind wanted)
{
    Str text = tree_text(pass->tree, node);
    Str field = macro->field ? c_scan_argument(text, macro->field) : (Str){0};
    if (macro->event != wanted) return;
    if (macro->event == EVENT_SHRINK) {
        macro_shrinks(pass, node, macro, field);
        return;
    }
    PlaceId head = place_of_text(pass, node, c_scan_argument(text, macro->head));
    grow(pass, node, head, (Growth)macro->detail, 0);
    if (field.len) *array_push(pass->arena, &pass->macro_links) = (Link){.head = head, .field = field};
    PlaceId value = macro->value ? place_of_text(pass, node, c_scan_argument(text, macro->value)) : 0;
    if (value) plan(pass, node, (Event){EVENT_ESCAPE, 0, value, head, 0});
}

// Is the node the first of its expansion?
static bool starts_expansion(const Tree *tree, NodeId node)
{
    const Node *at = tree_node(tree, node), *parent = tree_node(tree, at->parent);
    return at->flags & NODE_IN_MACRO && !(parent->flags & NODE_IN_MACRO && parent->span.from == at->span.from);
}

static void find_macros(Pass *pass, EventKind wanted)
{
    uint32_t seen = UINT32_MAX;
    for (NodeId node = ROOT; node < pass->tree->count; node++) {
        if (!starts_expansion(pass->tree, node)) continue;
        const CMacro *macro = c_macro_find(c_macro_name(pass->tree, node));
        if (!macro) continue;
        pass->function = unit_function_at(pass->unit, node);
        if (seen != tree_span(pass->tree, node).from) expand_macro(pass, node, macro, wanted);
        seen = tree_span(pass->tree, node).from;
        pass->result->quiet[node] = 2;
    }
}

// --- what takes elements out --------------------------------------------------------------------------------------
static bool says_init(Str name)
{
    static const char *const words[] = {"init", "Init", "new", "New", "create", "Create", "setup", "alloc"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_contains(name, str_from(words[i]))) return true;
    return str_is(name, "main");
}

static bool is_counted(const Pass *pass, PlaceId place)
{
    return get(&pass->grown, place) || get(&pass->counters, place) || get(&pass->companions, place);
}

// A global that other files see may grow there: what shrinks it here is evidence for them.
static bool is_shared(const Pass *pass, PlaceId place)
{
    return unit_binding(pass->unit, unit_root_binding(pass->unit, place))->is_exported;
}

static bool is_relevant(const Pass *pass, PlaceId place)
{
    return is_counted(pass, place) || belongs_to_parameter(pass, place) || is_shared(pass, place);
}

// The field that `link` writes or reads: two structs may have fields of one name.
static void unlink_field(Pass *pass, NodeId node, Str field, NodeId link)
{
    BindingId member = member_of(pass, link);
    for (uint32_t i = 0; i < pass->links.len; i++) {
        const Link *known = &pass->links.at[i];
        bool is_same = member && known->member ? known->member == member : str_equal(known->field, field);
        if (is_same) shrink(pass, node, known->head, SHRINK_SOME);
    }
}

// A store into a link of what came out of the same link of something else.
static void find_unlink(Pass *pass, const CStored *stored)
{
    const Place *to = at(pass, stored->to), *from = at(pass, stored->from);
    if (stored->from_address || pass->result->quiet[stored->node]) return;
    if (to->kind == PLACE_FIELD && from->kind == PLACE_FIELD && str_equal(to->name, from->name) && to->base != from->base)
        unlink_field(pass, stored->node, to->name, stored->target);
    else if (to->kind == PLACE_FIELD && is_variable(pass, stored->from) && comes_from_link(pass, stored->from, to->name))
        unlink_field(pass, stored->node, to->name, stored->target);
    else if (to->kind == PLACE_ELEMENT && is_variable(pass, to->base) && from->kind == PLACE_FIELD)
        unlink_field(pass, stored->node, from->name, stored->value);
}

static void pointer_shrinks(Pass *pass, const CStored *stored)
{
    bool is_null = c_is_null(pass->tree, stored->value);
    if (is_null && !says_init(unit_function(pass->unit, pass->function)->name)) shrink(pass, stored->node, stored->to, SHRINK_ALL);
    if (is_null || stored->from_address || pass->result->quiet[stored->node]) return;
    if (at(pass, stored->from)->kind == PLACE_FIELD) shrink(pass, stored->node, stored->to, SHRINK_SOME);
    else if (is_list(pass, stored->to) && stored->from) shrink(pass, stored->node, stored->to, SHRINK_MAYBE);
}

static void counter_shrinks(Pass *pass, const CStored *stored)
{
    uint32_t value, first_plan = pass->result->plans.len;
    if (c_stored_down(stored)) {
        shrink(pass, stored->node, stored->to, SHRINK_SOME);
    } else if (stored->operation == OP_ASSIGN && c_integer(pass->tree, stored->value, &value)) {
        bool is_init = says_init(unit_function(pass->unit, pass->function)->name);
        if (!is_init || value) shrink(pass, stored->node, stored->to, SHRINK_ALL);
    } else if (stored->operation == OP_ASSIGN) {
        uint32_t operation = tree_kind(pass->tree, stored->value) == C_BINARY ? tree_node(pass->tree, stored->value)->operation : OP_NONE;
        bool goes_down = operation == OP_SUB || operation == OP_MOD || operation == OP_DIV || operation == OP_BIT_AND || operation == OP_SHR;
        bool is_other = lasting_integer(pass, stored->value, true) != stored->to;
        if (goes_down || is_other) shrink(pass, stored->node, stored->to, goes_down ? SHRINK_SOME : SHRINK_MAYBE);
    }
    PlaceId table = get(&pass->companions, stored->to);
    if (table && pass->result->plans.len > first_plan) shrink(pass, stored->node, table, SHRINK_MAYBE);
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
static PlaceId comes_out_of(const Pass *pass, PlaceId place, int locals)
{
    PlaceId from = place;
    for (; from; from = at(pass, from)->base)
        if (get(&pass->grown, from)) return from;
    PlaceId root = place ? place_root(&pass->unit->places, place) : 0;
    if (!is_variable(pass, root) || !locals) return 0;
    for_each_stored(&pass->stores, pass->function, stored) {
        if (stored->to != root || place_root(&pass->unit->places, stored->from) == root) continue;
        PlaceId found = comes_out_of(pass, stored->from, locals - 1);
        if (found) return found;
    }
    return 0;
}

static void find_frees(Pass *pass)
{
    NodeId body = unit_function(pass->unit, pass->function)->body;
    for (NodeId node = body, end = body ? tree_end(pass->tree, body) : 0; node < end; node++) {
        if (tree_kind(pass->tree, node) != C_CALL || !says_end(callee_name(pass, node))) continue;
        for (NodeId argument = c_call_argument(pass->tree, node, 1); argument; argument = tree_next(pass->tree, argument)) {
            if (!c_is_pointer(pass->unit, argument)) continue;
            PlaceId container = comes_out_of(pass, c_operand(pass->arena, pass->unit, argument).place, 2);
            if (container) shrink(pass, node, container, SHRINK_MAYBE);
        }
    }
}

static void find_shrinks(Pass *pass)
{
    find_frees(pass);
    for_each_stored(&pass->stores, pass->function, stored) {
        TypeKind kind = type_of(pass, stored->target)->kind;
        find_unlink(pass, stored);
        if (!is_relevant(pass, stored->to)) continue;
        if (kind == TYPE_POINTER && stored->operation == OP_ASSIGN) pointer_shrinks(pass, stored);
        else if (kind == TYPE_INTEGER && !get(&pass->capacities, stored->to)) counter_shrinks(pass, stored);
    }
}

// --- bounds -------------------------------------------------------------------------------------------------------
// A number that is a limit: no 0 or 1, which ask whether there is anything, and none that only guards the arithmetic.
static bool is_limit(const Pass *pass, NodeId node)
{
    const Tree *tree = pass->tree;
    uint32_t value;
    if (str_contains(c_macro_name(tree, node), STR("_MAX")) && str_find(c_macro_name(tree, node), STR("_MAX")) <= 6 &&
        (str_starts(c_macro_name(tree, node), STR("SIZE_")) || str_contains(c_macro_name(tree, node), STR("INT")) ||
         str_contains(c_macro_name(tree, node), STR("LONG"))))
        return false;
    if (c_integer(tree, node, &value)) return value > 1 && value < INT32_MAX;
    NodeId plain = c_strip_casts(tree, node);
    bool is_enumerator = unit_binding(pass->unit, c_reference(tree, plain))->kind == BINDING_ENUMERATOR;
    return is_enumerator || tree_kind(tree, plain) == C_SIZEOF ||
           (tree_kind(tree, plain) == C_BINARY && tree_first(tree, plain) && is_limit(pass, tree_first(tree, plain)));
}

// Does the comparison hold for big values of its left (or right) side?
static bool asks_for_more(const Tree *tree, NodeId comparison, bool place_is_left)
{
    uint32_t operation = tree_node(tree, comparison)->operation;
    return place_is_left ? operation == OP_GT || operation == OP_GE : operation == OP_LT || operation == OP_LE;
}

static void compare(Pass *pass, NodeId comparison, NodeId side, NodeId other)
{
    PlaceId place = lasting_integer(pass, side, false);
    bool is_left = tree_node(pass->tree, side)->role == ROLE_C_LEFT;
    if (!place || !(is_relevant(pass, place) || get(&pass->capacities, place))) return;
    bool bounds = is_limit(pass, other);
    PlaceId limit = bounds ? 0 : lasting_integer(pass, other, false);
    if (limit) bounds = !get(&pass->capacities, limit) && !get(&pass->counters, limit);
    else if (!bounds) bounds = is_left && is_variable(pass, place_at(pass, other)) && is_integer(pass, other);
    if (get(&pass->capacities, place)) bounds = bounds && !limit && asks_for_more(pass->tree, comparison, is_left);
    if (bounds) say(pass, comparison, (Event){.kind = EVENT_BOUND, .place = place});
}

static void find_bounds(Pass *pass)
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
            PlaceId place = lasting_integer(pass, left, false);
            if (place && is_relevant(pass, place)) say(pass, node, (Event){.kind = EVENT_BOUND, .place = place});
        }
    }
}

// --- from a function to its callers -------------------------------------------------------------------------------
enum { LONGEST_PATH = 16 };

// The place that the callee's `place` is for the caller, 0 when it can't be said.
static PlaceId caller_place(Pass *pass, NodeId call, const Function *callee, PlaceId place)
{
    PlaceId path[LONGEST_PATH];
    int len = 0;
    for (; at(pass, place)->base; place = at(pass, place)->base) {
        if (len == LONGEST_PATH) return 0;
        path[len++] = place;
    }
    uint32_t number = at(pass, place)->binding - callee->first_parameter;
    NodeId argument = number < callee->parameter_count ? c_call_argument(pass->tree, call, number + 1) : 0;
    if (!argument) return 0;
    COperand operand = c_operand(pass->arena, pass->unit, argument);
    PlaceId result = operand.place;
    bool is_first = true;
    if (operand.is_address && len && at(pass, path[len - 1])->kind == PLACE_ELEMENT) len--;
    while (len-- > 0 && result) {
        const Place *step = at(pass, path[len]);
        bool is_pointee = step->is_pointee && !(is_first && operand.is_address);
        result = step->kind == PLACE_FIELD ? place_field(pass->arena, &pass->unit->places, result, step->name, 0)
                                           : place_element(pass->arena, &pass->unit->places, result);
        pass->unit->places.list.at[result].is_pointee |= is_pointee;
        is_first = false;
    }
    return result;
}

static void apply_summary(Pass *pass, NodeId call, Summary summary)
{
    const Function *callee = unit_function(pass->unit, summary.function);
    Event event = summary.event;
    event.place = caller_place(pass, call, callee, event.place);
    if (belongs_to_parameter(pass, event.other)) event.other = caller_place(pass, call, callee, event.other);
    if (!event.place || is_variable(pass, event.place)) return;
    if (event.kind == EVENT_BOUND && !is_relevant(pass, event.place)) return;
    if (event.kind == EVENT_GROW) put(pass, &pass->grown, event.place, 1);
    plan(pass, call, event);
    carry(pass, unit_function_at(pass->unit, call), event, summary.depth + 1);
}

// Calls of functions that have summaries are looked up by the callee's references: no table of calls exists yet.
static void carry_to_callers(Pass *pass)
{
    for (uint32_t i = 0; i < pass->summaries.len; i++) {
        Summary summary = pass->summaries.at[i];
        BindingId name = unit_function(pass->unit, summary.function)->binding;
        for_each_reference(pass->unit, name, reference) {
            NodeId call = c_parent(pass->tree, reference->node);
            if (reference->kind == REFERENCE_CALLED && tree_kind(pass->tree, call) == C_CALL) apply_summary(pass, call, summary);
        }
    }
}

// Generated functions with thousands of assignments fill tables; pairing those would take their square.
static void for_each_function(Pass *pass, void (*find)(Pass *))
{
    for (pass->function = TOP_LEVEL + 1; pass->function < pass->unit->functions.len; pass->function++)
        if (pass->stores.first[pass->function + 1] - pass->stores.first[pass->function] <= MOST_STORES) find(pass);
}

CContainers c_containers_learn(Arena *arena, Unit *unit)
{
    CContainers containers = {0};
    containers.plan_of_node = arena_array(arena, uint32_t, unit->tree->count);
    containers.quiet = arena_array(arena, uint8_t, unit->tree->count);
    Pass pass = {.arena = arena, .unit = unit, .tree = unit->tree, .result = &containers, .stores = c_stores_read(arena, unit)};
    find_macros(&pass, EVENT_GROW);
    find_macros(&pass, EVENT_SHRINK);
    for_each_function(&pass, learn_tables);
    for_each_function(&pass, find_lists);
    for_each_function(&pass, find_arrays);
    for_each_function(&pass, find_reallocs);
    for_each_function(&pass, find_shrinks);
    for_each_function(&pass, find_bounds);
    carry_to_callers(&pass);
    return containers;
}

static const CPlan *plan_at(const CContainers *containers, uint32_t index) { return index ? &containers->plans.at[index - 1] : NULL; }

const CPlan *c_containers_plan(const CContainers *containers, NodeId node) { return plan_at(containers, containers->plan_of_node[node]); }

const CPlan *c_containers_next(const CContainers *containers, const CPlan *plan) { return plan_at(containers, plan->next); }
