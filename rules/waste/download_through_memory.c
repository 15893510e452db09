// file.write(requests.get(url).content): the whole of a download is in memory only to go into a file.
//
// The response is that of requests, httpx, aiohttp or urllib, directly or through one variable, and is written as it came. How large
// it gets is up to the server, so that nothing here is silent because it would be small.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_load.h"
#include "python/py_resolve.h"

static bool asks_network(const Unit *unit, NodeId call)
{
    static const char *const functions[] = {
        "requests.get", "requests.post", "requests.request", "httpx.get",
        "httpx.post",   "httpx.request", "aiohttp.request",  NULL};
    static const char *const clients[] = {"requests.Session",      "requests.sessions.Session",
                                          "httpx.Client",          "httpx.AsyncClient",
                                          "aiohttp.ClientSession", NULL};
    static const char *const methods[] = {"get", "post", "request", NULL};
    const Tree *tree = unit->tree;
    if (tree_kind(tree, call) == PY_AWAIT) call = tree_first(tree, call);
    if (tree_kind(tree, call) != PY_CALL) return false;
    if (py_calls_any(unit, call, functions)) return true;
    NodeId receiver = py_call_receiver(tree, call);
    return receiver && str_is_any(py_method_name(tree, call), methods) &&
           str_is_any(py_type_name(unit, receiver), clients);
}

// The value that is given to the variable by its only assignment, or by `with value as variable`.
static NodeId value_of(const Unit *unit, NodeId variable)
{
    const Tree *tree = unit->tree;
    BindingId binding = tree_node(tree, variable)->binding;
    NodeId value = py_only_value(unit, binding);
    NodeId target = tree_parent(tree, unit_binding(unit, binding)->declared);
    bool is_managed =
        unit_binding(unit, binding)->writes == 1 && tree_kind(tree, target) == PY_AS_PATTERN_TARGET;
    return is_managed ? tree_child_as(tree, tree_parent(tree, target), ROLE_VALUE) : value;
}

static bool is_response(const Unit *unit, NodeId expression)
{
    expression = py_unparenthesized(unit->tree, expression);
    if (str_is(py_type_name(unit, expression), "http.client.HTTPResponse")) return true;
    if (tree_kind(unit->tree, expression) != PY_IDENTIFIER) return asks_network(unit, expression);
    NodeId value = value_of(unit, expression);
    return value && asks_network(unit, py_unparenthesized(unit->tree, value));
}

// The response of response.content, response.read() and await response.read(), else 0.
static NodeId response_read(const Unit *unit, NodeId value)
{
    const Tree *tree = unit->tree;
    NodeId response = 0;
    value = py_unparenthesized(tree, value);
    if (tree_kind(tree, value) == PY_AWAIT) value = tree_first(tree, value);
    if (str_is(py_attribute_name(tree, value), "content"))
        response = tree_child_as(tree, value, ROLE_OBJECT);
    else if (tree_kind(tree, value) == PY_CALL && str_is(py_method_name(tree, value), "read") &&
             !py_argument_count(tree, value))
        response = py_call_receiver(tree, value);
    return response && is_response(unit, response) ? response : 0;
}

static bool is_target(const Unit *unit, NodeId call)
{
    const Tree *tree = unit->tree;
    NodeId receiver = py_call_receiver(tree, call);
    Str method = py_method_name(tree, call);
    if (str_is(method, "write_bytes")) return str_is(py_type_name(unit, receiver), "pathlib.Path");
    if (!str_is(method, "write")) return false;
    if (py_is_file(unit, receiver)) return true;
    NodeId opened = tree_kind(tree, receiver) == PY_IDENTIFIER ? value_of(unit, receiver) : 0;
    return opened && py_calls(unit, opened, "aiofiles.open");
}

static void check(Check *check, NodeId call)
{
    const Tree *tree = check->tree;
    Str method = py_method_name(tree, call);
    if (!str_is(method, "write") && !str_is(method, "write_bytes")) return;
    NodeId argument = py_argument(tree, call, 0, NULL);
    if (!argument || py_is_aside(check->unit)) return;
    NodeId value = py_value_behind(check->unit, argument), response = response_read(check->unit, value);
    if (!response || !is_target(check->unit, call)) return;
    Finding *finding = report(check, call, "all of the download is in memory before it is written");
    also(check, finding, response, "as large as the server makes it");
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_download_through_memory = {
    .id = "download-through-memory",
    .summary = "whole download in memory only to be written to a file",
    .help = "ask for a stream and write it block by block: response.iter_content (requests), "
            "iter_bytes (httpx), content.iter_chunked (aiohttp), shutil.copyfileobj (urllib)",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
