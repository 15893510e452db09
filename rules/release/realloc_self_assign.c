// `p = realloc(p, n)`: realloc answers NULL and keeps the old block when memory runs out, and its only address is overwritten.
//
// Looks at assignments whose two sides are the same place and whose call is known to keep the block (also through a wrapper of this
// file that only passes realloc's answer on), then at everything that keeps the old address or ends the program.
// Misses wrappers of other files, and blocks whose loss shows only after a second assignment.
#include "base/str.h"
#include "c/c_insert.h"
#include "c/c_resize.h"
#include "engine/rule.h"

// --- the fix ---------------------------------------------------------------------------------------------------
// T *grown = realloc(p, n);  if (!grown) { ... return; }  p = grown;

// "struct job **" of "static struct job **jobs", "" when the declaration is more than words and stars.
static Str declared_type(Arena *arena, const CResize *resize)
{
    static const char *const storage[] = {"static", "extern", "register", "_Thread_local", "__thread", "volatile", "const", NULL};
    const Binding *binding = unit_binding(resize->unit, tree_node(resize->tree, resize->place)->binding);
    NodeKind kind = tree_kind(resize->tree, resize->place);
    if ((kind != C_REFERENCE && kind != C_MEMBER) || !binding->declared) return (Str){0};
    Str text = tree_text(resize->tree, binding->declared), word, type = {0};
    text = str_slice(text, 0, str_find(text, binding->name));
    for (size_t i = 0; i < text.len; i++)
        if (!strchr("_* ", text.at[i]) && !(text.at[i] >= '0' && text.at[i] <= '9') && !((text.at[i] | 0x20) >= 'a' && (text.at[i] | 0x20) <= 'z'))
            return (Str){0};
    while (str_cut(&text, ' ', &word))
        if (word.len && !str_is_any(word, storage)) type = arena_format(arena, "%.*s%s%.*s", FMT(type), type.len ? " " : "", FMT(word));
    return type;
}

// What stands before the temporary's name, with the space that it needs; "" when the type can't be written so.
static Str type_prefix(Arena *arena, const CResize *resize)
{
    Str type = declared_type(arena, resize);
    if (!type.len) type = unit_type(resize->unit, tree_node(resize->tree, resize->place)->type)->name;
    if (!type.len || str_contains(type, STR("(")) || str_contains(type, STR("["))) return (Str){0};
    return type.at[type.len - 1] == '*' ? type : arena_format(arena, "%.*s ", FMT(type));
}

// `!p` or `p == NULL` and nothing else: the node of p in it, or 0.
static NodeId place_in_test(const CResize *resize)
{
    const Tree *tree = resize->tree;
    NodeId condition = c_strip(tree, tree_child_as(tree, resize->test, ROLE_C_CONDITION));
    for (NodeId part = tree_first(tree, condition); part; part = tree_next(tree, part)) {
        NodeId place = c_strip_casts(tree, part);
        bool is_plain = c_same_place(tree, place, resize->place) && !(tree_node(tree, place)->flags & NODE_IN_MACRO);
        if (is_plain) return place;
    }
    return 0;
}

// The `return` or `goto` with which the branch ends, or 0.
static NodeId way_out(const Tree *tree, NodeId branch)
{
    NodeId last = branch;
    if (tree_kind(tree, branch) == C_COMPOUND)
        for (last = tree_first(tree, branch); last && tree_next(tree, last);) last = tree_next(tree, last);
    return last && (tree_kind(tree, last) == C_RETURN || tree_kind(tree, last) == C_GOTO) ? last : 0;
}

static bool can_fix(const CResize *resize, NodeId *tested, NodeId *leaves)
{
    const Tree *tree = resize->tree;
    NodeId statement = c_enclosing_statement(tree, resize->node);
    bool stands_alone = statement == resize->node && tree_kind(tree, tree_parent(tree, statement)) == C_COMPOUND;
    bool in_macro = (tree_node(tree, resize->node)->flags | tree_node(tree, resize->place)->flags) & NODE_IN_MACRO;
    if (!resize->test || !stands_alone || in_macro || resize->failing != NULL_THEN || tree_child_as(tree, resize->test, ROLE_C_ELSE)) return false;
    NodeId branch = c_resize_failing_branch(resize);
    *tested = place_in_test(resize);
    *leaves = way_out(tree, branch);
    bool is_plain = *tested && *leaves && !(tree_node(tree, branch)->flags & NODE_IN_MACRO);
    return is_plain && !c_mentions(tree, branch, resize->place);
}

// A local's old block has no other name: the way out has to free it. Gives where the branch ends then.
static uint32_t free_on_way_out(Check *check, Finding *finding, const CResize *resize, NodeId leaves)
{
    const Tree *tree = resize->tree;
    Str place = tree_text(tree, resize->place);
    CInsertion insertion = c_insert_before(check->scratch, tree, leaves, arena_format(check->scratch, "free(%.*s);", FMT(place)));
    edit_replace(check, finding, insertion.before, "%.*s", FMT(insertion.text));
    if (!insertion.closing.len) return c_statement_end(tree, c_resize_failing_branch(resize));
    edit_insert(check, finding, insertion.end, "%.*s", FMT(insertion.closing));
    return insertion.end;
}

static void offer_fix(Check *check, Finding *finding, const CResize *resize)
{
    const Tree *tree = resize->tree;
    NodeId tested, leaves;
    if (!can_fix(resize, &tested, &leaves)) return;
    Str type = type_prefix(check->scratch, resize), place = tree_text(tree, resize->place);
    Str name = arena_format(check->scratch, "grown_%.*s", FMT(c_last_name(resize->unit, resize->place)));
    if (!type.len || str_contains(tree_text(tree, resize->function), name)) return;
    BindingId holder = c_holder(resize->unit, resize->place);
    bool is_lost = tree_kind(tree, leaves) == C_RETURN && unit_binding(resize->unit, holder)->kind == BINDING_LOCAL;
    if (is_lost && !str_starts(resize->call->callee, STR("realloc"))) return;
    uint32_t end = c_statement_end(tree, c_resize_failing_branch(resize));
    fix(check, finding, FIX_REVIEW, "keep the block in '%.*s' until the new one is there", FMT(place));
    edit_replace(check, finding, tree_span(tree, resize->place), "%.*s%.*s", FMT(type), FMT(name));
    edit_replace(check, finding, tree_span(tree, tested), "%.*s", FMT(name));
    if (is_lost) end = free_on_way_out(check, finding, resize, leaves);
    Str indent = c_indent_at(tree, tree_span(tree, resize->test).from);
    edit_insert(check, finding, end, "\n%.*s%.*s = %.*s;", FMT(indent), FMT(place), FMT(name));
}

// --- the rule --------------------------------------------------------------------------------------------------

static void check_assignment(Check *check, NodeId node)
{
    CResize resize;
    if (!c_resize_read(check->unit, node, &resize)) return;
    Str place = tree_text(check->tree, resize.place), callee = resize.call->callee;
    Finding *finding = report(check, node, "'%.*s' loses its block when '%.*s' fails: the old block stays allocated and NULL overwrites its address",
                              FMT(place), FMT(callee));
    offer_fix(check, finding, &resize);
}

const Rule rule_realloc_self_assign = {
    .id = "realloc-self-assign",
    .summary = "block lost when its own pointer takes the result of realloc",
    .help = "assign the result to a temporary, test it, and only then overwrite the pointer",
    .languages = LANG_C,
    .severity = SEVERITY_WARNING,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .cwe = "CWE-401",
    .on_node = check_assignment,
    .kinds = (const NodeKind[]){C_BINARY, 0},
};
