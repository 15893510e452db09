// sys.intern() of what comes from outside, once for each piece of an input: in Python 3.12.0 to 3.12.5 an interned string was never freed.
//
// Only where 3.12 may run the code. Field names and other constants are few.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_loop.h"

enum { PYTHON_3_12 = 312 };

// A variable or a part of one, or what a method makes of it.
static bool is_from_input(const Unit *unit, NodeId loop, NodeId value)
{
    const Tree *tree = unit->tree;
    for (NodeId at = value, end = tree_end(tree, value); at < end; at++) {
        if (tree_kind(tree, at) != PY_IDENTIFIER) continue;
        BindingId variable = tree_node(tree, at)->binding;
        if (variable && py_is_bound_in(unit, loop, at, 0)) return true;
    }
    return false;
}

static void check(Check *check, const Call *call)
{
    if (!str_is(call->callee, "sys.intern") || call->argument_count != 1) return;
    if (check->target > PYTHON_3_12 || py_is_aside(check->unit)) return;
    NodeId loop = py_loop_around(check->tree, call->node);
    if (!loop || !py_is_input_loop(check->unit, loop) || !is_from_input(check->unit, loop, call->arguments[0].node)) return;
    Str text = tree_text(check->tree, call->arguments[0].node);
    Finding *finding = report(check, call->node, "Python 3.12.0 to 3.12.5 never frees '%.*s' once it is interned, and each piece of the input may be another text", FMT(text));
    also(check, finding, loop, "the loop over the input");
}

const Rule rule_intern_unbounded = {
    .id = "intern-unbounded",
    .summary = "texts of an input are interned, which kept them for good in early 3.12",
    .help = "keep a dict of the texts that you share, seen.setdefault(text, text), and let it go with its job",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_call = check,
};
