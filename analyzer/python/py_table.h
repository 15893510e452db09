// The class table: members, uses of attributes and subclasses by name, so that no rule walks over all classes, attributes or nodes of
// a file for each of them.
#pragma once

#include "python/py_resolve.h"

// Members, names of classes and their bases in this file. Wants bindings, classes and qualified names.
void py_table_read_classes(Arena *arena, Unit *unit);
// Uses of attributes and spellings. Wants Unit.attributes.
void py_table_read_uses(Arena *arena, Unit *unit);

// The binding of a name in the class's own body, 0 = none.
BindingId py_class_member(const Unit *unit, ClassId class, Str name);
// The class of this file with that qualified name, else 0.
ClassId py_class_named(const Unit *unit, Str qualified);
// The class of this file that follows `after` (0: the first) and has the class among its bases; 0 at the end.
ClassId py_next_subclass(const Unit *unit, ClassId class, ClassId after);
// The index into Unit.attributes + 1 of the first use of self.name, cls.name or Name.name in the class; 0 = none.
uint32_t py_first_use(const Unit *unit, ClassId class, Str name);

static inline const Attribute *py_use(const Unit *unit, uint32_t index) { return index ? &unit->attributes.at[index - 1] : NULL; }
static inline const Spelling *py_spelling(const Unit *unit, uint32_t index) { return index ? &unit->spellings.at[index - 1] : NULL; }

// for_each_use(unit, class, name, use) { ... use->kind ... }: in source order.
#define for_each_use(unit, class, name, use) \
    for (const Attribute *use = py_use((unit), py_first_use((unit), (class), (name))); use; use = py_use((unit), use->next))
// for_each_attribute(unit, class, use) { ... }: all attributes of the class, in source order.
#define for_each_attribute(unit, class_id, use)                                                                                   \
    for (const Attribute *use = (unit)->attributes.at + unit_first_attribute((unit), (class_id));                                 \
         use < (unit)->attributes.at + (unit)->attributes.len && use->class == (class_id); use++)
// for_each_spelling(unit, name, spelling) { ... spelling->node ... }: `anything.name` and 'name', in source order.
#define for_each_spelling(unit, name, spelling) \
    for (const Spelling *spelling = py_spelling((unit), map_get(&(unit)->spelled, (name))); spelling; spelling = py_spelling((unit), spelling->next))
