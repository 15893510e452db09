#include "c/c_parse.h"

#include "base/str.h"
#include "c/c_inclusion.h"
#include "c/c_roles.h"
#include "c/c_scan.h"
#include "c/c_tree.h"

// "'x.h' file not found" -> 'x.h' with its quotes, else nothing.
static Str missing_header(Str text)
{
    return str_starts(text, STR("'")) && str_ends(text, STR(" file not found")) ? str_slice(text, 0, text.len - 15) : (Str){0};
}

static void note_once(Arena *arena, Unit *unit, Str note)
{
    for (uint32_t i = 0; i < unit->notes.len; i++)
        if (str_equal(unit->notes.at[i], note)) return;
    *array_push(arena, &unit->notes) = note;
}

// What clang could not understand in a function is missing from its tree, so nobody can say what it does not do.
static void mark_broken(Tree *tree, uint32_t at)
{
    for (NodeId node = tree_first(tree, ROOT); node; node = tree_next(tree, node)) {
        Span span = tree_span(tree, node);
        if (tree_kind(tree, node) == C_FUNCTION && span.from <= at && at < span.to) tree->nodes[node].flags |= NODE_BROKEN;
    }
}

static void count_error(const CLibrary *clang, CXDiagnostic diagnostic, CXFile main_file, Tree *tree)
{
    CXFile file;
    uint32_t at;
    clang->clang_getExpansionLocation(clang->clang_getDiagnosticLocation(diagnostic), &file, NULL, NULL, &at);
    if (!file || !clang->clang_File_isEqual(file, main_file)) return;
    uint32_t len = (uint32_t)tree->source->text.len;
    if (!tree->syntax_errors++) tree->first_error = (Span){at < len ? at : len, at < len ? at + 1 : len};
    mark_broken(tree, at);
}

// An expression of a type that clang could not find has lost its members: its function is not understood either.
static void mark_recovered(const Unit *unit, Tree *tree)
{
    NodeId function = 0;
    bool any = false;
    for (TypeId id = 1; id < unit->types.len; id++) any |= str_is(unit_type(unit, id)->name, "<dependent type>");
    for (NodeId node = tree_first(tree, ROOT); any && node < tree->count; node++) {
        if (tree_kind(tree, node) == C_FUNCTION) function = node;
        bool is_inside = function && tree_contains(tree, function, node);
        if (is_inside && str_is(unit_type(unit, tree_node(tree, node)->type)->name, "<dependent type>")) tree->nodes[function].flags |= NODE_BROKEN;
    }
}

static void read_diagnostics(Arena *arena, const CLibrary *clang, CXTranslationUnit translation, CXFile file, Unit *unit, Tree *tree)
{
    unsigned count = clang->clang_getNumDiagnostics(translation);
    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic diagnostic = clang->clang_getDiagnostic(translation, i);
        if (clang->clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error) {
            Str text = c_library_string(clang, arena, clang->clang_getDiagnosticSpelling(diagnostic));
            Str header = missing_header(text);
            bool is_known = str_is(text, "'malloc' attribute takes no arguments");  // GCC's malloc(free): c_owns.h reads it
            if (header.len) {
                note_once(arena, unit, arena_format(arena, "missing header %.*s", FMT(header)));
                *array_push(arena, &unit->inclusions) = (Inclusion){.path = str_slice(header, 1, header.len - 1), .is_missing = true};
            } else if (!is_known) {
                count_error(clang, diagnostic, file, tree);
            }
        }
        clang->clang_disposeDiagnostic(diagnostic);
    }
}

static CXTranslationUnit parse_whole(const CParse *parse, const Source *source, const char *path)
{
    struct CXUnsavedFile bytes = {path, source->text.len ? source->text.at : "", source->text.len};
    CXTranslationUnit translation = NULL;
    parse->clang->clang_parseTranslationUnit2(parse->index, path, parse->flags, parse->flag_count, &bytes, 1,
                                              CXTranslationUnit_KeepGoing, &translation);
    return translation;
}

// A preamble that can't be used (a header has changed since) is a fatal error that names no missing header.
static bool is_refused(Arena *arena, const CLibrary *clang, CXTranslationUnit translation)
{
    bool refused = false;
    for (unsigned i = 0; i < clang->clang_getNumDiagnostics(translation) && !refused; i++) {
        CXDiagnostic diagnostic = clang->clang_getDiagnostic(translation, i);
        refused = clang->clang_getDiagnosticSeverity(diagnostic) == CXDiagnostic_Fatal &&
                  !missing_header(c_library_string(clang, arena, clang->clang_getDiagnosticSpelling(diagnostic))).len;
        clang->clang_disposeDiagnostic(diagnostic);
    }
    return refused;
}

// NULL when there is no preamble for the file, or it can't be used.
static CXTranslationUnit parse_shared(Arena *arena, const CParse *parse, const char *path)
{
    const CLibrary *clang = parse->clang;
    if (!parse->shared.path) return NULL;
    struct CXUnsavedFile bytes = {path, parse->shared.text.at, parse->shared.text.len};
    const char **flags = arena_array(arena, const char *, parse->flag_count + 2);
    memcpy(flags, parse->flags, sizeof *flags * (size_t)parse->flag_count);
    flags[parse->flag_count] = "-include-pch";
    flags[parse->flag_count + 1] = parse->shared.path;
    CXTranslationUnit translation = NULL;
    clang->clang_parseTranslationUnit2(parse->shared_index, path, flags, parse->flag_count + 2, &bytes, 1, CXTranslationUnit_KeepGoing,
                                       &translation);
    if (!translation || !is_refused(arena, clang, translation)) return translation;
    clang->clang_disposeTranslationUnit(translation);
    return NULL;
}

bool c_parse(Arena *arena, const CParse *parse, Unit *unit, Problem *why)
{
    const CLibrary *clang = parse->clang;
    const Source *source = unit->source;
    const char *path = arena_terminated(arena, source->path);
    CXTranslationUnit translation = parse_shared(arena, parse, path);
    bool is_shared = translation;
    if (!translation) translation = parse_whole(parse, source, path);
    CXFile file = translation ? clang->clang_getFile(translation, path) : NULL;
    if (!file) {
        if (translation) clang->clang_disposeTranslationUnit(translation);
        return problem_set(why, arena, "libclang cannot read '%s'", path);
    }
    Tree *tree = c_tree_read(clang, arena, translation, file, unit);
    if (parse->keeps_inclusions) c_inclusions_read(arena, clang, translation, is_shared ? parse->shared.inclusions : NULL, &unit->inclusions);
    read_diagnostics(arena, clang, translation, file, unit, tree);
    mark_recovered(unit, tree);
    clang->clang_disposeTranslationUnit(translation);
    c_roles_give(tree);
    c_scan_comments(arena, source, tree);
    unit->tree = tree;
    return true;
}
