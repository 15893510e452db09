#include "c/c_abort.h"

#include "base/filepath.h"
#include "base/str.h"

static bool is_fatal_call(const Unit *unit, NodeId node)
{
    node = c_strip_casts(unit->tree, node);
    if (tree_kind(unit->tree, node) != C_CALL) return false;
    const Binding *callee = unit_binding(unit, c_reference(unit->tree, tree_first(unit->tree, node)));
    if (callee->names_function) return unit_function(unit, callee->names_function)->flags & FUNCTION_NO_RETURN;
    Effects effects = knowledge_find(unit->knowledge, callee->name);
    for (uint32_t i = 0; i < effects.len; i++)
        if (effects.at[i].flags & EFFECT_NO_RETURN) return true;
    return callee->never_returns;
}

static NodeId last_child(const Tree *tree, NodeId list)
{
    NodeId last = 0;
    for (NodeId at = tree_first(tree, list); at; at = tree_next(tree, at))
        if (tree_kind(tree, at) != C_EMPTY && tree_node(tree, at)->role != ROLE_C_CONDITION) last = at;
    return last;
}

// The statement that ends a body: through blocks and do { } while (0).
static NodeId last_statement(const Tree *tree, NodeId body)
{
    NodeId last = body;
    while (last && (tree_kind(tree, last) == C_COMPOUND || tree_kind(tree, last) == C_DO)) last = last_child(tree, last);
    return last;
}

// Asks for nothing but what the program knows anyway: if (test.failed) return;
static bool asks_globals(const Unit *unit, NodeId condition)
{
    for (NodeId node = condition, end = tree_end(unit->tree, condition); node < end; node++) {
        BindingKind kind = unit_binding(unit, tree_node(unit->tree, node)->binding)->kind;
        if (tree_kind(unit->tree, node) == C_CALL) return false;
        if (tree_kind(unit->tree, node) == C_REFERENCE && (kind == BINDING_LOCAL || kind == BINDING_PARAMETER)) return false;
    }
    return true;
}

// A function that fails a test leaves early when another has failed it before.
static bool is_guarded_return(const Unit *unit, NodeId node)
{
    const Tree *tree = unit->tree;
    NodeId parent = tree_parent(tree, node);
    if (tree_kind(tree, parent) == C_COMPOUND && tree_first(tree, parent) == node) parent = tree_parent(tree, parent);
    return !tree_first(tree, node) && tree_kind(tree, parent) == C_IF && asks_globals(unit, tree_child_as(tree, parent, ROLE_C_CONDITION));
}

// Ends in a call that never returns and does not return before: enough for the "die" functions of programs.
static bool never_returns(const Unit *unit, const Function *function)
{
    NodeId last = function->body ? last_statement(unit->tree, function->body) : 0;
    if (!last || !is_fatal_call(unit, last)) return false;
    for (NodeId node = function->body, end = tree_end(unit->tree, node); node < end; node++)
        if (tree_kind(unit->tree, node) == C_RETURN && !is_guarded_return(unit, node)) return false;
    return true;
}

enum { NORETURN_ROUNDS = 3 };  // a die() that calls a die() that calls exit()

void c_abort_find(Unit *unit)
{
    bool changed = true;
    for (int round = 0; round < NORETURN_ROUNDS && changed; round++) {
        changed = false;
        for (FunctionId id = TOP_LEVEL + 1; id < unit->functions.len; id++) {
            Function *function = &unit->functions.at[id];
            if (function->flags & FUNCTION_NO_RETURN || !never_returns(unit, function)) continue;
            function->flags |= FUNCTION_NO_RETURN;
            changed = true;
        }
    }
}

// --- assertions ------------------------------------------------------------------------------------------------
static bool names_assertion(Str macro)
{
    static const char *const words[] = {"assert", "ASSERT", "Assert", "g_return_", "fail_unless", "fail_if", "abort_unless", "abort_if"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_contains(macro, str_from(words[i]))) return true;
    return false;
}

static bool is_blank(const Tree *tree, NodeId arm)
{
    return !arm || tree_kind(tree, arm) == C_EMPTY || (tree_kind(tree, arm) == C_COMPOUND && !tree_first(tree, arm));
}

// In a file of tests, a macro that leaves the function does so because something was not as expected.
static bool is_of_tests(const Unit *unit)
{
    Str path = unit->source->path, name = filepath_name(path);
    bool is_named = str_starts(name, STR("test_")) || str_starts(name, STR("test-")) || str_ends(name, STR("_test.c")) || str_ends(name, STR("_tests.c")) || str_is(name, "test.c") || str_is(name, "tests.c");
    return is_named || str_contains(path, STR("/tests/")) || str_contains(path, STR("/test/")) || str_starts(path, STR("tests/")) || str_starts(path, STR("test/"));
}

// fails++, errors += 1
static bool counts_failure(const Unit *unit, NodeId arm)
{
    const Tree *tree = unit->tree;
    static const char *const words[] = {"fail", "Fail", "FAIL", "error", "bad"};
    for (NodeId node = arm, end = arm ? tree_end(tree, arm) : 0; node < end; node++) {
        uint32_t operation = tree_node(tree, node)->operation;
        bool is_step = tree_kind(tree, node) == C_UNARY && (operation == OP_PRE_INC || operation == OP_POST_INC);
        bool is_sum = tree_kind(tree, node) == C_BINARY && operation == (OP_COMPOUND | OP_ADD);
        if (!is_step && !is_sum) continue;
        Str counter = unit_binding(unit, tree_node(tree, tree_first(tree, node))->binding)->name;  // no text: it may come from a macro
        for (size_t i = 0; i < COUNT_OF(words); i++)
            if (str_contains(counter, str_from(words[i]))) return true;
    }
    return false;
}

static bool leaves(const Tree *tree, NodeId arm)
{
    for (NodeId node = arm, end = arm ? tree_end(tree, arm) : 0; node < end; node++)
        if (tree_kind(tree, node) == C_RETURN || tree_kind(tree, node) == C_GOTO) return true;
    return false;
}

NodeId c_abort_failure(const Unit *unit, NodeId node)
{
    Str macro = c_macro_name(unit->tree, node);
    NodeId then = tree_child_as(unit->tree, node, ROLE_C_THEN), otherwise = tree_child_as(unit->tree, node, ROLE_C_ELSE);
    if (is_of_tests(unit) && counts_failure(unit, then) != counts_failure(unit, otherwise)) return counts_failure(unit, then) ? then : otherwise;
    if (!macro.len) return 0;
    bool is_one_sided = is_blank(unit->tree, then) != is_blank(unit->tree, otherwise);
    if (!is_one_sided && leaves(unit->tree, then) == leaves(unit->tree, otherwise)) return 0;
    bool is_then = is_one_sided ? is_blank(unit->tree, otherwise) : leaves(unit->tree, then);  // the other arm may print
    NodeId failure = is_then ? then : otherwise;
    return names_assertion(macro) || (leaves(unit->tree, failure) && is_of_tests(unit)) ? failure : 0;
}
