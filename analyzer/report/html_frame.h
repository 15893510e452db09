// The lines of code that a finding speaks of, as HTML: its own place, related ones and the numbered steps of its path, each with
// a line before and after where the file can still be read as it was analysed.
#pragma once

#include "engine/finding.h"
#include "report/report.h"

// `source` may be NULL: then only the lines that the finding carries itself are shown.
void html_frame(const Finding *finding, const Source *source, FILE *out);
