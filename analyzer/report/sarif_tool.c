// The tool and the rules that ran. A rule's texts are its own, from its literal and its page, never a finding's.
#include "report/sarif.h"

static json_t *text_json(Arena *scratch, Str text)
{
    json_t *object = json_object();
    document_text(scratch, object, "text", text);
    return object;
}

static char upper(char c) { return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c; }

// "process-lifetime container grows" -> "Process-lifetime container grows."
static Str sentence(Arena *scratch, Str text)
{
    return arena_format(scratch, "%c%.*s%s", upper(text.at[0]), FMT(str_from_byte(text, 1)), str_ends(text, STR(".")) ? "" : ".");
}

// "unbounded-cache" -> "UnboundedCache"
static Str pascal(Arena *scratch, Str id)
{
    char *at = arena_push(scratch, id.len);
    size_t used = 0;
    for (size_t i = 0; i < id.len; i++)
        if (id.at[i] != '-') at[used++] = i == 0 || id.at[i - 1] == '-' ? upper(id.at[i]) : id.at[i];
    return (Str){at, used};
}

// The page without its first heading and its header line.
static Str body_of(Str page)
{
    Str rest = page, line;
    size_t skipped = 0;
    while (str_cut(&rest, '\n', &line)) {
        bool is_head = str_starts(line, STR("# ")) || str_starts(line, STR("<!--")) || !str_trim(line).len;
        if (!is_head) break;
        skipped += line.len + 1;
    }
    return str_from_byte(page, skipped);
}

// What the pitfall is and costs: the paragraph before the first heading, on one line, at most as long as consumers show.
static Str description_of(Arena *scratch, const Rule *rule, Str body)
{
    enum { LONGEST = 1000 };
    Str text = str_trim(str_slice(body, 0, str_find(body, STR("\n\n"))));
    if (!text.len || text.len > LONGEST || str_starts(text, STR("#"))) return sentence(scratch, str_from(rule->summary));
    char *at = arena_push(scratch, text.len);
    for (size_t i = 0; i < text.len; i++) at[i] = text.at[i] == '\n' ? ' ' : text.at[i];
    return (Str){at, text.len};
}

static const char *problem_severity(Severity severity)
{
    static const char *const words[] = {[SEVERITY_INFO] = "recommendation", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
    return words[severity];
}

// "CWE-401" -> "external/cwe/cwe-401"
static Str cwe_tag(Arena *scratch, Str cwe)
{
    Str number = str_from_byte(cwe, str_find_char(cwe, '-') + 1);
    return arena_format(scratch, "external/cwe/cwe-%.*s", FMT(number));
}

static json_t *properties(Arena *scratch, const RegistryEntry *entry)
{
    const Rule *rule = entry->rule;
    json_t *object = json_object(), *tags = json_array();
    json_array_append_new(tags, json_string("memory"));
    json_array_append_new(tags, json_string(entry->family));
    if (rule->cwe) json_array_append_new(tags, document_string(scratch, cwe_tag(scratch, str_from(rule->cwe))));
    json_object_set_new(object, "tags", tags);
    json_object_set_new(object, "precision", json_string(rule->severity == SEVERITY_INFO ? "medium" : "high"));
    json_object_set_new(object, "problem.severity", json_string(problem_severity(rule->severity)));
    return object;
}

static json_t *help_json(Arena *scratch, const Rule *rule, Str body)
{
    if (!body.len) return text_json(scratch, sentence(scratch, str_from(rule->help)));
    json_t *object = text_json(scratch, body);
    document_text(scratch, object, "markdown", body);
    return object;
}

static json_t *rule_json(Arena *scratch, const RegistryEntry *entry)
{
    const Rule *rule = entry->rule;
    Str id = str_from(rule->id), body = body_of(registry_page(id));
    json_t *object = json_object(), *defaults = json_object();
    document_text(scratch, object, "id", id);
    document_text(scratch, object, "name", pascal(scratch, id));
    json_object_set_new(object, "shortDescription", text_json(scratch, sentence(scratch, str_from(rule->summary))));
    json_object_set_new(object, "fullDescription", text_json(scratch, description_of(scratch, rule, body)));
    json_object_set_new(object, "help", help_json(scratch, rule, body));
    json_object_set_new(defaults, "level", json_string(sarif_level(rule->severity)));
    json_object_set_new(object, "defaultConfiguration", defaults);
    json_object_set_new(object, "properties", properties(scratch, entry));
    return object;
}

static void rules_write(const Ruleset *rules, FILE *out)
{
    Arena scratch = {0};
    for (uint32_t i = 0; i < rules->count; i++) {
        fputs(i ? ",\n        " : "\n        ", out);
        document_write(rule_json(&scratch, rules->rules[i]), out);
        arena_reset(&scratch);
    }
    arena_close(&scratch);
}

static void notifications_write(FILE *out)
{
    static const struct { const char *id, *what, *help; } kinds[] = {
        [SARIF_NOT_ANALYSED] = {"not-analysed", "The file could not be analysed.",
                                "The message says why. Nothing is known about this file; the other files were analysed."},
        [SARIF_READ_IN_PART] = {"read-in-part", "Parts of the file were not understood.",
                                "The file was analysed as far as it could be read. For C, a compile_commands.json helps most."},
        [SARIF_SKIPPED] = {"skipped", "The file was left out.", "An option of this run leaves the file out."},
    };
    Arena scratch = {0};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        json_t *kind = json_object();
        document_text(&scratch, kind, "id", str_from(kinds[i].id));
        json_object_set_new(kind, "shortDescription", text_json(&scratch, str_from(kinds[i].what)));
        json_object_set_new(kind, "fullDescription", text_json(&scratch, str_from(kinds[i].what)));
        json_object_set_new(kind, "help", text_json(&scratch, str_from(kinds[i].help)));
        fputs(i ? ",\n        " : "\n        ", out);
        document_write(kind, out);
    }
    arena_close(&scratch);
}

void sarif_tool_write(const Report *report, FILE *out)
{
    fputs("{\"driver\": {\"name\": \"memlint\", \"version\": \"" MEMLINT_VERSION
          "\", \"semanticVersion\": \"" MEMLINT_VERSION "\",\n      \"notifications\": [", out);
    notifications_write(out);
    fputs("],\n      \"rules\": [", out);
    rules_write(report->rules, out);
    fputs("]}}", out);
}
