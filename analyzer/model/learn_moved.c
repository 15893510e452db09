// *out = holder->member; holder->member = NULL; (or local = holder->stack[n]; holder->stack[n] = NULL; return local;) moves what the member owned into the caller's hands, and so does every function that
// only passes its `out` on to one that does. What a member owns shows where the file gives it back: free(holder->member).
#include "base/str.h"
#include "model/learn.h"

// By the last word of what is called: free_all, reader->functions->freeObject.
static bool sounds_like_release(const Pass *pass, const Call *call)
{
    static const char *const words[] = {"free", "Free", "release", "Release", "destroy", "Destroy", "dispose", "unref"};
    Str text = tree_text(pass->unit->tree, tree_first(pass->unit->tree, call->node));
    size_t start = text.len;
    while (start && text.at[start - 1] != '.' && text.at[start - 1] != '>') start--;
    Str word = str_from_byte(text, start);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_contains(word, str_from(words[i]))) return true;
    return false;
}

// Does the file give back what a member of that name holds? `family` is the one whose function does it, FAMILY_NONE = one by name only.
static bool is_owned_member(const Pass *pass, const Place *member, uint8_t *family)
{
    for (uint32_t i = 1; i < pass->unit->calls.len; i++) {
        const Call *call = &pass->unit->calls.at[i];
        for (uint32_t n = 1; n <= call->argument_count; n++) {
            const Place *given = unit_place(pass->unit, call->arguments[n - 1].place);
            if (call->arguments[n - 1].is_address || given->kind != PLACE_FIELD || !str_equal(given->name, member->name)) continue;
            Passing passing = summary_argument(summary_of_call(pass->summaries, call), n);
            *family = passing.how == HANDOVER_RELEASED ? passing.family : FAMILY_NONE;
            if (passing.how == HANDOVER_RELEASED || (call->argument_count == 1 && sounds_like_release(pass, call))) return true;
        }
    }
    return false;
}

// --- taken out by one statement, and the next one says so -------------------------------------------------------------
// The text of the target (`is_value`: of what it gets) of a declaration or an assignment.
static Str text_of_side(const Unit *unit, NodeId node, bool is_value)
{
    NodeId side = tree_first(unit->tree, node);
    while (is_value && side && tree_next(unit->tree, side)) side = tree_next(unit->tree, side);
    return tree_text(unit->tree, side);
}

// A member that leads to more of its own type is a link of a list: who empties it cuts the list, and takes nothing over.
static bool is_link(const Unit *unit, NodeId taking, PlaceId place)
{
    const Place *member = unit_place(unit, place), *object = unit_place(unit, member->base);
    const Type *pointer = unit_type(unit, unit_binding(unit, object->binding)->type);
    return object->binding && unit_type(unit, tree_node(unit->tree, taking)->type)->target == pointer->target;
}

uint32_t learn_emptied_at(const Flow *flow, BlockId block, uint32_t index)
{
    const Unit *unit = flow->unit;
    const Block *at = &flow->graph->blocks[block];
    const Event *events = &flow->graph->events[at->first_event], *taking = &events[index];
    const Place *from = unit_place(unit, taking->other), *base = unit_place(unit, from->base);
    bool is_member = from->kind == PLACE_FIELD && from->is_pointee, is_element = from->kind == PLACE_ELEMENT && base->kind == PLACE_FIELD && base->is_pointee;
    if (taking->kind != EVENT_SET || unit_place(unit, taking->place)->kind != PLACE_LOCAL || !(is_member || is_element)) return 0;
    if (unit_type(unit, tree_node(unit->tree, taking->node)->type)->kind != TYPE_POINTER || is_link(unit, taking->node, taking->other)) return 0;
    for (uint32_t i = index + 1; i < at->event_count; i++) {
        if (events[i].kind == EVENT_CALL || events[i].kind == EVENT_TEST || events[i].kind == EVENT_RETURN) return 0;
        if (events[i].kind != EVENT_SET) continue;
        const Place *value = unit_place(unit, events[i].other);
        if (events[i].place != taking->other || value->kind != PLACE_CONSTANT || value->value != 0) return 0;
        return str_equal(text_of_side(unit, taking->node, true), text_of_side(unit, events[i].node, false)) ? i : 0;
    }
    return 0;
}

Str learn_owner(Arena *arena, const Unit *unit, PlaceId place)
{
    const Place *at = unit_place(unit, place), *member = at->kind == PLACE_ELEMENT ? unit_place(unit, at->base) : at;
    const Place *object = unit_place(unit, member->base);
    if (member->kind != PLACE_FIELD || !member->is_pointee || !object->binding) return (Str){0};
    const Type *record = unit_type(unit, unit_type(unit, unit_binding(unit, object->binding)->type)->target);
    bool is_named = record->kind == TYPE_RECORD && record->name.len;
    return is_named ? arena_format(arena, "gives back %.*s.%.*s%s", FMT(record->name), FMT(member->name), at == member ? "" : "[]") : (Str){0};
}

// Cheap, and false for nearly every place.
static bool may_be_owner(const Unit *unit, PlaceId place, Str owner)
{
    const Place *at = unit_place(unit, place), *member = at->kind == PLACE_ELEMENT ? unit_place(unit, at->base) : at;
    return member->kind == PLACE_FIELD && str_contains(owner, member->name);
}

bool learn_is_owner(const Pass *pass, Str owner, uint8_t *family)
{
    for (uint32_t i = 1; i < pass->unit->calls.len && owner.len; i++) {
        const Call *call = &pass->unit->calls.at[i];
        const Summary *summary = summary_of_call(pass->summaries, call);
        for (uint32_t n = 1; n <= call->argument_count; n++) {
            Passing passing = summary_argument(summary, n);
            if (passing.how != HANDOVER_RELEASED || call->arguments[n - 1].is_address) continue;
            if (!may_be_owner(pass->unit, call->arguments[n - 1].place, owner)) continue;
            if (!str_equal(learn_owner(pass->scratch, pass->unit, call->arguments[n - 1].place), owner)) continue;
            *family = passing.family;
            return true;
        }
    }
    return false;
}

// Does the function put nothing but NULL there?
static bool gets_only_null(const Flow *flow, PlaceId place)
{
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        if (event->kind != EVENT_SET || event->place != place) continue;
        const Place *value = unit_place(flow->unit, event->other);
        if (value->kind != PLACE_CONSTANT || value->value != 0) return false;
    }
    return true;
}

// Follows what the place holds from behind the event on: does it end like that on every path? `values`: what the function returns there.
static bool ends_all(Flow *flow, const Flow *prefix, Acquisition from, EndingKind kind, Range *values)
{
    bool any = false;
    flow_restart(flow);
    flow_acquire(flow, prefix, &from);
    for (uint32_t i = 0; i < flow->endings.len && !flow->gave_up; i++) {
        const Ending *ending = &flow->endings.at[i];
        if (ending->kind == ENDING_OPEN) continue;
        if (ending->kind != kind) return false;
        Range value = ending->has_value ? ending->value : range_all();
        *values = any ? range_join(*values, value) : value;
        any = true;
    }
    return any && !flow->gave_up;
}

static bool is_moved_out(const Pass *pass, Flow *flow, const Flow *prefix, Acquisition from, const Event *store, Range *values)
{
    const Place *member = unit_place(pass->unit, store->other);
    bool is_pointer = unit_type(pass->unit, tree_node(pass->unit->tree, store->node)->type)->kind == TYPE_POINTER;
    if (member->kind != PLACE_FIELD || !member->is_pointee || !is_pointer || !gets_only_null(flow, store->other)) return false;
    Range unused;
    from.place = store->other;
    if (!ends_all(flow, prefix, from, ENDING_OVERWRITTEN, &unused)) return false;
    from.place = store->place;
    return ends_all(flow, prefix, from, ENDING_LEAKED, values);
}

bool learn_taken_out(const Pass *pass, Flow *flow, const Flow *prefix, PlaceId variable, uint8_t *family)
{
    for (BlockId block = 0; block < flow->graph->block_count; block++)
        for (uint32_t i = 0; i < flow->graph->blocks[block].event_count; i++) {
            const Event *event = &flow->graph->events[flow->graph->blocks[block].first_event + i];
            uint32_t emptied = event->kind == EVENT_SET && event->place == variable && event->other ? learn_emptied_at(flow, block, i) : 0;
            if (!emptied || !learn_is_owner(pass, learn_owner(pass->scratch, pass->unit, event->other), family)) continue;
            Acquisition from = {.block = block, .event = emptied, .place = variable, .success = range_all(), .filled = family_values(FAMILY_MEMORY)};
            Range unused;
            return ends_all(flow, prefix, from, ENDING_RETURNED, &unused);
        }
    return false;
}

bool learn_moved_out(const Pass *pass, Flow *flow, const Flow *prefix, PlaceId target, Range *values, uint8_t *family)
{
    bool any = false;
    for (BlockId block = 0; block < flow->graph->block_count; block++)
        for (uint32_t i = 0; i < flow->graph->blocks[block].event_count; i++) {
            const Event *event = &flow->graph->events[flow->graph->blocks[block].first_event + i];
            if (event->kind != EVENT_SET || event->place != target || unit_place(pass->unit, event->other)->kind == PLACE_CONSTANT) continue;
            Acquisition from = {.block = block, .event = i, .success = range_all(), .filled = family_values(FAMILY_MEMORY)};
            if (any || !is_moved_out(pass, flow, prefix, from, event, values)) return false;
            any = is_owned_member(pass, unit_place(pass->unit, event->other), family);
            if (!any) return false;
        }
    return any;
}

// --- passed on -------------------------------------------------------------------------------------------------
// What the result is when it is none of `success`; false when that is no range.
static bool others_of(Range success, Range value, Range *others)
{
    *others = value;
    if (success.has_except) {
        *others = range_of(success.except);
        return success.low == INT32_MIN && success.high == INT32_MAX;
    }
    if (success.high >= value.high && success.low > value.low) others->high = success.low - 1;
    else if (success.low <= value.low && success.high < value.high) others->low = success.high + 1;
    else if (success.low == success.high && !value.has_except) *others = (Range){value.low, value.high, success.low, true};
    else return false;
    return true;
}

// The event of the only call that gets the parameter, which every path comes to and which nothing else mentions; 0 = there is none such.
static uint32_t only_call(const Pass *pass, const Flow *flow, PlaceId parameter, uint32_t *number)
{
    uint32_t mentions = 0, found = 0;
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        const Call *call = event->kind == EVENT_CALL ? &pass->unit->calls.at[event->detail] : NULL;
        mentions += (event->kind == EVENT_SET || event->kind == EVENT_RETURN || event->kind == EVENT_TEST) && (event->place == parameter || event->other == parameter);
        for (uint32_t n = 1; call && n <= call->argument_count; n++) {
            if (call->arguments[n - 1].place != parameter) continue;
            mentions++;
            *number = n;
            found = call->block == BLOCK_ENTRY ? i + 1 : 0;
        }
    }
    return mentions == 1 ? found : 0;
}

bool learn_filling_passed_on(const Pass *pass, Flow *flow, const Flow *prefix, PlaceId parameter, Range *values, uint8_t *family)
{
    uint32_t number = 0, at = only_call(pass, flow, parameter, &number);
    if (!at) return false;
    const Event *event = &flow->graph->events[at - 1];
    const Call *call = &pass->unit->calls.at[event->detail];
    const Summary *summary = summary_of_call(pass->summaries, call);
    Passing passing = summary_argument(summary, number);
    Range others, failed = range_all();
    if (passing.how != HANDOVER_FILLED || summary->is_believed || !event->other || !others_of(summary->success, summary->value, &others)) return false;
    *family = passing.family;
    // What is behind the parameter is followed under its name: nothing else mentions it.
    Acquisition from = {.block = BLOCK_ENTRY, .event = at - 1 - flow->graph->blocks[BLOCK_ENTRY].first_event, .place = parameter,
                        .succeeds = event->other, .success = summary->success, .filled = range_all()};
    if (!ends_all(flow, prefix, from, ENDING_LEAKED, values)) return false;
    from.success = others;
    return ends_all(flow, prefix, from, ENDING_LEAKED, &failed) && range_is_apart(*values, failed);
}
