// Maps from names to the first of a chain; the chains are in source order.
#include "python/py_table.h"

#include <stdlib.h>

#include "base/str.h"
#include "python/py_idiom.h"

enum { KEY_MAX = 200, SPELLED_MAX = 60 };

typedef struct Key {
    char bytes[KEY_MAX];
    size_t len;
} Key;

// A longer name shares its key with others that begin like it: it loses precision, nothing else.
static Str key_of(Key *key, ClassId class, Str name)
{
    key->len = name.len < KEY_MAX - sizeof class ? name.len : KEY_MAX - sizeof class;
    memcpy(key->bytes, &class, sizeof class);
    if (key->len) memcpy(key->bytes + sizeof class, name.at, key->len);
    key->len += sizeof class;
    return (Str){key->bytes, key->len};
}

static uint32_t *value_at(Arena *arena, Map *map, ClassId class, Str name)
{
    Key key;
    Str text = key_of(&key, class, name);
    if (!map_has(map, text)) text = arena_copy(arena, text);
    return map_at(arena, map, text);
}

static uint32_t value_of(const Map *map, ClassId class, Str name)
{
    Key key;
    return map_get(map, key_of(&key, class, name));
}

// --- classes -----------------------------------------------------------------------------------------------------

static void read_members(Arena *arena, Unit *unit)
{
    for (BindingId id = 1; id < unit->bindings.len; id++) {
        const Binding *binding = unit_binding(unit, id);
        if (!binding->class || binding->kind == BINDING_CLASS) continue;
        *value_at(arena, &unit->members, binding->class, binding->name) = id;
        if (str_is(binding->name, "__slots__")) unit->classes.at[binding->class].has_slots = true;
    }
}

static Str qualified_name(const Unit *unit, ClassId class) { return unit_binding(unit, unit_class(unit, class)->binding)->qualified; }

static void read_names(Arena *arena, Unit *unit)
{
    for (ClassId id = 1; id < unit->classes.len; id++) {
        Str name = qualified_name(unit, id);
        uint32_t *first = name.len ? map_at(arena, &unit->class_names, name) : NULL;
        if (first && !*first) *first = id;
    }
}

static int by_base(const void *a, const void *b)
{
    const Derivation *left = a, *right = b;
    if (left->base != right->base) return left->base < right->base ? -1 : 1;
    return (left->class > right->class) - (left->class < right->class);
}

static void read_derivations(Arena *arena, Unit *unit)
{
    for (ClassId id = 1; id < unit->classes.len; id++) {
        NodeId node = unit_class(unit, id)->node;
        for (NodeId base = py_next_base(unit->tree, node, 0); base; base = py_next_base(unit->tree, node, base)) {
            ClassId local = py_class_named(unit, py_base_name(unit, base));
            if (local) *array_push(arena, &unit->derivations) = (Derivation){local, id};
        }
    }
    if (unit->derivations.len) qsort(unit->derivations.at, unit->derivations.len, sizeof(Derivation), by_base);
}

void py_table_read_classes(Arena *arena, Unit *unit)
{
    read_members(arena, unit);
    read_names(arena, unit);
    read_derivations(arena, unit);
}

BindingId py_class_member(const Unit *unit, ClassId class, Str name) { return value_of(&unit->members, class, name); }

ClassId py_class_named(const Unit *unit, Str qualified) { return qualified.len ? map_get(&unit->class_names, qualified) : 0; }

ClassId py_next_subclass(const Unit *unit, ClassId class, ClassId after)
{
    Derivation wanted = {py_class_named(unit, qualified_name(unit, class)), after + 1};
    uint32_t from = 0, to = unit->derivations.len;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (by_base(&unit->derivations.at[middle], &wanted) < 0) from = middle + 1;
        else to = middle;
    }
    bool is_found = wanted.base && from < unit->derivations.len && unit->derivations.at[from].base == wanted.base;
    return is_found ? unit->derivations.at[from].class : 0;
}

// --- uses --------------------------------------------------------------------------------------------------------

static void chain_uses(Arena *arena, Unit *unit)
{
    if (!unit->attributes.at) unit->attributes.at = arena_new(arena, Attribute);  // loops begin at a place, if there is nothing
    for (uint32_t i = unit->attributes.len; i > 0; i--) {
        Attribute *use = &unit->attributes.at[i - 1];
        uint32_t *first = value_at(arena, &unit->uses, use->class, use->name);
        use->next = *first;
        *first = i;
    }
}

uint32_t py_first_use(const Unit *unit, ClassId class, Str name) { return value_of(&unit->uses, class, name); }

// The name that stands behind the dot, or between the quotes; empty for anything else.
static Str name_spelled(const Tree *tree, NodeId node)
{
    NodeKind kind = tree_kind(tree, node);
    if (kind == PY_ATTRIBUTE) return py_attribute_name(tree, node);
    Str text = kind == PY_STRING ? tree_text(tree, node) : (Str){0};
    if (text.len < 3 || text.len > SPELLED_MAX) return (Str){0};
    text = str_slice(text, 1, text.len - 1);
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] <= ' ' || text.at[i] == '\'' || text.at[i] == '"') return (Str){0};
    return text;
}

static void chain_spellings(Arena *arena, Unit *unit)
{
    const Tree *tree = unit->tree;
    uint32_t count = 0;
    for (NodeId node = ROOT; node < tree->count; node++) count += tree_kind(tree, node) == PY_ATTRIBUTE || tree_kind(tree, node) == PY_STRING;
    unit->spellings.at = arena_array(arena, Spelling, count + 1);
    unit->spellings.cap = count + 1;
    for (NodeId node = tree->count; node-- > ROOT;) {
        Str name = name_spelled(tree, node);
        if (!name.len) continue;
        uint32_t *first = map_at(arena, &unit->spelled, name);
        *array_push(arena, &unit->spellings) = (Spelling){node, *first};
        *first = unit->spellings.len;
    }
}

void py_table_read_uses(Arena *arena, Unit *unit)
{
    chain_uses(arena, unit);
    chain_spellings(arena, unit);
}
