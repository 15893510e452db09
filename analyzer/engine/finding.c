// Findings: how they are ordered, and the verbs with which a rule makes one.
//
// Whatever a finding says is copied to the results arena at once, because the file's arena ends with the file.
#include "engine/rule.h"

#include "base/str.h"
#include "base/utf8.h"
#include "engine/policy.h"

#include <stdlib.h>

const char *severity_name(Severity severity)
{
    static const char *const names[] = {"none", "info", "warning", "error"};
    return names[severity];
}

Severity severity_from(Str name)
{
    for (Severity severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++)
        if (str_is(name, severity_name(severity))) return severity;
    return 0;
}

int finding_compare(const Finding *a, const Finding *b)
{
    if (a->at.span.from != b->at.span.from) return a->at.span.from < b->at.span.from ? -1 : 1;
    if (a->at.span.to != b->at.span.to) return a->at.span.to < b->at.span.to ? -1 : 1;
    int order = str_compare(a->rule, b->rule);
    return order ? order : str_compare(a->message, b->message);
}

static int by_place(const void *a, const void *b) { return finding_compare(a, b); }

void findings_sort(Findings *findings, uint32_t from)
{
    if (findings->len > from) qsort(findings->at + from, findings->len - from, sizeof *findings->at, by_place);
}

// The part of a line that a report shows. A machine may have written all of a program on one line: what is kept of it must
// not grow with its length, for each finding keeps its own.
static Span excerpt_span(const Source *source, Span line, uint32_t at)
{
    enum { LONGEST = 4096, BEFORE = 512 };
    if (line.to - line.from <= LONGEST) return line;
    Span kept = line;
    if (at > line.from + BEFORE) kept.from = at - BEFORE;
    if (kept.from + LONGEST < line.to) kept.to = kept.from + LONGEST;
    while (kept.from < at && utf8_continues(source->text, kept.from)) kept.from++;
    while (kept.to < line.to && utf8_continues(source->text, kept.to)) kept.to++;
    return kept;
}

Location location_of(Arena *results, const Source *source, Span span)
{
    Location location = {
        .span = span,
        .from = source_position(source, span.from),
        .to = source_position(source, span.to),
    };
    Span line = source_line_span(source, location.from.line), kept = excerpt_span(source, line, span.from);
    location.excerpt = arena_copy(results, source_text(source, kept));
    if (kept.from > line.from) location.excerpt_skip = source_position(source, kept.from).column - 1;
    return location;
}

// "Class.method", "outer.inner"; empty at the top level.
static Str enclosing_name(const Check *check, NodeId node)
{
    Str name = {0};
    for (FunctionId id = unit_function_at(check->unit, node); id > TOP_LEVEL; id = check->unit->functions.at[id].parent) {
        const Function *function = unit_function(check->unit, id);
        name = name.len ? arena_format(check->results, "%.*s.%.*s", FMT(function->name), FMT(name)) : function->name;
        if (!function->class) continue;
        Str class = unit_class(check->unit, function->class)->name;
        name = arena_format(check->results, "%.*s.%.*s", FMT(class), FMT(name));
    }
    return name.len ? arena_copy(check->results, name) : name;
}

static Finding *make(Check *check, Span span)
{
    Finding *finding = array_push(check->results, check->findings);
    // All of it: the slot may have held a finding that was silenced.
    *finding = (Finding){
        .rule = str_from(check->rule->id),
        .severity = check->rule->severity,
        .at = location_of(check->results, check->tree->source, span),
        .help = str_from(check->rule->help),
    };
    return finding;
}

Finding *report(Check *check, NodeId node, const char *format, ...)
{
    Str enclosing = enclosing_name(check, node);
    Finding *finding = make(check, tree_span(check->tree, node));
    va_list args;
    va_start(args, format);
    finding->message = arena_vformat(check->results, format, args);
    va_end(args);
    finding->enclosing = enclosing;
    finding->is_elsewhere = !tree_is_own(check->tree, node);
    return finding;
}

Finding *report_span(Check *check, Span span, const char *format, ...)
{
    Finding *finding = make(check, span);
    va_list args;
    va_start(args, format);
    finding->message = arena_vformat(check->results, format, args);
    va_end(args);
    return finding;
}

static void add_note(Check *check, Notes *notes, NodeId node, const char *format, va_list args)
{
    Location at = location_of(check->results, check->tree->source, tree_span(check->tree, node));
    Str text = arena_vformat(check->results, format, args);
    *array_push(check->results, notes) = (Note){at, text};
}

void also(Check *check, Finding *finding, NodeId node, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_note(check, &finding->related, node, format, args);
    va_end(args);
}

void step(Check *check, Finding *finding, NodeId node, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_note(check, &finding->steps, node, format, args);
    va_end(args);
}

void help(Check *check, Finding *finding, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    finding->help = arena_vformat(check->results, format, args);
    va_end(args);
}

void weigh(Finding *finding, Severity severity) { finding->severity = severity; }

static void add_line(Check *check, Str *lines, Str line)
{
    *lines = lines->len ? arena_format(check->results, "%.*s\n%.*s", FMT(*lines), FMT(line)) : line;
}

void unless_elsewhere(Check *check, Finding *finding, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Str condition = arena_vformat(check->results, format, args);
    va_end(args);
    add_line(check, &finding->unless, condition);
}

uint32_t option(const Check *check, const char *name) { return policy_option(check->policy, check->rule, name); }

void only_if_elsewhere(Check *check, Finding *finding, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Str condition = arena_vformat(check->results, format, args);
    va_end(args);
    add_line(check, &finding->only_if, condition);
}

void unless_attribute(Check *check, Finding *finding, ClassId class, Str name, const char *const *verbs)
{
    for (; *verbs; verbs++) {
        unless_elsewhere(check, finding, "%s .%.*s", *verbs, FMT(name));
        unless_elsewhere(check, finding, "family #%u: %s .%.*s", class, *verbs, FMT(name));
    }
}

void unless_variable(Check *check, Finding *finding, Str name, const char *const *verbs)
{
    for (; *verbs; verbs++) {
        unless_elsewhere(check, finding, "%s %.*s", *verbs, FMT(name));
        unless_elsewhere(check, finding, "%s .%.*s", *verbs, FMT(name));
    }
}

void fix(Check *check, Finding *finding, FixKind kind, const char *title, ...)
{
    va_list args;
    va_start(args, title);
    finding->fix_title = arena_vformat(check->results, title, args);
    va_end(args);
    finding->fix_kind = kind;
}

void edit_replace(Check *check, Finding *finding, Span span, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Str text = arena_vformat(check->results, format, args);
    va_end(args);
    *array_push(check->results, &finding->edits) = (Edit){span, text};
}

void edit_insert(Check *check, Finding *finding, uint32_t byte, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Str text = arena_vformat(check->results, format, args);
    va_end(args);
    *array_push(check->results, &finding->edits) = (Edit){{byte, byte}, text};
}

void edit_delete(Check *check, Finding *finding, Span span)
{
    *array_push(check->results, &finding->edits) = (Edit){.span = span};
}
