// The default of a NamedTuple's field is made once, and unlike a dataclass nothing refuses a list there: all tuples made
// without that field share it.
//
// An error where this file shows both halves (some construction leaves the field out, and something changes it), else info.
// Silent when every construction in this file passes the field. Misses constructions and changes in other files.
#include "base/str.h"
#include "engine/rule.h"
#include "python/py_idiom.h"

// "list" ...; empty when the value can't change.
static Str mutable_word(const Unit *unit, NodeId value)
{
    static const char *const types[] = {
        "builtins.list",           "builtins.dict",       "builtins.set",
        "builtins.bytearray",      "collections.deque",   "collections.defaultdict",
        "collections.OrderedDict", "collections.Counter", NULL};
    bool is_name = tree_kind(unit->tree, value) == PY_IDENTIFIER ||
                   tree_kind(unit->tree, value) == PY_ATTRIBUTE;
    Str type = is_name ? (Str){0} : py_type_name(unit, value);
    return str_is_any(type, types) ? str_last_part(type) : (Str){0};
}

// Does the call leave the field at this position out? Unpacked arguments may hold it.
static bool omits(const Tree *tree, NodeId call, int position, Str field)
{
    char keyword[100];
    if (field.len >= sizeof keyword) return false;
    memcpy(keyword, field.at, field.len);
    keyword[field.len] = 0;
    for (NodeId argument = tree_first(tree, py_call_arguments(tree, call)); argument;
         argument = tree_next(tree, argument))
        if (tree_kind(tree, argument) == PY_LIST_SPLAT ||
            tree_kind(tree, argument) == PY_DICTIONARY_SPLAT)
            return false;
    return !py_argument(tree, call, position, keyword);
}

typedef struct Constructions {
    uint32_t count;
    NodeId omitting;  // the first that leaves the field out
} Constructions;

static Constructions find_constructions(const Unit *unit, BindingId class, int position, Str field)
{
    Constructions found = {0};
    for_each_reference(unit, class, reference)
    {
        if (reference->kind != REFERENCE_CALLED) continue;
        NodeId call = py_context(unit->tree, reference->node);
        found.count++;
        if (!found.omitting && omits(unit->tree, call, position, field)) found.omitting = call;
    }
    return found;
}

// The first place in the file that changes something by this name: `x.field.append(...)`, `x.field[k] = v`, `x.field += ...`
static NodeId find_change(const Tree *tree, Str field)
{
    static const char *const changers[] = {"append",     "extend",     "insert", "add",   "update",
                                           "setdefault", "pop",        "remove", "clear", "discard",
                                           "sort",       "appendleft", NULL};
    for (NodeId node = ROOT; node < tree->count; node++) {
        if (tree_kind(tree, node) != PY_ATTRIBUTE ||
            !str_equal(py_attribute_name(tree, node), field))
            continue;
        NodeId parent = tree_parent(tree, node), outer = tree_parent(tree, parent);
        NodeKind kind = tree_kind(tree, parent);
        uint8_t role = tree_node(tree, parent)->role;
        if (kind == PY_ATTRIBUTE && tree_kind(tree, outer) == PY_CALL &&
            str_is_any(py_attribute_name(tree, parent), changers))
            return outer;
        bool is_target = role == ROLE_LEFT && (tree_kind(tree, outer) == PY_ASSIGNMENT ||
                                               tree_kind(tree, outer) == PY_AUGMENTED_ASSIGNMENT);
        if (kind == PY_SUBSCRIPT && (is_target || tree_kind(tree, outer) == PY_DELETE))
            return outer;
    }
    return 0;
}

static void judge(Check *check, NodeId value, BindingId class, int position, Str field)
{
    Str word = mutable_word(check->unit, value);
    if (!word.len) return;
    Constructions made = find_constructions(check->unit, class, position, field);
    if (made.count && !made.omitting) return;
    NodeId change = find_change(check->tree, field);
    Finding *finding = report(
        check, value,
        change ? "'%.*s' is one %.*s for all tuples that are made without it, and it is changed"
               : "'%.*s' is one %.*s for all tuples that are made without it",
        FMT(field), FMT(word));
    if (!change || !made.omitting) weigh(finding, SEVERITY_INFO);
    if (made.omitting) also(check, finding, made.omitting, "made without it here");
    if (change) also(check, finding, change, "changed here");
}

// class Point(NamedTuple): tags: list = []
static void check_class(Check *check, ClassId id)
{
    const Tree *tree = check->tree;
    const Class *class = unit_class(check->unit, id);
    NodeId base = py_next_base(tree, class->node, 0);
    int position = 0;
    if (!base || !str_is(py_base_name(check->unit, base), "typing.NamedTuple")) return;
    NodeId body = tree_child_as(tree, class->node, ROLE_BODY);
    for (NodeId statement = tree_first(tree, body); statement;
         statement = tree_next(tree, statement)) {
        NodeId field = tree_first(tree, statement);
        if (tree_kind(tree, statement) != PY_EXPRESSION_STATEMENT ||
            tree_kind(tree, field) != PY_ASSIGNMENT)
            continue;
        if (!tree_child_as(tree, field, ROLE_TYPE)) continue;
        NodeId value = tree_child_as(tree, field, ROLE_RIGHT);
        if (value)
            judge(check, value, class->binding, position,
                  tree_text(tree, tree_child_as(tree, field, ROLE_LEFT)));
        position++;
    }
}

// Point = namedtuple("Point", "x tags", defaults=[[]]): the constructions are not looked at.
static void check_call(Check *check, NodeId call)
{
    const Tree *tree = check->tree;
    if (!py_calls(check->unit, call, "collections.namedtuple")) return;
    NodeId defaults = py_argument(tree, call, -1, "defaults");
    NodeKind kind = defaults ? tree_kind(tree, defaults) : 0;
    if (kind != PY_LIST && kind != PY_TUPLE) return;
    for (NodeId value = tree_first(tree, defaults); value; value = tree_next(tree, value)) {
        Str word = mutable_word(check->unit, value);
        if (word.len)
            weigh(report(check, value,
                         "this default is one %.*s for all tuples that are made without it",
                         FMT(word)),
                  SEVERITY_INFO);
    }
}

static const NodeKind kinds[] = {PY_CALL, 0};

const Rule rule_namedtuple_mutable_default = {
    .id = "namedtuple-mutable-default",
    .summary = "default of a named tuple's field is shared by all tuples",
    .help =
        "use None or an empty tuple as the default, or a dataclass with field(default_factory=...)",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_ERROR,
    .fix = FIX_NONE,
    .since = "0.1",
    .on_class = check_class,
    .on_node = check_call,
    .kinds = kinds,
};
