// A client with a pool of connections (and parsers, service models, threads) that is made again in each turn of a loop or for each request,
// though nothing about it differs: no connection is ever used twice, and every one of them has its own pool.
//
// Only clients in a variable of the function, whose arguments have nothing of the loop. A loop that leaves behind the making is a retry.
// Of handlers only those that a decorator (or the name lambda_handler) shows to be one.
#include "engine/rule.h"
#include "python/py_loop.h"

static const char *const makers[] = {
    "boto3.client", "boto3.resource", "boto3.Session", "boto3.session.Session", "sqlalchemy.create_engine", "sqlalchemy.engine.create_engine",
    "sqlalchemy.ext.asyncio.create_async_engine", "pymongo.MongoClient", "pymongo.mongo_client.MongoClient", "motor.motor_asyncio.AsyncIOMotorClient", "redis.Redis", "redis.StrictRedis", "redis.ConnectionPool",
    "redis.from_url", "redis.Redis.from_url", "redis.asyncio.Redis", "redis.asyncio.from_url", "requests.Session", "requests.session", "httpx.Client", "httpx.AsyncClient", "aiohttp.ClientSession", "urllib3.PoolManager",
    "elasticsearch.Elasticsearch", "openai.OpenAI", "openai.AsyncOpenAI", "anthropic.Anthropic", "google.cloud.storage.Client",
    "jinja2.Environment", "psycopg2.pool.ThreadedConnectionPool", "concurrent.futures.ThreadPoolExecutor", "concurrent.futures.ProcessPoolExecutor",
    "multiprocessing.Pool", NULL};

// Most calls are told apart by one letter: the makers are classes, or one of a few functions.
static bool makes_client(const Unit *unit, NodeId call)
{
    static const char *const functions[] = {"client", "resource", "create_engine", "create_async_engine", "from_url", "session", NULL};
    Str callee = py_qualified(unit, py_call_function(unit->tree, call)), last = str_last_part(callee);
    return (py_is_capitalised(last) || str_is_any(last, functions)) && str_is_any(callee, makers);
}

// The variable of the function that gets the client, 0 = it goes elsewhere.
static NodeId variable_of(const Check *check, NodeId call)
{
    NodeId target = py_stored_in(check->tree, call);
    bool is_variable = target && tree_kind(check->tree, target) == PY_IDENTIFIER;
    BindingKind kind = is_variable ? unit_binding(check->unit, tree_node(check->tree, target)->binding)->kind : 0;
    return kind == BINDING_LOCAL ? target : 0;
}

// Does an argument use something that the loop binds?
static bool depends_on(const Check *check, NodeId call, NodeId loop)
{
    NodeId arguments = py_call_arguments(check->tree, call);
    for (NodeId node = arguments, end = tree_end(check->tree, arguments); node < end; node++) {
        NodeKind kind = tree_kind(check->tree, node);
        if (kind == PY_CALL) return true;
        if (kind == PY_IDENTIFIER && tree_node(check->tree, node)->binding && py_is_bound_in(check->unit, loop, node, 0)) return true;
    }
    return false;
}

// Is it kept, given away or closed, or does the loop end behind it?
static bool is_excused(const Check *check, NodeId variable, NodeId loop)
{
    static const char *const closers[] = {"close", "aclose", "shutdown", "dispose", "terminate", "join", "disconnect", NULL};
    const Tree *tree = check->tree;
    for_each_reference(check->unit, tree_node(tree, variable)->binding, reference)
        switch (reference->kind) {
        case REFERENCE_RECEIVER:
            if (str_is_any(reference->name, closers)) return true;
            break;
        case REFERENCE_ARGUMENT:
        case REFERENCE_RETURNED:
        case REFERENCE_STORED: return true;
        default: break;
        }
    for (NodeId node = variable, end = loop ? tree_end(tree, loop) : variable; node < end; node++)
        if (tree_kind(tree, node) == PY_BREAK || tree_kind(tree, node) == PY_RETURN) return true;
    return false;
}

static bool is_handler(const Check *check, FunctionId id)
{
    static const char *const words[] = {"route", "get", "post", "put", "delete", "patch", "websocket", "task", "shared_task", "api_view", NULL};
    const Function *function = unit_function(check->unit, id);
    if (str_is(function->name, "lambda_handler")) return true;
    for (NodeId at = py_decorators(check->tree, function->node); at && tree_kind(check->tree, at) == PY_DECORATOR; at = tree_next(check->tree, at)) {
        NodeId call = py_decorator_call(check->tree, at), name = call ? py_call_function(check->tree, call) : tree_first(check->tree, at);
        bool is_method = tree_kind(check->tree, name) == PY_ATTRIBUTE;
        if (str_is_any(is_method ? py_attribute_name(check->tree, name) : tree_text(check->tree, name), words)) return true;
    }
    return false;
}

static bool has_parameters(const Check *check, NodeId call, FunctionId id)
{
    for (NodeId node = call, end = tree_end(check->tree, call); node < end; node++) {
        const Binding *binding = unit_binding(check->unit, tree_node(check->tree, node)->binding);
        if (binding->function == id && (binding->kind == BINDING_PARAMETER || binding->kind == BINDING_LOCAL)) return true;
    }
    return false;
}

static void check(Check *check, NodeId call)
{
    FunctionId id = unit_function_at(check->unit, call);
    if (!makes_client(check->unit, call) || py_is_aside(check->unit)) return;
    NodeId loop = py_loop_around(check->tree, call), variable = variable_of(check, call);
    Str maker = tree_text(check->tree, py_call_function(check->tree, call));
    if (!variable || is_excused(check, variable, loop)) return;
    if (loop && !py_is_short_loop(check->unit, loop) && !depends_on(check, call, loop)) {
        report(check, call, "each turn of the loop makes a '%.*s' of its own, and no connection is ever used twice", FMT(maker));
    } else if (!loop && id != TOP_LEVEL && is_handler(check, id) && !has_parameters(check, call, id)) {
        Finding *finding = report(check, call, "each call of '%.*s' makes a '%.*s' of its own, and no connection is ever used twice",
                                  FMT(unit_function(check->unit, id)->name), FMT(maker));
        weigh(finding, SEVERITY_INFO);
    }
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_client_per_call = {
    .id = "client-per-call",
    .summary = "client or pool made again for each turn or request",
    .help = "make it once, in front of the loop or at module level, and share it",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
