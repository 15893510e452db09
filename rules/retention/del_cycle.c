// A class with __del__ whose instances are certainly in a reference cycle with themselves (py_cycle.h).
//
// Since Python 3.4 such an instance is collected, late and in no order, so what __del__ gives back stays until then. A __del__ that does
// nothing costs nothing. Misses cycles through objects of classes of other files.
#include "engine/rule.h"
#include "python/py_cycle.h"
#include "python/py_instances.h"
#include "python/py_kinds.h"
#include "python/py_table.h"

static bool has_finaliser(const Unit *unit, ClassId class)
{
    const Tree *tree = unit->tree;
    FunctionId id = class ? py_method(unit, class, "__del__") : 0;
    NodeId statement = id ? tree_first(tree, unit_function(unit, id)->body) : 0;
    for (; statement; statement = tree_next(tree, statement)) {
        bool is_idle = tree_kind(tree, statement) == PY_PASS || py_is_literal(tree, tree_first(tree, statement));
        if (!is_idle) return true;
    }
    return false;
}

static bool report_cycle(Check *check, const PyCycle *cycle, ClassId class)
{
    const Unit *unit = check->unit;
    ClassId finalised = has_finaliser(unit, class) ? class : has_finaliser(unit, cycle->child) ? cycle->child : 0;
    if (!finalised || py_cycle_is_cut(unit, cycle, class)) return false;
    Finding *finding = report(check, cycle->at, "'%.*s' closes a cycle through '%.*s', so only the collector calls its '__del__', late and in no order",
                              FMT(tree_text(check->tree, cycle->at)), FMT(unit_class(unit, finalised)->name));
    const Function *del = unit_function(unit, py_method(unit, finalised, "__del__"));
    also(check, finding, tree_child_as(check->tree, del->node, ROLE_NAME), "what it gives back stays until then");
    return true;
}

static bool check_attributes(Check *check, ClassId class)
{
    PyCycle cycle;
    for_each_attribute(check->unit, class, write) {
        if (py_cycle_of_write(check->unit, write, &cycle) && report_cycle(check, &cycle, class)) return true;
    }
    return false;
}

static void check_assignments(Check *check, ClassId class)
{
    PyCycle cycle;
    for (NodeId node = ROOT; node < check->tree->count; node++) {
        bool is_cycle = tree_kind(check->tree, node) == PY_ASSIGNMENT && py_cycle_of_assignment(check->unit, node, class, &cycle);
        if (is_cycle && report_cycle(check, &cycle, class)) return;
    }
}

// One finding for a class: its instances are in a cycle or they are not.
static void check(Check *check, ClassId class)
{
    bool any = false;
    for (FunctionId id = TOP_LEVEL; id < check->unit->functions.len && !any; id++) any = str_is(unit_function(check->unit, id)->name, "__del__");
    if (!any || py_is_made_once(check->unit, class)) return;
    if (!check_attributes(check, class) && has_finaliser(check->unit, class)) check_assignments(check, class);
}

const Rule rule_del_cycle = {
    .id = "del-cycle",
    .summary = "instances with __del__ are part of a reference cycle",
    .help = "give the resource back with a context manager or weakref.finalize, hold the back link weakly, or cut the cycle in close()",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .since = "0.1",
    .on_class = check,
};
