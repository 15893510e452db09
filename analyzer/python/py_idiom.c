#include "python/py_idiom.h"

#include "base/str.h"
#include "python/py_reference.h"

enum { BASES_DEEP = 16 };

// --- expressions -------------------------------------------------------------------------------------------------

static Str callee_of(const Unit *unit, NodeId node)
{
    return tree_kind(unit->tree, node) == PY_CALL
               ? py_qualified(unit, py_call_function(unit->tree, node))
               : (Str){0};
}

bool py_calls(const Unit *unit, NodeId node, const char *qualified)
{
    return str_is(callee_of(unit, node), qualified);
}

bool py_calls_any(const Unit *unit, NodeId node, const char *const *qualified)
{
    return str_is_any(callee_of(unit, node), qualified);
}

Str py_attribute_name(const Tree *tree, NodeId attribute)
{
    return tree_kind(tree, attribute) == PY_ATTRIBUTE
               ? tree_text(tree, tree_child_as(tree, attribute, ROLE_ATTRIBUTE))
               : (Str){0};
}

NodeId py_last_choice(const Tree *tree, NodeId value)
{
    value = py_unparenthesized(tree, value);
    bool is_or = tree_kind(tree, value) == PY_BOOLEAN && tree_node(tree, value)->operation == OP_OR;
    return is_or ? py_unparenthesized(tree, tree_child_as(tree, value, ROLE_RIGHT)) : value;
}

Str py_method_name(const Tree *tree, NodeId call)
{
    NodeId method = py_call_method(tree, call);
    return method ? tree_text(tree, method) : (Str){0};
}

// --- decorators --------------------------------------------------------------------------------------------------

NodeId py_decorator_call(const Tree *tree, NodeId decorator)
{
    NodeId value = tree_first(tree, decorator);
    return tree_kind(tree, value) == PY_CALL ? value : 0;
}

Str py_decorator_name(const Unit *unit, NodeId decorator)
{
    NodeId call = py_decorator_call(unit->tree, decorator);
    return py_qualified(unit, call ? py_call_function(unit->tree, call)
                                   : tree_first(unit->tree, decorator));
}

NodeId py_decorator_named(const Unit *unit, NodeId definition, const char *const *names)
{
    const Tree *tree = unit->tree;
    NodeId decorator = py_decorators(tree, definition);
    for (; decorator && tree_kind(tree, decorator) == PY_DECORATOR;
         decorator = tree_next(tree, decorator)) {
        if (str_is_any(py_decorator_name(unit, decorator), names)) return decorator;
    }
    return 0;
}

bool py_is_cache(const Unit *unit, Str qualified)
{
    if (str_is(qualified, "functools.cache") || str_is(qualified, "functools.lru_cache")) return true;
    Effects effects = qualified.len ? knowledge_find(unit->knowledge, qualified) : (Effects){0};
    for (uint32_t i = 0; i < effects.len; i++)
        if (effects.at[i].flags & EFFECT_CACHES) return true;
    return false;
}

NodeId py_cache_decorator(const Unit *unit, NodeId function)
{
    NodeId decorator = py_decorators(unit->tree, function);
    for (; decorator && tree_kind(unit->tree, decorator) == PY_DECORATOR; decorator = tree_next(unit->tree, decorator))
        if (py_is_cache(unit, py_decorator_name(unit, decorator))) return decorator;
    return 0;
}

bool py_keyword_is(const Tree *tree, NodeId call, const char *keyword, PyKind kind)
{
    NodeId value = call ? py_argument(tree, call, -1, keyword) : 0;
    return value && tree_kind(tree, value) == kind;
}

// --- classes -----------------------------------------------------------------------------------------------------

NodeId py_next_base(const Tree *tree, NodeId class_node, NodeId base)
{
    NodeId list = tree_child_as(tree, class_node, ROLE_SUPERCLASSES);
    NodeId next = base ? tree_next(tree, base) : list ? tree_first(tree, list) : 0;
    while (next && tree_kind(tree, next) == PY_KEYWORD_ARGUMENT) next = tree_next(tree, next);
    return next;
}

Str py_base_name(const Unit *unit, NodeId base)
{
    base = py_unparenthesized(unit->tree, base);
    if (tree_kind(unit->tree, base) == PY_SUBSCRIPT)
        base = tree_child_as(unit->tree, base, ROLE_VALUE);
    return py_qualified(unit, base);
}

ClassId py_instance_class(const Unit *unit, NodeId expression)
{
    expression = py_unparenthesized(unit->tree, expression);
    const Node *node = tree_node(unit->tree, expression);
    ClassId self =
        node->kind == PY_IDENTIFIER && node->binding ? py_self_class(unit, node->binding) : 0;
    bool is_class =
        self && unit_function(unit, unit_binding(unit, node->binding)->function)->flags &
                    FUNCTION_CLASS_METHOD;
    if (self) return is_class ? 0 : self;
    return py_class_named(unit, py_type_name(unit, expression));
}

static FunctionId method_below(const Unit *unit, ClassId class, Str name)
{
    for (int depth = 0; class && depth < BASES_DEEP; depth++) {
        BindingId member = py_class_member(unit, class, name);
        if (member)
            return unit_binding(unit, member)->kind == BINDING_FUNCTION
                       ? unit_binding(unit, member)->names_function
                       : 0;
        NodeId base = py_next_base(unit->tree, unit_class(unit, class)->node, 0);
        class = base ? py_class_named(unit, py_base_name(unit, base)) : 0;
    }
    return 0;
}

// `self.m = ...` in a method hides the method.
static bool is_assigned(const Unit *unit, ClassId class, Str name)
{
    for_each_use(unit, class, name, use)
        if (use->kind == REFERENCE_WRITE) return true;
    return false;
}

FunctionId py_bound_method(const Unit *unit, NodeId attribute)
{
    attribute = py_unparenthesized(unit->tree, attribute);
    if (tree_kind(unit->tree, attribute) != PY_ATTRIBUTE) return 0;
    ClassId class = py_instance_class(unit, tree_child_as(unit->tree, attribute, ROLE_OBJECT));
    Str name = py_attribute_name(unit->tree, attribute);
    FunctionId method =
        class && !is_assigned(unit, class, name) ? method_below(unit, class, name) : 0;
    return method && !py_decorators(unit->tree, unit_function(unit, method)->node) ? method : 0;
}

FunctionId py_class_method(const Unit *unit, ClassId class, const char *name)
{
    BindingId member = py_class_member(unit, class, str_from(name));
    return member ? unit_binding(unit, member)->names_function : 0;
}

static bool is_exception_name(Str name)
{
    static const char *const others[] = {"builtins.KeyboardInterrupt", "builtins.SystemExit",
                                         "builtins.GeneratorExit", NULL};
    return str_ends(name, STR("Error")) || str_ends(name, STR("Exception")) ||
           str_ends(name, STR("Warning")) || str_is_any(name, others);
}

bool py_is_capitalised(Str name) { return name.len && name.at[0] >= 'A' && name.at[0] <= 'Z'; }

FunctionId py_method_around(const Unit *unit, FunctionId function)
{
    while (function > TOP_LEVEL && !unit_function(unit, function)->class) function = unit_function(unit, function)->parent;
    return function;
}

bool py_is_exception_class(const Unit *unit, ClassId class)
{
    for (int depth = 0; class && depth < BASES_DEEP; depth++) {
        const Class *at = unit_class(unit, class);
        if (is_exception_name(at->name)) return true;
        ClassId next = 0;
        for (NodeId base = py_next_base(unit->tree, at->node, 0); base;
             base = py_next_base(unit->tree, at->node, base)) {
            Str name = py_base_name(unit, base);
            if (is_exception_name(name)) return true;
            if (!next) next = py_class_named(unit, name);
        }
        class = next;
    }
    return false;
}

// --- what instances are made of ----------------------------------------------------------------------------------

static NodeId slotting_decorator(const Unit *unit, NodeId class_node)
{
    static const char *const names[] = {"dataclasses.dataclass", NULL};
    NodeId decorator = py_decorator_named(unit, class_node, names);
    bool has_slots =
        decorator &&
        py_keyword_is(unit->tree, py_decorator_call(unit->tree, decorator), "slots", PY_TRUE);
    return has_slots ? decorator : 0;
}

bool py_has_strange_metaclass(const Unit *unit, ClassId class)
{
    if (!unit_class(unit, class)->has_metaclass) return false;
    NodeId list = tree_child_as(unit->tree, unit_class(unit, class)->node, ROLE_SUPERCLASSES);
    for (NodeId child = tree_first(unit->tree, list); child; child = tree_next(unit->tree, child)) {
        NodeId value = tree_kind(unit->tree, child) == PY_KEYWORD_ARGUMENT
                           ? tree_child_as(unit->tree, child, ROLE_VALUE)
                           : 0;
        if (value && str_is(py_qualified(unit, value), "abc.ABCMeta")) return false;
    }
    return true;
}

NodeId py_class_slots(const Unit *unit, ClassId class)
{
    BindingId member = py_class_member(unit, class, STR("__slots__"));
    return member ? py_only_value(unit, member)
                  : slotting_decorator(unit, unit_class(unit, class)->node);
}

// Is the declaration written out, and is the slot not in it?
static bool leaves_out(const Unit *unit, NodeId slots, const char *slot)
{
    const Tree *tree = unit->tree;
    slots = py_unparenthesized(tree, slots);
    switch (tree_kind(tree, slots)) {
    case PY_DECORATOR:
        return !str_is(str_from(slot), "__weakref__") ||
               !py_argument(tree, py_decorator_call(tree, slots), -1, "weakref_slot");
    case PY_STRING: return !str_is(py_string_text(tree, slots), slot);
    case PY_TUPLE:
    case PY_LIST:
    case PY_SET: break;
    default: return false;
    }
    for (NodeId name = tree_first(tree, slots); name; name = tree_next(tree, name))
        if (tree_kind(tree, name) != PY_STRING || str_is(py_string_text(tree, name), slot))
            return false;
    return true;
}

// Bases of the standard library whose instances have neither a __dict__ nor a __weakref__.
static bool is_bare(Str base)
{
    static const char *const names[] = {
        "builtins.object", "builtins.str",   "builtins.bytes",  "builtins.int", "builtins.float",
        "builtins.tuple",  "typing.Generic", "typing.Protocol", "abc.ABC",      NULL};
    return str_is_any(base, names) || str_starts(base, STR("collections.abc."));
}

static bool lacks(const Unit *unit, ClassId class, const char *slot, int depth)
{
    const Class *at = unit_class(unit, class);
    NodeId slots = py_class_slots(unit, class);
    if (!slots || !leaves_out(unit, slots, slot) || depth > BASES_DEEP ||
        py_has_strange_metaclass(unit, class))
        return false;
    // Any other decorator may give back another class.
    NodeId decorator = py_decorators(unit->tree, at->node);
    if (decorator && (tree_kind(unit->tree, slots) != PY_DECORATOR ||
                      tree_kind(unit->tree, tree_next(unit->tree, decorator)) == PY_DECORATOR))
        return false;
    for (NodeId base = py_next_base(unit->tree, at->node, 0); base;
         base = py_next_base(unit->tree, at->node, base)) {
        Str name = py_base_name(unit, base);
        ClassId local = py_class_named(unit, name);
        if (local ? local == class || !lacks(unit, local, slot, depth + 1) : !is_bare(name))
            return false;
    }
    return true;
}

bool py_class_lacks(const Unit *unit, ClassId class, const char *slot)
{
    return lacks(unit, class, slot, 0);
}

// --- variables ---------------------------------------------------------------------------------------------------

NodeId py_only_value(const Unit *unit, BindingId binding)
{
    NodeId value = 0;
    if (unit_binding(unit, binding)->writes != 1 ||
        unit_binding(unit, binding)->kind == BINDING_PARAMETER)
        return 0;
    for_each_reference(unit, binding, reference)
    {
        NodeId assignment = tree_parent(unit->tree, reference->node);
        if (reference->kind != REFERENCE_WRITE) continue;
        if (tree_kind(unit->tree, assignment) != PY_ASSIGNMENT) return 0;
        value = tree_child_as(unit->tree, assignment, ROLE_RIGHT);
    }
    while (value && tree_kind(unit->tree, value) == PY_ASSIGNMENT)
        value = tree_child_as(unit->tree, value, ROLE_RIGHT);
    return value;
}

NodeId py_value_behind(const Unit *unit, NodeId value)
{
    if (tree_kind(unit->tree, value) != PY_IDENTIFIER) return value;
    BindingId binding = tree_node(unit->tree, value)->binding;
    uint32_t uses = 0;
    for_each_reference(unit, binding, reference) uses += reference->kind != REFERENCE_WRITE;
    NodeId only = uses == 1 ? py_only_value(unit, binding) : 0;
    return only ? only : value;
}

bool py_is_handed_on(const Unit *unit, BindingId binding)
{
    for_each_reference(unit, binding, reference)
        if (reference->kind == REFERENCE_RETURNED || reference->kind == REFERENCE_STORED) return true;
    return false;
}

NodeId py_mention(const Unit *unit, NodeId node, BindingId binding)
{
    for (NodeId at = node, end = tree_end(unit->tree, node); at < end; at++)
        if (tree_kind(unit->tree, at) == PY_IDENTIFIER &&
            tree_node(unit->tree, at)->binding == binding)
            return at;
    return 0;
}

static bool is_set_to_none(const Tree *tree, NodeId name)
{
    NodeId assignment = tree_parent(tree, name);
    while (tree_kind(tree, assignment) == PY_PATTERN_LIST ||
           tree_kind(tree, assignment) == PY_TUPLE_PATTERN)
        assignment = tree_parent(tree, assignment);
    NodeId value = tree_kind(tree, assignment) == PY_ASSIGNMENT
                       ? tree_child_as(tree, assignment, ROLE_RIGHT)
                       : 0;
    while (value && tree_kind(tree, value) == PY_ASSIGNMENT)
        value = tree_child_as(tree, value, ROLE_RIGHT);
    if (tree_kind(tree, value) == PY_EXPRESSION_LIST) value = tree_first(tree, value);
    return value && tree_kind(tree, value) == PY_NONE;
}

bool py_is_let_go(const Unit *unit, BindingId binding, NodeId behind)
{
    for_each_reference(unit, binding, reference)
    {
        if (reference->node <= behind) continue;
        if (reference->kind == REFERENCE_DELETE &&
            tree_kind(unit->tree, tree_parent(unit->tree, reference->node)) != PY_AS_PATTERN_TARGET)
            return true;
        if (reference->kind == REFERENCE_WRITE && is_set_to_none(unit->tree, reference->node))
            return true;
    }
    return false;
}

NodeId py_stored_in(const Tree *tree, NodeId value)
{
    for (NodeId child = value, parent = tree_parent(tree, value); parent;
         child = parent, parent = tree_parent(tree, parent)) {
        switch (tree_kind(tree, parent)) {
        case PY_PARENTHESIZED:
        case PY_TUPLE:
        case PY_EXPRESSION_LIST: break;
        case PY_ASSIGNMENT:
            return tree_node(tree, child)->role == ROLE_RIGHT
                       ? tree_child_as(tree, parent, ROLE_LEFT)
                       : 0;
        default: return 0;
        }
    }
    return 0;
}

NodeId py_added_to(const Tree *tree, NodeId argument)
{
    static const char *const growers[] = {"append", "appendleft", "add", "put", "put_nowait", NULL};
    NodeId arguments = tree_parent(tree, argument), call = tree_parent(tree, arguments);
    bool is_added = tree_kind(tree, arguments) == PY_ARGUMENT_LIST &&
                    str_is_any(py_method_name(tree, call), growers);
    return is_added ? py_call_receiver(tree, call) : 0;
}

// --- statements --------------------------------------------------------------------------------------------------

NodeId py_handler_name(const Tree *tree, NodeId handler)
{
    NodeId pattern =
        tree_kind(tree, handler) == PY_EXCEPT ? tree_child_as(tree, handler, ROLE_VALUE) : 0;
    if (!pattern || tree_kind(tree, pattern) != PY_AS_PATTERN) return 0;
    NodeId target = tree_child_as(tree, pattern, ROLE_ALIAS),
           name = target ? tree_first(tree, target) : 0;
    return name && tree_kind(tree, name) == PY_IDENTIFIER ? name : 0;
}

NodeId py_use_within(const Unit *unit, NodeId ancestor, BindingId binding, NodeId from)
{
    for (NodeId node = from, end = tree_end(unit->tree, ancestor); binding && node < end; node++)
        if (tree_node(unit->tree, node)->binding == binding && tree_kind(unit->tree, node) == PY_IDENTIFIER) return node;
    return 0;
}

bool py_strips_traceback(const Unit *unit, NodeId handler)
{
    NodeId name = py_handler_name(unit->tree, handler);
    BindingId exception = name ? tree_node(unit->tree, name)->binding : 0;
    for_each_use_within(unit, handler, exception, use) {
        Str member;
        ReferenceKind kind = py_reference_kind(unit->tree, use, &member);
        if (kind == REFERENCE_RECEIVER && str_is(member, "with_traceback")) return true;
        if (kind == REFERENCE_MEMBER_WRITE && str_is(member, "__traceback__")) return true;
    }
    for (NodeId node = handler, end = tree_end(unit->tree, handler); node < end; node++)
        if (str_is(py_qualified(unit, node), "traceback.clear_frames")) return true;
    return false;
}

NodeId py_handler_around(const Unit *unit, NodeId node)
{
    NodeId handler = tree_ancestor(unit->tree, node, PY_EXCEPT);
    return handler && unit_function_at(unit, handler) == unit_function_at(unit, node) ? handler : 0;
}

bool py_leaves_next(const Tree *tree, NodeId node)
{
    NodeId next = tree_next(tree, py_enclosing_statement(tree, node));
    return next && (tree_kind(tree, next) == PY_RETURN || tree_kind(tree, next) == PY_RAISE);
}

bool py_imports(const Unit *unit, const char *const *packages)
{
    for (BindingId id = 1; id < unit->bindings.len; id++) {
        Str name = unit_binding(unit, id)->qualified;
        if (unit_binding(unit, id)->kind == BINDING_IMPORT && str_is_any(str_slice(name, 0, str_find_char(name, '.')), packages)) return true;
    }
    return false;
}

bool py_is_aside(const Unit *unit) { return unit->is_aside; }

// --- pools -------------------------------------------------------------------------------------------------------

bool py_is_executor(const Unit *unit, NodeId expression)
{
    static const char *const executors[] = {"concurrent.futures.ThreadPoolExecutor",
                                            "concurrent.futures.ProcessPoolExecutor",
                                            "concurrent.futures.thread.ThreadPoolExecutor",
                                            "concurrent.futures.process.ProcessPoolExecutor",
                                            "concurrent.futures.Executor",
                                            NULL};
    return str_is_any(py_type_name(unit, expression), executors);
}

bool py_takes_input_whole(const Unit *unit, NodeId call)
{
    static const char *const pools[] = {"multiprocessing.Pool", "multiprocessing.pool.Pool",
                                        "multiprocessing.pool.ThreadPool",
                                        "multiprocessing.dummy.Pool", NULL};
    static const char *const pool_methods[] = {"map", "starmap", "map_async", "starmap_async",
                                               NULL};
    NodeId receiver = py_call_receiver(unit->tree, call);
    if (!receiver) return false;
    Str method = py_method_name(unit->tree, call), type = py_type_name(unit, receiver);
    if (str_is_any(type, pools)) return str_is_any(method, pool_methods);
    return py_is_executor(unit, receiver) && str_is(method, "map") &&
           !py_argument(unit->tree, call, -1, "buffersize");
}

// --- classes made in bulk ----------------------------------------------------------------------------------------

// Does the loop around run over a literal list or a constant range?
static bool is_short_loop(const Tree *tree, NodeId node)
{
    NodeId loop = tree_ancestor(tree, node, PY_FOR);
    for (NodeId at = tree_parent(tree, node); at && at != loop; at = tree_parent(tree, at))
        if (py_is_comprehension(tree, at)) {
            loop = tree_next(tree, tree_first(tree, at));
            break;
        }
    NodeId over = loop ? py_unparenthesized(tree, tree_child_as(tree, loop, ROLE_RIGHT)) : 0;
    NodeKind kind = over ? tree_kind(tree, over) : 0;
    if (kind == PY_LIST || kind == PY_TUPLE || kind == PY_SET) return true;
    return kind == PY_CALL && str_is(tree_text(tree, py_call_function(tree, over)), "range") &&
           py_is_literal(tree, py_argument(tree, over, 0, NULL));
}

// Does the value go into a container right where it stands?
static bool is_put_away(const Tree *tree, NodeId value)
{
    static const char *const growers[] = {"append", "add",        "appendleft",
                                          "insert", "setdefault", NULL};
    NodeId context = py_context(tree, value), call = tree_parent(tree, context);
    switch (tree_kind(tree, context)) {
    case PY_LIST_COMPREHENSION:
    case PY_SET_COMPREHENSION: return tree_node(tree, value)->role == ROLE_BODY;
    case PY_PAIR: return tree_kind(tree, tree_parent(tree, context)) == PY_DICTIONARY_COMPREHENSION;
    case PY_ASSIGNMENT:
        return tree_kind(tree, tree_child_as(tree, context, ROLE_LEFT)) == PY_SUBSCRIPT;
    case PY_ARGUMENT_LIST:
        return py_call_method(tree, call) && str_is_any(py_method_name(tree, call), growers);
    default: return false;
    }
}

// Directly, or by the variable that it is assigned to.
static bool is_kept(const Unit *unit, NodeId call)
{
    if (is_put_away(unit->tree, call)) return true;
    NodeId target = py_stored_in(unit->tree, call);
    if (!target || tree_kind(unit->tree, target) != PY_IDENTIFIER) return false;
    for_each_reference(unit, tree_node(unit->tree, target)->binding,
                       reference) if (reference->node > call &&
                                      py_is_in_loop(unit->tree, reference->node) &&
                                      is_put_away(unit->tree, reference->node)) return true;
    return false;
}

NodeId py_made_in_bulk(const Unit *unit, ClassId class)
{
    for_each_reference(unit, unit_class(unit, class)->binding, reference)
    {
        NodeId call =
            reference->kind == REFERENCE_CALLED ? py_context(unit->tree, reference->node) : 0;
        if (call && py_is_in_loop(unit->tree, call) && !is_short_loop(unit->tree, call) &&
            is_kept(unit, call))
            return call;
    }
    return 0;
}

// --- tasks -------------------------------------------------------------------------------------------------------

static bool is_loop(const Unit *unit, NodeId receiver)
{
    static const char *const makers[] = {"asyncio.get_event_loop", "asyncio.get_running_loop",
                                         "asyncio.new_event_loop", NULL};
    const Tree *tree = unit->tree;
    if (tree_kind(tree, receiver) == PY_CALL) return py_calls_any(unit, receiver, makers);
    Str name = str_last_part(tree_text(tree, receiver));
    return str_is(name, "loop") || str_ends(name, STR("_loop"));
}

bool py_starts_task(const Unit *unit, NodeId call)
{
    static const char *const functions[] = {"asyncio.create_task", "asyncio.ensure_future",
                                            "asyncio.tasks.create_task",
                                            "asyncio.tasks.ensure_future", NULL};
    if (tree_kind(unit->tree, call) != PY_CALL) return false;
    if (py_calls_any(unit, call, functions)) return true;
    NodeId receiver = py_call_receiver(unit->tree, call);
    return receiver && str_is(py_method_name(unit->tree, call), "create_task") &&
           is_loop(unit, receiver);
}
