#include <stdlib.h>

#include "base/map.h"
#include "base/str.h"
#include "report/html.h"
#include "report/markup.h"
#include "report/uri.h"

Str html_family(const Report *report, Str rule)
{
    for (uint32_t i = 0; i < report->rules->count; i++)
        if (str_is(rule, report->rules->rules[i]->rule->id)) return str_from(report->rules->rules[i]->family);
    return STR("other");
}

// The folder of a path, with '/' at its end; "./" when it has none.
static Str folder_of(Str path)
{
    size_t slash = str_find_last_char(path, '/');
    return slash < path.len ? str_slice(path, 0, slash + 1) : STR("./");
}

typedef struct Table {
    Arena *arena;
    Map index;
    ArrayOf(Count) counts;
} Table;

static void add(Table *table, Str name, Severity severity, uint32_t number)
{
    uint32_t *at = map_at(table->arena, &table->index, name);
    if (!*at) {
        *array_push(table->arena, &table->counts) = (Count){.name = name, .first = number};
        *at = table->counts.len;
    }
    Count *count = &table->counts.at[*at - 1];
    count->total++;
    count->by_severity[severity]++;
}

static int by_total(const void *a, const void *b)
{
    const Count *left = a, *right = b;
    if (left->total != right->total) return left->total > right->total ? -1 : 1;
    return str_compare(left->name, right->name);
}

static Str name_of(const Report *report, CountKind kind, Str path, const Finding *finding)
{
    switch (kind) {
    case COUNT_RULES: return finding->rule;
    case COUNT_FAMILIES: return html_family(report, finding->rule);
    default: return folder_of(path);
    }
}

static const char *gloss_of(Str family)
{
    static const struct { const char *family, *gloss; } table[] = {
        {"growth", "gets bigger without end"},
        {"release", "never, twice or wrongly given back"},
        {"retention", "lives longer than needed"},
        {"waste", "bigger, or more copies, than needed"},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (str_is(family, table[i].family)) return table[i].gloss;
    return NULL;
}

Counts html_counts(Arena *arena, const Report *report, CountKind kind)
{
    Table table = {.arena = arena};
    uint32_t number = 0;
    for (uint32_t i = 0; i < report->project->count; i++) {
        const Record *record = &report->project->records[i];
        Str path = record->findings.len ? uri_plain_path(arena, report->root, record->path) : (Str){0};
        for (uint32_t j = 0; j < record->findings.len; j++) {
            const Finding *finding = &record->findings.at[j];
            add(&table, name_of(report, kind, path, finding), finding->severity, ++number);
        }
    }
    for (uint32_t i = 0; kind == COUNT_FAMILIES && i < table.counts.len; i++)
        table.counts.at[i].gloss = gloss_of(table.counts.at[i].name);
    if (table.counts.len) qsort(table.counts.at, table.counts.len, sizeof *table.counts.at, by_total);
    return (Counts){table.counts.at, table.counts.len};
}

// --- bars ------------------------------------------------------------------------------------------------------

static void segments_write(const Count *count, uint32_t most, FILE *out)
{
    fputs("<span class=\"track\">", out);
    for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--) {
        uint32_t part = count->by_severity[severity];
        if (part) fprintf(out, "<span class=\"%s\" style=\"width:%.2f%%\"></span>", severity_name((Severity)severity), 100.0 * part / most);
    }
    fputs("</span>", out);
}

static void bar_write(const char *filter, const Count *count, uint32_t most, FILE *out)
{
    fprintf(out, "<li><a href=\"#f%u\" data-filter=\"%s\" data-value=\"", count->first, filter);
    markup_text(out, count->name);
    fputs("\"><span class=\"name\">", out);
    markup_text(out, count->name);
    if (count->gloss) fprintf(out, " <small>%s</small>", count->gloss);
    fputs("</span>", out);
    segments_write(count, most, out);
    fprintf(out, "<span class=\"n\">%u</span></a></li>\n", count->total);
}

void html_bars(const char *title, const char *filter, const Counts *counts, FILE *out)
{
    enum { SHOWN = 10 };
    fprintf(out, "<section class=\"card\"><h2>%s</h2>\n<ul class=\"bars\">\n", title);
    for (uint32_t i = 0; i < counts->len && i < SHOWN; i++) bar_write(filter, &counts->at[i], counts->at[0].total, out);
    fputs("</ul>\n", out);
    if (counts->len > SHOWN) {
        fprintf(out, "<details><summary>%u more</summary>\n<ul class=\"bars\">\n", counts->len - SHOWN);
        for (uint32_t i = SHOWN; i < counts->len; i++) bar_write(filter, &counts->at[i], counts->at[0].total, out);
        fputs("</ul></details>\n", out);
    }
    fputs("</section>\n", out);
}
