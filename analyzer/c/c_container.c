// The containers of a unit: idioms are looked for in one function at a time (c_list.c, c_table.c, c_shrink.c), containers that are
// macros by their names; then one function's effects on its parameters are carried to its callers.
// Misses containers behind unions, in arrays of structs, and growth through function pointers.
#include "c/c_container.h"

#include "base/str.h"
#include "c/c_macro.h"
#include "c/c_pass.h"
#include "c/c_place.h"
#include "c/c_scan.h"

enum { MOST_STORES = 2000 };

// --- macros -------------------------------------------------------------------------------------------------------
// The place that the text of a macro's argument names: name, &name, (name), name->field.field; its root is looked up in the expansion.
static PlaceId place_of_text(CPass *pass, NodeId expansion, Str text)
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

static void macro_shrinks(CPass *pass, NodeId node, const CMacro *macro, Str field)
{
    if (macro->head) {
        c_pass_shrink(pass, node, place_of_text(pass, node, c_scan_argument(tree_text(pass->tree, node), macro->head)), (Shrinkage)macro->detail);
        return;
    }
    for (uint32_t i = 0; i < pass->macro_links.len; i++)
        if (str_equal(pass->macro_links.at[i].field, field)) c_pass_shrink(pass, node, pass->macro_links.at[i].head, (Shrinkage)macro->detail);
}

static void expand_macro(CPass *pass, NodeId node, const CMacro *macro, EventKind wanted)
{
    Str text = tree_text(pass->tree, node);
    Str field = macro->field ? c_scan_argument(text, macro->field) : (Str){0};
    if (macro->event != wanted) return;
    if (macro->event == EVENT_SHRINK) {
        macro_shrinks(pass, node, macro, field);
        return;
    }
    PlaceId head = place_of_text(pass, node, c_scan_argument(text, macro->head));
    c_pass_grow(pass, node, head, (Growth)macro->detail, 0);
    if (field.len) *array_push(pass->arena, &pass->macro_links) = (CLink){.head = head, .field = field};
    PlaceId value = macro->value ? place_of_text(pass, node, c_scan_argument(text, macro->value)) : 0;
    if (value) c_pass_plan(pass, node, (Event){EVENT_ESCAPE, 0, value, head, 0});
}

// Is the node the first of its expansion?
static bool starts_expansion(const Tree *tree, NodeId node)
{
    const Node *at = tree_node(tree, node), *parent = tree_node(tree, at->parent);
    return at->flags & NODE_IN_MACRO && !(parent->flags & NODE_IN_MACRO && parent->span.from == at->span.from);
}

static void find_macros(CPass *pass, EventKind wanted)
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

// --- from a function to its callers -------------------------------------------------------------------------------
enum { LONGEST_PATH = 16 };

// The place that the callee's `place` is for the caller, 0 when it can't be said.
static PlaceId caller_place(CPass *pass, NodeId call, const Function *callee, PlaceId place)
{
    PlaceId path[LONGEST_PATH];
    int len = 0;
    for (; c_pass_at(pass, place)->base; place = c_pass_at(pass, place)->base) {
        if (len == LONGEST_PATH) return 0;
        path[len++] = place;
    }
    uint32_t number = c_pass_at(pass, place)->binding - callee->first_parameter;
    NodeId argument = number < callee->parameter_count ? c_call_argument(pass->tree, call, number + 1) : 0;
    if (!argument) return 0;
    COperand operand = c_operand(pass->arena, pass->unit, argument);
    PlaceId result = operand.place;
    bool is_first = true;
    if (operand.is_address && len && c_pass_at(pass, path[len - 1])->kind == PLACE_ELEMENT) len--;
    while (len-- > 0 && result) {
        const Place *step = c_pass_at(pass, path[len]);
        bool is_pointee = step->is_pointee && !(is_first && operand.is_address);
        result = step->kind == PLACE_FIELD ? place_field(pass->arena, &pass->unit->places, result, step->name, 0)
                                           : place_element(pass->arena, &pass->unit->places, result);
        pass->unit->places.list.at[result].is_pointee |= is_pointee;
        is_first = false;
    }
    return result;
}

static void apply_summary(CPass *pass, NodeId call, CSummary summary)
{
    const Function *callee = unit_function(pass->unit, summary.function);
    Event event = summary.event;
    event.place = caller_place(pass, call, callee, event.place);
    if (c_pass_is_of_parameter(pass, event.other)) event.other = caller_place(pass, call, callee, event.other);
    if (!event.place || c_pass_is_variable(pass, event.place)) return;
    if (event.kind == EVENT_BOUND && !c_pass_is_relevant(pass, event.place)) return;
    if (event.kind == EVENT_GROW) c_pass_put(pass, &pass->grown, event.place, 1);
    c_pass_plan(pass, call, event);
    c_pass_carry(pass, unit_function_at(pass->unit, call), event, summary.depth + 1);
}

// What a function of a header adds is said of no caller: which others of the header take it off again, the file need not show.
static bool is_carried(const CPass *pass, CSummary summary)
{
    return summary.event.kind != EVENT_GROW || tree_is_own(pass->tree, unit_function(pass->unit, summary.function)->node);
}

// Calls of functions that have summaries are looked up by the callee's references: no table of calls exists yet.
static void carry_to_callers(CPass *pass)
{
    for (uint32_t i = 0; i < pass->summaries.len; i++) {
        CSummary summary = pass->summaries.at[i];
        if (!is_carried(pass, summary)) continue;
        BindingId name = unit_function(pass->unit, summary.function)->binding;
        for_each_reference(pass->unit, name, reference) {
            NodeId call = c_parent(pass->tree, reference->node);
            if (reference->kind == REFERENCE_CALLED && tree_kind(pass->tree, call) == C_CALL) apply_summary(pass, call, summary);
        }
    }
}

// Generated functions with thousands of assignments fill tables; pairing those would take their square.
static void for_each_function(CPass *pass, void (*find)(CPass *))
{
    for (pass->function = TOP_LEVEL + 1; pass->function < pass->unit->functions.len; pass->function++)
        if (pass->stores.first[pass->function + 1] - pass->stores.first[pass->function] <= MOST_STORES) find(pass);
}

CContainers c_containers_learn(Arena *arena, Unit *unit)
{
    CContainers containers = {0};
    containers.plan_of_node = arena_array(arena, uint32_t, unit->tree->count);
    containers.quiet = arena_array(arena, uint8_t, unit->tree->count);
    CPass pass = {.arena = arena, .unit = unit, .tree = unit->tree, .result = &containers, .stores = c_stores_read(arena, unit)};
    find_macros(&pass, EVENT_GROW);
    find_macros(&pass, EVENT_SHRINK);
    for_each_function(&pass, c_tables_learn);
    for_each_function(&pass, c_lists_find);
    for_each_function(&pass, c_arrays_find);
    for_each_function(&pass, c_tables_find);
    for_each_function(&pass, c_shrinks_find);
    for_each_function(&pass, c_bounds_find);
    carry_to_callers(&pass);
    return containers;
}

static const CPlan *plan_at(const CContainers *containers, uint32_t index) { return index ? &containers->plans.at[index - 1] : NULL; }

const CPlan *c_containers_plan(const CContainers *containers, NodeId node) { return plan_at(containers, containers->plan_of_node[node]); }

const CPlan *c_containers_next(const CContainers *containers, const CPlan *plan) { return plan_at(containers, plan->next); }
