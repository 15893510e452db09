// Two structs hold counted references to each other, and nothing but their destructors lets go: neither count ever reaches zero.
//
// The cycle is one of types, found over all files: that two objects really refer to each other no file shows. Silent as soon as one of the two references is
// emptied or given back outside of a destructor (dispose, close, stop, clear). A struct that refers to its own kind is a list or a tree, and longer cycles are
// not looked for. Reported at the reference that leads back (parent, owner), else at the one of the struct whose name comes first.
#include "base/str.h"
#include "c/c_counted.h"
#include "engine/rule.h"

static void check(Check *check, BindingId field)
{
    CHold hold;
    if (unit_binding(check->unit, field)->kind != BINDING_FIELD || !c_hold_read(check->unit, field, &hold)) return;
    if (!hold.store || hold.is_cut || str_equal(hold.owner, hold.target) || c_is_broken(check->tree, hold.store)) return;
    Str name = unit_binding(check->unit, field)->name;
    bool is_back = c_leads_back(name);
    if (!is_back && str_compare(hold.owner, hold.target) > 0) return;
    Finding *finding = report(check, hold.store, "'%.*s' holds a counted reference to '%.*s' in '%.*s', which holds one to it: neither is ever freed", FMT(hold.owner), FMT(hold.target), FMT(name));
    only_if_elsewhere(check, finding, "holds %.*s %.*s\tcuts %.*s %.*s", FMT(hold.target), FMT(hold.owner), FMT(hold.target), FMT(hold.owner));
    unless_elsewhere(check, finding, "cuts %.*s %.*s", FMT(hold.owner), FMT(hold.target));
    if (!is_back) unless_elsewhere(check, finding, "holds back %.*s %.*s", FMT(hold.target), FMT(hold.owner));
}

const Rule rule_refcount_strong_cycle = {
    .id = "refcount-strong-cycle",
    .summary = "two structs hold counted references to each other",
    .help = "let the one that leads back be a plain pointer, or give it back when the other is closed",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .is_opt_in = true,
    .since = "0.1",
    .cwe = "CWE-401",
    .on_binding = check,
};
