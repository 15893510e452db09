#include "python/py_use.h"

#include "base/str.h"
#include "python/py_idiom.h"
#include "python/py_reference.h"

const char *const py_deed_verbs[DEED_KINDS] = {"reads", "grows", "shrinks", "sets", "passes", "sizes"};

static bool is_grower(Str method)
{
    static const char *const names[] = {"append", "appendleft", "extend", "extendleft", "add", "insert",
                                        "update", "setdefault", "put",    "put_nowait", NULL};
    return str_is_any(method, names);
}

static bool is_shrinker(Str method)
{
    static const char *const names[] = {"pop", "popitem", "popleft", "remove", "discard", "clear", "difference_update",
                                        "intersection_update", "symmetric_difference_update", "get_nowait", "__delitem__", NULL};
    return str_is_any(method, names);
}

// Methods that give nothing back; what the others give may be looked at.
static bool is_statement(const Tree *tree, NodeId expression)
{
    return tree_kind(tree, tree_parent(tree, expression)) == PY_EXPRESSION_STATEMENT;
}

// x[k].append(v) and x.setdefault(k, []).append(v) as statements only add, too; so does x[k][j] = v.
static bool feeds_element(const Tree *tree, NodeId element)
{
    NodeId around = py_context(tree, element);
    if (tree_kind(tree, around) == PY_SUBSCRIPT) return py_target_kind(tree, around) == REFERENCE_WRITE;
    NodeId call = tree_parent(tree, around);
    return tree_kind(tree, around) == PY_ATTRIBUTE && tree_kind(tree, call) == PY_CALL &&
           is_grower(py_attribute_name(tree, around)) && is_statement(tree, call);
}

static unsigned of_method(const Unit *unit, NodeId expression, Str method)
{
    const Tree *tree = unit->tree;
    NodeId call = tree_parent(tree, py_context(tree, expression));
    unsigned reads = is_statement(tree, call) || (is_grower(method) && feeds_element(tree, call)) ? 0 : DEED_READS;
    if (is_grower(method)) return DEED_GROWS | reads;
    if (is_shrinker(method)) return DEED_SHRINKS | reads;
    return DEED_READS;
}

// x += y adds, x -= y and x &= y take away.
static unsigned of_update(const Tree *tree, NodeId expression)
{
    NodeId statement = tree_ancestor(tree, expression, PY_AUGMENTED_ASSIGNMENT);
    uint32_t operation = tree_node(tree, statement)->operation & ~(uint32_t)OP_COMPOUND;
    return operation == OP_ADD || operation == OP_BIT_OR ? DEED_GROWS : DEED_SHRINKS;
}

static unsigned of_element_write(const Tree *tree, NodeId expression)
{
    NodeId subscript = tree_child_as(tree, py_context(tree, expression), ROLE_SUBSCRIPT);
    if (tree_kind(tree, subscript) == PY_SLICE) return DEED_SHRINKS | DEED_GROWS;
    return DEED_GROWS;
}

// What an argument of a function that only looks is used for.
static unsigned of_argument(const Unit *unit, NodeId expression)
{
    static const char *const lookers[] = {
        "builtins.list",      "builtins.tuple",      "builtins.set",    "builtins.dict",     "builtins.sorted",
        "builtins.frozenset", "builtins.any",        "builtins.all",    "builtins.sum",      "builtins.min",
        "builtins.max",       "builtins.isinstance", "builtins.print",  "builtins.repr",     "builtins.str",
        "builtins.bool",      "builtins.enumerate",  "builtins.id",     "builtins.type",     "asyncio.gather",
        "asyncio.wait",       "asyncio.as_completed", "concurrent.futures.wait", "concurrent.futures.as_completed",
        "json.dumps",         "itertools.chain",     "builtins.filter", "builtins.map",      "builtins.zip",
        "builtins.format",    "pprint.pprint",       "builtins.hasattr", NULL};
    NodeId call = tree_ancestor(unit->tree, expression, PY_CALL);
    if (py_calls(unit, call, "builtins.len")) return DEED_READS | DEED_SIZES;
    return py_calls_any(unit, call, lookers) ? DEED_READS : DEED_READS | DEED_PASSES;
}

// `child.items = self.items`: what becomes of it there is seen as what becomes of `.items`.
static bool keeps_its_name(const Tree *tree, NodeId expression)
{
    NodeId assignment = tree_parent(tree, expression);
    if (tree_kind(tree, expression) != PY_ATTRIBUTE || tree_kind(tree, assignment) != PY_ASSIGNMENT) return false;
    Str target = py_attribute_name(tree, tree_child_as(tree, assignment, ROLE_LEFT));
    return str_equal(target, py_attribute_name(tree, expression));
}

unsigned py_deeds(const Unit *unit, NodeId expression, ReferenceKind kind, Str method)
{
    switch (kind) {
    case REFERENCE_READ:
    case REFERENCE_MEMBER_WRITE:
    case REFERENCE_CALLED:
    case REFERENCE_ITERATED:
    case REFERENCE_TESTED: return DEED_READS;
    case REFERENCE_ELEMENT: return feeds_element(unit->tree, py_context(unit->tree, expression)) ? DEED_GROWS : DEED_READS;
    case REFERENCE_WRITE:
    case REFERENCE_DELETE: return DEED_SETS;
    case REFERENCE_UPDATE: return of_update(unit->tree, expression);
    case REFERENCE_RECEIVER: return of_method(unit, expression, method);
    case REFERENCE_MEMBER: return is_shrinker(method) ? DEED_SHRINKS : DEED_READS | DEED_PASSES;
    case REFERENCE_ELEMENT_WRITE: return of_element_write(unit->tree, expression);
    case REFERENCE_ELEMENT_DELETE: return DEED_SHRINKS;
    case REFERENCE_ARGUMENT: return of_argument(unit, expression);
    case REFERENCE_STORED: return keeps_its_name(unit->tree, expression) ? 0 : DEED_READS | DEED_PASSES;
    case REFERENCE_RETURNED:
    case REFERENCE_ADDRESS: return DEED_READS | DEED_PASSES;
    case REFERENCE_DECLARED: return 0;
    }
    return DEED_READS;
}

bool py_is_closer(Str method)
{
    static const char *const names[] = {"close",      "aclose",    "shutdown", "terminate", "stop",     "release",
                                        "disconnect", "kill",      "join",     "cleanup",   "__exit__", "__aexit__",
                                        "unlink",     "close_all", "dispose",  "detach",    "quit",     NULL};
    return str_is_any(method, names);
}
