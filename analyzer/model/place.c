#include "model/place.h"

static PlaceId add(Arena *arena, Places *places, Place place)
{
    if (!places->list.len) (void)array_push(arena, &places->list);
    *array_push(arena, &places->list) = place;
    return places->list.len - 1;
}

static PlaceId intern(Arena *arena, Places *places, Str key, Place place)
{
    PlaceId known = map_get(&places->index, key);
    if (known) return known;
    PlaceId id = add(arena, places, place);
    *map_at(arena, &places->index, arena_copy(arena, key)) = id;
    return id;
}

static PlaceId intern_numbered(Arena *arena, Places *places, uint32_t number, Place place)
{
    uint32_t key[3] = {place.kind, place.base, number};
    return intern(arena, places, (Str){(const char *)key, sizeof key}, place);
}

static PlaceKind kind_of_binding(const Binding *binding)
{
    switch (binding->kind) {
    case BINDING_PARAMETER: return PLACE_PARAMETER;
    case BINDING_LOCAL: return PLACE_LOCAL;
    case BINDING_FUNCTION:
    case BINDING_CLASS:
    case BINDING_IMPORT: return binding->function > 1 ? PLACE_LOCAL : PLACE_GLOBAL;
    case BINDING_GLOBAL:
    case BINDING_STATIC:
    case BINDING_CLASS_BODY:
    case BINDING_BUILTIN:
    case BINDING_UNDEFINED:
    case BINDING_FIELD:
    case BINDING_ENUMERATOR: return PLACE_GLOBAL;
    }
    return PLACE_GLOBAL;
}

PlaceId place_of_binding(Arena *arena, Places *places, const Bindings *bindings, BindingId id)
{
    if (!id) return 0;
    const Binding *binding = &bindings->at[id];
    Place place = {.kind = kind_of_binding(binding), .binding = id, .name = binding->name};
    return intern_numbered(arena, places, id, place);
}

PlaceId place_field(Arena *arena, Places *places, PlaceId base, Str name, ClassId class)
{
    if (!base) return 0;
    ArenaMark mark = arena_mark(arena);
    char *key = arena_push(arena, sizeof(uint32_t) * 2 + name.len);
    uint32_t head[2] = {PLACE_FIELD, base};
    memcpy(key, head, sizeof head);
    if (name.len) memcpy(key + sizeof head, name.at, name.len);
    Str text = {key, sizeof head + name.len};
    PlaceId known = map_get(&places->index, text);
    if (known) {
        arena_rewind(arena, mark);
        return known;
    }
    PlaceId id = add(arena, places, (Place){.kind = PLACE_FIELD, .base = base, .name = name, .class = class});
    *map_at(arena, &places->index, text) = id;
    return id;
}

PlaceId place_element(Arena *arena, Places *places, PlaceId base)
{
    return base ? intern_numbered(arena, places, 0, (Place){.kind = PLACE_ELEMENT, .base = base}) : 0;
}

PlaceId place_result(Arena *arena, Places *places, NodeId node)
{
    return intern_numbered(arena, places, node, (Place){.kind = PLACE_RESULT, .node = node});
}

PlaceId place_constant(Arena *arena, Places *places, int32_t value)
{
    return intern_numbered(arena, places, (uint32_t)value, (Place){.kind = PLACE_CONSTANT, .value = value});
}

PlaceId place_expression(Arena *arena, Places *places, Str text, uint32_t names, NodeId node)
{
    Str key = arena_format(arena, "=%u %.*s", names, FMT(text));
    return intern(arena, places, key, (Place){.kind = PLACE_EXPRESSION, .name = text, .node = node});
}

bool place_is_within(const Places *places, PlaceId place, PlaceId base)
{
    while (place && place != base) place = places->list.at[place].base;
    return place && base;
}

PlaceId place_root(const Places *places, PlaceId place)
{
    while (place && places->list.at[place].base) place = places->list.at[place].base;
    return place;
}

PlaceId place_struct(const Places *places, PlaceId field)
{
    PlaceId whole = places->list.at[field].base;
    for (PlaceId part = field; !places->list.at[part].is_pointee && places->list.at[whole].kind == PLACE_FIELD; whole = places->list.at[part].base) part = whole;
    return whole;
}

static Str variable_text(Arena *arena, const Place *place)
{
    if (place->kind == PLACE_CONSTANT) return arena_format(arena, "%d", (int)place->value);
    return place->kind == PLACE_RESULT ? arena_format(arena, "result@%u", place->node) : place->name;
}

Str place_text(Arena *arena, const Places *places, PlaceId id)
{
    if (!id) return STR("?");
    PlaceId root = place_root(places, id);
    Str text = variable_text(arena, &places->list.at[root]);
    size_t len = text.len;
    for (PlaceId at = id; at != root; at = places->list.at[at].base) len += places->list.at[at].name.len + 2;
    if (id == root) return text;
    char *whole = arena_push(arena, len);
    char *end = whole + len;
    for (PlaceId at = id; at != root; at = places->list.at[at].base) {
        const Place *place = &places->list.at[at];
        bool is_field = place->kind == PLACE_FIELD;
        end -= is_field ? place->name.len : 0;
        if (is_field && place->name.len) memcpy(end, place->name.at, place->name.len);
        end -= is_field ? 1 : 2;
        memcpy(end, is_field ? "." : "[]", is_field ? 1 : 2);
    }
    end -= text.len;
    if (text.len) memcpy(end, text.at, text.len);
    return (Str){end, (size_t)(whole + len - end)};
}
