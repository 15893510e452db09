// strdup() of a text that is only read and freed again: the text itself would do.
//
// The original must be a literal, or a parameter of const text that keeps its value; the copy may only go to functions that are known to look
// at it, and every path frees it. Copies that are written to are silent.
#include "base/str.h"
#include "c/c_idiom.h"
#include "engine/path.h"

// May the text be used in place of its copy for as long as the function runs?
static bool is_lasting(const Unit *unit, NodeId text)
{
    text = c_strip_casts(unit->tree, text);
    if (tree_kind(unit->tree, text) == C_STRING) return true;
    BindingId variable = c_reference(unit->tree, text);
    const Binding *binding = unit_binding(unit, variable);
    const Type *type = unit_type(unit, binding->type);
    return binding->kind == BINDING_PARAMETER && binding->writes <= 1 && type->kind == TYPE_POINTER && unit_type(unit, type->target)->is_const;
}

static bool only_looks(const Check *check, NodeId reference, const Call *copy)
{
    NodeId up = c_parent(check->tree, reference);
    const Call *call = tree_kind(check->tree, up) == C_CALL ? unit_call(check->unit, up) : NULL;
    if (!call || call == copy) return false;
    const Ownership *row = knowledge_ownership(check->unit->knowledge, call->callee);
    if (row && row->takes[0] == '!' && call->argument_count == 1) return true;
    static const char *const readers[] = {"strcmp", "strncmp", "strcasecmp", "strncasecmp", "strlen", "puts", "fputs", "printf", "fprintf", "atoi", "atol", "atof",
                                          "strspn", "strcspn", "access", "unlink", "stat", "lstat", "open", "fopen", "opendir", "mkdir", "rmdir", "remove", "syslog", NULL};
    return str_is_any(call->callee, readers);
}

static bool is_only_read(const Check *check, BindingId variable, const Call *copy)
{
    uint32_t reads = 0;
    for_each_reference(check->unit, variable, reference) {
        if (reference->kind == REFERENCE_TESTED || reference->kind == REFERENCE_DECLARED || reference->kind == REFERENCE_WRITE) continue;
        bool looks = reference->kind == REFERENCE_ELEMENT || (reference->kind == REFERENCE_ARGUMENT && only_looks(check, reference->node, copy));
        if (!looks) return false;
        reads++;
    }
    return reads > 1;
}

static void check_resource(Check *check, const Resource *resource)
{
    const Call *call = resource->call;
    if (!call || !resource->place || resource->is_filled) return;
    static const char *const copiers[] = {"strdup", "xstrdup", "g_strdup", NULL};
    if (!str_is_any(call->callee, copiers) || call->argument_count != 1 || !is_lasting(check->unit, call->arguments[0].node)) return;
    for (uint32_t i = 0; i < resource->endings.len; i++)
        if (resource->endings.at[i].kind != ENDING_RELEASED || resource->endings.at[i].is_merged) return;
    BindingId variable = unit_place(check->unit, resource->place)->binding;
    if (!resource->endings.len || unit_binding(check->unit, variable)->writes > 1 || !is_only_read(check, variable, call)) return;
    Str text = tree_text(check->tree, c_strip_casts(check->tree, call->arguments[0].node));
    Finding *finding = report(check, call->node, "'%.*s' is a copy of %.*s that is only read: the text itself would do", FMT(resource->name), FMT(text));
    also(check, finding, resource->endings.at[0].state.released_at, "released here");
}

const Rule rule_needless_string_copy = {
    .id = "needless-string-copy",
    .summary = "copy of a text that is only read and freed again",
    .help = "use the text itself, through a const pointer",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_resource = check_resource,
};
