// A block that grows until its input ends, without any limit: whoever writes the input decides how much memory the program takes.
//
// Right for a compiler's source file, wrong for a socket; which of both it is can't be seen, so the rule runs only when it is selected.
#include "base/str.h"
#include "c/c_loop.h"
#include "engine/rule.h"

static bool reads(Str callee)
{
    static const char *const names[] = {"read", "recv", "recvfrom", "fread", "fgets", "getc", "fgetc", "getchar", "SSL_read", "gzread", NULL};
    return str_is_any(callee, names);
}

static bool reads_in(const Unit *unit, NodeId loop)
{
    for (NodeId at = loop, end = tree_end(unit->tree, loop); at < end; at++)
        if (tree_kind(unit->tree, at) == C_CALL && unit_call(unit, at) && reads(unit_call(unit, at)->callee)) return true;
    return false;
}

static bool leaves(const Tree *tree, NodeId branch)
{
    for (NodeId at = branch, end = tree_end(tree, branch); at < end; at++) {
        NodeKind kind = tree_kind(tree, at);
        if (kind == C_RETURN || kind == C_BREAK || kind == C_GOTO || kind == C_CALL) return true;
    }
    return false;
}

// Does an `if` of the loop that can leave it, or the loop's own condition, compare something with < or > but with zero?
static bool has_limit(const Tree *tree, NodeId loop)
{
    for (NodeId at = loop, end = tree_end(tree, loop); at < end; at++) {
        uint32_t operation = tree_kind(tree, at) == C_BINARY ? tree_node(tree, at)->operation : OP_NONE;
        bool compares = operation == OP_LT || operation == OP_LE || operation == OP_GT || operation == OP_GE;
        if (!compares || c_is_null(tree, tree_child_as(tree, at, ROLE_C_RIGHT))) continue;
        NodeId decides = tree_ancestor(tree, at, C_IF);
        if (!decides || !tree_contains(tree, loop, decides)) return true;
        NodeId branch = tree_child_as(tree, decides, ROLE_C_THEN);
        bool grows = branch && c_enclosing_function(tree, branch) && tree_contains(tree, decides, at);
        if (grows && leaves(tree, branch)) return true;
    }
    return false;
}

static void check(Check *check, const Call *call)
{
    if (!str_is(call->callee, "realloc") && !str_is(call->callee, "xrealloc")) return;
    NodeId loop = c_is_broken(check->tree, call->node) ? 0 : c_loop_around(check->tree, call->node);
    if (!loop || !reads_in(check->unit, loop) || has_limit(check->tree, loop)) return;
    Str place = tree_text(check->tree, c_strip_casts(check->tree, call->arguments[0].node));
    Finding *finding = report(check, call->node, "'%.*s' grows until the input ends, and nothing limits it", FMT(place));
    also(check, finding, loop, "the loop that reads");
}

const Rule rule_unbounded_read = {
    .id = "unbounded-read",
    .summary = "block that grows with an input of any length",
    .help = "give up when a limit is reached, or work on a piece at a time",
    .languages = LANG_C,
    .severity = SEVERITY_WARNING,
    .is_opt_in = true,
    .since = "0.1",
    .cwe = "CWE-770",
    .on_call = check,
};
