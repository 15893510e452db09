// A pool of threads or processes that is made, used and never shut down: its workers wait for work until the pool object itself is collected.
//
// A pool that the function hands on, or a class that shuts it down in any method, is silent; so is a pool at module level, which lives as long
// as the program. A pool that is collected while it works is terminated, and what it had not done yet is lost.
#include "engine/path.h"
#include "python/py_idiom.h"
#include "python/py_opened.h"

static bool is_pool(Family family) { return family == FAMILY_POOL || family == FAMILY_EXECUTOR; }

static const char *cost_of(Family family)
{
    return family == FAMILY_POOL ? "its workers wait until it is collected, and work that is not done by then is lost"
                                 : "its threads wait for work until it is collected";
}

static void check(Check *check, const Resource *resource)
{
    Family family = (Family)resource->family;
    if (!is_pool(family) || path_ends_program(check, resource) || !py_is_left_open(check->unit, resource)) return;
    bool has_name = resource->name.len != 0;
    Finding *finding = has_name ? report(check, resource->call->node, "%s '%.*s' is never shut down: %s", family_noun(family), FMT(resource->name), cost_of(family))
                                : report(check, resource->call->node, "%s is never shut down: %s", family_noun(family), cost_of(family));
    if (py_is_aside(check->unit)) weigh(finding, SEVERITY_INFO);
}

static void check_attribute(Check *check, const Call *call)
{
    NodeId attribute;
    Family family = call->effects.len ? py_attribute_left_open(check->unit, call, &attribute) : FAMILY_NONE;
    if (!is_pool(family) || py_is_aside(check->unit)) return;
    Finding *finding = report(check, call->node, "%s '%.*s' keeps its workers as long as the object lives: nothing in its class shuts it down",
                              family_noun(family), FMT(tree_text(check->tree, attribute)));
    weigh(finding, SEVERITY_INFO);
}

const Rule rule_pool_not_closed = {
    .id = "pool-not-closed",
    .summary = "pool of threads or processes that is never shut down",
    .help = "use it in a `with` statement, or call close() and join() (shutdown() of an executor) in a finally",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_resource = check,
    .on_call = check_attribute,
};
