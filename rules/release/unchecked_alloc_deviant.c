// A program asks nearly always whether an allocation failed, and here it follows the pointer without asking.
//
// The program's own habit decides: nine of ten results of that function, and at least ten of them over all files, are asked. What only tests do counts for tests.
#include "base/str.h"
#include "c/c_asked.h"
#include "c/c_idiom.h"
#include "engine/rule.h"

enum { LEAST_PERCENT = 90 };

static const RuleOption options[] = {{"least-percent", "results of an allocator, in a hundred, that the program has to ask for this to be its habit", LEAST_PERCENT}, {0}};

// By convention xmalloc and its like end the program rather than give none.
static bool may_give_none(const Check *check, const Resource *resource)
{
    const Summary *summary = summary_of_call(check->summaries, resource->call);
    return resource->family == FAMILY_MEMORY && !summary_is_never_null(summary) && !str_starts(resource->call->callee, STR("x"));
}

static void check_resource(Check *check, const Resource *resource)
{
    const Call *call = resource->call;
    NodeId followed;
    if (!call || resource->is_filled || !may_give_none(check, resource) || c_is_broken(check->tree, call->node)) return;
    if (c_asked(check->unit, call, &followed) != ASKED_NO) return;
    Str name = tree_text(check->tree, followed);
    Finding *finding = report(check, followed, "'%.*s' is used without a look at whether '%.*s' gave NULL, which this program nearly always asks", FMT(name), FMT(call->callee));
    also(check, finding, call->node, "acquired here");
    only_if_elsewhere(check, finding, "mostly %u: asked %.*s", option(check, "least-percent"), FMT(call->callee));
}

const Rule rule_unchecked_alloc_deviant = {
    .id = "unchecked-alloc-deviant",
    .summary = "one of few allocations that the program does not check",
    .help = "test the pointer for NULL, as the others do",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .options = options,
    .since = "0.1",
    .cwe = "CWE-690",
    .on_resource = check_resource,
};
