// The default format, for reading: what is wrong, the code with the place underlined, what to do.
#include "report/frame.h"
#include "report/report.h"

static Mark *marks_of(Arena *scratch, const Finding *finding, uint32_t *count)
{
    Mark *marks = arena_array(scratch, Mark, 1 + finding->related.len + finding->steps.len);
    uint32_t n = 0;
    marks[n++] = (Mark){.at = &finding->at, .is_main = true, .ink = paint_of_severity(finding->severity)};
    for (uint32_t i = 0; i < finding->related.len; i++) {
        const Note *note = &finding->related.at[i];
        marks[n++] = (Mark){.at = &note->at, .label = note->text, .ink = INK_NOTE};
    }
    for (uint32_t i = 0; i < finding->steps.len; i++) {
        const Note *note = &finding->steps.at[i];
        marks[n++] = (Mark){.at = &note->at, .label = note->text, .step = i + 1, .ink = INK_NOTE};
    }
    *count = n;
    return marks;
}

static void title_print(const Paint *p, const Finding *finding)
{
    paint(p, paint_of_severity(finding->severity));
    fprintf(p->out, "%s[", severity_name(finding->severity));
    report_escaped(p->out, finding->rule);
    fputc(']', p->out);
    paint(p, INK_PLAIN);
    paint(p, INK_BOLD);
    fputs(": ", p->out);
    report_escaped(p->out, finding->message);
    paint(p, INK_PLAIN);
    fputc('\n', p->out);
}

// "   --> " with the arrow above the ruler of a frame whose line numbers take `margin` columns.
static void arrow_print(const Paint *p, int margin)
{
    paint(p, INK_FRAME);
    fprintf(p->out, "%*s--> ", margin, "");
    paint(p, INK_PLAIN);
}

static void hint_print(const Paint *p, int margin, const char *word, Str text)
{
    paint(p, INK_FRAME);
    fprintf(p->out, "%*s = ", margin, "");
    paint(p, INK_PLAIN);
    paint(p, INK_BOLD);
    fputs(word, p->out);
    paint(p, INK_PLAIN);
    fputs(": ", p->out);
    report_escaped(p->out, text);
}

static void hints_print(const Paint *p, int margin, const Finding *finding)
{
    if (finding->help.len) {
        hint_print(p, margin, "help", finding->help);
        fputc('\n', p->out);
    }
    if (finding->fix_kind == FIX_NONE) return;
    hint_print(p, margin, "fix", finding->fix_title);
    fputs(finding->fix_kind == FIX_SAFE ? " (--fix applies it)\n" : " (needs a look: --unsafe-fixes applies it)\n", p->out);
}

static void finding_print(const Paint *p, Arena *scratch, Str path, const Finding *finding)
{
    uint32_t count;
    Mark *marks = marks_of(scratch, finding, &count);
    int margin = frame_margin(marks, count);
    title_print(p, finding);
    arrow_print(p, margin);
    report_escaped(p->out, path);
    fprintf(p->out, ":%.*s\n", FMT(report_place(scratch, finding->at.from)));
    frame_print(p, marks, count);
    hints_print(p, margin, finding);
    fputc('\n', p->out);
}

void report_full(const Report *report, FILE *out)
{
    Paint p = {out, report->color};
    Arena scratch = {0};
    for (uint32_t i = 0; i < report->project->count; i++) {
        const Record *record = &report->project->records[i];
        for (uint32_t j = 0; j < record->findings.len; j++) {
            arena_reset(&scratch);
            finding_print(&p, &scratch, record->path, &record->findings.at[j]);
        }
    }
    arena_close(&scratch);
    if (report->quiet) report_failures(report, out);
    else report_summary(report, out);
}
