// A block whose size does not fit what it is for: malloc(sizeof(T *)) for a T, strlen(s + 1) for strlen(s) + 1, strlen(s) bytes that a
// strcpy of s then fills and overruns by one.
//
// A block that is made larger than its pointer's type (a derived struct, a flexible array) is a way of working; one that
// is made smaller only counts when it is the size of a pointer to that type, which nobody means.
#include "base/str.h"
#include "c/c_idiom.h"
#include "engine/rule.h"

// The argument that is the size of (an element of) the block, from 1; 0 = it makes none.
static uint32_t size_argument(Str callee)
{
    if (str_is(callee, "malloc")) return 1;
    return str_is(callee, "calloc") || str_is(callee, "realloc") ? 2 : str_is(callee, "reallocarray") ? 3 : 0;
}

// The sizeof of a size that is `sizeof(...)` or a product with one, else 0.
static NodeId unit_of(const Tree *tree, NodeId size)
{
    size = c_strip_casts(tree, size);
    if (tree_kind(tree, size) == C_SIZEOF) return tree_node(tree, size)->operation == OP_SIZEOF ? size : 0;
    if (tree_kind(tree, size) != C_BINARY || tree_node(tree, size)->operation != OP_MUL) return 0;
    NodeId left = c_strip_casts(tree, tree_child_as(tree, size, ROLE_C_LEFT)), right = c_strip_casts(tree, tree_child_as(tree, size, ROLE_C_RIGHT));
    return tree_kind(tree, right) == C_SIZEOF ? right : tree_kind(tree, left) == C_SIZEOF ? left : 0;
}

// The pointer that the block is given to: through the casts around the call, then `p = ...` or `T *p = ...`.
static NodeId holder_of(const Unit *unit, NodeId call)
{
    const Tree *tree = unit->tree;
    NodeId value = call, up = c_parent(tree, call);
    for (; up && tree_kind(tree, up) == C_CAST; value = up, up = tree_parent(tree, up)) continue;
    while (up && tree_kind(tree, up) == C_PAREN) up = tree_parent(tree, up);
    CStore store;
    return up && c_store(tree, up, &store) && store.value == c_strip_casts(tree, value) ? store.target : 0;
}

// Does `sizeof(...)` measure a pointer to things of that type? The node of a type's name knows nothing of the stars behind it.
static bool measures_pointer_to(const Unit *unit, NodeId measure, TypeId target)
{
    const Tree *tree = unit->tree;
    NodeId operand = tree_first(tree, measure) ? c_strip(tree, tree_first(tree, measure)) : 0;
    const Type *type = unit_type(unit, tree_node(tree, operand)->type);
    if (!operand || !target) return false;
    if (tree_kind(tree, operand) != C_TYPE_REFERENCE) return type->kind == TYPE_POINTER && type->target == target;
    if (tree_node(tree, measure)->flags & NODE_IN_MACRO) return false;
    Str text = tree_text(tree, measure);
    size_t star = str_find_char(text, '*');
    bool is_one_star = star < text.len && str_find_last_char(text, '*') == star;
    return is_one_star && tree_node(tree, operand)->type == target;
}

static void check_unit(Check *check, const Call *call, NodeId size, NodeId holder)
{
    const Unit *unit = check->unit;
    NodeId measure = unit_of(check->tree, size);
    const Type *pointer = unit_type(unit, tree_node(check->tree, holder)->type);
    int64_t needed = unit_type(unit, pointer->target)->size;
    if (!measure || pointer->kind != TYPE_POINTER || needed <= pointer->size || !measures_pointer_to(unit, measure, pointer->target)) return;
    Str name = c_last_name(unit, holder), text = tree_text(check->tree, measure);
    if (!name.len) name = unit_binding(unit, tree_node(check->tree, holder)->binding)->name;
    report(check, call->node, "'%.*s' is the size of a pointer, %lld bytes, but '%.*s' points to things of %lld bytes", FMT(text),
           (long long)pointer->size, FMT(name), (long long)needed);
}

// The argument of strlen in a size, else 0.
static NodeId measured_text(const Unit *unit, NodeId size)
{
    size = c_strip_casts(unit->tree, size);
    const Call *call = tree_kind(unit->tree, size) == C_CALL ? unit_call(unit, size) : NULL;
    return call && str_is(call->callee, "strlen") && call->argument_count == 1 ? c_strip(unit->tree, call->arguments[0].node) : 0;
}

static void check_inside(Check *check, const Call *call, NodeId size, NodeId text)
{
    const Tree *tree = check->tree;
    uint32_t one;
    if (tree_kind(tree, text) != C_BINARY || tree_node(tree, text)->operation != OP_ADD) return;
    if (!c_integer(tree, tree_child_as(tree, text, ROLE_C_RIGHT), &one) || one != 1) return;
    if (tree_node(tree, text)->flags & NODE_IN_MACRO) return;
    Str whole = tree_text(tree, c_strip_casts(tree, size)), start = tree_text(tree, tree_child_as(tree, text, ROLE_C_LEFT));
    Finding *finding = report(check, call->node, "'%.*s' measures from the second character on: the block is two bytes short of '%.*s'", FMT(whole), FMT(start));
    help(check, finding, "write strlen(%.*s) + 1", FMT(start));
    fix(check, finding, FIX_REVIEW, "add the byte to the length");
    edit_replace(check, finding, tree_span(tree, c_strip_casts(tree, size)), "strlen(%.*s) + 1", FMT(start));
}

static bool is_written_between(const Unit *unit, BindingId variable, NodeId from, NodeId to)
{
    for_each_reference(unit, variable, reference)
        if (reference->node > from && reference->node < to && reference->kind != REFERENCE_READ && reference->kind != REFERENCE_ARGUMENT &&
            reference->kind != REFERENCE_TESTED) return true;
    return false;
}

// The strcpy that fills the block with the text that it was measured by, else NULL.
static const Call *filled_by(const Unit *unit, const Call *call, BindingId block, BindingId text)
{
    for_each_reference(unit, block, reference) {
        if (reference->kind != REFERENCE_ARGUMENT || reference->node < call->node) continue;
        const Call *copy = unit_call(unit, c_parent(unit->tree, reference->node));
        if (!copy || !str_is(copy->callee, "strcpy") || copy->argument_count != 2) continue;
        if (c_reference(unit->tree, copy->arguments[0].node) != block || c_reference(unit->tree, copy->arguments[1].node) != text) continue;
        bool is_same = !is_written_between(unit, text, call->node, copy->node) && !is_written_between(unit, block, tree_end(unit->tree, call->node), copy->node);
        return is_same ? copy : NULL;
    }
    return NULL;
}

static void check_filled(Check *check, const Call *call, NodeId text, NodeId holder)
{
    BindingId measured = c_reference(check->tree, text);
    BindingId block = tree_kind(check->tree, holder) == C_VARIABLE ? tree_node(check->tree, holder)->binding : c_reference(check->tree, holder);
    if (!measured || !block) return;
    const Call *copy = filled_by(check->unit, call, block, measured);
    if (!copy) return;
    Str name = unit_binding(check->unit, block)->name, source = unit_binding(check->unit, measured)->name;
    Finding *finding = report(check, call->node, "'%.*s' has no room for the byte that ends '%.*s'", FMT(name), FMT(source));
    also(check, finding, copy->node, "strcpy writes one byte more here");
    help(check, finding, "ask for strlen(%.*s) + 1", FMT(source));
}

static void check(Check *check, const Call *call)
{
    uint32_t argument = size_argument(call->callee);
    NodeId size = argument ? c_call_argument(check->tree, call->node, argument) : 0;
    if (!size || c_is_broken(check->tree, call->node)) return;
    NodeId holder = holder_of(check->unit, call->node), text = measured_text(check->unit, size);
    if (text) check_inside(check, call, size, text);
    if (text && holder) check_filled(check, call, text, holder);
    if (holder) check_unit(check, call, size, holder);
}

const Rule rule_alloc_size_mismatch = {
    .id = "alloc-size-mismatch",
    .summary = "block is smaller than what is put into it",
    .help = "write sizeof(*p), which follows the pointer's type",
    .languages = LANG_C,
    .severity = SEVERITY_ERROR,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .cwe = "CWE-131",
    .on_call = check,
};
