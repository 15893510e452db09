#include "report/document.h"

json_t *document_string(Arena *scratch, Str text)
{
    Str clean = report_utf8(scratch, text);
    return json_stringn_nocheck(clean.at, clean.len);
}

void document_text(Arena *scratch, json_t *object, const char *name, Str text)
{
    json_object_set_new(object, name, document_string(scratch, text));
}

void document_write(json_t *value, FILE *out)
{
    json_dumpf(value, out, JSON_COMPACT | JSON_ENCODE_ANY);
    json_decref(value);
}

void document_item(DocumentList *list, json_t *value)
{
    fprintf(list->out, "%s\n%*s", list->has_any ? "," : "", list->indent, "");
    document_write(value, list->out);
    list->has_any = true;
}

static bool has_edits(const Record *record)
{
    for (uint32_t i = 0; i < record->findings.len; i++)
        if (record->findings.at[i].edits.len) return true;
    return false;
}

const Source *document_source_as_analysed(Arena *scratch, const Record *record, Source *room)
{
    Problem why;
    if (!source_read(scratch, record->path, record->language, 0, room, &why)) return NULL;
    return memcmp(room->hash, record->hash, sizeof room->hash) == 0 ? room : NULL;
}

const Source *document_source(Arena *scratch, const Record *record, Source *room)
{
    return has_edits(record) ? document_source_as_analysed(scratch, record, room) : NULL;
}
