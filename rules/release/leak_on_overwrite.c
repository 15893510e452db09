// The only variable that holds something gets another value while the thing is still held.
//
// A loop that acquires again, a second acquisition into the same variable, a pointer reset without a release, a block that is released while it
// holds another one. Whether an option, a key comes twice is up to the input: where a branch of a loop fills a member or a global, the finding
// is a hint.
#include "c/c_loop.h"
#include "c/c_resize.h"
#include "engine/mend.h"
#include "engine/path.h"

// Do both stores stand in one loop, the second behind a condition that may hold or not?
static bool is_up_to_input(const Check *check, const Resource *resource, NodeId node)
{
    NodeId loop = resource->is_lasting ? c_loop_around(check->tree, node) : 0;
    if (!loop || !tree_contains(check->tree, loop, resource->call->node)) return false;
    for (NodeId at = loop; at < node; at++) {
        NodeKind kind = tree_kind(check->tree, at);
        if (kind == C_IF || kind == C_SWITCH || kind == C_CONDITIONAL) return true;
    }
    return false;
}

static void check_resource(Check *check, const Resource *resource)
{
    for (uint32_t i = 0; i < resource->endings.len && resource->call && (!resource->is_believed || resource->is_released) && !path_ends_program(check, resource); i++) {
        const Ending *ending = &resource->endings.at[i];
        bool goes_along = ending->kind == ENDING_HOLDER_RELEASED;
        if ((ending->kind != ENDING_OVERWRITTEN && !goes_along) || ending->is_merged) continue;
        CResize resize;
        if (!goes_along && c_resize_read(check->unit, ending->node, &resize)) continue;  // realloc-self-assign
        Str thing = path_thing(check, resource), maker = path_maker(resource);
        Finding *finding = report(check, ending->node, "this loses the %.*s that '%.*s' gave in line %u: nothing else holds it", FMT(thing), FMT(maker),
                                  path_line(check, resource->call->node));
        if (path_is_main(check, resource) || is_up_to_input(check, resource, ending->node)) weigh(finding, SEVERITY_INFO);
        path_steps(check, finding, resource, i);
        path_unless(check, finding, resource, i);
        step(check, finding, ending->node, goes_along ? "the block in which its last name stands is released here" : "its last name gets another value here");
        if (resource->release.len && resource->name.len && !resource->is_lasting) help(check, finding, "call %.*s(%.*s) first", FMT(resource->release), FMT(resource->name));
        if (!goes_along && !resource->is_lasting) mend_overwrite(check, finding, resource, i);
        return;
    }
}

const Rule rule_leak_on_overwrite = {
    .id = "leak-on-overwrite",
    .summary = "the last name of something unreleased gets another value",
    .help = "release it before the variable gets another value",
    .languages = LANG_C,
    .severity = SEVERITY_ERROR,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .cwe = "CWE-401",
    .on_resource = check_resource,
};
