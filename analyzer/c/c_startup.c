#include "c/c_startup.h"

#include "base/str.h"

enum { DEEPEST = 3 };  // calls that are followed upwards

// Not here: add, load, open, connect ... which programs do as long as they run.
static bool says_start(Str name)
{
    static const char *const words[] = {"main",     "init",   "initialize", "initialise", "setup",     "register", "install", "startup",
                                        "start",    "config", "configure", "cfg",  "conf",       "constructor", "define", "declare", "option",
                                        "options",  "opt",    "opts",       "arg",        "args",      "argv",     "usage",   "builtin",
                                        "builtins", "module", "plugin",     "bootstrap",  "populate", "build", NULL};
    Str word;
    while (str_take_word(&name, &word)) {
        char lower[16];
        if (word.len >= sizeof lower) continue;
        for (size_t i = 0; i < word.len; i++) lower[i] = (char)(word.at[i] | 0x20);
        if (str_is_any((Str){lower, word.len}, words)) return true;
    }
    return false;
}

// A flag of the process that this function alone writes.
static bool is_own_flag(const Unit *unit, BindingId flag, FunctionId function)
{
    const Binding *binding = unit_binding(unit, flag);
    if (!flag || (binding->kind != BINDING_GLOBAL && binding->kind != BINDING_STATIC) || binding->is_exported) return false;
    for_each_reference(unit, flag, reference) {
        bool is_declaration = tree_kind(unit->tree, reference->node) == C_VARIABLE;
        bool writes = reference->kind == REFERENCE_WRITE || reference->kind == REFERENCE_UPDATE || reference->kind == REFERENCE_ADDRESS;
        if (writes && !is_declaration && reference->function != function) return false;
    }
    return true;
}

// The flag that an `if` asks for before it leaves: if (done) return;
static BindingId flag_of(const Tree *tree, NodeId node)
{
    if (tree_kind(tree, node) != C_IF) return 0;
    NodeId then = tree_child_as(tree, node, ROLE_C_THEN);
    if (tree_kind(tree, then) == C_COMPOUND) then = tree_first(tree, then);
    return then && tree_kind(tree, then) == C_RETURN ? c_reference(tree, tree_child_as(tree, node, ROLE_C_CONDITION)) : 0;
}

static bool sets_to_one(const Tree *tree, NodeId node, BindingId flag)
{
    uint32_t value;
    if (tree_kind(tree, node) != C_BINARY || tree_node(tree, node)->operation != OP_ASSIGN) return false;
    NodeId right = tree_child_as(tree, node, ROLE_C_RIGHT);
    return c_reference(tree, tree_child_as(tree, node, ROLE_C_LEFT)) == flag && c_integer(tree, right, &value) && value;
}

static bool runs_once(const Unit *unit, FunctionId id)
{
    NodeId body = unit_function(unit, id)->body;
    for (NodeId node = body, end = tree_end(unit->tree, body); node < end; node++) {
        BindingId flag = flag_of(unit->tree, node);
        if (!flag || !is_own_flag(unit, flag, id)) continue;
        for (NodeId set = node; set < end; set++)
            if (sets_to_one(unit->tree, set, flag)) return true;
    }
    return false;
}

static bool is_constructor(const Unit *unit, FunctionId id)
{
    NodeId function = unit_function(unit, id)->node;
    for (NodeId node = tree_first(unit->tree, function); node; node = tree_next(unit->tree, node))
        if (tree_kind(unit->tree, node) == C_ATTRIBUTE && str_contains(tree_text(unit->tree, node), STR("constructor"))) return true;
    return false;
}

// A loop that goes over the command line ends with it; any other loop of main may be the one that serves.
static bool is_in_serving_loop(const Unit *unit, NodeId call)
{
    for (NodeId up = call; up && tree_kind(unit->tree, up) != C_FUNCTION; up = tree_parent(unit->tree, up)) {
        if (!c_is_loop(tree_kind(unit->tree, up))) continue;
        NodeId condition = tree_child_as(unit->tree, up, ROLE_C_CONDITION);
        Str text = condition ? tree_text(unit->tree, condition) : (Str){0};
        if (!str_contains(text, STR("arg")) && !str_contains(text, STR("opt"))) return true;
    }
    return false;
}

static bool starts(const Unit *unit, FunctionId id, int depth);

static bool is_called_at_start_only(const Unit *unit, FunctionId id, int depth)
{
    const Function *function = unit_function(unit, id);
    bool is_seen = function->call_count && !(function->flags & (FUNCTION_EXPORTED | FUNCTION_ADDRESS_TAKEN));
    if (!is_seen || depth == DEEPEST) return false;
    for_each_reference(unit, function->binding, reference) {
        if (reference->kind != REFERENCE_CALLED) continue;
        bool is_main = str_is(unit_function(unit, reference->function)->name, "main");
        if (!starts(unit, reference->function, depth + 1) || (is_main && is_in_serving_loop(unit, reference->node))) return false;
    }
    return true;
}

static bool starts(const Unit *unit, FunctionId id, int depth)
{
    if (id == TOP_LEVEL || says_start(unit_function(unit, id)->name)) return true;
    return is_constructor(unit, id) || runs_once(unit, id) || is_called_at_start_only(unit, id, depth);
}

bool c_runs_at_start(const Unit *unit, FunctionId function) { return starts(unit, function, 0); }

// --- programs that end and programs that serve -----------------------------------------------------------------
static bool waits(Str callee)
{
    static const char *const names[] = {"accept",     "accept4",  "listen",  "poll",       "ppoll",       "select", "pselect",        "epoll_wait",
                                        "epoll_pwait", "kevent",  "sigwait", "sigsuspend", "pause",       "daemon", "pthread_create", "thrd_create",
                                        "uv_run",     "gtk_main", "recvfrom", "readline",  "sd_event_run", NULL};
    return str_is_any(callee, names) || str_ends(callee, STR("_loop")) || str_ends(callee, STR("loop_forever")) ||
           str_ends(callee, STR("loop_run")) || str_ends(callee, STR("_dispatch"));
}

static bool serves(const Unit *unit)
{
    for (uint32_t i = 1; i < unit->calls.len; i++)
        if (waits(unit->calls.at[i].callee)) return true;
    return false;
}

static bool gets_arguments(const Unit *unit, const Function *function)
{
    if (function->parameter_count < 2) return false;
    const Type *first = unit_type(unit, unit_binding(unit, function->first_parameter)->type);
    const Type *second = unit_type(unit, unit_binding(unit, function->first_parameter + 1)->type);
    Str name = unit_binding(unit, function->first_parameter + 1)->name;
    bool is_list = second->kind == TYPE_POINTER || second->kind == TYPE_ARRAY;
    return first->kind == TYPE_INTEGER && is_list && (str_is(name, "argv") || str_is(name, "av"));
}

bool c_is_command(const Unit *unit)
{
    for (FunctionId id = TOP_LEVEL + 1; id < unit->functions.len; id++)
        if (str_is(unit_function(unit, id)->name, "main") || gets_arguments(unit, unit_function(unit, id))) return !serves(unit);
    return false;
}

// The path without its last part, "" at its end.
static Str folder_of(Str path)
{
    size_t slash = str_find_last_char(path, '/');
    return slash < path.len ? str_slice(path, 0, slash) : (Str){0};
}

void c_startup_evidence(Arena *arena, const Unit *unit, Map *evidence)
{
    Str folder = folder_of(unit->source->path);
    for (FunctionId id = TOP_LEVEL + 1; id < unit->functions.len; id++)
        if (str_is(unit_function(unit, id)->name, "main")) *map_at(arena, evidence, arena_format(arena, "program %.*s", FMT(folder))) = 1;
    if (!serves(unit)) return;
    do *map_at(arena, evidence, arena_format(arena, "serves %.*s", FMT(folder))) = 1;
    while ((folder = folder_of(folder)).len);
}

Str c_batch_evidence(Arena *arena, const Unit *unit)
{
    Str folder = folder_of(unit->source->path);
    Str text = arena_format(arena, "program %.*s", FMT(folder));
    do text = arena_format(arena, "%.*s\tserves %.*s", FMT(text), FMT(folder));
    while ((folder = folder_of(folder)).len);
    return text;
}
