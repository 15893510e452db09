#include "engine/explain.h"

#include <jansson.h>

#include "base/os.h"
#include "base/str.h"
#include "engine/ruleset.h"

static const char *languages_text(const Rule *rule)
{
    if (rule->languages == (LANG_C | LANG_PYTHON)) return "C, Python";
    return rule->languages == LANG_C ? "C" : "Python";
}

static const char *fix_text(FixKind fix)
{
    switch (fix) {
    case FIX_NONE: return "no fix";
    case FIX_REVIEW: return "fix to review";
    case FIX_SAFE: return "safe fix";
    }
    return "no fix";
}

// --- pages -----------------------------------------------------------------------------------------------------

static void page_write(const Rule *rule, FILE *out)
{
    Str page = registry_page(str_from(rule->id));
    if (page.len) fwrite(page.at, 1, page.len, out);
    else fprintf(out, "# %s\n\n%s.\n\n%s\n", rule->id, rule->summary, rule->help ? rule->help : "");
}

bool explain_rule(Arena *arena, Str id, FILE *out, Problem *why)
{
    const RegistryEntry *entry = registry_find(id);
    if (entry) {
        page_write(entry->rule, out);
        return true;
    }
    const LeftOut *left_out = registry_find_left_out(id);
    if (left_out) {
        problem_set(why, arena, "there is no rule '%.*s': it was weighed, and is none of its own", FMT(id));
        why->remedy = str_from(left_out->reason);
        return false;
    }
    Str nearest = ruleset_nearest(id);
    problem_set(why, arena, "there is no rule '%.*s'", FMT(id));
    why->remedy = registry_find(nearest) ? arena_format(arena, "did you mean '%.*s'?", FMT(nearest))
                                         : STR("`memlint rules` lists them all");
    return false;
}

void explain_all(FILE *out)
{
    for (uint32_t i = 0; i < registry_rule_count; i++) {
        if (i) fputc('\n', out);
        page_write(registry_rules[i].rule, out);
    }
}

// --- the table -------------------------------------------------------------------------------------------------

static int widest_id(void)
{
    size_t widest = 0;
    for (uint32_t i = 0; i < registry_rule_count; i++) {
        size_t len = strlen(registry_rules[i].rule->id);
        if (len > widest) widest = len;
    }
    return (int)widest;
}

static void table_text(FILE *out)
{
    int width = widest_id();
    fprintf(out, "%-*s %-10s %-9s %-10s %-14s %s\n", width, "RULE", "FAMILY", "SEVERITY", "LANGUAGES", "FIX", "WHAT IT FINDS");
    for (uint32_t i = 0; i < registry_rule_count; i++) {
        const Rule *rule = registry_rules[i].rule;
        fprintf(out, "%-*s %-10s %-9s %-10s %-14s %s%s\n", width, rule->id, registry_rules[i].family, severity_name(rule->severity),
                languages_text(rule), fix_text(rule->fix), rule->summary, rule->is_opt_in ? " (when selected)" : "");
    }
}

static json_t *languages_json(const Rule *rule)
{
    json_t *languages = json_array();
    if (rule->languages & LANG_C) json_array_append_new(languages, json_string("c"));
    if (rule->languages & LANG_PYTHON) json_array_append_new(languages, json_string("python"));
    return languages;
}

static json_t *rule_json(const RegistryEntry *entry)
{
    static const char *const fixes[] = {[FIX_NONE] = NULL, [FIX_REVIEW] = "unsafe", [FIX_SAFE] = "safe"};
    const Rule *rule = entry->rule;
    return json_pack("{s:s,s:s,s:s,s:s?,s:o,s:s,s:s?,s:s?,s:s?,s:b}", "rule", rule->id, "family", entry->family, "summary",
                     rule->summary, "help", rule->help, "languages", languages_json(rule), "severity",
                     severity_name(rule->severity), "fix", fixes[rule->fix], "since", rule->since, "cwe", rule->cwe, "opt_in",
                     rule->is_opt_in);
}

static void table_json(FILE *out)
{
    json_t *rules = json_array();
    for (uint32_t i = 0; i < registry_rule_count; i++) json_array_append_new(rules, rule_json(&registry_rules[i]));
    json_dumpf(rules, out, JSON_INDENT(2));
    fputc('\n', out);
    json_decref(rules);
}

static void left_out_markdown(FILE *out)
{
    fputs("\n## Weighed and left out\n\nPitfalls that are no rules of their own, and why.\n\n| Pitfall | Why not |\n|---|---|\n", out);
    for (uint32_t i = 0; i < registry_left_out_count; i++)
        fprintf(out, "| `%s` | %s |\n", registry_left_out[i].id, registry_left_out[i].reason);
}

// docs/rules.md: the pages are linked as seen from there.
static void table_markdown(FILE *out)
{
    fputs("# Rules\n\nWritten by `memlint rules --sync docs/rules`. Rules that are marked *when selected* run only when they are named.\n\n", out);
    fputs("| Rule | Family | Severity | Languages | Fix | What it finds |\n|---|---|---|---|---|---|\n", out);
    for (uint32_t i = 0; i < registry_rule_count; i++) {
        const Rule *rule = registry_rules[i].rule;
        fprintf(out, "| [`%s`](rules/%s.md) | %s | %s | %s | %s | %s%s |\n", rule->id, rule->id, registry_rules[i].family,
                severity_name(rule->severity), languages_text(rule), fix_text(rule->fix), rule->summary,
                rule->is_opt_in ? " (*when selected*)" : "");
    }
    left_out_markdown(out);
}

bool explain_rules(Arena *arena, Str format, FILE *out, Problem *why)
{
    static const struct { const char *name; void (*write)(FILE *); } tables[] = {
        {"text", table_text}, {"json", table_json}, {"markdown", table_markdown},
    };
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        if (!str_is(format, tables[i].name)) continue;
        tables[i].write(out);
        return true;
    }
    problem_set(why, arena, "the table of rules has no format '%.*s'", FMT(format));
    why->remedy = STR("it has text, json and markdown");
    return false;
}

// --- header lines ----------------------------------------------------------------------------------------------

Str explain_header(Arena *arena, const Rule *rule)
{
    return arena_format(arena, "<!-- memlint: %s · %s · since %s · %s -->", severity_name(rule->severity), languages_text(rule),
                        rule->since, fix_text(rule->fix));
}

static Str with_header(Arena *arena, Str page, Str header)
{
    Str rest = page, title = {0}, second = {0};
    str_cut(&rest, '\n', &title);
    Str body = rest;
    bool has_header = str_cut(&rest, '\n', &second) && str_starts(second, STR("<!-- memlint:"));
    if (has_header) body = rest;
    return arena_format(arena, "%.*s\n%.*s\n%.*s", FMT(title), FMT(header), FMT(body));
}

static bool page_sync(Arena *arena, Str folder, const Rule *rule, uint32_t *changed, Problem *why)
{
    Str path = arena_format(arena, "%.*s/%s.md", FMT(folder), rule->id), page;
    if (!os_read(arena, path, 0, &page, why)) return false;
    Str synced = with_header(arena, page, explain_header(arena, rule));
    if (str_equal(page, synced)) return true;
    ++*changed;
    return os_write(arena, path, synced, why);
}

static Str markdown_of(Arena *arena)
{
    char *at = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&at, &len);
    if (!out) return (Str){0};
    table_markdown(out);
    fclose(out);
    Str text = arena_copy(arena, (Str){at, len});
    free(at);
    return text;
}

static bool table_sync(Arena *arena, Str folder, uint32_t *changed, Problem *why)
{
    Problem missing;
    Str path = arena_format(arena, "%.*s.md", FMT(folder)), text = {0}, wanted = markdown_of(arena);
    if (os_read(arena, path, 0, &text, &missing) && str_equal(text, wanted)) return true;
    ++*changed;
    return os_write(arena, path, wanted, why);
}

bool explain_sync(Arena *arena, Str folder, uint32_t *changed, Problem *why)
{
    *changed = 0;
    for (uint32_t i = 0; i < registry_rule_count; i++)
        if (!page_sync(arena, folder, registry_rules[i].rule, changed, why)) return false;
    return table_sync(arena, folder, changed, why);
}
