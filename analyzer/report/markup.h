// Foreign text in XML and HTML, in elements and in quoted attributes: what is markup is escaped, and characters that XML
// forbids, that a terminal would obey or that turn the reading around are shown as an escape, "\x1b", "\u{202e}".
#pragma once

#include <stdio.h>

#include "base/base.h"

void markup_text(FILE *out, Str text);
