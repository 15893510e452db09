// A private collection that the program only ever adds to: nothing in any file reads it, empties it or hands it on. It is memory
// spent on nothing, and more of it with every call.
//
// An attribute that __init__ makes as an empty collection, or a private variable of a module. Lists that keep something alive on
// purpose are told by their names. Misses public names, and attributes that another class reads by a computed name.
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_use.h"

static bool is_private(Str name) { return str_starts(name, STR("_")) && !str_starts(name, STR("__")) && name.len > 2; }

static bool holds_on_purpose(Str name)
{
    static const char *const words[] = {"keep", "alive", "ref", "hold", "held", "retain", "own", "pin", "strong", "lifetime", NULL};
    for (size_t i = 0; words[i]; i++)
        if (str_contains(name, str_from(words[i]))) return true;
    return false;
}

// [], {}, set(), deque(), defaultdict(list)
static bool is_new_collection(const Unit *unit, NodeId value)
{
    static const char *const makers[] = {"builtins.list", "builtins.dict", "builtins.set", "collections.deque", "collections.OrderedDict",
                                         "collections.Counter", "collections.defaultdict", NULL};
    value = value ? py_unparenthesized(unit->tree, value) : 0;
    NodeKind kind = value ? tree_kind(unit->tree, value) : 0;
    if (kind == PY_LIST || kind == PY_DICTIONARY) return !tree_first(unit->tree, value);
    if (kind != PY_CALL || !py_calls_any(unit, value, makers)) return false;
    bool is_factory = py_calls(unit, value, "collections.defaultdict");
    return py_argument_count(unit->tree, value) <= (is_factory ? 1u : 0u);
}

static const char *const others[] = {"reads", "shrinks", "sets", "passes", NULL};

// What all uses of one attribute in the class come to.
typedef struct Uses {
    NodeId made, grown;
    unsigned deeds;
    bool is_certain;  // made once, as an empty collection, and grown in another method
} Uses;

static Uses uses_of(const Unit *unit, ClassId class, Str name)
{
    Uses uses = {.is_certain = true};
    for_each_use(unit, class, name, use) {
        bool is_initial = str_is(unit_function(unit, use->function)->name, "__init__");
        unsigned deeds = py_deeds(unit, use->node, use->kind, use->method);
        if (use->kind == REFERENCE_WRITE) {
            uses.is_certain &= !uses.made && is_initial && is_new_collection(unit, use->value);
            uses.made = use->node;
            continue;
        }
        if (use->kind == REFERENCE_MEMBER) deeds |= DEED_READS;
        if (deeds == DEED_GROWS && !is_initial && !uses.grown) uses.grown = use->node;
        uses.deeds |= deeds;
    }
    uses.is_certain &= uses.made && uses.grown && uses.deeds == DEED_GROWS;
    return uses;
}

static Finding *tell(Check *check, NodeId grown, NodeId made, NodeId shown)
{
    Str name = tree_text(check->tree, shown);
    Finding *finding = report(check, grown, "'%.*s' grows each time '%.*s' runs, and nothing ever reads it", FMT(name),
                              FMT(unit_function(check->unit, unit_function_at(check->unit, grown))->name));
    also(check, finding, made, "made here");
    unless_elsewhere(check, finding, "spells %.*s", FMT(str_last_part(name)));
    return finding;
}

static void check_class(Check *check, ClassId class)
{
    const Unit *unit = check->unit;
    if (py_is_aside(unit)) return;
    for_each_attribute(unit, class, use) {
        bool is_candidate = use->kind == REFERENCE_WRITE && !use->through_class && is_private(use->name) &&
                            !holds_on_purpose(use->name) && is_new_collection(unit, use->value);
        if (!is_candidate) continue;
        Uses uses = uses_of(unit, class, use->name);
        if (!uses.is_certain || uses.made != use->node) continue;
        Finding *finding = tell(check, uses.grown, uses.made, uses.made);
        unless_attribute(check, finding, class, use->name, others);
        unless_elsewhere(check, finding, "family #%u: reflects", class);
        unless_elsewhere(check, finding, "family #%u: open", class);
    }
}

static void check_variable(Check *check, BindingId id)
{
    const Unit *unit = check->unit;
    const Binding *binding = unit_binding(unit, id);
    if (binding->kind != BINDING_GLOBAL || binding->writes != 1 || !is_private(binding->name) || holds_on_purpose(binding->name)) return;
    NodeId grown = 0, value = py_only_value(unit, id);
    if (!is_new_collection(unit, value) || py_is_aside(unit)) return;
    for_each_reference(unit, id, reference) {
        if (reference->kind == REFERENCE_WRITE || reference->kind == REFERENCE_DECLARED) continue;
        if (py_deeds(unit, reference->node, reference->kind, reference->name) != DEED_GROWS) return;
        if (!grown && reference->function != TOP_LEVEL) grown = reference->node;
    }
    if (!grown) return;
    Finding *finding = tell(check, grown, binding->declared, grown);
    unless_variable(check, finding, binding->name, others);
}

const Rule rule_write_only_collection = {
    .id = "write-only-collection",
    .summary = "collection that is filled and never read",
    .help = "take it out, or give it the reader that it was made for",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_INFO,
    .since = "0.1",
    .on_class = check_class,
    .on_binding = check_variable,
};
