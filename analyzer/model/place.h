// What an event happens to: a variable, a field of it, an element of it, a result of a call.
// Places are interned per unit, so two mentions of `self.cache` in one function are the same PlaceId.
#pragma once

#include "base/map.h"
#include "model/binding.h"

typedef uint32_t PlaceId;  // index into Places; 0 is none

typedef enum PlaceKind {
    PLACE_LOCAL = 1,   // local variable; also a lambda's or nested function's own name
    PLACE_PARAMETER,
    PLACE_GLOBAL,      // lives as long as the process: module or file scope, class body, static local
    PLACE_FIELD,       // base.name, base->name; `self.x` with the base of the method's self parameter
    PLACE_ELEMENT,     // base[...], *base
    PLACE_RESULT,      // what a call (or a literal, lambda ...) at `node` gives, before it is stored
    PLACE_CONSTANT,    // a number that is known: `value`; NULL is 0
    PLACE_EXPRESSION,  // a pure expression that is tested, `name` is its text: two that read the same of the same variables are one place
} PlaceKind;

typedef struct Place {
    PlaceKind kind;
    PlaceId base;        // FIELD, ELEMENT
    BindingId binding;   // LOCAL, PARAMETER, GLOBAL
    Str name;            // variable or field name
    ClassId class;       // FIELD of self or cls: the class whose method mentions it
    NodeId node;         // RESULT, EXPRESSION: the expression
    int32_t value;       // CONSTANT
    bool is_pointee;     // C: a FIELD behind a pointer, a->b: of the object that the base points to at the time
} Place;

typedef struct Places {
    ArrayOf(Place) list;  // [0] unused
    Map index;
} Places;

PlaceId place_of_binding(Arena *arena, Places *places, const Bindings *bindings, BindingId binding);
// A field of `base`. `class` is the class of self, 0 when the base is no self.
PlaceId place_field(Arena *arena, Places *places, PlaceId base, Str name, ClassId class);
PlaceId place_element(Arena *arena, Places *places, PlaceId base);
PlaceId place_result(Arena *arena, Places *places, NodeId node);
PlaceId place_constant(Arena *arena, Places *places, int32_t value);
// `names` tells the variables of expressions apart that read the same: in two functions, in two blocks.
PlaceId place_expression(Arena *arena, Places *places, Str text, uint32_t names, NodeId node);
// Is `place` the same as `base` or reached through it: a.b[0] through a.b?
bool place_is_within(const Places *places, PlaceId place, PlaceId base);
// The variable at the root of a place: `a` of a.b[0].c; a RESULT is its own root.
PlaceId place_root(const Places *places, PlaceId place);
// What a field is stored in, with all that it is a part of: `a` of a.b.c, `a` of a->b, a->b of a->b->c.
PlaceId place_struct(const Places *places, PlaceId field);
// The name as a user writes it: "self.cache", "table->slots[]".
Str place_text(Arena *arena, const Places *places, PlaceId place);
