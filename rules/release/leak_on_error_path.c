// Something is acquired, one way out of the function gives it back or passes it on, and another way out forgets it.
//
// That the function itself releases or hands on the thing elsewhere proves that it owns it; the exit that does not is a leak.
// Silent on everything that goes out of sight, and where paths had to be merged.
#include "engine/mend.h"
#include "engine/path.h"
#include "model/belief.h"

static void check_taken(Check *check, const Resource *resource)
{
    uint32_t index = path_leak(check, resource);
    if (index == UINT32_MAX || path_is_main(check, resource)) return;
    NodeId at = path_exit(check, resource, &resource->endings.at[index]);
    Str thing = path_thing(check, resource);
    Finding *finding = report(check, at, "this exit loses the %.*s that was taken out of its owner in line %u: other ways out %s", FMT(thing),
                              path_line(check, resource->taken), resource->is_released ? "release it" : "pass it on");
    step(check, finding, resource->taken, "taken here, and its owner forgets it");
    path_steps(check, finding, resource, index);
    path_unless(check, finding, resource, index);
    step(check, finding, at, "lost here");
    if (resource->owner.len) only_if_elsewhere(check, finding, "%.*s", FMT(resource->owner));
}

static void check_resource(Check *check, const Resource *resource)
{
    if (resource->taken) {
        check_taken(check, resource);
        return;
    }
    if (!resource->call || !(resource->is_released || resource->is_handed_on) || path_ends_program(check, resource)) return;
    if (resource->is_believed && !resource->is_released) return;
    uint32_t index = path_leak(check, resource);
    if (index == UINT32_MAX) return;
    const Ending *ending = &resource->endings.at[index];
    NodeId at = path_exit(check, resource, ending);
    Str thing = path_thing(check, resource), maker = path_maker(resource);
    Finding *finding = report(check, at, "this exit loses the %.*s that '%.*s' gave in line %u: other ways out %s", FMT(thing), FMT(maker),
                              path_line(check, resource->call->node), resource->is_released ? "release it" : "pass it on");
    if (resource->family == FAMILY_BELIEVED) weigh(finding, SEVERITY_WARNING);
    if (path_is_main(check, resource)) weigh(finding, SEVERITY_INFO);
    path_steps(check, finding, resource, index);
    path_unless(check, finding, resource, index);
    step(check, finding, at, "lost here");
    if (resource->release.len && resource->name.len)
        help(check, finding, "call %.*s(%.*s) before leaving", FMT(resource->release), FMT(resource->struct_released.len ? resource->struct_released : resource->name));
    mend_leaks(check, finding, resource, index, false);
}

const Rule rule_leak_on_error_path = {
    .id = "leak-on-error-path",
    .summary = "a way out of the function forgets what another releases",
    .help = "release it before leaving",
    .languages = LANG_C,
    .severity = SEVERITY_ERROR,
    .fix = FIX_SAFE,
    .since = "0.1",
    .cwe = "CWE-401",
    .on_resource = check_resource,
};
