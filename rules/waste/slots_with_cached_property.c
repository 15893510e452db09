// functools.cached_property keeps its value in the instance's __dict__. A class whose instances have none raises TypeError
// when the property is read for the first time.
//
// Only classes that certainly have no __dict__: slots written out, all bases known and slotted too.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

static void check(Check *check, FunctionId id)
{
    static const char *const names[] = {"functools.cached_property", NULL};
    const Function *function = unit_function(check->unit, id);
    NodeId decorator = function->class ? py_decorator_named(check->unit, function->node, names) : 0;
    if (!decorator || !py_class_lacks(check->unit, function->class, "__dict__")) return;
    Finding *finding =
        report(check, decorator,
               "reading '%.*s' raises TypeError: instances of '%.*s' have no __dict__ to keep the "
               "value in",
               FMT(function->name), FMT(unit_class(check->unit, function->class)->name));
    also(check, finding, py_class_slots(check->unit, function->class),
         "the slots are declared here");
}

const Rule rule_slots_with_cached_property = {
    .id = "slots-with-cached-property",
    .summary = "cached_property in a class without __dict__",
    .help = "add '__dict__' to __slots__, or keep the value in a slot of its own",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_ERROR,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_function = check,
};
