// strcat() onto the same text in a loop: each call walks over all that is there to find its end.
//
// One finding for each text and loop. Silent for a small array of known size, when the text starts anew in the loop (text[0] = 0, strcpy, sprintf, a new value), when the loop counts to a small literal, and when it
// is left right after.
#include "base/str.h"
#include "c/c_idiom.h"
#include "c/c_loop.h"
#include "engine/rule.h"

enum { FEW_TURNS = 8, SMALL = 1024 };  // SMALL: bytes that are walked over faster than a call costs

static bool appends(Str callee)
{
    static const char *const names[] = {"strcat", "strncat", "strlcat", "wcscat", NULL};
    return str_is_any(callee, names);
}

static bool starts_anew(Str callee)
{
    static const char *const names[] = {"strcpy", "strncpy", "strlcpy", "sprintf", "snprintf", "vsnprintf", "memset", "memcpy", "bzero", NULL};
    return str_is_any(callee, names);
}

// Is the text emptied or filled from its start by this node of the loop?
static bool is_reset(const Unit *unit, NodeId node, BindingId text)
{
    const Tree *tree = unit->tree;
    const Call *call = tree_kind(tree, node) == C_CALL ? unit_call(unit, node) : NULL;
    if (call) return starts_anew(call->callee) && call->argument_count && c_reference(tree, call->arguments[0].node) == text;
    if (!c_is_assignment(tree, node)) return false;
    NodeId target = c_strip(tree, tree_child_as(tree, node, ROLE_C_LEFT));
    NodeId base = tree_child_as(tree, target, tree_kind(tree, target) == C_SUBSCRIPT ? ROLE_C_BASE : ROLE_C_OPERAND);
    return base && c_reference(tree, base) == text;
}

static bool is_small(const Unit *unit, BindingId text)
{
    const Type *type = unit_type(unit, unit_binding(unit, text)->type);
    return type->kind == TYPE_ARRAY && unit_binding(unit, text)->kind != BINDING_PARAMETER && type->size >= 0 && type->size <= SMALL;
}

static const Call *first_append(const Unit *unit, NodeId loop, BindingId text)
{
    for_each_reference(unit, text, reference) {
        const Call *call = tree_contains(unit->tree, loop, reference->node) ? unit_call(unit, c_parent(unit->tree, reference->node)) : NULL;
        if (call && appends(call->callee) && c_reference(unit->tree, call->arguments[0].node) == text) return call;
    }
    return NULL;
}

static bool is_reset_in(const Unit *unit, NodeId loop, BindingId text)
{
    for (NodeId at = loop, end = tree_end(unit->tree, loop); at < end; at++)
        if (is_reset(unit, at, text)) return true;
    return false;
}

static void check(Check *check, const Call *call)
{
    if (!appends(call->callee) || call->argument_count < 2) return;
    BindingId text = c_reference(check->tree, call->arguments[0].node);
    NodeId loop = text ? c_loop_around(check->tree, call->node) : 0;
    if (!loop || is_small(check->unit, text) || c_loop_is_short(check->unit, loop, FEW_TURNS)) return;
    if (first_append(check->unit, loop, text) != call) return;
    if (c_loop_changes(check->unit, loop, text) || is_reset_in(check->unit, loop, text)) return;
    Str name = unit_binding(check->unit, text)->name;
    Finding *finding = report(check, call->node, "'%.*s' walks over all of '%.*s' to find its end, once for each turn of the loop", FMT(call->callee), FMT(name));
    also(check, finding, loop, "the loop");
}

const Rule rule_quadratic_strcat = {
    .id = "quadratic-strcat",
    .summary = "loop that looks for the end of its text before it adds to it",
    .help = "keep a pointer to the end and write there: memcpy(end, part, len); end += len",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_call = check,
};
