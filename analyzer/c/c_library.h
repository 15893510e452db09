// libclang, opened at run time: one table of function pointers, so that a run over Python alone never loads it
// and a machine without it still starts.
#pragma once

#include <clang-c/Index.h>

#include "base/problem.h"

// Every function of libclang that memlint calls.
#define C_LIBRARY_FUNCTIONS(X)            \
    X(clang_createIndex)                  \
    X(clang_disposeIndex)                 \
    X(clang_parseTranslationUnit2)        \
    X(clang_disposeTranslationUnit)       \
    X(clang_saveTranslationUnit)          \
    X(clang_getTranslationUnitCursor)     \
    X(clang_getFile)                      \
    X(clang_File_isEqual)                 \
    X(clang_getFileContents)              \
    X(clang_getLocationForOffset)         \
    X(clang_getExpansionLocation)         \
    X(clang_getSpellingLocation)          \
    X(clang_getCursorExtent)              \
    X(clang_getCursorLocation)            \
    X(clang_getRangeStart)                \
    X(clang_getRangeEnd)                  \
    X(clang_visitChildren)                \
    X(clang_getCursorSpelling)            \
    X(clang_getCursorType)                \
    X(clang_getCursorReferenced)          \
    X(clang_getCanonicalCursor)           \
    X(clang_getCursorDefinition)          \
    X(clang_Location_isInSystemHeader)    \
    X(clang_isCursorDefinition)           \
    X(clang_getCursorLinkage)             \
    X(clang_Cursor_getStorageClass)       \
    X(clang_Cursor_isNull)                \
    X(clang_Cursor_getNumArguments)       \
    X(clang_Cursor_getArgument)           \
    X(clang_Cursor_getVarDeclInitializer) \
    X(clang_Cursor_Evaluate)              \
    X(clang_EvalResult_getKind)           \
    X(clang_EvalResult_getAsLongLong)     \
    X(clang_EvalResult_dispose)           \
    X(clang_equalCursors)                 \
    X(clang_hashCursor)                   \
    X(clang_getEnumConstantDeclValue)     \
    X(clang_getCursorBinaryOperatorKind)  \
    X(clang_getCursorUnaryOperatorKind)   \
    X(clang_getCanonicalType)             \
    X(clang_getTypeSpelling)              \
    X(clang_getPointeeType)               \
    X(clang_getTypeDeclaration)           \
    X(clang_getArrayElementType)          \
    X(clang_getArraySize)                 \
    X(clang_getResultType)                \
    X(clang_getUnqualifiedType)           \
    X(clang_Type_getValueType)            \
    X(clang_isConstQualifiedType)         \
    X(clang_Type_getAlignOf)              \
    X(clang_Type_getSizeOf)               \
    X(clang_getNumDiagnostics)            \
    X(clang_getDiagnostic)                \
    X(clang_disposeDiagnostic)            \
    X(clang_getDiagnosticSeverity)        \
    X(clang_getDiagnosticLocation)        \
    X(clang_getDiagnosticSpelling)        \
    X(clang_getInclusions)                \
    X(clang_getFileName)                  \
    X(clang_getClangVersion)              \
    X(clang_getCString)                   \
    X(clang_disposeString)

#define C_LIBRARY_MEMBER(name) __typeof__(name) *name;

typedef struct CLibrary {
    void *handle;
    Str path;      // of the file that was opened
    Str version;   // "libclang 19.1.7"
    Str headers;   // the folder of the compiler's own headers (stddef.h), "" when it is not installed
    C_LIBRARY_FUNCTIONS(C_LIBRARY_MEMBER)
} CLibrary;

// Opens MEMLINT_LIBCLANG when that is set, else the newest of libclang 22 to 17. The library is kept in the caller's storage.
// Fails, with the command that installs it as remedy, when there is none or only an older one.
bool c_library_open(Arena *arena, CLibrary *library, Problem *why);
void c_library_close(CLibrary *library);
// A copy of libclang's string, which is given back.
Str c_library_string(const CLibrary *library, Arena *arena, CXString string);
