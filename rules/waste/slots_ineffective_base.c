// __slots__ saves an instance's __dict__, but only when every base has slots, too: one base without them brings the __dict__
// back, and the slots come on top of it.
//
// Only bases of the linted files that certainly have none: no __slots__, no slots=True, no unknown decorator, no metaclass.
// Exceptions and classes that list "__dict__" want one. Empty slots count where the values are small by nature, below tuple or str.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"

enum { BASES_DEEP = 16 };

// Do instances hold all that they are in a tuple, a text or a number? Then even empty slots are there to save the __dict__.
static bool is_plain_value(const Unit *unit, ClassId class, int depth)
{
    static const char *const values[] = {"builtins.tuple", "builtins.str", "builtins.bytes", "builtins.int", "builtins.float", "builtins.complex",
                                         "builtins.frozenset", "datetime.datetime", "datetime.date", "decimal.Decimal", "fractions.Fraction", NULL};
    NodeId node = unit_class(unit, class)->node;
    for (NodeId base = py_next_base(unit->tree, node, 0); base; base = py_next_base(unit->tree, node, base)) {
        Str name = py_base_name(unit, base);
        ClassId local = py_class_named(unit, name);
        if (str_is_any(name, values) || (local && local != class && depth < BASES_DEEP && is_plain_value(unit, local, depth + 1))) return true;
    }
    return false;
}

// Do these slots hold fields, and no "__dict__"?
static bool means_to_save(const Unit *unit, ClassId class, NodeId slots)
{
    slots = py_unparenthesized(unit->tree, slots);
    switch (tree_kind(unit->tree, slots)) {
    case PY_DECORATOR:
    case PY_STRING: return true;
    case PY_TUPLE:
    case PY_LIST:
    case PY_SET: break;
    default: return false;
    }
    for (NodeId name = tree_first(unit->tree, slots); name; name = tree_next(unit->tree, name))
        if (str_is(py_string_text(unit->tree, name), "__dict__")) return false;
    return tree_first(unit->tree, slots) || is_plain_value(unit, class, 0);
}

// The nearest base of this file that has no slots, 0 = none known.
static ClassId unslotted_base(const Unit *unit, ClassId class, int depth)
{
    NodeId node = unit_class(unit, class)->node;
    for (NodeId base = py_next_base(unit->tree, node, 0); base;
         base = py_next_base(unit->tree, node, base)) {
        ClassId local = py_class_named(unit, py_base_name(unit, base));
        if (!local || local == class || depth > BASES_DEEP) continue;
        ClassId found = py_is_unslotted(unit, local) ? local : unslotted_base(unit, local, depth + 1);
        if (found) return found;
    }
    return 0;
}

static Finding *report_own(Check *check, ClassId class, NodeId slots, ClassId base)
{
    Str name = unit_class(check->unit, base)->name;
    Finding *finding = report(
        check, slots,
        "every '%.*s' has a __dict__ all the same, from '%.*s': its slots save little or nothing",
        FMT(unit_class(check->unit, class)->name), FMT(name));
    also(check, finding, tree_child_as(check->tree, unit_class(check->unit, base)->node, ROLE_NAME),
         "'%.*s' has no __slots__", FMT(name));
    help(check, finding,
         "give '%.*s' __slots__, too (an empty tuple when it has no fields), or take these out",
         FMT(name));
    return finding;
}

// Bases of other files: which of them has no slots is known when the whole program is.
static Finding *report_foreign(Check *check, ClassId class, NodeId slots)
{
    NodeId base = py_next_base(check->tree, unit_class(check->unit, class)->node, 0);
    if (!base) return NULL;
    Finding *finding = report(check, slots,
                              "every '%.*s' has a __dict__ all the same, because '%.*s' or a base of it has no "
                              "__slots__: its own save little or nothing",
                              FMT(unit_class(check->unit, class)->name), FMT(tree_text(check->tree, base)));
    only_if_elsewhere(check, finding, "above #%u: unslotted", class);
    unless_elsewhere(check, finding, "above #%u: exception", class);
    return finding;
}

static void check(Check *check, ClassId class)
{
    NodeId slots = py_class_slots(check->unit, class);
    if (!slots || !means_to_save(check->unit, class, slots) || py_is_exception_class(check->unit, class))
        return;
    ClassId base = unslotted_base(check->unit, class, 0);
    Finding *finding = base ? report_own(check, class, slots, base) : report_foreign(check, class, slots);
    if (finding && py_is_aside(check->unit)) weigh(finding, SEVERITY_INFO);
}

const Rule rule_slots_ineffective_base = {
    .id = "slots-ineffective-base",
    .summary = "slots of a class whose base has none",
    .help = "give the base __slots__, too",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_class = check,
};
