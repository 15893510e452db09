#include "python/py_instances.h"

#include "base/str.h"
#include "python/py_idiom.h"

// Classes that are looked at for one question. No file needs more; classes that are their own bases (broken code) end here.
enum { BASES_MAX = 64 };

static FunctionId method_within(const Unit *unit, ClassId class, const char *name, int *left)
{
    FunctionId found = py_class_method(unit, class, name);
    for (uint32_t i = 0; !found && i < unit_class(unit, class)->base_count; i++) {
        ClassId base = py_class_named(unit, unit_class(unit, class)->bases[i]);
        if (base && (*left)-- > 0) found = method_within(unit, base, name, left);
    }
    return found;
}

FunctionId py_method(const Unit *unit, ClassId class, const char *name)
{
    int left = BASES_MAX;
    return method_within(unit, class, name, &left);
}

bool py_is_made_once(const Unit *unit, ClassId class)
{
    uint32_t made = 0;
    for_each_reference(unit, unit_class(unit, class)->binding, reference) {
        if (reference->kind == REFERENCE_WRITE || tree_ancestor(unit->tree, reference->node, PY_TYPE)) continue;
        bool is_at_import = !py_enclosing_function(unit->tree, reference->node) && !py_is_in_loop(unit->tree, reference->node);
        if (reference->kind != REFERENCE_CALLED || !is_at_import) return false;
        made++;
    }
    return made == 1;
}

bool py_is_made_at_import(const Unit *unit, ClassId class)
{
    bool is_made = false;
    for_each_reference(unit, unit_class(unit, class)->binding, reference) {
        if (reference->kind != REFERENCE_CALLED) continue;
        if (py_enclosing_function(unit->tree, reference->node)) return false;
        is_made = true;
    }
    return is_made;
}

bool py_is_kept_by_module(const Unit *unit, NodeId call)
{
    const Tree *tree = unit->tree;
    NodeId assignment = tree_parent(tree, call);
    if (tree_kind(tree, assignment) != PY_ASSIGNMENT || tree_node(tree, call)->role != ROLE_RIGHT) return false;
    NodeId target = tree_child_as(tree, assignment, ROLE_LEFT);
    if (tree_kind(tree, target) == PY_ATTRIBUTE) {
        NodeId object = tree_child_as(tree, target, ROLE_OBJECT);
        return tree_kind(tree, object) == PY_IDENTIFIER && str_is(tree_text(tree, object), "cls");
    }
    return tree_kind(tree, target) == PY_IDENTIFIER && unit_binding(unit, tree_node(tree, target)->binding)->kind == BINDING_GLOBAL;
}

bool py_is_long_lived(const Unit *unit, ClassId class, bool *is_made)
{
    static const char *const lookers[] = {"builtins.isinstance", "builtins.super", "builtins.issubclass", NULL};
    const Tree *tree = unit->tree;
    *is_made = false;
    for_each_reference(unit, unit_class(unit, class)->binding, reference) {
        NodeId call = tree_parent(tree, reference->node);
        if (reference->kind == REFERENCE_WRITE || tree_ancestor(tree, reference->node, PY_TYPE)) continue;
        if (reference->kind == REFERENCE_ARGUMENT && py_calls_any(unit, tree_ancestor(tree, reference->node, PY_CALL), lookers)) continue;
        if (reference->kind != REFERENCE_CALLED || !py_is_kept_by_module(unit, call) || py_is_in_loop(tree, call)) return false;
        *is_made = true;
    }
    return true;
}

// --- values ----------------------------------------------------------------------------------------------------

static bool any_base(const Unit *unit, ClassId id, bool (*is_such)(Str), int *left)
{
    const Class *class = unit_class(unit, id);
    for (uint32_t i = 0; i < class->base_count; i++) {
        if (is_such(class->bases[i])) return true;
        ClassId base = py_class_named(unit, class->bases[i]);
        if (base && (*left)-- > 0 && any_base(unit, base, is_such, left)) return true;
    }
    return false;
}

static bool is_value_base(Str base)
{
    static const char *const exact[] = {"typing.NamedTuple", "collections.namedtuple", "typing_extensions.NamedTuple", NULL};
    return str_is_any(base, exact) || str_ends(base, STR("Enum")) || str_is(base, "enum.Flag") || str_is(base, "enum.IntFlag");
}

static bool is_metaclass_base(Str base) { return str_is(base, "builtins.type") || str_ends(base, STR("Meta")) || str_is(base, "abc.ABCMeta"); }

// Equal instances share a key, so a cache holds as many as there are values.
static bool is_hashed_by_value(const Unit *unit, ClassId class) { return py_method(unit, class, "__hash__") && py_method(unit, class, "__eq__"); }

// @dataclass(frozen=True), @attr.s(frozen=True), @attrs.frozen
static bool is_frozen(const Unit *unit, ClassId class)
{
    const Tree *tree = unit->tree;
    NodeId decorator = py_decorators(tree, unit_class(unit, class)->node);
    for (; decorator && tree_kind(tree, decorator) == PY_DECORATOR; decorator = tree_next(tree, decorator)) {
        NodeId value = tree_first(tree, decorator);
        bool is_call = tree_kind(tree, value) == PY_CALL;
        if (str_is(str_last_part(py_qualified(unit, is_call ? py_call_function(tree, value) : value)), "frozen")) return true;
        if (is_call && tree_kind(tree, py_argument(tree, value, -1, "frozen")) == PY_TRUE) return true;
    }
    return false;
}

static bool has_empty_slots(const Unit *unit, ClassId class)
{
    const Tree *tree = unit->tree;
    NodeId body = tree_child_as(tree, unit_class(unit, class)->node, ROLE_BODY);
    for (NodeId statement = tree_first(tree, body); statement; statement = tree_next(tree, statement)) {
        NodeId assignment = tree_first(tree, statement);
        if (tree_kind(tree, assignment) != PY_ASSIGNMENT) continue;
        NodeId value = tree_child_as(tree, assignment, ROLE_RIGHT);
        if (str_is(tree_text(tree, tree_child_as(tree, assignment, ROLE_LEFT)), "__slots__") && !tree_first(tree, value))
            return tree_kind(tree, value) == PY_TUPLE || tree_kind(tree, value) == PY_LIST;
    }
    return false;
}

bool py_is_value_class(const Unit *unit, ClassId class)
{
    int left = BASES_MAX;
    return any_base(unit, class, is_value_base, &left) || is_frozen(unit, class) || has_empty_slots(unit, class) ||
           is_hashed_by_value(unit, class);
}

bool py_is_metaclass(const Unit *unit, ClassId class)
{
    int left = BASES_MAX;
    return any_base(unit, class, is_metaclass_base, &left);
}

// --- slots -----------------------------------------------------------------------------------------------------

// May something that is not seen give the class slots, or does it want a __dict__?
static bool is_uncertain_of_slots(const Unit *unit, ClassId class)
{
    static const char *const plain[] = {"dataclasses.dataclass", "functools.total_ordering",
                                        "typing.final", "typing.runtime_checkable", NULL};
    NodeId decorator = py_decorators(unit->tree, unit_class(unit, class)->node);
    for (; decorator && tree_kind(unit->tree, decorator) == PY_DECORATOR;
         decorator = tree_next(unit->tree, decorator)) {
        NodeId call = py_decorator_call(unit->tree, decorator);
        if (!str_is_any(py_decorator_name(unit, decorator), plain)) return true;
        if (call && py_argument(unit->tree, call, -1, "slots")) return true;
    }
    return py_has_strange_metaclass(unit, class) || py_is_exception_class(unit, class) ||
           py_class_member(unit, class, STR("__slots__"));
}

static bool is_protocol(const Unit *unit, ClassId class)
{
    NodeId node = unit_class(unit, class)->node;
    for (NodeId base = py_next_base(unit->tree, node, 0); base;
         base = py_next_base(unit->tree, node, base)) {
        Str name = py_base_name(unit, base);
        if (str_ends(name, STR("Protocol")) || str_is(name, "typing.NamedTuple") ||
            str_starts(name, STR("enum.")))
            return true;
    }
    return false;
}

bool py_is_unslotted(const Unit *unit, ClassId class)
{
    return !py_class_slots(unit, class) && !is_uncertain_of_slots(unit, class) && !is_protocol(unit, class);
}
