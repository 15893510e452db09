// The stages of the analysis as text: for `memlint dump` and for the tests of the front ends.
#include "model/unit.h"

#include "base/str.h"

enum { SHOWN_TEXT = 40 };

// One line of source text, shortened; line ends become spaces.
static void put_text(FILE *out, Str text)
{
    size_t shown = text.len > SHOWN_TEXT ? SHOWN_TEXT : text.len;
    for (size_t i = 0; i < shown; i++) fputc((unsigned char)text.at[i] < ' ' ? ' ' : text.at[i], out);
    if (shown < text.len) fputs("...", out);
}

static uint32_t line_of(const Unit *unit, NodeId node) { return source_line(unit->source, tree_span(unit->tree, node).from); }

static void put_kind(FILE *out, const Tree *tree, const Node *node)
{
    if (tree->kind_names) {
        fprintf(out, "%s", tree->kind_names[node->kind]);
    } else {
        fprintf(out, "kind=%u", node->kind);
    }
    if (node->role && tree->role_names) fprintf(out, " %s:", tree->role_names[node->role]);
    if (node->role && !tree->role_names) fprintf(out, " role=%u", node->role);
}

void unit_dump_tree(const Unit *unit, FILE *out)
{
    const Tree *tree = unit->tree;
    uint32_t depth = 0;
    for (NodeId node = ROOT; node < tree->count; node++) {
        const Node *at = tree_node(tree, node);
        depth = 0;
        for (NodeId up = at->parent; up; up = tree->nodes[up].parent) depth++;
        fprintf(out, "%*s%u ", (int)(depth * 2), "", line_of(unit, node));
        put_kind(out, tree, at);
        if (at->operation) fprintf(out, " op=%u", at->operation);
        if (at->binding) fprintf(out, " binding=%.*s", FMT(unit->bindings.at[at->binding].name));
        if (at->type) fprintf(out, " type=%.*s", FMT(unit->types.at[at->type].name));
        fputs("  ", out);
        put_text(out, tree_text(tree, node));
        fputc('\n', out);
    }
    if (tree->syntax_errors) fprintf(out, "syntax errors: %u\n", tree->syntax_errors);
}

static const char *detail_name(const Event *event)
{
    static const char *const growths[] = {"", "append", "keyed", "constant", "read"};
    static const char *const shrinkages[] = {"", "some", "all", "maybe"};
    static const char *const tests[] = {"", "true", "false", "compare", "==", "!=", "<", "<=", ">", ">="};
    static const char *const captures[] = {"", "closure", "returned", "stored", "registered"};
    switch (event->kind) {
    case EVENT_ACQUIRE:
    case EVENT_RELEASE: return family_name((Family)event->detail);
    case EVENT_GROW: return growths[event->detail];
    case EVENT_SHRINK: return shrinkages[event->detail];
    case EVENT_TEST: return tests[event->detail];
    case EVENT_CAPTURE: return captures[event->detail];
    case EVENT_MOVE:
    case EVENT_ALIAS:
    case EVENT_ESCAPE:
    case EVENT_USE:
    case EVENT_BOUND:
    case EVENT_CALL:
    case EVENT_SET:
    case EVENT_RETURN:
    case EVENT_END:
    case EVENT_KIND_COUNT: return "";
    }
    return "";
}

static void dump_event(const Unit *unit, Arena *scratch, const Event *event, FILE *out)
{
    ArenaMark mark = arena_mark(scratch);
    fprintf(out, "    %u: %s", line_of(unit, event->node), event_name(event->kind));
    if (event->kind == EVENT_CALL) {
        const Call *call = &unit->calls.at[event->detail];
        fprintf(out, " %.*s", FMT(call->callee.len ? call->callee : STR("?")));
        if (unit->places.list.at[call->result].kind != PLACE_RESULT && call->result) {
            Str result = place_text(scratch, &unit->places, call->result);
            fprintf(out, " -> %.*s", FMT(result));
        }
    } else {
        const char *detail = detail_name(event);
        Str place = place_text(scratch, &unit->places, event->place);
        fprintf(out, "%s%s %.*s", *detail ? " " : "", detail, FMT(place));
        if (event->other) {
            Str other = place_text(scratch, &unit->places, event->other);
            fprintf(out, " <- %.*s", FMT(other));
        }
    }
    fputc('\n', out);
    arena_rewind(scratch, mark);
}

static void dump_block(const Unit *unit, Arena *scratch, const Graph *graph, BlockId id, FILE *out)
{
    static const char *const edges[] = {"", "", "true:", "false:", "case:", "raise:"};
    const Block *block = &graph->blocks[id];
    fprintf(out, "  block %u%s", id, id == BLOCK_ENTRY ? " entry" : id == BLOCK_EXIT ? " exit" : "");
    if (block->loop_depth) fprintf(out, " loop %u depth %u", block->loop, block->loop_depth);
    if (!block->order) fputs(" unreachable", out);
    fputc('\n', out);
    for (uint32_t i = 0; i < block->event_count; i++) dump_event(unit, scratch, &graph->events[block->first_event + i], out);
    for (uint32_t i = 0; i < block->edge_count; i++) {
        Edge edge = graph->edges[block->first_edge + i];
        fprintf(out, "    -> %s%u\n", edges[edge.kind], edge.to);
    }
}

void unit_dump_events(const Unit *unit, FILE *out)
{
    Arena scratch = {0};
    for (FunctionId id = TOP_LEVEL; id < unit->functions.len; id++) {
        const Function *function = &unit->functions.at[id];
        fprintf(out, "function %.*s\n", FMT(id == TOP_LEVEL ? STR("<top level>") : function->name));
        if (function->graph.gave_up) fputs("  gave up\n", out);
        for (BlockId block = BLOCK_ENTRY; block < function->graph.block_count; block++)
            dump_block(unit, &scratch, &function->graph, block, out);
    }
    arena_close(&scratch);
}

void unit_dump_bindings(const Unit *unit, FILE *out)
{
    static const char *const kinds[] = {"",       "local",    "parameter", "global", "static",  "class-body",
                                        "function", "class", "import",    "builtin", "undefined",
                                        "field",    "enumerator"};
    static const char *const uses[] = {"",        "read",           "write",          "update",   "delete", "receiver",
                                       "member",  "member-write",   "element",        "element-write", "element-delete",
                                       "called",  "argument",       "returned",       "stored",   "address", "iterated",
                                       "tested",  "declared"};
    for (BindingId id = 1; id < unit->bindings.len; id++) {
        const Binding *binding = &unit->bindings.at[id];
        fprintf(out, "%s %.*s", kinds[binding->kind], FMT(binding->name));
        if (binding->function > TOP_LEVEL) fprintf(out, " in %.*s", FMT(unit->functions.at[binding->function].name));
        if (binding->qualified.len) fprintf(out, " = %.*s", FMT(binding->qualified));
        if (binding->type) fprintf(out, " : %.*s", FMT(unit->types.at[binding->type].name));
        if (binding->is_captured) fputs(" captured", out);
        fputc('\n', out);
        for_each_reference(unit, id, reference)
        {
            fprintf(out, "  %u: %s", line_of(unit, reference->node), uses[reference->kind]);
            if (reference->name.len) fprintf(out, " %.*s", FMT(reference->name));
            if (reference->function != binding->function) fprintf(out, " from %.*s", FMT(unit->functions.at[reference->function].name));
            fputc('\n', out);
        }
    }
}
