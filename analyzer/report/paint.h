// Colours for a terminal, or nothing at all.
#pragma once

#include <stdio.h>

#include "base/base.h"
#include "engine/finding.h"

typedef enum Ink {
    INK_PLAIN,
    INK_BOLD,
    INK_ERROR,    // bold red
    INK_WARNING,  // bold yellow
    INK_INFO,     // bold cyan
    INK_FRAME,    // bold blue: line numbers and rulers
    INK_NOTE,     // blue: underlines of second places
} Ink;

typedef struct Paint {
    FILE *out;
    bool color;
} Paint;

// Switches to `ink`; INK_PLAIN switches everything off.
void paint(const Paint *paint, Ink ink);
// Foreign text in this ink, harmful characters escaped.
void paint_text(const Paint *paint, Ink ink, Str text);
Ink paint_of_severity(Severity severity);
