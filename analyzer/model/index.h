// What a file says to rules that look at the whole program: facts, classes, and where its names come from.
//
// A fact is a short text, "shrinks CACHE" or "reads .items" (docs/design/python.md lists the verbs). Nobody ever lists the facts of
// a program, findings only ask for some of them, so all that is kept of one is a hash of 32 bits: two texts that share theirs
// make a rule silent, once in a thousand programs. It lives where its maker puts it: with the file, or with the record.
#pragma once

#include "base/array.h"

typedef ArrayOf(uint32_t) Facts;  // hashes; once settled ascending and each once

// A class of the file: the n-th is the class with ClassId n, from 1.
typedef struct ClassEntry {
    Str name;          // qualified within the module: "Outer.Inner"
    Strs bases;        // "#3" a class of this file; "pkg.mod.Base", ".mod.Base" as imported; "" an expression or one of several
    Facts facts;
    bool is_ambiguous; // the name is bound to something else, too: nobody can say what it means elsewhere
} ClassEntry;

// `from target's module import name`, at module level; name "*": all of the module `target`.
typedef struct ImportEntry {
    Str name, target;
} ImportEntry;

// How often something is so, of the times that it could be: "asked malloc", 9 of 10. Shares of several files are added up.
typedef struct Share {
    uint32_t fact;       // its hash
    uint32_t times, of;
} Share;

typedef ArrayOf(Share) Shares;  // once settled ascending by fact and each once

typedef struct Index {
    bool is_aside;     // tests, examples, tools: what they do to the product's things happens in no run of the product
    Facts facts;
    Shares shares;
    ArrayOf(ClassEntry) classes;
    ArrayOf(ImportEntry) imports;
} Index;

// The hash of "verb name" (of "verb" when there is no name).
uint32_t fact_hash(Str verb, Str name);
// Sorts, and drops what was said twice.
void facts_settle(Facts *facts);
bool facts_have(const Facts *facts, uint32_t hash);
// Sorts, and adds up what is of one fact.
void shares_settle(Shares *shares);
// 0 of 0 when there is none.
Share shares_find(const Shares *shares, uint32_t fact);
