// Something fresh is given to a callback as its data, in a place for which the function also takes the means to free it; none is given,
// nobody else has it, and the callbacks leave it as it is: it is lost when the registration ends.
//
// Silent when one of the callbacks is not seen, or does anything with its data of which it is not known that it leaves it alive. What lives as long as the
// program (main, start-up code, tests) is left alone. Misses data that a callback gets from another call (sqlite3_user_data).
#include "c/c_idiom.h"
#include "c/c_startup.h"
#include "engine/rule.h"

// What a call keeps together with the means to free it; NULL when it keeps nothing so.
static const Effect *kept_with_end(const Call *call)
{
    for (uint32_t i = 0; i < call->effects.len; i++)
        if (call->effects.at[i].event == EVENT_CAPTURE && call->effects.at[i].ended_by) return &call->effects.at[i];
    return NULL;
}

static bool is_endless(const Check *check, const Call *call, const Effect *kept)
{
    if (kept->ended_by == ENDED_BY_LONG_FORM) return true;
    return kept->ended_by <= call->argument_count && c_is_null(check->tree, call->arguments[kept->ended_by - 1].node);
}

// The argument of its call that the expression is, through casts; 0 = it is none.
static uint32_t argument_number(const Check *check, NodeId value, const Call **call)
{
    NodeId at = value, up = tree_parent(check->tree, at);
    while (tree_kind(check->tree, up) == C_CAST || tree_kind(check->tree, up) == C_IMPLICIT_CAST || tree_kind(check->tree, up) == C_PAREN) {
        at = up;
        up = tree_parent(check->tree, at);
    }
    *call = tree_kind(check->tree, up) == C_CALL ? unit_call(check->unit, up) : NULL;
    for (uint32_t i = 0; *call && i < (*call)->argument_count; i++)
        if ((*call)->arguments[i].node == at || c_strip(check->tree, (*call)->arguments[i].node) == c_strip(check->tree, at)) return i + 1;
    return 0;
}

static bool leaves_alive(const Check *check, FunctionId callback)
{
    const Function *function = unit_function(check->unit, callback);
    const Summary *summary = &check->summaries->of_function[callback];
    for (uint32_t i = 0; i < function->parameter_count; i++) {
        TypeKind kind = unit_type(check->unit, unit_binding(check->unit, function->first_parameter + i)->type)->kind;
        if (kind == TYPE_POINTER && summary_argument(summary, i + 1).how != HANDOVER_BORROWED) return false;
    }
    return function->parameter_count;
}

// The callback that a call is given, when all that it is given are seen and leave their data alive; 0 otherwise.
static FunctionId callback_of(const Check *check, const Call *call)
{
    FunctionId found = 0;
    for (uint32_t i = 0; i < call->argument_count; i++) {
        const Binding *name = unit_binding(check->unit, c_reference(check->tree, c_strip_casts(check->tree, call->arguments[i].node)));
        const Type *type = unit_type(check->unit, name->type), *target = unit_type(check->unit, type->target);
        bool is_function = name->kind == BINDING_FUNCTION || type->kind == TYPE_FUNCTION || (type->kind == TYPE_POINTER && target->kind == TYPE_FUNCTION);
        if (!is_function) continue;
        if (!name->names_function || !leaves_alive(check, name->names_function)) return 0;
        found = name->names_function;
    }
    return found;
}

// Does the call take the value as data of a callback that it never frees? 1 = yes, 0 = it only looks at it, -1 = neither is known.
static int reading_of(const Check *check, NodeId value)
{
    const Call *call;
    uint32_t number = argument_number(check, value, &call);
    const Effect *kept = number ? kept_with_end(call) : NULL;
    if (!number) return -1;
    if (kept && kept->operand == (int8_t)number) return is_endless(check, call, kept) && callback_of(check, call) ? 1 : -1;
    return summary_argument(summary_of_call(check->summaries, call), number).how == HANDOVER_BORROWED ? 0 : -1;
}

static bool is_other_value(const Check *check, const Reference *reference, const Resource *resource)
{
    if (reference->kind != REFERENCE_WRITE) return false;
    CStore store;
    for (NodeId at = reference->node; at; at = tree_parent(check->tree, at))
        if (c_store(check->tree, at, &store)) return !c_is_null(check->tree, store.value) && !tree_contains(check->tree, store.value, resource->call->node);
    return true;
}

// The registration that keeps the only name of it, 0 when there is none or somebody else may have it.
static NodeId only_keeper(const Check *check, const Resource *resource)
{
    BindingId variable = unit_root_binding(check->unit, resource->place);
    NodeId keeper = 0;
    if (!variable) return reading_of(check, resource->call->node) == 1 ? resource->call->node : 0;
    if (unit_binding(check->unit, variable)->kind != BINDING_LOCAL || unit_place(check->unit, resource->place)->base) return 0;
    for_each_reference(check->unit, variable, reference) {
        bool is_passed = reference->kind == REFERENCE_ARGUMENT || reference->kind == REFERENCE_READ;
        bool is_let_out = reference->kind == REFERENCE_STORED || reference->kind == REFERENCE_RETURNED || reference->kind == REFERENCE_ADDRESS;
        int reading = is_passed ? reading_of(check, reference->node) : 0;
        if (is_let_out || reading < 0 || is_other_value(check, reference, resource)) return 0;
        if (reading && !keeper) keeper = reference->node;
    }
    return keeper;
}

static void check_resource(Check *check, const Resource *resource)
{
    Str function = unit_function(check->unit, resource->function)->name;
    if (!resource->call || resource->is_believed || resource->is_released || resource->is_filled) return;
    NodeId keeper = only_keeper(check, resource);
    if (!keeper || c_is_broken(check->tree, keeper) || c_is_test(function) || c_runs_at_start(check->unit, resource->function)) return;
    const Call *call;
    argument_number(check, keeper, &call);
    FunctionId callback = callback_of(check, call);
    Str name = resource->name.len ? resource->name : tree_text(check->tree, resource->call->node);
    Finding *finding = report(check, keeper, "nothing frees '%.*s' when '%.*s' no longer needs it: no destroy function is given, and '%.*s' leaves it as it is", FMT(name),
                              FMT(call->callee), FMT(unit_function(check->unit, callback)->name));
    also(check, finding, resource->call->node, "made here");
    if (kept_with_end(call)->ended_by == ENDED_BY_LONG_FORM) help(check, finding, "register with the longer form of '%.*s', which takes a destroy function", FMT(call->callee));
}

const Rule rule_callback_data_without_destroy = {
    .id = "callback-data-without-destroy",
    .summary = "data of a callback is freed neither by it nor by a destroy function",
    .help = "give the function that frees the data as destroy function",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .is_opt_in = true,
    .since = "0.1",
    .cwe = "CWE-401",
    .on_resource = check_resource,
};
