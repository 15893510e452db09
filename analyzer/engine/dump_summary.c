// What was found out of functions, for `memlint dump --facts`: "owns NAME gives a block (may be NULL); 1 released; because: its body, line 7".
#include "engine/dump.h"

#include "base/str.h"
#include "model/belief.h"

static const char *const handovers[] = {
    [HANDOVER_UNKNOWN] = "unknown", [HANDOVER_BORROWED] = "borrowed", [HANDOVER_RELEASED] = "released", [HANDOVER_KEPT] = "kept",
    [HANDOVER_FILLED] = "filled", [HANDOVER_REFILLED] = "refilled", [HANDOVER_RELEASED_IN] = "what it holds released", [HANDOVER_MOVED] = "moved to the result"};

static void put_result(const Summary *summary, FILE *out)
{
    bool may_fail = !range_is_all(summary->success);
    switch ((ResultKind)summary->result) {
    case RESULT_UNKNOWN: return;
    case RESULT_BORROWED: fprintf(out, " result borrowed;"); return;
    case RESULT_FRESH: fprintf(out, " result fresh %s%s;", summary->family == FAMILY_BELIEVED ? "resource" : family_name((Family)summary->family), may_fail ? ", may fail" : ""); return;
    case RESULT_RELEASED: fprintf(out, " result released;"); return;
    case RESULT_ARGUMENT: fprintf(out, " result argument %u;", summary->argument); return;
    }
}

static void put_summary(const Summary *summary, uint32_t arguments, FILE *out)
{
    put_result(summary, out);
    for (uint32_t i = 1; i <= arguments && i <= SUMMARY_ARGUMENTS; i++) {
        const Passing *passing = &summary->arguments[i];
        if (passing->how == HANDOVER_UNKNOWN) continue;
        fprintf(out, " %u %s", i, handovers[passing->how]);
        if (passing->how != HANDOVER_BORROWED && passing->how != HANDOVER_KEPT && passing->family) fprintf(out, " %s", family_name((Family)passing->family));
        fprintf(out, "%s;", passing->uses_target ? ", its target used" : "");
    }
    for (uint32_t i = 0; i < summary->member_count; i++) {
        const MemberPassing *member = &summary->members[i];
        fprintf(out, " %s%u.%.*s %s;", member->argument ? "" : "result ", member->argument, FMT(member->path), handovers[member->how]);
    }
    if (summary_is_never_null(summary)) fprintf(out, " never 0;");
    if (summary->never_returns) fprintf(out, " never returns;");
}

static bool says(const Summary *summary, uint32_t arguments)
{
    bool tells = summary->result != RESULT_UNKNOWN || summary->never_returns || summary_is_never_null(summary);
    for (uint32_t i = 1; i <= arguments && i <= SUMMARY_ARGUMENTS; i++) tells |= summary->arguments[i].how != HANDOVER_UNKNOWN;
    return tells;
}

static void dump_own(const Unit *unit, const Summaries *summaries, FunctionId id, FILE *out)
{
    const Function *function = unit_function(unit, id);
    const Summary *summary = &summaries->of_function[id];
    if (!summary->is_known || !says(summary, function->parameter_count)) return;
    fprintf(out, "owns %.*s", FMT(function->name));
    put_summary(summary, function->parameter_count, out);
    Str owns = unit_binding(unit, function->binding)->owns;
    fprintf(out, " because: its body, line %u", source_line(unit->source, tree_span(unit->tree, function->node).from));
    if (owns.len) fprintf(out, ", and its declaration [%.*s]", FMT(owns));
    fprintf(out, "\n");
}

static BindingId binding_of(const Unit *unit, Str callee)
{
    for (BindingId id = 1; id < unit->bindings.len; id++)
        if (unit_binding(unit, id)->kind == BINDING_FUNCTION && str_equal(unit_binding(unit, id)->name, callee)) return id;
    return 0;
}

static void put_reason(const Unit *unit, const Call *call, const Summary *summary, FILE *out)
{
    const Knowledge *knowledge = unit->knowledge;
    Str owns = unit_binding(unit, binding_of(unit, call->callee))->owns;
    bool is_own = map_get(&knowledge->own_ownership, call->callee) || map_get(&knowledge->own_index, call->callee);
    bool is_table = call->effects.len || knowledge_ownership(knowledge, call->callee);
    if (is_own) fprintf(out, " because: the configuration\n");
    else if (is_table) fprintf(out, " because: the table of libraries\n");
    else if (owns.len) fprintf(out, " because: its declaration [%.*s]\n", FMT(owns));
    else if (summary->is_read) fprintf(out, " because: its body in another file\n");
    else if (summary->is_believed && summary->family == FAMILY_BELIEVED) fprintf(out, " because: other functions of the file end it alike\n");
    else if (summary->is_believed) fprintf(out, " because: its name; believed where somebody gives it back\n");
    else fprintf(out, " because: its prototype\n");
}

void summaries_dump(Arena *arena, const Unit *unit, const Summaries *summaries, FILE *out)
{
    Map seen = {0};
    for (FunctionId id = TOP_LEVEL + 1; id < unit->functions.len; id++) dump_own(unit, summaries, id, out);
    for (uint32_t i = 1; i < unit->calls.len; i++) {
        const Call *call = &unit->calls.at[i];
        const Summary *summary = &summaries->of_library[i];
        if (call->target || !call->callee.len || !says(summary, call->argument_count)) continue;
        uint32_t *is_seen = map_at(arena, &seen, call->callee);
        if (*is_seen) continue;
        *is_seen = 1;
        fprintf(out, "owns %.*s", FMT(call->callee));
        put_summary(summary, call->argument_count, out);
        put_reason(unit, call, summary, out);
    }
}
