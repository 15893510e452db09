#include "python/py_opened.h"

#include "base/str.h"
#include "model/object.h"
#include "python/py_held.h"
#include "python/py_idiom.h"
#include "python/py_reference.h"

// --- locals ----------------------------------------------------------------------------------------------------

// A generator expression that uses the variable may outlive the function.
static bool is_in_generator(const Unit *unit, PlaceId place)
{
    BindingId binding = unit_place(unit, place)->binding;
    if (!binding) return false;
    for_each_reference(unit, binding, reference)
        if (tree_ancestor(unit->tree, reference->node, PY_GENERATOR)) return true;
    return false;
}

// notary.store.close(): what it opened is a part of it.
static bool is_part_closed(const Unit *unit, PlaceId place)
{
    const Tree *tree = unit->tree;
    BindingId binding = unit_place(unit, place)->binding;
    if (!binding) return false;
    for_each_reference(unit, binding, reference) {
        Str method;
        if (reference->kind != REFERENCE_MEMBER) continue;
        bool is_call = py_reference_kind(tree, tree_parent(tree, reference->node), &method) == REFERENCE_RECEIVER;
        if (is_call && object_method(method) == OBJECT_CLOSED) return true;
    }
    return false;
}

bool py_is_left_open(const Unit *unit, const Resource *resource)
{
    bool is_left = false;
    if (resource->is_released || resource->is_handed_on) return false;
    for (uint32_t i = 0; i < resource->endings.len; i++) {
        const Ending *ending = &resource->endings.at[i];
        if (ending->kind == ENDING_LEAKED || ending->kind == ENDING_OVERWRITTEN) is_left |= !ending->is_merged;
    }
    return is_left && !is_in_generator(unit, resource->place) && !is_part_closed(unit, resource->place) && !py_opens_over_another(unit, resource->call);
}

bool py_opens_over_another(const Unit *unit, const Call *call)
{
    static const char *const files[] = {"io.BytesIO", "io.StringIO", "io.TextIOWrapper", "io.BufferedReader", NULL};
    for (uint32_t i = 0; i < call->argument_count; i++) {
        NodeId value = call->arguments[i].node;
        bool is_file = str_is_any(py_type_name(unit, value), files) || py_calls_any(unit, value, files);
        bool is_self = i == 0 && py_self_class(unit, tree_node(unit->tree, value)->binding);
        if (is_file || is_self || str_is(call->arguments[i].keyword, "fileobj")) return true;
    }
    return false;
}

Family py_family_opened(const Unit *unit, const Call *call)
{
    for (uint32_t i = 0; i < call->effects.len; i++) {
        const Effect *effect = &call->effects.at[i];
        bool opens = effect->event == EVENT_ACQUIRE && !effect->detail && family_is_object((Family)effect->family);
        if (opens) return py_opens_over_another(unit, call) ? FAMILY_NONE : (Family)effect->family;
    }
    return FAMILY_NONE;
}

// --- attributes --------------------------------------------------------------------------------------------------

// Is the use of `anything.x` one after which the thing is as open as before, and nobody else has it?
static bool leaves_open(const Unit *unit, NodeId attribute)
{
    const Tree *tree = unit->tree;
    Str name;
    ReferenceKind kind = py_reference_kind(tree, attribute, &name);
    switch (kind) {
    case REFERENCE_RECEIVER: return object_method(name) == OBJECT_USED;
    case REFERENCE_MEMBER: return object_attribute(name) == OBJECT_USED;
    case REFERENCE_WRITE:
    case REFERENCE_TESTED:
    case REFERENCE_ITERATED:
    case REFERENCE_DECLARED: return true;
    default: return false;
    }
}

static bool is_left_alone(const Unit *unit, Str name)
{
    for_each_spelling(unit, name, spelling) {
        bool is_text = tree_kind(unit->tree, spelling->node) == PY_STRING;  // getattr(self, "x")
        if (is_text || !leaves_open(unit, spelling->node)) return false;
    }
    return true;
}

// --- attributes of a family of classes -------------------------------------------------------------------------------

enum { NAMES_DEEP = 3, BASES_DEEP = 16, WRITES_MAX = 2 };

static bool stays_open(const Unit *unit, NodeId use, bool is_database, int depth);

static bool is_above(const Unit *unit, ClassId class, ClassId base, int depth)
{
    if (class == base) return true;
    const Class *at = unit_class(unit, class);
    for (uint32_t i = 0; i < at->base_count; i++) {
        ClassId local = py_class_named(unit, at->bases[i]);
        if (local && local != class && depth < BASES_DEEP && is_above(unit, local, base, depth + 1)) return true;
    }
    return false;
}

// All that is done with a variable of a function which has the thing.
static bool name_stays_open(const Unit *unit, BindingId name, bool is_database, int depth)
{
    const Binding *binding = unit_binding(unit, name);
    if ((binding->kind != BINDING_LOCAL && binding->kind != BINDING_PARAMETER) || binding->is_captured || binding->writes > WRITES_MAX || depth == NAMES_DEEP) return false;
    for_each_reference(unit, name, reference)
        if (reference->node != binding->declared && !stays_open(unit, reference->node, is_database, depth + 1)) return false;
    return true;
}

// Given to a function or method of this file, by position.
static bool argument_stays_open(const Unit *unit, NodeId argument, bool is_database, int depth)
{
    static const char *const lookers[] = {"builtins.isinstance", "builtins.getattr", NULL};
    BindingId parameter = py_parameter_given(unit, argument);
    if (parameter) return name_stays_open(unit, parameter, is_database, depth);
    NodeId list = tree_parent(unit->tree, argument);
    return tree_kind(unit->tree, list) == PY_ARGUMENT_LIST && py_calls_any(unit, tree_parent(unit->tree, list), lookers);
}

// Is the thing as open behind the use as before, and nobody else has it? `with` closes all but a database: that one only commits.
static bool stays_open(const Unit *unit, NodeId use, bool is_database, int depth)
{
    const Tree *tree = unit->tree;
    Str method;
    ReferenceKind kind = py_reference_kind(tree, use, &method);
    NodeId context = py_context(tree, use);
    if (tree_kind(tree, context) == PY_WITH_ITEM) return is_database;
    if (kind == REFERENCE_RECEIVER) return object_method(method) == OBJECT_USED || object_method(method) == OBJECT_LENT;
    if (kind == REFERENCE_MEMBER && object_method(method) == OBJECT_LENT) return true;  // get = db.get
    if (kind == REFERENCE_ARGUMENT) return argument_stays_open(unit, use, is_database, depth);
    if (kind == REFERENCE_ELEMENT || kind == REFERENCE_ELEMENT_WRITE || kind == REFERENCE_ELEMENT_DELETE) return true;
    if (kind == REFERENCE_READ) return tree_kind(tree, context) == PY_COMPARISON;
    if (kind != REFERENCE_STORED) return leaves_open(unit, use);
    NodeId target = py_stored_in(tree, use);
    return target && tree_kind(tree, target) == PY_IDENTIFIER && name_stays_open(unit, tree_node(tree, target)->binding, is_database, depth);
}

bool py_use_stays_open(const Unit *unit, NodeId use) { return stays_open(unit, use, true, 0); }

// Every use in the class, in those of the file that derive from it or that it derives from, and through other objects than self.
static bool is_left_by_family(const Unit *unit, ClassId class, Str name, bool is_database)
{
    for_each_spelling(unit, name, spelling) {
        if (tree_kind(unit->tree, spelling->node) == PY_STRING) {
            if (tree_ancestor(unit->tree, spelling->node, PY_DECORATOR)) continue;  // @observe("db")
            return false;
        }
        ClassId user = py_self_class(unit, tree_node(unit->tree, tree_first(unit->tree, spelling->node))->binding);
        if (user && !is_above(unit, user, class, 0) && !is_above(unit, class, user, 0)) continue;
        if (!stays_open(unit, spelling->node, is_database, 0)) return false;
    }
    return true;
}

// Does its own body declare the attribute, so that bases of other files know nothing of it?
static bool is_declared(const Unit *unit, ClassId class, Str name) { return py_class_member(unit, class, name) != 0; }

Family py_family_attribute_left_open(const Unit *unit, const Call *call, NodeId *attribute)
{
    const Tree *tree = unit->tree;
    Family family = py_family_opened(unit, call);
    *attribute = family ? py_stored_in(tree, call->node) : 0;
    if (tree_kind(tree, *attribute) != PY_ATTRIBUTE) return FAMILY_NONE;
    ClassId class = py_self_class(unit, tree_node(tree, tree_first(tree, *attribute))->binding);
    Str name = py_attribute_name(tree, *attribute);
    if (!class || (unit_class(unit, class)->has_unknown_base && !is_declared(unit, class, name))) return FAMILY_NONE;
    return is_left_by_family(unit, class, name, str_is(call->callee, "sqlite3.connect")) ? family : FAMILY_NONE;
}

Family py_attribute_left_open(const Unit *unit, const Call *call, NodeId *attribute)
{
    const Tree *tree = unit->tree;
    Family family = py_family_opened(unit, call);
    *attribute = family ? py_stored_in(tree, call->node) : 0;
    if (tree_kind(tree, *attribute) != PY_ATTRIBUTE) return FAMILY_NONE;
    ClassId class = py_self_class(unit, tree_node(tree, tree_first(tree, *attribute))->binding);
    if (!class || unit_class(unit, class)->has_unknown_base || py_next_subclass(unit, class, 0)) return FAMILY_NONE;
    return is_left_alone(unit, py_attribute_name(tree, *attribute)) ? family : FAMILY_NONE;
}

// --- handlers ------------------------------------------------------------------------------------------------------

// Is `self.x` only set there, `self.x = None`, and not looked at?
static bool only_sets(const Unit *unit, NodeId part, ClassId class, Str name)
{
    bool is_set = false;
    for_each_use(unit, class, name, use) {
        if (!tree_contains(unit->tree, part, use->node)) continue;
        if (use->kind != REFERENCE_WRITE) return false;
        is_set = true;
    }
    return is_set;
}

// Does anything behind the statement, in the same try, call something?
static bool goes_on(const Unit *unit, NodeId body, NodeId statement)
{
    for (NodeId node = tree_end(unit->tree, statement); node < tree_end(unit->tree, body); node++)
        if (tree_kind(unit->tree, node) == PY_CALL) return true;
    return false;
}

static bool is_mentioned_finally(const Unit *unit, NodeId try, ClassId class, Str name)
{
    const Tree *tree = unit->tree;
    for (NodeId part = tree_first(tree, try); part; part = tree_next(tree, part)) {
        if (tree_kind(tree, part) != PY_FINALLY) continue;
        for_each_use(unit, class, name, use)
            if (tree_contains(tree, part, use->node)) return true;
    }
    return false;
}

NodeId py_dropping_handler(const Unit *unit, const Call *call, NodeId *attribute)
{
    const Tree *tree = unit->tree;
    *attribute = py_family_opened(unit, call) ? py_stored_in(tree, call->node) : 0;
    if (tree_kind(tree, *attribute) != PY_ATTRIBUTE) return 0;
    ClassId class = py_self_class(unit, tree_node(tree, tree_first(tree, *attribute))->binding);
    NodeId statement = py_enclosing_statement(tree, call->node), body = tree_parent(tree, statement), try = tree_parent(tree, body);
    bool is_tried = class && tree_kind(tree, try) == PY_TRY && tree_node(tree, body)->role == ROLE_BODY && goes_on(unit, body, statement);
    Str name = py_attribute_name(tree, *attribute);
    if (!is_tried || is_mentioned_finally(unit, try, class, name)) return 0;
    for (NodeId part = tree_next(tree, body); part; part = tree_next(tree, part))
        if (tree_kind(tree, part) == PY_EXCEPT && only_sets(unit, part, class, name)) return part;
    return 0;
}
