// Something is released with the function of another family: free() for a FILE, fclose() for a pipe, free() for g_malloc's block.
#include "engine/path.h"

static void check_resource(Check *check, const Resource *resource)
{
    for (uint32_t i = 0; i < resource->endings.len && resource->call && !resource->is_believed; i++) {
        const Ending *ending = &resource->endings.at[i];
        const Call *call = ending->kind == ENDING_RELEASED_WRONGLY && resource->family != FAMILY_STORAGE ? unit_call(check->unit, ending->node) : NULL;
        if (!call || ending->is_merged) continue;
        Str thing = path_thing(check, resource), maker = path_maker(resource);
        Str right = knowledge_release(check->unit->knowledge, (Family)resource->family);
        Finding *finding = report(check, ending->node, "'%.*s' releases the %.*s of '%.*s', which '%.*s' has to release", FMT(call->callee), FMT(thing), FMT(maker), FMT(right));
        path_steps(check, finding, resource, i);
        path_unless(check, finding, resource, i);
        return;
    }
}

const Rule rule_mismatched_release = {
    .id = "mismatched-release",
    .summary = "something is released with a function that is not its own",
    .help = "release it with the function that belongs to the one that made it",
    .languages = LANG_C,
    .severity = SEVERITY_ERROR,
    .since = "0.1",
    .cwe = "CWE-762",
    .on_resource = check_resource,
};
