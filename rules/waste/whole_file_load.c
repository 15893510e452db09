// The whole of a file in memory although it is needed only a piece at a time.
//
// C: a buffer of the file's size that is filled in one go, walked over once from front to back and freed; and a loop that reads to
// the end of its input into a buffer that grows without a limit. What the buffer's bytes are used for decides: see c_load.h.
//
// Python: readlines(), read().splitlines() and the like whose lines are only iterated or counted. What is only copied, hashed or
// downloaded is found by rules of its own.
#include "base/str.h"
#include "c/c_load.h"
#include "engine/rule.h"
#include "python/py_load.h"

// --- C ---------------------------------------------------------------------------------------------------------

static void report_sized_load(Check *check, const Call *call, const CLoad *load)
{
    Str name = tree_text(check->tree, load->buffer);
    Finding *finding = report(check, call->node, "'%.*s' holds the whole file, though it is only read once from front to back", FMT(name));
    also(check, finding, load->sized_at, "the size of the file is asked for here");
    help(check, finding, "read into a buffer of fixed size, in a loop: memory then does not follow the size of the file");
    weigh(finding, SEVERITY_INFO);
}

static void report_endless_load(Check *check, const Call *call, const CLoad *load)
{
    bool is_network = str_starts(call->callee, STR("recv"));
    Str name = tree_text(check->tree, load->buffer);
    Finding *finding = report(check, call->node, "'%.*s' grows until the input ends: whoever writes the input decides how much memory it takes", FMT(name));
    also(check, finding, load->made_at, "made larger here, without a limit");
    help(check, finding, "stop at a limit, or handle the input a piece at a time");
    weigh(finding, is_network ? SEVERITY_WARNING : SEVERITY_INFO);
}

static void check_c_call(Check *check, const Call *call)
{
    CLoad load;
    if (c_is_broken(check->tree, call->node)) return;
    if (c_sized_load(check->unit, call, &load)) {
        if (c_is_scanned_forward(check->unit, &load)) report_sized_load(check, call, &load);
    } else if (c_endless_load(check->unit, call, &load)) {
        report_endless_load(check, call, &load);
    }
}

// --- Python ----------------------------------------------------------------------------------------------------

static const char *const costs[] = {
    [LOAD_ITERATED] = "'%.*s' holds every line of the file in memory, though one at a time is looked at",
    [LOAD_COUNTED] = "'%.*s' holds every line of the file in memory only to count them",
};

static const char *const remedies[] = {
    [LOAD_ITERATED] = "iterate the file itself",
    [LOAD_COUNTED] = "count while iterating: sum(1 for _ in file)",
};

static void offer_python_fix(Check *check, Finding *finding, const PyLoad *load)
{
    const Tree *tree = check->tree;
    uint32_t end = tree_span(tree, load->read).to;
    if (py_load_is_replaceable(check->unit, load)) {
        fix(check, finding, FIX_SAFE, "iterate the file");
        edit_delete(check, finding, (Span){tree_span(tree, load->file).to, end});
    } else if (load->use == LOAD_COUNTED && load->value == load->read && !load->variable) {
        fix(check, finding, FIX_REVIEW, "count while iterating");
        Str file = tree_text(tree, load->file);
        edit_replace(check, finding, tree_span(tree, load->used_at), "sum(1 for _ in %.*s)", FMT(file));
    }
}

// As written, or only the name of what is called when that is long.
static Str shown_text(const Tree *tree, NodeId call)
{
    Str text = tree_text(tree, call), method = tree_text(tree, py_call_method(tree, call));
    return method.len && (text.len > 50 || str_find_char(text, '\n') < text.len) ? method : text;
}

static void check_python_call(Check *check, NodeId call)
{
    PyLoad load;
    if (!py_load(check->unit, call, &load)) return;
    if (load.use != LOAD_ITERATED && load.use != LOAD_COUNTED) return;
    NodeId shown = load.use == LOAD_ITERATED || load.variable ? load.value : load.used_at;
    Finding *finding = report(check, shown, costs[load.use], FMT(shown_text(check->tree, shown)));
    if (load.variable) also(check, finding, load.variable, "used here, and nowhere else");
    help(check, finding, "%s", remedies[load.use]);
    offer_python_fix(check, finding, &load);
}

static void check_call(Check *check, const Call *call)
{
    if (check->unit->language == LANG_C) check_c_call(check, call);
}

static const NodeKind python_calls[] = {PY_CALL, 0};

const Rule rule_whole_file_load = {
    .id = "whole-file-load",
    .summary = "whole file in memory although it is needed a piece at a time",
    .help = "go over the file itself, or read it in blocks of fixed size",
    .languages = LANG_C | LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .fix = FIX_SAFE,
    .since = "0.1",
    .on_call = check_call,
    .on_node = check_python_call,
    .kinds = python_calls,
};
