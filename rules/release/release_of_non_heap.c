// Something is given to free() that free() did not give out: an array, a literal, a variable, a block of alloca, a pointer that was moved forward.
#include "engine/path.h"

static void say_moved(Check *check, const Resource *resource, uint32_t index)
{
    const Ending *ending = &resource->endings.at[index];
    Str place = place_text(check->scratch, &check->unit->places, ending->place);
    Finding *finding = report(check, ending->node, "'%.*s' is released after it was moved forward: it no longer points to the start of its %s", FMT(place),
                              family_noun((Family)ending->family));
    path_steps(check, finding, resource, index);
    path_unless(check, finding, resource, index);
    step(check, finding, ending->node, "released here");
}

static void say_array(Check *check, const Resource *resource, uint32_t index)
{
    const Ending *ending = &resource->endings.at[index];
    const Call *call = unit_call(check->unit, ending->node);
    Str place = place_text(check->scratch, &check->unit->places, ending->place);
    const Binding *holder = unit_binding(check->unit, unit_root_binding(check->unit, resource->place));
    bool is_array = unit_type(check->unit, holder->type)->kind == TYPE_ARRAY;
    Str what = resource->call ? path_maker(resource) : resource->name;
    Finding *finding = report(check, ending->node, "'%.*s' releases '%.*s', which is %s '%.*s' and no block of the heap", FMT(call->callee), FMT(place),
                              resource->call ? "memory of" : is_array ? "the array" : "the storage", FMT(what));
    path_steps(check, finding, resource, index);
    path_unless(check, finding, resource, index);
    step(check, finding, ending->node, "released here");
}

static void check_resource(Check *check, const Resource *resource)
{
    for (uint32_t i = 0; i < resource->endings.len; i++) {
        const Ending *ending = &resource->endings.at[i];
        if (ending->is_merged || !ending->place) continue;
        if (ending->kind == ENDING_RELEASED_INSIDE) say_moved(check, resource, i);
        else if (ending->kind == ENDING_RELEASED_WRONGLY && resource->family == FAMILY_STORAGE) say_array(check, resource, i);
        else continue;
        return;
    }
}

const Rule rule_release_of_non_heap = {
    .id = "release-of-non-heap",
    .summary = "an array or the inside of a block is released",
    .help = "release only what an allocator gave, with the pointer that it gave",
    .languages = LANG_C,
    .severity = SEVERITY_ERROR,
    .since = "0.1",
    .cwe = "CWE-590",
    .on_resource = check_resource,
};
