// for (i = 0; i < strlen(s); i++): the text is measured anew before every turn, though nothing in the loop can change it.
//
// A compiler hoists the call when it sees the whole loop; one store through a char pointer or one call of unknown code in the body and
// it may not. A loop in which the text could change is silent: written to, handed to somebody who may write, or reached by
// another pointer to characters.
#include "base/str.h"
#include "c/c_idiom.h"
#include "c/c_loop.h"
#include "engine/rule.h"

// Is the call (part of) what the loop asks before each turn?
static bool is_asked(const Tree *tree, NodeId loop, NodeId call)
{
    NodeId condition = tree_child_as(tree, loop, ROLE_C_CONDITION);
    return condition && tree_contains(tree, condition, call);
}

// May the code that gets the text write to it? Not through a parameter that points to const.
static bool takes_const(const Unit *unit, NodeId reference)
{
    const Tree *tree = unit->tree;
    for (NodeId up = tree_parent(tree, reference); up; up = tree_parent(tree, up)) {
        NodeKind kind = tree_kind(tree, up);
        if (kind == C_CALL) return false;
        const Type *type = unit_type(unit, tree_node(tree, up)->type);
        if (type->kind == TYPE_POINTER && unit_type(unit, type->target)->is_const) return true;
        if (kind != C_IMPLICIT_CAST && kind != C_PAREN) return false;
    }
    return false;
}

static bool may_change(const Unit *unit, const Reference *reference)
{
    switch (reference->kind) {
    case REFERENCE_READ:
    case REFERENCE_TESTED:
    case REFERENCE_ELEMENT:
    case REFERENCE_ITERATED: return false;
    case REFERENCE_ARGUMENT: return !takes_const(unit, reference->node);
    default: return true;
    }
}

// Is a character stored somewhere in the loop through a pointer or into an array that might be the text?
static bool stores_characters(const Unit *unit, NodeId loop)
{
    const Tree *tree = unit->tree;
    for (NodeId at = loop, end = tree_end(tree, loop); at < end; at++) {
        if (!c_is_assignment(tree, at)) continue;
        NodeId target = c_strip(tree, tree_child_as(tree, at, ROLE_C_LEFT));
        bool is_reached = tree_kind(tree, target) == C_SUBSCRIPT || tree_kind(tree, target) == C_UNARY;
        if (is_reached && unit_type(unit, tree_node(tree, target)->type)->size == 1) return true;
    }
    return false;
}

static bool is_constant_in(const Unit *unit, NodeId loop, BindingId text)
{
    BindingKind kind = unit_binding(unit, text)->kind;
    if (kind != BINDING_LOCAL && kind != BINDING_PARAMETER) return false;
    for_each_reference(unit, text, reference)
        if (tree_contains(unit->tree, loop, reference->node) && may_change(unit, reference)) return false;
    return !stores_characters(unit, loop);
}

static void check(Check *check, const Call *call)
{
    if (!str_is(call->callee, "strlen") || call->argument_count != 1) return;
    NodeId loop = c_loop_around(check->tree, call->node);
    BindingId text = c_reference(check->tree, call->arguments[0].node);
    if (!loop || !text || !is_asked(check->tree, loop, call->node) || !is_constant_in(check->unit, loop, text)) return;
    Str name = unit_binding(check->unit, text)->name;
    report(check, call->node, "the length of '%.*s' is counted anew before every turn, though the loop does not change it", FMT(name));
}

const Rule rule_strlen_in_loop_condition = {
    .id = "strlen-in-loop-condition",
    .summary = "text is measured anew before every turn of a loop",
    .help = "measure once before the loop, or loop until the text's end",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_call = check,
};
