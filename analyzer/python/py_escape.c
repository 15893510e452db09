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

// The first such raise in a function of this file. False also where it is not known what the clauses catch.
static bool escapes(Arena *arena, const Unit *unit, NodeId try, Escape *escape)
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

// --- handlers that close and raise again ------------------------------------------------------------------------------

// `v.close()` and, at the end, `raise`: the variable v; 0 = the handler does something else.
static BindingId closed_and_raised(const Unit *unit, NodeId handler)
{
    const Tree *tree = unit->tree;
    BindingId closed = 0;
    NodeId last = 0, block = tree_first(tree, handler);
    while (block && tree_kind(tree, block) != PY_BLOCK) block = tree_next(tree, block);
    for (NodeId statement = tree_first(tree, block); statement; statement = tree_next(tree, statement)) {
        NodeId call = tree_first(tree, statement), receiver = tree_kind(tree, call) == PY_CALL ? py_call_receiver(tree, call) : 0;
        bool is_close = receiver && tree_kind(tree, receiver) == PY_IDENTIFIER && str_is(py_method_name(tree, call), "close");
        if (is_close) closed = tree_node(tree, receiver)->binding;
        last = statement;
    }
    bool is_passed_on = last && tree_kind(tree, last) == PY_RAISE && !tree_first(tree, last);
    const Binding *binding = unit_binding(unit, closed);
    return is_passed_on && binding->kind == BINDING_LOCAL && !binding->is_captured ? closed : 0;
}

// Is the variable set before the try, and does nothing but its handlers see to it: no `finally` or `with`, no try around?
static bool is_left_to_handlers(const Unit *unit, NodeId try, BindingId variable)
{
    const Tree *tree = unit->tree;
    NodeId function = unit_function(unit, unit_function_at(unit, try))->node;
    bool is_set = false;
    for_each_reference(unit, variable, reference) {
        bool is_inside = tree_contains(tree, try, reference->node);
        if (reference->kind == REFERENCE_WRITE) is_set |= !is_inside && reference->node < try;
        if (reference->kind == REFERENCE_WRITE && is_inside) return false;
        for (NodeId node = reference->node; node && node != function; node = tree_parent(tree, node)) {
            NodeKind kind = tree_kind(tree, node);
            if (kind == PY_FINALLY || kind == PY_WITH_ITEM || (kind == PY_EXCEPT && !is_inside)) return false;
        }
    }
    return is_set;
}

static bool is_closed_by_callee(const Unit *unit, NodeId node, BindingId variable)
{
    const Call *call = unit_call(unit, node);
    const Function *callee = unit_function(unit, call->target);
    for (uint32_t i = 0; i < callee->parameter_count; i++)
        if (py_mention(unit, node, variable) && py_parameter_fate(unit, callee->first_parameter + i) == FATE_CLOSED) return true;
    return false;
}

BindingId py_escape_past_close(Arena *arena, const Unit *unit, NodeId handler, Escape *escape)
{
    NodeId try = tree_parent(unit->tree, handler);
    BindingId variable = closed_and_raised(unit, handler);
    bool is_escape = variable && is_left_to_handlers(unit, try, variable) && escapes(arena, unit, try, escape);
    return is_escape && !is_closed_by_callee(unit, escape->call, variable) ? variable : 0;
}
