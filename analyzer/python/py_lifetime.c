// All of it is read off names and one file: a method called close ends the object, one called remove_... takes back. Nothing is followed.
#include "python/py_lifetime.h"

#include "base/str.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"
#include "python/py_table.h"

NodeId py_weak_callback(const Unit *unit, NodeId value)
{
    static const char *const references[] = {"weakref.ref", "weakref.proxy", "weakref.WeakMethod", NULL};
    if (py_is_comprehension(unit->tree, value)) value = py_unparenthesized(unit->tree, tree_child_as(unit->tree, value, ROLE_BODY));
    return py_calls_any(unit, value, references) ? py_argument(unit->tree, value, 1, "callback") : 0;
}

FunctionId py_ender(const Unit *unit, ClassId class)
{
    static const char *const enders[] = {"close", "connection_lost", "connectionLost", "__exit__", "__aexit__", "shutdown", "stop", "finish",
                                         "disconnect", "dispose", "terminate", "cleanup", "aclose", "detach", "release", "destroy",
                                         "clean_up", "teardown", "_close", "_cleanup"};
    for (size_t i = 0; i < COUNT_OF(enders); i++) {
        FunctionId id = py_method(unit, class, enders[i]);
        if (id) return id;
    }
    return 0;
}

bool py_takes_back(const Unit *unit, ClassId class, Str name)
{
    static const char *const words[] = {"remove", "un", "dis", "detach", "delete", "discard", "pop", "clear", "reset", "release", "cancel", "set_", "off"};
    for_each_use(unit, class, name, use)
        for (size_t i = 0; i < COUNT_OF(words); i++)
            if (use->kind == REFERENCE_RECEIVER && str_starts(use->method, str_from(words[i]))) return true;
    return false;
}

bool py_is_common_method(Str method)
{
    static const char *const names[] = {"add", "append", "appendleft", "push", "put", "put_nowait", "insert", "set", "send", "write", "update", "remove", "extend", "index",
                                        "count", "get", "pop", "discard", "join", "format", "connect", "register", "run", "call", "start", "submit", "apply", NULL};
    return str_is_any(method, names);
}

Str py_made_as(const Unit *unit, ClassId class, Str name)
{
    Str made = {0};
    for_each_use(unit, class, name, use) {
        if (use->kind != REFERENCE_WRITE || (use->value && tree_kind(unit->tree, use->value) == PY_NONE)) continue;
        bool is_call = use->value && tree_kind(unit->tree, use->value) == PY_CALL;
        Str callee = is_call ? py_qualified(unit, py_call_function(unit->tree, use->value)) : (Str){0};
        if (!callee.len || (made.len && !str_equal(made, callee))) return (Str){0};
        made = callee;
    }
    return made;
}

bool py_is_cached_property(const Unit *unit, const Function *function)
{
    static const char *const names[] = {"cached_property", "memoized_property", "memoized_attribute", "reify", "lazy_property", NULL};
    NodeId decorator = function->class ? py_decorators(unit->tree, function->node) : 0;
    for (; decorator && tree_kind(unit->tree, decorator) == PY_DECORATOR; decorator = tree_next(unit->tree, decorator)) {
        NodeId name = tree_first(unit->tree, decorator);
        if (tree_kind(unit->tree, name) == PY_ATTRIBUTE) name = tree_child_as(unit->tree, name, ROLE_ATTRIBUTE);
        if (str_is_any(tree_text(unit->tree, name), names)) return true;
    }
    return false;
}

bool py_keeps_frames(const Unit *unit, ClassId class)
{
    static const char *const givers[] = {"sys.exc_info", "sys._getframe", "inspect.currentframe", NULL};
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Function *function = unit_function(unit, unit->calls.at[i].function);
        if (function->class == class && str_is(function->name, "__init__") && str_is_any(unit->calls.at[i].callee, givers)) return true;
    }
    return false;
}
