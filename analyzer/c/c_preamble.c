#include "c/c_preamble.h"

#include "c/c_inclusion.h"

#include <stdlib.h>

#include "base/str.h"
#include "c/c_database.h"
#include "c/c_scan.h"

enum {
    MOST_LEADS = 100,     // of one file that are looked at; the rest is parsed as ever
    LEAST_USERS = 6,      // precompiling costs more than one parse, and a little longer beginning gives little more
    MOST_CHOICES = 128,   // files that are held open meanwhile
};

// --- the directives a file starts with ----------------------------------------------------------------------------
// Behind the line that goes on after a backslash; 0 when a comment in it does not end there.
static uint32_t end_of_directive(Str text, uint32_t from)
{
    uint32_t at = from;
    for (; at < text.len; at++) {
        if (text.at[at] != '\n') continue;
        bool goes_on = at > from && (text.at[at - 1] == '\\' || (text.at[at - 1] == '\r' && at > from + 1 && text.at[at - 2] == '\\'));
        if (!goes_on) break;
    }
    Str line = str_slice(text, from, at);
    size_t opened = str_find(line, STR("/*"));
    if (opened == line.len) return at;
    return str_find(str_from_byte(line, opened), STR("*/")) + opened < line.len ? at : 0;
}

static Str word_of_directive(Str text, uint32_t hash)
{
    uint32_t at = hash + 1;
    while (at < text.len && (text.at[at] == ' ' || text.at[at] == '\t')) at++;
    return c_scan_word(str_from_byte(text, at));
}

// A directive that names its own place means something else where it is precompiled.
static bool names_place(Str directive)
{
    static const char *const places[] = {"__LINE__", "__FILE__", "__FILE_NAME__", "__BASE_FILE__", NULL};
    for (uint32_t i = 0; places[i]; i++)
        if (str_contains(directive, str_from(places[i]))) return true;
    return false;
}

// What a directive does to the depth of conditions; false when it is none that may stand in front.
static bool takes_part(Str word, int *depth)
{
    static const char *const plain[] = {"include", "define", "undef", "else", "elif", "error", "warning", NULL};
    if (str_is(word, "if") || str_is(word, "ifdef") || str_is(word, "ifndef")) ++*depth;
    else if (str_is(word, "endif")) --*depth;
    else return str_is_any(word, plain);
    return *depth >= 0;
}

CLeads c_leads_read(Arena *arena, Str text)
{
    CLeads leads = {0};
    size_t at = 0;
    uint32_t from = 0;
    int depth = 0;
    Str piece;
    while (leads.len < MOST_LEADS) {
        uint32_t here = (uint32_t)at;
        ScanKind kind = c_scan_piece(text, &at, &piece);
        if (kind == SCAN_SPACE || kind == SCAN_COMMENT) continue;
        if (kind != SCAN_OTHER || piece.at[0] != '#') break;
        if (!depth) from = here;
        uint32_t end = takes_part(word_of_directive(text, here), &depth) ? end_of_directive(text, here) : 0;
        if (!end || names_place(str_slice(text, here, end))) break;
        at = end;
        if (!depth) *array_push(arena, &leads) = (CLead){{from, end}};
    }
    return leads;
}

// --- keys ---------------------------------------------------------------------------------------------------------
typedef struct Opening {
    Arena *arena;
    Str text;         // of the file
    CLeads leads;
    Str flags;        // joined
    Str folder;
    Str directives;   // of all leads, each with its end of line
    uint32_t *ends;   // in `directives`, per lead
    uint32_t local;   // the first lead whose meaning hangs on the folder
} Opening;

static Str join(Arena *arena, const Strs *words)
{
    size_t len = 0, at = 0;
    for (uint32_t i = 0; i < words->len; i++) len += words->at[i].len + 1;
    char *joined = arena_push(arena, len);
    for (uint32_t i = 0; i < words->len; i++) {
        memcpy(joined + at, words->at[i].at, words->at[i].len);
        at += words->at[i].len + 1;
    }
    return (Str){joined, len};
}

static bool hangs_on_folder(Str lead)
{
    bool is_system = str_is(word_of_directive(lead, 0), "include") && str_find_char(lead, '<') < lead.len;
    bool is_define = str_is(word_of_directive(lead, 0), "define");
    return !(is_system || is_define) || str_find_char(lead, '"') < lead.len;
}

// A file that is included by a flag would come twice.
static bool may_share(const CFlags *flags)
{
    static const char *const included[] = {"-include", "-imacros", NULL};
    bool is_source = false;
    for (uint32_t i = 0; i < flags->list.len; i++) {
        if (str_is_any(flags->list.at[i], included)) return false;
        is_source |= i > 0 && str_is(flags->list.at[i], "c") && str_is(flags->list.at[i - 1], "-x");
    }
    return is_source;
}

static bool opening_read(Arena *arena, const CFlags *flags, const Source *source, Opening *opening)
{
    if (!may_share(flags)) return false;
    *opening = (Opening){.arena = arena, .text = source->text, .leads = c_leads_read(arena, source->text)};
    CLeads leads = opening->leads;
    if (!leads.len) return false;
    opening->flags = join(arena, &flags->list);
    opening->folder = c_path_folder(c_path_absolute(arena, c_path_here(arena), source->path));
    opening->ends = arena_array(arena, uint32_t, leads.len);
    opening->local = leads.len;
    char *at = arena_push(arena, leads.at[leads.len - 1].span.to + leads.len);
    opening->directives.at = at;
    for (uint32_t i = 0; i < leads.len; i++) {
        Str lead = str_slice(source->text, leads.at[i].span.from, leads.at[i].span.to);
        memcpy(at + opening->directives.len, lead.at, lead.len);
        at[opening->directives.len + lead.len] = '\n';
        opening->ends[i] = (uint32_t)(opening->directives.len += lead.len + 1);
        if (opening->local == leads.len && hangs_on_folder(lead)) opening->local = i;
    }
    return true;
}

// Everything that the first `count` leads mean: the flags, the folder when they hang on it, and the directives.
static Str key_of(const Opening *opening, uint32_t count)
{
    Str folder = count > opening->local ? opening->folder : (Str){0};
    return arena_format(opening->arena, "%.*s\n%zu\n%.*s%.*s", FMT(folder), opening->flags.len, FMT(opening->flags),
                        (int)opening->ends[count - 1], opening->directives.at);
}

// --- use ----------------------------------------------------------------------------------------------------------
static Str blanked(Arena *arena, Str text, uint32_t until)
{
    char *copy = arena_push_raw(arena, text.len);
    memcpy(copy, text.at, text.len);
    for (uint32_t i = 0; i < until; i++)
        if (copy[i] != '\n' && copy[i] != '\r') copy[i] = ' ';
    return (Str){copy, text.len};
}

CShared c_preamble_find(Arena *arena, const CPreambles *preambles, const CFlags *flags, const Source *source)
{
    Opening opening;
    if (!preambles || !preambles->list.len || !opening_read(arena, flags, source, &opening)) return (CShared){0};
    for (uint32_t count = opening.leads.len; count; count--) {
        uint32_t found = map_get(&preambles->by_key, key_of(&opening, count));
        if (!found) continue;
        const CPreamble *preamble = &preambles->list.at[found - 1];
        return (CShared){preamble->path, blanked(arena, source->text, opening.leads.at[count - 1].span.to), &preamble->inclusions};
    }
    return (CShared){0};
}

// --- plan ---------------------------------------------------------------------------------------------------------
typedef struct Candidate {
    CChoice choice;
    uint32_t shorter;  // the candidate with one lead less, + 1; it stands before this one
} Candidate;

struct CPlan {
    Arena *arena;
    Map by_key;  // -> candidate + 1
    ArrayOf(Candidate) candidates;
};

CPlan *c_plan_open(Arena *arena)
{
    CPlan *plan = arena_new(arena, CPlan);
    plan->arena = arena;
    return plan;
}

void c_plan_add(CPlan *plan, const CFlags *flags, const Source *source)
{
    Opening opening;
    uint32_t last = 0;
    if (!opening_read(plan->arena, flags, source, &opening)) return;
    Strs *list = arena_new(plan->arena, Strs);
    *list = flags->list;
    for (uint32_t count = 1; count <= opening.leads.len; count++) {
        Str key = key_of(&opening, count);
        uint32_t *index = map_at(plan->arena, &plan->by_key, key);
        if (!*index) {
            CChoice choice = {key, opening.folder, {opening.directives.at, opening.ends[count - 1]}, list, 0};
            *array_push(plan->arena, &plan->candidates) = (Candidate){.choice = choice, .shorter = last};
            *index = plan->candidates.len;
        }
        last = *index;
    }
    plan->candidates.at[last - 1].choice.users++;
}

static int by_users(const void *a, const void *b)
{
    const CChoice *left = a, *right = b;
    if (left->users != right->users) return left->users > right->users ? -1 : 1;
    return str_compare(left->key, right->key);
}

// Files whose longest beginning too few share are users of the next shorter one.
CChoices c_plan_choose(CPlan *plan)
{
    CChoices choices = {0};
    for (uint32_t i = plan->candidates.len; i-- > 0;) {
        CChoice *choice = &plan->candidates.at[i].choice;
        uint32_t shorter = plan->candidates.at[i].shorter;
        if (choice->users >= LEAST_USERS) *array_push(plan->arena, &choices) = *choice;
        else if (shorter) plan->candidates.at[shorter - 1].choice.users += choice->users;
    }
    if (choices.len) qsort(choices.at, choices.len, sizeof *choices.at, by_users);
    if (choices.len > MOST_CHOICES) choices.len = MOST_CHOICES;
    return choices;
}

static bool has_errors(const CLibrary *clang, CXTranslationUnit translation)
{
    bool found = false;
    for (unsigned i = 0; i < clang->clang_getNumDiagnostics(translation) && !found; i++) {
        CXDiagnostic diagnostic = clang->clang_getDiagnostic(translation, i);
        found = clang->clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error;
        clang->clang_disposeDiagnostic(diagnostic);
    }
    return found;
}

// Some of what a header does is not kept in what clang saves of it: macros that were pushed, a visibility that lasts, the main file's name.
static bool is_lost(Str text)
{
    Str visibility = STR("visibility");
    if (str_contains(text, STR("push_macro")) || str_contains(text, STR("__BASE_FILE__"))) return true;
    for (size_t at = str_find(text, visibility); at < text.len; at = str_find(text, visibility)) {
        text = str_from_byte(text, at + visibility.len);
        if (str_starts(str_trim(str_slice(text, 0, text.len < 16 ? text.len : 16)), STR("push"))) return true;
    }
    return false;
}

static bool loses_state(Arena *arena, const CLibrary *clang, CXTranslationUnit translation, const Inclusions *inclusions)
{
    for (uint32_t i = 0; i < inclusions->len; i++) {
        size_t len = 0;
        CXFile file = clang->clang_getFile(translation, arena_terminated(arena, inclusions->at[i].path));
        const char *text = file ? clang->clang_getFileContents(translation, file, &len) : NULL;
        if (!text || is_lost((Str){text, len})) return true;
    }
    return false;
}

bool c_precompile(Arena *arena, const CLibrary *clang, const CChoice *choice, const char *path, Inclusions *inclusions)
{
    // Bodies are read: a header that leaves one open is an error then, and what a body declares is declared.
    const unsigned options = CXTranslationUnit_ForSerialization;
    const char *name = arena_format(arena, "%.*s/memlint-preamble.h%c", FMT(choice->folder), 0).at;
    const char **flags = arena_array(arena, const char *, choice->flags->len);
    for (uint32_t i = 0; i < choice->flags->len; i++) flags[i] = arena_terminated(arena, choice->flags->at[i]);
    for (uint32_t i = 1; i < choice->flags->len; i++)
        if (str_is(choice->flags->at[i - 1], "-x")) flags[i] = "c-header";
    struct CXUnsavedFile text = {name, choice->text.at, choice->text.len};
    CXIndex index = clang->clang_createIndex(0, 0);
    CXTranslationUnit translation = NULL;
    clang->clang_parseTranslationUnit2(index, name, flags, (int)choice->flags->len, &text, 1, options, &translation);
    bool ok = translation && !has_errors(clang, translation);
    if (ok) c_inclusions_read(arena, clang, translation, NULL, inclusions);
    ok = ok && !loses_state(arena, clang, translation, inclusions) &&
         clang->clang_saveTranslationUnit(translation, path, 0) == CXSaveError_None;
    if (translation) clang->clang_disposeTranslationUnit(translation);
    clang->clang_disposeIndex(index);
    return ok;
}
