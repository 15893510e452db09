// A struct has two members of one struct type; its destructor ends one of them, and the other, which is filled as well, is ended nowhere in the program.
//
// What ends a part is a function that gives back what a member of its parameter holds and says so by its name (part_free, part_clear). Parts that are
// only set up, or copied, or known by their address to others, are silent.
#include "base/str.h"
#include "c/c_idiom.h"
#include "c/c_member.h"
#include "engine/path.h"

static bool sounds_like_end(Str callee)
{
    static const char *const words[] = {"free", "Free", "release", "Release", "destroy", "Destroy", "clear", "Clear", "cleanup", "Cleanup", "fini", "dispose", NULL};
    for (const char *const *word = words; *word; word++)
        if (str_contains(callee, str_from(*word))) return true;
    return false;
}

// The `x->part` of f(&x->part), or 0.
static NodeId part_of(const Unit *unit, const Call *call)
{
    const Tree *tree = unit->tree;
    NodeId argument = call->argument_count ? c_strip(tree, call->arguments[0].node) : 0;
    if (!argument || tree_kind(tree, argument) != C_UNARY || tree_node(tree, argument)->operation != OP_ADDRESS) return 0;
    NodeId part = c_strip(tree, tree_child_as(tree, argument, ROLE_C_OPERAND));
    return tree_kind(tree, part) == C_MEMBER && c_is_arrow(unit, part) ? part : 0;
}

// Is the struct itself given back in the function?
static const Call *freeing_of(const Check *check, FunctionId function, NodeId object)
{
    for (uint32_t i = 1; i < check->unit->calls.len; i++) {
        const Call *call = &check->unit->calls.at[i];
        bool frees = call->function == function && c_member_is_release(check->summaries, call);
        if (frees && c_same_place(check->tree, call->arguments[0].node, object)) return call;
    }
    return NULL;
}

static void check_twin(Check *check, const Call *call, const Call *freeing, TypeId record, BindingId twin)
{
    const Unit *unit = check->unit;
    CEmbedded embedded = c_embedded_read(unit, check->summaries, twin);
    if (embedded.is_ended || c_member_is_used_in(unit, call->function, twin)) return;
    Str name = unit_binding(unit, twin)->name, owner = unit_type(unit, record)->name;
    Finding *finding = report(check, freeing->node, "'%.*s' ends another part of the struct, but not '%.*s', and what that holds is lost with it",
                              FMT(unit_function(unit, call->function)->name), FMT(name));
    also(check, finding, call->node, "the other is ended here");
    if (embedded.fed) also(check, finding, embedded.fed, "it may get something here");
    unless_elsewhere(check, finding, "ends %.*s.%.*s", FMT(owner), FMT(name));
    if (!embedded.fed) only_if_elsewhere(check, finding, "feeds %.*s.%.*s", FMT(owner), FMT(name));
    if (!call->target) only_if_elsewhere(check, finding, "empties %.*s", FMT(call->callee));
}

static void check(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    if (!sounds_like_end(call->callee) || c_is_broken(check->tree, call->node)) return;
    NodeId part = part_of(unit, call);
    TypeId record = part ? c_member_record(unit, part) : 0;
    if (!record || (call->target && !c_empties_parameter(unit, check->summaries, call->target))) return;
    const Call *freeing = freeing_of(check, call->function, tree_child_as(check->tree, part, ROLE_C_BASE));
    if (!freeing) return;
    BindingId field = tree_node(check->tree, part)->binding;
    for (BindingId id = 1; id < unit->bindings.len; id++) {
        const Binding *binding = unit_binding(unit, id);
        bool is_twin = binding->kind == BINDING_FIELD && id != field && binding->type == unit_binding(unit, field)->type && binding->first_reference;
        if (is_twin && c_record_is_same(unit, c_member_record(unit, unit->references.at[binding->first_reference].node), record)) check_twin(check, call, freeing, record, id);
    }
}

const Rule rule_destructor_omits_part = {
    .id = "destructor-omits-part",
    .summary = "destructor that ends one of two embedded structs of a type",
    .help = "end the other part, too, before the struct is freed",
    .languages = LANG_C,
    .severity = SEVERITY_WARNING,
    .since = "0.1",
    .is_opt_in = true,
    .cwe = "CWE-401",
    .on_call = check,
    .reads_summaries = true,
};
