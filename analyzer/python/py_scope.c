// One walk binds names and notes every use with its scope; when all bindings are known, the uses are resolved in order.
//
// Python decides the scope of a name by whether its function assigns it anywhere, so nothing can be resolved on the way.
// Deliberately missed: names made by exec, globals()[...] and star imports; code after `del x` still means the same x.
#include "python/py_scope.h"

#include "base/str.h"
#include "python/py_names.h"
#include "python/py_reference.h"

// What a node changes on the way in and restores on the way out.
typedef struct Saved {
    NodeId node;
    ScopeId scope;  // to go back to
    FunctionId function;
    ScopeId inside;  // of a definition: the scope of its body
} Saved;

typedef struct Walk {
    Arena *arena;
    Unit *unit;
    Tree *tree;
    PyNames names;
    ScopeId scope;
    FunctionId function;
    ArrayOf(Saved) saved;
} Walk;

static Node *node_at(const Walk *walk, NodeId node) { return &walk->tree->nodes[node]; }

static Function *function_at(const Walk *walk, FunctionId function)
{
    return &walk->unit->functions.at[function];
}

static void save(Walk *walk, NodeId node, ScopeId inside)
{
    *array_push(walk->arena, &walk->saved) = (Saved){node, walk->scope, walk->function, inside};
}

// --- references --------------------------------------------------------------------------------------------------

// Until everything is bound, a reference holds its scope in `next` and its NameId in `binding`.
static void refer_in(Walk *walk, ScopeId scope, NodeId node, ReferenceKind kind, Str member)
{
    *array_push(walk->arena, &walk->unit->references) = (Reference){
        .binding = names_of(&walk->names, tree_text(walk->tree, node)),
        .node = node,
        .function = walk->names.scopes.at[scope].function,
        .kind = kind,
        .next = scope,
        .name = member,
    };
}

static void refer(Walk *walk, NodeId node, ReferenceKind kind)
{
    refer_in(walk, walk->scope, node, kind, (Str){0});
}

static BindingKind variable_kind(const Walk *walk, ScopeId scope)
{
    ScopeKind kind = walk->names.scopes.at[scope].kind;
    if (kind == SCOPE_MODULE) return BINDING_GLOBAL;
    return kind == SCOPE_CLASS ? BINDING_CLASS_BODY : BINDING_LOCAL;
}

static void bind_variable(Walk *walk, NodeId node, ReferenceKind kind, ScopeId scope)
{
    names_bind(&walk->names, scope, node, variable_kind(walk, scope));
    refer_in(walk, scope, node, kind, (Str){0});
}

static BindingId define(Walk *walk, NodeId node, BindingKind kind)
{
    ScopeId scope = names_target(&walk->names, walk->scope);
    BindingId binding = names_bind(&walk->names, scope, node, kind);
    refer_in(walk, scope, node, REFERENCE_WRITE, (Str){0});
    return binding;
}

// --- imports -----------------------------------------------------------------------------------------------------

static void import_as(Walk *walk, NodeId name, Str qualified)
{
    BindingId id = define(walk, name, BINDING_IMPORT);
    Binding *binding = &walk->unit->bindings.at[id];
    if (id && !binding->qualified.len) binding->qualified = qualified;
}

static void import_one(Walk *walk, Str module, NodeId imported)
{
    const Tree *tree = walk->tree;
    NodeId dotted = imported, alias = 0;
    if (tree_kind(tree, imported) == PY_ALIASED_IMPORT) {
        dotted = tree_child_as(tree, imported, ROLE_NAME);
        alias = tree_child_as(tree, imported, ROLE_ALIAS);
    }
    NodeId first = tree_first(tree, dotted);
    if (!first) return;
    if (alias || module.len) {
        import_as(walk, alias ? alias : first,
                  names_joined(walk->arena, module, tree_text(tree, dotted)));
    } else {
        import_as(walk, first, tree_text(tree, first));
    }
}

static void import_all(Walk *walk, NodeId statement)
{
    Str module = tree_text(walk->tree, tree_child_as(walk->tree, statement, ROLE_MODULE_NAME));
    if (tree_kind(walk->tree, statement) == PY_FUTURE_IMPORT) module = STR("__future__");
    for (NodeId child = tree_first(walk->tree, statement); child;
         child = tree_next(walk->tree, child))
        if (node_at(walk, child)->role == ROLE_NAME) import_one(walk, module, child);
}

// --- definitions -------------------------------------------------------------------------------------------------

// The names in [T, *Ts: bound] behind a definition's name.
static void bind_type_parameters(Walk *walk, NodeId list)
{
    for (NodeId type = tree_first(walk->tree, list); type; type = tree_next(walk->tree, type)) {
        NodeId name = type;
        while (name && tree_kind(walk->tree, name) != PY_IDENTIFIER)
            name = tree_first(walk->tree, name);
        if (name)
            node_at(walk, name)->binding =
                names_bind(&walk->names, walk->scope, name, BINDING_LOCAL);
    }
}

static void open_type_scope(Walk *walk, NodeId node, NodeId list)
{
    if (!list) return;
    save(walk, node, 0);
    walk->scope = names_scope(&walk->names, (Scope){SCOPE_TYPES, walk->scope, walk->function, 0});
    bind_type_parameters(walk, list);
}

static void bind_parameters(Walk *walk, ScopeId scope, FunctionId id)
{
    Function *function = function_at(walk, id);
    NodeId list = tree_child_as(walk->tree, function->node, ROLE_PARAMETERS);
    function->first_parameter = walk->unit->bindings.len;
    for (NodeId parameter = tree_first(walk->tree, list); parameter;
         parameter = tree_next(walk->tree, parameter)) {
        NodeId name = py_parameter_name(walk->tree, parameter);
        if (!name) continue;
        uint32_t before = walk->unit->bindings.len;
        BindingId binding = names_bind(&walk->names, scope, name, BINDING_PARAMETER);
        walk->unit->bindings.at[binding].is_default_bearing =
            py_parameter_default(walk->tree, parameter) != 0;
        node_at(walk, name)->binding = binding;
        refer_in(walk, scope, name, REFERENCE_WRITE, (Str){0});
        function->parameter_count += walk->unit->bindings.len - before;
    }
}

static ClassId class_around(const Walk *walk)
{
    ScopeId scope = walk->scope;
    if (walk->names.scopes.at[scope].kind == SCOPE_TYPES)
        scope = walk->names.scopes.at[scope].parent;
    return walk->names.scopes.at[scope].class;
}

static uint32_t function_flags(const Walk *walk, NodeId node, ClassId class, Str name)
{
    static const char *const class_methods[] = {"__new__", "__init_subclass__", "__class_getitem__",
                                                NULL};
    bool is_lambda = tree_kind(walk->tree, node) == PY_LAMBDA;
    bool is_public = walk->scope == MODULE_SCOPE && !is_lambda && name.at[0] != '_';
    uint32_t flags = is_lambda ? FUNCTION_LAMBDA : class ? FUNCTION_METHOD : 0;
    if (tree_node(walk->tree, node)->flags & NODE_ASYNC) flags |= FUNCTION_ASYNC;
    if (class && !is_lambda && str_is_any(name, class_methods)) flags |= FUNCTION_CLASS_METHOD;
    return is_public ? flags | FUNCTION_EXPORTED : flags;
}

static Str definition_name(const Walk *walk, NodeId node)
{
    NodeId name = tree_child_as(walk->tree, node, ROLE_NAME);
    if (tree_kind(walk->tree, node) == PY_LAMBDA) return STR("<lambda>");
    return name && tree_text(walk->tree, name).len ? tree_text(walk->tree, name) : STR("?");
}

// The module's name, those of the functions and classes around, and its own: "module.Outer.inner".
static Str definition_path(const Walk *walk, Str name)
{
    ClassId class = class_around(walk);
    Str around = walk->unit->module;
    BindingId outer =
        class ? walk->unit->classes.at[class].binding : function_at(walk, walk->function)->binding;
    if (outer) around = walk->unit->bindings.at[outer].qualified;
    return names_joined(walk->arena, around, name);
}

static void enter_function(Walk *walk, NodeId node)
{
    Str name = definition_name(walk, node);
    ClassId class = class_around(walk);
    FunctionId id = walk->unit->functions.len;
    NodeId name_node = tree_child_as(walk->tree, node, ROLE_NAME);
    BindingId binding = name_node ? define(walk, name_node, BINDING_FUNCTION) : 0;
    *array_push(walk->arena, &walk->unit->functions) = (Function){
        .name = name,
        .node = node,
        .body = tree_child_as(walk->tree, node, ROLE_BODY),
        .parent = walk->function,
        .class = class,
        .binding = binding,
        .flags = function_flags(walk, node, class, name),
    };
    if (binding && walk->unit->bindings.at[binding].kind == BINDING_FUNCTION) {
        walk->unit->bindings.at[binding].names_function = id;
        walk->unit->bindings.at[binding].qualified = definition_path(walk, name);
    }
    open_type_scope(walk, node, tree_child_as(walk->tree, node, ROLE_TYPE_PARAMETERS));
    ScopeId scope = names_scope(&walk->names, (Scope){SCOPE_FUNCTION, walk->scope, id, 0});
    bind_parameters(walk, scope, id);
    save(walk, node, scope);
}

static void enter_class(Walk *walk, NodeId node)
{
    Str name = definition_name(walk, node);
    ClassId id = walk->unit->classes.len;
    NodeId name_node = tree_child_as(walk->tree, node, ROLE_NAME);
    BindingId binding = name_node ? define(walk, name_node, BINDING_CLASS) : 0;
    *array_push(walk->arena, &walk->unit->classes) = (Class){.name = name,
                                                             .node = node,
                                                             .binding = binding,
                                                             .function = walk->function,
                                                             .outer = class_around(walk)};
    if (binding && walk->unit->bindings.at[binding].kind == BINDING_CLASS) {
        walk->unit->bindings.at[binding].qualified = definition_path(walk, name);
        walk->unit->bindings.at[binding].class = id;
    }
    open_type_scope(walk, node, tree_child_as(walk->tree, node, ROLE_TYPE_PARAMETERS));
    save(walk, node,
         names_scope(&walk->names, (Scope){SCOPE_CLASS, walk->scope, walk->function, id}));
}

// A definition's body is the one part of it that stands in the new scope.
static void enter_body(Walk *walk, NodeId body)
{
    if (!walk->saved.len) return;
    Saved definition = walk->saved.at[walk->saved.len - 1];
    if (definition.node != tree_parent(walk->tree, body) || !definition.inside) return;
    save(walk, body, 0);
    walk->scope = definition.inside;
    walk->function = walk->names.scopes.at[definition.inside].function;
}

static void enter_comprehension(Walk *walk, NodeId node)
{
    save(walk, node, 0);
    walk->scope =
        names_scope(&walk->names, (Scope){SCOPE_COMPREHENSION, walk->scope, walk->function, 0});
}

// The first iterable of a comprehension is evaluated around it.
static void enter_iterable(Walk *walk, NodeId node)
{
    NodeId clause = tree_parent(walk->tree, node), comprehension = tree_parent(walk->tree, clause);
    if (!py_is_comprehension(walk->tree, comprehension)) return;
    if (tree_next(walk->tree, tree_first(walk->tree, comprehension)) != clause) return;
    save(walk, node, 0);
    walk->scope = walk->names.scopes.at[walk->scope].parent;
}

// --- statements that speak about names ---------------------------------------------------------------------------

static void declare(Walk *walk, NodeId statement)
{
    bool is_global = tree_kind(walk->tree, statement) == PY_GLOBAL;
    for (NodeId child = tree_first(walk->tree, statement); child;
         child = tree_next(walk->tree, child)) {
        NameId name = names_of(&walk->names, tree_text(walk->tree, child));
        if (is_global) names_global(&walk->names, walk->scope, name, child);
        if (!is_global && walk->scope != MODULE_SCOPE)
            names_nonlocal(&walk->names, walk->scope, name);
        refer(walk, child, REFERENCE_DECLARED);
    }
}

static void enter_type_alias(Walk *walk, NodeId node)
{
    NodeId name = tree_child_as(walk->tree, node, ROLE_LEFT);
    NodeId list = 0;
    for (; name && tree_kind(walk->tree, name) != PY_IDENTIFIER;
         name = tree_first(walk->tree, name))
        if (tree_kind(walk->tree, name) == PY_GENERIC_TYPE)
            list = tree_next(walk->tree, tree_first(walk->tree, name));
    if (!name) return;
    bind_variable(walk, name, REFERENCE_WRITE, walk->scope);
    node_at(walk, name)->binding = UINT32_MAX;  // seen; the reference sets the binding
    open_type_scope(walk, node, list);
}

// `except ... as e` deletes e at its end.
static void leave_except(Walk *walk, NodeId clause)
{
    NodeId pattern = tree_first(walk->tree, clause);
    NodeId target = tree_kind(walk->tree, pattern) == PY_AS_PATTERN
                        ? tree_child_as(walk->tree, pattern, ROLE_ALIAS)
                        : 0;
    NodeId name = target ? tree_first(walk->tree, target) : 0;
    if (name && tree_kind(walk->tree, name) == PY_IDENTIFIER)
        refer_in(walk, names_target(&walk->names, walk->scope), name, REFERENCE_DELETE, (Str){0});
}

// --- identifiers -------------------------------------------------------------------------------------------------

// Names in dotted patterns: `case x` binds x, `case Color.RED` and `case Point(...)` read the first part.
static void enter_dotted(Walk *walk, NodeId node)
{
    NodeId dotted = tree_parent(walk->tree, node);
    if (tree_first(walk->tree, dotted) != node) return;
    NodeId second = tree_next(walk->tree, node);
    if (second) {
        refer_in(walk, walk->scope, node, REFERENCE_MEMBER, tree_text(walk->tree, second));
    } else if (tree_kind(walk->tree, tree_parent(walk->tree, dotted)) == PY_CLASS_PATTERN) {
        refer(walk, node, REFERENCE_READ);
    } else {
        bind_variable(walk, node, REFERENCE_WRITE, names_target(&walk->names, walk->scope));
    }
}

// Identifiers that are no variables, or were bound when their statement was entered.
static bool is_done(const Walk *walk, NodeId node)
{
    const Node *at = node_at(walk, node);
    if (at->binding) return true;
    switch (tree_kind(walk->tree, at->parent)) {
    case PY_ATTRIBUTE: return at->role == ROLE_ATTRIBUTE;
    case PY_KEYWORD_ARGUMENT:
    case PY_KEYWORD_PATTERN:
    case PY_FUNCTION:
    case PY_CLASS: return at->role == ROLE_NAME;
    case PY_MEMBER_TYPE:
    case PY_GLOBAL:
    case PY_NONLOCAL: return true;
    default: return false;
    }
}

static void enter_identifier(Walk *walk, NodeId node)
{
    if (is_done(walk, node)) return;
    if (tree_kind(walk->tree, tree_parent(walk->tree, node)) == PY_DOTTED_NAME) {
        enter_dotted(walk, node);
        return;
    }
    Str member;
    ReferenceKind kind = py_reference_kind(walk->tree, node, &member);
    bool binds = kind == REFERENCE_WRITE || kind == REFERENCE_UPDATE || kind == REFERENCE_DELETE ||
                 kind == REFERENCE_DECLARED;
    if (!binds) {
        refer_in(walk, walk->scope, node, kind, member);
        return;
    }
    bool is_walrus = tree_kind(walk->tree, tree_parent(walk->tree, node)) == PY_NAMED_EXPRESSION;
    bind_variable(walk, node, kind,
                  is_walrus ? names_target(&walk->names, walk->scope) : walk->scope);
}

// --- the walk ----------------------------------------------------------------------------------------------------

// False when there is nothing to see below the node.
static bool enter(Walk *walk, NodeId node)
{
    uint8_t role = node_at(walk, node)->role;
    if (role == ROLE_BODY) enter_body(walk, node);
    if (role == ROLE_RIGHT && tree_kind(walk->tree, tree_parent(walk->tree, node)) == PY_FOR_IN)
        enter_iterable(walk, node);
    walk->unit->function_of_node[node] = walk->function;
    switch (tree_kind(walk->tree, node)) {
    case PY_IDENTIFIER: enter_identifier(walk, node); break;
    case PY_FUNCTION:
    case PY_LAMBDA: enter_function(walk, node); break;
    case PY_CLASS: enter_class(walk, node); break;
    case PY_LIST_COMPREHENSION:
    case PY_SET_COMPREHENSION:
    case PY_DICTIONARY_COMPREHENSION:
    case PY_GENERATOR: enter_comprehension(walk, node); break;
    case PY_IMPORT:
    case PY_IMPORT_FROM:
    case PY_FUTURE_IMPORT: import_all(walk, node); return false;
    case PY_GLOBAL:
    case PY_NONLOCAL: declare(walk, node); return false;
    case PY_TYPE_ALIAS: enter_type_alias(walk, node); break;
    case PY_YIELD:
    case PY_YIELD_FROM: function_at(walk, walk->function)->flags |= FUNCTION_GENERATOR; break;
    default: break;
    }
    return true;
}

static void leave(Walk *walk, NodeId node)
{
    if (tree_kind(walk->tree, node) == PY_EXCEPT) leave_except(walk, node);
    while (walk->saved.len && walk->saved.at[walk->saved.len - 1].node == node) {
        Saved saved = walk->saved.at[--walk->saved.len];
        walk->scope = saved.scope;
        walk->function = saved.function;
    }
}

static void walk_tree(Walk *walk)
{
    const Node *nodes = walk->tree->nodes;
    NodeId node = ROOT;
    for (;;) {
        if (enter(walk, node) && nodes[node].first) {
            node = nodes[node].first;
            continue;
        }
        leave(walk, node);
        while (node != ROOT && !nodes[node].next) {
            node = nodes[node].parent;
            leave(walk, node);
        }
        if (node == ROOT) return;
        node = nodes[node].next;
    }
}

// --- resolving ---------------------------------------------------------------------------------------------------

static bool is_of_function(BindingKind kind)
{
    return kind != BINDING_GLOBAL && kind != BINDING_BUILTIN && kind != BINDING_UNDEFINED &&
           kind != BINDING_CLASS_BODY;
}

static void note_use(Unit *unit, const Reference *reference)
{
    Binding *binding = &unit->bindings.at[reference->binding];
    if (reference->kind == REFERENCE_WRITE || reference->kind == REFERENCE_UPDATE)
        binding->writes++;
    if (reference->kind == REFERENCE_RETURNED && binding->kind == BINDING_PARAMETER)
        unit->functions.at[binding->function].flags |= FUNCTION_RETURNS_PARAMETER;
    bool is_inner = reference->function != binding->function && binding->function != TOP_LEVEL;
    if (is_inner && is_of_function(binding->kind) && !binding->class) binding->is_captured = true;
}

static void resolve(Walk *walk)
{
    Unit *unit = walk->unit;
    for (uint32_t i = 1; i < unit->references.len; i++) {
        Reference *reference = &unit->references.at[i];
        reference->binding = names_find(&walk->names, reference->next, reference->binding);
        reference->next = 0;
        node_at(walk, reference->node)->binding = reference->binding;
    }
    uint32_t *newest = arena_array(walk->arena, uint32_t, unit->bindings.len);
    for (uint32_t i = 1; i < unit->references.len; i++) {
        Reference *reference = &unit->references.at[i];
        uint32_t *last = &newest[reference->binding];
        *(*last ? &unit->references.at[*last].next
                : &unit->bindings.at[reference->binding].first_reference) = i;
        *last = i;
        note_use(unit, reference);
    }
}

static void qualify_module_names(Walk *walk)
{
    for (BindingId id = 1; id < walk->unit->bindings.len; id++) {
        Binding *binding = &walk->unit->bindings.at[id];
        if (binding->kind != BINDING_GLOBAL) continue;
        binding->qualified = names_joined(walk->arena, walk->unit->module, binding->name);
        binding->is_exported = !binding->is_private;
    }
}

void py_scope_read(Arena *arena, Unit *unit, Tree *tree)
{
    Walk walk = {
        .arena = arena, .unit = unit, .tree = tree, .scope = MODULE_SCOPE, .function = TOP_LEVEL};
    unit->function_of_node = arena_array(arena, uint32_t, tree->count);
    (void)array_push(arena, &unit->references);
    (void)array_push(arena, &unit->functions);
    (void)array_push(arena, &unit->classes);
    *array_push(arena, &unit->functions) = (Function){.node = ROOT, .body = ROOT};
    names_open(&walk.names, arena, unit);
    walk_tree(&walk);
    resolve(&walk);
    qualify_module_names(&walk);
}
