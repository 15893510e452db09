// Only explicit raises of the functions that the body calls by name, in no `try` of their own.
#include "python/py_escape.h"

#include "base/str.h"
#include "python/py_custody.h"
#include "python/py_idiom.h"
#include "python/py_stdlib.h"

// --- what derives from what ------------------------------------------------------------------------------------------

static const char *const parents[][2] = {
    {"BlockingIOError", "OSError"},
    {"BrokenPipeError", "ConnectionError"},
    {"ChildProcessError", "OSError"},
    {"ConnectionAbortedError", "ConnectionError"},
    {"ConnectionError", "OSError"},
    {"ConnectionRefusedError", "ConnectionError"},
    {"ConnectionResetError", "ConnectionError"},
    {"EnvironmentError", "OSError"},
    {"FileExistsError", "OSError"},
    {"FileNotFoundError", "OSError"},
    {"IOError", "OSError"},
    {"IndexError", "LookupError"},
    {"InterruptedError", "OSError"},
    {"IsADirectoryError", "OSError"},
    {"KeyError", "LookupError"},
    {"NotADirectoryError", "OSError"},
    {"OverflowError", "ArithmeticError"},
    {"PermissionError", "OSError"},
    {"ProcessLookupError", "OSError"},
    {"RecursionError", "RuntimeError"},
    {"TimeoutError", "OSError"},
    {"UnicodeDecodeError", "UnicodeError"},
    {"UnicodeEncodeError", "UnicodeError"},
    {"UnicodeError", "ValueError"},
    {"ZeroDivisionError", "ArithmeticError"},
};

// Children of Exception that are not in the table above.
static const char *const roots[] = {"ArithmeticError", "AttributeError", "EOFError", "ImportError", "LookupError", "NameError", "RuntimeError", "TypeError", "ValueError", "OSError", NULL};

static const char *const of_system[] = {"socket.error", "socket.timeout", "socket.gaierror", "socket.herror", "select.error", "os.error", "ssl.SSLError", NULL};

static Str parent_of(Str name)
{
    for (size_t i = 0; i < COUNT_OF(parents); i++)
        if (str_is(name, parents[i][0])) return str_from(parents[i][1]);
    return (Str){0};
}

// "OSError" of "builtins.OSError" and "socket.error"; empty for what is none of the exceptions that are known.
static Str builtin_of(Str qualified)
{
    if (str_is_any(qualified, of_system)) return STR("OSError");
    if (!str_starts(qualified, STR("builtins."))) return (Str){0};
    Str name = str_last_part(qualified);
    return str_is_any(name, roots) || parent_of(name).len ? name : (Str){0};
}

static bool derives(Str name, Str ancestor)
{
    for (; name.len; name = parent_of(name))
        if (str_equal(name, ancestor)) return true;
    return false;
}

// --- what is caught ----------------------------------------------------------------------------------------------------

static bool read_type(Arena *arena, const Unit *unit, NodeId type, Escape *escape)
{
    Str name = py_qualified(unit, type);
    if (!builtin_of(name).len && !str_ends(str_last_part(name), STR("Error"))) return false;
    *array_push(arena, &escape->caught) = name;
    return true;
}

// The types of all clauses; false when one is bare, an expression, or for all exceptions there are.
static bool read_clauses(Arena *arena, const Unit *unit, NodeId try, Escape *escape)
{
    const Tree *tree = unit->tree;
    for (NodeId part = tree_first(tree, try); part; part = tree_next(tree, part)) {
        if (tree_kind(tree, part) != PY_EXCEPT) continue;
        NodeId type = tree_child_as(tree, part, ROLE_VALUE);
        if (tree_kind(tree, type) == PY_AS_PATTERN) type = tree_first(tree, type);
        type = py_unparenthesized(tree, type);
        bool is_known = type && (tree_kind(tree, type) == PY_TUPLE || read_type(arena, unit, type, escape));
        for (NodeId each = is_known && tree_kind(tree, type) == PY_TUPLE ? tree_first(tree, type) : 0; each; each = tree_next(tree, each))
            is_known &= read_type(arena, unit, each, escape);
        if (!is_known) return false;
    }
    return escape->caught.len != 0;
}

static bool is_caught(const Escape *escape, Str raised)
{
    for (uint32_t i = 0; i < escape->caught.len; i++) {
        Str builtin = builtin_of(escape->caught.at[i]);
        if (builtin.len && derives(builtin_of(raised), builtin)) return true;
    }
    return false;
}

// --- what is raised --------------------------------------------------------------------------------------------------

static bool names_itself(const Escape *escape, Str raised)
{
    for (uint32_t i = 0; i < escape->caught.len; i++)
        if (str_equal(escape->caught.at[i], raised)) return true;
    return false;
}

static bool passes(Arena *arena, const Unit *unit, NodeId raise, Escape *escape)
{
    const Tree *tree = unit->tree;
    NodeId value = py_unparenthesized(tree, tree_first(tree, raise));
    NodeId class = value && tree_kind(tree, value) == PY_CALL ? py_unparenthesized(tree, py_call_function(tree, value)) : value;
    Str name = class ? py_qualified(unit, class) : (Str){0};
    ClassId local = name.len ? py_class_named(unit, name) : 0;
    if (!name.len || names_itself(escape, name)) return false;
    escape->raise = raise;
    escape->name = tree_text(tree, class);
    escape->class = (Str){0};
    if (builtin_of(name).len) return !is_caught(escape, name);
    bool is_class = local || (unit_binding(unit, tree_node(tree, class)->binding)->kind == BINDING_IMPORT && str_ends(name, STR("Error")));
    escape->class = local ? arena_format(arena, "#%u", local) : name;
    return is_class && !str_starts(name, STR("builtins.")) && !py_is_stdlib(name);
}

// Not behind a condition of the callee's own handlers: in no `try` or `with` of it.
static bool raises(Arena *arena, const Unit *unit, FunctionId id, Escape *escape)
{
    const Tree *tree = unit->tree;
    for (NodeId node = unit_function(unit, id)->body, end = tree_end(tree, node); node < end; node++) {
        NodeKind kind = tree_kind(tree, node);
        if (kind == PY_TRY || kind == PY_WITH || py_is_function(tree, node)) node = tree_end(tree, node) - 1;
        else if (kind == PY_RAISE && passes(arena, unit, node, escape)) return true;
    }
    return false;
}

bool py_escape(Arena *arena, const Unit *unit, NodeId try, Escape *escape)
{
    const Tree *tree = unit->tree;
    *escape = (Escape){0};
    if (!read_clauses(arena, unit, try, escape)) return false;
    NodeId body = tree_child_as(tree, try, ROLE_BODY);
    for (NodeId node = body, end = tree_end(tree, body); node < end; node++) {
        NodeKind kind = tree_kind(tree, node);
        if (kind == PY_TRY || py_is_function(tree, node)) node = tree_end(tree, node) - 1;
        const Call *call = kind == PY_CALL ? unit_call(unit, node) : NULL;
        if (!call || !call->target || py_is_opaque(unit, call->target)) continue;
        escape->call = node;
        if (raises(arena, unit, call->target, escape)) return true;
    }
    return false;
}
