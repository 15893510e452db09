// part = data[start:end]; parts.append(part) in a loop: a slice of bytes is a copy, so that a buffer that is cut into its parts is in memory
// twice. A slice of memoryview(data) is a view.
//
// The buffer is known to be bytes, or something that struct reads from, and is cut between two places that the loop moves on; the parts go into a list
// that is returned, or are yielded, and the function does nothing with them that only bytes can.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_loop.h"

static bool is_number_reader(const Unit *unit, NodeId argument)
{
    static const char *const readers[] = {"struct.unpack_from", "struct.iter_unpack", NULL};
    NodeId call = tree_parent(unit->tree, tree_parent(unit->tree, argument));
    return py_calls_any(unit, call, readers) && py_argument(unit->tree, call, 1, "buffer") == argument;
}

// A variable that the function gets or makes once, and that is bytes.
static bool is_bytes(const Unit *unit, NodeId name)
{
    static const char *const types[] = {"builtins.bytes", "builtins.bytearray", NULL};
    const Binding *binding = unit_binding(unit, tree_node(unit->tree, name)->binding);
    if ((binding->kind != BINDING_LOCAL && binding->kind != BINDING_PARAMETER) || binding->writes > 1) return false;
    if (str_is_any(py_type_name(unit, name), types)) return true;
    for_each_reference(unit, tree_node(unit->tree, name)->binding, reference)
        if (reference->kind == REFERENCE_ARGUMENT && is_number_reader(unit, reference->node)) return true;
    return false;
}

// data[start:end], of two variables or of a variable and a sum with it.
static bool is_cut(const Tree *tree, NodeId slice)
{
    NodeId from = tree_first(tree, slice), to = from ? tree_next(tree, from) : 0;
    if (tree_child_count(tree, slice) != 2 || tree_kind(tree, from) != PY_IDENTIFIER) return false;
    NodeId left = tree_kind(tree, to) == PY_BINARY ? tree_child_as(tree, to, ROLE_LEFT) : 0;
    NodeId right = left ? tree_child_as(tree, to, ROLE_RIGHT) : 0;
    bool is_sum = left && str_equal(tree_text(tree, left), tree_text(tree, from)) && tree_kind(tree, right) != PY_INTEGER;
    return tree_kind(tree, to) == PY_IDENTIFIER || is_sum;
}

// The list to which the part is appended, by itself or under a name that is used for nothing else; 0 = something else is done with it.
static NodeId list_of_parts(const Unit *unit, NodeId part)
{
    const Tree *tree = unit->tree;
    NodeId keeper = py_added_to(tree, part), target = keeper ? 0 : py_stored_in(tree, part);
    if (keeper || !target || tree_kind(tree, target) != PY_IDENTIFIER) return keeper;
    const Binding *binding = unit_binding(unit, tree_node(tree, target)->binding);
    if (binding->kind != BINDING_LOCAL || binding->is_captured || binding->writes > 1) return 0;
    for_each_reference(unit, tree_node(tree, target)->binding, reference) {
        NodeId added = reference->kind == REFERENCE_ARGUMENT ? py_added_to(tree, reference->node) : 0;
        if (reference->kind != REFERENCE_WRITE && !added) return 0;
        if (added) keeper = added;
    }
    return keeper;
}

// A local list that the function fills and returns.
static bool is_result(const Unit *unit, NodeId list)
{
    bool is_returned = false;
    if (tree_kind(unit->tree, list) != PY_IDENTIFIER || unit_binding(unit, tree_node(unit->tree, list)->binding)->kind != BINDING_LOCAL) return false;
    for_each_reference(unit, tree_node(unit->tree, list)->binding, reference) {
        bool is_append = reference->kind == REFERENCE_RECEIVER && str_is(reference->name, "append");
        is_returned |= reference->kind == REFERENCE_RETURNED;
        if (!is_append && reference->kind != REFERENCE_WRITE && reference->kind != REFERENCE_RETURNED) return false;
    }
    return is_returned;
}

static void check(Check *check, NodeId part)
{
    const Tree *tree = check->tree;
    NodeId slice = tree_child_as(tree, part, ROLE_SUBSCRIPT), data = tree_child_as(tree, part, ROLE_VALUE);
    if (!slice || tree_kind(tree, slice) != PY_SLICE || tree_kind(tree, data) != PY_IDENTIFIER || !is_cut(tree, slice)) return;
    NodeId loop = py_loop_around(tree, part), list = loop && !py_is_aside(check->unit) ? list_of_parts(check->unit, part) : 0;
    if (!list || py_is_short_loop(check->unit, loop) || !is_bytes(check->unit, data) || !is_result(check->unit, list)) return;
    Str name = tree_text(tree, data);
    Finding *finding = report(check, part, "each part of '%.*s' is a copy: when all are cut off, it is in memory twice", FMT(name));
    help(check, finding, "cut a view instead: `%.*s = memoryview(%.*s)`", FMT(name), FMT(name));
}

static const NodeKind kinds[] = {PY_SUBSCRIPT, 0};

const Rule rule_buffer_cut_apart = {
    .id = "buffer-cut-apart",
    .summary = "buffer that is copied part by part",
    .help = "cut a memoryview of it",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
