// A statement written before another one, in the layout of what stands there: braces are added where the other is all of a branch.
#pragma once

#include "c/c_kinds.h"

typedef struct CInsertion {
    Span before;   // is replaced by `text`: white space in front of the statement, or nothing
    Str text;
    uint32_t end;  // where `closing` goes
    Str closing;   // the brace that was opened; "" = none was
} CInsertion;

CInsertion c_insert_before(Arena *scratch, const Tree *tree, NodeId statement, Str text);
// The white space at the start of the line of a byte.
Str c_indent_at(const Tree *tree, uint32_t byte);
// The end of a statement: behind its '}' or ';'.
uint32_t c_statement_end(const Tree *tree, NodeId statement);
