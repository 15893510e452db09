// A default value is made once, with the function, and every call that leaves the argument out gets the same one. Reported is what
// the function does to it: it changes it, or lets it out uncopied, directly or through one other name.
//
// What a call can only do to a value that it was given (under `if items:`, behind `if not items: return`, in `for x in items:`) does
// not reach an empty default. Deliberate: a default with one fixed element that is counted in, and names that say cache or memo, of
// which only growth by key is told. Misses what a callee does to the default.
#include "engine/rule.h"
#include "python/py_edit.h"
#include "python/py_reference.h"
#include "python/py_resolve.h"

typedef struct Default {
    const Unit *unit;
    const Tree *tree;
    BindingId parameter;
    NodeId value;
    bool is_empty;
    // What becomes of it; 0 = does not happen.
    NodeId changed;   // changed in place ...
    bool grows;       // ... by one more element
    NodeId keyed;     // grows by a key that is no constant
    NodeId stored;    // the attribute, element or global variable that gets it
    NodeId returned;
    bool is_bounded;  // emptied, or its size looked at
} Default;

// --- what is made ----------------------------------------------------------------------------------------------

static const char *const makers[] = {"builtins.list", "builtins.dict", "builtins.set", "builtins.bytearray", "collections.deque",
                                     "collections.defaultdict", "collections.OrderedDict", "collections.Counter", NULL};

// "list", "dict" ...; empty when the value is not one that can change.
static Str word_of(const Unit *unit, NodeId value)
{
    switch (tree_kind(unit->tree, value)) {
    case PY_LIST:
    case PY_LIST_COMPREHENSION: return STR("list");
    case PY_DICTIONARY:
    case PY_DICTIONARY_COMPREHENSION: return STR("dict");
    case PY_SET:
    case PY_SET_COMPREHENSION: return STR("set");
    default: break;
    }
    if (tree_kind(unit->tree, value) != PY_CALL) return (Str){0};
    Str callee = py_qualified(unit, py_call_function(unit->tree, value));
    return str_is_any(callee, makers) ? str_last_part(callee) : (Str){0};
}

static bool is_empty(const Unit *unit, NodeId value)
{
    const Tree *tree = unit->tree;
    if (tree_kind(tree, value) != PY_CALL) return !tree_first(tree, value);
    bool takes_factory = str_is(py_qualified(unit, py_call_function(tree, value)), "collections.defaultdict");
    return py_argument_count(tree, value) <= (takes_factory ? 1 : 0);
}

// `items: Sequence[str] = []` promises that nobody changes it.
static bool is_annotated_immutable(const Tree *tree, NodeId parameter)
{
    static const char *const immutable[] = {"Sequence", "Mapping", "Iterable", "Collection", "Container", "AbstractSet",
                                            "FrozenSet", "frozenset", "Tuple", "tuple", "Iterator", NULL};
    static const char *const wrappers[] = {"Optional", "Union", "Annotated", "typing", "t", "collections", "abc", "None", NULL};
    NodeId type = tree_child_as(tree, parameter, ROLE_TYPE);
    for (NodeId node = type; type && node < tree_end(tree, type); node++) {
        if (tree_kind(tree, node) != PY_IDENTIFIER || str_is_any(tree_text(tree, node), wrappers)) continue;
        return str_is_any(tree_text(tree, node), immutable);
    }
    return false;
}

// --- code that an empty default does not reach -----------------------------------------------------------------

static bool names(const Default *self, NodeId node) { return tree_node(self->tree, node)->binding == self->parameter; }

// Is the condition false for an empty default? `items`, `items and ...`, `key in items`
static bool needs_filled(const Default *self, NodeId condition)
{
    const Tree *tree = self->tree;
    condition = py_unparenthesized(tree, condition);
    NodeId first = tree_first(tree, condition), second = tree_next(tree, first);
    uint32_t operation = tree_node(tree, condition)->operation;
    if (operation == OP_AND) return needs_filled(self, first) || needs_filled(self, second);
    if (operation == OP_IN) return names(self, second);
    return names(self, condition);
}

// `if not items: return`
static bool leaves_when_empty(const Default *self, NodeId statement)
{
    const Tree *tree = self->tree;
    if (tree_kind(tree, statement) != PY_IF) return false;
    NodeId condition = py_unparenthesized(tree, tree_child_as(tree, statement, ROLE_CONDITION));
    if (tree_kind(tree, condition) != PY_NOT || !names(self, py_unparenthesized(tree, tree_first(tree, condition)))) return false;
    NodeId last = tree_first(tree, tree_child_as(tree, statement, ROLE_CONSEQUENCE));
    while (tree_next(tree, last)) last = tree_next(tree, last);
    NodeKind kind = tree_kind(tree, last);
    return kind == PY_RETURN || kind == PY_RAISE || kind == PY_CONTINUE || kind == PY_BREAK;
}

static bool mentions(const Default *self, NodeId from)
{
    for (NodeId node = from; node < tree_end(self->tree, from); node++)
        if (tree_kind(self->tree, node) == PY_IDENTIFIER && names(self, node)) return true;
    return false;
}

// Does the parent let its part `child` be reached only when the default has elements?
static bool shuts_out(const Default *self, NodeId parent, NodeId child)
{
    const Tree *tree = self->tree;
    uint8_t role = tree_node(tree, child)->role;
    NodeId condition = tree_child_as(tree, parent, ROLE_CONDITION);
    switch (tree_kind(tree, parent)) {
    case PY_IF:
    case PY_ELIF:
    case PY_CONDITIONAL: return role == ROLE_CONSEQUENCE && needs_filled(self, condition);
    case PY_WHILE: return role == ROLE_BODY && needs_filled(self, condition);
    case PY_FOR: return role == ROLE_BODY && mentions(self, tree_child_as(tree, parent, ROLE_RIGHT));
    case PY_BOOLEAN:  // `items or []` gives the other list
        return role == ROLE_LEFT && tree_node(tree, parent)->operation == OP_OR && names(self, child);
    case PY_BLOCK:
        for (NodeId before = tree_first(tree, parent); before != child; before = tree_next(tree, before))
            if (leaves_when_empty(self, before)) return true;
        return false;
    default: return false;
    }
}

static bool is_reached(const Default *self, NodeId node)
{
    if (!self->is_empty) return true;
    for (NodeId child = node; child > ROOT; child = tree_parent(self->tree, child))
        if (shuts_out(self, tree_parent(self->tree, child), child)) return false;
    return true;
}

// --- what is done to it ----------------------------------------------------------------------------------------

static const char *const growers[] = {"append", "extend", "insert", "add", "update", "setdefault", "appendleft", "extendleft", NULL};
static const char *const changers[] = {"sort", "reverse", "rotate", "move_to_end", "subtract", NULL};
static const char *const shrinkers[] = {"pop", "popleft", "popitem", "remove", "clear", "discard", NULL};

// `if n < 250: cache[n] = ...`
static bool is_under_limit(const Tree *tree, NodeId node)
{
    for (NodeId around = tree_ancestor(tree, node, PY_IF); around; around = tree_ancestor(tree, around, PY_IF)) {
        NodeId condition = tree_child_as(tree, around, ROLE_CONDITION);
        for (NodeId part = condition; part < tree_end(tree, condition); part++) {
            uint32_t operation = tree_node(tree, part)->operation;
            if (tree_kind(tree, part) == PY_COMPARISON && operation >= OP_LT && operation <= OP_GE) return true;
        }
    }
    return false;
}

// `key`: the key that is added, when there is one.
static void change(Default *self, NodeId node, bool grows, NodeId key)
{
    if (!is_reached(self, node)) return;
    if (!self->changed || (grows && !self->grows)) self->changed = node;
    self->grows |= grows;
    if (key && !py_is_literal(self->tree, key) && !is_under_limit(self->tree, node) && !self->keyed) self->keyed = node;
}

static void call_method(Default *self, const Reference *reference)
{
    NodeId call = py_context(self->tree, py_context(self->tree, reference->node));
    bool shrinks = str_is_any(reference->name, shrinkers);
    self->is_bounded |= shrinks;
    bool is_keyed = str_is(reference->name, "add") || str_is(reference->name, "setdefault");
    if (str_is_any(reference->name, growers)) {
        change(self, call, true, is_keyed ? py_argument(self->tree, call, 0, NULL) : 0);
    } else if (str_is_any(reference->name, changers) || (shrinks && !self->is_empty)) {
        change(self, call, false, 0);
    }
}

// A constant element of a filled default is a variable in disguise: `count=[0]` and `count[0] += 1`.
static void write_element(Default *self, const Reference *reference)
{
    NodeId subscript = py_context(self->tree, reference->node);
    NodeId key = tree_child_as(self->tree, subscript, ROLE_SUBSCRIPT);
    if (self->is_empty || !py_is_literal(self->tree, key)) change(self, subscript, true, key);
}

static void follow(Default *self, BindingId binding, NodeId from, int depth);

static void store(Default *self, NodeId value, int depth)
{
    const Tree *tree = self->tree;
    NodeId context = py_context(tree, value);
    while (tree_kind(tree, context) == PY_BOOLEAN || tree_kind(tree, context) == PY_CONDITIONAL) context = py_context(tree, context);
    if (tree_kind(tree, context) != PY_ASSIGNMENT || !is_reached(self, value)) return;
    NodeId left = tree_child_as(tree, context, ROLE_LEFT), root = left;
    while (tree_kind(tree, root) == PY_SUBSCRIPT) root = tree_child_as(tree, root, ROLE_VALUE);
    const Binding *target = unit_binding(self->unit, tree_node(tree, root)->binding);
    bool is_kept = tree_kind(tree, root) == PY_ATTRIBUTE || target->kind == BINDING_GLOBAL;
    if (is_kept && !self->stored) self->stored = left;
    if (left == root && target->kind == BINDING_LOCAL && depth == 0) follow(self, tree_node(tree, root)->binding, value, depth + 1);
}

static void use(Default *self, const Reference *reference, int depth)
{
    switch (reference->kind) {
    case REFERENCE_RECEIVER: call_method(self, reference); break;
    case REFERENCE_ELEMENT_WRITE: write_element(self, reference); break;
    case REFERENCE_ELEMENT_DELETE:
        self->is_bounded = true;
        if (!self->is_empty) change(self, reference->node, false, 0);
        break;
    case REFERENCE_UPDATE: change(self, reference->node, true, 0); break;
    case REFERENCE_STORED: store(self, reference->node, depth); break;
    case REFERENCE_RETURNED:
        if (!self->returned && is_reached(self, reference->node)) self->returned = reference->node;
        break;
    case REFERENCE_ARGUMENT: {
        NodeId call = tree_ancestor(self->tree, reference->node, PY_CALL);
        if (str_is(py_qualified(self->unit, py_call_function(self->tree, call)), "builtins.len")) self->is_bounded = true;
        break;
    }
    default: break;
    }
}

// The uses of a name behind `from`, up to where it gets another value.
static void follow(Default *self, BindingId binding, NodeId from, int depth)
{
    for_each_reference(self->unit, binding, reference) {
        if (reference->node <= from) continue;
        if (reference->kind == REFERENCE_WRITE || reference->kind == REFERENCE_DELETE) return;
        use(self, reference, depth);
    }
}

// --- reporting -------------------------------------------------------------------------------------------------

static bool is_deliberate(Str name)
{
    return name.at[0] == '_' || str_contains(name, STR("cache")) || str_contains(name, STR("memo"));
}

// Does this file change any object's attribute of that name in place? Then one instance changes what all others see.
static bool is_changed_later(const Default *self)
{
    const Tree *tree = self->tree;
    Str name = tree_text(tree, tree_child_as(tree, self->stored, ROLE_ATTRIBUTE)), method;
    for (NodeId node = ROOT; node < tree->count; node++) {
        if (tree_kind(tree, node) != PY_ATTRIBUTE || !str_equal(tree_text(tree, tree_child_as(tree, node, ROLE_ATTRIBUTE)), name)) continue;
        ReferenceKind kind = py_reference_kind(tree, node, &method);
        bool is_grown = kind == REFERENCE_RECEIVER && str_is_any(method, growers);
        if (is_grown || kind == REFERENCE_ELEMENT_WRITE || kind == REFERENCE_UPDATE) return true;
    }
    return false;
}

static void report_cache(Check *check, const Default *self, NodeId parameter, Str name)
{
    if (!self->keyed || self->is_bounded) return;
    Finding *finding = report(check, parameter, "'%.*s' keeps every key of every call until the program ends", FMT(name));
    weigh(finding, SEVERITY_INFO);
    help(check, finding, "use functools.lru_cache with a maxsize, or remove what is no longer needed");
    also(check, finding, self->keyed, "a key is added here");
}

static Finding *report_use(Check *check, const Default *self, NodeId parameter, Str word)
{
    Str name = unit_binding(check->unit, self->parameter)->name;
    if (self->changed) {
        Finding *finding = report(check, parameter, self->grows ? "'%.*s' is one %.*s for all calls, and it grows from call to call"
                                                                : "'%.*s' is one %.*s for all calls, and each call changes it",
                                  FMT(name), FMT(word));
        also(check, finding, self->changed, "changed here");
        return finding;
    }
    if (self->stored && (tree_kind(self->tree, self->stored) != PY_ATTRIBUTE || is_changed_later(self))) {
        Finding *finding = report(check, parameter, "'%.*s' is one %.*s for all calls, and it is kept in '%.*s'", FMT(name), FMT(word),
                                  FMT(tree_text(self->tree, self->stored)));
        also(check, finding, self->stored, "kept here");
        return finding;
    }
    if (!self->returned) return NULL;
    Finding *finding = report(check, parameter, "'%.*s' is one %.*s for all calls, and callers get it back", FMT(name), FMT(word));
    weigh(finding, SEVERITY_INFO);
    also(check, finding, self->returned, "returned here");
    return finding;
}

static void offer_fix(Check *check, Finding *finding, const Function *function, const Default *self)
{
    PyInsertion at;
    Str name = unit_binding(check->unit, self->parameter)->name, value = tree_text(check->tree, self->value);
    if (!py_insertion_in_body(check->tree, function->node, &at) || str_find_char(value, '\n') < value.len) return;
    fix(check, finding, FIX_REVIEW, "make the %.*s in the function", FMT(word_of(check->unit, self->value)));
    edit_replace(check, finding, tree_span(check->tree, self->value), "None");
    edit_insert(check, finding, at.byte, "%.*sif %.*s is None:%.*s%.*s%.*s%.*s = %.*s%.*s", FMT(at.indent), FMT(name),
                FMT(at.newline), FMT(at.indent), FMT(at.step), FMT(name), FMT(value), FMT(at.newline));
}

static void check_parameter(Check *check, const Function *function, BindingId parameter)
{
    const Tree *tree = check->tree;
    const Binding *binding = unit_binding(check->unit, parameter);
    NodeId declaration = tree_parent(tree, binding->declared), value = py_parameter_default(tree, declaration);
    Str word = word_of(check->unit, value);
    if (!word.len || is_annotated_immutable(tree, declaration)) return;
    Default self = {.unit = check->unit, .tree = tree, .parameter = parameter, .value = value, .is_empty = is_empty(check->unit, value)};
    follow(&self, parameter, value, 0);
    if (is_deliberate(binding->name)) {
        report_cache(check, &self, declaration, binding->name);
        return;
    }
    Finding *finding = report_use(check, &self, declaration, word);
    if (finding) offer_fix(check, finding, function, &self);
}

// The defaults of a nested function are made anew each time the outer one runs.
static void check(Check *check, FunctionId id)
{
    const Function *function = unit_function(check->unit, id);
    if (function->parent != TOP_LEVEL) return;
    for (uint32_t i = 0; i < function->parameter_count; i++)
        if (unit_binding(check->unit, function->first_parameter + i)->is_default_bearing)
            check_parameter(check, function, function->first_parameter + i);
}

const Rule rule_mutable_default = {
    .id = "mutable-default",
    .summary = "default value is shared by all calls and changed or let out",
    .help = "use None as the default and make the value in the function",
    .languages = LANG_PYTHON,
    .severity = SEVERITY_WARNING,
    .fix = FIX_REVIEW,
    .since = "0.1",
    .on_function = check,
};
