// `p = realloc(p, n)`: realloc answers NULL and keeps the old block when memory runs out, and its only address is overwritten.
//
// Looks at assignments whose two sides are the same place and whose call is known to keep the block (also through a wrapper of this
// file that only passes realloc's answer on), then at everything that keeps the old address or ends the program.
// Misses wrappers of other files, and blocks whose loss shows only after a second assignment.
#include "base/str.h"
#include "c/c_idiom.h"
#include "engine/rule.h"

// One `place = realloc(place, ...)`.
typedef struct Resize {
    const Unit *unit;
    const Tree *tree;
    NodeId node;      // the assignment
    NodeId place;     // its left side
    const Call *call;
    NodeId function;  // the C_FUNCTION around it
    NodeId test;      // the C_IF that looks at the place right after, or 0
    CNull failing;    // the branch of `test` that is taken on failure
} Resize;

// --- who keeps the block on failure ----------------------------------------------------------------------------

static bool is_realloc(const Call *call)
{
    const unsigned wanted = EFFECT_REALLOC | EFFECT_MAY_FAIL;
    for (uint32_t i = 0; i < call->effects.len; i++)
        if (call->effects.at[i].event == EVENT_ACQUIRE && (call->effects.at[i].flags & wanted) == wanted) return true;
    return false;
}

static bool only_acquires(const Call *call)
{
    for (uint32_t i = 0; i < call->effects.len; i++)
        if (call->effects.at[i].event != EVENT_ACQUIRE || call->effects.at[i].flags & EFFECT_REALLOC) return false;
    return call->effects.len > 0;
}

// A wrapper that does nothing but call realloc, malloc at most, and pass the answer on: the number of its block parameter, from 1.
static uint32_t wrapper_block(const Unit *unit, FunctionId id)
{
    const Function *function = unit_function(unit, id);
    BindingId block = 0;
    for (NodeId node = function->body, end = tree_end(unit->tree, function->body); node < end; node++) {
        const Call *call = unit_call(unit, node);
        if (!call || only_acquires(call)) continue;
        if (block || !is_realloc(call)) return 0;
        block = c_reference(unit->tree, c_strip_casts(unit->tree, c_call_argument(unit->tree, node, 1)));
    }
    bool is_parameter = block >= function->first_parameter && block < function->first_parameter + function->parameter_count;
    bool returns_pointer = c_is_pointer(unit, function->node) || c_first_of(unit->tree, function->body, C_RETURN);
    return is_parameter && returns_pointer ? block - function->first_parameter + 1 : 0;
}

// The argument that survives a failure of the call, or 0.
static NodeId survivor(const Unit *unit, const Call *call)
{
    uint32_t number = is_realloc(call) ? 1 : call->target ? wrapper_block(unit, call->target) : 0;
    return number ? c_call_argument(unit->tree, call->node, number) : 0;
}

// realloc(p, 0) frees.
static bool frees(const Tree *tree, const Call *call)
{
    uint32_t size;
    NodeId last = call->argument_count ? c_call_argument(tree, call->node, call->argument_count) : 0;
    return last && c_integer(tree, last, &size) && size == 0;
}

// --- who still has the old address -----------------------------------------------------------------------------

static bool is_lvalue(const Tree *tree, NodeId node)
{
    NodeKind kind = tree_kind(tree, node);
    return kind == C_REFERENCE || kind == C_MEMBER || kind == C_SUBSCRIPT ||
           (kind == C_UNARY && tree_node(tree, node)->operation == OP_DEREF);
}

// `old = p` keeps the address, and so does the place that p was read from. In a loop it may also stand behind the call.
static bool has_second_name(const Resize *resize)
{
    const Tree *tree = resize->tree;
    bool in_loop = c_is_in_loop(tree, resize->node);
    for (NodeId node = resize->function, end = in_loop ? tree_end(tree, resize->function) : resize->node; node < end; node++) {
        CStore store;
        if (node == resize->node || !c_store(tree, node, &store)) continue;
        bool is_target = c_same_place(tree, store.target, resize->place), is_value = c_same_place(tree, store.value, resize->place);
        if (is_value && !is_target) return true;
        if (is_target && !is_value && is_lvalue(tree, store.value)) return true;
    }
    return false;
}

// A local that got nothing but NULL so far has nothing to lose.
static bool is_empty_before(const Resize *resize)
{
    const Tree *tree = resize->tree;
    BindingId variable = c_reference(tree, resize->place);
    if (unit_binding(resize->unit, variable)->kind != BINDING_LOCAL || c_is_in_loop(tree, resize->node)) return false;
    for_each_reference(resize->unit, variable, reference) {
        if (reference->node >= resize->node) break;
        if (reference->kind == REFERENCE_ADDRESS) return false;
        NodeId at = reference->kind == REFERENCE_WRITE ? c_parent(tree, reference->node) : 0;
        CStore store;
        if (tree_kind(tree, reference->node) == C_VARIABLE) at = reference->node;
        if (at && c_store(tree, at, &store) && !c_is_null(tree, store.value)) return false;
    }
    return true;
}

static bool is_parameter(const Resize *resize)
{
    BindingId holder = c_holder(resize->unit, resize->place);
    return holder && unit_binding(resize->unit, holder)->kind == BINDING_PARAMETER;
}

// --- what happens on failure -----------------------------------------------------------------------------------

static void find_test(Resize *resize)
{
    const Tree *tree = resize->tree;
    NodeId statement = c_enclosing_statement(tree, resize->node);
    bool in_condition = tree_kind(tree, statement) == C_IF && tree_contains(tree, tree_child_as(tree, statement, ROLE_C_CONDITION), resize->node);
    resize->test = in_condition ? statement : tree_next(tree, statement);
    if (!resize->test || tree_kind(tree, resize->test) != C_IF) {
        resize->test = 0;
        return;
    }
    resize->failing = c_null_test(resize->unit, tree_child_as(tree, resize->test, ROLE_C_CONDITION), resize->place);
    if (resize->failing == NULL_UNTESTED) resize->test = 0;
}

static bool is_asserted(const Resize *resize)
{
    NodeId next = tree_next(resize->tree, c_enclosing_statement(resize->tree, resize->node));
    Str macro = next ? c_macro_name(resize->tree, next) : (Str){0};
    return str_contains(macro, STR("assert")) || str_contains(macro, STR("ASSERT"));
}

// Does [from, end) call something that never returns before it returns? In main, to return is to end the program.
static bool ends_program(const Unit *unit, NodeId from, NodeId end)
{
    bool is_main = str_is(unit_function(unit, unit_function_at(unit, from))->name, "main");
    for (NodeId node = from; node < end; node++) {
        if (tree_kind(unit->tree, node) == C_CALL && c_never_returns(unit, node)) return true;
        if (tree_kind(unit->tree, node) == C_RETURN) return is_main;
    }
    return false;
}

static NodeId label_of(const Resize *resize, NodeId jump)
{
    const Tree *tree = resize->tree;
    for (NodeId node = resize->function, end = tree_end(tree, node); node < end; node++)
        if (tree_kind(tree, node) == C_LABEL && tree_node(tree, node)->operation == tree_node(tree, jump)->operation) return node;
    return 0;
}

// Only says something, and comes back.
static bool only_prints(Str callee)
{
    static const char *const names[] = {"printf", "fprintf", "vfprintf", "dprintf", "perror", "puts", "fputs", "fputc", "putc", "fwrite",
                                        "write", "syslog", "warn", "warnx", "strerror", "snprintf", "sprintf", "free", "fclose", "close", NULL};
    return str_is_any(callee, names);
}

// A branch that falls through after a call to code that is not seen: what follows uses the block, so that call can't come back.
static bool is_believed_fatal(const Unit *unit, NodeId branch)
{
    const Tree *tree = unit->tree;
    bool calls = false;
    for (NodeId node = branch, end = tree_end(tree, branch); node < end; node++) {
        NodeKind kind = tree_kind(tree, node);
        if (kind == C_RETURN || kind == C_GOTO || kind == C_BREAK || kind == C_CONTINUE || c_is_assignment(tree, node)) return false;
        const Call *call = unit_call(unit, node);
        if (!call) continue;
        if (!call->target) calls |= !call->effects.len && !only_prints(call->callee);
        else calls |= ends_program(unit, unit_function(unit, call->target)->body, tree_end(tree, unit_function(unit, call->target)->body));
    }
    return calls;
}

static NodeId failing_branch(const Resize *resize)
{
    if (!resize->test) return 0;
    return tree_child_as(resize->tree, resize->test, resize->failing == NULL_THEN ? ROLE_C_THEN : ROLE_C_ELSE);
}

static bool is_fatal(const Resize *resize)
{
    if (is_asserted(resize)) return true;
    NodeId branch = failing_branch(resize);
    if (!branch) return false;
    if (ends_program(resize->unit, branch, tree_end(resize->tree, branch))) return true;
    NodeId jump = c_first_of(resize->tree, branch, C_GOTO);
    NodeId label = jump ? label_of(resize, jump) : 0;
    if (label && ends_program(resize->unit, label, tree_end(resize->tree, resize->function))) return true;
    return is_believed_fatal(resize->unit, branch);
}

// --- the fix ---------------------------------------------------------------------------------------------------
// T *grown = realloc(p, n);  if (!grown) { ... return; }  p = grown;

// "struct job **" of "static struct job **jobs", "" when the declaration is more than words and stars.
static Str declared_type(Arena *arena, const Resize *resize)
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
static Str type_prefix(Arena *arena, const Resize *resize)
{
    Str type = declared_type(arena, resize);
    if (!type.len) type = unit_type(resize->unit, tree_node(resize->tree, resize->place)->type)->name;
    if (!type.len || str_contains(type, STR("(")) || str_contains(type, STR("["))) return (Str){0};
    return type.at[type.len - 1] == '*' ? type : arena_format(arena, "%.*s ", FMT(type));
}

// `!p` or `p == NULL` and nothing else: the node of p in it, or 0.
static NodeId place_in_test(const Resize *resize)
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

// The white space at the start of the line of a byte.
static Str indent_at(const Resize *resize, uint32_t byte)
{
    Str text = resize->tree->source->text;
    uint32_t from = byte, to;
    while (from && text.at[from - 1] != '\n') from--;
    for (to = from; to < byte && (text.at[to] == ' ' || text.at[to] == '\t');) to++;
    return str_slice(text, from, to);
}

static bool can_fix(const Resize *resize, NodeId *tested, NodeId *leaves)
{
    const Tree *tree = resize->tree;
    NodeId statement = c_enclosing_statement(tree, resize->node);
    bool stands_alone = statement == resize->node && tree_kind(tree, tree_parent(tree, statement)) == C_COMPOUND;
    bool in_macro = (tree_node(tree, resize->node)->flags | tree_node(tree, resize->place)->flags) & NODE_IN_MACRO;
    if (!resize->test || !stands_alone || in_macro || resize->failing != NULL_THEN || tree_child_as(tree, resize->test, ROLE_C_ELSE)) return false;
    NodeId branch = failing_branch(resize);
    *tested = place_in_test(resize);
    *leaves = way_out(tree, branch);
    bool is_plain = *tested && *leaves && !(tree_node(tree, branch)->flags & NODE_IN_MACRO);
    return is_plain && !c_mentions(tree, branch, resize->place);
}

// The end of the statement whose last node is given: behind its '}' or ';'.
static uint32_t statement_end(const Resize *resize, NodeId statement)
{
    uint32_t to = tree_span(resize->tree, statement).to;
    if (tree_kind(resize->tree, statement) == C_COMPOUND) return to;
    Str rest = str_from_byte(resize->tree->source->text, to);
    return to + (uint32_t)str_find_char(rest, ';') + 1;
}

// A local's old block has no other name: the way out has to free it.
static void free_on_way_out(Check *check, Finding *finding, const Resize *resize, NodeId leaves)
{
    const Tree *tree = resize->tree;
    Str place = tree_text(tree, resize->place);
    NodeId branch = failing_branch(resize);
    uint32_t from = tree_span(tree, leaves).from;
    Str outer = indent_at(resize, tree_span(tree, resize->test).from), inner = indent_at(resize, from);
    if (branch != leaves) {
        edit_insert(check, finding, from, "free(%.*s);\n%.*s", FMT(place), FMT(inner));
        return;
    }
    Str deeper = arena_format(check->scratch, "%.*s%s", FMT(outer), outer.len && outer.at[0] == '\t' ? "\t" : "    ");
    uint32_t after = from;
    while (strchr(" \t\r\n", tree->source->text.at[after - 1])) after--;
    edit_replace(check, finding, (Span){after, from}, " {\n%.*sfree(%.*s);\n%.*s", FMT(deeper), FMT(place), FMT(deeper));
    edit_insert(check, finding, statement_end(resize, leaves), "\n%.*s}", FMT(outer));
}

static void offer_fix(Check *check, Finding *finding, const Resize *resize)
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
    uint32_t end = statement_end(resize, failing_branch(resize));
    fix(check, finding, FIX_REVIEW, "keep the block in '%.*s' until the new one is there", FMT(place));
    edit_replace(check, finding, tree_span(tree, resize->place), "%.*s%.*s", FMT(type), FMT(name));
    edit_replace(check, finding, tree_span(tree, tested), "%.*s", FMT(name));
    if (is_lost) free_on_way_out(check, finding, resize, leaves);
    Str indent = indent_at(resize, tree_span(tree, resize->test).from);
    edit_insert(check, finding, end, "\n%.*s%.*s = %.*s;", FMT(indent), FMT(place), FMT(name));
}

// --- the rule --------------------------------------------------------------------------------------------------

static void check_assignment(Check *check, NodeId node)
{
    CStore store;
    const Unit *unit = check->unit;
    if (!c_store(check->tree, node, &store)) return;
    const Call *call = unit_call(unit, store.value);
    NodeId block = call ? survivor(unit, call) : 0;
    if (!block || !c_same_place(check->tree, store.target, block) || frees(check->tree, call)) return;
    Resize resize = {.unit = unit, .tree = check->tree, .node = node, .place = store.target, .call = call,
                     .function = c_enclosing_function(check->tree, node)};
    if (!resize.function || c_is_broken(check->tree, node) || is_parameter(&resize) || is_empty_before(&resize) || has_second_name(&resize)) return;
    find_test(&resize);
    if (is_fatal(&resize) || c_is_test(unit_function(unit, call->function)->name)) return;
    Str place = tree_text(check->tree, store.target), callee = call->callee;
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
