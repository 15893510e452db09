// One walk over the tree for attributes, texts and star imports, one over the references for names of other modules, one over the
// class table. Deliberately missed: what a collection's element does (`x[k].append(v)` only reads x), names made at run time.
#include "python/py_index.h"

#include "base/str.h"
#include "model/object.h"
#include "python/py_custody.h"
#include "python/py_held.h"
#include "python/py_idiom.h"
#include "python/py_opened.h"
#include "python/py_instances.h"
#include "python/py_owner.h"
#include "python/py_reference.h"
#include "python/py_tie.h"
#include "python/py_use.h"

enum { SPELLED_MAX = 60, PARAMETERS_MAX = 9 };

typedef struct Pass {
    Arena *results;
    const Unit *unit;
    const Tree *tree;
    Index *index;
    Owners owners;
    uint8_t *is_own;  // per node: an attribute of self, cls or a class of the file
    uint8_t *is_cut;  // per attribute, at the first use of its name in the class: CUT, HANDED_ON
    FILE *out;        // dump: facts as text; NULL
    Str speaker;      // dump: the class that says it
} Pass;

static void say(Pass *pass, Facts *facts, Str verb, Str name)
{
    *array_push(pass->results, facts) = fact_hash(verb, name);
    if (!pass->out) return;
    fprintf(pass->out, "says%s%.*s: %.*s%s%.*s\n", pass->speaker.len ? " " : "", FMT(pass->speaker), FMT(verb),
            name.len ? " " : "", FMT(name));
}

// ".name", or ".name.method", in the buffer.
typedef struct Dotted {
    char text[2 * SPELLED_MAX];
} Dotted;

static Str dotted(Dotted *buffer, Str name, Str method)
{
    size_t len = 0;
    Str parts[] = {name, method};
    for (size_t i = 0; i < COUNT_OF(parts) && parts[i].len; i++) {
        size_t room = sizeof buffer->text - len - 1;
        size_t taken = parts[i].len < room ? parts[i].len : room;
        buffer->text[len++] = '.';
        memcpy(buffer->text + len, parts[i].at, taken);
        len += taken;
        if (len == sizeof buffer->text) break;
    }
    return (Str){buffer->text, len};
}

static void say_deeds(Pass *pass, Facts *facts, unsigned deeds, Str name)
{
    for (unsigned i = 0; i < DEED_KINDS; i++)
        if (deeds & 1u << i) say(pass, facts, str_from(py_deed_verbs[i]), name);
}

// --- classes -----------------------------------------------------------------------------------------------------

// __init__ makes an attribute; anything else that sets it replaces what it held.
static bool is_maker(Str function)
{
    static const char *const names[] = {"__init__", "__new__", "__post_init__", "__attrs_post_init__", "__init_subclass__", NULL};
    return str_is_any(function, names);
}

// `x.name = None`, `del x.name`: whatever cycle went through it ends here.
static void say_cut(Pass *pass, NodeId attribute, Str name, ReferenceKind kind)
{
    Dotted buffer;
    NodeId value = kind == REFERENCE_WRITE ? py_assigned_value(pass->tree, attribute) : 0;
    bool is_cut = kind == REFERENCE_DELETE || (value && tree_kind(pass->tree, value) == PY_NONE);
    if (is_cut) say(pass, &pass->index->facts, STR("cuts"), dotted(&buffer, name, (Str){0}));
}

enum { CUT = 1, HANDED_ON = 2 };

// Does the class let go of what the attribute has or of a part of it, or may other code do so that gets the collection?
static void note_cut(Pass *pass, const Attribute *use)
{
    static const char *const emptying[] = {"clear", "pop", "popleft", "popitem", "remove", "discard", NULL};
    bool is_anew = use->kind == REFERENCE_WRITE && (!use->value || tree_kind(pass->tree, use->value) != PY_IDENTIFIER);
    bool is_cut = use->kind == REFERENCE_DELETE || use->kind == REFERENCE_ELEMENT_DELETE || is_anew ||
                  (use->kind == REFERENCE_RECEIVER && str_is_any(use->method, emptying));
    bool is_handed_on = use->kind == REFERENCE_STORED || use->kind == REFERENCE_ARGUMENT || use->kind == REFERENCE_RETURNED;
    if ((!is_cut && !is_handed_on) || is_maker(unit_function(pass->unit, use->function)->name)) return;
    pass->is_cut[py_first_use(pass->unit, use->class, use->name) - 1] |= is_cut ? CUT : HANDED_ON;
}

// self._loop.stop, called or handed to call_soon_threadsafe(): the class ends an event loop.
static void say_stopped(Pass *pass, Facts *facts, Str name, Str method)
{
    if (str_contains(name, STR("loop")) && (str_is(method, "stop") || str_is(method, "close"))) say(pass, facts, STR("stops"), STR("loop"));
}

static void read_use(Pass *pass, const Attribute *use)
{
    Dotted buffer;
    ClassEntry *entry = &pass->index->classes.at[use->class - 1];
    unsigned deeds = py_deeds(pass->unit, use->node, use->kind, use->method);
    pass->is_own[use->node] = 1;
    note_cut(pass, use);
    if (use->kind == REFERENCE_WRITE && is_maker(unit_function(pass->unit, use->function)->name)) {
        say(pass, &entry->facts, STR("makes"), dotted(&buffer, use->name, (Str){0}));
        return;
    }
    if (use->kind == REFERENCE_MEMBER) {
        Str member;
        py_reference_kind(pass->tree, use->node, &member);
        deeds = py_deeds(pass->unit, use->node, use->kind, member);
        say_stopped(pass, &entry->facts, use->name, member);
    }
    say_stopped(pass, &entry->facts, use->name, use->method);
    say_deeds(pass, &entry->facts, deeds, dotted(&buffer, use->name, (Str){0}));
    if (use->method.len) say(pass, &entry->facts, STR("calls"), dotted(&buffer, use->name, use->method));
    say_cut(pass, use->node, use->name, use->kind);
}

static void read_members(Pass *pass)
{
    for (BindingId id = 1; id < pass->unit->bindings.len; id++) {
        const Binding *binding = unit_binding(pass->unit, id);
        if (!binding->class || binding->kind == BINDING_CLASS) continue;
        ClassEntry *entry = &pass->index->classes.at[binding->class - 1];
        pass->speaker = entry->name;
        say(pass, &entry->facts, binding->kind == BINDING_FUNCTION ? STR("defines") : STR("binds"), binding->name);
    }
}

// The variable at the left end of a.b.c.
static const Binding *root_binding(const Unit *unit, NodeId expression)
{
    while (tree_kind(unit->tree, expression) == PY_ATTRIBUTE) expression = tree_child_as(unit->tree, expression, ROLE_OBJECT);
    return unit_binding(unit, tree_kind(unit->tree, expression) == PY_IDENTIFIER ? tree_node(unit->tree, expression)->binding : 0);
}

// Bound once, or by `import a.b` and `import a.c`, which both bind `a` to the one package.
static bool is_bound_once(const Unit *unit, const Binding *binding)
{
    if (binding->writes <= 1) return true;
    for_each_reference(unit, binding - unit->bindings.at, reference) {
        if (reference->kind != REFERENCE_WRITE) continue;
        NodeId parent = tree_parent(unit->tree, reference->node);
        if (tree_kind(unit->tree, parent) != PY_DOTTED_NAME || tree_kind(unit->tree, tree_parent(unit->tree, parent)) != PY_IMPORT) return false;
    }
    return true;
}

static Str base_path(Pass *pass, NodeId base)
{
    const Unit *unit = pass->unit;
    base = py_unparenthesized(pass->tree, base);
    if (tree_kind(pass->tree, base) == PY_SUBSCRIPT) base = tree_child_as(pass->tree, base, ROLE_VALUE);
    const Binding *root = root_binding(unit, base);
    Str name = py_qualified(unit, base);
    if (!is_bound_once(unit, root) || !name.len) return (Str){0};
    if (root->kind == BINDING_IMPORT || root->kind == BINDING_BUILTIN) return arena_copy(pass->results, name);
    ClassId local = root->kind == BINDING_CLASS ? py_class_named(unit, name) : 0;
    return local ? arena_format(pass->results, "#%u", local) : (Str){0};
}

// An attribute that only __init__ sets.
static bool is_set_once(const Unit *unit, ClassId class, Str name)
{
    for_each_use(unit, class, name, use) {
        bool is_ours = use->kind == REFERENCE_WRITE || use->kind == REFERENCE_DELETE;
        if (is_ours && !is_maker(unit_function(unit, use->function)->name)) return false;
    }
    return true;
}

// A dict, list, set or deque: made of what its first argument gives.
static bool is_collection(const Unit *unit, ClassId class)
{
    static const char *const names[] = {"builtins.dict", "builtins.list", "builtins.set", "builtins.tuple", "collections.OrderedDict", "collections.deque", NULL};
    const Class *at = unit_class(unit, class);
    return at->base_count && str_is_any(at->bases[0], names);
}

// Does __init__ give it to the __init__ of a base, whatever that one is?
static bool is_handed_up(const Unit *unit, BindingId parameter)
{
    for_each_reference(unit, parameter, reference) {
        NodeId call = reference->kind == REFERENCE_ARGUMENT ? tree_ancestor(unit->tree, reference->node, PY_CALL) : 0;
        if (call && str_is(py_method_name(unit->tree, call), "__init__")) return true;
    }
    return false;
}

// The arguments of the constructor that its instances keep to their end, and those that they don't.
static void read_held(Pass *pass, ClassEntry *entry, ClassId class)
{
    const Function *init = unit_function(pass->unit, py_class_method(pass->unit, class, "__init__"));
    if (!init->class && is_collection(pass->unit, class)) say(pass, &entry->facts, STR("holds"), STR("1"));
    for (uint32_t n = 1; n < init->parameter_count && n < PARAMETERS_MAX; n++) {
        BindingId parameter = init->first_parameter + n;
        Str kept = py_kept_by(pass->unit, class, n, (Str){0});
        bool is_held = kept.len && is_set_once(pass->unit, class, kept);
        if (!is_held && is_handed_up(pass->unit, parameter)) continue;
        Str name = unit_binding(pass->unit, parameter)->name;
        char number[2] = {(char)('0' + n), 0};
        say(pass, &entry->facts, is_held ? STR("holds") : STR("drops"), str_from(number));
        say(pass, &entry->facts, is_held ? STR("holds") : STR("drops"), name);
        if (!is_held || !py_is_pinned(pass->unit, class, kept)) continue;
        pass->owners.is_watched[class] = 1;
        say(pass, &entry->facts, STR("pins"), str_from(number));
        say(pass, &entry->facts, STR("pins"), name);
    }
}

// Above an exception: what a handler can be for.
static void read_exception(Pass *pass, ClassEntry *entry, NodeId class)
{
    say(pass, &entry->facts, STR("exception"), (Str){0});
    for (NodeId base = py_next_base(pass->tree, class, 0); base; base = py_next_base(pass->tree, class, base))
        say(pass, &entry->facts, STR("derives"), str_last_part(py_base_name(pass->unit, base)));
}

static void read_class(Pass *pass, ClassId id)
{
    const Class *class = unit_class(pass->unit, id);
    const Binding *binding = unit_binding(pass->unit, class->binding);
    ClassEntry *entry = array_push(pass->results, &pass->index->classes);
    Str path = binding->kind == BINDING_CLASS ? str_from_byte(binding->qualified, pass->unit->module.len + 1) : class->name;
    entry->name = arena_copy(pass->results, path);
    entry->is_ambiguous = binding->kind != BINDING_CLASS || binding->class != id || binding->writes > 1;
    for (NodeId base = py_next_base(pass->tree, class->node, 0); base; base = py_next_base(pass->tree, class->node, base))
        *array_push(pass->results, &entry->bases) = base_path(pass, base);
    pass->speaker = entry->name;
    if (py_is_exception_class(pass->unit, id)) read_exception(pass, entry, class->node);
    if (py_is_unslotted(pass->unit, id)) say(pass, &entry->facts, STR("unslotted"), (Str){0});
    read_held(pass, entry, id);
}

// What instances own, and which methods open, close or give away something.
static void read_owners(Pass *pass)
{
    py_owners_finish(&pass->owners);
    for (ClassId id = 1; id < pass->unit->classes.len; id++)
        if (pass->owners.owns[id]) say(pass, &pass->index->classes.at[id - 1].facts, STR("owns"), (Str){0});
    for (FunctionId id = TOP_LEVEL + 1; id < pass->unit->functions.len; id++) {
        const Function *function = unit_function(pass->unit, id);
        if (!function->class && function->parent != TOP_LEVEL) continue;
        pass->speaker = function->class ? pass->index->classes.at[function->class - 1].name : (Str){0};
        Facts *facts = function->class ? &pass->index->classes.at[function->class - 1].facts : &pass->index->facts;
        if (pass->owners.opens[id]) say(pass, facts, STR("opens"), function->name);
        if (pass->owners.frees[id]) say(pass, facts, STR("frees"), function->name);
    }
    pass->speaker = (Str){0};
}

// --- methods that keep what they are given -----------------------------------------------------------------------

// The attribute of self that gets the value: self.a = value, self.a[k] = value, self.a.append(value). 0 = none.
static NodeId own_keeper(const Unit *unit, const Reference *reference)
{
    const Tree *tree = unit->tree;
    NodeId place = reference->kind == REFERENCE_STORED ? py_stored_in(tree, reference->node) : py_added_to(tree, reference->node);
    if (place && tree_kind(tree, place) == PY_SUBSCRIPT) place = tree_child_as(tree, place, ROLE_VALUE);
    NodeId object = place && tree_kind(tree, place) == PY_ATTRIBUTE ? tree_child_as(tree, place, ROLE_OBJECT) : 0;
    bool is_own = object && tree_kind(tree, object) == PY_IDENTIFIER && py_self_class(unit, tree_node(tree, object)->binding);
    return is_own ? place : 0;
}

static bool is_cut(const Pass *pass, ClassId class, NodeId attribute, bool is_collection)
{
    uint32_t first = py_first_use(pass->unit, class, py_attribute_name(pass->tree, attribute));
    return first && pass->is_cut[first - 1] & (is_collection ? CUT | HANDED_ON : CUT);
}

// Keeps its first argument to the object's end; certainly does not; or hands it to code that may (then nothing is said).
static void read_method(Pass *pass, const Function *method)
{
    BindingId parameter = method->first_parameter + 1;
    bool keeps = false, is_used = false, is_passed = unit_binding(pass->unit, parameter)->is_captured;
    for_each_reference(pass->unit, parameter, reference) {
        if (reference->node == unit_binding(pass->unit, parameter)->declared) continue;
        bool may_keep = reference->kind == REFERENCE_STORED || reference->kind == REFERENCE_ARGUMENT;
        NodeId keeper = may_keep ? own_keeper(pass->unit, reference) : 0;
        bool is_collection = keeper && py_assigned_value(pass->tree, keeper) == 0;
        keeps |= keeper && !is_cut(pass, method->class, keeper, is_collection);
        is_passed |= may_keep || reference->kind == REFERENCE_RETURNED;
        is_used = true;
    }
    Dotted buffer;
    ClassEntry *entry = &pass->index->classes.at[method->class - 1];
    if (keeps) say(pass, &entry->facts, STR("takes"), method->name);
    if (keeps) say(pass, &pass->index->facts, STR("takes"), dotted(&buffer, method->name, (Str){0}));
    else if (is_used && !is_passed) say(pass, &pass->index->facts, STR("ignores"), dotted(&buffer, method->name, (Str){0}));
}

static void read_methods(Pass *pass)
{
    for (FunctionId id = TOP_LEVEL + 1; id < pass->unit->functions.len; id++) {
        const Function *method = unit_function(pass->unit, id);
        bool is_plain = method->class && method->parameter_count > 1 && !(method->flags & (FUNCTION_STATIC | FUNCTION_CLASS_METHOD | FUNCTION_PROPERTY));
        if (is_plain && !str_starts(method->name, STR("__"))) read_method(pass, method);
    }
}

static void read_classes(Pass *pass)
{
    for (ClassId id = 1; id < pass->unit->classes.len; id++) read_class(pass, id);
    read_owners(pass);
    read_members(pass);
    for (uint32_t i = 0; i < pass->unit->attributes.len; i++) {
        pass->speaker = pass->index->classes.at[pass->unit->attributes.at[i].class - 1].name;
        read_use(pass, &pass->unit->attributes.at[i]);
    }
    pass->speaker = (Str){0};
    read_methods(pass);
}

// --- the tree ----------------------------------------------------------------------------------------------------

// x.name[key] = value, where the value certainly keeps the key.
static void read_tie(Pass *pass, NodeId attribute, Str name)
{
    PyTie tie;
    Dotted buffer;
    NodeId store = tree_parent(pass->tree, tree_parent(pass->tree, attribute));
    if (tree_kind(pass->tree, store) != PY_ASSIGNMENT || !py_tie_of(pass->unit, store, &tie) || tie.cycle.keeper.len) return;
    if (tie.dictionary == attribute) say(pass, &pass->index->facts, STR("ties"), dotted(&buffer, name, (Str){0}));
}

static void read_attribute(Pass *pass, NodeId node)
{
    Dotted buffer;
    Str member, name = py_attribute_name(pass->tree, node);
    ReferenceKind kind = py_reference_kind(pass->tree, node, &member);
    if (kind == REFERENCE_CALLED) return;
    unsigned deeds = py_deeds(pass->unit, node, kind, member);
    say_deeds(pass, &pass->index->facts, deeds, dotted(&buffer, name, (Str){0}));
    if (deeds & DEED_PASSES && !py_use_stays_open(pass->unit, node)) say(pass, &pass->index->facts, STR("gives"), dotted(&buffer, name, (Str){0}));
    if (kind == REFERENCE_RECEIVER) say(pass, &pass->index->facts, STR("calls"), dotted(&buffer, name, member));
    if (kind == REFERENCE_ELEMENT_WRITE) read_tie(pass, node, name);
    say_cut(pass, node, name, kind);
}

static bool is_identifier(Str text)
{
    if (!text.len || text.len > SPELLED_MAX || (text.at[0] >= '0' && text.at[0] <= '9')) return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (!(c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) return false;
    }
    return true;
}

static bool declares_slots(const Tree *tree, NodeId text)
{
    NodeId assignment = tree_ancestor(tree, text, PY_ASSIGNMENT);
    return assignment && str_is(tree_text(tree, tree_first(tree, assignment)), "__slots__");
}

// Arguments and elements: what getattr, attrgetter or a loop over names can be given.
static void read_text(Pass *pass, NodeId node)
{
    NodeKind around = tree_kind(pass->tree, tree_parent(pass->tree, node));
    if (around != PY_ARGUMENT_LIST && around != PY_TUPLE && around != PY_LIST && around != PY_SET) return;
    Str text = py_string_text(pass->tree, node);
    if (is_identifier(text) && !declares_slots(pass->tree, node)) say(pass, &pass->index->facts, STR("spells"), text);
}

// "do_" + name, f"do_{name}", "do_%s" % name: names of methods.
static bool is_prefixed(const Tree *tree, NodeId name)
{
    name = py_unparenthesized(tree, name);
    if (tree_kind(tree, name) == PY_BINARY) name = tree_first(tree, name);
    Str text = tree_kind(tree, name) == PY_STRING ? tree_text(tree, name) : (Str){0};
    size_t quote = str_find_char(text, '"') < text.len ? str_find_char(text, '"') : str_find_char(text, '\'');
    return quote + 1 < text.len && !str_contains(STR("{%\"'"), str_slice(text, quote + 1, quote + 2));
}

// When the program starts, or later?
static void read_callee(Pass *pass, NodeId call)
{
    NodeId function = py_call_function(pass->tree, call);
    if (tree_kind(pass->tree, function) != PY_IDENTIFIER && tree_kind(pass->tree, function) != PY_ATTRIBUTE) return;
    Str name = str_last_part(tree_text(pass->tree, function)), path = py_qualified(pass->unit, function);
    Str last = path.len ? str_last_part(path) : name;
    bool is_at_start = unit_function_at(pass->unit, call) == TOP_LEVEL || (py_is_capitalised(last) && py_is_kept_by_module(pass->unit, call));
    say(pass, &pass->index->facts, is_at_start ? STR("starts") : STR("runs"), last);
}

// self.x = self.METHOD(...), setattr(self, name, self.METHOD(...)): the object keeps what its method returns.
static void read_stored_result(Pass *pass, NodeId call)
{
    const Tree *tree = pass->tree;
    NodeId function = py_call_function(tree, call), around = tree_parent(tree, call), object = 0;
    NodeId receiver = tree_kind(tree, function) == PY_ATTRIBUTE ? tree_first(tree, function) : 0;
    ClassId class = receiver && tree_kind(tree, receiver) == PY_IDENTIFIER ? py_self_class(pass->unit, tree_node(tree, receiver)->binding) : 0;
    if (!class) return;
    if (tree_kind(tree, around) == PY_ARGUMENT_LIST && py_calls(pass->unit, tree_parent(tree, around), "builtins.setattr")) {
        object = tree_first(tree, around);
    } else if (tree_kind(tree, around) == PY_ASSIGNMENT && tree_kind(tree, tree_child_as(tree, around, ROLE_LEFT)) == PY_ATTRIBUTE) {
        object = tree_first(tree, tree_child_as(tree, around, ROLE_LEFT));
    }
    if (!object || tree_kind(tree, object) != PY_IDENTIFIER || tree_node(tree, object)->binding != tree_node(tree, receiver)->binding) return;
    pass->speaker = pass->index->classes.at[class - 1].name;
    say(pass, &pass->index->classes.at[class - 1].facts, STR("stores"), py_attribute_name(tree, function));
    pass->speaker = (Str){0};
}

// getattr(self, name), vars(self): any attribute may be meant.
static void read_call(Pass *pass, NodeId call)
{
    read_callee(pass, call);
    read_stored_result(pass, call);
    static const char *const reflectors[] = {"builtins.getattr", "builtins.setattr", "builtins.delattr", "builtins.vars", NULL};
    if (!py_calls_any(pass->unit, call, reflectors)) return;
    NodeId object = py_argument(pass->tree, call, 0, NULL), name = py_argument(pass->tree, call, 1, NULL);
    if (!object || tree_kind(pass->tree, object) != PY_IDENTIFIER || (name && is_prefixed(pass->tree, name))) return;
    ClassId class = py_self_class(pass->unit, tree_node(pass->tree, object)->binding);
    if (!class) return;
    pass->speaker = pass->index->classes.at[class - 1].name;
    say(pass, &pass->index->classes.at[class - 1].facts, STR("reflects"), (Str){0});
    pass->speaker = (Str){0};
}

static void read_star(Pass *pass, NodeId star)
{
    NodeId module = tree_child_as(pass->tree, tree_parent(pass->tree, star), ROLE_MODULE_NAME);
    if (!module || unit_function_at(pass->unit, star) != TOP_LEVEL) return;
    *array_push(pass->results, &pass->index->imports) = (ImportEntry){STR("*"), arena_copy(pass->results, tree_text(pass->tree, module))};
}

static void read_tree(Pass *pass)
{
    for (NodeId node = ROOT; node < pass->tree->count; node++) {
        switch (tree_kind(pass->tree, node)) {
        case PY_ATTRIBUTE:
            if (!pass->is_own[node]) read_attribute(pass, node);
            break;
        case PY_STRING: read_text(pass, node); break;
        case PY_CALL: read_call(pass, node); break;
        case PY_WILDCARD_IMPORT: read_star(pass, node); break;
        default: break;
        }
    }
}

// --- names -------------------------------------------------------------------------------------------------------

static void read_import(Pass *pass, const Binding *binding)
{
    bool is_inside = str_find_char(binding->qualified, '.') < binding->qualified.len;
    if (binding->function != TOP_LEVEL || binding->class || !is_inside) return;
    Str name = arena_copy(pass->results, binding->name), target = arena_copy(pass->results, binding->qualified);
    *array_push(pass->results, &pass->index->imports) = (ImportEntry){name, target};
    Effects effects = knowledge_find(pass->unit->knowledge, target);
    bool opens = effects.len && effects.at->event == EVENT_ACQUIRE && !effects.at->detail && family_is_object((Family)effects.at->family);
    if (opens) say(pass, &pass->index->facts, STR("opens"), name);
}

// The class of this file that the name of the module means: `Parser = PyParser`, whatever an import or another library may put there instead.
static ClassId class_meant(const Unit *unit, BindingId id)
{
    ClassId meant = 0;
    for_each_reference(unit, id, reference) {
        NodeId value = reference->kind == REFERENCE_WRITE ? py_assigned_value(unit->tree, reference->node) : 0;
        const Binding *named = unit_binding(unit, value && tree_kind(unit->tree, value) == PY_IDENTIFIER ? tree_node(unit->tree, value)->binding : 0);
        if (named->kind != BINDING_CLASS || named->function != TOP_LEVEL) continue;
        if (meant && meant != named->class) return 0;
        meant = named->class;
    }
    return meant;
}

// The other name of a class is as good as an import of it.
static void read_alias(Pass *pass, BindingId id)
{
    ClassId class = class_meant(pass->unit, id);
    if (!class) return;
    bool is_package = str_is(pass->unit->module, "__init__");
    Str module = is_package ? (Str){0} : pass->unit->module, name = unit_class(pass->unit, class)->name;
    Str target = arena_format(pass->results, ".%.*s%s%.*s", FMT(module), is_package ? "" : ".", FMT(name));
    *array_push(pass->results, &pass->index->imports) = (ImportEntry){arena_copy(pass->results, unit_binding(pass->unit, id)->name), target};
}

// What the file does to a variable of another module. `from m import CACHE as c` speaks of CACHE.
static void read_foreign(Pass *pass, BindingId id)
{
    const Binding *binding = unit_binding(pass->unit, id);
    Str name = binding->qualified.len ? str_last_part(binding->qualified) : binding->name;
    unsigned deeds = 0;
    for_each_reference(pass->unit, id, reference) {
        bool is_import = reference->kind == REFERENCE_WRITE && binding->kind == BINDING_IMPORT;
        if (!is_import && reference->kind != REFERENCE_CALLED)
            deeds |= py_deeds(pass->unit, reference->node, reference->kind, reference->name);
    }
    say_deeds(pass, &pass->index->facts, deeds, name);
}

static bool is_plain_container(const Unit *unit, const Binding *binding)
{
    static const char *const types[] = {"builtins.dict", "builtins.list", "builtins.set", "collections.defaultdict",
                                        "collections.OrderedDict", "collections.deque", NULL};
    return binding->type && str_is_any(unit_type(unit, binding->type)->name, types);
}

// A container of the module that other files may fill, and that this one never empties.
static void read_global(Pass *pass, BindingId id)
{
    const Binding *binding = unit_binding(pass->unit, id);
    if (binding->writes != 1 || !is_plain_container(pass->unit, binding)) return;
    unsigned deeds = 0;
    for_each_reference(pass->unit, id, reference)
        if (reference->kind != REFERENCE_WRITE) deeds |= py_deeds(pass->unit, reference->node, reference->kind, reference->name);
    NodeId value = py_only_value(pass->unit, id);
    bool is_limited = value && tree_kind(pass->tree, value) == PY_CALL && py_argument(pass->tree, value, 1, "maxlen");
    if (!(deeds & (DEED_SHRINKS | DEED_SETS | DEED_PASSES | DEED_SIZES)) && !is_limited)
        say(pass, &pass->index->facts, STR("makes"), binding->name);
}

static void read_names(Pass *pass)
{
    for (BindingId id = 1; id < pass->unit->bindings.len; id++) {
        const Binding *binding = unit_binding(pass->unit, id);
        if (binding->kind == BINDING_IMPORT) read_import(pass, binding);
        if (binding->kind == BINDING_IMPORT || binding->kind == BINDING_UNDEFINED) read_foreign(pass, id);
        if (binding->kind == BINDING_GLOBAL) read_global(pass, id);
        if (binding->kind == BINDING_GLOBAL) read_alias(pass, id);
    }
}

// --- functions ---------------------------------------------------------------------------------------------------

static void say_numbered(Pass *pass, const char *verb, uint32_t number, Str name)
{
    char text[16];
    int len = snprintf(text, sizeof text, "%s-%u", verb, number);
    say(pass, &pass->index->facts, (Str){text, (size_t)len}, name);
}

// A collection of the module that the module never shrinks.
static bool only_grows(const Unit *unit, BindingId id)
{
    const Binding *binding = unit_binding(unit, id);
    if (binding->kind != BINDING_GLOBAL || binding->writes != 1 || !is_plain_container(unit, binding)) return false;
    for_each_reference(unit, id, reference) {
        if (reference->kind == REFERENCE_WRITE) continue;
        if (py_deeds(unit, reference->node, reference->kind, reference->name) & (DEED_SHRINKS | DEED_SETS)) return false;
    }
    return true;
}

// `HOOKS.append(parameter)`: what the function is given stays as long as the process.
static bool is_hoarded(const Unit *unit, const Reference *reference)
{
    NodeId keeper = reference->kind == REFERENCE_ARGUMENT ? py_added_to(unit->tree, reference->node) : 0;
    return keeper && tree_kind(unit->tree, keeper) == PY_IDENTIFIER && only_grows(unit, tree_node(unit->tree, keeper)->binding);
}

static void read_parameter(Pass *pass, const Function *function, uint32_t number)
{
    static const char *const verbs[] = {[FATE_BORROWED] = "borrows", [FATE_CLOSED] = "closes", [FATE_KEPT] = "keeps"};
    BindingId id = function->first_parameter + number;
    bool is_lazy = function->flags & FUNCTION_GENERATOR, is_kept = false;
    say_numbered(pass, verbs[is_lazy ? FATE_KEPT : py_parameter_fate(pass->unit, id)], number, function->name);
    for_each_reference(pass->unit, id, reference)
        if (!is_kept) is_kept = is_hoarded(pass->unit, reference);
    if (is_kept) say_numbered(pass, "hoards", number, function->name);
    if (py_wraps(pass->unit, unit_binding(pass->unit, function->binding)->names_function, id)) say_numbered(pass, "wraps", number, function->name);
}

static void read_functions(Pass *pass)
{
    for (FunctionId id = TOP_LEVEL + 1; id < pass->unit->functions.len; id++) {
        const Function *function = unit_function(pass->unit, id);
        if (function->parent != TOP_LEVEL || function->class || !function->binding) continue;
        if (unit_binding(pass->unit, function->binding)->writes > 1 || py_decorators(pass->tree, function->node)) continue;
        for (uint32_t i = 0; i < function->parameter_count && i < PARAMETERS_MAX; i++) read_parameter(pass, function, i);
    }
}

static void read_all(Arena *scratch, Pass *pass)
{
    py_owners_read(scratch, pass->unit, &pass->owners);
    read_classes(pass);
    read_tree(pass);
    read_names(pass);
    read_functions(pass);
}

void py_index_read(Arena *scratch, Arena *results, const Unit *unit, Index *index)
{
    Pass pass = {.results = results, .unit = unit, .tree = unit->tree, .index = index};
    pass.is_own = arena_array(scratch, uint8_t, unit->tree->count);
    pass.is_cut = arena_array(scratch, uint8_t, unit->attributes.len);
    read_all(scratch, &pass);
    index->is_aside = py_is_aside(unit);
    facts_settle(&index->facts);
    for (uint32_t i = 0; i < index->classes.len; i++) facts_settle(&index->classes.at[i].facts);
}

void py_index_dump(Arena *scratch, const Unit *unit, FILE *out)
{
    Index index = {0};
    Pass pass = {.results = scratch, .unit = unit, .tree = unit->tree, .index = &index, .out = out};
    pass.is_own = arena_array(scratch, uint8_t, unit->tree->count);
    pass.is_cut = arena_array(scratch, uint8_t, unit->attributes.len);
    read_all(scratch, &pass);
}
