#include "engine/add_ignore.h"

#include "base/str.h"

// The rules of all findings that start on the line of finding `first`, each once; findings are sorted by place.
static Str rules_on_line(Arena *arena, const Findings *findings, uint32_t first)
{
    Str rules = {0};
    Map seen = {0};
    uint32_t line = findings->at[first].at.from.line;
    for (uint32_t i = 0; i < findings->len; i++) {
        const Finding *finding = &findings->at[i];
        if (finding->at.from.line != line || (*map_at(arena, &seen, finding->rule))++) continue;
        rules = rules.len ? arena_format(arena, "%.*s, %.*s", FMT(rules), FMT(finding->rule)) : finding->rule;
    }
    return rules;
}

static Str comment_of(Arena *arena, Language language, Str rules, Str reason)
{
    Str what = arena_format(arena, "memlint: ignore[%.*s]%s%.*s", FMT(rules), reason.len ? " -- " : "", FMT(reason));
    return arena_format(arena, language == LANG_C ? "  // %.*s" : "  # %.*s", FMT(what));
}

// Where the line's text ends; 0 when no comment can follow it.
static uint32_t end_of_text(const Source *source, uint32_t line)
{
    Span span = source_line_span(source, line);
    Str text = source_text(source, span);
    while (text.len && (text.at[text.len - 1] == ' ' || text.at[text.len - 1] == '\t')) text.len--;
    return str_ends(text, STR("\\")) ? 0 : span.from + (uint32_t)text.len;
}

static void offer(Arena *results, const Source *source, Record *record, Str reason)
{
    for (uint32_t i = 0; i < record->findings.len; i++) {
        Finding *finding = &record->findings.at[i];
        uint32_t end = end_of_text(source, finding->at.from.line);
        finding->edits = (Edits){0};
        finding->fix_kind = FIX_NONE;
        if (!end) continue;
        Str rules = rules_on_line(results, &record->findings, i);
        finding->fix_kind = FIX_SAFE;
        finding->fix_title = STR("silence it by a comment");
        *array_push(results, &finding->edits) = (Edit){{end, end}, comment_of(results, record->language, rules, reason)};
    }
}

void add_ignore(Arena *results, Project *project, const FileJobs *jobs, Str reason)
{
    for (uint32_t i = 0; i < project->count; i++) {
        Record *record = &project->records[i];
        Source source;
        Problem why;
        if (!record->findings.len || jobs->at[i].in_memory) continue;
        if (source_read(results, record->path, record->language, 0, &source, &why)) offer(results, &source, record, reason);
    }
}
