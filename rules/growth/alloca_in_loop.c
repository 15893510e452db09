// alloca() in a loop: its memory comes back only when the function returns, so that every turn takes more of the stack.
//
// Memory that is put into a list or another place outside of the turn is meant to last until the return: still more stack for more input,
// but only worth a note. A loop that counts to a small literal, do { } while (0) and a turn that leaves the loop at once are silent. A variable-length array
// ends with its block and is no case.
#include "base/str.h"
#include "c/c_loop.h"
#include "engine/rule.h"

enum { FEW_TURNS = 16 };

static bool is_alloca(Str callee) { return str_is(callee, "alloca") || str_is(callee, "__builtin_alloca") || str_is(callee, "_alloca"); }

// Does something else than its own variable hold the memory when the turn ends?
static bool is_kept(const Unit *unit, const Call *call)
{
    BindingId variable = unit_root_binding(unit, call->result);
    if (!variable) return false;
    for_each_reference(unit, variable, reference)
        if (reference->kind == REFERENCE_STORED || reference->kind == REFERENCE_RETURNED) return true;
    return false;
}

static void check(Check *check, const Call *call)
{
    if (!is_alloca(call->callee)) return;
    NodeId loop = c_loop_around(check->tree, call->node);
    if (!loop || c_loop_is_short(check->unit, loop, FEW_TURNS)) return;
    Finding *finding = report(check, call->node, "each turn of the loop takes more of the stack, which gets it back only when the function returns");
    also(check, finding, loop, "the loop");
    if (is_kept(check->unit, call)) weigh(finding, SEVERITY_INFO);
}

const Rule rule_alloca_in_loop = {
    .id = "alloca-in-loop",
    .summary = "alloca in a loop takes more of the stack with every turn",
    .help = "take the memory once before the loop, or from malloc and free it in the loop",
    .languages = LANG_C,
    .severity = SEVERITY_WARNING,
    .since = "0.1",
    .cwe = "CWE-770",
    .on_call = check,
};
