// A result is fresh when everything that can be returned is NULL or an acquisition that reaches the caller and nobody else.
#include "base/str.h"
#include "model/learn.h"

// Where a value can come from, however control goes.
typedef struct Origin {
    uint8_t family;      // of the fresh things among them
    bool is_fresh, is_other;
    bool is_released;    // they were given back before they were returned
    bool has_null;       // or 0, which is a descriptor, too
    Range success;       // of the fresh things that calls give: what is more than the failing value of any of them
    bool has_success;
    BindingId parameter; // a parameter that is returned as it came
} Origin;

static const Resource *resource_of(const Pass *pass, uint32_t from, NodeId call)
{
    for (uint32_t i = from; i < pass->resources.len; i++)
        if (pass->resources.at[i].call && pass->resources.at[i].call->node == call && !pass->resources.at[i].is_filled) return &pass->resources.at[i];
    return NULL;
}

bool learn_reaches_only(const Resource *resource, EndingKind kind)
{
    bool reaches = false;
    for (uint32_t i = 0; i < resource->endings.len; i++) {
        EndingKind end = resource->endings.at[i].kind;
        if (end == kind) reaches = true;
        else if (end == ENDING_ESCAPED || end == ENDING_STORED || end == ENDING_KEPT || end == ENDING_RETURNED) return false;
    }
    return reaches;
}

static bool returns_at(const Flow *flow, NodeId node)
{
    for (uint32_t i = 0; i < flow->graph->event_count; i++)
        if (flow->graph->events[i].kind == EVENT_RETURN && flow->graph->events[i].node == node) return true;
    return false;
}

// Is it given back wherever it is returned?
static bool is_given_gone(const Flow *flow, const Resource *resource)
{
    bool reaches = false;
    for (uint32_t i = 0; i < resource->endings.len; i++) {
        const Ending *end = &resource->endings.at[i];
        if (end->kind == ENDING_USED_LATE && returns_at(flow, end->node)) reaches = true;
        else if (end->kind == ENDING_ESCAPED || end->kind == ENDING_STORED || end->kind == ENDING_KEPT || end->kind == ENDING_RETURNED) return false;
    }
    return reaches;
}

static void add_fresh(Origin *origin, uint8_t family, bool is_whole)
{
    if (!is_whole || (origin->is_fresh && origin->family != family)) origin->is_other = true;
    else origin->family = family;
    origin->is_fresh = true;
}

// What calls put into the variable, whose address they get.
static void trace_fillings(const Pass *pass, const Flow *flow, uint32_t from, PlaceId place, Origin *origin)
{
    for (uint32_t i = 0; i < flow->graph->event_count && !origin->is_other; i++) {
        const Event *event = &flow->graph->events[i];
        const Call *call = event->kind == EVENT_CALL ? &pass->unit->calls.at[event->detail] : NULL;
        for (uint32_t n = 0; call && n < call->argument_count; n++) {
            if (!call->arguments[n].is_address || call->arguments[n].place != place) continue;
            const Resource *resource = NULL;
            for (uint32_t r = from; r < pass->resources.len && !resource; r++)
                if (pass->resources.at[r].is_filled && pass->resources.at[r].call == call && pass->resources.at[r].place == place) resource = &pass->resources.at[r];
            add_fresh(origin, resource ? resource->family : 0, resource && learn_reaches_only(resource, ENDING_RETURNED));
        }
    }
}

// Py_INCREF(value): what came from elsewhere becomes the caller's, too.
static bool is_counted_up(const Pass *pass, const Flow *flow, PlaceId place)
{
    static const char *const names[] = {"Py_INCREF", "_Py_INCREF", "Py_XINCREF", "_Py_XINCREF", "Py_IncRef", NULL};
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        const Call *call = event->kind == EVENT_CALL ? &pass->unit->calls.at[event->detail] : NULL;
        if (call && call->argument_count == 1 && call->arguments[0].place == place && str_is_any(call->callee, names)) return true;
    }
    return false;
}

static void trace(const Pass *pass, const Flow *flow, uint32_t from, PlaceId place, Origin *origin, int depth)
{
    enum { DEEPEST = 6 };
    const Place *at = unit_place(pass->unit, place);
    if (at->kind == PLACE_CONSTANT) {
        origin->has_null |= at->value == 0;
        return;
    }
    if (at->kind == PLACE_RESULT && unit_call(pass->unit, at->node)) {
        Range success = summary_of_call(pass->summaries, unit_call(pass->unit, at->node))->success;
        origin->success = origin->has_success ? range_join(origin->success, success) : success;
        origin->has_success = true;
        const Resource *resource = resource_of(pass, from, at->node);
        bool is_gone = resource && is_given_gone(flow, resource), was_fresh = origin->is_fresh;
        add_fresh(origin, resource ? resource->family : 0, is_gone || (resource && learn_reaches_only(resource, ENDING_RETURNED)));
        if (was_fresh && origin->is_released != is_gone) origin->is_other = true;
        origin->is_released = is_gone;
        return;
    }
    bool is_variable = at->kind == PLACE_LOCAL || at->kind == PLACE_RESULT || at->kind == PLACE_PARAMETER;
    if (at->kind == PLACE_PARAMETER && unit_binding(pass->unit, at->binding)->writes <= 1) {
        if (origin->parameter && origin->parameter != at->binding) origin->is_other = true;
        origin->parameter = at->binding;
        return;
    }
    if (!is_variable || depth == DEEPEST) {
        origin->is_other = true;
        return;
    }
    bool is_set = false, is_counted = is_counted_up(pass, flow, place);
    if (at->kind == PLACE_LOCAL) trace_fillings(pass, flow, from, place, origin);
    for (uint32_t i = 0; i < flow->graph->event_count && !origin->is_other; i++) {
        const Event *event = &flow->graph->events[i];
        if (event->kind != EVENT_SET || event->place != place || event->other == place) continue;
        is_set = true;
        if (!event->other && is_counted) add_fresh(origin, FAMILY_PY_REFERENCE, true);
        else if (!event->other) origin->is_other = true;
        else trace(pass, flow, from, event->other, origin, depth + 1);
    }
    if (!is_set && !origin->is_fresh) origin->is_other = true;
}

// What fails in what it wraps (mmap's -1) fails in the wrapper, and NULL is nothing either.
static Range success_of(const Flow *prefix, const Origin *origin)
{
    Range zero = range_of(0);
    if (prefix->has_returned && range_is_apart(prefix->returns, zero) && !range_is_all(prefix->returns)) return range_all();
    if (origin->family == FAMILY_DESCRIPTOR) return (Range){0, INT32_MAX, 0, false};
    Range minus_one = range_of(-1);
    if (origin->has_success && range_is_apart(origin->success, minus_one) && range_is_apart(origin->success, zero)) return origin->success;
    return (Range){INT32_MIN, INT32_MAX, 0, true};
}

void summary_learn_result(const Pass *pass, Flow *flow, const Flow *prefix, uint32_t from, Summary *summary)
{
    Origin origin = {0};
    bool returns = false;
    for (uint32_t i = 0; i < flow->graph->event_count; i++) {
        const Event *event = &flow->graph->events[i];
        if (event->kind != EVENT_RETURN) continue;
        returns = true;
        uint8_t family = 0;
        bool is_taken = unit_place(pass->unit, event->place)->kind == PLACE_LOCAL && learn_taken_out(pass, flow, prefix, event->place, &family);
        if (is_taken) add_fresh(&origin, family, true);
        else if (event->place) trace(pass, flow, from, event->place, &origin, 0);
        else origin.is_other = true;
    }
    summary->value = prefix->has_returned ? prefix->returns : range_all();
    if (!returns || origin.is_other || (origin.is_fresh && origin.family == FAMILY_DESCRIPTOR && origin.has_null)) return;
    if (origin.is_fresh && !origin.parameter) {
        summary->result = origin.is_released ? RESULT_RELEASED : RESULT_FRESH;
        summary->family = origin.family;
        summary->success = success_of(prefix, &origin);
    } else if (origin.parameter && !origin.is_fresh) {
        const Function *function = unit_function(pass->unit, flow->function);
        summary->result = RESULT_ARGUMENT;
        summary->argument = (uint8_t)(origin.parameter - function->first_parameter + 1);
    } else if (!origin.is_fresh) {
        summary->result = RESULT_BORROWED;
    }
}
