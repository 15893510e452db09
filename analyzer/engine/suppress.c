// Comments are read with a cursor that goes over their text; what a comment speaks of is found in the tree: the simple
// statement that it touches, or the head of a compound one (a comment behind `def f(` does not silence all of f).
#include "engine/suppress.h"

#include "base/map.h"
#include "base/str.h"
#include "c/c_kinds.h"
#include "engine/registry.h"
#include "python/py_kinds.h"

typedef struct Reading {
    Arena *results;
    const Tree *tree;
    const Source *source;
    Suppressions found;
    uint32_t comment;  // index of the comment that is being read
    Span span;         // its bytes
    bool is_alone;     // nothing else stands on its lines
} Reading;

// --- what a comment speaks of ----------------------------------------------------------------------------------

typedef struct LineRange {
    uint32_t from, to;
} LineRange;

static bool is_body(const Tree *tree, NodeId node)
{
    NodeKind kind = tree_kind(tree, node);
    if (kind == C_COMPOUND) return tree_kind(tree, tree_parent(tree, node)) != C_STATEMENT_EXPRESSION;
    return kind == PY_BLOCK;
}

static bool is_frame(const Tree *tree, NodeId node) { return node == ROOT || is_body(tree, node); }

static NodeId body_of(const Tree *tree, NodeId statement)
{
    NodeId end = tree_end(tree, statement);
    for (NodeId node = statement + 1; node < end; node++)
        if (is_body(tree, node)) return node;
    return 0;
}

// The last byte of what stands before the body: parameters, a condition; C's brace belongs to the head.
static uint32_t head_end(const Tree *tree, NodeId statement, NodeId body)
{
    uint32_t start = tree_span(tree, body).from, last = tree_span(tree, statement).from;
    if (tree_kind(tree, body) == C_COMPOUND) return start;
    for (NodeId node = statement + 1; node < body; node++) {
        uint32_t to = tree_span(tree, node).to;
        if (to <= start && to > last) last = to - 1;
    }
    return last;
}

// The lines of a statement; those of its head when it has a body.
static LineRange lines_of(const Tree *tree, NodeId statement)
{
    Span span = tree_span(tree, statement);
    NodeId body = body_of(tree, statement);
    uint32_t last = body ? head_end(tree, statement, body) : span.to > span.from ? span.to - 1 : span.to;
    return (LineRange){source_line(tree->source, span.from), source_line(tree->source, last)};
}

// The first node that starts at or after the byte, tree.count when none does. Nodes stand in the order of their starts.
static NodeId first_from(const Tree *tree, uint32_t byte)
{
    NodeId low = ROOT, high = tree->count;
    while (low < high) {
        NodeId middle = low + (high - low) / 2;
        if (tree_span(tree, middle).from < byte) low = middle + 1;
        else high = middle;
    }
    return low;
}

static LineRange lines_beside(const Reading *reading, uint32_t line)
{
    const Tree *tree = reading->tree;
    NodeId last = first_from(tree, reading->span.from) - 1;
    if (last <= ROOT) return (LineRange){line, line};
    NodeId statement = is_body(tree, last) ? tree_parent(tree, last) : last;  // behind the brace that ends a head
    if (is_frame(tree, statement)) return (LineRange){line, line};
    while (!is_frame(tree, tree_parent(tree, statement))) statement = tree_parent(tree, statement);
    LineRange lines = lines_of(tree, statement);
    return line == lines.from || line == lines.to ? lines : (LineRange){line, line};
}

static uint32_t first_ink(const Source *source, Span line)
{
    while (line.from < line.to && strchr(" \t\f\v", source->text.at[line.from])) line.from++;
    return line.from;
}

// The next line that holds more than comments, from the one after the comment.
static uint32_t next_code_line(const Reading *reading)
{
    const Source *source = reading->source;
    uint32_t comment = reading->comment, line = source_line(source, reading->span.to) + 1;
    for (; line <= source->lines.len; line++) {
        Span span = source_line_span(source, line);
        uint32_t ink = first_ink(source, span);
        while (comment < reading->tree->comments.len && reading->tree->comments.at[comment].span.to <= ink) comment++;
        bool in_comment = comment < reading->tree->comments.len && reading->tree->comments.at[comment].span.from <= ink;
        if (ink < span.to && !in_comment) return line;
    }
    return line;
}

static LineRange lines_below(const Reading *reading)
{
    uint32_t line = next_code_line(reading);
    Span span = source_line_span(reading->source, line);
    NodeId node = first_from(reading->tree, span.from);
    while (node < reading->tree->count && is_frame(reading->tree, node)) node++;
    if (node >= reading->tree->count || tree_span(reading->tree, node).from >= span.to) return (LineRange){line, line};
    return lines_of(reading->tree, node);
}

// --- taking a rule out -----------------------------------------------------------------------------------------

static uint32_t without_blanks_before(const Source *source, uint32_t byte)
{
    while (byte > 0 && strchr(" \t", source->text.at[byte - 1])) byte--;
    return byte;
}

static bool is_alone(const Source *source, Span comment)
{
    Span first = source_line_span(source, source_line(source, comment.from));
    Span last = source_line_span(source, source_line(source, comment.to));
    return first_ink(source, first) == comment.from && first_ink(source, (Span){comment.to, last.to}) == last.to;
}

// A comment that stands alone goes with its lines, one behind code with the blanks before it.
static Edit whole_removal(const Reading *reading, uint32_t directive_from)
{
    const Source *source = reading->source;
    uint32_t end = reading->span.to;
    if (!reading->is_alone || directive_from != reading->span.from)
        return (Edit){.span = {without_blanks_before(source, directive_from), end}};
    uint32_t next = source_line(source, end) + 1;
    uint32_t to = next <= source->lines.len ? source->lines.at[next - 1] : (uint32_t)source->text.len;
    return (Edit){.span = {source->lines.at[source_line(source, directive_from) - 1], to}};
}

// The rules of one comment, first to last in reading->found. Neighbours' removals overlap on purpose: fixes that overlap are
// done in rounds, and the last rule that is left takes the comment with it.
static void fill_removals(Reading *reading, uint32_t first, uint32_t directive_from)
{
    Suppression *rules = reading->found.at;
    uint32_t end = reading->found.len;
    if (end - first == 1) {
        rules[first].removal = whole_removal(reading, directive_from);
        return;
    }
    for (uint32_t i = first; i < end; i++) {
        Span self = rules[i].at.span;
        rules[i].removal.span = i == first ? (Span){self.from, rules[i + 1].at.span.from}
                                           : (Span){rules[i - 1].at.span.to, self.to};
    }
}

// --- the words of a comment ------------------------------------------------------------------------------------

static Suppression *add(Reading *reading, SuppressionKind kind, Span span, Str rule)
{
    uint32_t line = source_line(reading->source, reading->span.from);
    LineRange lines = {line, line};
    if (kind == SUPPRESS_LINE) lines = reading->is_alone ? lines_below(reading) : lines_beside(reading, line);
    Suppression *suppression = array_push(reading->results, &reading->found);
    *suppression = (Suppression){
        .kind = kind,
        .rule = arena_copy(reading->results, rule),
        .line = lines.from,
        .line_to = lines.to,
        .at = location_of(reading->results, reading->source, span),
        .is_unknown = !registry_find(rule),
    };
    return suppression;
}

static uint32_t skip_blanks(const Reading *reading, uint32_t at)
{
    while (at < reading->span.to && strchr(" \t", reading->source->text.at[at])) at++;
    return at;
}

static bool is_at(const Reading *reading, uint32_t at, Str word)
{
    return str_starts(source_text(reading->source, (Span){at, reading->span.to}), word);
}

static Span trimmed(const Source *source, Span span)
{
    Str text = str_trim(source_text(source, span));
    uint32_t from = text.len ? (uint32_t)(text.at - source->text.at) : span.from;
    return (Span){from, from + (uint32_t)text.len};
}

// "[a, b]" or "(a, b)" at `at`: calls each word into `add`. False when there is no such list.
typedef void AddWord(Reading *reading, SuppressionKind kind, Span word);

static bool read_list(Reading *reading, uint32_t at, SuppressionKind kind, char close, AddWord *add_word)
{
    Str text = source_text(reading->source, (Span){at, reading->span.to});
    size_t end = str_find_char(text, close);
    char open = close == ']' ? '[' : '(';
    if (!text.len || text.at[0] != open || end == text.len) return false;
    Str list = str_slice(text, 1, end), word;
    while (str_cut(&list, ',', &word)) {
        uint32_t from = (uint32_t)(word.at - reading->source->text.at);
        Span span = trimmed(reading->source, (Span){from, from + (uint32_t)word.len});
        if (span.to > span.from) add_word(reading, kind, span);
    }
    return true;
}

static void add_own(Reading *reading, SuppressionKind kind, Span word)
{
    add(reading, kind, word, source_text(reading->source, word));
}

static void add_nolint(Reading *reading, SuppressionKind kind, Span word)
{
    Str name = source_text(reading->source, word), prefix = STR("memlint-");
    if (str_starts(name, prefix)) add(reading, kind, word, str_from_byte(name, prefix.len))->is_foreign = true;
}

// --- memlint: ... ----------------------------------------------------------------------------------------------

static const struct { const char *word; SuppressionKind kind; } directives[] = {
    {"ignore", SUPPRESS_LINE}, {"disable", SUPPRESS_DISABLE}, {"enable", SUPPRESS_ENABLE}, {"file-ignore", SUPPRESS_FILE},
};

static SuppressionKind directive_kind(Str word)
{
    for (size_t i = 0; i < COUNT_OF(directives); i++)
        if (str_is(word, directives[i].word)) return directives[i].kind;
    return 0;
}

// A slip in writing a directive is told; "memlint: a linter" is prose.
static bool looks_like_directive(Str word)
{
    for (size_t i = 0; i < COUNT_OF(directives); i++)
        if (str_distance(word, str_from(directives[i].word)) <= 2) return true;
    return false;
}

static bool is_word_byte(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; }

// `from` is where the directive's own comment sign stands, `at` the byte behind "memlint:".
static void read_directive(Reading *reading, uint32_t from, uint32_t at)
{
    uint32_t first = reading->found.len, word_from = skip_blanks(reading, at), word_to = word_from;
    while (word_to < reading->span.to && is_word_byte(reading->source->text.at[word_to])) word_to++;
    Str word = source_text(reading->source, (Span){word_from, word_to});
    SuppressionKind kind = directive_kind(word);
    if (is_at(reading, word_to, STR("[...]"))) return;  // prose about directives
    if (kind && read_list(reading, skip_blanks(reading, word_to), kind, ']', add_own) && reading->found.len > first) {
        fill_removals(reading, first, from);
    } else if (looks_like_directive(word)) {
        Suppression *malformed = add(reading, kind ? kind : SUPPRESS_LINE, (Span){at - 8, word_to}, (Str){0});
        malformed->removal = whole_removal(reading, from);
    }
}

// --- noqa: ... -------------------------------------------------------------------------------------------------

// Other linters' names stand in the same list, so those that are no rule of ours are not ours to judge.
static void read_noqa(Reading *reading, uint32_t at)
{
    Str rest = source_text(reading->source, (Span){at, reading->span.to});
    while (rest.len) {
        size_t skipped = 0, len = 0;
        while (skipped < rest.len && !is_word_byte(rest.at[skipped])) skipped++;
        rest = str_from_byte(rest, skipped);
        while (len < rest.len && (is_word_byte(rest.at[len]) || (rest.at[len] >= '0' && rest.at[len] <= '9'))) len++;
        Str word = str_slice(rest, 0, len);
        uint32_t from = (uint32_t)(word.at - reading->source->text.at);
        if (len && registry_find(word)) add(reading, SUPPRESS_LINE, (Span){from, from + (uint32_t)len}, word)->is_foreign = true;
        rest = str_from_byte(rest, len);
    }
}

// --- comments --------------------------------------------------------------------------------------------------

// One "# ..." of a Python comment, which may carry several: "# type: ignore # memlint: ignore[x]".
static void read_section(Reading *reading, uint32_t from, uint32_t at)
{
    at = skip_blanks(reading, at);
    if (is_at(reading, at, STR("memlint:"))) read_directive(reading, from, at + 8);
    else if (is_at(reading, at, STR("noqa:")) || is_at(reading, at, STR("NOQA:"))) read_noqa(reading, at + 5);
}

static void read_python(Reading *reading)
{
    for (uint32_t at = reading->span.from; at < reading->span.to; at++)
        if (reading->source->text.at[at] == '#') read_section(reading, at, at + 1);
}

static void read_nolint(Reading *reading)
{
    Str text = source_text(reading->source, reading->span), word = STR("NOLINT"), next = STR("NEXTLINE");
    uint32_t at = reading->span.from + (uint32_t)str_find(text, word) + (uint32_t)word.len;
    if (at > reading->span.to) return;
    bool speaks_of_next = is_at(reading, at, next), alone = reading->is_alone;
    if (speaks_of_next) at += (uint32_t)next.len;
    reading->is_alone = speaks_of_next;
    read_list(reading, at, SUPPRESS_LINE, ')', add_nolint);
    reading->is_alone = alone;
}

// The decoration of "///", "/**", "//!" is no part of the text.
static void read_c(Reading *reading)
{
    uint32_t at = reading->span.from;
    while (at < reading->span.to && strchr("/*!<", reading->source->text.at[at])) at++;
    read_section(reading, reading->span.from, at);
    read_nolint(reading);
}

Suppressions suppressions_find(Arena *results, const Unit *unit)
{
    Reading reading = {.results = results, .tree = unit->tree, .source = unit->source};
    for (uint32_t i = 0; i < unit->tree->comments.len; i++) {
        Span span = unit->tree->comments.at[i].span;
        Str text = str_trim(source_text(unit->source, span));  // a Python comment reaches over its line's CR
        span.to = span.from + (uint32_t)text.len;
        if (!str_contains(text, STR("memlint")) && !str_contains(text, STR("noqa:")) && !str_contains(text, STR("NOQA:"))) continue;
        reading.comment = i;
        reading.span = span;
        reading.is_alone = is_alone(unit->source, span);
        if (unit->language == LANG_C) read_c(&reading);
        else read_python(&reading);
    }
    return reading.found;
}

// --- silencing -------------------------------------------------------------------------------------------------

// What silences the findings of a record. Both stand in the order of their lines.
typedef struct Sweep {
    Arena arena;
    Findings *findings;
    Suppressions *all;
    uint32_t *on_line;  // finding -> the first comment on its line that names its rule, index + 1
    uint32_t next;      // disables and enables before it are done
    Map disabled;       // rule -> the disable that is open, index + 1
    Map whole_file;     // rule -> its first file-ignore, index + 1
} Sweep;

static uint32_t first_finding_from(const Findings *findings, uint32_t line)
{
    uint32_t low = 0, high = findings->len;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (findings->at[middle].at.from.line < line) low = middle + 1;
        else high = middle;
    }
    return low;
}

static void put_on_lines(Sweep *sweep, uint32_t index)
{
    const Suppression *suppression = &sweep->all->at[index];
    const Findings *findings = sweep->findings;
    for (uint32_t i = first_finding_from(findings, suppression->line); i < findings->len; i++) {
        if (findings->at[i].at.from.line > suppression->line_to) return;
        if (!sweep->on_line[i] && str_equal(suppression->rule, findings->at[i].rule)) sweep->on_line[i] = index + 1;
    }
}

static void open_sweep(Sweep *sweep, Record *record)
{
    *sweep = (Sweep){.findings = &record->findings, .all = &record->suppressions};
    sweep->on_line = arena_array(&sweep->arena, uint32_t, record->findings.len);
    for (uint32_t i = 0; i < sweep->all->len; i++) {
        const Suppression *suppression = &sweep->all->at[i];
        if (suppression->kind == SUPPRESS_LINE) put_on_lines(sweep, i);
        if (suppression->kind != SUPPRESS_FILE) continue;
        uint32_t *first = map_at(&sweep->arena, &sweep->whole_file, suppression->rule);
        if (!*first) *first = i + 1;
    }
}

static void pass_line(Sweep *sweep, uint32_t line)
{
    for (; sweep->next < sweep->all->len; sweep->next++) {
        const Suppression *suppression = &sweep->all->at[sweep->next];
        if (suppression->kind != SUPPRESS_DISABLE && suppression->kind != SUPPRESS_ENABLE) continue;
        if (suppression->line > line) return;
        uint32_t *open = map_at(&sweep->arena, &sweep->disabled, suppression->rule);
        if (suppression->kind == SUPPRESS_ENABLE) *open = 0;
        else if (!*open) *open = sweep->next + 1;
    }
}

// A disable above it, else the first that speaks of its line or of the whole file.
static bool is_silenced(Sweep *sweep, uint32_t index)
{
    const Finding *finding = &sweep->findings->at[index];
    pass_line(sweep, finding->at.from.line);
    uint32_t used = map_get(&sweep->disabled, finding->rule);
    if (!used) {
        uint32_t line = sweep->on_line[index], file = map_get(&sweep->whole_file, finding->rule);
        used = line && (!file || line < file) ? line : file;
    }
    if (used) sweep->all->at[used - 1].is_used = true;
    return used != 0;
}

// An enable is of use when the disable that it ends is.
static void mark_enables(Sweep *sweep)
{
    Map enables = {0};  // rule -> the next enable of it, index + 1
    for (uint32_t i = sweep->all->len; i-- > 0;) {
        const Suppression *suppression = &sweep->all->at[i];
        if (suppression->kind == SUPPRESS_ENABLE) *map_at(&sweep->arena, &enables, suppression->rule) = i + 1;
        uint32_t enable = suppression->kind == SUPPRESS_DISABLE && suppression->is_used ? map_get(&enables, suppression->rule) : 0;
        if (enable) sweep->all->at[enable - 1].is_used = true;
    }
}

uint32_t suppressions_apply(Record *record)
{
    Findings *findings = &record->findings;
    uint32_t kept = 0, count = findings->len;
    if (!record->suppressions.len || !count) return 0;
    Sweep sweep;
    open_sweep(&sweep, record);
    for (uint32_t i = 0; i < count; i++)
        if (!is_silenced(&sweep, i)) findings->at[kept++] = findings->at[i];
    findings->len = kept;
    mark_enables(&sweep);
    arena_close(&sweep.arena);
    return count - kept;
}
