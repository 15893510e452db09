// A WeakKeyDictionary drops an entry when nobody holds the key any more. Where the value holds the key, the dictionary does so itself, by the
// value: the entry never goes, and the dictionary is an ordinary one that nobody empties.
//
// Only what certainly keeps the key: the object of which it is an attribute, a bound method, closure or display of it, an instance that is seen
// to keep it. Reported where the entry is made; where another file makes it, at the dictionary. Silent where any file removes entries.
// LIMIT: a value that holds the key by a third object (dictionaries.py).
#include "engine/rule.h"
#include "python/py_idiom.h"
#include "python/py_ledger.h"
#include "python/py_tie.h"

static const char *const ends[] = {"shrinks", "sets", NULL};

// Who may take entries out of it: of an attribute, or of a variable of the module.
static void ask_ends(Check *check, Finding *finding, NodeId dictionary)
{
    const Unit *unit = check->unit;
    bool is_attribute = tree_kind(check->tree, dictionary) == PY_ATTRIBUTE;
    Str name = is_attribute ? py_attribute_name(check->tree, dictionary) : tree_text(check->tree, dictionary);
    NodeId object = is_attribute ? tree_first(check->tree, dictionary) : 0;
    ClassId class = object && tree_kind(check->tree, object) == PY_IDENTIFIER ? py_self_class(unit, tree_node(check->tree, object)->binding) : 0;
    const Binding *binding = unit_binding(unit, tree_node(check->tree, dictionary)->binding);
    if (binding->kind == BINDING_CLASS_BODY) class = binding->class;
    if (class) unless_attribute(check, finding, class, name, ends);
    else if (is_attribute) unless_elsewhere(check, finding, "shrinks .%.*s", FMT(name));
    else unless_variable(check, finding, name, ends);
}

// Does this file take entries out of the variable? Those of attributes the program knows.
static bool is_emptied_here(Check *check, NodeId dictionary)
{
    if (tree_kind(check->tree, dictionary) != PY_IDENTIFIER) return false;
    BindingId id = tree_node(check->tree, dictionary)->binding;
    if (unit_binding(check->unit, id)->kind == BINDING_LOCAL || unit_binding(check->unit, id)->kind == BINDING_PARAMETER) return true;
    Ledger ledger = py_ledger_of_variable(check->scratch, check->unit, id);
    return ledger_has(&ledger, LEDGER_REMOVE) || ledger_has(&ledger, LEDGER_DRAIN) || ledger_has(&ledger, LEDGER_PASS);
}

static void check_store(Check *check, NodeId store)
{
    PyTie tie;
    NodeId left = tree_kind(check->tree, store) == PY_ASSIGNMENT ? tree_child_as(check->tree, store, ROLE_LEFT) : 0;
    NodeId dictionary = left ? tree_kind(check->tree, left) == PY_SUBSCRIPT ? tree_child_as(check->tree, left, ROLE_VALUE) : 0 : py_call_receiver(check->tree, store);
    if (!py_is_weak_dictionary(check->unit, dictionary) || !py_tie_of(check->unit, store, &tie) || py_is_aside(check->unit)) return;
    if (is_emptied_here(check, dictionary)) return;
    Finding *finding = report(check, store, "'%.*s' never drops this entry: the value keeps its key '%.*s' alive", FMT(tree_text(check->tree, dictionary)),
                              FMT(tree_text(check->tree, tie.key)));
    if (tie.by && tie.by != tie.value) also(check, finding, tie.by, "kept by this");
    ask_ends(check, finding, dictionary);
    if (tie.cycle.keeper.len) only_if_elsewhere(check, finding, "%.*s", FMT(py_cycle_condition(check->scratch, &tie.cycle)));
}

// NAME = WeakKeyDictionary() in a class's body or a module, filled by another file.
static void check_dictionary(Check *check, NodeId call)
{
    NodeId target = py_stored_in(check->tree, call);
    bool is_name = target && (tree_kind(check->tree, target) == PY_IDENTIFIER || tree_kind(check->tree, target) == PY_ATTRIBUTE);
    if (!is_name || unit_binding(check->unit, tree_node(check->tree, target)->binding)->kind == BINDING_LOCAL || py_is_aside(check->unit)) return;
    if (is_emptied_here(check, target)) return;
    Str name = tree_kind(check->tree, target) == PY_ATTRIBUTE ? py_attribute_name(check->tree, target) : tree_text(check->tree, target);
    Finding *finding = report(check, target, "'%.*s' never drops its entries: another file puts values into it that keep their keys alive", FMT(name));
    only_if_elsewhere(check, finding, "ties .%.*s", FMT(name));
    ask_ends(check, finding, target);
}

static void check(Check *check, NodeId node)
{
    bool is_call = tree_kind(check->tree, node) == PY_CALL;
    if (is_call && py_calls(check->unit, node, "weakref.WeakKeyDictionary")) check_dictionary(check, node);
    if (!is_call || str_is(py_method_name(check->tree, node), "setdefault")) check_store(check, node);
}

static const NodeKind kinds[] = {PY_ASSIGNMENT, PY_CALL, 0};

const Rule rule_weak_key_held_by_value = {
    .id = "weak-key-held-by-value",
    .summary = "weak dictionary whose values keep their keys",
    .help = "let the value hold the key weakly, keep the value in an attribute of the key, or remove the entry when the key is done",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_node = check,
    .kinds = kinds,
};
