#include "report/markup.h"

#include "report/glyph.h"

static const char *entity_of(uint32_t code)
{
    switch (code) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    }
    return NULL;
}

void markup_text(FILE *out, Str text)
{
    for (size_t at = 0; at < text.len;) {
        Glyph glyph = glyph_at(text, at);
        const char *entity = entity_of(glyph.code);
        if (entity) fputs(entity, out);
        else if (glyph.escape[0]) fputs(glyph.escape, out);
        else fwrite(text.at + at, 1, glyph.len, out);
        at += glyph.len;
    }
}
