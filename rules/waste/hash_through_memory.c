// hashlib.sha256(file.read()): the whole of a file is in memory only to be hashed, which goes block by block anyway.
//
// The file is known to be one and read with no limit, and its bytes are used for nothing else.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_edit.h"
#include "python/py_load.h"

// digest.update(file.read()) becomes a loop over blocks; a hash that is made with its data would need another name.
static void offer_fix(Check *check, Finding *finding, const PyLoad *load)
{
    const Tree *tree = check->tree;
    NodeId update = load->used_at, statement = tree_parent(tree, update);
    bool is_update = str_is(tree_text(tree, py_call_method(tree, update)), "update") &&
                     str_is(tree_text(tree, py_call_method(tree, load->read)), "read");
    Str indent;
    if (!is_update || load->variable || tree_kind(tree, statement) != PY_EXPRESSION_STATEMENT)
        return;
    if (!py_indent_of(tree, statement, &indent) || str_contains(tree->source->text, STR("\r")))
        return;
    for (BindingId id = 1; id < check->unit->bindings.len; id++)
        if (str_is(unit_binding(check->unit, id)->name, "block")) return;
    fix(check, finding, FIX_REVIEW, "hash block by block");
    edit_replace(check, finding, tree_span(tree, statement),
                 "while block := %.*s.read(1 << 20):\n%.*s    %.*s.update(block)",
                 FMT(tree_text(tree, load->file)), FMT(indent),
                 FMT(tree_text(tree, py_call_receiver(tree, update))));
}

static void check(Check *check, NodeId call)
{
    PyLoad load;
    if (!py_load(check->unit, call, &load) || load.use != LOAD_HASHED) return;
    Finding *finding = report(check, load.variable ? load.value : load.used_at,
                              "all of '%.*s' is in memory only to be hashed",
                              FMT(tree_text(check->tree, load.file)));
    if (load.variable) also(check, finding, load.variable, "used here, and nowhere else");
    if (!may_use(check, 311)) help(check, finding, "update the hash block by block");
    if (may_use(check, 308)) offer_fix(check, finding, &load);
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_hash_through_memory = {
    .id = "hash-through-memory",
    .summary = "whole file in memory only to be hashed",
    .help = "use hashlib.file_digest(file, name) (Python 3.11), or update the hash block by block",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
