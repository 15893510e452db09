// A struct of which there are many gives four or eight bytes to members that only ever hold 0 or 1.
//
// With the same evidence of many as struct-padding-hot, and of the values from every file: a member that anybody gives something that can't be seen to be
// 0 or 1 counts as a number, so does one whose address is taken. In a header, where no values are seen, members with a name that speaks of a truth are asked for
// elsewhere, all or none of them.
#include "base/str.h"
#include "c/c_layout.h"
#include "c/c_truth.h"
#include "engine/rule.h"

enum { LEAST_SAVED = 8, LEAST_PERCENT = 10 };

typedef ArrayOf(NodeId) Members;

static bool is_header(Str path) { return str_ends(path, STR(".h")); }
static bool is_public(Str path) { return str_contains(path, STR("/include/")) || str_starts(path, STR("include/")); }

// is_open, has_children, enabled, done ...
static bool speaks_of_truth(Str name)
{
    static const char *const starts[] = {"is", "has", "use_", "no_", "can_", "do_", "did_", "was_", "in_", "not_", "allow", "want", "need", "should", "force", "enable", "disable"};
    static const char *const ends[] = {"ed", "able", "flag", "ok", "done", "active", "valid", "dirty", "ready", "seen", "open", "set", "present", "alive", "running", "pending"};
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (str_starts(name, str_from(starts[i]))) return true;
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_ends(name, str_from(ends[i]))) return true;
    return false;
}

static bool is_candidate(const Check *check, NodeId member)
{
    BindingId id = tree_node(check->tree, member)->binding;
    const Binding *field = unit_binding(check->unit, id);
    const Type *type = unit_type(check->unit, field->type);
    bool is_number = type->kind == TYPE_INTEGER && type->size >= 4 && !str_starts(type->name, STR("enum"));
    if (tree_kind(check->tree, member) != C_FIELD || !is_number) return false;
    CTruth truth = c_truth_of(check->unit, id);
    return is_header(check->unit->source->path) ? truth != TRUTH_NUMBER && speaks_of_truth(field->name) : truth == TRUTH_ONLY;
}

static Members candidates(Check *check, NodeId record)
{
    Members members = {0};
    for (NodeId at = tree_first(check->tree, record); at; at = tree_next(check->tree, at))
        if (is_candidate(check, at)) *array_push(check->scratch, &members) = at;
    return members;
}

static Str name_of(const Check *check, NodeId member) { return unit_binding(check->unit, tree_node(check->tree, member)->binding)->name; }

static Str names_of(Check *check, const Members *members)
{
    Str text = {0};
    for (uint32_t i = 0; i < members->len; i++) text = arena_format(check->scratch, "%.*s%s%.*s", FMT(text), i ? ", " : "", FMT(name_of(check, members->at[i])));
    return text;
}

static void ask(Check *check, Finding *finding, Str record, const CLayout *layout, const Members *members)
{
    only_if_elsewhere(check, finding, "%s %.*s", layout->links_itself ? "makes" : "many", FMT(record));
    unless_elsewhere(check, finding, "pins %.*s", FMT(record));
    for (uint32_t i = 0; i < members->len; i++) {
        Str name = name_of(check, members->at[i]);
        only_if_elsewhere(check, finding, "flags %.*s.%.*s", FMT(record), FMT(name));
        unless_elsewhere(check, finding, "numbers %.*s.%.*s", FMT(record), FMT(name));
    }
}

static void check(Check *check, ClassId id)
{
    CLayout layout;
    const Class *record = unit_class(check->unit, id);
    if (is_public(check->unit->source->path) || !c_layout_read(check->scratch, check->unit, id, &layout)) return;
    Members members = candidates(check, record->node);
    int64_t size = members.len ? c_layout_with_bytes(check->scratch, check->unit, id, members.at, members.len) : 0;
    int64_t saved = size ? layout.least - size : 0;
    if (saved < LEAST_SAVED || saved * 100 < layout.size * LEAST_PERCENT) return;
    Finding *finding = report(check, record->node, "%u integers of '%.*s' only ever hold 0 or 1: as bool and side by side they take %lld bytes less of its %lld", members.len,
                              FMT(record->name), (long long)saved, (long long)layout.size);
    help(check, finding, "make these members bool, or bit-fields of one bit, and put them side by side: %.*s", FMT(names_of(check, &members)));
    ask(check, finding, record->name, &layout, &members);
}

const Rule rule_struct_bool_as_int = {
    .id = "struct-bool-as-int",
    .summary = "struct of which there are many keeps truths in whole integers",
    .help = "make them bool, or bit-fields of one bit, and put them side by side",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .is_opt_in = true,
    .since = "0.1",
    .on_class = check,
};
