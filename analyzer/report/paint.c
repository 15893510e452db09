#include "report/paint.h"

#include "report/report.h"

void paint(const Paint *p, Ink ink)
{
    static const char *const codes[] = {
        [INK_PLAIN] = "0",      [INK_BOLD] = "1",       [INK_ERROR] = "1;31", [INK_WARNING] = "1;33",
        [INK_INFO] = "1;36",    [INK_FRAME] = "1;34",   [INK_NOTE] = "34",
    };
    if (p->color) fprintf(p->out, "\x1b[%sm", codes[ink]);
}

void paint_text(const Paint *p, Ink ink, Str text)
{
    paint(p, ink);
    report_escaped(p->out, text);
    paint(p, INK_PLAIN);
}

Ink paint_of_severity(Severity severity)
{
    switch (severity) {
    case SEVERITY_INFO: return INK_INFO;
    case SEVERITY_WARNING: return INK_WARNING;
    case SEVERITY_ERROR: return INK_ERROR;
    }
    return INK_PLAIN;
}
