// A struct of which there are many wastes bytes between its members: another order of the same members is smaller.
//
// Only with evidence that there are many (a node of a list or tree that is taken from the heap, a table, one for each turn of a loop) and none, in
// any file, that the layout matters: written out whole, initialised by position, cast to another struct, exported in an include folder.
#include "base/str.h"
#include "c/c_layout.h"
#include "engine/rule.h"

enum { LEAST_SAVED = 8, LEAST_PERCENT = 10 };

static bool is_public(Str path) { return str_contains(path, STR("/include/")) || str_starts(path, STR("include/")); }

static void say_order(Check *check, Finding *finding, const CLayout *layout)
{
    Str text = {0};
    for (uint32_t i = 0; i < layout->count; i++) {
        Str name = unit_binding(check->unit, tree_node(check->tree, layout->order[i])->binding)->name;
        if (!name.len) name = STR("the unnamed part");
        text = arena_format(check->scratch, "%.*s%s%.*s", FMT(text), i ? ", " : "", FMT(name));
    }
    help(check, finding, "put the members in this order: %.*s", FMT(text));
}

static void check(Check *check, ClassId id)
{
    CLayout layout;
    if (is_public(check->unit->source->path) || !c_layout_read(check->scratch, check->unit, id, &layout)) return;
    int64_t saved = layout.size - layout.least;
    if (saved < LEAST_SAVED || saved * 100 < layout.size * LEAST_PERCENT) return;
    const Class *record = unit_class(check->unit, id);
    Finding *finding = report(check, record->node, "'%.*s' takes %lld bytes, %lld of them to align its members: in another order it takes %lld", FMT(record->name),
                              (long long)layout.size, (long long)saved, (long long)layout.least);
    say_order(check, finding, &layout);
    only_if_elsewhere(check, finding, "%s %.*s", layout.links_itself ? "makes" : "many", FMT(record->name));
    unless_elsewhere(check, finding, "pins %.*s", FMT(record->name));
}

const Rule rule_struct_padding_hot = {
    .id = "struct-padding-hot",
    .summary = "struct of which there are many wastes bytes between its members",
    .help = "order the members by alignment, the largest first",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_class = check,
};
