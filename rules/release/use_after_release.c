// Something is read, written or passed on after it has been released on the same path.
#include "c/c_kinds.h"
#include "engine/path.h"

// What is returned is told at the calls of a static function: who only compares it does nothing wrong.
static bool is_told_by_callers(const Check *check, const Function *function, NodeId node)
{
    return tree_kind(check->tree, node) == C_RETURN && function->call_count && !(function->flags & FUNCTION_EXPORTED);
}

static void check_resource(Check *check, const Resource *resource)
{
    for (uint32_t i = 0; i < resource->endings.len && !resource->is_believed; i++) {
        const Ending *ending = &resource->endings.at[i];
        if (ending->kind != ENDING_USED_LATE || ending->is_merged) continue;
        const Function *function = unit_function(check->unit, resource->function);
        if (is_told_by_callers(check, function, ending->node)) continue;
        Str place = ending->place ? place_text(check->scratch, &check->unit->places, ending->place) : resource->name;
        Finding *finding = report(check, ending->node, "'%.*s' is used after it has been released in line %u", FMT(place),
                                  path_line(check, ending->state.released_at));
        step(check, finding, ending->state.released_at, "released here");
        path_steps(check, finding, resource, i);
        path_unless(check, finding, resource, i);
        if (tree_kind(check->tree, ending->node) == C_RETURN) unless_elsewhere(check, finding, "calls %.*s", FMT(function->name));
        step(check, finding, ending->node, "used here");
        return;
    }
}

const Rule rule_use_after_release = {
    .id = "use-after-release",
    .summary = "something is used after it has been released",
    .help = "use it first, or release it later",
    .languages = LANG_C,
    .severity = SEVERITY_ERROR,
    .since = "0.1",
    .cwe = "CWE-416",
    .on_resource = check_resource,
};
