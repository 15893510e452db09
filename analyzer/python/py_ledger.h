// What is put into a collection and what is taken out of it: one entry for each place of the file, with its key.
//
// The collection is an attribute of a class (uses through self, cls and the class's name) or a variable of the module. Other names
// for it are not followed; where it gets one, an entry says so. Arguments of functions of the file are followed one step.
#pragma once

#include "model/unit.h"

typedef enum LedgerKind {
    LEDGER_LOOK = 1,  // read, tested, iterated
    LEDGER_ADD,       // d[k] = v, s.add(k), l.append(k), d.setdefault(k, v), heappush(h, k)
    LEDGER_REMOVE,    // del d[k], s.discard(k), l.remove(k), d.pop(k)
    LEDGER_DRAIN,     // popleft(), clear(), x = [], x -= y, heappop(h): whatever is in there may leave
    LEDGER_ENTER,     // d[k].append(v), d[k][j] = v: into the element of the key
    LEDGER_LEAVE,     // d[k].remove(v), del d[k][j]: out of the element of the key
    LEDGER_PASS,      // goes where nothing is seen of it
    LEDGER_MAKE,      // gets its first value: in __init__, at the top level
} LedgerKind;

typedef struct LedgerEntry {
    LedgerKind kind;
    NodeId place;         // the whole `self.x`, or the name
    NodeId key;           // the key, or the element itself; 0 = none, or not one expression
    FunctionId function;
} LedgerEntry;

typedef struct Ledger {
    Str name;             // of the attribute or variable
    ClassId class;        // of the attribute, 0 for a variable
    BindingId binding;    // of the variable, 0 for an attribute
    NodeId made;          // the value that it is made with, 0 = made more than once or elsewhere
    ArrayOf(LedgerEntry) entries;  // in source order
    uint32_t seen;        // a set of LedgerKind: 1 << kind
} Ledger;

Ledger py_ledger_of_attribute(Arena *arena, const Unit *unit, ClassId class, Str name);
Ledger py_ledger_of_variable(Arena *arena, const Unit *unit, BindingId id);
static inline bool ledger_has(const Ledger *ledger, LedgerKind kind) { return ledger->seen >> kind & 1; }

// for_each_entry(&ledger, LEDGER_ADD, entry) { ... }: all of one kind; kind 0: all.
#define for_each_entry(ledger, wanted, entry)                                                                   \
    for (const LedgerEntry *entry = (ledger)->entries.at; entry < (ledger)->entries.at + (ledger)->entries.len; entry++) \
        if (!(wanted) || entry->kind == (wanted))
