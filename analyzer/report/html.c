// `html`: one file that needs nothing else. Its security policy lets only its own script run, and nothing be loaded.
#include "report/html.h"

#include "base/filepath.h"
#include "base/str.h"
#include "report/markup.h"
#include "report/uri.h"

static Str name_of_root(Str root)
{
    Str name = filepath_name(root);
    return name.len ? name : root;
}

static void head_write(const Report *report, FILE *out)
{
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src '", out);
    fputs(html_script_hash, out);
    fputs("'; base-uri 'none'; form-action 'none'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"generator\" content=\"memlint " MEMLINT_VERSION "\">\n<title>memlint: ", out);
    markup_text(out, name_of_root(report->root));
    fputs("</title>\n<style>\n", out);
    fputs(html_style, out);
    fputs("</style>\n</head>\n", out);
}

static void tile_write(const char *class, uint32_t count, const char *word, FILE *out)
{
    fprintf(out, "<div class=\"tile %s%s\"><dt>%s</dt><dd>%u</dd></div>\n", class, count ? "" : " none", word, count);
}

static void tiles_write(const Report *report, FILE *out)
{
    const Project *project = report->project;
    Tally tally = report_tally(project);
    fputs("<dl class=\"tiles\">\n", out);
    tile_write("error", tally.by_severity[SEVERITY_ERROR], "Errors", out);
    tile_write("warning", tally.by_severity[SEVERITY_WARNING], "Warnings", out);
    tile_write("info", tally.by_severity[SEVERITY_INFO], "Info", out);
    tile_write("fixable", tally.by_fix[FIX_SAFE] + tally.by_fix[FIX_REVIEW], "With a fix", out);
    tile_write("files", project->checked + project->partial, "Files checked", out);
    tile_write("failed", project->failed, "Not analysed", out);
    fputs("</dl>\n", out);
}

static void charts_write(const Report *report, FILE *out)
{
    Arena scratch = {0};
    Counts families = html_counts(&scratch, report, COUNT_FAMILIES);
    Counts rules = html_counts(&scratch, report, COUNT_RULES);
    Counts folders = html_counts(&scratch, report, COUNT_FOLDERS);
    fputs("<div class=\"charts\">\n", out);
    html_bars("By family", "family", &families, out);
    html_bars("By rule", "rule", &rules, out);
    html_bars("By folder", "path", &folders, out);
    fputs("</div>\n", out);
    arena_close(&scratch);
}

// --- filters ---------------------------------------------------------------------------------------------------

static void select_write(const Report *report, const char *name, const char *every, CountKind kind, FILE *out)
{
    Arena scratch = {0};
    Counts counts = html_counts(&scratch, report, kind);
    fprintf(out, "<label><span class=\"hidden\">%s</span><select name=\"%s\"><option value=\"\">%s</option>\n", name, name, every);
    for (uint32_t i = 0; i < counts.len; i++) {
        fputs("<option>", out);
        markup_text(out, counts.at[i].name);
        fputs("</option>\n", out);
    }
    fputs("</select></label>\n", out);
    arena_close(&scratch);
}

// Hidden until the script shows it: without the script it could do nothing.
static void filters_write(const Report *report, FILE *out)
{
    static const char *const severities[] = {"error", "warning", "info"};
    fputs("<form class=\"filters\" hidden>\n<label class=\"search\"><span class=\"hidden\">Search</span>"
          "<input type=\"search\" name=\"text\" placeholder=\"Search  (/)\" autocomplete=\"off\"></label>\n"
          "<fieldset><legend class=\"hidden\">Severity</legend>\n", out);
    for (size_t i = 0; i < COUNT_OF(severities); i++)
        fprintf(out, "<label class=\"toggle %s\"><input type=\"checkbox\" name=\"severity\" value=\"%s\" checked><span>%s</span></label>\n",
                severities[i], severities[i], severities[i]);
    fputs("</fieldset>\n", out);
    select_write(report, "family", "every family", COUNT_FAMILIES, out);
    select_write(report, "rule", "every rule", COUNT_RULES, out);
    select_write(report, "path", "every folder", COUNT_FOLDERS, out);
    fputs("<button type=\"reset\">Clear</button>\n<p role=\"status\"></p>\n</form>\n", out);
}

// --- the rest --------------------------------------------------------------------------------------------------

static void rule_write(const Count *count, const Rule *rule, FILE *out)
{
    fputs("<dt><code>", out);
    markup_text(out, count->name);
    fputs("</code>", out);
    if (rule && rule->cwe) fprintf(out, " <span class=\"n\">%s</span>", rule->cwe);
    fputs("</dt><dd>", out);
    markup_text(out, str_from(rule ? rule->summary : ""));
    if (rule && rule->help) fputs(". Instead: ", out);
    markup_text(out, str_from(rule ? rule->help : ""));
    fputs("</dd>\n", out);
}

static const Rule *rule_of(const Report *report, Str id)
{
    for (uint32_t i = 0; i < report->rules->count; i++)
        if (str_is(id, report->rules->rules[i]->rule->id)) return report->rules->rules[i]->rule;
    return NULL;
}

static void rules_write(const Report *report, FILE *out)
{
    Arena scratch = {0};
    Counts counts = html_counts(&scratch, report, COUNT_RULES);
    fputs("<section class=\"rules\"><h2>The rules</h2>\n<p><code>memlint explain RULE</code> shows a rule's whole page.</p>\n<dl>\n", out);
    for (uint32_t i = 0; i < counts.len; i++) rule_write(&counts.at[i], rule_of(report, counts.at[i].name), out);
    fputs("</dl></section>\n", out);
    arena_close(&scratch);
}

static void trouble_write(const Report *report, const Record *record, FILE *out)
{
    Arena scratch = {0};
    fputs("<li><code>", out);
    markup_text(out, uri_plain_path(&scratch, report->root, record->path));
    fputs("</code> ", out);
    markup_text(out, record->problem);
    for (uint32_t i = 0; i < record->notes.len; i++) {
        fputs(i || record->problem.len ? "; " : "", out);
        markup_text(out, record->notes.at[i]);
    }
    fputs("</li>\n", out);
    arena_close(&scratch);
}

static void outcome_write(const Report *report, Outcome outcome, uint32_t count, const char *what, FILE *out)
{
    if (!count) return;
    fprintf(out, "<details%s><summary>%u file%s %s</summary>\n<ul>\n", outcome == OUTCOME_FAILED ? " open" : "", count, count == 1 ? "" : "s", what);
    for (uint32_t i = 0; i < report->project->count; i++)
        if (report->project->records[i].outcome == outcome) trouble_write(report, &report->project->records[i], out);
    fputs("</ul></details>\n", out);
}

static void troubles_write(const Report *report, FILE *out)
{
    const Project *project = report->project;
    if (!project->failed && !project->partial && !project->skipped) return;
    fputs("<section class=\"troubles\"><h2>Not wholly analysed</h2>\n", out);
    outcome_write(report, OUTCOME_FAILED, project->failed, "not analysed", out);
    outcome_write(report, OUTCOME_PARTIAL, project->partial, "read only in part", out);
    outcome_write(report, OUTCOME_SKIPPED, project->skipped, "skipped", out);
    fputs("</section>\n", out);
}

static void banner_write(const Report *report, FILE *out)
{
    fputs("<body>\n<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n<header class=\"top\">\n<h1><span>memlint</span> ", out);
    markup_text(out, name_of_root(report->root));
    fputs("</h1>\n<p>", out);
    report_headline(report, out);
    fputs("</p>\n<button type=\"button\" id=\"theme\" hidden>Theme: auto</button>\n</header>\n", out);
}

void report_html(const Report *report, FILE *out)
{
    bool has_findings = report_tally(report->project).findings;
    head_write(report, out);
    banner_write(report, out);
    fputs("<main>\n", out);
    tiles_write(report, out);
    if (has_findings) charts_write(report, out);
    if (report->project->checked + report->project->partial) html_treemap(report, out);
    fputs("<section id=\"findings\" tabindex=\"-1\"><h2>Findings</h2>\n", out);
    if (has_findings) filters_write(report, out);
    html_findings(report, out);
    fputs(has_findings ? "<p class=\"empty\" hidden>No finding fits these filters.</p>\n</section>\n" : "<p class=\"empty\">Nothing found.</p>\n</section>\n", out);
    if (has_findings) rules_write(report, out);
    troubles_write(report, out);
    fputs("</main>\n<footer>memlint " MEMLINT_VERSION "</footer>\n<script>\n", out);
    fputs(html_script, out);
    fputs("</script>\n</body>\n</html>\n", out);
}
