// logging keeps every logger that was ever asked for by name until the program ends. A name with an identity in it
// (id(self), a UUID, a descriptor, an address) makes a logger per object.
//
// Only what is different each time by its nature. A name from a parameter or attribute alone may be one of a few.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

// Calls whose answer is new each time.
static bool is_fresh_call(const Unit *unit, NodeId call)
{
    static const char *const functions[] = {
        "builtins.id",           "uuid.uuid1",     "uuid.uuid4",     "secrets.token_hex",
        "secrets.token_urlsafe", "time.time",      "time.monotonic", "time.time_ns",
        "random.random",         "random.randint", "builtins.next",  NULL};
    static const char *const methods[] = {"fileno", "getpeername", "hex", "get_extra_info", NULL};
    NodeId method = py_call_method(unit->tree, call);
    if (py_calls_any(unit, call, functions)) return true;
    return method && str_is_any(tree_text(unit->tree, method), methods);
}

// Names that people give to such values.
static bool is_fresh_name(Str name)
{
    static const char *const names[] = {
        "uuid",           "fileno",      "peername",       "peer_address",   "client_address",
        "remote_address", "remote_addr", "request_id",     "session_id",     "connection_id",
        "conn_id",        "message_id",  "transaction_id", "correlation_id", NULL};
    while (name.len && name.at[0] == '_') name = str_from_byte(name, 1);
    return str_is_any(name, names);
}

// The part of the name that differs each time, 0 = none.
static NodeId fresh_part(const Unit *unit, NodeId name)
{
    for (NodeId node = name, end = tree_end(unit->tree, name); node < end; node++) {
        NodeKind kind = tree_kind(unit->tree, node);
        if (kind == PY_CALL && is_fresh_call(unit, node)) return node;
        if (kind == PY_IDENTIFIER && tree_node(unit->tree, node)->role != ROLE_OBJECT &&
            is_fresh_name(tree_text(unit->tree, node)))
            return node;
    }
    return 0;
}

static bool gives_logger(const Unit *unit, NodeId call)
{
    NodeId method = py_call_method(unit->tree, call);
    if (py_calls(unit, call, "logging.getLogger")) return true;
    bool is_child = method && str_is(tree_text(unit->tree, method), "getChild") &&
                    py_argument_count(unit->tree, call) == 1;
    return is_child &&
           str_contains(str_last_part(tree_text(unit->tree, py_call_receiver(unit->tree, call))),
                        STR("log"));
}

static void check(Check *check, NodeId call)
{
    FunctionId id = unit_function_at(check->unit, call);
    if (id == TOP_LEVEL || !gives_logger(check->unit, call) || py_is_aside(check->unit)) return;
    NodeId name = py_argument(check->tree, call, 0, "name");
    NodeId fresh = name ? fresh_part(check->unit, name) : 0;
    if (!fresh) return;
    Finding *finding = report(
        check, call,
        "'%.*s' makes a logger for each value, and logging keeps them all until the program ends",
        FMT(tree_text(check->tree, name)));
    also(check, finding, fresh, "this part is different each time");
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_logger_per_instance = {
    .id = "logger-per-instance",
    .summary = "logger with a name of its own for each object",
    .help = "use one logger, and a logging.LoggerAdapter that adds what differs",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
