// A table of the process remembers each answer by its key: looked up, computed when it is not there, inserted, and never taken out again.
//
// Only what is remembered by calls of the project's own table (cache_get, cache_put): what memlint understands the inside of, lists, arrays and the
// tables of known libraries, is unbounded-cache's. The functions are known by their names; a function of any other name that gets the table may take something out, and
// makes the rule silent. So do keys of which there are few (characters, truths, enumerations), and programs that end with their input.
#include "base/str.h"
#include "c/c_idiom.h"
#include "c/c_startup.h"
#include "engine/rule.h"

typedef enum Doing {
    DOES_ANYTHING,
    DOES_LOOK_UP,
    DOES_INSERT,
    DOES_NOTHING,  // it makes the table, counts or walks it: nothing leaves it
} Doing;

// Some word of the callee, at the end or in front of its last one.
static Doing doing_of(Str callee)
{
    static const char *const removals[] = {"remove", "Remove", "delete", "Delete", "del", "Del", "erase", "evict", "clear", "free", "Free", "destroy", "release", "reset", "expire", "pop", "purge",
                                           "drop", "trim", "take", "steal", "fini", "Done", "flush", "replace", "cleanup", "gc", NULL};
    static const char *const lookups[] = {"get", "Get", "find", "Find", "lookup", "Lookup", "search", "Search", "contains", "exists", NULL};
    static const char *const inserts[] = {"put", "Put", "insert", "Insert", "add", "Add", NULL};
    static const char *const neutral[] = {"init", "Init", "new", "create", "size", "count", "Count", "hash", "iter", "foreach", "walk", "lock", "unlock", NULL};
    const char *const *groups[] = {removals, lookups, inserts, neutral};
    static const Doing doings[] = {DOES_ANYTHING, DOES_LOOK_UP, DOES_INSERT, DOES_NOTHING};
    for (size_t g = 0; g < COUNT_OF(groups); g++)
        for (const char *const *word = groups[g]; *word; word++)
            if (str_contains(callee, str_from(*word))) return doings[g];
    return DOES_ANYTHING;
}

static bool is_understood(const Call *call)
{
    for (uint32_t i = 0; i < call->effects.len; i++)
        if (call->effects.at[i].event == EVENT_GROW) return true;
    return false;
}

// The variable of the process that a call gets as its first argument: table, &table, &table.map, *table.
static BindingId table_of(const Check *check, const Call *call)
{
    if (!call->argument_count) return 0;
    NodeId at = c_strip_casts(check->tree, call->arguments[0].node);
    while (tree_kind(check->tree, at) == C_UNARY || tree_kind(check->tree, at) == C_MEMBER)
        at = c_strip_casts(check->tree, tree_child_as(check->tree, at, tree_kind(check->tree, at) == C_UNARY ? ROLE_C_OPERAND : ROLE_C_BASE));
    BindingId id = c_reference(check->tree, at);
    const Binding *binding = unit_binding(check->unit, id);
    bool is_private = binding->kind == BINDING_STATIC || (binding->kind == BINDING_GLOBAL && binding->is_private);
    return is_private ? id : 0;
}

static const Call *call_around(const Check *check, NodeId node)
{
    for (NodeId up = tree_parent(check->tree, node); up && tree_kind(check->tree, up) != C_COMPOUND; up = tree_parent(check->tree, up))
        if (tree_kind(check->tree, up) == C_CALL) return unit_call(check->unit, up);
    return NULL;
}

// Does everything that the file does with the table leave in it what is there?
static bool is_only_filled(const Check *check, BindingId table)
{
    CStore store;
    for_each_reference(check->unit, table, reference) {
        const Call *call = call_around(check, reference->node);
        if (reference->kind == REFERENCE_STORED || reference->kind == REFERENCE_RETURNED || reference->kind == REFERENCE_UPDATE || reference->kind == REFERENCE_MEMBER_WRITE) return false;
        if (call && doing_of(call->callee) == DOES_ANYTHING) return false;
        bool is_written = reference->kind == REFERENCE_WRITE && tree_kind(check->tree, reference->node) != C_VARIABLE;
        if (is_written && (!c_store(check->tree, c_parent(check->tree, reference->node), &store) || tree_kind(check->tree, store.value) != C_CALL)) return false;
    }
    return true;
}

// An argument of both calls behind the table: the key. Gives its type; NULL when they share none.
static const Type *shared_key(const Check *check, const Call *a, const Call *b)
{
    for (uint32_t i = 1; i < a->argument_count; i++)
        for (uint32_t j = 1; j < b->argument_count; j++) {
            NodeId left = c_strip_casts(check->tree, a->arguments[i].node), right = c_strip_casts(check->tree, b->arguments[j].node);
            BindingId name = c_reference(check->tree, left);
            bool is_same = name ? name == c_reference(check->tree, right) : c_same_place(check->tree, left, right);
            if (is_same) return unit_type(check->unit, tree_node(check->tree, left)->type);
        }
    return NULL;
}

static bool is_small(const Type *key) { return key->kind == TYPE_INTEGER && (key->size < 2 || str_starts(key->name, STR("enum"))); }

// The look-up of the same key in the same table that comes before the insertion in its function; NULL when there is none.
static const Call *failed_lookup(const Check *check, const Call *insertion, BindingId table)
{
    for (const Call *call = insertion - 1; call > &check->unit->calls.at[0] && call->function == insertion->function; call--) {
        if (doing_of(call->callee) != DOES_LOOK_UP || table_of(check, call) != table) continue;
        const Type *key = shared_key(check, insertion, call);
        if (key && !is_small(key)) return call;
    }
    return NULL;
}

static void check_call(Check *check, const Call *call)
{
    const Unit *unit = check->unit;
    if (doing_of(call->callee) != DOES_INSERT || is_understood(call) || check->tree->syntax_errors) return;
    BindingId table = table_of(check, call);
    if (!table || c_is_command(unit) || c_runs_at_start(unit, call->function) || c_is_test(unit_function(unit, call->function)->name)) return;
    const Call *lookup = failed_lookup(check, call, table);
    if (!lookup || !is_only_filled(check, table)) return;
    Finding *finding = report(check, call->node, "'%.*s' remembers what '%.*s' finds for each key, and nothing ever takes one out", FMT(unit_binding(unit, table)->name),
                              FMT(unit_function(unit, call->function)->name));
    also(check, finding, lookup->node, "looked up here");
    unless_elsewhere(check, finding, "%.*s", FMT(c_batch_evidence(check->scratch, unit)));
}

const Rule rule_memo_cache_without_bound = {
    .id = "memo-cache-without-bound",
    .summary = "table remembers each answer by its key for the life of the process",
    .help = "limit how many answers it remembers, or drop those that were not asked for lately",
    .languages = LANG_C,
    .severity = SEVERITY_INFO,
    .is_opt_in = true,
    .since = "0.1",
    .cwe = "CWE-401",
    .on_call = check_call,
};
