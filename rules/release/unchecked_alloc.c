// The result of malloc() is written through, and nothing in the function ever asks whether it is NULL.
//
// Many programs decide to crash when memory runs out, so the rule runs only when it is selected; unchecked-alloc-deviant speaks where a program has decided
// otherwise. Allocators that never fail (xmalloc) are silent.
#include "base/str.h"
#include "c/c_asked.h"
#include "c/c_idiom.h"
#include "engine/rule.h"

static bool may_fail(Str callee)
{
    static const char *const names[] = {"malloc", "calloc", "realloc", "reallocarray", "strdup", "strndup", "PyMem_Malloc", "PyMem_RawMalloc", NULL};
    return str_is_any(callee, names);
}

static void check(Check *check, const Call *call)
{
    NodeId followed;
    if (!may_fail(call->callee) || c_is_broken(check->tree, call->node) || c_asked(check->unit, call, &followed) != ASKED_NO) return;
    Str name = tree_text(check->tree, followed);
    Finding *finding = report(check, followed, "'%.*s' is used without a look at whether '%.*s' gave NULL", FMT(name), FMT(call->callee));
    also(check, finding, call->node, "acquired here");
}

const Rule rule_unchecked_alloc = {
    .id = "unchecked-alloc",
    .summary = "block is used though its allocation may have failed",
    .help = "test the pointer for NULL, or allocate with a function that ends the program",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .is_opt_in = true,
    .since = "0.1",
    .cwe = "CWE-690",
    .on_call = check,
};
