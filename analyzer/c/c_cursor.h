// What libclang's cursors are called here.
#pragma once

#include "c/c_kinds.h"
#include "c/c_library.h"

// C_OTHER for what has no kind of its own.
NodeKind c_cursor_kind(const CLibrary *clang, CXCursor cursor);
// The Operation of a binary (or compound assignment) operator and of a unary one.
uint32_t c_cursor_binary(const CLibrary *clang, CXCursor cursor);
uint32_t c_cursor_unary(const CLibrary *clang, CXCursor cursor);
