// Bytes that get longer by += in a loop: bytes never change, so that all that is there is copied each time.
//
// The variable starts as a bytes literal, nothing else in the loop binds it, and what is added is more than a byte or two. Silent in
// a loop that looks at the length, which it then limits, and over the items of a dict. Pieces that come from no input are an info.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_loop.h"

static bool starts_as_bytes(const Unit *unit, NodeId loop, NodeId target)
{
    NodeId value = py_value_before(unit, loop, target);
    if (value) return py_string_is_bytes(unit->tree, value) && py_is_literal(unit->tree, value);
    return tree_kind(unit->tree, target) == PY_ATTRIBUTE &&
           str_is(py_type_name(unit, target), "builtins.bytes");
}

// One byte, a number, a short literal: the copy is as cheap as the call.
static bool is_tiny(const Unit *unit, NodeId value)
{
    static const char *const small[] = {"to_bytes", "pack", NULL};
    static const char *const readers[] = {"read", "recv", NULL};
    const Tree *tree = unit->tree;
    NodeKind kind = tree_kind(tree, value);
    if (kind == PY_STRING || kind == PY_SUBSCRIPT) return true;
    if (kind == PY_BINARY)
        return is_tiny(unit, tree_child_as(tree, value, ROLE_LEFT)) &&
               is_tiny(unit, tree_child_as(tree, value, ROLE_RIGHT));
    if (kind != PY_CALL) return false;
    if (py_calls(unit, value, "builtins.bytes") || py_calls(unit, value, "builtins.chr"))
        return true;
    NodeId size = py_argument(tree, value, 0, NULL);
    bool is_one = size && tree_kind(tree, size) == PY_INTEGER && tree_text(tree, size).len < 2;
    return str_is_any(py_method_name(tree, value), small) ||
           (is_one && str_is_any(py_method_name(tree, value), readers));
}

// The call that gives the piece: itself, or what the loop assigns to the variable.
static NodeId source_of(const Unit *unit, NodeId value, NodeId assignment)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, value) == PY_IDENTIFIER) value = py_value_before(unit, assignment, value);
    if (value && tree_kind(tree, value) == PY_AWAIT) value = tree_first(tree, value);
    return value && tree_kind(tree, value) == PY_CALL ? value : 0;
}

static void check(Check *check, NodeId assignment)
{
    static const char *const inputs[] = {"recv",   "read",       "read1", "recvfrom",
                                         "encode", "decompress", NULL};
    const Tree *tree = check->tree;
    NodeId value = py_added_value(tree, assignment);
    if (!value || py_is_aside(check->unit) || is_tiny(check->unit, py_unparenthesized(tree, value)))
        return;
    NodeId target = tree_child_as(tree, assignment, ROLE_LEFT),
           loop = py_growing_loop(check->unit, assignment, target);
    if (!loop || !starts_as_bytes(check->unit, loop, target) ||
        py_is_limited_in(check->unit, loop, target))
        return;
    NodeId source = source_of(check->unit, value, assignment);
    if (source && is_tiny(check->unit, source)) return;
    Finding *finding = report(check, assignment,
                              "all of '%.*s' is copied in every turn of the loop to add a piece",
                              FMT(tree_text(tree, target)));
    also(check, finding, loop, "this loop");
    bool is_input = source && str_is_any(py_method_name(tree, source), inputs);
    if (!is_input) weigh(finding, SEVERITY_INFO);
}

static const NodeKind kinds[] = {PY_ASSIGNMENT, PY_AUGMENTED_ASSIGNMENT, 0};

const Rule rule_bytes_concat_loop = {
    .id = "bytes-concat-loop",
    .summary = "bytes that a loop copies whole to add a piece",
    .help = "add to a bytearray, or collect the pieces in a list and join them once: "
            "b\"\".join(pieces)",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
