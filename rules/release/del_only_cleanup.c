// __del__ closes something that the object holds, and the class has no other way to have it closed: no close(), no `with`. When it happens is
// then the collector's choice: late in a cycle, late on PyPy, and perhaps never when the interpreter ends.
//
// Silent when the class or one of its bases may have such a method: any whose name says so, an unknown base, a weakref.finalize.
#include "engine/rule.h"
#include "model/object.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"

// A method that users can call to have the thing closed.
static bool has_closer(const Unit *unit, ClassId class)
{
    static const char *const words[] = {"close",   "stop", "shut",  "exit",   "clean",      "release",   "free", "destroy", "dispose",
                                        "end",     "finish", "disconnect", "terminate", "kill", "delete",  "remove", "reset", "clear",
                                        "quit",    "logout", "join",  "teardown", "unlink", "wait", NULL};
    for (FunctionId id = TOP_LEVEL; id < unit->functions.len; id++) {
        const Function *function = unit_function(unit, id);
        Str name = function->name;
        while (name.len && name.at[0] == '_') name = str_from_byte(name, 1);
        while (name.len && name.at[name.len - 1] == '_') name.len--;
        if (function->class != class || str_is(name, "del")) continue;
        for (const char *const *word = words; *word; word++)
            if (str_starts(name, str_from(*word))) return true;
    }
    return false;
}

// The `self.x` that the body of __del__ closes: self.x.close(), os.close(self.x). 0 = none.
static NodeId closed_in(const Unit *unit, ClassId class, FunctionId del)
{
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        if (call->function != del) continue;
        bool is_number = str_is(call->callee, "os.close") && call->argument_count;
        bool closes = is_number || (call->receiver && object_method(str_last_part(call->callee)) == OBJECT_CLOSED);
        NodeId what = is_number ? call->arguments[0].node : call->receiver;
        bool is_attribute = closes && tree_kind(unit->tree, what) == PY_ATTRIBUTE;
        if (is_attribute && py_self_class(unit, tree_node(unit->tree, tree_first(unit->tree, what))->binding) == class) return what;
    }
    return 0;
}

static void check(Check *check, ClassId id)
{
    const Unit *unit = check->unit;
    FunctionId del = py_class_method(unit, id, "__del__");
    const Class *class = unit_class(unit, id);
    if (!del || class->has_unknown_base || class->base_count > 1 || py_is_aside(unit)) return;
    for (uint32_t i = 0; i < class->base_count; i++)
        if (!str_is(class->bases[i], "builtins.object")) return;
    NodeId closed = closed_in(unit, id, del);
    if (!closed || has_closer(unit, id) || py_is_made_once(unit, id)) return;
    Finding *finding = report(check, tree_child_as(check->tree, unit_function(unit, del)->node, ROLE_NAME),
                              "only the end of the object closes '%.*s': users of '%.*s' can't say when", FMT(tree_text(check->tree, closed)), FMT(class->name));
    also(check, finding, closed, "closed here");
}

const Rule rule_del_only_cleanup = {
    .id = "del-only-cleanup",
    .summary = "__del__ is the only way to close what the object holds",
    .help = "add close(), __enter__ and __exit__; weakref.finalize() as the net below them",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_class = check,
};
