// The uses of the parameter are followed in source order up to where it gets another value, and those of one alias likewise.
//
// What a call can only do to a value that it was given (under `if items:`, behind `if not items: return`, in `for x in items:`) does
// not reach an empty default. A default with one fixed element that is counted in is a variable in disguise. Deliberately missed: what
// a callee does to the default, and a value that comes back through an alias of an alias.
#include "python/py_default.h"

#include "base/str.h"
#include "python/py_reference.h"
#include "python/py_resolve.h"

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

static bool names(const PyDefault *self, NodeId node) { return tree_node(self->tree, node)->binding == self->parameter; }

// Is the condition false for an empty default? `items`, `items and ...`, `key in items`
static bool needs_filled(const PyDefault *self, NodeId condition)
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
static bool leaves_when_empty(const PyDefault *self, NodeId statement)
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

static bool mentions(const PyDefault *self, NodeId from)
{
    for (NodeId node = from; node < tree_end(self->tree, from); node++)
        if (tree_kind(self->tree, node) == PY_IDENTIFIER && names(self, node)) return true;
    return false;
}

// Does the parent let its part `child` be reached only when the default has elements?
static bool shuts_out(const PyDefault *self, NodeId parent, NodeId child)
{
    const Tree *tree = self->tree;
    uint8_t role = tree_node(tree, child)->role;
    switch (tree_kind(tree, parent)) {
    case PY_IF:
    case PY_ELIF:
    case PY_CONDITIONAL: return role == ROLE_CONSEQUENCE && needs_filled(self, tree_child_as(tree, parent, ROLE_CONDITION));
    case PY_WHILE: return role == ROLE_BODY && needs_filled(self, tree_child_as(tree, parent, ROLE_CONDITION));
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

static bool is_reached(const PyDefault *self, NodeId node)
{
    if (!self->is_empty) return true;
    // The parameter's own function ends the way: what stands beside it says nothing of the default.
    NodeId function = tree_ancestor(self->tree, self->declaration, PY_FUNCTION);
    for (NodeId child = node; child > ROOT && child != function; child = tree_parent(self->tree, child))
        if (shuts_out(self, tree_parent(self->tree, child), child)) return false;
    return true;
}

// --- what is done to it ----------------------------------------------------------------------------------------

static const char *const growers[] = {"append", "extend", "insert", "add", "update", "setdefault", "appendleft", "extendleft", NULL};
static const char *const changers[] = {"sort", "reverse", "rotate", "move_to_end", "subtract", NULL};
static const char *const shrinkers[] = {"pop", "popleft", "popitem", "remove", "clear", "discard", NULL};

// 250, MAX_SIZE
static bool is_limit(const Tree *tree, NodeId node)
{
    Str text = tree_text(tree, node);
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] >= 'a' && text.at[i] <= 'z') return false;
    return tree_kind(tree, node) == PY_INTEGER || tree_kind(tree, node) == PY_IDENTIFIER;
}

// `if n < 250: cache[n] = ...`
static bool is_under_limit(const Tree *tree, NodeId node)
{
    for (NodeId around = tree_ancestor(tree, node, PY_IF); around; around = tree_ancestor(tree, around, PY_IF)) {
        NodeId condition = tree_child_as(tree, around, ROLE_CONDITION);
        for (NodeId part = condition; part < tree_end(tree, condition); part++) {
            uint32_t operation = tree_node(tree, part)->operation;
            bool is_order = tree_kind(tree, part) == PY_COMPARISON && operation >= OP_LT && operation <= OP_GE;
            if (is_order && is_limit(tree, tree_next(tree, tree_first(tree, part)))) return true;
        }
    }
    return false;
}

// `key`: the key that is added, when there is one.
static void change(PyDefault *self, NodeId node, bool grows, NodeId key)
{
    if (!is_reached(self, node)) return;
    if (!self->changed || (grows && !self->grows)) self->changed = node;
    self->grows |= grows;
    if (key && !py_is_literal(self->tree, key) && !is_under_limit(self->tree, node) && !self->keyed) self->keyed = node;
}

static void call_method(PyDefault *self, const Reference *reference)
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
static void write_element(PyDefault *self, const Reference *reference)
{
    NodeId subscript = py_context(self->tree, reference->node);
    NodeId key = tree_child_as(self->tree, subscript, ROLE_SUBSCRIPT);
    if (self->is_empty || !py_is_literal(self->tree, key)) change(self, subscript, true, key);
}

static void follow(PyDefault *self, BindingId binding, NodeId from, int depth);

static void store(PyDefault *self, NodeId value, int depth)
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

static void use(PyDefault *self, const Reference *reference, int depth)
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
static void follow(PyDefault *self, BindingId binding, NodeId from, int depth)
{
    for_each_reference(self->unit, binding, reference) {
        if (reference->node <= from) continue;
        if (reference->kind == REFERENCE_WRITE || reference->kind == REFERENCE_DELETE) return;
        use(self, reference, depth);
    }
}

bool py_attribute_is_changed(const Tree *tree, Str name)
{
    Str method;
    for (NodeId node = ROOT; node < tree->count; node++) {
        if (tree_kind(tree, node) != PY_ATTRIBUTE || !str_equal(tree_text(tree, tree_child_as(tree, node, ROLE_ATTRIBUTE)), name)) continue;
        ReferenceKind kind = py_reference_kind(tree, node, &method);
        bool is_grown = kind == REFERENCE_RECEIVER && str_is_any(method, growers);
        if (is_grown || kind == REFERENCE_ELEMENT_WRITE || kind == REFERENCE_UPDATE) return true;
    }
    return false;
}

bool py_default_read(const Unit *unit, BindingId parameter, PyDefault *found)
{
    const Tree *tree = unit->tree;
    NodeId declaration = tree_parent(tree, unit_binding(unit, parameter)->declared), value = py_parameter_default(tree, declaration);
    Str word = word_of(unit, value);
    if (!word.len || is_annotated_immutable(tree, declaration)) return false;
    *found = (PyDefault){.unit = unit, .tree = tree, .parameter = parameter, .declaration = declaration, .value = value, .word = word};
    found->is_empty = is_empty(unit, value);
    follow(found, parameter, value, 0);
    return true;
}
