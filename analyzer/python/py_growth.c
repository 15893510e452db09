#include "python/py_growth.h"

#include "base/str.h"
#include "python/py_idiom.h"
#include "python/py_instances.h"
#include "python/py_kinds.h"
#include "python/py_resolve.h"

NodeId py_growth_added(const Unit *unit, const GrowSite *site)
{
    const Tree *tree = unit->tree;
    NodeId node = site->node;
    if (tree_kind(tree, node) == PY_CALL) return py_argument(tree, node, 0, NULL);
    if (tree_kind(tree, node) == PY_ASSIGNMENT || tree_kind(tree, node) == PY_AUGMENTED_ASSIGNMENT)
        node = tree_child_as(tree, node, ROLE_LEFT);
    return tree_kind(tree, node) == PY_SUBSCRIPT ? tree_child_as(tree, node, ROLE_SUBSCRIPT) : 0;
}

static bool names_code(const Unit *unit, NodeId node)
{
    static const char *const members[] = {"__class__", "__name__", "__qualname__", "__module__", "__func__", "__code__", NULL};
    static const char *const names[] = {"cls",    "klass", "class_", "func", "function", "fn",   "method", "type", "typ", "type_",
                                        "tp",     "module", "mod",   "meta", "mcs",      "model", "model_class", "version", "mode",
                                        "kind",   "level", "encoding", "locale", "lang", "language", "codec", NULL};
    const Tree *tree = unit->tree;
    Str text = tree_text(tree, node);
    if (tree_kind(tree, node) == PY_IDENTIFIER) {
        BindingKind kind = unit_binding(unit, tree_node(tree, node)->binding)->kind;
        return str_is_any(text, names) || kind == BINDING_CLASS || kind == BINDING_FUNCTION;
    }
    if (tree_kind(tree, node) == PY_ATTRIBUTE) {
        Str member = tree_text(tree, tree_child_as(tree, node, ROLE_ATTRIBUTE));
        return str_is_any(member, members) || str_is_any(member, names);
    }
    const Call *call = unit_call(unit, node);
    return call && str_is(call->callee, "builtins.type");
}

static bool is_all_capitals(Str name)
{
    bool has_upper = false;
    for (size_t i = 0; i < name.len; i++) {
        if (name.at[i] >= 'a' && name.at[i] <= 'z') return false;
        has_upper |= name.at[i] >= 'A' && name.at[i] <= 'Z';
    }
    return has_upper;
}

static bool is_constant(const Unit *unit, NodeId node)
{
    if (py_is_literal(unit->tree, node)) return true;
    NodeKind kind = tree_kind(unit->tree, node);
    return (kind == PY_IDENTIFIER || kind == PY_ATTRIBUTE) && is_all_capitals(str_last_part(tree_text(unit->tree, node)));
}

static bool is_bounded_by_program(const Unit *unit, NodeId node)
{
    const char *type = "builtins.bool";
    return names_code(unit, node) || is_constant(unit, node) || str_is(py_type_name(unit, node), type);
}

// Names that people give to what comes from outside.
static bool is_outside_name(Str name)
{
    static const char *const words[] = {"text",    "url",     "uri",   "path",    "filename", "file",  "query",   "user",    "user_id",
                                        "session", "request", "req",   "addr",    "address",  "host",  "hostname", "line",   "token",
                                        "message", "msg",     "body",  "payload", "data",     "key",   "uid",     "uuid",    "pid",
                                        "ip",      "client",  "peer",  "conn",    "connection", "event", "item",  "record",  "response",
                                        "sql",     "statement", "expr", "expression", "pattern", "string", "word", "thread", "task",
                                        "future",  "job",     "job_id", "task_id", "self",    "instance", "obj",  NULL};
    return str_is_any(name, words);
}

static bool is_outside(const Unit *unit, NodeId node)
{
    static const char *const calls[] = {"builtins.id", "builtins.hash", "uuid.uuid4", "uuid.uuid1", "time.time", "time.monotonic",
                                        "os.getpid", "threading.get_ident", "threading.current_thread", NULL};
    static const char *const types[] = {"builtins.str", "builtins.bytes", "pathlib.Path", NULL};
    const Call *call = unit_call(unit, node);
    if (call) return str_is_any(call->callee, calls);
    if (tree_kind(unit->tree, node) != PY_IDENTIFIER) return false;
    const Binding *binding = unit_binding(unit, tree_node(unit->tree, node)->binding);
    if (binding->kind != BINDING_PARAMETER && binding->kind != BINDING_LOCAL) return false;
    return is_outside_name(binding->name) || str_is_any(unit_type(unit, binding->type)->name, types);
}

GrowthSource py_growth_source(const Unit *unit, const GrowSite *site)
{
    NodeId added = py_growth_added(unit, site);
    if (!added) return SOURCE_UNKNOWN;
    added = py_unparenthesized(unit->tree, added);
    bool is_tuple = tree_kind(unit->tree, added) == PY_TUPLE;
    bool all_program = true;
    for (NodeId part = is_tuple ? tree_first(unit->tree, added) : added; part; part = is_tuple ? tree_next(unit->tree, part) : 0)
        all_program &= is_bounded_by_program(unit, part);
    if (all_program) return SOURCE_PROGRAM;
    if (site->growth == GROW_READ) return SOURCE_UNKNOWN;
    if (site->growth == GROW_APPEND) return SOURCE_OUTSIDE;
    for (NodeId node = added; node < tree_end(unit->tree, added); node++)
        if (is_outside(unit, node)) return SOURCE_OUTSIDE;
    return SOURCE_UNKNOWN;
}

// --- requests ------------------------------------------------------------------------------------------------------

// How many assignments a key is followed back through: url = parse(request); host = url.netloc.
enum { STEPS_MAX = 3 };

static bool is_served_name(Str name)
{
    static const char *const names[] = {"request", "req",  "message", "msg",    "packet", "flow", "peer",       "address", "addr",
                                        "user",    "user_id", "sender", "remote", "conn", "connection", NULL};
    return str_is_any(name, names);
}

// A class that is itself made for each of them, or for a part of the program's run.
static bool is_short_lived_name(Str class)
{
    static const char *const words[] = {"Request", "Response", "Connection", "Session", "Client", "Message", "Protocol", "Transaction",
                                        "Job",     "Task",     "Test",       "Mock",    "Fake",   "Error",   "Parser",   "Context", NULL};
    for (size_t i = 0; words[i]; i++)
        if (str_contains(class, str_from(words[i]))) return true;
    return false;
}

static Str served_in(const Unit *unit, NodeId expression, int steps)
{
    const Tree *tree = unit->tree;
    for (NodeId node = expression, end = tree_end(tree, expression); node < end; node++) {
        BindingId id = tree_kind(tree, node) == PY_IDENTIFIER ? tree_node(tree, node)->binding : 0;
        const Binding *binding = unit_binding(unit, id);
        if (binding->kind == BINDING_PARAMETER && is_served_name(binding->name)) return binding->name;
        NodeId value = binding->kind == BINDING_LOCAL && steps > 0 ? py_only_value(unit, id) : 0;
        Str name = value ? served_in(unit, value, steps - 1) : (Str){0};
        if (name.len) return name;
    }
    return (Str){0};
}

Str py_growth_served(const Unit *unit, ClassId class, const GrowSite *site)
{
    NodeId key = site->repeats ? py_growth_added(unit, site) : 0;
    if (!key || is_short_lived_name(unit_class(unit, class)->name)) return (Str){0};
    return served_in(unit, key, STEPS_MAX);
}

// --- collections of a class --------------------------------------------------------------------------------------

static bool has_lower_case(Str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.at[i] >= 'a' && name.at[i] <= 'z') return true;
    return false;
}

// `items: ClassVar[list] = []` says that it is meant.
static bool is_meant(const Unit *unit, const Binding *binding)
{
    NodeId assignment = tree_parent(unit->tree, binding->declared);
    NodeId annotation = tree_child_as(unit->tree, assignment, ROLE_TYPE);
    return !has_lower_case(binding->name) || (annotation && str_contains(tree_text(unit->tree, annotation), STR("ClassVar")));
}

// Does the growth stand at a use of the attribute through an instance, not cls or the class's name?
static bool is_used_through_self(const Unit *unit, const Binding *binding, NodeId node)
{
    for_each_use(unit, binding->class, binding->name, use)
        if (!use->through_class && tree_contains(unit->tree, node, use->node)) return true;
    return false;
}

// Decorated classes and those with a metaclass may make something else of what their body binds.
static bool is_plain_class(const Unit *unit, ClassId class)
{
    return !py_decorators(unit->tree, unit_class(unit, class)->node) && !py_has_strange_metaclass(unit, class) &&
           !py_is_value_class(unit, class) && !py_is_metaclass(unit, class);
}

bool py_is_shared_by_instances(const Unit *unit, const Container *container, const GrowSite *site)
{
    const Binding *binding = unit_binding(unit, container->binding);
    if (binding->kind != BINDING_CLASS_BODY || is_meant(unit, binding) || !is_plain_class(unit, binding->class)) return false;
    return is_used_through_self(unit, binding, site->node);
}

// --- instances as keys -------------------------------------------------------------------------------------------

// `self` of a class whose instances come and go: no enumeration, value, metaclass, and not made once.
static bool is_instance(const Unit *unit, NodeId key)
{
    ClassId class = tree_kind(unit->tree, key) == PY_IDENTIFIER ? py_self_class(unit, tree_node(unit->tree, key)->binding) : 0;
    if (!class || !py_instance_class(unit, key)) return false;
    return !py_is_value_class(unit, class) && !py_is_metaclass(unit, class) && !py_is_made_once(unit, class);
}

static bool is_identity(const Unit *unit, NodeId key)
{
    NodeId object = py_calls(unit, key, "builtins.id") ? py_argument(unit->tree, key, 0, NULL) : 0;
    return object && tree_kind(unit->tree, object) == PY_IDENTIFIER && !names_code(unit, object);
}

// x.add(self), x.append(self), not x[self] = v
static bool is_call_of(const Tree *tree, NodeId node, const char *const *methods)
{
    return tree_kind(tree, node) == PY_CALL && str_is_any(py_method_name(tree, node), methods);
}

bool py_is_keyed_by_instance(const Unit *unit, const GrowSite *site)
{
    static const char *const sets[] = {"add", NULL};
    NodeId key = site->growth == GROW_KEYED ? py_growth_added(unit, site) : 0;
    if (!key || is_identity(unit, key)) return key;
    return is_instance(unit, key) && !is_call_of(unit->tree, site->node, sets);
}

ClassId py_class_registered(const Unit *unit, const GrowSite *site)
{
    static const char *const adders[] = {"add", "append", "appendleft", "insert", NULL};
    if (!is_call_of(unit->tree, site->node, adders)) return 0;
    bool is_insert = str_is(py_method_name(unit->tree, site->node), "insert");
    NodeId element = py_argument(unit->tree, site->node, is_insert ? 1 : 0, NULL);
    return element && is_instance(unit, element) ? py_self_class(unit, tree_node(unit->tree, element)->binding) : 0;
}
