// Executor.map and Pool.map take their whole input before they give the first result. An input that is read piece by piece is
// then in memory whole, and so is one future for each piece.
//
// The input is known to be lazy and as large as some file, folder or stream: directly, through one variable, map(), zip(), a
// generator expression or a generator function of this file. What goes over a list has it in memory anyway.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_stream.h"

static void check(Check *check, NodeId call)
{
    const Tree *tree = check->tree;
    if (!py_takes_input_whole(check->unit, call)) return;
    NodeId input = py_argument(tree, call, 1, "iterable");
    if (!input || !py_is_streamed(check->unit, input)) return;
    Finding *finding = report(
        check, call, "all of '%.*s' is taken before the first result, and kept until its turn",
        FMT(tree_text(tree, input)));
    if (py_is_aside(check->unit)) weigh(finding, SEVERITY_INFO);
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_executor_map_eager = {
    .id = "executor-map-eager",
    .summary = "pool takes an input whole that is read piece by piece",
    .help = "use Pool.imap, or Executor.map with buffersize (3.14), or submit a limited number at "
            "a time",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
