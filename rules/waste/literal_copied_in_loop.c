// x->kind = strdup("file") in a loop: one block of the heap for each element, all with the same few letters.
//
// A note: where the same field also holds texts that are made, all of them have to be freed alike. Loops of a few turns and copies that the same turn frees
// are silent.
#include "base/str.h"
#include "c/c_idiom.h"
#include "c/c_loop.h"
#include "engine/rule.h"

enum { FEW_TURNS = 8 };

// Is another text than a literal ever stored in a field of that name?
static bool holds_other_texts(const Unit *unit, BindingId field)
{
    const Tree *tree = unit->tree;
    for (NodeId at = ROOT; at < tree->count; at++) {
        CStore store;
        if (!c_store(tree, at, &store) || tree_kind(tree, store.target) != C_MEMBER || tree_node(tree, store.target)->binding != field) continue;
        const Call *call = tree_kind(tree, store.value) == C_CALL ? unit_call(unit, store.value) : NULL;
        bool is_literal = call && call->argument_count == 1 && tree_kind(tree, c_strip_casts(tree, call->arguments[0].node)) == C_STRING;
        if (!is_literal && !c_is_null(tree, store.value)) return true;
    }
    return false;
}

static void check(Check *check, const Call *call)
{
    static const char *const copiers[] = {"strdup", "xstrdup", "g_strdup", NULL};
    if (!str_is_any(call->callee, copiers) || call->argument_count != 1 || c_is_broken(check->tree, call->node)) return;
    NodeId text = c_strip_casts(check->tree, call->arguments[0].node), loop = 0;
    if (tree_kind(check->tree, text) == C_STRING) loop = c_loop_around(check->tree, call->node);
    if (!loop || c_loop_is_short(check->unit, loop, FEW_TURNS)) return;
    CStore store;
    NodeId up = c_parent(check->tree, call->node);
    while (up && tree_kind(check->tree, up) == C_CAST) up = c_parent(check->tree, up);
    bool is_member = up && c_store(check->tree, up, &store) && tree_kind(check->tree, store.target) == C_MEMBER;
    if (!is_member || holds_other_texts(check->unit, tree_node(check->tree, store.target)->binding)) return;
    Str field = c_last_name(check->unit, store.target);
    Finding *finding = report(check, call->node, "every turn makes a new copy of %.*s for '%.*s', which never holds any other text than literals", FMT(tree_text(check->tree, text)), FMT(field));
    also(check, finding, loop, "the loop");
}

const Rule rule_literal_copied_in_loop = {
    .id = "literal-copied-in-loop",
    .summary = "the same literal is copied to the heap in every turn of a loop",
    .help = "make the field a const char * that points to the literal, or an enum, and do not free it",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_call = check,
};
