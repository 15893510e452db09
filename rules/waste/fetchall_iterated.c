// for row in cursor.fetchall(): all rows are in memory at once, though one at a time is looked at.
//
// The cursor is used for nothing else while the loop runs, and nothing else can happen to its connection meanwhile: no other statement
// is executed, nothing is committed or closed, and no other code runs in between (yield, await). Statements whose text says that there
// are few rows are left alone.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"

// Ends, changes or reuses what the rows come from.
static bool disturbs(const Unit *unit, NodeId loop, NodeId cursor)
{
    static const char *const methods[] = {"execute",  "executemany", "executescript", "commit",
                                          "rollback", "close",       "cursor",        "fetchone",
                                          "fetchall", NULL};
    const Tree *tree = unit->tree;
    NodeId body = tree_child_as(tree, loop, ROLE_BODY);
    for (NodeId at = body, end = tree_end(tree, body); at < end; at++) {
        NodeKind kind = tree_kind(tree, at);
        if (kind == PY_YIELD || kind == PY_YIELD_FROM || kind == PY_AWAIT || kind == PY_WITH)
            return true;
    }
    return py_has_method_call(tree, body, methods) || py_next_use(tree, body, cursor, 0);
}

// The text of the statement that was executed last with the cursor; empty when it is not written out.
static Str statement_before(const Unit *unit, NodeId fetch, NodeId cursor)
{
    const Tree *tree = unit->tree;
    NodeId function = py_enclosing_function(tree, fetch);
    Str text = {0};
    if (tree_kind(tree, cursor) == PY_CALL)
        return tree_text(tree, py_argument(tree, cursor, 0, NULL));
    for (NodeId at = function ? function : ROOT; at < fetch; at++) {
        if (tree_kind(tree, at) != PY_CALL || !str_is(py_method_name(tree, at), "execute"))
            continue;
        if (!py_is_same_variable(tree, py_call_receiver(tree, at), cursor)) continue;
        NodeId sql = py_argument(tree, at, 0, NULL);
        if (sql) text = tree_text(tree, sql);
    }
    return text;
}

static bool says_few(Str statement)
{
    static const char *const words[] = {"PRAGMA",   "pragma",   "LIMIT",    "limit",   "SHOW ",
                                        "show ",    "schema",   "sqlite_",  "pg_",     "GROUP BY",
                                        "group by", "DISTINCT", "distinct", "EXPLAIN", "USER_",
                                        "ALL_",     NULL};
    for (size_t i = 0; words[i]; i++)
        if (str_contains(statement, str_from(words[i]))) return true;
    return false;
}

static void check(Check *check, NodeId loop)
{
    const Tree *tree = check->tree;
    NodeId fetch = py_unparenthesized(tree, tree_child_as(tree, loop, ROLE_RIGHT));
    if (!fetch || tree_kind(tree, fetch) != PY_CALL ||
        !str_is(py_method_name(tree, fetch), "fetchall") || py_argument_count(tree, fetch))
        return;
    NodeId cursor = py_call_receiver(tree, fetch);
    if (py_is_aside(check->unit) || disturbs(check->unit, loop, cursor) ||
        says_few(statement_before(check->unit, fetch, cursor)))
        return;
    Finding *finding = report(check, fetch,
                              "all rows are in memory at once for a loop that takes "
                              "one at a time");
    fix(check, finding, FIX_REVIEW, "iterate the cursor");
    edit_delete(check, finding, (Span){tree_span(tree, cursor).to, tree_span(tree, fetch).to});
}

static const NodeKind kinds[] = {PY_FOR, 0};

const Rule rule_fetchall_iterated = {
    .id = "fetchall-iterated",
    .summary = "all rows of a query in memory for a loop that takes one at a time",
    .help = "iterate the cursor; psycopg2 and the MySQL clients need a cursor on the server's side "
            "as well (a named cursor, SSCursor)",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
