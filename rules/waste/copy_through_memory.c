// target.write(source.read()): the whole of a file is in memory only to go into another one.
//
// Both are known to be files. What comes from the network is found by download-through-memory. A text that goes through a variable
// is left alone: it is often the same file that is written again.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_edit.h"
#include "python/py_load.h"
#include "python/py_resolve.h"

static void offer_fix(Check *check, Finding *finding, const PyLoad *load)
{
    const Tree *tree = check->tree;
    NodeId write = load->used_at, statement = tree_parent(tree, write);
    bool is_path = !str_is(tree_text(tree, py_call_method(tree, load->read)), "read");
    if (tree_kind(tree, statement) != PY_EXPRESSION_STATEMENT || is_path) return;
    PyInsertion import;
    Str shutil = py_module_name(check->unit, "shutil", &import);
    if (!shutil.len) return;
    fix(check, finding, FIX_REVIEW, "copy in blocks with shutil.copyfileobj");
    if (import.newline.len)
        edit_insert(check, finding, import.byte, "import shutil%.*s", FMT(import.newline));
    edit_replace(check, finding, tree_span(tree, write), "%.*s.copyfileobj(%.*s, %.*s)",
                 FMT(shutil), FMT(tree_text(tree, load->file)),
                 FMT(tree_text(tree, py_call_receiver(tree, write))));
}

static void check(Check *check, NodeId call)
{
    PyLoad load;
    if (!py_load(check->unit, call, &load) || load.use != LOAD_COPIED) return;
    if (str_is(py_type_name(check->unit, load.file), "http.client.HTTPResponse")) return;
    Finding *finding = report(check, load.used_at, "all of '%.*s' is in memory only to be copied",
                              FMT(tree_text(check->tree, load.file)));
    offer_fix(check, finding, &load);
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_copy_through_memory = {
    .id = "copy-through-memory",
    .summary = "whole file in memory only to be copied",
    .help = "copy in blocks: shutil.copyfileobj(source, target), or shutil.copyfile of two paths",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
